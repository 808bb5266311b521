import { z } from 'zod'

/** Six digits of an authenticator app, however they were typed. */
const code = z
  .string()
  .max(20)
  .transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/))

/** The browser's answer to `navigator.credentials.get`, as JSON (WebAuthn Level 3 §5.1.8 `AuthenticationResponseJSON`). */
const assertion = z.looseObject({ id: z.string().max(1024), response: z.looseObject({}) })

/** Shows once more, for one act, that the person at the keyboard is who they are. Sent as `proof` beside what is asked for. */
export const stepUpProof = z.union([z.object({ code }), z.object({ passkey: assertion })])

export type StepUpProof = z.input<typeof stepUpProof>

/** For getting back into one's own account alone: a code from the sheet of backup codes will do as well. */
export const recoveryProof = z.union([
  z.object({ code }),
  z.object({ passkey: assertion }),
  z.object({ backupCode: z.string().max(40) }),
])
