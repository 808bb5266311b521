import { useBlocker } from '@tanstack/react-router'
import { useRef } from 'react'
import { Button, Dialog, useMessages } from '#design/index.ts'
import { composeMessages } from './words.ts'

/**
 * Asks before words that are not saved are left behind.
 *
 * @returns `free`: call it before going away on purpose; `dialog`: to be placed on the page
 */
export function useLeaveGuard(dirty: boolean, save: () => Promise<unknown>) {
  const words = useMessages(composeMessages)
  const freed = useRef(false)
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !freed.current,
    enableBeforeUnload: () => dirty && !freed.current,
    withResolver: true,
  })
  const free = () => {
    freed.current = true
  }
  const blocked = blocker.status === 'blocked'
  const stay = () => blocker.reset?.()
  const saveAndLeave = () => save().then(() => blocker.proceed?.(), stay) // what failed stands on the page
  const dialog = (
    <Dialog
      isOpen={blocked}
      onClose={stay}
      title={words.leaveTitle}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={() => blocker.proceed?.()}>
            {words.leave}
          </Button>
          <div className="flex flex-wrap gap-3">
            <Button tone="quiet" size={48} onPress={stay}>
              {words.stay}
            </Button>
            <Button tone="primary" size={48} onPress={() => void saveAndLeave()}>
              {words.saveLeave}
            </Button>
          </div>
        </>
      }
    >
      <p>{words.leaveText}</p>
    </Dialog>
  )
  return { free, dialog }
}
