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
  },
  server: { port: 3001, strictPort: true, proxy: { '/api': 'http://127.0.0.1:3000' } },
})
