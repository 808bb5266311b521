import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { cx } from './cx.ts'

interface DialogProps {
  isOpen: boolean
  onClose: () => void
  /** What is asked: 「この配信を取り消しますか」. */
  title: string
  children: ReactNode
  /** Buttons: return on the left, the act on the right. */
  actions: ReactNode
  /** `alertdialog` for what cannot be taken back: Escape and clicks outside do not close it. */
  role?: 'dialog' | 'alertdialog'
  /** 640 px instead of 480. */
  wide?: boolean
}

/** A question over the page; focus stays inside and returns to where it was. On a phone it rises from the bottom. */
export function Dialog({ isOpen, onClose, title, children, actions, role = 'dialog', wide }: DialogProps) {
  const firm = role === 'alertdialog'
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable={!firm}
      isKeyboardDismissDisabled={firm}
      className="fixed inset-0 z-40 flex items-end justify-center bg-black/50 tablet:items-center tablet:p-6"
    >
      <Modal
        className={cx(
          'max-h-[92dvh] w-full overflow-auto rounded-t-box bg-paper shadow-over tablet:rounded-box',
          wide ? 'tablet:max-w-[640px]' : 'tablet:max-w-[480px]',
        )}
      >
        <AriaDialog role={role} className="flex flex-col gap-4 p-6 outline-none">
          <Heading slot="title" className="text-title font-bold">
            {title}
          </Heading>
          <div className="flex flex-col gap-4">{children}</div>
          <div className="mt-2 flex flex-wrap justify-between gap-3 border-t border-line pt-4">{actions}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
