import { Button, CodeField, StickyBar, useLocale, useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { typeNouns } from '../messages.ts'
import { DemoCodeLine } from './DemoCodeLine.tsx'
import { useHasPasskey, useSecondsLeft } from './proof.ts'
import { approveMessages } from './words.ts'

interface ActBarProps {
  page: ApprovalPage
  demo: boolean
  code: string
  onCode: (code: string) => void
  codeFault: string | undefined
  busy: boolean
  /** Nothing can be sent: a finding stops it, or the page was changed and not read yet. */
  blocked: boolean
  onReturn: () => void
  onSend: () => void
  onPasskey: () => void
}

/** Return at the left; the code and the act at the right. On a phone the code stands above both. */
export function ActBar(props: ActBarProps) {
  const { page, demo, code, onCode, codeFault, busy, blocked, onReturn, onSend, onPasskey } = props
  const words = useMessages(approveMessages)
  const { locale } = useLocale()
  const seconds = useSecondsLeft()
  const hasPasskey = useHasPasskey()
  const noun = typeNouns[locale][page.draft.type]
  const send = page.draft.drill ? words.sendDrill : words.send
  const act = page.draft.scheduledAt ? words.schedule : noun ? words.sendCorrection(noun) : send
  return (
    <StickyBar>
      <form
        className="grid w-full grid-cols-[auto_1fr] gap-3 tablet:flex tablet:flex-wrap tablet:items-center"
        onSubmit={(event) => {
          event.preventDefault()
          onSend()
        }}
      >
        <Button
          tone="quiet"
          size={56}
          onPress={onReturn}
          className="order-2 px-5 tablet:order-none tablet:px-8"
        >
          {words.return_}
        </Button>
        <div className="order-1 col-span-2 tablet:order-none tablet:ml-auto">
          <CodeField
            label={words.code}
            hint={words.secondsLeft(seconds)}
            value={code}
            onChange={onCode}
            error={codeFault}
            isDisabled={blocked}
          />
          {demo ? <DemoCodeLine onFill={onCode} /> : null}
        </div>
        {hasPasskey ? (
          <Button
            size={56}
            onPress={onPasskey}
            isDisabled={blocked}
            className="order-3 col-span-2 tablet:order-none"
          >
            {words.passkey}
          </Button>
        ) : null}
        <Button
          type="submit"
          tone="primary"
          size={56}
          busy={busy}
          isDisabled={blocked}
          className="order-2 tablet:order-none"
        >
          {act}
        </Button>
      </form>
    </StickyBar>
  )
}
