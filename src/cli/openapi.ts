import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { routes } from '../serve/routes.ts'
import { wire } from '../serve/wire.ts'
import { documentKeys } from './document-keys.ts'

/** The API as OpenAPI 3.1, made from the routes themselves. Nothing is connected for it. */
export async function openApiText(): Promise<string> {
  const house = wire({
    config: readConfig({}),
    keys: documentKeys(),
    outerUrl: 'postgres://nobody@localhost/none',
    innerUrl: 'postgres://nobody@localhost/none',
    log: createLog('silent'),
  })
  const document = routes(house).getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Tsunagu',
      version: '0.1.0',
      description: 'One alert to every medium. `x-access` says who may use a route.',
    },
  })
  await house.databases.close()
  return `${JSON.stringify(document, null, 2)}\n`
}
