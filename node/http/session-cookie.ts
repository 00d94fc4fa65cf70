/** The cookie of a session of the console, and how a request that brings it shows that it comes from a page of ours. Both are attacker-controlled. */
import { JuxtaError } from '../values/errors.ts'
import type { Operation } from './operations.ts'
import type { Request } from './server.ts'

const NAME = 'juxta_session'
/** 256 bits in base64url. */
const VALUE = /^[A-Za-z0-9_-]{43}$/

/** The value of a cookie in a Cookie header (RFC 6265 §4.2), where it has the form that ours have. Of several of one name none counts: one of them may be planted. */
export function cookieOf(header: string | undefined, name = NAME, form = VALUE): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim().split('=') as [string, string?])
    .filter(([n]) => n === name)
  const value = values[0]?.[1]
  return values.length === 1 && value !== undefined && form.test(value) ? value : undefined
}

type Made = {
  readonly secure: boolean
  readonly name?: string
  readonly path?: string
  readonly sameSite?: 'Strict' | 'Lax'
  readonly seconds?: number
}

/** A Set-Cookie that no script reads. Without a value it ends what was there. It lives as long as the browser; how long it opens something, the store says. */
export const setCookie = (
  value: string | null,
  { secure, name = NAME, path = '/', sameSite = 'Strict', seconds }: Made,
): string =>
  `${name}=${value ?? ''}; Path=${path}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}${value === null ? '; Max-Age=0' : seconds === undefined ? '' : `; Max-Age=${seconds}`}`

const foreign = (rule: string, detail: string): JuxtaError => new JuxtaError('forbidden', detail, { rule })

/**
 * A browser sends the cookie along whoever's page asks. What writes needs a header that no form can send and that another origin's script may not (CORS), and both
 * need to come from a page of this origin where the browser says from which: Sec-Fetch-Site on secure origins, Origin on others.
 */
export function checkOwnPage({ method }: Pick<Operation, 'method'>, { headers }: Pick<Request, 'headers'>): void {
  const site = headers['sec-fetch-site']
  const reads = (method as string) === 'GET'
  if (site !== undefined && site !== 'same-origin' && !(reads && site === 'none'))
    throw foreign('same-origin', 'a session is used by pages of this node alone')
  if (reads) return
  if (headers['x-juxta-console'] !== '1')
    throw foreign('console-header', 'with the cookie of a session, what writes needs the header x-juxta-console: 1')
  const origin = headers.origin
  if (site === undefined && origin === undefined)
    throw foreign('same-origin', 'with the cookie of a session, what writes needs Sec-Fetch-Site or Origin')
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== headers.host))
    throw foreign('same-origin', 'a session is used by pages of this node alone')
}
