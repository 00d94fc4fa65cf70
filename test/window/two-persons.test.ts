/** What cannot be undone is wanted by two: proposed by one person, done when another confirms it within a day, and on record with both. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { juxta } from '../cli/juxta.ts'
import { graveActs } from './grave-acts.ts'
import { agree, drafted, introduce, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { sparePort, stores, temporaryFolder } from '../servers.ts'

type Json = Record<string, any>

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const two = {
      JUXTA_TWO_PERSONS: 'erase,withdraw-key,trust-peer,lift-hold,suspend,agree,grave',
      JUXTA_TWO_PERSONS_ELSEWHERE: 'single-window',
    }
    const [a, b] = (await startTestNodes(t, {
      peered: false,
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
    await introduce(a, b)
    /** Proposed by one and confirmed by the other; answers what was proposed. */
    const byTwo = async (t: Test, path: string, body: object | undefined, proposal: Json): Promise<Json> => {
      const asked = await b.call('POST', path, body, anna)
      t.match(asked, { status: 202, body: { state: 'open', proposedBy: 'anna', ...proposal } })
      t.match(await confirm(asked.body.id, anna), { status: 403, body: { rule: 'two-persons' } })
      t.match(await confirm(asked.body.id, ben), { status: 200, body: { state: 'confirmed', confirmedBy: 'ben' } })
      return asked.body as Json
    }
    const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000 + hours * 3600) * 1000).toISOString()

    let path = ''
    await t.test('an agreement is accepted by two, and what cannot be accepted is proposed to nobody', async (t) => {
      const hash = await agree(
        a,
        b,
        (d) => d,
        async (path) => {
          await byTwo(t, `${path}/accept`, undefined, { action: 'agree', subject: decodeURIComponent(path.split('/').at(-1)!), detail: /^this side accepts what XA proposed: Agreement / }) // prettier-ignore
        },
      )
      path = `/v1/agreements/${encodeURIComponent(hash)}`
      t.match(await b.call('POST', `${path}/accept`, undefined, anna), { status: 200, body: { state: 'in-force' } }, 'nothing is to be wanted') // prettier-ignore
      t.match(await b.call('POST', `/v1/agreements/${encodeURIComponent(`sha-256:${'A'.repeat(43)}`)}/accept`, undefined, anna), { status: 404 }) // prettier-ignore
    })

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
      // Of two who confirm at once the later is refused where it would be done.
      t.same(records.map(({ outcome, client, proposer }) => `${outcome} ${client} ${proposer}`).sort(), [
        'done ben anna',
        'proposed anna null',
        'refused anna null',
        'refused ben anna',
      ])
      t.match((await b.call('GET', `/v1/audit?subject=${proposal}&outcome=done`)).body.items, [
        { what: 'confirmProposal', client: 'ben' },
      ])
    })

    t.test('an agreement is suspended, resumed and ended by two, who read from when until when', async (t) => {
      const own = async (): Promise<Json[]> => ((await b.call('GET', path)).body.suspensions as Json[]).filter(({ by }) => by === 'XB') // prettier-ignore
      const [from, until] = [at(1), at(48)]
      const order = { procedures: ['aeo'], reason: 'a strike' }
      const refused = (to: string, body: object) => b.call('POST', `${path}/${to}`, body, anna)
      t.match(await refused('resume', order), { status: 409, body: { rule: 'suspended' } }, 'nothing is to be resumed')
      t.match(await refused('suspend', { ...order, procedures: ['sea'] }), { status: 400, body: { pointer: '/procedures/0' } }) // prettier-ignore
      t.match(await refused('suspend', { ...order, effectiveAt: until, until: from }), { status: 409, body: { rule: 'order' } }) // prettier-ignore
      t.match(await refused('suspend', { ...order, effectiveAt: at(-1) }), { status: 409, body: { rule: 'notice' } })
      t.same((await b.call('GET', '/v1/proposals', undefined, ben)).body.items.filter((p: Json) => p['action'] === 'suspend'), [], 'what is refused is proposed to nobody') // prettier-ignore

      const asked = await b.call('POST', `${path}/suspend`, { ...order, effectiveAt: from, until }, anna)
      t.match(asked, { status: 202, body: { action: 'suspend', detail: `this side suspends aeo from ${from} until ${until}: a strike` } }) // prettier-ignore
      t.same(await own(), [], 'nothing is said yet')
      t.equal((await submit(b, a, { procedure: 'aeo', type: 'resync' })).body.rule, undefined, 'and nothing stops')
      // Whoever confirms may come when it could begin no more, and then it stays open.
      b.clock.offset = 2 * 3_600_000
      t.match(await confirm(asked.body.id, ben), { status: 409, body: { rule: 'notice' } })
      b.clock.offset = 0
      t.match((await b.call('GET', `/v1/proposals/${asked.body.id}`, undefined, ben)).body, { state: 'open', confirmedBy: null }) // prettier-ignore
      const both = await Promise.all([confirm(asked.body.id, ben), confirm(asked.body.id, ben)])
      t.same(both.map(({ status }) => status).sort(), [200, 409], 'once')
      t.match(await own(), [{ saidBy: 'anna and ben', reason: 'a strike', procedures: [{ name: 'aeo', from, until }] }]) // prettier-ignore
      t.match((await b.call('GET', `/v1/audit?what=suspendAgreement&outcome=done`)).body.items, [{ client: 'ben', proposer: 'anna' }]) // prettier-ignore

      await byTwo(t, `${path}/suspend`, { reason: 'all of it' }, { detail: /^this side suspends pre-arrival, .*: all of it$/ }) // prettier-ignore
      t.notOk(
        (await own())[0]!['procedures'].some(({ name }: Json) => name === 'system'),
        'outages are announced',
      )
      const [end, later] = [at(24), at(72)]
      await byTwo(t, `${path}/suspend`, { ...order, effectiveAt: later }, { detail: /from .* on: a strike$/ })
      await byTwo(t, `${path}/resume`, { ...order, from, effectiveAt: end }, { detail: `this side resumes aeo (${from}) from ${end} on: a strike` }) // prettier-ignore
      t.match(
        (await own())[0]!['procedures'].find((p: Json) => p['from'] === from),
        { name: 'aeo', until: end },
      )
      await byTwo(t, `${path}/resume`, order, { detail: 'this side resumes aeo: a strike' })
      t.notOk((await own())[0]!['procedures'].some(({ name }: Json) => name === 'aeo'))
      await byTwo(t, `${path}/resume`, { reason: 'it is over' }, { action: 'suspend' })
      t.match(await own(), [{ procedures: [], saidBy: 'anna and ben' }])
      await settled('XA hears that it goes on', async () => ((await a.call('GET', path)).body.suspensions as Json[]).every(({ procedures }) => procedures.length === 0)) // prettier-ignore
      t.equal((await submit(b, a, { procedure: 'aeo', type: 'resync' })).body.rule, undefined)
    })

    t.test('an agreement is proposed by two, who read all of it, and ended by two', async (t) => {
      const draft = { ...drafted(a.country, b.country, Math.floor(Date.now() / 1000)), title: 'The next one' }
      t.match(await b.call('POST', '/v1/agreements', { ...draft, parties: ['XA', 'XC'] }, anna), { status: 400 })
      const { id, subject } = await byTwo(t, '/v1/agreements', draft, { action: 'agree', detail: 'this side signs and offers to XA: The next one' }) // prettier-ignore
      const read = await b.call('GET', `/v1/proposals/${id}`, undefined, ben)
      t.match(read.body, { subject, agreement: { title: 'The next one', procedures: draft.procedures } })
      t.notOk((await b.call('GET', '/v1/proposals', undefined, ben)).body.items.some((p: Json) => 'agreement' in p))
      const next = `/v1/agreements/${encodeURIComponent(subject)}`
      await settled('XA has it to sign', async () => (await a.call('GET', next)).body.state === 'received')
      t.equal((await a.call('POST', `${next}/accept`)).status, 200, 'where one is enough one accepts')
      await settled('it is in force', async () => (await b.call('GET', next)).body.state === 'in-force')
      await byTwo(t, `${next}/revoke`, { reason: 'a mistake' }, { action: 'suspend', subject, detail: /^this side ends the agreement with XA on 20.*Z: a mistake$/ }) // prettier-ignore
      t.match((await b.call('GET', next)).body, { state: 'revoked' })
      await settled('XA hears that it has ended', async () => (await a.call('GET', next)).body.state === 'revoked')
      t.match(await b.call('POST', `${next}/revoke`, { reason: 'x' }, anna), { status: 409 })
    })

    t.test('what is kept on order is let go by two', async (t) => {
      const id = await arrived()
      const { conversation } = (await b.call('GET', `/v1/messages/${id}`)).body
      const order = { peer: 'XA', conversation, keeps: 'documents', authority: 'a court', reason: 'evidence' }
      const hold = (await b.call('POST', '/v1/legal-holds', order, anna)).body
      const lift = (of: string) => b.call('POST', `/v1/legal-holds/${of}/lift`, { reason: 'it is over' }, anna)
      const held = async (): Promise<Json> => (await b.call('GET', '/v1/legal-holds')).body.items.find((h: Json) => h['id'] === hold.id) // prettier-ignore
      t.match(await lift('019ab000-0000-7000-8000-000000000000'), { status: 404 }, 'there is none of that id')
      const { id: proposal } = (await lift(hold.id)).body
      t.match(await held(), { liftedAt: null }, 'it stands until another confirms')
      t.match(await confirm(proposal, ben), { status: 200 })
      t.match(await held(), { liftedAt: /Z$/, liftedBy: 'anna and ben', liftReason: 'it is over' })
      t.match(await lift(hold.id), { status: 409, body: { rule: 'lifted' } })
      await settled('XA has it lifted too', async () => ((await a.call('GET', '/v1/legal-holds')).body.items as Json[]).some((h) => h['id'] === hold.id && h['liftedAt'] !== null)) // prettier-ignore
    })

    await t.test('a grave act of a case', (t) => graveActs(t, a, b))

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
