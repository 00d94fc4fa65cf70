/** The window side for operators: who may call this API, by which keys. Each that is made or revoked is a leaf of the log. */
import type { components } from '../generated/window.ts'
import { hashSecret, newSecret, type WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { keysIn } from '../peers/registry.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { ApiKeyRow } from '../store/types.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import { time } from '../values/time.ts'

type Schemas = components['schemas']

const keyView = (row: ApiKeyRow): Schemas['Key'] => ({
  id: row.id,
  client: row.client,
  name: row.name,
  roles: row.roles as Schemas['Role'][],
  ...(row.agency === null ? {} : { agency: row.agency }),
  ...(row.procedures === null ? {} : { procedures: row.procedures }),
  ...(row.types === null ? {} : { types: row.types }),
  createdAt: time(row.createdAt),
  revokedAt: row.revokedAt === null ? null : time(row.revokedAt),
})

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
        createdAt: clock.now(),
        revokedAt: null,
      }
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
        throw new JuxtaError('not-found', 'there is no such key, or it was revoked before')
      return { status: 204 }
    },
  }
}
