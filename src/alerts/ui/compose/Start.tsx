import { ButtonLink, useMessages } from '#design/index.ts'
import { templates } from '../../templates.ts'
import { alertMessages, kindIds } from '../messages.ts'
import { composeMessages } from './words.ts'

/** Nothing chosen yet: the ten templates, by kind. */
export function Start({ drill, title }: { drill: boolean; title: string }) {
  const words = useMessages(composeMessages)
  const shared = useMessages(alertMessages)
  const query = drill ? '&drill=1' : ''
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 py-8 tablet:px-6">
      <div>
        <h1 className="text-title font-bold">{title}</h1>
        <p className="mt-2 text-name font-bold">{words.what}</p>
        <p className="text-ink2">{words.whatNote}</p>
      </div>
      {kindIds.map((kind) => (
        <section key={kind} aria-label={shared[kind]}>
          <h2 className="mb-2 font-bold">{shared[kind]}</h2>
          <ul className="grid gap-2 tablet:grid-cols-2">
            {templates
              .filter((one) => one.kind === kind)
              .map((one) => (
                <li key={one.id}>
                  <ButtonLink
                    href={`/alerts/new?template=${one.id}${query}`}
                    tone="quiet"
                    size={56}
                    wide
                    className="justify-start"
                  >
                    {one.level === null ? one.label : `${one.level} ${one.label}`}
                  </ButtonLink>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <p>
        <ButtonLink href={`/alerts/new${drill ? '' : '?drill=1'}`}>
          {drill ? words.asLive : words.asDrill}
        </ButtonLink>
      </p>
    </div>
  )
}
