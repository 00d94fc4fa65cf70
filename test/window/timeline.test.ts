/** The way of a message by its stations, on both sides; contents that are opened with a reason; what a node says of itself and of its neighbourhood. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { juxta } from '../cli/juxta.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { sparePort, stores } from '../servers.ts'

type Json = Record<string, any>

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async (country) => ({
        JUXTA_STORE: await kind.make(t),
        JUXTA_WINDOW_LISTEN: `127.0.0.1:${await sparePort()}`,
        ...(country === 'XB' ? { JUXTA_READ_REASON: 'always' } : {}),
      }),
    })) as [TestNode, TestNode]
    const keyOf = async (node: TestNode, client: string, role: string): Promise<Record<string, string>> => {
      const { body } = await node.call('POST', '/v1/keys', { name: client, client, roles: [role] })
      return { authorization: `Bearer ${body.secret}` }
    }
    const { id } = (await submit(a, b)).body as { id: string }
    await untilState(a, id, 'delivered')
    t.equal((await b.call('POST', `/v1/inbox/${id}/answer`, { outcome: 'accepted' })).status, 200)
    await untilState(a, id, 'accepted')
    const stations = async (node: TestNode): Promise<Json[]> =>
      (await node.call('GET', `/v1/messages/${id}/timeline`)).body.stations

    t.test('the sender sees six stations, each with its signature, its certificate and its leaf', async (t) => {
      const seen = await stations(a)
      t.same([...new Set(seen.map((s) => s.station))], ['submitted', 'sealed', 'received', 'receipted', 'collected', 'answered']) // prettier-ignore
      const by = Object.fromEntries(seen.map((s) => [s['station'], s]))
      t.match(by['submitted'], {
        by: 'XA',
        signature: { what: 'manifest', issuer: 'XA', certificate: { subject: /XA/ } },
        leaf: { origin: a.node.own.identity.log.origin },
        after: null,
      })
      t.match(by['receipted'], {
        by: 'XB',
        signature: { what: 'receipt', issuer: 'XB', certificate: { subject: /XB/ } },
      })
      t.equal(by['received']!['leaf'].origin, b.node.own.identity.log.origin, 'the leaf of the receiver, as it signed')
      t.match(by['answered'], { by: 'XB', outcome: 'accepted', signature: { what: 'event', issuer: 'XB' } })
      const { body } = await a.call('GET', `/v1/messages/${id}`)
      t.equal(by['submitted']!['leaf'].index, body.log.index)
      t.equal(by['submitted']!['signature'].kid, a.node.own.signing.kid)
      t.type(by['answered']!['after'], 'number')
    })

    t.test('the receiver sees its own leaf, and what the sender signed', async (t) => {
      const by = Object.fromEntries((await stations(b)).map((s) => [s['station'], s]))
      t.match(by['submitted'], { by: 'XA', leaf: null, signature: { issuer: 'XA' } })
      t.match(by['sealed'], { at: null })
      t.match(by['received'], { by: 'XB', leaf: { origin: b.node.own.identity.log.origin } })
      t.match(by['receipted'], { signature: { what: 'receipt', issuer: 'XB' } })
      t.match(by['answered'], { outcome: 'accepted', signature: { issuer: 'XB' } })
    })

    t.test('what is not reached has no time, and who may not see the message sees no way of it', async (t) => {
      const { id: waits } = (await submit(a, b)).body as { id: string }
      await untilState(a, waits, 'delivered')
      const { body } = await a.call('GET', `/v1/messages/${waits}/timeline`)
      t.match(body.stations.at(-1), { station: 'answered', at: null, signature: null })
      t.equal(body.aside, null)
      const { body: other } = await a.call('POST', '/v1/keys', {
        name: 'other',
        roles: ['window'],
        procedures: ['aeo'],
      })
      const as = { authorization: `Bearer ${other.secret}` }
      t.equal((await a.call('GET', `/v1/messages/${id}/timeline`, undefined, as)).status, 404)
    })

    t.test('contents are opened with a reason where the setting says so, and it is on record', async (t) => {
      const reader = await keyOf(b, 'reader', 'auditor')
      for (const what of ['document', 'fields', 'evidence?documents=true']) {
        const none = await b.call('GET', `/v1/messages/${id}/${what}`, undefined, reader)
        t.match(none, { status: 400, body: { pointer: '/query/reason' } }, what)
      }
      t.equal((await b.call('GET', `/v1/messages/${id}/document?reason=%20%20`, undefined, reader)).status, 400)
      const said = encodeURIComponent('asked for by the court, تدقيق')
      t.equal((await b.call('GET', `/v1/messages/${id}/document?reason=${said}`, undefined, reader)).status, 200)
      t.equal(
        (await b.call('GET', `/v1/messages/${id}/evidence`, undefined, { ...reader, prefer: 'wait=30' })).status,
        200,
        'proofs are no contents',
      )
      const records: Json[] = (await b.call('GET', `/v1/audit?subject=${id}&what=getDocument&outcome=done`)).body.items
      t.match(records, [{ client: 'reader', reason: 'asked for by the court, تدقيق' }])
      t.equal((await a.call('GET', `/v1/messages/${id}/document`)).status, 200, 'elsewhere programs read as before')
    })

    t.test('settings are shown with what opens something hidden, to operators alone', async (t) => {
      const { body } = await a.call('GET', '/v1/settings')
      const by = Object.fromEntries(body.items.map((s: Json) => [s['name'], s]))
      t.match(by['JUXTA_COUNTRY'], { value: 'XA', from: 'juxta.env', default: null })
      t.match(by['JUXTA_TSA_URL'], { value: null, from: 'unset' })
      t.match(by['JUXTA_RETRY_ALONE'], { value: '1000', from: 'default', default: '1000', means: /one person/ })
      t.equal((await a.call('GET', '/v1/settings', undefined, await keyOf(a, 'w', 'window'))).status, 403)
    })

    t.test('health says since when, and does not begin again each time that it is asked', async (t) => {
      const first = (await a.call('GET', '/v1/health')).body
      t.match(first, {
        status: 'ok',
        checks: [{ check: 'queue', state: 'ok' }, { check: 'store' }, { check: 'cases' }],
      })
      a.clock.offset = 60_000
      const later = (await a.call('GET', '/v1/health')).body
      t.equal(later.since, first.since)
      t.equal((await a.call('GET', '/readyz')).body.since, first.since)
      a.node.leaving.abort()
      const leaving = (await a.call('GET', '/v1/health')).body
      t.equal(leaving.status, 'failing')
      t.ok(leaving.since > first.since, 'since it was told to stop')
      a.clock.offset = 0
      await a.restart()
    })

    t.test('the calendar has keys, certificates and agreements of all, by their end', async (t) => {
      const { items } = (await a.call('GET', '/v1/calendar')).body
      const kinds = (country: string) => [...new Set(items.filter((i: Json) => i['country'] === country).map((i: Json) => i['what']))].sort() // prettier-ignore
      t.same(kinds('XA'), ['authority', 'encryption-key', 'signing-certificate', 'signing-key', 'tls-certificate', 'tls-key']) // prettier-ignore
      t.same(kinds('XB'), ['agreement', 'authority', 'encryption-key', 'signing-certificate', 'signing-key', 'tls-key'])
      const ends = items.map((i: Json) => i['until'])
      t.same(ends, [...ends].sort())
      t.ok(items.every((i: Json) => i['state'] === 'counts'))
      for (const { what, identity } of items)
        t.equal(
          identity,
          String(what).endsWith('-key') ? 1 : null,
          `${what}: the version of the identity that names it`,
        )
      t.match((await a.call('GET', '/v1/agreements/draft?with=XB')).body, {
        parties: ['XA', 'XB'],
        instrument: { title: '' },
      })
    })

    t.test('an agreement is the same document at both, in the language that is asked for', async (t) => {
      const { hash } = (await a.call('GET', '/v1/agreements')).body.items[0]
      const path = `/v1/agreements/${encodeURIComponent(hash)}/document`
      const page = await a.call('GET', `${path}.html?language=fr`)
      t.equal(page.status, 200)
      t.match(page.headers, { 'content-type': 'text/html; charset=utf-8' })
      t.match(String(page.body), /<html lang="fr"[\s\S]*Article 1[\s\S]*Annexe A/)
      t.ok(String(page.body).includes(`content:"${hash}"`), 'the digest is at the foot of each page')
      t.equal(String((await b.call('GET', `${path}.html?language=fr`)).body), String(page.body))
      for (const language of ['en', 'ar'])
        t.match(String((await a.call('GET', `${path}.pdf?language=${language}`)).body), /^%PDF-1\.7/)
      for (const wrong of ['html?language=de', 'pdf?language=de'])
        t.equal((await a.call('GET', `${path}.${wrong}`)).status, 400, wrong)
      t.equal((await a.call('GET', `/v1/agreements/sha-256:${'A'.repeat(43)}/document.html`)).status, 404)
    })

    t.test('what passed is counted by neighbour and state, of a period alone', async (t) => {
      const { body } = await a.call('GET', '/v1/traffic')
      t.match(body.items, [
        { peer: 'XB', sent: { count: 2, states: { accepted: 1, delivered: 1 } }, received: { count: 0 }, more: false },
      ])
      t.match(body.items[0].tallies, { differ: false })
      t.match((await b.call('GET', '/v1/traffic')).body.items, [{ peer: 'XA', received: { count: 2 } }])
      const before = encodeURIComponent(new Date(Date.now() - 3_600_000).toISOString())
      t.match((await a.call('GET', `/v1/traffic?until=${before}`)).body.items, [{ sent: { count: 0, states: {} } }])
    })

    t.test('checkpoints are listed with those who cosigned them', async (t) => {
      const { body: log } = await a.call('GET', '/v1/log')
      const found = await settled<Json[]>('a neighbour has cosigned', async () => {
        const { items } = (await a.call('GET', `/v1/log/${log.shard}/checkpoints?limit=5`)).body
        return items.some((c: Json) => c['witnesses'].length > 0) && items
      })
      const sizes = found.map((c) => c['size'])
      t.same(
        sizes,
        [...sizes].sort((x, y) => y - x),
        'the newest first',
      )
      t.match(
        found.find((c) => c['witnesses'].length > 0),
        { witnesses: [{ witness: /witness/ }] },
      )
    })

    t.test('a rotation is rehearsed: neighbours are shown the next key, and nothing changes', async (t) => {
      const rehearse = async (): Promise<Json> => (await a.call('POST', '/v1/identity/rehearse', {})).body
      t.match(await rehearse(), { ok: false, steps: [{ check: 'next-files', turn: 'ours' }] })
      const run = (...words: string[]) => juxta(...words, '--dir', a.dir, '--json')
      t.equal((await run('identity', 'rotate', '--use', 'tls')).code, 0)
      const step = (told: Json, check: string): Json => told['steps'].find((s: Json) => s['check'] === check)
      t.match(step(await rehearse(), 'published'), { ok: false, turn: 'ours' }, 'nobody was told of it')
      t.match(step(await rehearse(), 'peer'), { ok: false, peer: 'XB' }, 'and the neighbour does not take it')
      t.equal((await run('identity', 'publish')).code, 0)
      await b.node.introduce.refreshIdentity(a.country)
      const told = await rehearse()
      t.match(step(told, 'next-certificate'), { ok: true })
      t.match(step(told, 'published'), { ok: true })
      t.match(step(told, 'waited'), { ok: false }, 'it was published a moment ago')
      t.match(step(told, 'peer'), { ok: true, peer: 'XB' })
      t.match([(await run('identity', 'rehearse')).code], [1])
      a.clock.offset = 3_700_000
      t.match(await rehearse(), { ok: true })
      a.clock.offset = 0
      t.ok(existsSync(join(a.dir, 'keys', 'tls-next.pem')), 'nothing was switched')
    })
  })
