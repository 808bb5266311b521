import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The font's style sheets name each file twice; every browser that runs the console reads WOFF2. */
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('@fontsource') || !id.endsWith('.css')) return null
    return code.replaceAll(/,\s*url\([^)]+\.woff\) format\('woff'\)/g, '')
  },
}

/** Builds the console. Imports such as `#design/index.ts` are resolved by package.json's `imports`. */
export default defineConfig({
  root: fileURLToPath(new URL('apps/console', import.meta.url)),
  base: '/console/',
  plugins: [woff2Only, react(), tailwindcss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    reportCompressedSize: false,
    rolldownOptions: {
      treeshake: {
        // Components do nothing by being loaded, so a page brings only those that it shows.
        moduleSideEffects: (id) => !/\/src\/design\/(?!fonts\.ts$).*\.tsx?$/.test(id),
      },
      output: {
        codeSplitting: {
          // What rarely changes stays in the browser's cache when a page does.
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 },
            {
              name: 'aria',
              test: /node_modules[\\/](react-aria|react-stately|@react-|@internationalized|react-aria-components)/,
              priority: 2,
            },
            {
              name: 'tanstack',
              test: /node_modules[\\/]@tanstack[\\/](react-router|router-core|history|react-query|query-core|react-store|store)/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: { port: 3001, strictPort: true, proxy: { '/api': 'http://127.0.0.1:3000' } },
})
