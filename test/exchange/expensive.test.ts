/** Documents that cost whoever judges them everything he has: refused by name on both sides, while the node goes on with the rest. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { forge } from '../forge.ts'
import { json, settled, startTestNodes, submit, untilState, type Order, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'

/** A pattern that libxml2 tries in 2^n ways where it does not match: with 20 letters a moment, and there may be very many of them. */
const SCHEMA = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Declaration"><xs:complexType><xs:sequence>
<xs:element name="ID" maxOccurs="unbounded"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="([A-Z0-9]|[A-Z])*[0-9][a-z]"/></xs:restriction></xs:simpleType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:schema>`
const declaration = (ids: string[]): string =>
  `<Declaration>${ids.map((id) => `<ID>${id}</ID>`).join('')}</Declaration>`
const BOMB = declaration(Array<string>(2000).fill('A'.repeat(21)))

function sets(t: Test): Record<string, string> {
  const dir = temporaryFolder(t)
  mkdirSync(join(dir, 'set'))
  writeFileSync(join(dir, 'set', 'declaration.xsd'), SCHEMA)
  writeFileSync(
    join(dir, 'sets.json'),
    JSON.stringify({ 'wco-dec-dms-2': { folder: 'set', roots: ['declaration.xsd'] } }),
  )
  return { JUXTA_XSD: join(dir, 'sets.json'), JUXTA_EXPENSIVE_MS: '1500' }
}
const startWith = (t: Test, judges: string, more: Record<string, string> = {}, countries = ['XA', 'XB']) =>
  startTestNodes(t, {
    countries,
    env: (country) => (country === judges ? { ...sets(t), ...more } : {}),
  } satisfies Order) as Promise<[TestNode, TestNode, TestNode]>

const document = (text: string) => ({
  document: { mediaType: 'application/xml', text },
  context: { xProfile: 'wco-dec-dms-2', xPurpose: 'border management', xLegalBasis: 'Art. 1' },
})

t.test('our own caller: refused by name, and others are answered while it is judged', async (t) => {
  const [a, b] = await startWith(t, 'XA')
  t.equal((await submit(a, b, document(declaration(['A1b'])))).status, 202, 'the set allows it')
  t.match((await submit(a, b, document(declaration(['AB'])))).body, { rule: 'xsd' })
  let over = false
  const bomb = submit(a, b, document(BOMB)).finally(() => (over = true))
  let answered = 0
  for (; !over; await new Promise((r) => setTimeout(r, 20)))
    if ((await a.call('GET', '/readyz')).status === 200 && !over) answered++
  t.ok(answered > 5, `${answered} requests were answered meanwhile`)
  t.match(await bomb, {
    status: 422,
    body: { type: '/problems/schema-invalid', rule: 'too-expensive', pointer: '/document' },
  })
  const long = await submit(a, b, document(declaration(['A'.repeat(26)])))
  t.match(long, { status: 422, body: { rule: 'too-expensive' } }, 'at a limit of libxml2 itself')
})

t.test('a neighbour: its message is rejected by name, and the next one is taken meanwhile', async (t) => {
  const [a, b] = await startWith(t, 'XB')
  const bomb = await submit(a, b, document(BOMB))
  t.equal(bomb.status, 202, 'the sender has no set')
  await untilState(a, bomb.body.id, 'delivered', 'rejected')
  const next = await submit(a, b)
  await untilState(a, next.body.id, 'delivered')
  await untilState(a, bomb.body.id, 'rejected')
  const { body } = await a.call('GET', `/v1/messages/${bomb.body.id}`)
  t.match(body.history.at(-1), { state: 'rejected', cause: /longer than 1500 ms to judge/ })
  t.same(
    (await b.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind === 'case-set-aside'),
    [],
  )
})

t.test(
  'while a document of one neighbour is judged, the cases go on, and what another one sent is judged',
  async (t) => {
    const [a, b, c] = await startWith(t, 'XB', { JUXTA_EXPENSIVE_MS: '120000' }, ['XA', 'XB', 'XC'])
    const bombs = await Promise.all(Array.from({ length: 3 }, () => submit(a, b, document(BOMB))))
    for (const bomb of bombs) await untilState(a, bomb.body.id, 'delivered')
    const outage = { xSince: '2026-11-23T04:00:00Z', xExpectedEnd: '2026-11-23T06:00:00Z' }
    const other = await submit(a, b, { procedure: 'system', type: 'outage', document: json(outage) })
    await settled('another case of the same neighbour goes on', async () =>
      (await b.call('GET', '/v1/cases?procedure=system')).body.items.some(
        (x: any) => x.conversation === other.body.conversation,
      ),
    )
    const wrong = await submit(c, b, document(declaration(['AB'])))
    const { history } = await untilState(c, wrong.body.id, 'rejected')
    t.match(history.at(-1).cause, /xsd: line/)
    t.equal((await a.call('GET', `/v1/messages/${bombs[0]!.body.id}`)).body.state, 'delivered', 'it is judged still')
  },
)

t.test(
  'a key that has used up its time gets 429 for what is expensive; the rest of it, and other keys, go on',
  async (t) => {
    const [a, b] = await startWith(t, 'XA', { JUXTA_KEY_QUOTA: 'work=1000' })
    t.match(await submit(a, b, document(BOMB)), { status: 422, body: { rule: 'too-expensive' } })
    const shed = await submit(a, b, document(declaration(['A1b'])))
    t.match(shed, { status: 429, body: { type: '/problems/too-many-requests', rule: 'work', limit: 1000 } })
    t.ok(Number(shed.headers['retry-after']) >= 20, 'until what it cost is made good')
    t.equal((await submit(a, b)).status, 202, 'what costs nothing')
    const other = (await a.call('POST', '/v1/keys', { name: 'o', client: 'o', roles: ['window'] })).body.secret
    const headers = { authorization: `Bearer ${other}`, 'idempotency-key': 'one' }
    const body = { to: b.country, procedure: 'pre-arrival', type: 'declaration', ...document(declaration(['A1b'])) }
    t.equal((await a.call('POST', '/v1/messages', body, headers)).status, 202)
  },
)

t.test('a neighbour that has used up its time is told to come again; another one is taken', async (t) => {
  const [a, b, c] = await startWith(t, 'XB', { JUXTA_PEER_QUOTA: 'work=1000' }, ['XA', 'XB', 'XC'])
  const bomb = await submit(a, b, document(BOMB))
  await untilState(a, bomb.body.id, 'rejected')
  const { jti, jwe } = await forge(a, b)
  const shed = await a.ask(b, 'PUT', `/v1/messages/${jti}`, 'application/jose', jwe)
  t.match(shed, { status: 503, body: { type: 'urn:juxta:problem:busy', rule: 'work' } })
  t.ok(Number(shed.headers['retry-after']) >= 20)
  await untilState(c, (await submit(c, b, document(declaration(['A1b'])))).body.id, 'delivered')
})
