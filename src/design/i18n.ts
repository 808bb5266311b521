import { createContext, createElement, type ReactNode, useContext, useEffect, useState } from 'react'

/** Languages of the console. Japanese is the source; every other must have the same keys. */
export type Locale = 'ja' | 'en'

type Entry = string | ((...args: never[]) => string)
type SameShape<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => string ? (...args: A) => string : string
}

/** Words of one module, one object per language. Functions carry what varies. */
export interface Messages<T> {
  ja: SameShape<T>
  en: SameShape<T>
}

/**
 * Declares the words of a module. The compiler refuses a language in which a key is missing or takes other arguments.
 *
 * @example defineMessages({ ja: { people: (n: number) => `${n}人` }, en: { people: (n) => `${n} people` } })
 */
export function defineMessages<T extends Record<string, Entry>>(messages: {
  ja: T
  en: SameShape<NoInfer<T>>
}): Messages<T> {
  return messages as unknown as Messages<T>
}

const storageKey = 'tsunagu.locale'

function asLocale(value: string | null | undefined): Locale | undefined {
  if (!value) return undefined
  if (value.startsWith('ja')) return 'ja'
  if (value.startsWith('en')) return 'en'
  return undefined
}

/** The language to start in: `?lang=`, then the last choice on this device, then `<html lang>`, then Japanese. */
export function initialLocale(): Locale {
  if (typeof document === 'undefined') return 'ja'
  const asked = asLocale(new URLSearchParams(location.search).get('lang'))
  return asked ?? asLocale(storedLocale()) ?? asLocale(document.documentElement.lang) ?? 'ja'
}

function storedLocale(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null // storage may be closed by the browser's settings; the choice then lasts for this page
  }
}

function rememberLocale(locale: Locale): void {
  try {
    localStorage.setItem(storageKey, locale)
  } catch {
    // as above: nothing is lost but the memory of the choice
  }
}

/** The language now on screen, for code outside React (errors, formats). */
export function currentLocale(): Locale {
  if (typeof document === 'undefined') return 'ja'
  return asLocale(document.documentElement.lang) ?? 'ja'
}

interface LocaleState {
  locale: Locale
  setLocale: (locale: Locale) => void
}

const LocaleContext = createContext<LocaleState>({ locale: 'ja', setLocale: () => {} })

/** Holds the language for everything below, keeps `<html lang>` true and remembers the choice on this device. */
export function LocaleProvider(props: { children: ReactNode; locale?: Locale }) {
  const [locale, setState] = useState<Locale>(props.locale ?? initialLocale)
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  const setLocale = (next: Locale) => {
    rememberLocale(next)
    setState(next)
  }
  return createElement(LocaleContext.Provider, { value: { locale, setLocale } }, props.children)
}

/** The language on screen and the way to change it. */
export function useLocale(): LocaleState {
  return useContext(LocaleContext)
}

/** The words of a module in the language on screen. */
export function useMessages<T>(messages: Messages<T>): SameShape<T> {
  return messages[useContext(LocaleContext).locale]
}
