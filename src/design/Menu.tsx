import type { ReactNode } from 'react'
import { Menu as AriaMenu, Button, MenuItem, MenuTrigger, Popover, Text } from 'react-aria-components'
import { cx } from './cx.ts'

export interface MenuChoice<Id extends string = string> {
  id: Id
  label: string
  /** A second line, 14 px. */
  note?: string
  isDisabled?: boolean
}

interface MenuProps<Id extends string> {
  /** What stands on the button. */
  children: ReactNode
  /** What the button does, for screen readers. */
  label: string
  buttonClass: string
  items: readonly MenuChoice<Id>[]
  /** The one in force: gets a mark and is said aloud. */
  current?: Id
  onAction: (id: Id) => void
}

/** A button that opens a short list of acts. */
export function Menu<Id extends string>({
  children,
  label,
  buttonClass,
  items,
  current,
  onAction,
}: MenuProps<Id>) {
  return (
    <MenuTrigger>
      <Button aria-label={label} className={buttonClass}>
        {children}
      </Button>
      <Popover className="min-w-60 overflow-auto rounded-box border border-field bg-paper shadow-over">
        <AriaMenu
          className="py-2 outline-none"
          onAction={(key) => onAction(key as Id)}
          {...(current === undefined
            ? {}
            : { selectionMode: 'single', selectedKeys: [current], disallowEmptySelection: true })}
        >
          {items.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              textValue={item.label}
              isDisabled={item.isDisabled}
              className={cx(
                'ring-inside min-h-12 cursor-pointer px-4 py-2.5 hover:bg-soft data-disabled:cursor-default data-disabled:text-ink3',
                'selected:border-l-4 selected:border-accent selected:bg-accent-soft selected:pl-3 selected:font-bold selected:text-accent',
              )}
            >
              <Text slot="label">{item.label}</Text>
              {item.note ? (
                <Text slot="description" className="block text-note font-normal text-ink2">
                  {item.note}
                </Text>
              ) : null}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
