/** Cursors: each list goes on where its own cursor says, and refuses by name one that it has not given. */
import t from 'tap'
import { readDocument } from '../../node/http/operations.ts'
import { listsOf } from '../../node/node.ts'
import { isPlaceText, readCursor, writeCursor, type Place } from '../../node/values/cursor.ts'
import { isCount } from '../../node/values/members.ts'
import { newMessageId } from '../../node/values/id.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { refuses } from '../refused.ts'

t.test('a place comes back as it was given, and nothing else does', async (t) => {
  const given = writeCursor('XA log listThings', [5, 'a "b" ü'])
  t.same(readCursor('XA log listThings', given, [isCount, isPlaceText]), [5, 'a "b" ü'])
  t.equal(readCursor('XA log listThings', undefined, [isCount]), null)
  t.equal(readCursor('XA log listThings', '', [isCount]), null)
  const bare = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url')
  const wrong: Record<string, string> = {
    'of another list': writeCursor('XA log listOthers', [5, 'a']),
    'of another node': writeCursor('XB log listThings', [5, 'a']),
    'with another number of values': writeCursor('XA log listThings', [5]),
    'with a value more': writeCursor('XA log listThings', [5, 'a', 'b']),
    'with values of another type': writeCursor('XA log listThings', ['5', 'a']),
    'with U+0000': writeCursor('XA log listThings', [5, 'a\0']),
    'without its check': bare([5, 'a']),
    'with a check that is none': bare(['AAAAAAAAAAAA', 5, 'a']),
    'with another value under its check': bare([
      (JSON.parse(Buffer.from(given, 'base64url').toString()) as Place)[0]!,
      6,
      'a "b" ü',
    ]),
    'with padding': `${given}==`,
    'with a character more': `${given}A`,
    'in plain text': 'cheese',
    'of nothing': bare(null),
    'of an object': bare({ a: 1 }),
    'too long': writeCursor('XA log listThings', [5, 'a'.repeat(5000)]),
  }
  for (const [what, cursor] of Object.entries(wrong))
    await refuses(t, what, () => readCursor('XA log listThings', cursor, [isCount, isPlaceText]), {
      code: 'request-invalid',
      rule: 'cursor',
      pointer: '/query/after',
    })
})

/** A place as each list has it, and what else its query needs. */
const LISTS: Readonly<Record<string, { place: Place; query?: string; status?: number }>> = {
  searchMessages: { place: [1, newMessageId(1)] },
  readInbox: { place: ['2026', 5] },
  listCases: { place: [newMessageId(1), 'XB'], query: 'procedure=pre-arrival' },
  listPreArrivals: { place: [newMessageId(1), 'XB'] },
  listPermits: { place: ['P1', 'XA'] },
  // Of one that nobody knows.
  listPermitUses: { place: [1, newMessageId(1)], status: 404 },
  listTraders: { place: [1, 'a', 'b', 'c', 'd'] },
  listOpeningHours: { place: ['["XA1","XB1"]'] },
  // Of two offices that nobody knows.
  listOutOfHours: { place: [newMessageId(1), 0, newMessageId(2)], status: 404 },
  getCase: { place: [newMessageId(1)] },
  listCrossings: { place: [0, 'C1'] },
  listControls: { place: [newMessageId(1), 'XB'], query: 'reference=E1' },
  listJuxtaposedOffices: { place: ['O1'] },
  listRosters: { place: [newMessageId(1), newMessageId(2)], query: 'office=O1' },
  listMovements: { place: [newMessageId(1), 'XB'], query: 'office=O1' },
  listAssistance: { place: [newMessageId(1), 'XB'] },
  listSetAside: { place: ['rows-8', newMessageId(1), 'XB'] },
  listAlerts: { place: [1, newMessageId(1)] },
  listAudit: { place: [newMessageId(1)] },
  listProposals: { place: [newMessageId(1)] },
  listChanges: { place: [0] },
  listLegalHolds: { place: [newMessageId(1)] },
  listInterruptions: { place: [newMessageId(1)] },
  listCorrections: { place: [newMessageId(1)] },
  listBreaches: { place: [newMessageId(1)] },
  listTraderUnderWay: { place: [newMessageId(1), 'XB'] },
  listWebhooks: { place: [newMessageId(1)] },
  listWebhookDeliveries: { place: [newMessageId(1)] },
}

t.test('of every list', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const document = readDocument('window') as any
  const lists = Object.entries(document.paths).flatMap(([path, item]: [string, any]) =>
    (item.get?.parameters ?? []).some((listed: any) => {
      const p = listed.$ref ? document.components.parameters[listed.$ref.split('/').at(-1)] : listed
      return p.name === 'after' && p.schema.maxLength !== undefined
    })
      ? [{ path, id: item.get.operationId as string }]
      : [],
  )
  t.same(lists.map((l) => l.id).sort(), Object.keys(LISTS).sort(), 'every list with a cursor is here')
  const { id: webhook } = (await a.call('POST', '/v1/webhooks', { url: 'http://127.0.0.1:9999/' })).body
  const conversation: string = (await submit(a, b)).body.id
  for (const { path, id } of lists) {
    const { place, query = '', status = 200 } = LISTS[id]!
    const at = path
      .replace('{id}', webhook)
      .replace('{conversation}', conversation)
      .replace('{permit}', 'P1')
      .replace(/\{e\w+Office\}/g, 'XA1')
    const ask = (after: string) => a.call('GET', `${at}?${query}&after=${encodeURIComponent(after)}`)
    const own = listsOf(a.node)
    t.equal((await ask('')).status, status, `${id}: empty is the beginning`)
    t.equal((await ask(writeCursor(`${own} ${id}`, place))).status, status, `${id}: a place of its own`)
    for (const [what, cursor] of Object.entries({
      'of the neighbour': writeCursor(`${listsOf(b.node)} ${id}`, place),
      'of another list': writeCursor(`${own} another`, place),
      'as it once was': Buffer.from(String(place[0])).toString('base64url'),
      'of nothing': '-',
      'of U+0000': Buffer.from('\0').toString('base64url'),
      'not in base64url': '%%%',
    }))
      t.match(await ask(cursor), { status: 400, body: { pointer: '/query/after', rule: 'cursor' } }, `${id}: ${what}`)
  }
})

t.test('pages join without a gap, and the inbox goes on where it was left', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const sent: string[] = []
  for (let i = 0; i < 5; i++) sent.push((await submit(a, b)).body.id)
  for (const id of sent) await untilState(a, id, 'delivered')
  const read = async (node: TestNode, path: string, member: string): Promise<string[]> => {
    const found: string[] = []
    for (let next = ''; ;) {
      const { body } = await node.call('GET', `${path}&limit=2&after=${next}`)
      found.push(...body[member].map((m: any) => m.id))
      next = body.next
      if (body[member].length < 2) return found
    }
  }
  t.same((await read(a, '/v1/messages?direction=out', 'items')).sort(), [...sent].sort())
  t.same((await read(b, '/v1/inbox?', 'messages')).sort(), [...sent].sort())
  const { body } = await b.call('GET', '/v1/inbox?limit=500')
  t.same(
    (await b.call('GET', `/v1/inbox?after=${body.next}`)).body,
    { messages: [], next: body.next },
    'nothing new: the same cursor',
  )
  const empty = await a.call('GET', '/v1/inbox')
  t.same(empty.body, { messages: [], next: '' }, 'nothing at all: the beginning')
})
