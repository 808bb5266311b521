import { alertIdIn } from '../seen/sighting.ts'
import { childrenOf, childText, readXml } from './xml.ts'

/** What a reader takes from a CAP 1.2 file: enough to show it, not a validation. */
export interface CapNotice {
  alertId?: string
  identifier: string
  sent: string
  /** `Actual`, `Exercise`, … */
  status: string
  msgType: string
  /** `responseType` AllClear: the danger is over. */
  allClear: boolean
  title: string
  text: string
}

/** Reads a CAP file; the Japanese info block when there is one. @throws Error when it is no CAP alert */
export function readCap(source: string): CapNotice {
  const alert = readXml(source)
  if (alert.name !== 'alert') throw new Error(`not a CAP alert but <${alert.name}>`)
  const infos = childrenOf(alert, 'info')
  const info = infos.find((one) => childText(one, 'language')?.toLowerCase().startsWith('ja')) ?? infos[0]
  const words = info ? ['description', 'instruction'].map((name) => childText(info, name) ?? '') : []
  const identifier = childText(alert, 'identifier') ?? ''
  return {
    alertId: alertIdIn(identifier),
    identifier,
    sent: childText(alert, 'sent') ?? '',
    status: childText(alert, 'status') ?? '',
    msgType: childText(alert, 'msgType') ?? '',
    allClear: info !== undefined && childrenOf(info, 'responseType').some(({ text }) => text === 'AllClear'),
    title:
      (info && (childText(info, 'headline') ?? childText(info, 'event'))) || (childText(alert, 'note') ?? ''),
    text: words.filter((part) => part !== '').join('\n'),
  }
}
