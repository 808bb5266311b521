export {
  createAccount,
  createDemoAccount,
  linkHours,
  passwordLink,
  resetSecondFactors,
} from './accounts.ts'
export { addressOf } from './address.ts'
export { limits } from './attempts.ts'
export { type DemoPerson, demoPassword, demoRoutes, demoTotpSecret, findDemoAccounts } from './demo.ts'
export { createLogin, type Login, type LoginEvent, type LoginOptions } from './login.ts'
export { type StepUpProof, stepUpProof } from './proof.ts'
export {
  addMembership,
  addPlatformAdmin,
  citiesOf,
  emailsOf,
  endSessions,
  findUserByEmail,
  isPlatformAdmin,
  removeMembership,
  secondFactorsOf,
  sweep as sweepLogin,
} from './queries.ts'
export { rateLimit, refusalLimit } from './rate-limit.ts'
export { type LoginRouteOptions, loginRoutes } from './routes.ts'
export { type LiveSession, peekSession, readSession } from './session.ts'
export { type StepUp, type StepUpCheck, stepUpFor, verifyStepUp } from './step-up.ts'
