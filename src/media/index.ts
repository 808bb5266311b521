import type { Medium } from '#alerts/medium.ts'
import { citySite } from './city-site/index.ts'

/** Every medium, in the order of the screens. A new one is a folder beside this file, and a line here. */
export const media: readonly Medium[] = [citySite]
