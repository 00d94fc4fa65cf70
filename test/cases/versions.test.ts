/** Two releases side by side: a case goes on in the version in which it began, whichever node is renewed first, and both hold the same case at every step. */
import t from 'tap'
import { SLICES } from '../../node/procedures/procedures.ts'
import type { Slice } from '../../node/procedures/slice.ts'
import type { Stage } from '../../node/peers/annexes.ts'
import { forge, put } from '../forge.ts'
import { agree, json, settled, startTestNodes, submit, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

const RELEASE = SLICES
/** What the release before this one knows: of each procedure that has a newer version, the one before. */
const BEFORE = RELEASE.map(({ former: [before, ...older] = [], ...slice }): Slice =>
  before === undefined ? slice : { ...before, former: older, open: slice.open },
)
const PROCEDURE = RELEASE.find((slice) => slice.former !== undefined)!.name
const crossing = 'C-VERSIONS'
const context = { xCrossing: crossing, xSchema: PROCEDURE }
const day = new Date().toISOString().slice(0, 10)

const event = (xEventId: string, xCode: string, time: string) => ({
  xEventId,
  xCode,
  xOccurredAt: `${day}T00:${time}Z`,
  xRecordedAt: `${day}T00:${time}Z`,
  xClock: { source: 'ntp', uncertaintyMs: 500 },
  xCapture: 'automatic',
})

for (const store of stores())
  t.test(`a case of the old version beside one of the new: ${store.name}`, store.options, async (t) => {
    const renewed = new Set<string>()
    const env = async () => ({ JUXTA_STORE: await store.make(t) })
    const slices = (country: string) => (renewed.has(country) ? RELEASE : BEFORE)
    const [a, b] = (await startTestNodes(t, { env, slices })) as [TestNode, TestNode]
    const say = (from: TestNode, body: object, more: object = {}) =>
      submit(from, from === a ? b : a, { procedure: PROCEDURE, type: 'event', context, document: json(body), ...more })
    /** Says it, and what its conversation is. */
    const says = async (from: TestNode, body: object, more: object = {}): Promise<string> => {
      const answer = await say(from, body, more)
      t.equal(answer.status, 202, JSON.stringify(answer.body))
      return answer.body.conversation
    }
    const view = async (node: TestNode, conversation: string) =>
      (await node.call('GET', `/v1/cases/${conversation}`)).body
    /** Both hold it with so many messages, all of which count, in that version. */
    const same = async (conversation: string, size: number, version: string): Promise<void> => {
      const [x, y] = await settled('both hold the same case', async () => {
        const both = await Promise.all([view(a, conversation), view(b, conversation)])
        return both.every((c) => c.messages?.length === size && c.hash === both[0].hash) && both
      })
      const became = (c: any) => [c.version, ...new Set(c.messages.map((m: any) => m.status))]
      t.same(
        [became(x), became(y)],
        [
          [version, 'applied'],
          [version, 'applied'],
        ],
      )
    }
    const refused = async (answer: any, status: number, code: string, rule: string, detail: RegExp): Promise<void> => {
      const { type, ...said } = answer.body
      t.match([answer.status, said.rule, said.detail], [status, rule, detail])
      t.match(type, new RegExp(`/${code}$`))
    }
    const upgrade = async (node: TestNode): Promise<void> => {
      renewed.add(node.country)
      await node.restart()
      // What was asked of it a minute ago counts no more.
      for (const one of [a, b]) one.clock.offset += 61_000
    }
    const forged = async (version: string, body: object, more: { agreement?: string; txn?: string } = {}) => {
      const message = await forge(a, b, {
        context: JSON.stringify({ ...context, xPurpose: 'border management' }),
        document: JSON.stringify(body),
        mediaType: 'application/json',
        claims: (c) => ({
          ...c,
          ...{ procedure: PROCEDURE, type: 'event', version, txn: c.jti },
          ...more,
        }),
      })
      return { id: message.jti, answer: await put(a, b, message) }
    }

    /** What a neighbour has said all the same is in its case and changes nothing. */
    const rejected = async (id: string, rule: string): Promise<void> => {
      const { events } = await settled('it is answered', async () => {
        const { body } = await b.call('GET', `/v1/messages/${id}`)
        return body.state === 'answered' && body
      })
      const { set } = events.find((e: any) => e.event === 'rejected')
      const said = JSON.parse(Buffer.from(set.split('.')[1], 'base64url').toString('utf8')).events
      t.match(said['urn:juxta:event:rejected'], { message: id, rule, pointer: '/version' })
    }

    const old = await says(a, event('1', 'arrival', '01:00'))
    await same(old, 1, '1')

    await upgrade(a)
    await says(a, event('2', 'presentation', '02:00'), { conversation: old })
    await same(old, 2, '1')
    await says(b, event('3', 'arrival', '03:00'), { conversation: old })
    await same(old, 3, '1')
    const between = await says(a, event('4', 'arrival', '04:00'))
    await same(between, 1, '1')
    t.pass('the renewed node begins in what its neighbour knows')
    await refused(await say(a, event('5', 'unloading', '05:00'), { version: '2' }), 422, 'unsupported-version', 'known', /XB does not know version 2/) // prettier-ignore
    await refused(await say(b, event('5', 'arrival', '05:00'), { version: '2' }), 400, 'request-invalid', 'known', /this node does not know version 2/) // prettier-ignore
    const sent = (await forged('2', event('5', 'unloading', '05:00'))).answer
    t.match(JSON.stringify(sent.body), 'unsupported-version')
    t.match(JSON.stringify(sent.body), 'does not know version 2')
    await refused(await say(a, event('5', 'unloading', '05:00'), { conversation: old }), 422, 'schema-invalid', 'schema', /xCode/) // prettier-ignore

    // Nobody can say what the neighbour knows: what both have always known.
    await a.restart()
    await b.node.exchange.close()
    const unheard = await says(a, event('5', 'acceptance', '05:30'))

    await upgrade(b)
    await same(unheard, 1, '1')
    await says(b, event('6', 'release', '06:00'), { conversation: old })
    await same(old, 4, '1')
    const fresh = await says(a, event('7', 'unloading', '07:00'))
    await same(fresh, 1, '2')
    await says(b, event('8', 'temporary-storage', '08:00'), { conversation: fresh })
    await same(fresh, 2, '2')
    const chosen = await says(b, event('9', 'removal', '09:00'), { version: '1' })
    await same(chosen, 1, '1')
    const raw = `/v1/messages?to=XA&procedure=${PROCEDURE}&type=event&version=1`
    const { body } = await b.call('POST', raw, event('10', 'payment', '09:10'), { 'idempotency-key': 'raw' })
    await same(body.conversation, 1, '1')
    await refused(await say(a, event('x', 'exit', '09:30'), { conversation: old, version: '2' }), 409, 'case-conflict', 'version', /pinned to version 1/) // prettier-ignore
    await refused(
      await say(a, event('x', 'exit', '09:30'), { version: '3' }),
      400,
      'request-invalid',
      'known',
      /version 3/,
    )
    const times = (await b.call('GET', `/v1/crossings/${crossing}/release-times`)).body
    t.same(
      times.events.map((e: any) => e.code),
      [
        'arrival',
        'presentation',
        'arrival',
        'arrival',
        'acceptance',
        'release',
        'unloading',
        'temporary-storage',
        'removal',
      ],
      'one crossing of cases of both versions',
    )
    const schema = async (version: string) =>
      JSON.stringify((await a.call('GET', `/v1/schemas/${PROCEDURE}/${version}/event`)).body)
    t.notMatch(await schema('1'), 'unloading')
    t.match(await schema('2'), 'unloading')

    const agreedOn = (versions: string[], ending?: string[], stage?: Stage) => {
      // The newest is known by when it was issued, in seconds.
      for (const one of [a, b]) one.clock.offset += 1000
      return agree(a, b, (draft) => ({
        ...draft,
        ...(stage && { stage }),
        procedures: draft.procedures.map((p) =>
          p.name === PROCEDURE ? { ...p, versions, ...(ending ? { ending } : {}) } : p,
        ),
      }))
    }
    const ends = await agreedOn(['2', '1'], ['1'])
    await says(b, event('10', 'removal', '10:00'), { conversation: old })
    await same(old, 5, '1')
    await refused(await say(a, event('x', 'arrival', '11:00'), { version: '1' }), 409, 'case-conflict', 'version-ending', /no new case/) // prettier-ignore
    const begun = await forged('1', event('x', 'arrival', '11:00'), { agreement: ends })
    t.equal(begun.answer.status, 202)
    await rejected(begun.id, 'version-ending')
    const mixed = await forged('2', event('x', 'exit', '11:00'), { agreement: ends, txn: chosen })
    t.equal(mixed.answer.status, 202)
    await rejected(mixed.id, 'version')
    await same(await says(a, event('11', 'arrival', '11:00')), 1, '2')

    const last = await agreedOn(['2'])
    const { items } = (await a.call('GET', '/v1/agreements')).body
    for (const { hash } of items.filter((one: any) => one.hash !== last))
      await a.call('POST', `/v1/agreements/${encodeURIComponent(hash)}/revoke`, { reason: 'version 1 is over' })
    await refused(await say(a, event('x', 'exit', '12:00'), { conversation: old }), 403, 'no-agreement', 'version', /does not name version 1/) // prettier-ignore
    const over = (await forged('1', event('x', 'exit', '12:00'), { agreement: last })).answer
    t.match(JSON.stringify(over.body), 'does not name version 1')
    await says(b, event('12', 'exit', '12:00'), { conversation: fresh })
    await same(fresh, 3, '2')
    await same(old, 5, '1')

    await agreedOn(['2', '1'], ['2'], { name: 'test', ends: ['they have passed'] })
    await same(await says(a, event('13', 'arrival', '13:00')), 1, '2')
    await same(await says(a, event('14', 'arrival', '14:00'), { test: true }), 1, '1')
  })
