/**
 * Every rule of the CAP reader with its severity: `error` where XML, the XSD or the standard says must, or where the
 * alert would mislead; `warning` where it says should, or where practice advises. docs/protocols/cap.md explains each.
 */
export const RULES = {
  // the file
  TOO_LARGE: 'error',
  ENCODING: 'error',
  FORBIDDEN_CHARACTER: 'error',
  XML_VERSION: 'error',
  DOCTYPE_FORBIDDEN: 'error',
  ENTITY_FORBIDDEN: 'error',
  NOT_WELL_FORMED: 'error',
  TOO_DEEP: 'error',
  TOO_MANY_ELEMENTS: 'error',
  TOO_MANY_POLYGONS: 'error',
  TOO_MANY_POINTS: 'error',
  TOO_MANY_FINDINGS: 'error',
  // the schema
  NOT_CAP: 'error',
  WRONG_VERSION: 'error',
  WRONG_NAMESPACE: 'error',
  XSD_ORDER: 'error',
  XSD_MISSING: 'error',
  DUPLICATE_ELEMENT: 'error',
  XSD_UNKNOWN_ELEMENT: 'error',
  XSD_UNKNOWN_ATTRIBUTE: 'error',
  XSD_TEXT: 'error',
  XSD_ENUM: 'error',
  XSD_TYPE: 'error',
  INVALID_LANGUAGE: 'error',
  INVALID_RESOURCE_SIZE: 'error',
  EMPTY_REQUIRED_ELEMENT: 'error',
  EMPTY_ELEMENT: 'warning',
  SIGNATURE_NOT_VERIFIED: 'warning',
  // the alert
  INVALID_IDENTIFIER: 'error',
  INVALID_SENDER: 'error',
  RESTRICTION_SCOPE_MISMATCH: 'error',
  ADDRESSES_SCOPE_MISMATCH: 'error',
  ADDRESSES_NOT_PRIVATE: 'warning',
  INVALID_ADDRESSES: 'error',
  INVALID_INCIDENTS: 'error',
  INVALID_REFERENCES: 'error',
  MISSING_REFERENCES: 'error',
  UNEXPECTED_REFERENCES: 'warning',
  DUPLICATE_REFERENCE: 'warning',
  CIRCULAR_REFERENCE: 'error',
  POSTDATED_REFERENCE: 'error',
  MISSING_NOTE: 'warning',
  UTC_OFFSET: 'warning',
  // the info blocks
  EXPIRES_BEFORE_EFFECTIVE: 'error',
  EXPIRES_BEFORE_SENT: 'error',
  ONSET_AFTER_EXPIRES: 'warning',
  LANGUAGE_MISSING: 'warning',
  UNKNOWN_LANGUAGE: 'warning',
  SAME_TEXT_DIFFERENT_LANGUAGE: 'warning',
  TEXT_CONTAINS_HTML: 'warning',
  INVALID_WEB: 'error',
  // resources and areas
  INVALID_MIME_TYPE: 'error',
  INVALID_URI: 'error',
  RELATIVE_URI_MISSING_DEREF_URI: 'error',
  INVALID_DEREF_URI: 'error',
  INVALID_DIGEST: 'error',
  DIGEST_MISMATCH: 'error',
  RESOURCE_SIZE_MISMATCH: 'warning',
  INVALID_POLYGON: 'error',
  INVALID_POLYGON_SELF_INTERSECTION: 'error',
  POLYGON_TOUCHES_ITSELF: 'warning',
  POLYGON_TOO_COMPLEX: 'error',
  INVALID_CIRCLE: 'error',
  INVALID_AREA: 'error',
  INVALID_ALTITUDE_CEILING_RANGE: 'error',
  // practice (the profile of Google Public Alerts)
  NO_INFO: 'warning',
  NO_AREA: 'warning',
  AREA_WITHOUT_PLACE: 'warning',
  NO_EXPIRES: 'warning',
  INFO_CATEGORY_DIFFERS: 'warning',
  INFO_EVENT_CODE_DIFFERS: 'warning',
  HEADLINE_TOO_LONG: 'warning',
  HEADLINE_IS_DESCRIPTION: 'warning',
  INSTRUCTION_IN_DESCRIPTION: 'warning',
  UNKNOWN_VALUE: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>

export type CapRule = keyof typeof RULES

/** One thing wrong with a CAP file, in words for its sender. */
export interface CapFinding {
  /** One of {@link RULES}, or a rule of the receiver that a sender sees in the same list. */
  rule: string
  severity: 'error' | 'warning'
  /** Where: `/alert/info[1]/area[2]/polygon[1]`; only elements that may repeat carry a number, from 1. Empty for the file. */
  path: string
  /** Japanese: what is wrong and what to do. */
  message: string
  /** From 1. Absent when the file was not read as text. */
  line?: number
  /** From 1, in UTF-16 units. */
  column?: number
}

/** A file with more faults than this is not read further; `TOO_MANY_FINDINGS` says so. */
export const MAX_FINDINGS = 1_000

/** A finding with the severity of its rule. */
export const finding = (rule: CapRule, path: string, message: string): CapFinding => ({
  rule,
  severity: RULES[rule],
  path,
  message,
})

/** A piece of the sender's text for a message, cut so that the message stays readable. */
export function quote(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ')
  return `「${oneLine.length > 60 ? `${oneLine.slice(0, 57).replace(/[\ud800-\udbff]$/, '')}…` : oneLine}」`
}

/** Takes a finding of a rule at a path. */
export type Note = (rule: CapRule, path: string, message: string) => void
