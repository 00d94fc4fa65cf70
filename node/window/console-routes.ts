/** The console: its pages for anybody, and the sessions of those who sign in to them. */
import type { components } from '../generated/window.ts'
import { checkOwnPage, setCookie } from '../http/session-cookie.ts'
import { type WindowIncoming, type WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { onRecord } from '../operate/audit.ts'
import { time } from '../values/time.ts'
import { consoleFiles } from './console-files.ts'
import type { ConsoleSessions } from './sessions.ts'

type Schemas = components['schemas']

/** What changes with who asks is kept by nobody. */
const FRESH = { 'cache-control': 'no-store' } as const

export function consoleRoutes(node: Node, sessions: ConsoleSessions): WindowRoutes {
  const files = consoleFiles()
  const { country, settings } = node
  const secure = node.tls.window !== null
  const page: WindowRoutes[string] = async ({ headers }) => files.page(headers['accept-encoding'])
  const own = ({ headers }: WindowIncoming, method: 'POST'): void => checkOwnPage({ method }, { headers })

  return {
    consolePage: page,
    consoleScreen: page,
    consoleAsset: async ({ params, headers }) => files.asset(params['file']!, headers['accept-encoding']),

    async getConsoleSession({ headers, address }) {
      const caller = await sessions.callerOf(headers['cookie'], address === 'local' ? '127.0.0.1' : address)
      const body: Schemas['ConsoleSession'] = {
        country,
        name: settings.name,
        now: time(node.clock.now()),
        provider: null,
        person: caller && {
          name: caller.name,
          client: caller.client,
          roles: [...caller.roles] as Schemas['Role'][],
          agency: caller.agency,
          expiresAt: caller.expiresAt >= 8.64e15 ? null : time(caller.expiresAt),
        },
      }
      return { body, headers: FRESH }
    },

    async openConsoleSession(incoming) {
      own(incoming, 'POST')
      const { key: secret } = incoming.json() as { key: string }
      const address = incoming.address === 'local' ? '127.0.0.1' : incoming.address
      const asked = {
        request: incoming.request,
        address: incoming.address,
        what: 'openConsoleSession',
        key: null as string | null,
        client: 'nobody',
        agency: null as string | null,
        subject: '',
      }
      const value = await onRecord(
        node,
        asked,
        async () => {
          const key = await sessions.keyOf(secret, address)
          Object.assign(asked, { key: key.id, client: key.client, agency: key.agency, subject: key.id })
          await sessions.end(incoming.headers['cookie'])
          return sessions.open({ key })
        },
        (fault) => fault === null || fault.code !== 'unauthorized',
      )
      return { status: 204, headers: { ...FRESH, 'set-cookie': setCookie(value, { secure }) } }
    },

    async endConsoleSession(incoming) {
      own(incoming, 'POST')
      await sessions.end(incoming.headers['cookie'])
      return { status: 204, headers: { ...FRESH, 'set-cookie': setCookie(null, { secure }) } }
    },
  }
}
