import type { Position } from 'geojson'

/** How a city is drawn here: px of a picture, x to the right, y down, 86 px a kilometre. Borders are lines that two districts share. */
export interface Picture {
  /** Smooth lines through these points; `closed` joins the last to the first. */
  lines: Record<string, { points: Position[]; closed?: true }>
  districts: PictureDistrict[]
  landmarks: PictureLandmark[]
}

/** A stretch of a line between two of its points; its direction is from → to, over the end of a closed line if need be. */
export type Stretch = [line: string, from: Position, to: Position]

export interface PictureDistrict {
  code: string
  name: string
  kana: string
  population: number
  households: number
  label: Position
  border: Stretch[]
  /** Households of the last one are what remains of the district's. */
  neighbourhoods: [code: string, name: string, kana: string, households?: number][]
}

export interface PictureLandmark {
  kind: 'river' | 'railway' | 'road' | 'station' | 'neighbour' | 'facility'
  code: string
  name: string
  kana: string
  label?: Position
  /** A line of the picture by its name, or one point. */
  shape: string | Position
}
