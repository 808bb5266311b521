import type { FormEvent, ReactNode } from 'react'
import { useLocale, useMessages } from '#design/index.ts'
import { loginWords } from './login-words.ts'

/** The page of somebody who is not in yet: one column, the name of the house above, the language below. */
export function Sheet({
  title,
  children,
  beside,
}: {
  title: string
  children: ReactNode
  beside?: ReactNode
}) {
  const words = useMessages(loginWords)
  const { locale, setLocale } = useLocale()
  return (
    <main className="flex min-h-dvh flex-col items-center bg-soft px-4 py-8 tablet:py-16">
      <p className="mb-6 text-center">
        <b className="block text-title tracking-[0.08em]">{words.product}</b>
        <span className="text-note text-ink2">{words.subtitle}</span>
      </p>
      <section className="flex w-full max-w-[440px] flex-col gap-5 rounded-box border border-line2 bg-paper p-6 tablet:p-8">
        <h1 className="text-title font-bold">{title}</h1>
        {children}
      </section>
      {beside}
      <button
        type="button"
        className="mt-6 min-h-11 px-3 text-accent underline underline-offset-[3px]"
        onClick={() => setLocale(locale === 'ja' ? 'en' : 'ja')}
        lang={locale === 'ja' ? 'en' : 'ja'}
      >
        {locale === 'ja' ? 'English' : '日本語'}
      </button>
    </main>
  )
}

/** A form that our script sends; pressing Enter is the same as pressing its button. */
export function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const send = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form onSubmit={send} className="flex flex-col gap-5" noValidate>
      {children}
    </form>
  )
}
