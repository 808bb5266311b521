import { formatTime, type Moment } from './format.ts'

interface PhonePreviewProps {
  /** The hour on the lock screen. */
  at: Moment
  /** 「11月22日 日曜日」 as the phone writes it. */
  date: string
  /** Who sends: 「緊急速報 つなぐ市」. */
  from: string
  title: string
  text: string
  /** The button of the phone's dialog; without it the message stands as a notification. */
  button?: string
  label: string
}

/** A lock screen with the message, breaking lines as a phone does. */
export function PhonePreview({ at, date, from, title, text, button, label }: PhonePreviewProps) {
  return (
    <figure
      aria-label={label}
      className="mx-auto h-142 w-[230px] rounded-[36px] bg-[#111] p-2 [word-break:normal]"
    >
      <div className="h-full overflow-hidden rounded-[28px] bg-linear-to-b from-[#2b3748] via-[#4c5d73] via-55% to-[#5d6878] px-2.5 py-3.5 text-center text-white">
        <div className="text-[44px] leading-[48px] tracking-normal">{formatTime(at)}</div>
        <div className="text-note">{date}</div>
        <div className="mt-3.5 rounded-[14px] bg-white px-3 pt-3 text-left text-ink">
          <div className="text-[13px] leading-[18px] font-bold text-[#a90000]">{from}</div>
          <div className="my-0.5 text-[15px] leading-[22px] font-bold">{title}</div>
          <div className="line-clamp-[16] text-note leading-[21px] tracking-normal whitespace-pre-line">
            {text}
          </div>
          {button ? (
            <div className="-mx-3 mt-2 border-t border-line2 p-2 text-center text-[15px] font-bold text-[#0031d8]">
              {button}
            </div>
          ) : (
            <div className="h-3" />
          )}
        </div>
      </div>
    </figure>
  )
}
