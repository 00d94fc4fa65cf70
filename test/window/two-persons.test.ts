/** What cannot be undone is wanted by two: proposed by one person, done when another confirms it within a day, and on record with both. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { juxta } from '../cli/juxta.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { sparePort, stores, temporaryFolder } from '../servers.ts'

type Json = Record<string, any>

for (const kind of stores())
  t.test(kind.name, { ...kind.options, timeout: 120_000 }, async (t) => {
    const two = { JUXTA_TWO_PERSONS: 'erase,withdraw-key,trust-peer' }
    const [a, b] = (await startTestNodes(t, {
      env: async (country) =>
        country === 'XB'
          ? { JUXTA_STORE: await kind.make(t), JUXTA_WINDOW_LISTEN: `127.0.0.1:${await sparePort()}`, ...two }
          : {},
    })) as [TestNode, TestNode]
    const keyOf = async (client: string): Promise<Record<string, string>> => {
      const { body } = await b.call('POST', '/v1/keys', { name: client, client, roles: ['operator'] })
      return { authorization: `Bearer ${body.secret}` }
    }
    const [anna, annaToo, ben] = [await keyOf('anna'), await keyOf('anna'), await keyOf('ben')]
    const arrived = async (): Promise<string> => {
      const { id } = (await submit(a, b)).body
      await untilState(a, id, 'delivered')
      return id as string
    }
    const propose = (id: string) => b.call('POST', `/v1/messages/${id}/erase`, { reason: 'by court order' }, anna)
    const confirm = (id: string, as: Record<string, string>) =>
      b.call('POST', `/v1/proposals/${id}/confirm`, undefined, as)
    const readable = async (id: string): Promise<number> => (await b.call('GET', `/v1/messages/${id}/document`)).status

    t.test('documents are erased when another person confirms it, once', async (t) => {
      const id = await arrived()
      t.equal(
        (await b.call('POST', `/v1/messages/${id}/erase`, {}, anna)).status,
        400,
        'a bad request proposes nothing',
      )
      const asked = await propose(id)
      t.match(asked, {
        status: 202,
        body: { state: 'open', action: 'erase', subject: id, detail: 'by court order', proposedBy: 'anna' },
      })
      const proposal = asked.body.id as string
      t.equal(await readable(id), 200, 'nothing is done yet')
      t.match((await b.call('GET', '/v1/proposals', undefined, ben)).body.items, [{ id: proposal, state: 'open' }])
      for (const own of [anna, annaToo])
        t.match(await confirm(proposal, own), { status: 403, body: { rule: 'two-persons' } }, 'not the same person')
      t.match(await confirm(proposal, await keyOf('carl')), { status: 403, body: { rule: 'key-younger' } })
      t.equal(await readable(id), 200)
      const both = await Promise.all([confirm(proposal, ben), confirm(proposal, ben)])
      t.same(both.map((answer) => answer.status).sort(), [200, 409], 'once')
      t.equal(await readable(id), 410)
      const records: Json[] = (await b.call('GET', `/v1/audit?subject=${id}&what=eraseDocuments`)).body.items
      t.match(records, [
        { outcome: 'done', client: 'ben', proposer: 'anna' },
        { outcome: 'proposed', client: 'anna', proposer: null },
        { outcome: 'refused', client: 'anna' },
      ])
      t.equal(records.length, 3)
      t.match((await b.call('GET', `/v1/audit?subject=${proposal}&outcome=done`)).body.items, [
        { what: 'confirmProposal', client: 'ben' },
      ])
    })

    t.test('a proposal waits for a day', async (t) => {
      const id = await arrived()
      const { body } = await propose(id)
      b.clock.offset = 86_400_000
      t.match(await confirm(body.id, ben), { status: 409, body: { rule: 'open' } })
      b.clock.offset = 0
      t.equal(await readable(id), 200)
    })

    t.test('a neighbour is trusted by its words, or by two', async (t) => {
      const { invite, words } = (await a.call('POST', '/v1/peers/invite')).body
      t.equal((await b.call('POST', '/v1/peers', { invite }, anna)).status, 200, 'looking changes nothing')
      t.equal((await b.call('POST', '/v1/peers', { invite, trust: true, words }, anna)).status, 200)
      const asked = await b.call('POST', '/v1/peers', { invite, trust: true }, anna)
      t.match(asked, { status: 202, body: { action: 'trust-peer', subject: 'XA', detail: new RegExp(words) } })
      t.match(await confirm(asked.body.id, ben), { status: 200, body: { state: 'confirmed', confirmedBy: 'ben' } })
    })

    t.test('a key is withdrawn by two, from the command line too; a version that withdraws none by one', async (t) => {
      const run = (...words: string[]) => juxta(...words, '--dir', b.dir, '--json')
      const old = b.node.own.identity.keys.find((k) => k.use === 'enc')!.kid
      t.equal((await run('identity', 'rotate', '--use', 'encryption')).code, 0)
      t.match((await run('identity', 'publish', '--overlap', '0')).json, { ok: true, version: 2 })
      const unread = { identity: 'a.b.c', identityKey: {} }
      t.not((await b.call('POST', '/v1/identity', unread, anna)).status, 202, 'what cannot be read is not proposed')
      const asked = await run('identity', 'withdraw', old)
      t.match([asked.code, asked.json], [0, { proposal: { action: 'withdraw-key', subject: old } }], asked.out)
      const { id } = asked.json.proposal
      t.equal((await run('proposals')).json.items[0].id, id)
      t.match((await run('proposals', 'confirm', id)).json, { ok: false, rule: 'two-persons' }, 'it has proposed it')
      t.equal(b.node.own.identity.version, 2)
      const file = join(temporaryFolder(t), 'ben.key')
      writeFileSync(file, ben['authorization']!.slice('Bearer '.length))
      const confirmed = await run('proposals', 'confirm', id, '--key-file', file)
      t.match([confirmed.code, confirmed.json.proposal?.state], [0, 'confirmed'], confirmed.out)
      t.ok(b.node.own.identity.keys.find((k) => k.kid === old)?.revoked_at)
    })
  })
