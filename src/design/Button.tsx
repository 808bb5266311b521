import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Link as AriaLink,
} from 'react-aria-components'
import { cx } from './cx.ts'
import { defineMessages, useMessages } from './i18n.ts'

/** `primary`: the one filled button of a screen. `danger`: takes something back or stops it. */
export type ButtonTone = 'primary' | 'secondary' | 'quiet' | 'danger'

/** Height in px: 32 within a dense table row · 40 row · 48 card · 56 page. */
export type ButtonSize = 32 | 40 | 48 | 56

const tones: Record<ButtonTone, string> = {
  primary: 'border-accent bg-accent text-white hover:bg-accent-deep pressed:bg-accent-deep',
  secondary: 'border-accent bg-paper text-accent hover:bg-accent-soft pressed:bg-accent-soft',
  quiet: 'border-field bg-paper text-ink hover:bg-soft pressed:bg-soft',
  danger: 'border-bad bg-paper text-bad hover:bg-bad-soft pressed:bg-bad-soft',
}

const sizes: Record<ButtonSize, string> = {
  32: 'min-h-8 px-3 text-note',
  40: 'min-h-10 px-4 text-body',
  48: 'min-h-12 px-6 text-body',
  56: 'min-h-14 px-8 text-name',
}

/** The look of a button, for the rare place that cannot use `Button` or `ButtonLink`. */
export function buttonClass(tone: ButtonTone = 'secondary', size: ButtonSize = 40, wide = false): string {
  return cx(
    'inline-flex items-center justify-center gap-2 rounded-box border text-center font-bold no-underline transition-colors',
    'whitespace-nowrap disabled:cursor-not-allowed disabled:border-line2 disabled:bg-soft disabled:text-ink3',
    'drill:border-2',
    tone !== 'primary' && 'drill:border-dashed',
    tones[tone],
    sizes[size],
    wide && 'w-full',
  )
}

interface Look {
  /** The act in words: 「承認へ進む」, never 「OK」. */
  children: ReactNode
  tone?: ButtonTone
  size?: ButtonSize
  /** Fills the width of its place. */
  wide?: boolean
  className?: string
}

type ButtonProps = Look &
  Pick<
    AriaButtonProps,
    | 'onPress'
    | 'type'
    | 'isDisabled'
    | 'aria-label'
    | 'aria-describedby'
    | 'autoFocus'
    | 'form'
    | 'id'
    | 'slot'
  > & {
    /** The act is under way: says so to screen readers and ignores further presses, but keeps the focus. */
    busy?: boolean
  }

const messages = defineMessages({ ja: { busy: '処理しています' }, en: { busy: 'Working' } })

/**
 * A button that acts. For going somewhere use `ButtonLink`.
 *
 * The library's own `isPending` is left alone: it announces by a picture named after the button, which stays without a name
 * when a dialog has closed by then.
 */
export function Button({ children, tone, size, wide, busy, className, type, onPress, ...rest }: ButtonProps) {
  const words = useMessages(messages)
  return (
    <>
      <AriaButton
        {...rest}
        type={busy && type === 'submit' ? 'button' : type}
        onPress={busy ? undefined : onPress}
        aria-disabled={busy || undefined}
        className={cx(buttonClass(tone, size, wide), className)}
      >
        {busy ? <span aria-hidden="true" className="spinner" /> : null}
        {children}
      </AriaButton>
      {busy === undefined ? null : (
        <span role="status" className="only-read">
          {busy ? words.busy : ''}
        </span>
      )}
    </>
  )
}

/** A link that looks like a button. `href` is a path of the console (`/alerts/new`) or a full address. */
export function ButtonLink({ children, tone, size, wide, className, href, ...rest }: Look & LinkTarget) {
  return (
    <AriaLink {...rest} href={href} className={cx(buttonClass(tone, size, wide), className)}>
      {children}
    </AriaLink>
  )
}

interface LinkTarget {
  href: string
  target?: '_blank'
  'aria-label'?: string
}

/** A link within text. */
export function TextLink({
  children,
  className,
  href,
  ...rest
}: LinkTarget & { children: ReactNode; className?: string }) {
  return (
    <AriaLink
      {...rest}
      href={href}
      className={cx('text-accent underline underline-offset-[3px] hover:decoration-2', className)}
    >
      {children}
    </AriaLink>
  )
}
