import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Chip,
  type Level,
  LevelBadge,
  SettingsPage,
  type State,
  StateMark,
  useMessages,
  useToast,
} from '#design/index.ts'
import { templateOf } from '../templates.ts'
import { frameQuery } from './api.ts'
import { CodeDialog } from './CodeDialog.tsx'
import { Loaded } from './Loaded.tsx'
import { type MediaWords, mediaMessages } from './media/words.ts'
import { alertMessages } from './messages.ts'
import { acts, meQuery, type SignedTemplate, signedQuery } from './watching.ts'

/** 設定 → 緊急発信のひな形: which may be sent by one person, since two have signed them. */
export function EmergencyTemplates() {
  const words = useMessages(mediaMessages)
  const signed = useQuery(signedQuery)
  const [asked, setAsked] = useState<{ template: SignedTemplate; sign: boolean } | null>(null)
  return (
    <SettingsPage title={words.emergency} note={words.emergencyNote}>
      <Loaded query={signed}>
        {(templates) => (
          <ul className="border-b border-line">
            {templates.map((template) => (
              <TemplateLine
                key={template.template}
                template={template}
                onAsk={(sign) => setAsked({ template, sign })}
              />
            ))}
          </ul>
        )}
      </Loaded>
      {asked ? <SignDialog {...asked} onClose={() => setAsked(null)} /> : null}
    </SettingsPage>
  )
}

interface TemplateLineProps {
  template: SignedTemplate
  onAsk: (sign: boolean) => void
}

function TemplateLine({ template, onAsk }: TemplateLineProps) {
  const words = useMessages(mediaMessages)
  const kinds = useMessages(alertMessages)
  const me = useQuery(meQuery).data?.user.id
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const { level, kind, action } = templateOf(template.template)
  const mine = template.signedBy.some((person) => person.id === me)
  const { state, word } = standing(template.signedBy.length, words)
  return (
    <li className="grid items-start gap-x-6 gap-y-2 border-t border-line py-4 desk:grid-cols-[240px_minmax(0,1fr)_auto]">
      <div>
        <div className="mb-1">
          {level === null ? <Chip>{kinds[kind]}</Chip> : <LevelBadge level={level as Level} />}
        </div>
        <h2 className="text-name font-bold">{template.label}</h2>
        <StateMark state={state}>{word}</StateMark>
      </div>
      <div>
        <p>{action}</p>
        <p className="text-ink2">
          {template.signedBy.length > 0
            ? words.signedBy(template.signedBy.map((person) => person.name).join('・'))
            : words.unsigned}
        </p>
      </div>
      {roles.includes('approver') ? (
        <Button
          tone={mine ? 'danger' : 'secondary'}
          onPress={() => onAsk(!mine)}
          aria-label={`${template.label} ${mine ? words.withdraw : words.sign}`}
        >
          {mine ? words.withdraw : words.sign}
        </Button>
      ) : (
        <p className="text-note text-ink2">{words.onlyApprover}</p>
      )}
    </li>
  )
}

function standing(count: number, words: MediaWords): { state: State; word: string } {
  if (count >= 2) return { state: 'ok', word: words.ready }
  return { state: 'wait', word: count === 1 ? words.oneMore : words.twoMore }
}

interface SignDialogProps {
  template: SignedTemplate
  sign: boolean
  onClose: () => void
}

function SignDialog({ template, sign, onClose }: SignDialogProps) {
  const words = useMessages(mediaMessages)
  const queries = useQueryClient()
  const toast = useToast()
  const { label } = template
  return (
    <CodeDialog
      title={sign ? words.signTitle(label) : words.withdrawTitle(label)}
      act={sign ? words.sign : words.withdraw}
      tone={sign ? 'primary' : 'danger'}
      onCode={(code) => acts.sign(template.template, sign, code)}
      onClose={onClose}
      onDone={() => {
        onClose()
        toast({ state: 'ok', title: sign ? words.signed(label) : words.withdrawn(label) })
        void queries.invalidateQueries({ queryKey: signedQuery.queryKey })
      }}
    >
      <p>{sign ? words.signText : words.withdrawText}</p>
    </CodeDialog>
  )
}
