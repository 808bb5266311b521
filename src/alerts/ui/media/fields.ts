/** Settings of a medium as a form: its JSON Schema becomes fields, what is typed becomes the settings again. Pure. */

/** The part of JSON Schema (draft 2020-12) that zod writes for settings. */
export interface Schema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  maxLength?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  /** Kept sealed; never shown again. */
  secret?: boolean
}

interface Shared {
  /** Where its value stands in the settings: `smtp.host` is `['smtp', 'host']`. */
  path: string[]
  title: string
  description?: string
  required: boolean
}

export type Field = Shared &
  (
    | { kind: 'text'; maxLength?: number; long: boolean }
    | { kind: 'secret' }
    | { kind: 'number'; whole: boolean; minimum?: number; maximum?: number }
    | { kind: 'yes-no' }
    | { kind: 'choice'; options: string[] }
    | { kind: 'lines' }
    | { kind: 'group'; fields: Field[] }
    /** What no form can draw: shown as JSON, and kept. */
    | { kind: 'json' }
  )

/** Texts longer than this get several lines. */
const longText = 200

/** The fields of a schema in its order. @param schema  of an object */
export function fieldsOf(schema: Schema, path: readonly string[] = []): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, inner]) => {
    const shared: Shared = {
      path: [...path, name],
      title: inner.title ?? name,
      description: inner.description,
      required: (schema.required ?? []).includes(name) && inner.default === undefined,
    }
    return fieldOf(inner, shared)
  })
}

function fieldOf(schema: Schema, shared: Shared): Field {
  const plain = withoutNull(schema)
  if (schema.secret || plain.secret) return { ...shared, kind: 'secret' }
  const options = optionsOf(plain)
  if (options) return { ...shared, kind: 'choice', options }
  switch (plain.type) {
    case 'string':
      return {
        ...shared,
        kind: 'text',
        maxLength: plain.maxLength,
        long: (plain.maxLength ?? 0) > longText,
      }
    case 'number':
    case 'integer':
      return {
        ...shared,
        kind: 'number',
        whole: plain.type === 'integer',
        minimum: plain.minimum ?? plain.exclusiveMinimum,
        maximum: plain.maximum,
      }
    case 'boolean':
      return { ...shared, kind: 'yes-no' }
    case 'array':
      return plain.items?.type === 'string' ? { ...shared, kind: 'lines' } : { ...shared, kind: 'json' }
    case 'object':
      return plain.properties
        ? { ...shared, kind: 'group', fields: fieldsOf(plain, shared.path) }
        : { ...shared, kind: 'json' }
    default:
      return { ...shared, kind: 'json' }
  }
}

/** `anyOf: [X, null]` is X that may stay empty. */
function withoutNull(schema: Schema): Schema {
  const choices = (schema.anyOf ?? schema.oneOf ?? []).filter((one) => one.type !== 'null')
  const only = choices.length === 1 ? choices[0] : undefined
  return only ? { ...only, ...schema, anyOf: undefined, type: only.type } : schema
}

function optionsOf(schema: Schema): string[] | undefined {
  if (schema.enum?.every((one) => typeof one === 'string')) return schema.enum as string[]
  const constants = (schema.anyOf ?? schema.oneOf ?? []).map((one) => one.const)
  return constants.length > 0 && constants.every((one) => typeof one === 'string')
    ? (constants as string[])
    : undefined
}

/** What stands in the fields, by path joined with full stops: texts as typed, ticks as booleans. */
export type Typed = Record<string, string | boolean>

export const keyOf = (field: Pick<Field, 'path'>): string => field.path.join('.')

/** Fills the fields from kept settings; what was never kept begins with the schema's default. */
export function typedOf(fields: readonly Field[], settings: Record<string, unknown>, schema: Schema): Typed {
  const typed: Typed = {}
  for (const field of fields) {
    if (field.kind === 'group') {
      Object.assign(typed, typedOf(field.fields, settings, schema))
      continue
    }
    const value = at(settings, field.path) ?? defaultAt(schema, field.path)
    typed[keyOf(field)] = typedValue(field, value)
  }
  return typed
}

function typedValue(field: Field, value: unknown): string | boolean {
  switch (field.kind) {
    case 'yes-no':
      return value === true
    case 'lines':
      return Array.isArray(value) ? value.join('\n') : ''
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2)
    default:
      return value === undefined || value === null ? '' : String(value)
  }
}

const at = (settings: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
    settings,
  )

function defaultAt(schema: Schema, path: readonly string[]): unknown {
  let here: Schema | undefined = schema
  for (const name of path) here = here?.properties?.[name]
  return here?.default
}

export type FieldFault = 'missing' | 'not_number' | 'not_whole' | 'too_small' | 'too_large' | 'not_json'

/** What can be told before the server is asked, by key of the field. */
export function faultsOf(fields: readonly Field[], typed: Typed): Record<string, FieldFault> {
  const faults: Record<string, FieldFault> = {}
  for (const field of fields) {
    if (field.kind === 'group') Object.assign(faults, faultsOf(field.fields, typed))
    else {
      const fault = faultOf(field, typed[keyOf(field)] ?? '')
      if (fault) faults[keyOf(field)] = fault
    }
  }
  return faults
}

function faultOf(field: Field, value: string | boolean): FieldFault | undefined {
  if (typeof value === 'boolean') return undefined
  const text = value.trim()
  if (text === '') return field.required ? 'missing' : undefined
  if (field.kind === 'json') return parses(text) ? undefined : 'not_json'
  if (field.kind !== 'number') return undefined
  const number = Number(text)
  if (!Number.isFinite(number)) return 'not_number'
  if (field.whole && !Number.isInteger(number)) return 'not_whole'
  if (field.minimum !== undefined && number < field.minimum) return 'too_small'
  return field.maximum !== undefined && number > field.maximum ? 'too_large' : undefined
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The settings to send. What is empty and not asked for is left out, so that the default holds; call only without faults. */
export function settingsOf(fields: readonly Field[], typed: Typed): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const field of fields) {
    const name = field.path.at(-1) ?? ''
    const value =
      field.kind === 'group' ? settingsOf(field.fields, typed) : settingOf(field, typed[keyOf(field)] ?? '')
    if (value !== undefined) settings[name] = value
  }
  return settings
}

function settingOf(field: Field, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value
  const text = value.trim()
  if (field.kind === 'lines')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  if (text === '') return field.kind === 'text' && !field.required ? '' : undefined
  if (field.kind === 'number') return Number(text)
  return field.kind === 'json' ? (JSON.parse(text) as unknown) : text
}
