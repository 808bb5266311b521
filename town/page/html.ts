import { html } from 'hono/html'

/** A piece of a page; everything put into it is escaped. */
export type Html = ReturnType<typeof html>

export { html }

/** Nothing. */
export const none: Html = html``
