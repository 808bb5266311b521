import { Button, formatClock, Notice, useMessages, useNow } from '#design/index.ts'
import { frameMessages } from './words.ts'

/** A short break mends itself unseen; after this the person is told. */
const patience_ms = 5000

/** Says that the page no longer moves by itself: old figures must never look new. */
export function LineBroken({ since }: { since: Date }) {
  const words = useMessages(frameMessages)
  const now = useNow()
  if (now.getTime() - since.getTime() < patience_ms) return null
  return (
    <div className="border-b border-line2 p-2">
      <Notice
        state="warn"
        title={words.broken}
        live
        actions={<Button onPress={() => location.reload()}>{words.reload}</Button>}
      >
        {words.brokenText(formatClock(since))}
      </Notice>
    </div>
  )
}
