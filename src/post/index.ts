/** Post: messages to persons. The door for other modules. */

export { firstChoice } from './book/join.ts'
export { mailRoutes, type PageParts } from './book/routes.ts'
export type { AlertMailing } from './mailing/create.ts'
export { createPost, type FirstAnswer, type Post, type PostParts } from './post.ts'
export { type FindServers, mxServers, NoDomain, type Setup } from './setup.ts'
