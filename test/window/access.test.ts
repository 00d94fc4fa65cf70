/**
 * Who may read what, tried out: every route with every role, agency, procedure and type, for messages of both directions, at a running node. What is expected comes
 * from the roles that stand beside each operation and from the table in rights.ts.
 */
import t from 'tap'
import { openCases } from '../../node/cases/cases.ts'
import { Procedures } from '../../node/cases/procedures.ts'
import { readDocument, readOperations } from '../../node/http/operations.ts'
import { SLICES } from '../../node/procedures/procedures.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { allowed, allowedOne, keysOf, sendEach, type Doing, type Json, type Key, type Sent } from './rights.ts'

/** What an operation does with the message that it names. */
const DOES: Readonly<Record<string, Doing>> = {
  getMessage: 'facts',
  getDocument: 'contents',
  getFields: 'contents',
  getTimeline: 'facts',
  getEvidence: 'facts',
  getOriginator: 'facts',
  getSealed: 'steer',
  cancelMessage: 'steer',
  retryMessage: 'steer',
  eraseDocuments: 'steer',
  forwardMessage: 'act',
  collectMessage: 'act',
  answerMessage: 'act',
}
/** What is shown of a procedure as a whole is its contents, but for its reference data. */
const REFERENCE = ['checkOffices', 'listContacts', 'listInterruptions', 'listCorrections', 'listJuxtaposedOffices', 'listRosters', 'listOpeningHours', 'getOpeningHours', 'isOpen', 'nextOpening', 'openingIntervals', 'whatIfOpen'] // prettier-ignore
const doneBy = (id: string): Doing => (id === 'putPermit' ? 'act' : REFERENCE.includes(id) ? 'facts' : 'contents')

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
const STUDIES = ['releaseTimesCompared', 'listStudies', 'listStudySample', 'releaseTimesOfStudy', 'releaseTimesOfStudies', 'releaseTimesOfStudyFile', 'getStudyReport', 'getStudyReportFile'] // prettier-ignore
/** Routes that are about one type of message, and not about what all of a procedure comes to. */
const TYPES: Readonly<Record<string, { type: string }>> = {
  ...Object.fromEntries(
    [
      'getReleaseTimes',
      'getReleaseTimesPicture',
      'releaseTimes',
      'releaseTimesFile',
      'releaseTimesChart',
      ...STUDIES,
    ].map((id) => [id, { type: 'event' }]),
  ),
  putPermit: { type: 'status' },
}
const NOWHERE = '019ab000-0000-7000-8000-000000000000'
/** The path with something in each of its places. */
const filled = (path: string, id = NOWHERE): string => path.replace(/\{id\}/, id).replace(/\{[^}]+\}/g, 'XB')
const hasRole = (id: string, { roles }: Key): boolean => operations.get(id)!.roles.some((role) => roles.includes(role))

for (const store of stores())
  t.test(`who may read what: ${store.name}`, store.options, async (t) => {
    const order = { env: async () => ({ JUXTA_STORE: await store.make(t) }) }
    const [a, b] = (await startTestNodes(t, order)) as [TestNode, TestNode]
    const all = await sendEach(a, b)
    const came = all.filter((m) => m.direction === 'in')
    const keys = await keysOf(b)

    await t.test('what lists show is what the rule lets through', async (t) => {
      for (const key of keys) {
        const seen = (among: readonly Sent[], doing: Doing): string[] =>
          among
            .filter((message) => allowedOne(key, message, doing))
            .map((m) => m.id)
            .sort()
        const ids = (items: Json[]): string[] => items.map((m) => m['id']).sort()
        const search = async (query: string): Promise<Json[]> =>
          (await b.call('GET', `/v1/messages${query}`, undefined, key.as)).body.items
        if (hasRole('searchMessages', key)) {
          t.same(ids(await search('')), seen(all, 'facts'), `search ${key.name}`)
          const out = all.filter((m) => m.direction === 'out' && m.procedure === 'pre-arrival')
          t.same(ids(await search('?direction=out&procedure=pre-arrival')), seen(out, 'facts'), `search ${key.name}`)
        }
        if (hasRole('readInbox', key)) {
          const inbox = await b.call('GET', '/v1/inbox', undefined, key.as)
          t.same(ids(inbox.body.messages), seen(came, 'contents'), `inbox ${key.name}`)
        }
      }
    })

    // The rest asks nothing of the store that the other would answer otherwise.
    if (store.name === 'postgres') return

    await t.test('a route is for the roles beside its operation', async (t) => {
      const wrong: string[] = []
      let tried = 0
      for (const { id, method, path } of called)
        for (const key of keys.filter(({ scope }) => Object.keys(scope).length === 0)) {
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
      const named = called.filter(({ path }) => /^\/v1\/(messages|inbox)\/\{id\}/.test(path))
      const routes = named.filter(({ id }) => DOES[id] !== undefined)
      t.same(
        named.filter((r) => !routes.includes(r)).map((r) => r.id),
        ['importSealed'],
        'the table knows every other route',
      )
      let cells = 0
      const wrong: string[] = []
      for (const { id, method, path } of routes)
        for (const key of keys)
          for (const message of hasRole(id, key) ? all : all.slice(0, 1)) {
            cells++
            // A request that breaks its schema, wherever one would change something.
            const body = ['answerMessage', 'eraseDocuments', 'forwardMessage'].includes(id)
              ? { outcome: 'none that there is' }
              : undefined
            const headers = id === 'forwardMessage' ? { ...key.as, 'idempotency-key': 'k' } : key.as
            const answer = await b.call(method, filled(path, message.id), body, headers)
            const may = allowedOne(key, message, DOES[id]!)
            const nothing = answer.status === 404 && /^there is no such message( of ours)?$/.test(answer.body.detail)
            const expected = !hasRole(id, key)
              ? answer.status === 403 && answer.body.rule === 'role'
              : may
                ? answer.status !== 403 && answer.status < 500 && (!nothing || id === 'getSealed')
                : nothing
            if (!expected)
              wrong.push(
                `${id} ${key.name} ${JSON.stringify(message)}: ${answer.status} ${JSON.stringify(answer.body)}`,
              )
          }
      t.same(wrong, [])
      t.ok(cells > 2500, `${cells} cells`)
    })

    await t.test('what a procedure shows is for whoever may read the procedure', async (t) => {
      const slices = SLICES
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
            const may = hasRole(id, key) && allowed(key, { procedure: slice.name, ...TYPES[id] }, doneBy(id))
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
