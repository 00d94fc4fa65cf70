/** Told at two nodes, of which `b` wants two persons for grave acts: kept as submitted, judged again, sent once for whoever proposed it, refused, lapsed, and nothing of it for others. */
import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { proposalsIn } from '../../node/operate/proposals.ts'
import { addressOf } from './follow.ts'
import { json, settled, type TestNode } from '../nodes.ts'

type Json = Record<string, any>
type Headers = Record<string, string>

const officer = (ref: string) => ({
  kind: 'officer',
  ref,
  function: 'head of unit',
  office: 'XB000100',
  legalGround: 'Customs Act, section 40',
})

const PERMIT = {
  typeCode: '851',
  xKind: 'veterinary',
  xAgency: 'PPO',
  xUse: 'multiple',
  xUsePoints: ['import'],
  xIssuedAt: '2026-01-01T00:00:00Z',
  xDestinations: ['XA'],
  xItems: [{ xItem: '1', quantityQuantity: { value: '1.0', unitCode: 'TNE' } }],
}
const keyed = (id: string) => ({ id, programme: 'AEO-XA' })

export async function graveActs(t: Test, a: TestNode, b: TestNode): Promise<void> {
  const keyOf = async (client: string, roles = ['window'], more: object = {}): Promise<Headers> => {
    const { body } = await b.call('POST', '/v1/keys', { name: client, client, roles, ...more })
    return { authorization: `Bearer ${body.secret}` }
  }
  const [dora, emil, vet, operator, machine, reader] = [
    await keyOf('dora'),
    await keyOf('emil'),
    await keyOf('vet', ['window'], { agency: 'veterinary' }),
    await keyOf('operator-of-acts', ['operator']),
    await keyOf('single-window'),
    await keyOf('auditor-of-acts', ['auditor']),
  ]
  /** Recognises a trader of the other side no more, which is grave; or again, which is not. */
  const submission = (ids: string[], more: Json = {}) => ({
    to: a.country,
    procedure: 'aeo',
    type: 'recognition-suspended',
    context: { xSchema: 'aeo', xDecidedBy: officer('4711') },
    document: json({ xKeys: ids.map(keyed) }),
    ...more,
  })
  const act = (as: Headers, ids: string[], more: Json = {}, key: string = randomUUID()) =>
    b.call('POST', '/v1/messages', submission(ids, more), { ...as, 'idempotency-key': key })
  const settle = (how: 'confirm' | 'refuse', id: string, as: Headers, body?: object) =>
    b.call('POST', `/v1/proposals/${id}/${how}`, body, as)
  const proposal = (id: string, as: Headers) => b.call('GET', `/v1/proposals/${id}`, undefined, as)
  const open = async (as: Headers, more = ''): Promise<Json[]> =>
    (await b.call('GET', `/v1/proposals?state=open${more}`, undefined, as)).body.items
  const sent = async (more = ''): Promise<Json[]> =>
    (await b.call('GET', `/v1/messages?direction=out&procedure=aeo${more}`)).body.items
  const audit = async (query: string): Promise<Json[]> => (await b.call('GET', `/v1/audit?${query}`)).body.items

  /** How often each of these hears of each proposal that was made or settled since `begin`. */
  const heard = async (begin: string, who: Readonly<Record<string, Headers>>, ids: readonly string[]) => {
    const counts: Record<string, number[]> = {}
    for (const [name, as] of Object.entries(who)) {
      const { items } = (await b.call('GET', `/v1/changes?after=${begin}&kind=list&limit=500`, undefined, as)).body
      const told = (items as Json[]).filter(({ list }) => list === 'proposals')
      counts[name] = ids.map((id) => told.filter(({ subject, peer }) => subject === id && peer === null).length)
    }
    return counts
  }

  let conversation = ''
  await t.test(
    'is kept as it was submitted, and sent once when another confirms it, for whoever proposed it',
    async (t) => {
      const before = (await sent()).length
      const key = randomUUID()
      const asked = await act(dora, ['XA1'], {}, key)
      const { id } = asked.body
      t.match(asked, { status: 202, body: { state: 'open', action: 'grave', what: 'submitMessage', subject: id, detail: 'traders of the other side are recognised no more', proposedBy: 'dora', act: { procedure: 'aeo', type: 'recognition-suspended', to: ['XA'], conversation: null, message: null } } }) // prettier-ignore
      t.match(await act(dora, ['XA1'], {}, key), { status: 202, headers: { 'idempotent-replayed': 'true' }, body: { id } }) // prettier-ignore
      t.match(await act(dora, ['XA2'], {}, key), { status: 409, body: { type: /idempotency-conflict$/ } })
      t.equal((await sent()).length, before, 'nothing is sent')
      t.match(await open(emil), [{ id }])
      const listed = await proposalsIn(b.node.store).list({ before: null }, 500)
      t.match([listed.length > 0, listed.filter((row) => 'request' in row)], [true, []], 'a list reads nothing of what is as large as messages are') // prettier-ignore
      t.match((await proposal(id, emil)).body.submission, { context: { xDecidedBy: { ref: '4711' } }, documents: [{ mediaType: 'application/json', text: JSON.stringify({ xKeys: [keyed('XA1')] }) }] }) // prettier-ignore

      t.match(await proposal(id, vet), { status: 404 }, 'another agency does not see it')
      t.match((await proposal(id, operator)).body, { id, submission: undefined }, 'that it waits is seen, and not what')
      t.ok((await proposal(id, reader)).body.submission)
      t.match(await settle('confirm', id, dora), { status: 403, body: { rule: 'two-persons' } })
      t.match(await settle('confirm', id, vet), { status: 404 })
      t.match(await settle('confirm', id, operator), { status: 403, body: { rule: 'role' } }, 'who may not do it confirms none') // prettier-ignore
      t.match(await settle('confirm', id, await keyOf('late')), { status: 403, body: { rule: 'key-younger' } })
      t.match(await settle('confirm', id, await keyOf('others', ['window'], { procedures: ['documents'] })), { status: 404 }) // prettier-ignore

      await b.restart()
      t.match((await Promise.all([settle('confirm', id, emil), settle('confirm', id, emil)])).map((r) => r.status).sort(), [200, 409], 'once') // prettier-ignore
      const done = (await proposal(id, emil)).body
      t.match(done, { state: 'confirmed', confirmedBy: 'emil', submission: undefined })
      const message = done.act.message as string
      t.equal((await sent()).length, before + 1)
      conversation = message
      const there = await settled('XA has it', async () => {
        const { status, body } = await a.call('GET', `/v1/messages/${message}`)
        return status === 200 ? body : undefined
      })
      t.match(
        there.context.xDecidedBy,
        { ref: '4711', client: 'dora' },
        'whose decision it is says the one who proposed it',
      )
      t.match(await act(dora, ['XA1'], {}, key), { status: 202, body: { id, state: 'confirmed' } }, 'the same request has the same answer') // prettier-ignore
      t.match(await audit(`subject=${message}`), [{ what: 'submitMessage', outcome: 'done', client: 'emil', proposer: 'dora' }]) // prettier-ignore
      t.match(await audit(`subject=${id}&what=submitMessage`), [
        { outcome: 'proposed', client: 'dora', proposer: null },
      ])
      t.match(await audit(`subject=${id}&what=confirmProposal&outcome=done`), [{ client: 'emil' }])
    },
  )

  await t.test('is judged when it is proposed, and again when it is confirmed', async (t) => {
    t.match(await act(dora, ['XA1'], { conversation }), { status: 409, body: { rule: 'suspended' } })
    const [one, two] = [await act(dora, ['XA3'], { conversation }), await act(dora, ['XA3'], { conversation })]
    t.match(await open(emil, `&conversation=${conversation}`), [{ id: two.body.id, subject: conversation }, { id: one.body.id }]) // prettier-ignore
    t.match(await settle('confirm', one.body.id, emil), { status: 200 })
    t.match(await settle('confirm', two.body.id, emil), { status: 409, body: { type: /case-conflict$/, rule: 'suspended' } }) // prettier-ignore
    t.match((await proposal(two.body.id, emil)).body, { state: 'open', confirmedBy: null }, 'it waits on')
    t.match(await settle('refuse', two.body.id, dora, {}), { status: 400 }, 'a refusal has its reason')
    t.match(await settle('refuse', two.body.id, operator, { reason: 'x' }), { status: 403, body: { rule: 'role' } })
    t.match(await settle('refuse', two.body.id, emil, { reason: 'done before' }), { status: 200, body: { state: 'refused', refusedBy: 'emil', reason: 'done before' } }) // prettier-ignore
    t.match(await settle('confirm', two.body.id, emil), { status: 409, body: { rule: 'open' } })
    t.match(await settle('refuse', two.body.id, emil, { reason: 'again' }), { status: 409, body: { rule: 'open' } })
    t.match(await audit(`subject=${two.body.id}&what=refuseProposal&outcome=done`), [{ client: 'emil' }])
    t.same(await open(emil, `&conversation=${conversation}`), [])
  })

  await t.test('lapses, is taken back, and is confirmed of no key that was revoked', async (t) => {
    const asked = (await act(dora, ['XA4'], { conversation })).body
    b.clock.offset = 86_400_000
    t.match(await settle('confirm', asked.id, emil), { status: 409, body: { rule: 'open' } })
    t.match((await proposal(asked.id, emil)).body, { state: 'expired', submission: { documents: [{}] } })
    await b.node.clean.round()
    t.equal((await proposal(asked.id, emil)).body.submission, undefined, 'what nobody can confirm is not kept')
    b.clock.offset = 0
    const own = (await act(dora, ['XA4'], { conversation })).body
    t.match(await settle('refuse', own.id, dora, { reason: 'a mistake' }), { status: 200, body: { state: 'refused' } })
    const { body: gone } = await b.call('POST', '/v1/keys', { name: 'gone', client: 'gone', roles: ['window'] })
    const left = (await act({ authorization: `Bearer ${gone.secret}` }, ['XA4'], { conversation })).body
    t.match(await b.call('POST', `/v1/keys/${gone.key.id}/revoke`), { status: 204 })
    t.match(await settle('confirm', left.id, emil), { status: 409, body: { rule: 'proposer' } })
  })

  await t.test('is heard of as it comes and is settled, by whoever sees it and nobody else', async (t) => {
    const of = await keyOf('others-of-acts', ['window'], { procedures: ['documents'] })
    const part = await keyOf('part-of-acts', ['window'], { types: ['aeo/recognition-suspended'] }) // prettier-ignore
    const part2 = await keyOf('part2-of-acts', ['window'], { types: ['aeo/resync'] })
    const who = { dora, emil, part, operator, reader, vet, of, part2 }
    const begin = (await b.call('GET', '/v1/changes?after=now')).body.next as string
    const make = async (as: Headers): Promise<string> => (await act(as, ['XA7'], { conversation })).body.id
    const [confirmed, refused, lapsed, ofVet] = [await make(dora), await make(dora), await make(dora), await make(vet)]
    const message = { reason: 'by court order' }
    const { id } = (await b.call('POST', `/v1/messages/${conversation}/erase`, message, operator)).body
    const ids = [confirmed, refused, lapsed, ofVet, id]
    const whole = [1, 1, 1, 1, 0]
    const seen = { dora: whole, emil: whole, part: whole, operator: [1, 1, 1, 1, 1], reader: [1, 1, 1, 1, 1], vet: [0, 0, 0, 1, 0], of: [0, 0, 0, 0, 0], part2: [0, 0, 0, 0, 0] } // prettier-ignore
    t.same(await heard(begin, who, ids), seen)
    for (const [name, as] of Object.entries(who)) {
      const listed = (await open(as)).map((p) => p['id'])
      t.same(ids.map((one) => Number(listed.includes(one))), seen[name as keyof typeof seen], `${name} hears of what it sees`) // prettier-ignore
    }
    t.match(await settle('confirm', confirmed, emil), { status: 200 })
    t.match(await settle('refuse', refused, emil, { reason: 'no' }), { status: 200 })
    t.match(await settle('refuse', refused, emil, { reason: 'no' }), { status: 409 })
    t.match(await settle('confirm', id, operator), { status: 403 })
    t.same((await heard(begin, { emil }, ids))['emil'], [2, 2, 1, 1, 0], 'what is settled is told, and nothing where it was not') // prettier-ignore
    b.clock.offset = 86_400_000
    await b.node.clean.round()
    await b.node.clean.round()
    b.clock.offset = 0
    t.same(await heard(begin, { emil, operator, vet }, ids), { emil: [2, 2, 2, 2, 0], operator: [2, 2, 2, 2, 2], vet: [0, 0, 0, 2, 0] }, 'and once that it is over') // prettier-ignore
    t.match(await settle('confirm', lapsed, emil), { status: 409, body: { rule: 'open' } })
  })

  await t.test('goes at once where nothing is grave, or its client asks two persons itself', async (t) => {
    const restored = await act(dora, ['XA3'], { conversation, type: 'recognition-restored' })
    t.match(restored, { status: 202, body: { state: 'queued' } })
    t.match(await act(machine, ['XA3'], { conversation }), { status: 202, body: { state: 'queued' } })
    const own = { 'x-juxta-console': '1', 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
    const post = (path: string, headers: Headers, body: object) =>
      fetch(`${addressOf(b)}${path}`, { method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) })
    const key = machine['authorization']!.replace('Bearer ', '')
    const cookie = (await post('/console/session', {}, { key })).headers.get('set-cookie')!.split(';')[0]!
    const acted = await post('/v1/messages', { cookie, 'idempotency-key': randomUUID() }, submission(['XA6'], { conversation })) // prettier-ignore
    t.match([acted.status, await acted.json()], [202, { action: 'grave', proposedBy: 'single-window' }], 'a person at the console has a second one, whosever key it is') // prettier-ignore
  })

  await t.test('a permit is revoked in the register of this side by two', async (t) => {
    const put = (as: Headers, xStanding: string, more: Json = {}) =>
      b.call('PUT', '/v1/permits/P-GRAVE', { ...PERMIT, xStanding, ...more }, as)
    const standing = async (): Promise<string> => (await b.call('GET', '/v1/permits/P-GRAVE')).body.standing
    t.match(await put(dora, 'issued'), { status: 201 })
    t.match(await put(dora, 'revoked'), { status: 400 }, 'what is refused is proposed to nobody')
    t.match(await put(vet, 'revoked'), { status: 403, body: { rule: 'agency' } })
    const asked = await put(dora, 'revoked', { xDecidedBy: officer('17'), xReason: 'outbreak' })
    t.match(asked, { status: 202, body: { action: 'grave', what: 'putPermit', subject: 'P-GRAVE', detail: 'a permit is revoked', act: { procedure: 'documents', type: 'status' } } }) // prettier-ignore
    t.equal(await standing(), 'issued')
    t.match(await settle('confirm', asked.body.id, operator), { status: 403, body: { rule: 'role' } })
    t.match(await settle('confirm', asked.body.id, emil), { status: 200 })
    t.equal(await standing(), 'revoked')
    t.match(await audit('what=putPermit&outcome=done&subject=P-GRAVE'), [{ client: 'emil', proposer: 'dora' }, { client: 'dora', proposer: null }]) // prettier-ignore
  })

  await t.test('what was uploaded is what was proposed', async (t) => {
    const photo = `/v1/uploads/${randomUUID()}`
    const upload = async (text: string): Promise<void> => {
      await b.call('DELETE', photo, undefined, dora)
      const headers = {
        ...dora,
        'content-type': 'text/plain',
        'upload-complete': '?1',
        'upload-length': String(text.length),
      }
      t.match(await b.call('PUT', photo, text, headers), { status: 201 })
    }
    await upload('one')
    const asked = (await act(dora, ['XA5'], { conversation, attachments: [{ upload: photo.split('/').at(-1) }] })).body
    t.match((await proposal(asked.id, emil)).body.submission.documents[1], { text: 'one', size: 3 })
    await upload('two')
    t.match(await settle('confirm', asked.id, emil), { status: 409, body: { rule: 'upload' } })
    t.match(await proposal(asked.id, emil), { status: 200, body: { state: 'open', submission: undefined } }, 'it is seen, to be refused') // prettier-ignore
    await b.call('DELETE', photo, undefined, dora)
    t.match(await proposal(asked.id, emil), { status: 200, body: { state: 'open', submission: undefined } })
    await upload('one')
    t.match(await settle('confirm', asked.id, emil), { status: 200 })
  })
}
