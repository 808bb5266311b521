import { useState } from 'react'
import { DistrictMap, type MapMark } from '#design/index.ts'
import { sampleCity } from './city.ts'
import { Part } from './Parts.tsx'

const places: MapMark[] = [
  { id: 'gym', at: [139.60595, 35.7002], kind: 'facility', name: '市民体育館', note: 'あと312人' },
  { id: 'bridge', at: [139.5929, 35.69457], kind: 'closed', name: '川原橋', note: '通行止め' },
  { id: 'h1', at: [139.58792, 35.69424], kind: 'help' },
  { id: 'a1', at: [139.58, 35.7152], kind: 'answered' },
  { id: 'a2', at: [139.59, 35.7172], kind: 'answered' },
  { id: 's1', at: [139.585, 35.7162], kind: 'silent' },
]

/** The map as a picture of the situation, and as a choice. */
export function MapParts() {
  const [selected, setSelected] = useState(['kawara', 'shimozawa'])
  const toggle = (id: string) =>
    setSelected((ids) => (ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]))
  return (
    <Part title="住区の地図">
      <div className="grid gap-6 desk:grid-cols-[640px_1fr]">
        <div className="border-y border-line">
          <DistrictMap
            features={sampleCity}
            marks={{ kawara: { level: 3, pending: 4 }, shimozawa: { level: 3, pending: 4 } }}
            places={places}
          />
        </div>
        <div className="overflow-hidden rounded-box border border-line2">
          <DistrictMap
            features={sampleCity}
            selected={selected}
            onToggle={toggle}
            selectLevel={4}
            ratio={414 / 300}
            label="住区を選ぶ地図"
          />
        </div>
      </div>
    </Part>
  )
}
