/** How long the way out may take; passed in, so that tests need not wait. */
export interface Limits {
  /** Seconds a send may take before it is given up. */
  sendSeconds: number
  /** A sender holds its dispatch this long; after a crash someone else takes it up. */
  leaseSeconds: number
  /** Looking for a sighting goes on in the sending process for so long; then the sweep takes over. */
  lookHereSeconds: number
}

export const defaultLimits: Limits = { sendSeconds: 10, leaseSeconds: 15, lookHereSeconds: 8 }
