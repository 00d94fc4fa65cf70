/** Who may read what, tried out: every route with every role, agency and type, against the roles that stand beside each operation and the one rule of `mayRead`. */
import t from 'tap'
import { openCases } from '../../node/cases/cases.ts'
import { Procedures } from '../../node/cases/procedures.ts'
import { mayRead, type Caller } from '../../node/http/caller.ts'
import { readDocument, readOperations } from '../../node/http/operations.ts'
import { slicesWith } from '../../node/procedures/procedures.ts'
import { settled, startTestNodes, submit, untilState, xml, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

type Json = Record<string, any>
type Key = { readonly name: string; readonly caller: Caller; readonly as: Record<string, string> }
type Sent = { readonly id: string; readonly procedure: string; readonly type: string; readonly agency: string | null }

const ROLES = ['window', 'operator', 'auditor', 'assistance']
const RESERVED = new Procedures(slicesWith({ assistanceDays: 90 })).reserved

/** Keys of each role and of two together, each for everything, for an agency, for procedures, for types. */
async function keysOf(node: TestNode): Promise<Key[]> {
  const roles = [...ROLES.map((role) => [role]), ['window', 'assistance'], ['operator', 'assistance']]
  const scopes: Json[] = [
    {},
    { agency: 'veterinary' },
    { procedures: ['documents', 'assistance'] },
    { types: ['pre-arrival/arrival', 'request'] },
    { agency: 'police', procedures: ['pre-arrival', 'assistance'], types: ['arrival', 'assistance/request'] },
  ]
  const keys: Key[] = []
  for (const own of roles)
    for (const scope of scopes) {
      const name = JSON.stringify([own, scope])
      const { status, body } = await node.call('POST', '/v1/keys', { name: 'a key', roles: own, ...scope })
      if (status !== 201) throw new Error(JSON.stringify(body))
      const { agency = null, procedures = null, types } = scope
      const caller: Caller = {
        id: body.key.id,
        client: name,
        name,
        roles: new Set(own),
        agency,
        procedures,
        types:
          types?.map((text: string) => {
            const [first, second] = text.split('/') as [string, string?]
            return second === undefined ? { procedure: null, type: first } : { procedure: first, type: second }
          }) ?? null,
        reserved: RESERVED,
      }
      keys.push({ name, caller, as: { authorization: `Bearer ${body.secret}` } })
    }
  return keys
}

const document: Json = readDocument('window')
const operations = readOperations('window')
type Called = { readonly id: string; readonly method: 'GET' | 'PUT' | 'POST'; readonly path: string }
const called: Called[] = Object.entries<Json>(document['paths'] as Json).flatMap(([path, item]) =>
  Object.entries<Json>(item)
    .filter(([, operation]) => typeof operation['operationId'] === 'string')
    .map(([method, operation]) => ({
      id: operation['operationId'] as string,
      method: method.toUpperCase() as Called['method'],
      path,
    })),
)
/** Routes that are about one type of message, and not about what all of a procedure comes to. */
const TYPES: Readonly<Record<string, { type: string }>> = {
  ...Object.fromEntries(
    ['getReleaseTimes', 'getReleaseTimesPicture', 'releaseTimes', 'releaseTimesFile', 'releaseTimesChart'].map((id) => [
      id,
      { type: 'event' },
    ]),
  ),
  putPermit: { type: 'status' },
}
const NOWHERE = '019ab000-0000-7000-8000-000000000000'
/** The path with something in each of its places. */
const filled = (path: string, id = NOWHERE): string => path.replace(/\{id\}/, id).replace(/\{[^}]+\}/g, 'XB')
const hasRole = (id: string, { caller }: Key): boolean => operations.get(id)!.roles.some((r) => caller.roles.has(r))

for (const store of stores())
  t.test(`who may read what: ${store.name}`, store.options, async (t) => {
    const order = { env: async () => ({ JUXTA_STORE: await store.make(t) }) }
    const [a, b] = (await startTestNodes(t, order)) as [TestNode, TestNode]
    const kinds: Omit<Sent, 'id'>[] = [
      { procedure: 'pre-arrival', type: 'arrival', agency: null },
      { procedure: 'pre-arrival', type: 'arrival', agency: 'veterinary' },
      { procedure: 'pre-arrival', type: 'release', agency: 'police' },
      { procedure: 'documents', type: 'query', agency: null },
      { procedure: 'joint-control', type: 'request', agency: null },
      { procedure: 'assistance', type: 'request', agency: null },
      { procedure: 'assistance', type: 'request', agency: 'police' },
    ]
    const came: Sent[] = []
    for (const kind of kinds) {
      const { procedure, type, agency } = kind
      const to = agency === null ? {} : { to: [{ country: 'XB', agency }] }
      const { status, body } = await submit(a, b, { procedure, type, document: xml('<a/>'), ...to })
      if (status !== 202) throw new Error(JSON.stringify(body))
      came.push({ ...kind, id: body.id ?? body.messages[0].id })
    }
    for (const { id } of came) await untilState(a, id, 'delivered')
    await settled('all are there', async () => (await b.call('GET', '/v1/inbox')).body.messages.length >= 5)
    const keys = await keysOf(b)

    await t.test('what lists show is what the rule lets through', async (t) => {
      for (const key of keys) {
        const readable = came.filter((message) => mayRead(key.caller, { ...message, direction: 'in' })).map((m) => m.id)
        const search = await b.call('GET', '/v1/messages', undefined, key.as)
        const inbox = await b.call('GET', '/v1/inbox', undefined, key.as)
        if (hasRole('searchMessages', key))
          t.same(search.body.items.map((m: Json) => m.id).sort(), [...readable].sort(), `search ${key.name}`)
        if (hasRole('readInbox', key))
          t.same(inbox.body.messages.map((m: Json) => m.id).sort(), [...readable].sort(), `inbox ${key.name}`)
      }
    })

    // The rest asks nothing of the store that the other would answer otherwise.
    if (store.name === 'postgres') return

    await t.test('a route is for the roles beside its operation', async (t) => {
      const wrong: string[] = []
      let tried = 0
      for (const { id, method, path } of called)
        for (const key of keys.filter(({ name }) => name.endsWith(',{}]'))) {
          const { open } = operations.get(id)!
          const { status, body } = await b.call(method, filled(path), undefined, key.as)
          tried++
          const refused = status === 403 && body?.rule === 'role'
          if (status === 401 || status >= 500 || refused === (open || hasRole(id, key)))
            wrong.push(`${id} ${key.name}: ${status} ${JSON.stringify(body)}`)
        }
      t.same(wrong, [])
      t.ok(tried > 450, `${tried} were tried`)
    })

    await t.test('a message is there for whoever may read it, on every route that names it', async (t) => {
      const routes = called.filter(
        ({ id, method, path }) =>
          /^\/v1\/(messages|inbox)\/\{id\}/.test(path) && (method === 'GET' || /collected|answer/.test(path)) && id,
      )
      t.ok(routes.length >= 7)
      const wrong: string[] = []
      for (const { id, method, path } of routes)
        for (const key of keys)
          for (const message of came) {
            const body = id === 'answerMessage' ? { outcome: 'nothing that there is' } : undefined
            const answer = await b.call(method, filled(path, message.id), body, key.as)
            const may = mayRead(key.caller, { ...message, direction: 'in' })
            const nothing =
              answer.status === 404 &&
              ['there is no such message', 'there is no such message of ours'].includes(answer.body.detail)
            const expected = !hasRole(id, key)
              ? answer.status === 403 && answer.body.rule === 'role'
              : may
                ? answer.status !== 403 && (!nothing || id === 'getSealed') && answer.status < 500
                : nothing
            if (!expected)
              wrong.push(
                `${id} ${key.name} ${JSON.stringify(message)}: ${answer.status} ${JSON.stringify(answer.body)}`,
              )
          }
      t.same(wrong, [])
    })

    await t.test('what a procedure shows is for whoever may read the procedure', async (t) => {
      const slices = slicesWith({ assistanceDays: 90 })
      const room = { cases: openCases(b.node, new Procedures(slices)), exchange: b.node as any, soon: () => undefined }
      const wrong: string[] = []
      let tried = 0
      for (const slice of slices)
        for (const id of Object.keys(slice.open(room).routes ?? {})) {
          const { method, path } = called.find((c) => c.id === id)!
          if (operations.get(id)!.open) continue
          for (const key of keys) {
            const { status, body } = await b.call(method, filled(path), undefined, key.as)
            tried++
            const may = hasRole(id, key) && mayRead(key.caller, { procedure: slice.name, ...TYPES[id] })
            // What is about many procedures shows of each what may be read of it: nothing here.
            const refused = status === 403 || status === 404 || (status === 200 && body.items?.length === 0)
            if (
              status >= 500 ||
              (may ? body?.rule === 'role' || body?.rule === 'procedure' : !refused && status !== 400)
            )
              wrong.push(`${id} ${key.name}: ${status} ${JSON.stringify(body)}`)
          }
        }
      t.same(wrong, [])
      t.ok(tried > 600, `${tried} were tried`)
    })
  })
