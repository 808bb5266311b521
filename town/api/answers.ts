import type { z } from 'zod'

/** What is wrong with a request, point by point. */
export const wrong = (error: z.ZodError) => ({
  error: {
    code: 'invalid',
    findings: error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  },
})
export const notFound = { error: { code: 'not_found' } }

/** The JSON of a request; undefined when it is none. */
export const jsonIn = (request: { json(): Promise<unknown> }) => request.json().catch(() => undefined)
