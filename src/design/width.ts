import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/**
 * The width of an element in px, renewed when its place changes: drawings made for it keep their letters readable.
 *
 * @param initial  used until the element has been measured
 */
export function useWidth<T extends Element>(initial: number): [RefObject<T | null>, number] {
  const element = useRef<T>(null)
  const [width, setWidth] = useState(initial)
  useLayoutEffect(() => {
    const watched = element.current
    if (!watched) return
    const measure = (px: number) => {
      if (px > 0) setWidth(Math.round(px))
    }
    measure(watched.getBoundingClientRect().width)
    const observer = new ResizeObserver(([entry]) => measure(entry?.contentRect.width ?? 0))
    observer.observe(watched)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
