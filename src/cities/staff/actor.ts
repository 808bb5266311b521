/** How the audit log names who did it. `null`: the system. */
export const personActor = (userId: string | null): string => (userId ? `person:${userId}` : 'system')
