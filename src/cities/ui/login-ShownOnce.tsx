import { Button, Dialog, useMessages, useToast } from '#design/index.ts'
import { staffWords } from './login-staff-words.ts'

interface ShownOnceProps {
  title: string
  text: string
  label: string
  /** The link or the key. */
  secret: string
  onClose: () => void
}

/** Something that is shown this once. Neither Escape nor a click beside it loses it. */
export function ShownOnce({ title, text, label, secret, onClose }: ShownOnceProps) {
  const words = useMessages(staffWords)
  const toast = useToast()
  const copy = async () => {
    await navigator.clipboard.writeText(secret)
    toast({ state: 'ok', title: words.copied })
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      role="alertdialog"
      wide
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {words.close}
          </Button>
          <Button tone="primary" size={48} onPress={() => void copy()}>
            {words.copy}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      <p>
        <span className="block text-note text-ink2">{label}</span>
        <code className="block rounded-box bg-soft p-4 break-all select-all">{secret}</code>
      </p>
    </Dialog>
  )
}
