/** Heads that ended on their way: a message that names one that was refused, cancelled or has expired goes on without it, and both sides come to the same case. */
import t from 'tap'
import { asideIn } from '../../node/exchange/aside.ts'
import type { MessageId } from '../../node/values/id.ts'
import { DAY, HOUR, time } from '../../node/values/time.ts'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { officer } from '../officer.ts'

const PERSON = { xDecidedBy: officer('X-1') }
const PROPOSAL = {
  xVersion: 1,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide: 'XA',
  xTimeZone: 'Europe/Helsinki',
  xTzdb: process.versions['tz'],
  xValidFrom: '2026-01-01T00:00:00Z',
  xRules: [
    {
      direction: 'both',
      modeCode: ['3'],
      agency: 'customs',
      service: 'clearance',
      weekly: [{ day: 'mo', from: '08:00', to: '20:00' }],
      exceptions: [],
    },
  ],
  xAdmittedBefore: 'PT30M',
}
const closing = (day: number) => ({
  xFrom: time(Date.now() - (4 - day) * HOUR),
  xReason: 'flood',
  xReviewAt: time(Date.now() + 60 * DAY),
  xInstructions: [],
})

/** The ways in which a message ends without having arrived, as its sender does them. */
const WAYS: Readonly<Record<string, (a: TestNode, id: MessageId) => Promise<unknown>>> = {
  'cancelled by a person': (a, id) => a.call('POST', `/v1/messages/${id}/cancel`),
  'expired before any attempt': (a, id) => asideIn(a.node.store).endUnattempted(id, 'expired', a.clock.now()),
  async refused(a, id) {
    await a.node.store.apart(async (db) => {
      await db.deleteFrom('outbox').where('subject', '=', id).execute()
      await db.updateTable('message').set({ state: 'refused' }).where('id', '=', id).execute()
    })
  },
}

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async (country) => (country === 'XB' ? { JUXTA_STORE: await store.make(t) } : {}),
    })) as [TestNode, TestNode]
    const say = async (type: string, document: object, conversation?: string) => {
      const { status, body } = await submit(a, b, {
        procedure: 'opening-hours',
        type,
        context: { xSchema: 'opening-hours', ...PERSON },
        document: json(document),
        ...(conversation === undefined ? {} : { conversation }),
      })
      if (status !== 202) throw new Error(JSON.stringify(body))
      return body as { id: MessageId; conversation: string }
    }
    const same = (conversation: string, messages: number) =>
      settled(`both hold the same case of ${messages} messages`, async () => {
        const path = `/v1/cases/${conversation}`
        const [ours, theirs] = [(await a.call('GET', path)).body, (await b.call('GET', path)).body]
        const whole = [ours, theirs].every((c) => c.messages?.length === messages && c.waiting.length === 0)
        return whole && ours.hash === theirs.hash && [ours, theirs]
      })

    for (const [way, ends] of Object.entries(WAYS))
      t.test(way, async (t) => {
        // A request, which facts would go before if nothing said that they came after it.
        const opened = await say('proposal', PROPOSAL)
        const { conversation } = opened
        await untilState(a, opened.id, 'delivered')
        await same(conversation, 1)
        await b.node.exchange.close()
        const first = await say('emergency-closing', closing(1), conversation)
        const second = await say('emergency-closing', closing(2), conversation)
        await ends(a, first.id)
        await b.restart()
        await untilState(a, first.id, 'cancelled', 'expired', 'refused')
        await untilState(a, second.id, 'delivered')
        for (const c of await same(conversation, 2))
          t.same(
            c.messages.map((m: any) => [m.id, m.status]),
            [
              [opened.id, 'applied'],
              [second.id, 'applied'],
            ],
            'what came before the lost one still comes before what follows it',
          )
        const sets = (await a.call('GET', `/v1/messages/${first.id}`)).body.events.map((e: any) => e.event)
        t.ok(sets.includes('withdrawn'), 'and the evidence says that it will never come')
        const third = await say('emergency-closing', closing(3), conversation)
        await untilState(a, third.id, 'delivered')
        for (const c of await same(conversation, 3)) t.equal(c.messages.at(-1).sameCase, true, 'the case goes on')
        for (const node of [a, b])
          t.same(
            (await node.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind.startsWith('case-')),
            [],
            'nobody is alerted',
          )
      })
  })
