/** Who calls on the window side: API keys as bearer tokens, of which only a hash is stored, and what their roles allow. */
import type { FastifyRequest } from 'fastify'
import { hash, randomBytes } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import type { KeyStore } from '../store/types.ts'
import type { TypeName } from '../message/agencies.ts'
import type { Operation } from './operations.ts'

export type Caller = {
  readonly id: string
  readonly client: string
  readonly name: string
  readonly roles: ReadonlySet<string>
  readonly agency: string | null
  readonly procedures: readonly string[] | null
  /** The message types that it may send and read, of one procedure or of any; null: all of its procedures. */
  readonly types: readonly TypeName[] | null
}

// 256 bits of chance need no salt and no slow hash.
export const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url')
export const newSecret = (): string => `jx_${randomBytes(32).toString('base64url')}`

export class WindowAuth {
  readonly #keys: KeyStore
  readonly #callers = new WeakMap<FastifyRequest, Caller>()

  constructor(keys: KeyStore) {
    this.#keys = keys
  }

  /** Fails with `unauthorized` or `forbidden`. */
  async check(operation: Operation, request: FastifyRequest): Promise<void> {
    if (operation.open) return
    const token = /^Bearer +([A-Za-z0-9_-]{10,200})$/i.exec(request.headers.authorization ?? '')?.[1]
    // Asked for each time: a key that was revoked, at this replica or another, opens nothing from then on.
    const row = token === undefined ? null : await this.#keys.keyByHash(hashSecret(token))
    if (!row || row.revokedAt !== null)
      throw new JuxtaError('unauthorized', 'send a valid API key as "Authorization: Bearer …"', { rule: 'bearer' })
    const { roles } = operation
    if (!row.roles.some((role) => roles.includes(role)))
      throw new JuxtaError(
        'forbidden',
        `${operation.id} needs one of the roles ${roles.join(', ')}; the key ${row.name} has ${row.roles.join(', ')}`,
        { rule: 'role' },
      )
    this.#callers.set(request, {
      id: row.id,
      client: row.client,
      name: row.name,
      roles: new Set(row.roles),
      agency: row.agency,
      procedures: row.procedures,
      types: row.types?.map(typeNameOf) ?? null,
    })
  }

  caller(request: FastifyRequest): Caller {
    const caller = this.#callers.get(request)
    if (!caller) throw new JuxtaError('internal', 'the caller was not identified')
    return caller
  }
}

/** `procedure/type`, or `type` of any procedure. */
const typeNameOf = (text: string): TypeName => {
  const [first, second] = text.split('/') as [string, string?]
  return second === undefined ? { procedure: null, type: first } : { procedure: first, type: second }
}

/** Whether `caller` may see or send messages of a procedure and type: contents of mutual assistance are for its own role only. */
export const mayUse = (caller: Caller, procedure: string, type?: string): boolean =>
  (type === undefined ||
    caller.types === null ||
    caller.types.some((t) => t.type === type && (t.procedure ?? procedure) === procedure)) &&
  (caller.procedures === null || caller.procedures.includes(procedure)) &&
  (procedure === 'assistance'
    ? caller.roles.has('assistance')
    : caller.roles.has('window') || caller.roles.has('operator') || caller.roles.has('auditor'))
