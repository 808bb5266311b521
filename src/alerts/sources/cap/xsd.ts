import {
  CATEGORIES,
  CERTAINTIES,
  MSG_TYPES,
  RESPONSE_TYPES,
  SCOPES,
  SEVERITIES,
  STATUSES,
  URGENCIES,
} from './schema.ts'

/** Simple types of the schema; a list is an enumeration. `own` is xs:string with a rule of its own, `value` may be empty. */
export type LeafType =
  | 'text'
  | 'value'
  | 'own'
  | 'dateTime'
  | 'language'
  | 'uri'
  | 'integer'
  | 'decimal'
  | readonly string[]

/** One element declaration inside an xs:sequence. */
export interface Declaration {
  name: string
  min: 0 | 1
  max: 1 | typeof Infinity
  type: LeafType | Declaration[]
}

const one = (name: string, type: Declaration['type']): Declaration => ({ name, min: 1, max: 1, type })
const maybe = (name: string, type: Declaration['type']): Declaration => ({ name, min: 0, max: 1, type })
const many = (name: string, type: Declaration['type']): Declaration => ({ name, min: 0, max: Infinity, type })
const some = (name: string, type: Declaration['type']): Declaration => ({ name, min: 1, max: Infinity, type })

const VALUE = [one('valueName', 'text'), one('value', 'value')]

const RESOURCE = [
  one('resourceDesc', 'text'),
  one('mimeType', 'text'),
  maybe('size', 'integer'),
  maybe('uri', 'uri'),
  maybe('derefUri', 'text'),
  maybe('digest', 'text'),
]

const AREA = [
  one('areaDesc', 'text'),
  many('polygon', 'own'),
  many('circle', 'own'),
  many('geocode', VALUE),
  maybe('altitude', 'decimal'),
  maybe('ceiling', 'decimal'),
]

const INFO = [
  maybe('language', 'language'),
  some('category', CATEGORIES),
  one('event', 'text'),
  many('responseType', RESPONSE_TYPES),
  one('urgency', URGENCIES),
  one('severity', SEVERITIES),
  one('certainty', CERTAINTIES),
  maybe('audience', 'text'),
  many('eventCode', VALUE),
  maybe('effective', 'dateTime'),
  maybe('onset', 'dateTime'),
  maybe('expires', 'dateTime'),
  maybe('senderName', 'text'),
  maybe('headline', 'text'),
  maybe('description', 'text'),
  maybe('instruction', 'text'),
  maybe('web', 'uri'),
  maybe('contact', 'text'),
  many('parameter', VALUE),
  many('resource', RESOURCE),
  many('area', AREA),
]

/** The sequences of cap12.xsd, in its order. The closing xs:any (XML signatures) is handled beside the table. */
export const ALERT: Declaration[] = [
  one('identifier', 'own'),
  one('sender', 'own'),
  one('sent', 'dateTime'),
  one('status', STATUSES),
  one('msgType', MSG_TYPES),
  maybe('source', 'text'),
  one('scope', SCOPES),
  maybe('restriction', 'text'),
  maybe('addresses', 'text'),
  many('code', 'text'),
  maybe('note', 'text'),
  maybe('references', 'own'),
  maybe('incidents', 'text'),
  many('info', INFO),
]

export const CAP_1_2 = 'urn:oasis:names:tc:emergency:cap:1.2'
/** Earlier versions, recognised so that the refusal can say which one it was. */
export const EARLIER_CAP: Record<string, string> = {
  'urn:oasis:names:tc:emergency:cap:1.1': '1.1',
  'http://www.incident.com/cap/1.0': '1.0',
}
export const XML_SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'
export const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'
