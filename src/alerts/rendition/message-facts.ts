import type { MultiPolygon, Polygon } from 'geojson'
import type { Facts, Kind, MessageFacts, MessageType, TemplateId } from '../schema.ts'
import { clockWords, dateWords } from './phrases.ts'

/** What alerts needs to know of a place; filled from cities. */
export interface Place {
  cityName: string
  municipalityCode: string
  districtWord: string
  population: number
  households: number
  districts: { id: string; name: string; nameKana: string; boundary: Polygon | MultiPolygon }[]
  /** All districts as one shape, for a message to the whole city. */
  whole: Polygon | MultiPolygon
}

export interface MessageHead {
  kind: Kind
  type: MessageType
  drill: boolean
  template: TemplateId
  authorSection: string
  /** The first message of the chain that this one speaks about. */
  first: { what: string; approvedAt: string } | null
}

/**
 * Joins the facts with the names of the place and the moment: all that a rendition may depend on.
 *
 * @param issuedAt  ISO; the moment of the preview, of approval once approved, or the planned hour
 */
export function messageFacts(facts: Facts, head: MessageHead, place: Place, issuedAt: string): MessageFacts {
  return {
    ...facts,
    kind: head.kind,
    type: head.type,
    drill: head.drill,
    template: head.template,
    cityName: place.cityName,
    districtWord: place.districtWord,
    districtNames: facts.wholeCity ? [] : place.districts.map((district) => district.name),
    districtKana: facts.wholeCity ? [] : place.districts.map((district) => district.nameKana),
    population: place.population,
    households: place.households,
    earlierWhat: head.first?.what ?? '',
    earlierAt: head.first ? momentWords(head.first.approvedAt, issuedAt) : '',
    issuedAt,
    authorSection: head.authorSection,
  }
}

const japanDay = (iso: string): string => new Date(Date.parse(iso) + 9 * 3_600_000).toISOString().slice(0, 10)

/** 「18時42分」 on the same day in Japan, 「11月22日 18時42分」 otherwise: an alert of yesterday must not look like one of today. */
const momentWords = (at: string, seenAt: string): string =>
  japanDay(at) === japanDay(seenAt) ? clockWords(at) : dateWords(at)
