import { type ReactNode, useLayoutEffect } from 'react'
import { formatDateTime, type Moment } from './format.ts'
import { defineMessages, useLocale, useMessages } from './i18n.ts'
import { useNow } from './now.ts'

const messages = defineMessages({
  ja: {
    drill: '訓練',
    real: (at: string) => `実際の時刻 ${at}`,
    never: '出すものには、すべて【訓練】が付きます',
  },
  en: { drill: '訓練 DRILL', real: (at) => `Real time ${at}`, never: 'Everything sent is marked as a drill' },
})

interface DrillFrameProps {
  /** The drill under way, or null: then the children stand alone. */
  drill: { title: string } | null
  /** At the right of the black band: 「訓練をやめる」. */
  action?: ReactNode
  /** The real moment; the clock of the city unless told. */
  now?: Moment
  children: ReactNode
}

/**
 * Another world: orange stripes around the whole frame, a black band with 訓練, one accent for all of it. Sets
 * `data-drill` on the root so that dialogs and menus, which stand outside of the frame, belong to the drill too.
 */
export function DrillFrame({ drill, action, now, children }: DrillFrameProps) {
  const on = drill !== null
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-drill', on)
    return () => document.documentElement.removeAttribute('data-drill')
  }, [on])
  if (!drill) return children
  return (
    <div className="drill-stripes min-h-dvh p-2 tablet:p-4 tablet:pt-2">
      <DrillBand title={drill.title} action={action} now={now} />
      <div className="mt-2">{children}</div>
    </div>
  )
}

function DrillBand({ title, action, now }: { title: string; action?: ReactNode; now?: Moment }) {
  const words = useMessages(messages)
  const { locale } = useLocale()
  const at = useNow(now)
  return (
    <section
      aria-label={words.drill}
      className="flex min-h-10 flex-wrap items-center gap-x-6 rounded-label bg-ink px-4 py-1 text-white [--accent:#fff]"
    >
      <b className="text-title tracking-[.08em]">{words.drill}</b>
      <span>
        {title}
        <span className="ml-3">{words.never}</span>
      </span>
      <span className="ml-auto hidden tablet:inline">{words.real(formatDateTime(at, locale))}</span>
      {action}
    </section>
  )
}
