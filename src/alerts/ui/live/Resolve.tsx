import { Button, Dialog, useMessages } from '#design/index.ts'
import { watchMessages } from '../words.ts'
import { liveMessages } from './words.ts'

interface ResolveProps {
  label: string
  onDecide: (act: 'was-sent' | 'was-not-sent') => void
  onClose: () => void
}

/** The answer of a medium was lost: a person who looked says whether it went out. */
export function Resolve({ label, onDecide, onClose }: ResolveProps) {
  const words = useMessages(liveMessages)
  const watch = useMessages(watchMessages)
  return (
    <Dialog
      isOpen
      wide
      onClose={onClose}
      title={words.resolveTitle(label)}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {watch.back}
          </Button>
          <span className="flex flex-wrap gap-3">
            <Button size={48} onPress={() => onDecide('was-not-sent')}>
              {words.resolveNotSent}
            </Button>
            <Button size={48} tone="primary" onPress={() => onDecide('was-sent')}>
              {words.resolveSent}
            </Button>
          </span>
        </>
      }
    >
      <p>{words.resolveText}</p>
    </Dialog>
  )
}
