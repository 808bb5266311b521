import { currentLocale } from './i18n.ts'
import { type ErrorWords, refusalWords } from './refusal-words.ts'

/** An answer that is not 2xx, or none at all. `title` says what happened and `todo` what to do, in the language on screen. */
export class ApiError extends Error {
  /** The refusal's code, or `offline`, `timeout`, `broken` when there was no proper answer. */
  readonly code: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly details: Record<string, unknown>
  /** The city's number of this request, to be told to whoever keeps the system. */
  readonly requestId: string | undefined
  readonly title: string
  readonly todo: string

  constructor(
    code: string,
    status: number,
    details: Record<string, unknown> = {},
    requestId?: string,
    said?: string,
  ) {
    const words: ErrorWords = refusalWords(code, currentLocale(), said)
    super(words.title)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.details = details
    this.requestId = requestId
    this.title = words.title
    this.todo = words.todo
  }
}

/** Every request gives up after this: a page that hangs is worse than one that says so. */
const deadline_ms = 15_000

interface CallOptions {
  /** Query parameters; `undefined` ones are left out. */
  query?: Record<string, string | number | boolean | undefined>
  /** Makes a repeated write harmless: the same key gets the first answer again. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** Longer (or shorter) than 15 seconds, in ms: a restore, an import. */
  deadline_ms?: number
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

async function call<T>(method: Method, path: string, body: unknown, options: CallOptions): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-Requested-With'] = 'tsunagu' // a plain form of another site cannot send this
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey
  const timeout = AbortSignal.timeout(options.deadline_ms ?? deadline_ms)
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout
  const response = await fetch(path + queryString(options.query), {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: 'same-origin',
    signal,
  }).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause // the caller left: not an error to show
    throw new ApiError(timeout.aborted ? 'timeout' : 'offline', 0)
  })
  return readAnswer<T>(response)
}

async function readAnswer<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  const requestId = response.headers.get('x-request-id') ?? undefined
  const parsed: unknown = await response.json().catch(() => undefined)
  if (response.ok && parsed !== undefined) return parsed as T
  const refusal = refusalIn(parsed)
  throw new ApiError(
    refusal?.code ?? codeOfStatus(response.status),
    response.status,
    refusal?.details,
    requestId,
    refusal?.message,
  )
}

interface RefusalBody {
  code: string
  message?: string
  details?: Record<string, unknown>
}

function refusalIn(parsed: unknown): RefusalBody | undefined {
  if (typeof parsed !== 'object' || parsed === null || !('error' in parsed)) return undefined
  const { error } = parsed
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? (error as RefusalBody) : undefined
}

function codeOfStatus(status: number): string {
  if (status === 401) return 'not_signed_in'
  if (status === 403) return 'not_allowed'
  if (status === 404) return 'not_found'
  if (status === 413) return 'too_large'
  if (status === 429) return 'too_many'
  if (status === 502 || status === 503 || status === 504) return 'unavailable'
  return 'broken'
}

function queryString(query: CallOptions['query']): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  if (given.length === 0) return ''
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`
}

/**
 * The JSON API of the city, with the session cookie of whoever is logged in. Paths begin with `/api/`.
 *
 * @throws ApiError  for every answer that is not 2xx, and when none came within 15 s
 */
export const api = {
  get: <T>(path: string, options: CallOptions = {}) => call<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options: CallOptions = {}) =>
    call<T>('POST', path, body ?? {}, options),
  put: <T>(path: string, body?: unknown, options: CallOptions = {}) =>
    call<T>('PUT', path, body ?? {}, options),
  patch: <T>(path: string, body?: unknown, options: CallOptions = {}) =>
    call<T>('PATCH', path, body ?? {}, options),
  delete: <T>(path: string, options: CallOptions = {}) => call<T>('DELETE', path, undefined, options),
}
