/** The audit trail: who did and read what, with the outcome, beside what was done and before what is handed out. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sql } from 'kysely'
import { auditIn } from '../../node/operate/audit-table.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { juxta } from '../cli/juxta.ts'
import { newMessageId } from '../../node/values/id.ts'
import { trustOf } from '../trust-of.ts'
import { stores, temporaryFolder } from '../servers.ts'

type Json = Record<string, any>
const records = async (node: TestNode, query: Record<string, string> = {}): Promise<Json[]> =>
  (await node.call('GET', `/v1/audit?${new URLSearchParams(query)}`)).body.items

async function keyOf(node: TestNode, more: Json): Promise<{ id: string; as: Record<string, string> }> {
  const { body } = await node.call('POST', '/v1/keys', { name: 'a key', ...more })
  return { id: body.key.id, as: { authorization: `Bearer ${body.secret}` } }
}

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async (country) => (country === 'XB' ? { JUXTA_STORE: await kind.make(t) } : {}),
    })) as [TestNode, TestNode]
    const sent = (await submit(a, b)).body.id as string
    await untilState(a, sent, 'delivered')
    const reader = await keyOf(b, { client: 'customs desk', roles: ['window'], agency: 'customs' })
    const operator = await keyOf(b, { client: 'night shift', roles: ['operator'] })

    t.test('what is done is on record with who, from where, to what and the outcome', async (t) => {
      const { body } = await b.call('POST', '/v1/keys', { name: 'short', roles: ['operator'] }, operator.as)
      const id = body.key.id as string
      await b.call('POST', `/v1/keys/${id}/revoke`, undefined, operator.as)
      t.equal((await b.call('POST', `/v1/keys/${id}/revoke`, undefined, operator.as)).status, 404)
      t.match(await records(b, { subject: id }), [
        { what: 'revokeKey', outcome: 'refused', problem: 'not-found' },
        { what: 'revokeKey', outcome: 'done', problem: null },
        { what: 'createKey', outcome: 'done', key: operator.id, client: 'night shift', agency: null, address: '127.0.0.1' }, // prettier-ignore
      ])
      t.equal((await records(b, { subject: id })).length, 3, 'once each')
      t.match(await records(a, { subject: sent }), [{ what: 'submitMessage', outcome: 'done', client: 'command line' }])
      t.match(await records(b, { what: 'acceptPeer' }), [{ subject: 'XA', outcome: 'done' }])
    })

    t.test('a document is handed out to nobody who is not on record, and who is refused is too', async (t) => {
      const path = `/v1/messages/${sent}/document`
      t.equal((await b.call('GET', path, undefined, reader.as)).status, 200)
      t.equal((await b.call('GET', path, undefined, operator.as)).status, 403)
      t.equal((await b.call('GET', path, undefined, { authorization: 'Bearer jx_no_key_of_ours' })).status, 401)
      t.equal((await b.call('GET', path, undefined, { authorization: 'Bearer jx_no_key_of_ours' })).status, 401)
      t.match(await records(b, { subject: sent, what: 'getDocument' }), [
        { outcome: 'refused', problem: 'unauthorized bearer', key: null, client: 'nobody' },
        { outcome: 'refused', problem: 'forbidden role', key: operator.id },
        { outcome: 'done', key: reader.id, client: 'customs desk', agency: 'customs', address: '127.0.0.1' },
      ])
      t.equal((await records(b, { subject: sent, what: 'getDocument' })).length, 3, 'who shows no key fills no store')
      const apart = (text: string) => b.node.store.apart((db) => sql.raw(text).execute(db))
      await apart('alter table "audit" rename to "away"')
      const unwritten = await b.call('GET', path, undefined, reader.as)
      await apart('alter table "away" rename to "audit"')
      t.not(unwritten.status, 200, 'what cannot be put on record is not handed out')
      t.notMatch(String(unwritten.body), /cheese/)
    })

    t.test('lists and polls that hand out no content cost no row', async (t) => {
      const count = async () => (await auditIn(b.node.store).page({}, null, 500)).length
      const before = await count()
      for (const path of ['/v1/messages', '/v1/inbox', '/v1/peers', `/v1/messages/${sent}`, '/v1/log', '/livez'])
        t.equal((await b.call('GET', path)).status, 200)
      t.equal(await count(), before)
      t.equal((await b.call('GET', '/v1/keys', undefined, reader.as)).status, 403)
      t.equal(await count(), before + 1, 'but who may not, does')
    })

    t.test('auditors find them by who, what, subject and time, page by page; nobody else does', async (t) => {
      t.equal((await b.call('GET', '/v1/audit', undefined, operator.as)).status, 403)
      const all = await records(b, { limit: '500' })
      const found: Json[] = []
      for (let after: string | null = ''; after !== null;) {
        const { body }: Json = await b.call('GET', `/v1/audit?limit=3&from=${all.at(-1)!['at']}&after=${after}`)
        found.push(...body.items)
        after = body.next
      }
      t.same(
        found.filter((r) => r['what'] !== 'listAudit').map((r) => r['id']),
        all.filter((r) => r['what'] !== 'listAudit').map((r) => r['id']),
      )
      t.same(all.map((r) => r['id']), all.map((r) => r['id']).sort().reverse(), 'newest first') // prettier-ignore
      t.ok((await records(b, { who: 'night shift' })).every((r) => r['client'] === 'night shift'))
      t.same(await records(b, { who: operator.id }), await records(b, { who: 'night shift' }))
      t.ok((await records(b, { outcome: 'refused' })).every((r) => r['outcome'] === 'refused'))
      t.same(await records(b, { to: all.at(-1)!['at'] }), [])
      t.same(await records(b, { from: '2099-01-01T00:00:00Z' }), [])
      t.equal((await b.call('GET', '/v1/audit?outcome=perhaps')).status, 400)
    })

    t.test('a record is proven by the log, and one that was changed is not', async (t) => {
      const [record] = await records(b, { what: 'revokeKey', outcome: 'done' })
      const path = `/v1/audit/${record!['id']}/proof`
      t.match(await b.call('GET', path), { status: 409, body: { rule: 'unlogged' } }, 'not before it is logged')
      t.ok((await b.node.audit.round()) > 10)
      t.equal(await b.node.audit.round(), 0, 'each once')
      await b.node.publish()
      const out = join(temporaryFolder(t), 'log')
      t.equal((await juxta('log', 'export', out, '--dir', b.dir)).code, 0)
      const trust = trustOf(temporaryFolder(t), [b], { quorum: 0 })
      const { status, body } = await b.call('GET', path)
      t.equal(status, 200, JSON.stringify(body))
      const check = async (proof: Json) => {
        const file = join(temporaryFolder(t), 'record.json')
        writeFileSync(file, JSON.stringify(proof))
        return juxta('log', 'check', out, '--record', file, '--json', '--trust', trust)
      }
      const right = await check(body)
      t.match([right.code, right.json.records], [0, [{ fault: null }]], right.out)
      const wrong: [Json, RegExp][] = [
        [{ ...body, record: { ...body.record, client: 'somebody else' } }, /changed/],
        [{ ...body, index: body.index + 1 }, /changed/],
        [{ ...body, batch: { ...body.batch, object: body.batch.object.replace('"count":', '"count":1') } }, /commits/],
        [{ ...body, leaf: { ...body.leaf, index: 0 } }, /leaf/],
        [{ ...body, leaf: { ...body.leaf, index: 1e6 } }, /does not reach/],
      ]
      for (const [proof, says] of wrong) {
        const ran = await check(proof)
        t.equal(ran.code, 1, ran.out)
        t.match(ran.json.records[0].fault, says)
      }
      const written = join(temporaryFolder(t), 'written.json')
      t.equal((await juxta('audit', 'prove', record!['id'], '-o', written, '--dir', b.dir)).code, 0)
      t.same(JSON.parse(readFileSync(written, 'utf8')), body)
      const listed = await juxta('audit', '--what', 'revokeKey', '--dir', b.dir)
      t.match(listed.out, /night shift at 127\.0\.0\.1 {2}revokeKey \S+ {2}refused \(not-found known\)/)
    })

    t.test('the whole table is held against the log', async (t) => {
      const trust = trustOf(temporaryFolder(t), [b], { quorum: 0 })
      const check = async (): Promise<Json> => {
        const ran = await juxta('log', 'check', '--dir', b.dir, '--json', '--trust', trust)
        return { code: ran.code, found: ran.json.audit.findings.map((f: Json) => f.code), text: ran.out, records: ran.json.audit.records } // prettier-ignore
      }
      const right = await check()
      t.match(right, { code: 0, found: [] }, right.text)
      t.ok(right.records > 10, 'and every record is hashed again')
      const [victim] = await records(b, { what: 'revokeKey', outcome: 'done' })
      const row = (await b.node.store.apart((db) => db.selectFrom('audit').selectAll().where('id', '=', victim!['id']).executeTakeFirstOrThrow())) // prettier-ignore
      const change = (more: object) =>
        b.node.store.apart((db) => db.updateTable('audit').set(more).where('id', '=', row.id).execute())
      await change({ client: 'somebody else' })
      const altered = await check()
      t.match(altered, { code: 1, found: ['audit-altered'] })
      t.match(altered.text, new RegExp(`record ${row.id}, logged`), 'and it is named')
      await change({ client: row.client })
      t.match(await check(), { code: 0 })
      await b.node.store.apart((db) => db.deleteFrom('audit').where('id', '=', row.id).execute())
      const gone = await check()
      t.match([gone.code, gone.found, gone.text], [1, ['audit-missing'], new RegExp(`record ${row.id}, logged`)])
      await b.node.store.apart((db) => db.insertInto('audit').values(row).execute())
      await b.node.store.apart((db) =>
        db
          .insertInto('audit')
          .values({ ...row, id: newMessageId(row.at + 1) })
          .execute(),
      )
      t.match(await check(), { code: 1, found: ['audit-altered'] }, 'one that was added')
      await b.node.store.apart((db) =>
        db.deleteFrom('audit').where('at', '=', row.at).where('id', '>', row.id).where('what', '=', row.what).execute(),
      )
      t.match(await check(), { code: 0 })
    })

    t.test('it is kept as long as is set, and what is erased is erased with its record', async (t) => {
      t.equal((await records(b, { what: 'init' })).length, 2, 'what commands do to the store itself is on record too')
      const before = await records(b, { limit: '500' })
      t.equal(await b.node.retain.auditRound(), 0)
      b.clock.offset = 3651 * 86_400_000
      t.ok((await b.node.retain.auditRound()) >= before.length)
      const [left, ...more] = await auditIn(b.node.store).page({}, null, 9)
      b.clock.offset = 0
      t.same(more, [])
      t.match(left, {
        client: 'retention',
        what: 'erase audit',
        outcome: 'done',
        subject: /^[0-9]+ up to [0-9a-f-]{36}$/,
      })
    })
  })
