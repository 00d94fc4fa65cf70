/** What is shown of a permit: from rows, as much of it however many cases name it or have used it, for each reader what he may see, and put in the register on the record that was read. */
import t from 'tap'
import { permitRowsIn, type KeptCase } from '../../node/procedures/documents/stated-table.ts'
import type { Said } from '../../node/procedures/documents/permit-said.ts'
import { newMessageId } from '../../node/values/id.ts'
import type { Country } from '../../node/values/country.ts'
import { json, settled, startTestNodes, submit, untilState, type Answer, type TestNode } from '../nodes.ts'
import { officer } from '../officer.ts'
import { stores } from '../servers.ts'

const P = '/v1/permits/P-1'
const xIssuer = { country: 'XA', agency: 'PPO' }
const additionalDocument = { id: 'P-1', typeCode: '851' }
const record = (more: object = {}) => ({
  typeCode: '851',
  xKind: 'veterinary',
  xAgency: 'PPO',
  xUse: 'multiple',
  xUsePoints: ['import'],
  xIssuedAt: '2026-01-01T00:00:00Z',
  xDestinations: ['XB'],
  xItems: [{ xItem: '1', quantityQuantity: { value: '1000', unitCode: 'KGM' } }],
  xStanding: 'issued',
  ...more,
})
const items = (value: string) => ({ xItems: [{ xItem: '1', quantityQuantity: { value, unitCode: 'KGM' } }] })
const use = (xUseId: string, more: object = {}) => ({
  xUseId,
  xMode: 'request',
  xKind: 'veterinary',
  xUsePoint: 'import',
  additionalDocument: { ...additionalDocument, writeOff: { quantityQuantity: { value: '1', unitCode: 'KGM' } } },
  xIssuer,
  xItem: '1',
  declaration: { id: `MRN-${xUseId}` },
  xFinal: false,
  ...more,
})
const say = async (from: TestNode, to: TestNode, type: string, document: object, more: object = {}) => {
  const told = { procedure: 'documents', type, context: { xSchema: 'documents' }, document: json(document) }
  const { status, body } = await submit(from, to, { ...told, ...more })
  t.equal(status, 202, JSON.stringify(body))
  return body as { id: string; conversation: string }
}
type Headers = Record<string, string>
const keyOf = async (node: TestNode, more: object): Promise<Headers> => {
  const { body } = await node.call('POST', '/v1/keys', { name: 'a key', roles: ['window'], ...more })
  return { authorization: `Bearer ${body.secret}` }
}
const all = async (node: TestNode, path: string, as?: Headers): Promise<any[]> => {
  const found: any[] = []
  for (let after: string | null = ''; after !== null;) {
    const answer: Answer = await node.call('GET', `${path}&after=${after}`, undefined, as)
    t.equal(answer.status, 200, JSON.stringify(answer.body))
    found.push(...answer.body.items)
    after = answer.body.next
  }
  return found
}

/** A case of ours about a permit of XA, in which it was used as often as `uses` says. */
function kept(n: number, uses: number, more: Partial<KeptCase> = {}): KeptCase {
  const conversation = newMessageId(1_750_000_000_000 + n)
  const said = Array.from({ length: uses }, (_, i): Said => {
    const at = 1_750_000_000_000 + 1000 * (1000 * n + i)
    const message = newMessageId(at)
    const body = {
      ...{ message, conversation, country: 'XB', useId: `U-${n}-${i}`, item: '1', usePoint: 'import' as const },
      ...{ value: '1', unitCode: 'KGM', declaration: 'D', provisional: false, final: false },
      ...{ state: 'confirmed' as const, contested: false, at },
    }
    return { kind: 'use', message, place: at, peer: 'XA', conversation, body }
  })
  return {
    ...{ peer: 'XA' as Country, conversation, permit: 'MANY', issuer: 'XA' as Country, own: false, size: 1 },
    ...{ stated: n, typeCode: '851', standing: 'issued', validTo: null, replacedBy: null, issued: null, balance: null },
    ...{ said, gone: [], ...more },
  }
}

for (const store of stores())
  t.test(`permits from rows: ${store.name}`, store.options, async (t) => {
    const order = {
      env: async () => ({ JUXTA_STORE: await store.make(t), JUXTA_TWO_PERSONS: 'grave' }),
    }
    const [a, b] = (await startTestNodes(t, order)) as [TestNode, TestNode]

    await t.test('each member is what was stated last, and what is final stays', async (t) => {
      const balance = JSON.stringify([{ item: '1', usePoint: 'import', state: 'used', granted: '5', reserved: '0', used: '5', available: '0', unitCode: 'KGM' }]) // prettier-ignore
      const rows = permitRowsIn(b.node.store)
      const first = kept(1, 0, { validTo: '2026-05-01T00:00:00Z', issued: '{"xKind":"veterinary","xUse":"single"}' })
      await rows.put([
        first,
        kept(2, 0, { balance, validTo: '2026-06-01T00:00:00Z' }),
        kept(3, 0, { standing: 'expired' }),
        kept(4, 0, { standing: 'unknown' }),
      ])
      const shown = async () => (await b.call('GET', '/v1/permits/MANY')).body
      t.match(await shown(), { standing: 'expired', validTo: '2026-06-01T00:00:00.000Z', use: 'single', kind: 'veterinary', balance: [{ available: '0' }] }) // prettier-ignore
      await rows.put([{ ...first, size: 0, standing: 'revoked' }])
      t.match(await shown(), { standing: 'expired' }, 'what was kept with fewer messages is older')
      await rows.put([{ ...first, size: 2, standing: 'revoked' }])
      t.match(await shown(), { standing: 'revoked' })
      await rows.put([kept(5, 0, { standing: 'replaced', replacedBy: 'P-2' }), kept(6, 0)])
      t.match(await shown(), { standing: 'replaced', replacedBy: 'P-2' })
      t.match((await b.call('GET', '/v1/permits')).body.items, [{ id: 'MANY', issuer: 'XA', standing: 'replaced' }])
    })

    await t.test('of many uses and cases the newest hundred are there, and all of them page by page', async (t) => {
      const rows = permitRowsIn(b.node.store)
      const cases = Array.from({ length: 150 }, (_, n) => kept(100 + n, 1))
      await rows.put(cases)
      const { body } = await b.call('GET', '/v1/permits/MANY')
      t.same(body.more, ['uses', 'cases'])
      t.same(
        body.uses.map((u: any) => u.useId),
        cases.slice(50).map((_, n) => `U-${150 + n}-0`),
      )
      t.same(body.cases.at(-1), { peer: 'XA', conversation: cases.at(-1)!.conversation })
      t.equal(body.cases.length, 100)
      const uses = await all(b, '/v1/permits/MANY/uses?limit=40')
      t.same(
        uses.map((u) => u.useId),
        cases.map((_, n) => `U-${249 - n}-0`),
        'newest first, none twice and none left out',
      )
      t.match(await b.call('GET', '/v1/permits/NO-SUCH/uses'), { status: 404, body: { pointer: '/path/permit' } })
      const gone = cases.at(-1)!
      await rows.put([{ ...gone, size: 2, said: [], gone: gone.said.map(({ message }) => message) }])
      t.equal((await all(b, '/v1/permits/MANY/uses?limit=500')).length, 149, 'what has become a fault was not said')
    })

    await t.test('what was said is there once it is in its case, and for whoever may read that', async (t) => {
      t.match(await a.call('PUT', P, record()), { status: 201 })
      const asked = await say(b, a, 'query', { additionalDocument, xIssuer })
      const again = { conversation: asked.conversation }
      const reserved = await say(b, a, 'reservation', { additionalDocument: use('R').additionalDocument, xIssuer, xItem: '1', xUsePoint: 'import', xUntil: new Date(Date.now() + 3_600_000).toISOString() }, again) // prettier-ignore
      const stateAt = async (node: TestNode, what: string, id: string) =>
        (await node.call('GET', P)).body[what]?.find((one: any) => one.message === id)?.state
      await settled('it is reserved', async () => (await stateAt(b, 'reservations', reserved.id)) === 'reserved')
      const used = await say(b, a, 'use', use('U1', { xReservation: reserved.id }), again)
      await settled('it is used', async () => (await stateAt(b, 'uses', used.id)) === 'confirmed')
      const back = await say(b, a, 'use', use('U2'), again)
      await settled('it is used', async () => (await stateAt(b, 'uses', back.id)) === 'confirmed')
      await say(b, a, 'use-cancelled', { additionalDocument, xReason: 'invalidated' }, { ...again, inReplyTo: back.id })
      const over = await say(b, a, 'use', use('U3', { xMode: 'provisional', xUsePoint: 'import', additionalDocument: { ...additionalDocument, writeOff: { quantityQuantity: { value: '5000', unitCode: 'KGM' } } } }), again) // prettier-ignore
      const stopped = { additionalDocument, xIssuer, xReason: 'pest-found', xMeasure: 'refused' }
      const context = { xSchema: 'documents', xDecidedBy: officer('7') }
      await untilState(b, (await say(b, a, 'interception', stopped, { ...again, context })).id, 'delivered')
      for (const node of [a, b]) {
        const p = await settled(`${node.country} knows all of it`, async () => {
          const { body } = await node.call('GET', P)
          const isAll = body.discrepancies.length === 1 && body.uses[1]?.state === 'cancelled'
          return isAll && body.interceptions.length === 1 && body
        })
        t.match(p.uses.map((u: any) => [u.message, u.state]), [[used.id, 'confirmed'], [back.id, 'cancelled'], [over.id, 'provisional']], node.country) // prettier-ignore
        t.match(p, {
          reservations: [{ message: reserved.id, state: 'used' }],
          discrepancies: [{ use: over.id, reason: 'overdraw' }],
          interceptions: [{ country: 'XB', reason: 'pest-found', measure: 'refused' }],
          cases: [{ conversation: asked.conversation }],
          more: [],
        })
        t.same(
          (await all(node, `${P}/uses?limit=2`)).map((u) => u.message),
          [over.id, back.id, used.id, reserved.id],
        )
      }
      t.match((await b.call('GET', P)).body.questions, [{ message: asked.id, answer: 'issued' }])
      t.match((await a.call('GET', P)).body.questions, [], 'what we are asked is no question of ours')

      const vet = await keyOf(b, { agency: 'veterinary' })
      const own = await keyOf(b, { agency: 'PPO', client: 'own' })
      const seen = async (as: Headers) => (await b.call('GET', '/v1/permits', undefined, as)).body.items.map((p: any) => p.id).filter((id: string) => id !== 'MANY') // prettier-ignore
      t.same(await seen(vet), [])
      t.match(await b.call('GET', P, undefined, vet), { status: 404 })
      t.match(await b.call('GET', `${P}/uses`, undefined, vet), { status: 404 })
      const told = { procedure: 'documents', type: 'query', context: { xSchema: 'documents' }, to: 'XA' }
      const headers = { ...own, 'idempotency-key': 'own-1' }
      const { body: theirs } = await b.call('POST', '/v1/messages', { ...told, document: json({ additionalDocument, xIssuer }) }, headers) // prettier-ignore
      const p = await settled('the agency knows what it has asked', async () => {
        const { status, body } = await b.call('GET', P, undefined, own)
        return status === 200 && body.questions[0]?.answer === 'issued' && body
      })
      t.match(p, { uses: [], more: [], cases: [{ conversation: theirs.conversation }], questions: [{ message: theirs.id }] }) // prettier-ignore
      t.equal(p.cases.length, 1)
      t.same(await all(b, `${P}/uses?limit=2`, own), [])
      t.same(await seen(own), ['P-1'])
    })

    await t.test('rows are made again from the cases, and a test is none of them', async (t) => {
      const { body: before } = await b.call('GET', P)
      await say(b, a, 'query', { additionalDocument: { id: 'TRIED', typeCode: '851' }, xIssuer }, { test: true })
      const { sql } = await import('kysely')
      for (const table of ['permitSaid', 'permitCase'])
        await b.node.store.apart((db) => sql`delete from ${sql.table(table)}`.execute(db))
      await b.node.store.apart((db) => sql`delete from "projection" where "name" = 'permits'`.execute(db))
      await b.restart()
      const after = await settled('all rows are there', async () => {
        const { status, body } = await b.call('GET', P)
        return status === 200 && body.uses.length === before.uses.length && body
      })
      t.same(after, before)
      t.same(
        (await b.call('GET', '/v1/permits')).body.items.map((p: any) => p.id),
        ['P-1'],
      )
    })

    await t.test('of two who have read one record the second does not undo what the first has done', async (t) => {
      const put = (body: object, headers: Headers = {}) => a.call('PUT', P, body, headers)
      const tagNow = async () => String((await a.call('GET', P)).headers['etag'])
      const tag = await tagNow()
      t.match(tag, /^"[\w-]{43}"$/)
      t.equal((await b.call('GET', P)).headers['etag'], undefined, 'nobody changes what another country has issued')
      const refused = { status: 412, body: { type: '/problems/precondition-failed' } }
      t.match(await put(record({ xUse: 'single' }), { 'if-none-match': '*' }), { ...refused, body: { pointer: '/header/if-none-match', rule: 'new' } }) // prettier-ignore
      t.match(await a.call('PUT', '/v1/permits/P-2', record(), { 'if-match': '*' }), { ...refused, body: { rule: 'changed' } }) // prettier-ignore
      t.match(await a.call('GET', '/v1/permits/P-2'), { status: 404 })
      t.match(await a.call('PUT', '/v1/permits/P-2', record(), { 'if-none-match': '*' }), { status: 201 })

      const changed = await put(record(items('7000')), { 'if-match': `"another", ${tag}` })
      t.match(changed, { status: 200 })
      t.not(changed.headers['etag'], tag)
      t.match(await put(record(items('8000')), { 'if-match': tag }), { ...refused, body: { pointer: '/header/if-match', rule: 'changed' } }) // prettier-ignore
      t.match(await put(record(items('8000')), { 'if-match': `W/${String(changed.headers['etag'])}` }), refused, 'a weak one is never the same') // prettier-ignore
      t.match(await put(record(items('7000')), { 'if-match': tag }), { status: 200 }, 'what stands already is put again, by whoever lost the answer') // prettier-ignore
      for (const wrong of ['7', '"open', '"a" "b"', '*, "a"', ','])
        t.match(await put(record(), { 'if-match': wrong }), { status: 400, body: { pointer: '/header/if-match', rule: 'entity-tag' } }, wrong) // prettier-ignore
      const before = await tagNow()
      t.equal(before, changed.headers['etag'])
      const later = await say(b, a, 'use', use('U9'))
      await settled('it is used', async () => (await a.call('GET', P)).body.uses.some((u: any) => u.message === later.id && u.state === 'confirmed')) // prettier-ignore
      t.equal(await tagNow(), before, 'a use changes no record')
      t.match(await put(record(items('9000')), { 'if-match': before }), { status: 200 })
      t.match(await put(record(items('9500'))), { status: 200 }, 'a copy of the register of an agency is put whatever stands there') // prettier-ignore
    })

    await t.test('a revocation is done on the record that stood when it was proposed', async (t) => {
      const [dora, emil] = [await keyOf(a, { client: 'dora' }), await keyOf(a, { client: 'emil' })]
      const revoked = (value: string) => ({
        ...record(items(value)),
        ...{ xStanding: 'revoked', xReason: 'outbreak', xDecidedBy: officer('17') },
      })
      const tag = String((await a.call('GET', P)).headers['etag'])
      t.match(await a.call('PUT', P, revoked('9500'), { ...dora, 'if-match': '"another"' }), { status: 412 }, 'nobody confirms what cannot be') // prettier-ignore
      const asked = await a.call('PUT', P, revoked('9500'), { ...dora, 'if-match': tag })
      t.match(asked, { status: 202, body: { what: 'putPermit' } })
      const confirm = (id: string) => a.call('POST', `/v1/proposals/${id}/confirm`, undefined, emil)
      t.match(await a.call('PUT', P, record({ ...items('9500'), xDestinations: ['XB', 'XC'] }), { 'if-match': tag }), {
        status: 200,
      })
      t.match(await confirm(asked.body.id), { status: 409, body: { type: '/problems/state-conflict', rule: 'changed' } }) // prettier-ignore
      t.match((await a.call('GET', P)).body, { standing: 'issued', record: { xDestinations: ['XB', 'XC'] } })
      t.match(await a.call('GET', `/v1/proposals/${asked.body.id}`, undefined, emil), { body: { state: 'open' } })

      const anew = await a.call('PUT', P, revoked('9500'), dora)
      t.match(anew, { status: 202 })
      const other = { 'if-none-match': '*', ...emil }
      t.match(await a.call('POST', `/v1/proposals/${anew.body.id}/confirm`, undefined, other), { status: 200 })
      t.match((await a.call('GET', P)).body, { standing: 'revoked' })
      // Of one that nobody had put here yet.
      const unknown = await a.call('PUT', '/v1/permits/P-3', revoked('1'), dora)
      t.match(unknown, { status: 202 })
      t.match(await a.call('PUT', '/v1/permits/P-3', record()), { status: 201 })
      t.match(await confirm(unknown.body.id), { status: 409, body: { rule: 'changed' } })
      t.match((await a.call('GET', '/v1/permits/P-3')).body, { standing: 'issued' })
    })

    await t.test('with the documents of a case goes what it says of a permit of another country', async (t) => {
      const of = async (conversation: string): Promise<string> =>
        (await b.call('GET', `/v1/messages?conversation=${conversation}&limit=1`)).body.items[0].id
      const { cases, uses } = (await b.call('GET', P)).body
      t.ok(cases.length > 1 && uses.length > 1)
      // Each case hears that the permit is revoked, and what comes into a case is kept anew.
      for (const { conversation } of cases)
        await settled('what the case says is kept, with the revocation', async () => {
          const { items } = (await b.call('GET', `/v1/messages?conversation=${conversation}&limit=50`)).body
          const { read } = b.node.store
          const kept = await read.selectFrom('permitCase').select('size').where('conversation', '=', conversation).executeTakeFirst() // prettier-ignore
          return items.some((m: any) => m.type === 'revocation') && Number(kept?.size) === items.length
        })
      const erase = async (node: TestNode, id: string) =>
        t.match(await node.call('POST', `/v1/messages/${id}/erase`, { reason: 'order of the court' }), { status: 200 })
      await erase(b, uses[0].message)
      const left = (await b.call('GET', P)).body
      t.equal(left.cases.length, cases.length - 1)
      t.notOk(left.uses.some((u: any) => u.conversation === uses[0].conversation))
      for (const { conversation } of left.cases) await erase(b, await of(conversation))
      t.match(await b.call('GET', P), { status: 404 })
      t.notOk((await b.call('GET', '/v1/permits')).body.items.some((p: any) => p.id === 'P-1'))
      const before = (await a.call('GET', P)).body.uses.length
      await erase(a, uses[0].message)
      t.match((await a.call('GET', P)).body, { standing: 'revoked', uses: { length: before } }, 'the ledger stays')
    })
  })
