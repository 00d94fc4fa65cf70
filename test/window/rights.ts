/** Who may read what, written a second time: one table that shares no line with the rule of the node, keys of every role and scope, and messages of every kind to try them on. */
import { settled, untilState, xml, type TestNode } from '../nodes.ts'

export type Json = Record<string, any>
export type Doing = 'facts' | 'contents' | 'act' | 'steer'
type Scope = { agency?: string; procedures?: string[]; types?: string[] }
export type Key = {
  readonly name: string
  /** Each is a client by itself. */
  readonly client: string
  readonly roles: readonly string[]
  readonly scope: Scope
  readonly as: Record<string, string>
}
export type Sent = {
  readonly id: string
  readonly direction: 'in' | 'out'
  readonly procedure: string
  readonly type: string
  /** Of what came: to whom. Of what was sent: for whom; null: a key of all agencies. */
  readonly agency: string | null
}

/** What is allowed by a role of everything but mutual assistance, and of it. */
const TABLE: Readonly<Record<string, { readonly general: string; readonly assistance: string }>> = {
  window: { general: 'facts contents act steer', assistance: '' },
  operator: { general: 'facts steer', assistance: '' },
  auditor: { general: 'facts contents', assistance: '' },
  assistance: { general: '', assistance: 'facts contents act steer' },
}
const ROLES = Object.keys(TABLE)

const isOf = (names: readonly string[], procedure: string, type: string): boolean =>
  names.includes(type) || names.includes(`${procedure}/${type}`)
/** Whether the table and the scope of a key allow it; no type: all of the procedure. */
export function allowed(
  { roles, scope }: Key,
  { procedure, type }: { procedure: string; type?: string },
  doing: Doing,
): boolean {
  const kind = procedure === 'assistance' ? 'assistance' : 'general'
  if (!roles.some((role) => TABLE[role]![kind].split(' ').includes(doing))) return false
  if (scope.procedures && !scope.procedures.includes(procedure)) return false
  return !scope.types || (type !== undefined && isOf(scope.types, procedure, type))
}
export const allowedOne = (key: Key, message: Sent, doing: Doing): boolean => {
  const { agency } = key.scope
  const between =
    agency === undefined || message.agency === agency || (message.direction === 'in' && message.agency === null)
  return between && allowed(key, message, doing)
}

/** Keys of each role and of two together, each for everything, for an agency, for procedures, for types. */
export async function keysOf(node: TestNode): Promise<Key[]> {
  const held = [
    ...ROLES.map((role) => [role]),
    ['window', 'assistance'],
    ['operator', 'assistance'],
    ['auditor', 'assistance'],
  ]
  const scopes: Scope[] = [
    {},
    { agency: 'veterinary' },
    { procedures: ['documents', 'assistance'] },
    { types: ['pre-arrival/arrival', 'request'] },
    { agency: 'police', procedures: ['pre-arrival', 'assistance'], types: ['arrival', 'assistance/request'] },
  ]
  const keys: Key[] = []
  for (const roles of held)
    for (const scope of scopes) {
      const name = JSON.stringify([roles, scope])
      const client = `client-${keys.length}`
      const { status, body } = await node.call('POST', '/v1/keys', { name: 'a key', client, roles, ...scope })
      if (status !== 201) throw new Error(JSON.stringify(body))
      keys.push({ name, client, roles, scope, as: { authorization: `Bearer ${body.secret}` } })
    }
  return keys
}

/** The key with which messages of `agency` are sent. */
async function senderOf(node: TestNode, role: string, agency: string | null): Promise<Record<string, string>> {
  const name = `sends for ${agency ?? 'all'}`
  const scope = agency === null ? {} : { agency }
  const { body } = await node.call('POST', '/v1/keys', { name, client: name, roles: [role], ...scope })
  return { authorization: `Bearer ${body.secret}` }
}

/** Sends messages of each kind between the nodes, and waits until all have arrived: what `b` has of them. */
export async function sendEach(a: TestNode, b: TestNode): Promise<Sent[]> {
  const kinds: Omit<Sent, 'id' | 'direction'>[] = [
    { procedure: 'pre-arrival', type: 'arrival', agency: null },
    { procedure: 'pre-arrival', type: 'arrival', agency: 'veterinary' },
    { procedure: 'pre-arrival', type: 'release', agency: 'police' },
    { procedure: 'documents', type: 'query', agency: null },
    { procedure: 'joint-control', type: 'request', agency: null },
    { procedure: 'assistance', type: 'request', agency: null },
    { procedure: 'assistance', type: 'request', agency: 'police' },
  ]
  const all: Sent[] = []
  for (const kind of kinds)
    for (const direction of ['in', 'out'] as const) {
      const { procedure, type, agency } = kind
      // What came is for the agency that it names; what was sent is of the agency of its key.
      const [from, to] = direction === 'in' ? [a, b] : [b, a]
      const named = direction === 'in' && agency !== null ? { to: [{ country: 'XB', agency }] } : {}
      const sender =
        direction === 'in' ? {} : await senderOf(b, procedure === 'assistance' ? 'assistance' : 'window', agency)
      const order = { to: to.country, procedure, type, document: xml('<a/>'), ...named }
      const { status, body } = await from.call('POST', '/v1/messages', order, sender)
      if (status !== 202) throw new Error(JSON.stringify(body))
      all.push({ ...kind, direction, id: body.id ?? body.messages[0].id })
    }
  for (const { id, direction } of all) await untilState(direction === 'in' ? a : b, id, 'delivered')
  const came = all.filter((m) => m.direction === 'in')
  await settled('all are there', async () => (await b.call('GET', '/v1/inbox')).body.messages.length === came.length)
  return all
}
