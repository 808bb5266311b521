import { useState } from 'react'
import { Button, TextField, useMessages } from '#design/index.ts'
import { type Part, withFacts } from './field.ts'
import { composeMessages } from './words.ts'

/** Largest number of shelters, and of characters of a name, as the schema has them. */
const most = { shelters: 30, characters: 40 }

/** Where to go: names of open shelters, added one by one. */
export function Shelters({ form, set, errorOf }: Part) {
  const words = useMessages(composeMessages)
  const [name, setName] = useState('')
  const { shelters } = form.facts
  const add = () => {
    const added = name
      .split(/[、,\n]/)
      .map((each) => each.trim().slice(0, most.characters))
      .filter((each) => each !== '' && !shelters.includes(each))
    if (added.length > 0) set(withFacts({ shelters: [...shelters, ...added].slice(0, most.shelters) }))
    setName('')
  }
  const remove = (gone: string) => set(withFacts({ shelters: shelters.filter((each) => each !== gone) }))
  return (
    <section id="field-shelters" aria-label={words.shelters}>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <TextField
          label={words.shelters}
          hint={words.sheltersHint}
          value={name}
          onChange={setName}
          error={errorOf('shelters')}
          className="min-w-0 flex-1"
        />
        <Button type="submit" tone="quiet" size={48}>
          {words.add}
        </Button>
      </form>
      <ul className="mt-1 divide-y divide-line">
        {shelters.map((each) => (
          <li key={each} className="flex min-h-11 items-center justify-between gap-3">
            <span>{each}</span>
            <Button tone="quiet" size={32} onPress={() => remove(each)} aria-label={words.removeOf(each)}>
              {words.remove}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
