import { createContext, createElement, type ReactNode, useContext, useSyncExternalStore } from 'react'
import type { Moment } from './format.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let tick = 0

/** One timer for all clocks and ages on the page; it stops when nobody looks. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    tick = Date.now()
    for (const each of listeners) each()
  }, 1000)
  tick = Date.now()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === undefined) return
    clearInterval(timer)
    timer = undefined
  }
}

function currentTick(): number {
  return tick || Date.now()
}

/** How far the city's clock is ahead of this device's, in milliseconds. */
const OffsetContext = createContext(0)

/**
 * Makes every clock and age below show the city's time, not the device's.
 *
 * @param offset_ms  city time minus device time, from the `now` of an answer
 */
export function NowProvider(props: { offset_ms: number; children: ReactNode }) {
  return createElement(OffsetContext.Provider, { value: props.offset_ms }, props.children)
}

/**
 * The city's time, renewed each second.
 *
 * @param fixed  shows this moment instead and never moves: a report of the past, a picture in a manual
 */
export function useNow(fixed?: Moment): Date {
  const offset_ms = useContext(OffsetContext)
  const local_ms = useSyncExternalStore(subscribe, currentTick, currentTick)
  return fixed === undefined ? new Date(local_ms + offset_ms) : new Date(fixed)
}
