import { useQuery } from '@tanstack/react-query'
import {
  Age,
  Button,
  ButtonLink,
  EmptyState,
  formatNumber,
  SettingsPage,
  type State,
  StateMark,
  useMessages,
} from '#design/index.ts'
import type { MediumView } from './api.ts'
import { frameQuery } from './api.ts'
import { Loaded } from './Loaded.tsx'
import { useLate } from './late.ts'
import { Probe, useProbe } from './media/Probe.tsx'
import { mediaMessages } from './media/words.ts'
import { alertMessages } from './messages.ts'
import { boardOfMedia } from './watching.ts'

/** 設定 → 媒体: every medium, on or off with its reason, and whether its link stands. */
export function MediaSettings() {
  const words = useMessages(mediaMessages)
  const media = useQuery(boardOfMedia)
  return (
    <SettingsPage title={words.page} note={words.pageNote}>
      <Loaded query={media}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title={words.none}>{words.noneText}</EmptyState>
          ) : (
            <ul className="border-b border-line">
              {all.map((medium) => (
                <MediumLine key={medium.name} medium={medium} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </SettingsPage>
  )
}

function MediumLine({ medium }: { medium: MediumView }) {
  const words = useMessages(mediaMessages)
  const kinds = useMessages(alertMessages)
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const probe = useProbe(medium.name)
  const late = useLate(probe.isPending)
  const { state, word } = standing(medium, words)
  return (
    <li className="grid gap-x-6 gap-y-2 border-t border-line py-4 desk:grid-cols-[200px_minmax(0,1fr)_auto]">
      <div>
        <h2 className="text-name font-bold">{medium.label}</h2>
        <StateMark state={state}>{word}</StateMark>
      </div>
      <div className="min-w-0">
        {medium.off ? <p>{medium.off}</p> : null}
        <LastProof medium={medium} />
        <dl className="mt-1 flex flex-wrap gap-x-6 text-note text-ink2">
          <Pair name={words.uses} value={medium.kinds.map((kind) => kinds[kind]).join('・')} />
          <Pair name={words.correction} value={medium.correctionWords} />
          <Pair name={words.repeat} value={words.repeatWords(medium.repeat)} />
        </dl>
        <Probe probe={probe} />
      </div>
      <div className="flex flex-wrap items-start gap-3">
        {roles.includes('admin') || roles.includes('approver') ? (
          <Button
            busy={late}
            onPress={() => (probe.isPending ? undefined : probe.mutate())}
            aria-label={`${medium.label} ${words.probe}`}
          >
            {words.probe}
          </Button>
        ) : null}
        {roles.includes('admin') ? (
          <ButtonLink
            href={`/settings/media/${medium.name}`}
            tone="quiet"
            aria-label={`${medium.label} ${words.edit}`}
          >
            {words.edit}
          </ButtonLink>
        ) : null}
      </div>
    </li>
  )
}

function standing(
  medium: MediumView,
  words: { on: string; off: string; failing: string },
): { state: State; word: string } {
  if (medium.off !== null) return { state: 'wait', word: words.off }
  return medium.proof?.ok === false ? { state: 'bad', word: words.failing } : { state: 'ok', word: words.on }
}

function LastProof({ medium }: { medium: MediumView }) {
  const words = useMessages(mediaMessages)
  const { proof } = medium
  if (!proof) return medium.off === null ? <p className="text-ink2">{words.noProof}</p> : null
  return (
    <p className="text-ink2">
      {proof.ok ? words.proven(`${formatNumber(Math.round(proof.tookMs))}ms`) : words.broken(proof.reason)}{' '}
      <Age at={proof.at} />
    </p>
  )
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-2">
      <dt className="whitespace-nowrap">{name}</dt>
      <dd className="text-ink">{value}</dd>
    </div>
  )
}
