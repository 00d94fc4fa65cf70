/** Who calls on the window side: API keys as bearer tokens, of which only a hash is stored, and what their roles allow. */
import { hash, randomBytes } from 'node:crypto'
import { isWithin } from '../values/address.ts'
import type { Clock } from '../values/clock.ts'
import { JuxtaError } from '../values/errors.ts'
import { time } from '../values/time.ts'
import type { ApiKeyRow, KeyStore } from '../store/types.ts'
import type { TypeName } from '../message/agencies.ts'
import { NOBODY, type Caller } from './caller.ts'
import type { Operation } from './operations.ts'
import type { Handler, Incoming, Request, Routes } from './server.ts'

export type WindowIncoming = Incoming<Caller>
export type WindowHandler = Handler<Caller>
export type WindowRoutes = Routes<Caller>

// 256 bits of chance need no salt and no slow hash.
export const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url')
export const newSecret = (): string => `jx_${randomBytes(32).toString('base64url')}`

/**
 * Says who calls by the API key that is shown. It fails with `unauthorized` where that counts no more or never did, or with `forbidden` where it is used from
 * elsewhere than it may be, or none of its roles may call the operation. Nobody learns of a key whose secret he does not hold. `reserved`: procedures whose
 * content is for a role of their own.
 */
export const identifyByKey =
  (keys: KeyStore, reserved: Caller['reserved'], clock: Pick<Clock, 'now'>) =>
  async (operation: Operation, request: Request, known: (caller: Caller) => void): Promise<Caller> => {
    if (operation.open) return NOBODY
    const token = /^Bearer +([A-Za-z0-9_-]{10,200})$/i.exec(request.headers.authorization ?? '')?.[1]
    // Asked for each time: a key that was revoked, at this replica or another, opens nothing from then on.
    const row = token === undefined ? null : await keys.keyByHash(hashSecret(token))
    const caller = row && callerOf(row, reserved)
    if (caller) known(caller)
    if (!row || !caller || row.revokedAt !== null)
      throw new JuxtaError('unauthorized', 'send a valid API key as "Authorization: Bearer …"', { rule: 'bearer' })
    if (row.expiresAt <= clock.now())
      throw new JuxtaError('unauthorized', `this API key ended at ${time(row.expiresAt)}`, { rule: 'expired' })
    // A socket of this machine has no address.
    const address = request.socket.remoteAddress ?? '127.0.0.1'
    if (row.addresses !== null && !isWithin(address, row.addresses))
      throw new JuxtaError('forbidden', `this API key may not be used from ${address}`, { rule: 'address' })
    const { roles } = operation
    if (!row.roles.some((role) => roles.includes(role)))
      throw new JuxtaError(
        'forbidden',
        `${operation.id} needs one of the roles ${roles.join(', ')}; the key ${row.name} has ${row.roles.join(', ')}`,
        { rule: 'role' },
      )
    return caller
  }

const callerOf = (row: ApiKeyRow, reserved: Caller['reserved']): Caller => ({
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
