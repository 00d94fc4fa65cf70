/** The window side for operators: who may call this API, by which keys. Each that is made or revoked is a leaf of the log. */
import type { components } from '../generated/window.ts'
import type { Caller } from '../http/caller.ts'
import { hashSecret, newSecret, typeNameOf, type WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { keysIn } from '../peers/registry.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { ApiKeyRow } from '../store/types.ts'
import { isRange, isRangeWithin } from '../values/address.ts'
import { PERSON } from './sessions.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import { parseTime, time } from '../values/time.ts'

type Schemas = components['schemas']

/** How long a key counts where it is not said. */
const YEAR = 365 * 86_400_000
/** The last instant that there is (ECMA-262 §21.4.1.1): of the key of the folder itself, which ends with it. */
const ENDLESS = 8.64e15

const keyView = (row: ApiKeyRow): Schemas['Key'] => ({
  id: row.id,
  client: row.client,
  name: row.name,
  roles: row.roles as Schemas['Role'][],
  ...(row.agency === null ? {} : { agency: row.agency }),
  ...(row.procedures === null ? {} : { procedures: row.procedures }),
  ...(row.types === null ? {} : { types: row.types }),
  ...(row.addresses === null ? {} : { addresses: row.addresses }),
  createdAt: time(row.createdAt),
  expiresAt: row.expiresAt >= ENDLESS ? null : time(row.expiresAt),
  revokedAt: row.revokedAt === null ? null : time(row.revokedAt),
})

/**
 * Nobody grants what he lacks, and every key ends. Fails with `forbidden` at the member that goes beyond the caller's own key, with `request-invalid` where a member
 * is none.
 */
function checkGrant(caller: Caller, row: ApiKeyRow): void {
  const beyond = (member: string, rule: string, detail: string): JuxtaError =>
    new JuxtaError('forbidden', `the key ${caller.name} ${detail}`, { pointer: `/${member}`, rule })
  const wrong = (member: string, rule: string, detail: string): JuxtaError =>
    new JuxtaError('request-invalid', detail, { pointer: `/${member}`, rule })
  /** Of a member that the caller's key limits, one that goes beyond it; where the member is absent, all of it does. */
  const outside = (own: readonly unknown[] | null, given: readonly string[] | null, may: (one: string) => boolean) =>
    own === null ? -1 : given === null ? 0 : given.findIndex((one) => !may(one))

  const role = row.roles.findIndex((one) => !caller.roles.has(one))
  if (role >= 0) throw beyond(`roles/${role}`, 'role', `lacks the role ${row.roles[role]}, and so cannot grant it`)
  if (caller.agency !== null && row.agency !== caller.agency)
    throw beyond('agency', 'agency', `is of the agency ${caller.agency}`)
  // So are called those whom an identity provider has confirmed.
  if (row.client.startsWith(PERSON))
    throw wrong('client', 'person', `a client whose name begins with ${PERSON} is a person at an identity provider`)
  // What a client has sent is there for all of its keys.
  if (caller.agency !== null && row.client !== caller.client)
    throw beyond('client', 'client', `is of the client ${caller.client}`)
  if (outside(caller.procedures, row.procedures, (one) => caller.procedures!.includes(one)) >= 0)
    throw beyond('procedures', 'procedure', `is for ${caller.procedures!.join(', ')} alone`)
  const typeOf = (one: string): boolean => {
    const { procedure, type } = typeNameOf(one)
    return caller.types!.some((t) => t.type === type && (t.procedure === null || t.procedure === procedure))
  }
  if (outside(caller.types, row.types, typeOf) >= 0) throw beyond('types', 'type', 'is for some types alone')
  const unread = (row.addresses ?? []).findIndex((one) => !isRange(one))
  if (unread >= 0)
    throw wrong(`addresses/${unread}`, 'cidr', `${row.addresses![unread]} is no address and no range (CIDR)`)
  if (outside(caller.addresses, row.addresses, (one) => isRangeWithin(one, caller.addresses!)) >= 0)
    throw beyond('addresses', 'address', `may be used from ${caller.addresses!.join(', ')} alone`)
  if (row.expiresAt <= row.createdAt) throw wrong('expiresAt', 'future', 'expiresAt lies in the past')
  if (row.expiresAt > caller.expiresAt) throw beyond('expiresAt', 'expiry', `ends itself at ${time(caller.expiresAt)}`)
}

export function keyRoutes({ store, clock, country }: Node): WindowRoutes {
  return {
    listKeys: async () => ({ body: { items: (await keysIn(store).keys()).map(keyView), next: null } }),
    async createKey({ caller, json, about }) {
      const body = json() as {
        name: string
        client?: string
        roles: string[]
        agency?: string
        procedures?: string[]
        types?: string[]
        addresses?: string[]
        expiresAt?: string
      }
      const secret = newSecret()
      const row: ApiKeyRow = {
        id: newMessageId(clock.now()),
        client: body.client ?? body.name,
        name: body.name,
        hash: hashSecret(secret),
        roles: body.roles,
        agency: body.agency ?? null,
        procedures: body.procedures ?? null,
        types: body.types ?? null,
        addresses: body.addresses ?? null,
        createdAt: clock.now(),
        expiresAt:
          body.expiresAt === undefined ? Math.min(clock.now() + YEAR, caller.expiresAt) : parseTime(body.expiresAt),
        revokedAt: null,
      }
      checkGrant(caller, row)
      about(row.id)
      await keysIn(store).createKey(
        row,
        ownLeaf(
          'operator',
          country,
          JSON.stringify({
            action: 'create-key',
            key: row.id,
            roles: row.roles,
            client: row.client,
            ...(row.agency === null ? {} : { agency: row.agency }),
            ...(row.addresses === null ? {} : { addresses: row.addresses }),
            expiresAt: row.expiresAt,
            by: caller.name,
            at: row.createdAt,
          }),
        ),
      )
      return { status: 201, body: { key: keyView(row), secret } }
    },
    async revokeKey({ caller, params }) {
      const id = params['id'] as MessageId
      if (
        !(await keysIn(store).revokeKey(
          id,
          clock.now(),
          ownLeaf(
            'operator',
            country,
            JSON.stringify({ action: 'revoke-key', key: id, by: caller.name, at: clock.now() }),
          ),
        ))
      )
        throw new JuxtaError('not-found', 'there is no such key, or it was revoked before', {
          pointer: '/path/id',
          rule: 'known',
        })
      return { status: 204 }
    },
  }
}
