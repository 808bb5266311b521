import { useRouter } from '@tanstack/react-router'
import { buttonClass, cx, Menu, useLocale, useMessages } from '#design/index.ts'
import { kindRules } from '../../kinds.ts'
import type { TemplateId } from '../../schema.ts'
import { templates } from '../../templates.ts'
import { alertMessages } from '../messages.ts'
import { watchMessages } from '../words.ts'
import { listMessages } from './words.ts'

/** A drill's button: another colour, a dashed line and its own words, so that nobody takes one for the other. */
const drillButton = cx(
  'inline-flex min-h-14 items-center justify-center gap-2 rounded-box border-2 border-dashed border-ink bg-drill-key px-8',
  'text-name font-bold whitespace-nowrap text-black hover:bg-drill pressed:bg-drill',
)

/** 「配信を作る」 and 「訓練を作る」, each with the templates as choices. */
export function Begin() {
  const words = useMessages(listMessages)
  const watch = useMessages(watchMessages)
  const router = useRouter()
  const items = useTemplateChoices()
  const begin = (template: TemplateId, drill: boolean) =>
    void router.navigate({ href: `/console/alerts/new?template=${template}${drill ? '&drill=1' : ''}` })
  return (
    <div className="flex flex-wrap gap-3">
      <Menu
        label={`${watch.makeAlert}。${words.chooseAlert}`}
        buttonClass={buttonClass('primary', 56)}
        items={items}
        onAction={(template) => begin(template, false)}
      >
        {watch.makeAlert}
        <Arrow />
      </Menu>
      <Menu
        label={`${watch.makeDrill}。${words.chooseDrill}`}
        buttonClass={drillButton}
        items={items}
        onAction={(template) => begin(template, true)}
      >
        {watch.makeDrill}
        <Arrow />
      </Menu>
    </div>
  )
}

function useTemplateChoices() {
  const words = useMessages(listMessages)
  const kinds = useMessages(alertMessages)
  const { locale } = useLocale()
  return templates.map((template) => ({
    id: template.id,
    label: template.label,
    note: [
      locale === 'ja' ? kindRules[template.kind].label : kinds[template.kind],
      template.level === null ? undefined : words.level(template.level),
    ]
      .filter(Boolean)
      .join('・'),
  }))
}

function Arrow() {
  return (
    <span
      aria-hidden="true"
      className="mt-1 border-[5px] border-b-0 border-transparent border-t-[6px] border-t-current"
    />
  )
}
