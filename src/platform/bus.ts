import { EventEmitter } from 'node:events'

/** A hint that something of a city changed: screens ask again. It may be lost; what must not be lost travels as a job. */
export interface BusEvent {
  cityId: string
  /** What changed, as the first word of the screens' query keys: `alerts`, `media`, `mode` … */
  topic: string
  id?: string
}

export interface Bus {
  publish(event: BusEvent): void
  /** @returns a function that ends the subscription */
  subscribe(cityId: string, listener: (event: BusEvent) => void): () => void
}

/** The bus of a single process. Several processes will be joined by NATS. */
export function localBus(): Bus {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    publish: (event) => void emitter.emit(event.cityId, event),
    subscribe(cityId, listener) {
      emitter.on(cityId, listener)
      return () => emitter.off(cityId, listener)
    },
  }
}
