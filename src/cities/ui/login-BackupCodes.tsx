import { useState } from 'react'
import { Button, Checkbox, useMessages } from '#design/index.ts'
import { enrolWords } from './login-account-words.ts'

/** Ten codes, shown this once. One goes on only after saying that they are kept. */
export function BackupCodes({ codes, onDone }: { codes: string[]; onDone: () => Promise<void> | void }) {
  const words = useMessages(enrolWords)
  const [kept, setKept] = useState(false)
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-name font-bold">{words.backupTitle}</h2>
      <p>{words.backupText}</p>
      <ol className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-box bg-soft p-4 font-mono">
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ol>
      <Checkbox isSelected={kept} onChange={setKept}>
        {words.kept}
      </Checkbox>
      <div className="flex flex-wrap justify-between gap-3">
        <Button tone="quiet" size={48} onPress={() => window.print()}>
          {words.print}
        </Button>
        <Button tone="primary" size={48} isDisabled={!kept} onPress={() => void onDone()}>
          {words.done}
        </Button>
      </div>
    </div>
  )
}
