import { z } from 'zod'

/**
 * The shape of a CAP 1.2 alert as Tsunagu holds it. Elements that may repeat are always lists; optional single
 * elements are left out when the file has none (or an empty one). Texts carry no XML white space at either end.
 *
 * @see OASIS CAP 1.2, 1 July 2010, §3.2
 */
export const STATUSES = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const
export const MSG_TYPES = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const
export const SCOPES = ['Public', 'Restricted', 'Private'] as const
export const CATEGORIES = [
  'Geo',
  'Met',
  'Safety',
  'Security',
  'Rescue',
  'Fire',
  'Health',
  'Env',
  'Transport',
  'Infra',
  'CBRNE',
  'Other',
] as const
export const RESPONSE_TYPES = [
  'Shelter',
  'Evacuate',
  'Prepare',
  'Execute',
  'Avoid',
  'Monitor',
  'Assess',
  'AllClear',
  'None',
] as const
export const URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const
export const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const
export const CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const

/** CAP §3.3.2: offset always written, never `Z`, no fractions; UTC is `-00:00`. The comma that the XSD lets through is not. */
export const CAP_DATE_TIME =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d|24:00:00)[-+](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$/

/** RFC 3066 §2.1, which is also the pattern of xs:language. */
export const LANGUAGE_TAG = /^[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*$/

/** RFC 3986 characters (non-ASCII allowed as in RFC 3987); `%` only before two hexadecimal digits. */
const URI_CHARACTERS = /^(?:[\w\-.~:/?#@!$&'()*+,;=\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\uffef]|%[\dA-Fa-f]{2})+$/
/** Schemes that run code or read the reader's own disk when someone opens the link. */
const DANGEROUS_SCHEME = /^(?:javascript|vbscript|data|file|blob):/i

/** Whether `text` can stand as a URI, absolute or relative. */
export const isUri = (text: string) => URI_CHARACTERS.test(text) && !DANGEROUS_SCHEME.test(text)
/** Whether `text` is a URI with a scheme that a browser can follow. */
export const isAbsoluteUri = (text: string) => isUri(text) && URL.canParse(text)

/** Whether `text` names a real moment in CAP form (30 February does not). */
export function isCapDateTime(text: string): boolean {
  if (!CAP_DATE_TIME.test(text)) return false
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  return Number(text.slice(8, 10)) <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
}

/** Everything a text may hold and still come back the same from XML 1.0 (§2.2 Char). */
export const NOT_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const EDGE_SPACE = /^[ \t\r\n]|[ \t\r\n]$/
const xmlText = z
  .string()
  .refine((text) => !NOT_XML.test(text), 'characters that XML cannot hold')
  .refine((text) => !EDGE_SPACE.test(text), 'white space at an end')
const text = xmlText.min(1)
/** CAP §3.2.1: identifier and sender hold no space, comma, `<` or `&`. */
export const CAP_NAME = /^[^\s,<&]+$/
const name = text.regex(CAP_NAME)
const dateTime = z.string().refine(isCapDateTime, 'YYYY-MM-DDThh:mm:ss±hh:mm')
const latitude = z.number().min(-90).max(90)
const longitude = z.number().min(-180).max(180)
/** Feet above mean sea level; six decimals are 0.3 µm. */
const feet = z
  .number()
  .min(-1e9)
  .max(1e9)
  .refine((n) => Number(n.toFixed(6)) === n, 'at most six decimals')
/** Members of a white-space separated list; one with spaces is written in double quotes, so it can hold none. */
const member = text.regex(/^[^"\t\r\n]+$/)

export const CapValue = z.object({ valueName: text, value: xmlText })
export const CapReference = z.object({ sender: name, identifier: name, sent: dateTime })
export const CapPoint = z.object({ lat: latitude, lon: longitude })
/** Half the way round the Earth: a larger circle is a mistake. */
export const MAX_RADIUS_KM = 20_100
export const CapCircle = CapPoint.extend({ radiusKm: z.number().min(0).max(MAX_RADIUS_KM) })
export const CapResource = z.object({
  resourceDesc: text,
  mimeType: text,
  size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  uri: text.refine(isUri, 'URI').optional(),
  derefUri: text.regex(/^[A-Za-z0-9+/]+={0,2}$/).optional(),
  digest: text.optional(),
})
export const CapArea = z.object({
  areaDesc: text,
  polygon: z.array(z.array(CapPoint).min(4)),
  circle: z.array(CapCircle),
  geocode: z.array(CapValue),
  altitude: feet.optional(),
  ceiling: feet.optional(),
})
export const CapInfo = z.object({
  language: z.string().regex(LANGUAGE_TAG),
  category: z.array(z.enum(CATEGORIES)).min(1),
  event: text,
  responseType: z.array(z.enum(RESPONSE_TYPES)),
  urgency: z.enum(URGENCIES),
  severity: z.enum(SEVERITIES),
  certainty: z.enum(CERTAINTIES),
  audience: text.optional(),
  eventCode: z.array(CapValue),
  effective: dateTime.optional(),
  onset: dateTime.optional(),
  expires: dateTime.optional(),
  senderName: text.optional(),
  headline: text.optional(),
  description: text.optional(),
  instruction: text.optional(),
  web: text.refine(isAbsoluteUri, 'absolute URI').optional(),
  contact: text.optional(),
  parameter: z.array(CapValue),
  resource: z.array(CapResource),
  area: z.array(CapArea),
})
export const CapAlert = z.object({
  identifier: name,
  sender: name,
  sent: dateTime,
  status: z.enum(STATUSES),
  msgType: z.enum(MSG_TYPES),
  source: text.optional(),
  scope: z.enum(SCOPES),
  restriction: text.optional(),
  addresses: z.array(member).min(1).optional(),
  code: z.array(text),
  note: text.optional(),
  references: z.array(CapReference).min(1).optional(),
  incidents: z.array(member).min(1).optional(),
  info: z.array(CapInfo),
})

export type CapValue = z.infer<typeof CapValue>
export type CapReference = z.infer<typeof CapReference>
export type CapPoint = z.infer<typeof CapPoint>
export type CapCircle = z.infer<typeof CapCircle>
export type CapResource = z.infer<typeof CapResource>
export type CapArea = z.infer<typeof CapArea>
export type CapInfo = z.infer<typeof CapInfo>
export type CapAlert = z.infer<typeof CapAlert>

type InfoLists = 'category' | 'responseType' | 'eventCode' | 'parameter'
type AreaLists = 'polygon' | 'circle' | 'geocode'
/** As much of an area as could be read. An unreadable polygon is an empty list, so that the numbers of the others stay right. */
export type PartialCapArea = Partial<Omit<CapArea, AreaLists>> & Pick<CapArea, AreaLists>
/** As much of an info block as could be read. */
export type PartialCapInfo = Partial<Omit<CapInfo, InfoLists | 'resource' | 'area'>> &
  Pick<CapInfo, InfoLists> & { resource: Partial<CapResource>[]; area: PartialCapArea[] }
/** As much of an alert as could be read: lists stay lists, a single element that was missing or unreadable is absent. */
export type PartialCapAlert = Partial<Omit<CapAlert, 'code' | 'info'>> & {
  code: string[]
  info: PartialCapInfo[]
}
