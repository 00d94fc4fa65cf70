/** The console: its pages for anybody, and the sessions of those who sign in to them. */
import type { components } from '../generated/window.ts'
import { checkOwnPage, cookieOf, setCookie } from '../http/session-cookie.ts'
import { type WindowIncoming, type WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { onRecord, type Asked } from '../operate/audit.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { time } from '../values/time.ts'
import { consoleFiles } from './console-files.ts'
import type { ConsoleSessions } from './sessions.ts'
import { openSignIn, pageOf, type Begun } from './sign-in.ts'

type Schemas = components['schemas']

/** What changes with who asks is kept by nobody. */
const FRESH = { 'cache-control': 'no-store' } as const
/** The last instant that there is: of the key of the folder itself. */
const ENDLESS = 8.64e15

/** What a browser keeps while somebody is at the identity provider: back from there, another site leads to us, and a Strict cookie would stay away. */
const BEGUN = { name: 'juxta_sign_in', path: '/console/sign-in', sameSite: 'Lax' } as const
const BEGUN_SECONDS = 600
const writeBegun = (begun: Begun): string => Buffer.from(JSON.stringify(begun)).toString('base64url')

/** As this node has written it, or as somebody else has: its texts are judged by whoever uses them. */
function readBegun(cookie: string | undefined): Begun | null {
  const value = cookieOf(cookie, BEGUN.name, /^[A-Za-z0-9_-]{1,4096}$/)
  if (value === undefined) return null
  try {
    const read = parseStrictJson(Buffer.from(value, 'base64url'))
    if (!isObject(read)) return null
    const { state, nonce, verifier, to } = read
    const whole = [state, nonce, verifier, to].every((text) => typeof text === 'string' && text !== '')
    return whole ? ({ state, nonce, verifier, to } as Begun) : null
  } catch {
    return null
  }
}

const askedOf = ({ request, address }: WindowIncoming, what: string): Asked => ({
  request,
  address,
  what,
  key: null,
  client: 'nobody',
  agency: null,
  subject: '',
})

const remoteOf = ({ address }: WindowIncoming): string => (address === 'local' ? '127.0.0.1' : address)

export function consoleRoutes(node: Node, sessions: ConsoleSessions): WindowRoutes {
  const files = consoleFiles()
  const { country, settings } = node
  const signIn = openSignIn(node)
  // Where somebody before us ends TLS, the address by which browsers come says so.
  const secure = node.tls.window !== null || (signIn?.secure ?? false)
  const page: WindowRoutes[string] = async ({ headers }) => files.page(headers['accept-encoding'])
  const provider = (): NonNullable<typeof signIn> => {
    if (!signIn)
      throw new JuxtaError('not-found', 'this node has no identity provider: sign in with an API key', { rule: 'oidc' })
    return signIn
  }
  /** Back to the pages, which say what became of it. */
  const back = (error: unknown): string => {
    const { code, rule } = asJuxtaError(error)
    return `/console/?refused=${code === 'provider-unavailable' ? code : (rule ?? code)}`
  }

  return {
    consolePage: page,
    consoleScreen: page,
    consoleAsset: async ({ params, headers }) => files.asset(params['file']!, headers['accept-encoding']),

    async getConsoleSession(incoming) {
      // The page asks when it is opened and while somebody does something there. A key that may not be used from here opens no session here either.
      const caller = await sessions.callerOf(incoming.headers['cookie'], remoteOf(incoming), true).catch(() => null)
      const body: Schemas['ConsoleSession'] = {
        country,
        name: settings.name,
        now: time(node.clock.now()),
        provider: signIn?.name ?? null,
        person: caller && {
          name: caller.name,
          client: caller.client,
          roles: [...caller.roles] as Schemas['Role'][],
          agency: caller.agency,
          expiresAt: caller.expiresAt >= ENDLESS ? null : time(caller.expiresAt),
        },
      }
      return { body, headers: FRESH }
    },

    async openConsoleSession(incoming) {
      checkOwnPage({ method: 'POST' }, incoming)
      const { key: secret } = incoming.json() as { key: string }
      const asked = askedOf(incoming, 'openConsoleSession')
      const open = async (): Promise<string> => {
        const key = await sessions.keyOf(secret, remoteOf(incoming))
        Object.assign(asked, { key: key.id, client: key.client, agency: key.agency, subject: key.id })
        await sessions.end(incoming.headers['cookie'])
        return sessions.open({ key })
      }
      // Who tries keys is told so, and fills no store.
      const value = await onRecord(node, asked, open, (fault) => fault?.code !== 'unauthorized')
      return { status: 204, headers: { ...FRESH, 'set-cookie': setCookie(value, { secure }) } }
    },

    async endConsoleSession(incoming) {
      checkOwnPage({ method: 'POST' }, incoming)
      await sessions.end(incoming.headers['cookie'])
      return { status: 204, headers: { ...FRESH, 'set-cookie': setCookie(null, { secure }) } }
    },

    async beginSignIn({ query }) {
      const to = pageOf(query['to'] ?? '/console/')
      const there = provider()
      try {
        const { location, begun } = await there.begin(to)
        const kept = setCookie(writeBegun(begun), { ...BEGUN, secure, seconds: BEGUN_SECONDS })
        return { status: 302, headers: { ...FRESH, location, 'set-cookie': kept } }
      } catch (error) {
        return { status: 302, headers: { ...FRESH, location: back(error) } }
      }
    },

    async finishSignIn(incoming) {
      const there = provider()
      const begun = readBegun(incoming.headers['cookie'])
      // Whatever comes of it, it is used once.
      const over = setCookie(null, { ...BEGUN, secure })
      const asked = askedOf(incoming, 'finishSignIn')
      const finish = async (): Promise<{ value: string; to: string }> => {
        if (!begun) throw new JuxtaError('forbidden', 'no sign-in was begun in this browser', { rule: 'not-begun' })
        const to = pageOf(begun.to)
        const person = await there.finish(incoming.url, begun)
        Object.assign(asked, { client: person.client, agency: person.agency, subject: person.client })
        await sessions.end(incoming.headers['cookie'])
        return { value: await sessions.open({ person }), to }
      }
      try {
        const { value, to } = await onRecord(node, asked, finish, (fault) => fault === null || begun !== null)
        return { status: 302, headers: { ...FRESH, location: to, 'set-cookie': [over, setCookie(value, { secure })] } }
      } catch (error) {
        node.logger.info({ err: error }, 'a sign-in by the identity provider came to nothing')
        return { status: 302, headers: { ...FRESH, location: back(error), 'set-cookie': over } }
      }
    },
  }
}
