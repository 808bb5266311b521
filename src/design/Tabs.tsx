import type { ReactNode } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'

export interface TabChoice<Id extends string = string> {
  id: Id
  label: string
  /** Under the label, 14 px: 「確認ずみ」. */
  note?: string
}

interface TabsProps<Id extends string> {
  label: string
  tabs: readonly TabChoice<Id>[]
  value: Id
  onChange: (id: Id) => void
  /** At the left of the tabs, on the same line: a heading. */
  head?: ReactNode
  /** What belongs to the chosen tab. */
  children: ReactNode
}

/** Languages of one text. Nothing that must be seen may hide behind a tab. */
export function Tabs<Id extends string>({ label, tabs, value, onChange, head, children }: TabsProps<Id>) {
  return (
    <AriaTabs selectedKey={value} onSelectionChange={(key) => onChange(key as Id)}>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        {head}
        <TabList aria-label={label} className="flex flex-wrap gap-1">
          {tabs.map((tab) => (
            <Tab
              key={tab.id}
              id={tab.id}
              className="flex cursor-pointer flex-col border-b-4 border-transparent px-3 py-1 leading-[22px] whitespace-nowrap selected:border-accent selected:font-bold selected:text-accent hover:bg-soft"
            >
              {tab.label}
              {tab.note ? <small className="text-note leading-[18px] text-ink2">{tab.note}</small> : null}
            </Tab>
          ))}
        </TabList>
      </div>
      <TabPanel id={value} className="outline-offset-4">
        {children}
      </TabPanel>
    </AriaTabs>
  )
}
