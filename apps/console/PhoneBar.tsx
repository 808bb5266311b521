import { useState } from 'react'
import { Button, Dialog, DialogTrigger, Modal, ModalOverlay } from 'react-aria-components'
import { Clock, Button as DesignButton, useMessages } from '#design/index.ts'
import type { FrameFacts } from './frame.ts'
import { MediaList } from './MediaState.tsx'
import { ModeMenu } from './ModeMenu.tsx'
import { NavLink } from './Nav.tsx'
import { navEntries, navMessages } from './nav.ts'
import { UserMenu } from './UserMenu.tsx'
import { frameMessages } from './words.ts'

/** The frame of a phone: city, mode and clock on top; everything else rises from the bottom. */
export function PhoneBar({ facts }: { facts: FrameFacts }) {
  const words = useMessages(frameMessages)
  const [open, setOpen] = useState(false)
  return (
    <header className="flex h-14 items-center gap-3 border-b border-line2 pr-2 pl-4 whitespace-nowrap tablet:hidden">
      <b className="truncate text-name">{facts.city.name}</b>
      <ModeMenu facts={facts} short />
      <Clock className="ml-auto [&_time]:text-lead" />
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <Button className="min-h-10 rounded-box border border-field px-2 text-note font-bold text-ink">
          {words.menu}
        </Button>
        <ModalOverlay isDismissable className="fixed inset-0 z-40 flex items-end bg-black/50 tablet:hidden">
          <Modal className="max-h-[88dvh] w-full overflow-auto rounded-t-box bg-paper shadow-over">
            <Dialog aria-label={words.menu} className="outline-none">
              <Sheet facts={facts} onClose={() => setOpen(false)} />
            </Dialog>
          </Modal>
        </ModalOverlay>
      </DialogTrigger>
    </header>
  )
}

function Sheet({ facts, onClose }: { facts: FrameFacts; onClose: () => void }) {
  const words = useMessages(frameMessages)
  const nav = useMessages(navMessages)
  return (
    <>
      <nav aria-label={nav.main} className="divide-y divide-line py-2">
        {navEntries.map((entry) => (
          <NavLink key={entry.href} entry={{ ...entry, low: false }} facts={facts} onPress={onClose} />
        ))}
      </nav>
      <section aria-label={words.media} className="border-t border-line2 px-4 py-3">
        <h2 className="font-bold">{words.media}</h2>
        <MediaList media={facts.media} />
      </section>
      <div className="flex items-center justify-between border-t border-line2 px-4 py-3">
        <div className="w-40">
          <UserMenu user={facts.user} onLeave={onClose} />
        </div>
        <DesignButton tone="quiet" onPress={onClose}>
          {words.close}
        </DesignButton>
      </div>
    </>
  )
}
