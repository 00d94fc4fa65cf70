/** Sessions of the console: opened by a key or by an identity provider, and over after a while in which nobody does anything there, at their end, on sign-out, and with their key. */
import { randomBytes } from 'node:crypto'
import type { Caller } from '../http/caller.ts'
import { cookieOf } from '../http/session-cookie.ts'
import { callerOf, checkKey, hashSecret, type Sessions } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { keysIn } from '../peers/registry.ts'
import { sessionsIn, type Person, type SessionRow } from '../peers/sessions.ts'
import type { ApiKeyRow } from '../store/types.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId } from '../values/id.ts'

const MINUTE = 60_000
/** How the clients of those begin whom an identity provider has confirmed. */
export const PERSON = 'oidc:'
/** That a session is used is written down this often, not with each act; more often than its pages say so. */
const NOTED_MS = 10_000

export type ConsoleSessions = Sessions & {
  /** Opens one, whatever session the browser had before; answers the value of its cookie, which is kept nowhere else. */
  open(of: { key: ApiKeyRow } | { person: Person }): Promise<string>
  end(cookie: string | undefined): Promise<void>
  /** Whether it is somebody whom an identity provider has confirmed; no key has such a client. */
  isPerson(caller: Caller): boolean
  /** The key of this secret. Fails with `unauthorized` where it opens nothing. */
  keyOf(secret: string, address: string): Promise<ApiKeyRow>
}

export function consoleSessions(
  { store, clock, settings }: Pick<Node, 'store' | 'clock' | 'settings'>,
  reserved: Caller['reserved'],
): ConsoleSessions {
  const sessions = sessionsIn(store)
  const keys = keysIn(store)
  const idleMs = settings.sessionIdleMinutes * MINUTE

  const found = async (cookie: string | undefined): Promise<SessionRow | null> => {
    const value = cookieOf(cookie)
    const row = value === undefined ? null : await sessions.byHash(hashSecret(value))
    return row && row.endsAt > clock.now() && row.usedAt + idleMs > clock.now() ? row : null
  }
  const ofPerson = ({ id, endsAt }: SessionRow, { client, name, roles, agency }: Person): Caller => ({
    id,
    client,
    name,
    person: client.slice(PERSON.length),
    roles: new Set(roles),
    agency,
    procedures: null,
    types: null,
    addresses: null,
    expiresAt: endsAt,
    reserved,
  })

  return {
    async callerOf(cookie, address, acts) {
      const row = await found(cookie)
      if (!row) return null
      const key = row.key === null ? null : await keys.keyById(row.key)
      // Asked for each time: with its key a session ends too, at this replica and another.
      if (row.key !== null && (!key || key.revokedAt !== null)) return null
      if (key) checkKey(key, address, clock.now())
      if (acts && row.usedAt + NOTED_MS < clock.now()) await sessions.used(row.id, clock.now())
      return { ...(key ? callerOf(key, reserved) : ofPerson(row, row.person!)), session: true }
    },
    async open(of) {
      const value = randomBytes(32).toString('base64url')
      const now = clock.now()
      const [key, person] = 'key' in of ? [of.key, null] : [null, of.person]
      const row: SessionRow = {
        id: newMessageId(now),
        hash: hashSecret(value),
        key: key?.id ?? null,
        person,
        createdAt: now,
        usedAt: now,
        endsAt: Math.min(now + settings.sessionHours * 60 * MINUTE, key?.expiresAt ?? Infinity),
      }
      await sessions.open(row, now)
      return value
    },
    async end(cookie) {
      const row = await found(cookie)
      if (row) await sessions.end(row.id)
    },
    isPerson: ({ client }) => client.startsWith(PERSON),
    async keyOf(secret, address) {
      const row = await keys.keyByHash(hashSecret(secret))
      if (!row || row.revokedAt !== null)
        throw new JuxtaError('unauthorized', 'this key opens nothing', { pointer: '/key', rule: 'key' })
      checkKey(row, address, clock.now())
      return row
    },
  }
}
