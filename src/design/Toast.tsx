import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { Button } from './Button.tsx'
import { defineMessages, useMessages } from './i18n.ts'
import { type State, StateMark } from './StateMark.tsx'

const messages = defineMessages({
  ja: { close: '閉じる', region: 'お知らせ' },
  en: { close: 'Close', region: 'Notices' },
})

interface ToastText {
  state: State
  title: string
  text?: string
}

/** Good news leaves by itself after this; anything else stays until it is closed. */
const goodNews_ms = 8000

const ToastContext = createContext<(toast: ToastText) => void>(() => {})

/** Shows a short word about what was just done: 「保存しました」. Faults belong on the page (`Notice`), not here. */
export function useToast(): (toast: ToastText) => void {
  return useContext(ToastContext)
}

/** Holds the words that rise from the bottom left. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const words = useMessages(messages)
  const [toasts, setToasts] = useState<(ToastText & { id: number })[]>([])
  const nextId = useRef(1)
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const show = useMemo(
    () => (toast: ToastText) => {
      const id = nextId.current++
      setToasts((all) => [...all.slice(-2), { ...toast, id }])
      if (toast.state === 'ok') setTimeout(() => close(id), goodNews_ms)
    },
    [close],
  )
  return (
    <ToastContext.Provider value={show}>
      {children}
      <section
        aria-label={words.region}
        aria-live="polite"
        className="pointer-events-none fixed bottom-24 left-4 z-30 flex w-[min(420px,calc(100vw-32px))] flex-col gap-2"
      >
        {toasts.map((toast) => (
          <div
            key={toast.id}
            className="pointer-events-auto flex items-center gap-4 rounded-box border border-field bg-paper py-3 pr-3 pl-4 shadow-over"
          >
            <div className="flex-1">
              <StateMark state={toast.state}>{toast.title}</StateMark>
              {toast.text ? <p className="text-note text-ink2">{toast.text}</p> : null}
            </div>
            <Button tone="quiet" size={32} onPress={() => close(toast.id)}>
              {words.close}
            </Button>
          </div>
        ))}
      </section>
    </ToastContext.Provider>
  )
}
