import type { Medium } from '#alerts/medium.ts'
import type { Post } from '#post/index.ts'
import { citySite } from './city-site/index.ts'
import { email } from './email/index.ts'

/** Every medium, in the order of the screens. A new one is a folder beside this file, and a line here. */
export const allMedia = ({ post }: { post: Post }): readonly Medium[] => [citySite, email(post)]
