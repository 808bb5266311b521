/** Post: messages to persons. The door for other modules. */

export { firstChoice } from './book/join.ts'
export { mailRoutes } from './book/routes.ts'
export { type AlertMailing, createPost, type FirstAnswer, type Post, type PostParts } from './post.ts'
export { type FindServers, mxServers, NoDomain, type Setup } from './setup.ts'
