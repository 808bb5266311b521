import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Dialog,
  formatDateTime,
  Notice,
  TextArea,
  useLocale,
  useMessages,
  useToast,
} from '#design/index.ts'
import { frameQuery } from '../api.ts'
import { FaultNotice } from '../Loaded.tsx'
import { useLate } from '../late.ts'
import { acts, type LiveView } from '../watching.ts'
import { watchMessages } from '../words.ts'
import { liveMessages } from './words.ts'

/** 緊急発信: why one person sent it alone, and the look of another person at it afterwards. */
export function Emergency({ view }: { view: LiveView }) {
  const words = useMessages(liveMessages)
  const { locale } = useLocale()
  const [open, setOpen] = useState(false)
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const { emergencyReason } = view.message
  if (!emergencyReason) return null
  const { review } = view
  const mayReview = !review && (roles.includes('approver') || roles.includes('auditor'))
  return (
    <>
      <Notice
        state={review ? 'ok' : 'warn'}
        title={words.emergency}
        actions={mayReview ? <Button onPress={() => setOpen(true)}>{words.review}</Button> : null}
      >
        <p>{words.emergencyReason(emergencyReason)}</p>
        {review ? (
          <p>
            {words.reviewed(review.by, formatDateTime(review.at, locale))}　{review.words}
          </p>
        ) : null}
      </Notice>
      {open ? <Review messageId={view.message.id} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Review({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const words = useMessages(liveMessages)
  const watch = useMessages(watchMessages)
  const queries = useQueryClient()
  const toast = useToast()
  const [text, setText] = useState('')
  const review = useMutation({
    mutationFn: () => acts.review(messageId, text.trim()),
    onSuccess: async () => {
      toast({ state: 'ok', title: words.reviewDone })
      onClose()
      await queries.invalidateQueries({ queryKey: ['alerts'] })
    },
  })
  const late = useLate(review.isPending)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.reviewTitle}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {watch.back}
          </Button>
          <Button
            tone="primary"
            size={48}
            busy={late}
            isDisabled={text.trim() === ''}
            onPress={() => (review.isPending ? undefined : review.mutate())}
          >
            {words.reviewDo}
          </Button>
        </>
      }
    >
      <p>{words.reviewText}</p>
      <TextArea
        label={words.reviewWords}
        help={words.reviewHelp}
        value={text}
        onChange={setText}
        limit={500}
        autoFocus
      />
      <FaultNotice error={review.error} />
    </Dialog>
  )
}
