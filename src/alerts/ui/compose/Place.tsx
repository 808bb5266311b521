import {
  Checkbox,
  DistrictMap,
  formatNumber,
  type MapFeature,
  SegmentedChoices,
  TextField,
  useMessages,
} from '#design/index.ts'
import { districtsOf } from '../api.ts'
import { type Part, withFacts } from './field.ts'
import { limits } from './findings.ts'
import { composeMessages } from './words.ts'

interface PlaceProps extends Part {
  features: readonly MapFeature[]
  districtWord: string
}

/** Where: on the map and by name, the same choice twice. */
export function Place({ form, set, errorOf, features, districtWord }: PlaceProps) {
  const words = useMessages(composeMessages)
  const all = districtsOf(features)
  const { districts, wholeCity, place, level } = form.facts
  const chosen = all.filter((one) => wholeCity || districts.includes(one.id))
  const sum = (field: 'population' | 'households') =>
    formatNumber(chosen.reduce((total, one) => total + one[field], 0))
  const choose = (ids: readonly string[]) =>
    set(withFacts({ districts: all.map(({ id }) => id).filter((id) => ids.includes(id)) }))
  const toggle = (id: string) =>
    choose(districts.includes(id) ? districts.filter((each) => each !== id) : [...districts, id])
  const said =
    chosen.length > 0
      ? words.sum(chosen.length, districtWord, sum('population'), sum('households'))
      : words.none
  return (
    <div id="field-districts" className="flex flex-col gap-3">
      <SegmentedChoices
        label={districtWord}
        hint={said}
        options={all.map(({ id, name }) => ({ id, label: name }))}
        value={wholeCity ? all.map(({ id }) => id) : districts}
        onChange={choose}
        isDisabled={wholeCity}
        columns={all.length > 5 && all.length < 9 ? Math.ceil(all.length / 2) : undefined}
        error={errorOf('districts')}
      />
      <Checkbox isSelected={wholeCity} onChange={(whole) => set(withFacts({ wholeCity: whole }))}>
        <b>{words.all}</b>
        <span className="ml-3 text-note text-ink2">{words.allNote}</span>
      </Checkbox>
      {features.length > 0 ? (
        <div className="overflow-hidden rounded-box border border-line2">
          <DistrictMap
            features={features}
            selected={chosen.map(({ id }) => id)}
            onToggle={wholeCity ? undefined : toggle}
            selectLevel={level && level > 2 ? (level as 3 | 4 | 5) : undefined}
            ratio={414 / 300}
            label={words.districtsOf(districtWord)}
          />
        </div>
      ) : null}
      <div id="field-place">
        <TextField
          label={words.place}
          value={place}
          onChange={(text) => set(withFacts({ place: text }))}
          error={errorOf('place')}
          hint={place.length > limits.place - 20 ? `${place.length}/${limits.place}` : words.placeHelp}
        />
      </div>
    </div>
  )
}
