import { useEffect, useState } from 'react'

/** An act that is over before this needs no turning ring, and no announcement of one. */
const patience_ms = 400

/** True once something has been under way for a while. */
export function useLate(busy: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!busy) return setLate(false)
    const timer = setTimeout(() => setLate(true), patience_ms)
    return () => clearTimeout(timer)
  }, [busy])
  return busy && late
}
