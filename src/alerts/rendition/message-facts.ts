import type { MultiPolygon, Polygon } from 'geojson'
import type { Facts, Kind, MessageFacts, MessageType, TemplateId } from '../schema.ts'
import { clockWords } from './phrases.ts'

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
 * @param issuedAt  ISO; the moment of the preview, and of approval once approved
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
    earlierAt: head.first ? clockWords(head.first.approvedAt) : '',
    issuedAt,
    authorSection: head.authorSection,
  }
}
