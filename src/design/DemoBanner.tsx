import { Chip } from './Chip.tsx'
import { defineMessages, useMessages } from './i18n.ts'

const messages = defineMessages({
  ja: { demo: 'デモ', text: '架空の市です。実際の住民や媒体には届きません。' },
  en: { demo: 'Demo', text: 'A fictional city. Nothing reaches real residents or media.' },
})

/** Stands above each page of a city that is not real. */
export function DemoBanner() {
  const words = useMessages(messages)
  return (
    <section
      aria-label={words.demo}
      className="flex min-h-8 items-center gap-3 border-b border-line2 bg-soft px-4 py-1 text-note text-ink"
    >
      <Chip tone="dark">{words.demo}</Chip>
      <span>{words.text}</span>
    </section>
  )
}
