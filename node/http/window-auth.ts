/** Who calls on the window side: API keys as bearer tokens, of which only a hash is stored, sessions of the console, and what their roles allow. */
import { hash, randomBytes } from 'node:crypto'
import { isWithin } from '../values/address.ts'
import type { Clock } from '../values/clock.ts'
import { JuxtaError } from '../values/errors.ts'
import { time } from '../values/time.ts'
import type { ApiKeyRow, KeyStore } from '../store/types.ts'
import type { TypeName } from '../message/agencies.ts'
import { NOBODY, type Caller } from './caller.ts'
import type { Operation } from './operations.ts'
import { checkOwnPage, cookieOf } from './session-cookie.ts'
import type { Handler, Incoming, Request, Routes } from './server.ts'

/**
 * Who is signed in with a cookie; null where it opens nothing, or no more. `acts`: a person has done something, so that the session goes on; a page reads by itself
 * for as long as it is open.
 */
export type Sessions = {
  callerOf(cookie: string | undefined, address: string, acts: boolean): Promise<Caller | null>
}

export type WindowIncoming = Incoming<Caller>
export type WindowHandler = Handler<Caller>
export type WindowRoutes = Routes<Caller>

// 256 bits of chance need no salt and no slow hash.
export const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url')
export const newSecret = (): string => `jx_${randomBytes(32).toString('base64url')}`

/** Where a key may not be used any more, or not from here. Fails with `unauthorized`, or with `forbidden`. */
export function checkKey(row: ApiKeyRow, address: string, now: number): void {
  if (row.expiresAt <= now)
    throw new JuxtaError('unauthorized', `this API key ended at ${time(row.expiresAt)}`, { rule: 'expired' })
  if (row.addresses !== null && !isWithin(address, row.addresses))
    throw new JuxtaError('forbidden', `this API key may not be used from ${address}`, { rule: 'address' })
}

/** Fails with `forbidden` where none of the caller's roles may call the operation. */
function checkRoles({ id, roles }: Operation, caller: Caller): void {
  if (!roles.some((role) => caller.roles.has(role)))
    throw new JuxtaError(
      'forbidden',
      `${id} needs one of the roles ${roles.join(', ')}; ${caller.name} has ${[...caller.roles].join(', ')}`,
      { rule: 'role' },
    )
}

/** A socket of this machine has no address. */
export const remoteOf = (request: Request): string => request.socket.remoteAddress ?? '127.0.0.1'

export type Identify = (operation: Operation, request: Request, known: (caller: Caller) => void) => Promise<Caller>

/**
 * Says who calls: by the API key that is shown as a bearer token, or by the cookie of a session where none is. It fails with `unauthorized` where that counts no more or
 * never did, or with `forbidden` where it is used from elsewhere than it may be, or none of its roles may call the operation. Nobody learns of a key whose secret
 * he does not hold. `reserved`: procedures whose content is for a role of their own.
 */
export const identifyBy =
  (keys: KeyStore, sessions: Sessions, reserved: Caller['reserved'], clock: Pick<Clock, 'now'>): Identify =>
  async (operation, request, known) => {
    if (operation.open) return NOBODY
    const { authorization, cookie } = request.headers
    if (authorization === undefined && cookieOf(cookie) !== undefined) {
      checkOwnPage(operation, request)
      const caller = await sessions.callerOf(cookie, remoteOf(request), operation.method !== 'GET')
      if (!caller)
        throw new JuxtaError('unauthorized', 'this session is over: sign in again at /console', { rule: 'session' })
      known(caller)
      checkRoles(operation, caller)
      return caller
    }
    const token = /^Bearer +([A-Za-z0-9_-]{10,200})$/i.exec(authorization ?? '')?.[1]
    // Asked for each time: a key that was revoked, at this replica or another, opens nothing from then on.
    const row = token === undefined ? null : await keys.keyByHash(hashSecret(token))
    const caller = row && callerOf(row, reserved)
    if (caller) known(caller)
    if (!row || !caller || row.revokedAt !== null)
      throw new JuxtaError('unauthorized', 'send a valid API key as "Authorization: Bearer …"', { rule: 'bearer' })
    checkKey(row, remoteOf(request), clock.now())
    checkRoles(operation, caller)
    return caller
  }

/** Whether a key opens anything now. */
export const counts = ({ revokedAt, expiresAt }: ApiKeyRow, now: number): boolean =>
  revokedAt === null && expiresAt > now

/** Whoever shows this key, as far as it still counts. */
export const callerOf = (row: ApiKeyRow, reserved: Caller['reserved']): Caller => ({
  id: row.id,
  client: row.client,
  name: row.name,
  roles: new Set(row.roles),
  agency: row.agency,
  procedures: row.procedures,
  types: row.types?.map(typeNameOf) ?? null,
  addresses: row.addresses,
  expiresAt: row.expiresAt,
  reserved,
})

/** `procedure/type`, or `type` of any procedure. */
export const typeNameOf = (text: string): TypeName => {
  const [first, second] = text.split('/') as [string, string?]
  return second === undefined ? { procedure: null, type: first } : { procedure: first, type: second }
}
