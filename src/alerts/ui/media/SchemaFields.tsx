import { Checkbox, Select, TextArea, TextField, useMessages } from '#design/index.ts'
import { type Field, type FieldFault, keyOf, type Typed } from './fields.ts'
import { type MediaWords, mediaMessages } from './words.ts'

interface SchemaFieldsProps {
  fields: readonly Field[]
  typed: Typed
  /** By key of the field: what is wrong, in words or as a code. */
  faults: Record<string, string>
  onChange: (key: string, value: string | boolean) => void
}

/** A form drawn from a schema, in its order. */
export function SchemaFields({ fields, typed, faults, onChange }: SchemaFieldsProps) {
  return fields.map((field) =>
    field.kind === 'group' ? (
      <fieldset key={keyOf(field)} className="flex flex-col gap-6 border-l-4 border-line pl-4">
        <legend className="mb-2 font-bold">{field.title}</legend>
        {field.description ? <p className="text-note text-ink2">{field.description}</p> : null}
        <SchemaFields fields={field.fields} typed={typed} faults={faults} onChange={onChange} />
      </fieldset>
    ) : (
      <OneField
        key={keyOf(field)}
        field={field}
        value={typed[keyOf(field)] ?? ''}
        fault={faults[keyOf(field)]}
        onChange={(value) => onChange(keyOf(field), value)}
      />
    ),
  )
}

interface OneFieldProps {
  field: Exclude<Field, { kind: 'group' }>
  value: string | boolean
  fault?: string
  onChange: (value: string | boolean) => void
}

function OneField({ field, value, fault, onChange }: OneFieldProps) {
  const words = useMessages(mediaMessages)
  const shared = {
    label: field.title,
    help: field.description,
    error: fault,
    hint: hintOf(field, words),
    isRequired: field.required,
    value: typeof value === 'string' ? value : '',
    onChange,
  }
  switch (field.kind) {
    case 'yes-no':
      return (
        <div>
          <Checkbox isSelected={value === true} onChange={onChange}>
            {field.title}
          </Checkbox>
          {field.description ? <p className="mt-1 text-note text-ink2">{field.description}</p> : null}
        </div>
      )
    case 'choice':
      return (
        <Select
          {...shared}
          value={shared.value || null}
          options={field.options.map((id) => ({ id, label: id }))}
        />
      )
    case 'secret':
      return <TextField {...shared} type="password" autoComplete="off" />
    case 'number':
      return <TextField {...shared} inputMode={field.whole ? 'numeric' : 'decimal'} />
    case 'lines':
    case 'json':
      return <TextArea {...shared} rows={3} />
    default:
      return field.long ? (
        <TextArea {...shared} limit={field.maxLength} />
      ) : (
        <TextField {...shared} autoComplete="off" />
      )
  }
}

function hintOf(field: Field, words: MediaWords): string | undefined {
  const hints = [field.required ? words.required : undefined]
  if (field.kind === 'secret') hints.push(words.secret)
  if (field.kind === 'lines') hints.push(words.lines)
  if (field.kind === 'json') hints.push(words.jsonHint)
  if (field.kind === 'number') hints.push(rangeOf(field, words))
  return hints.filter(Boolean).join('・') || undefined
}

function rangeOf({ minimum, maximum }: Extract<Field, { kind: 'number' }>, words: MediaWords) {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined
  if (least !== undefined && most !== undefined) return words.range(least, most)
  if (least !== undefined) return words.atLeast(least)
  return most === undefined ? undefined : words.atMost(most)
}

/** Codes of `faultsOf` in words. */
export function faultWords(faults: Record<string, FieldFault>, words: MediaWords): Record<string, string> {
  return Object.fromEntries(Object.entries(faults).map(([key, fault]) => [key, words[fault]]))
}
