/** What a node does by itself in its cases: told by a case, a clock and what would leave the node. */
import t from 'tap'
import { createActs, type Acting, type MachineMessage } from '../../node/cases/acts.ts'
import type { OpenCase } from '../../node/cases/book.ts'
import { plansIn } from '../../node/cases/case-plans.ts'
import type { Cases } from '../../node/cases/cases.ts'
import type { CaseFold } from '../../node/cases/engine.ts'
import { foldCase, type CaseMessage, type Due } from '../../node/cases/engine.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { MessageId } from '../../node/values/id.ts'
import { XB, XC } from '../exchange/stored.ts'
import { stores } from '../servers.ts'
import { alone, heard, nextId } from './alone.ts'
import { lookup, says } from './talk.ts'
import { stated } from '../officer.ts'
import { message, START } from '../procedures/sides.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'

const HOUR = 3_600_000
const store = stores()[0]!

async function acting(t: Parameters<typeof alone>[0], messages: readonly CaseMessage[], dues: readonly Due[] = []) {
  const at = await alone(t, store)
  const name = { peer: XB, conversation: nextId() }
  const open: { fold: CaseFold } & OpenCase = {
    fold: foldCase(messages, lookup),
    unread: new Map(),
    pending: [],
  }
  const rejected: string[] = []
  const sent: MachineMessage[] = []
  const ended: string[] = []
  const will = { send: undefined as Error | undefined, reject: undefined as Error | undefined, keptUp: true, dues }
  const rooms: Acting = {
    reject: async (id, { rule }) => {
      rejected.push(`${id} ${rule}`)
      if (will.reject) throw will.reject
    },
    send: async (message) => {
      sent.push(message)
      if (will.send) throw will.send
    },
    tellEnded: async (id) => void ended.push(id),
    keptUp: async () => will.keptUp,
    due: async () => will.dues,
  }
  /** Procedures that are for a role of their own. */
  const reserved: Record<string, string> = {}
  const cases = { node: at.node, book: { open: async () => open }, procedures: { reserved } }
  const acts = createActs(cases as unknown as Cases, rooms)
  const look = (...ids: MessageId[]) => acts.look(name, ids)
  const now = (): number => at.clock.now()
  return { ...at, name, open, reserved, rejected, sent, ended, will, look, acts, now, plans: plansIn(at.store) }
}
const open = says(1, 'XB', 'open', [])

t.test(
  'what the case does not allow is rejected, once, where it came from the other side and nobody has answered',
  async (t) => {
    const [bad, ours, answered] = [
      says(2, 'XB', 'fact', [1], { id: nextId(), body: { no: true } }),
      says(3, 'XA', 'fact', [1], { id: nextId(), body: { no: true } }),
      says(4, 'XB', 'fact', [1], { id: nextId(), body: { no: true } }),
    ]
    const at = await acting(t, [open, bad, ours, answered])
    await heard(at.store, { id: bad.id as MessageId })
    await heard(at.store, { id: answered.id as MessageId, state: 'answered' })
    await at.look(bad.id as MessageId)
    t.same(at.rejected, [`${bad.id} no`])
    await at.look()
    t.equal(at.rejected.length, 1)
    const late = says(5, 'XB', 'fact', [1], { id: nextId(), body: { bad: true } })
    at.open.fold.add(late)
    await heard(at.store, { id: late.id as MessageId })
    at.will.reject = new JuxtaError('state-conflict', 'somebody was quicker')
    await at.look(late.id as MessageId)
    t.same(at.rejected.slice(1), [`${late.id} bad`])
    const failing = says(6, 'XB', 'fact', [1], { id: nextId(), body: { bad: true } })
    at.open.fold.add(failing)
    await heard(at.store, { id: failing.id as MessageId })
    at.will.reject = new JuxtaError('log-unavailable', 'the store is away')
    await t.rejects(at.look(failing.id as MessageId), { code: 'log-unavailable' })
    at.will.reject = undefined
    await at.look()
    t.same(at.rejected.slice(2), [`${failing.id} bad`, `${failing.id} bad`], 'that is tried again')
  },
)

t.test('another case at the same heads is alerted; what states none, and our own, is not', async (t) => {
  const other = { xCaseHash: `sha-256:${'A'.repeat(43)}` }
  const [differs, silent, same, ours] = [
    says(2, 'XB', 'fact', [1], { id: nextId(), context: other }),
    says(3, 'XB', 'fact', [1], { id: nextId() }),
    says(4, 'XB', 'fact', [1], { id: nextId(), context: { xCaseHash: foldCase([open], lookup).hash } }),
    says(5, 'XA', 'fact', [1], { id: nextId(), context: other }),
  ]
  const at = await acting(t, [open, differs, silent, same, ours])
  await at.look(...([differs, silent, same, ours, says(9, 'XB', 'fact', [])].map((m) => m.id) as MessageId[]))
  t.match(at.told, [{ kind: 'case-differs', peer: 'XB', detail: new RegExp(differs.id) }])
  t.equal(at.told.length, 1)
})

t.test('a deadline is alerted to whom it concerns, when it has passed, once', async (t) => {
  const at = await acting(t, [open])
  const now = at.now()
  const alert = (key: string, owner: string, when: number): Due => ({ key, at: when, owner, kind: 'alert', what: key })
  at.will.dues = [
    alert('ours', 'XA', now - 1000),
    alert('theirs', 'XB', now - 1000),
    alert('of both', 'both', now - 1000),
    alert('later', 'XA', now + HOUR),
    alert('much later', 'XA', now + 2 * HOUR),
  ]
  await at.look()
  t.same(
    at.told.map(({ kind, subject, detail }) => [kind, subject, detail.split(': ')[1]]),
    [
      ['deadline', at.name.conversation, 'ours'],
      ['deadline', at.name.conversation, 'of both'],
    ],
  )
  t.equal((await at.plans.planned(at.name))?.at, now + HOUR, 'it is looked at again when the next is due')
  await at.look()
  t.equal(at.told.length, 2, 'once')
  t.same(await at.acts.due!(), [])
  at.clock.offset = HOUR + 5
  t.same(await at.acts.due!(), [at.name])
  await at.look()
  t.same(at.told.slice(2).map((x) => x.detail.split(': ')[1]), ['later']) // prettier-ignore
  t.equal((await at.plans.planned(at.name))?.at, now + 2 * HOUR)
})

t.test('an alert about a case that is reserved for a role leads nobody else to it', async (t) => {
  const at = await acting(t, [open])
  at.reserved['talk'] = 'assistance'
  const now = at.now()
  const waits = says(7, 'XB', 'fact', [6], { iat: Math.floor((now - 25 * HOUR) / 1000) })
  at.open.fold.add(waits)
  at.will.dues = [
    { key: 'a', at: now - 1, owner: 'XA', kind: 'alert', what: 'answer' },
    { key: 's', at: now - 1, owner: 'XA', kind: 'send', what: 'answer' },
  ]
  at.will.send = new JuxtaError('case-conflict', 'of talk')
  await at.look()
  t.same(at.told.map(({ kind }) => kind).sort(), ['case-waiting', 'deadline', 'machine-message'])
  const said = JSON.stringify(at.told)
  for (const word of [at.name.conversation, waits.id, open.id, 'answer', 'talk']) t.notOk(said.includes(word), word)
  t.equal(new Set(at.told.map(({ subject }) => subject)).size, 1, 'told apart from other cases all the same')
  at.open.fold.end(waits.heads[0]!, [])
  at.settled.length = 0
  await at.look()
  t.same(at.settled, [`case-waiting XB ${at.told[0]!.subject}`], 'and closed where nothing waits any more')
})

t.test('times that a neighbour states and that are refused or doubted are told once for its procedure, however many', async (t) => {
  const at = await acting(t, [])
  const clock = { source: 'gate', uncertaintyMs: 1000 }
  const event = (from: string, days: number, more: object = {}) => {
    const xOccurredAt = new Date(START + days * 24 * HOUR).toISOString()
    const body = { xEventId: nextId(), xCode: 'arrival', xOccurredAt, xRecordedAt: xOccurredAt, xClock: clock, xCapture: 'automatic' } // prettier-ignore
    return { ...message('release-time', from, from === 'XA' ? 'XB' : 'XA', 'event', body, { iat: START / 1000, ...more }), id: nextId() } // prettier-ignore
  }
  const looks = async (...all: CaseMessage[]) => {
    at.open.fold = foldCase(all, PROCEDURES.lookup)
    at.told.length = 0
    await at.look(...all.map(({ id }) => id as MessageId))
    return at.told.map(({ kind, peer, subject, detail }) => [kind, peer, subject, detail.split(': ')[1]])
  }
  const [good, ours, ahead, old] = [event('XB', -1), event('XA', -100), event('XB', 1), event('XB', -100)]
  const broken = message('release-time', 'XB', 'XA', 'event', { xOccurredAt: 'never' }, { iat: START / 1000 })
  t.same(await looks(good, ours, broken, { ...old, test: true }), [])
  t.same(await looks({ ...old, test: true }), [], 'a test alerts nobody')
  t.same(await looks(good, ahead, old), [['stated-times', 'XB', 'release-time', '/document/xOccurredAt']])
  t.same(await looks(ahead), [], 'no more often than once a minute')
  at.clock.offset += 60_000
  t.match(await looks(old), [['stated-times', 'XB', 'release-time', '/document/xOccurredAt']])
  at.clock.offset += 60_000
  at.reserved['release-time'] = 'assistance'
  await looks(old)
  t.equal(at.told.length, 1)
  for (const word of [at.name.conversation, old.id, 'xOccurredAt']) t.notOk(at.told[0]!.detail.includes(word), word)
}) // prettier-ignore

t.test('what the machine is to send, it sends: of its own country, once for each case and key', async (t) => {
  const waits = says(7, 'XB', 'fact', [6], { iat: Math.floor(Date.now() / 1000) })
  const at = await acting(t, [open, waits])
  const due = (key: string, more: Partial<Due> = {}): Due => ({
    key,
    at: 1,
    owner: 'XA',
    kind: 'send',
    what: 'fact',
    ...more,
  })
  at.will.dues = [
    due('lapsed', { body: { text: 'lapsed' }, ref: open.id, context: { xDecidedBy: stated('A') } }),
    due('theirs', { owner: 'XB' }),
    due('later', { at: at.now() + HOUR }),
    due('waiting', { ref: waits.id }),
  ]
  await at.look()
  t.match(at.sent, [
    {
      to: 'XB',
      procedure: 'talk',
      version: '1',
      type: 'fact',
      conversation: at.name.conversation,
      ref: open.id,
      body: { text: 'lapsed' },
      context: { xDecidedBy: { ref: 'A' } },
      test: false,
    },
  ])
  t.equal(at.sent.length, 1)
  await at.look()
  t.equal(at.sent[1]!.key, at.sent[0]!.key, 'who takes it sees that it is the same')
  await at.acts.look({ ...at.name, conversation: nextId() }, [])
  await at.acts.look({ ...at.name, peer: XC }, [])
  t.equal(new Set(at.sent.map((s) => s.key)).size, 3, 'in each case once')
  at.sent.length = 0
  at.will.send = new JuxtaError('case-conflict', 'the case forbids it')
  await at.look()
  t.match(at.told, [{ kind: 'machine-message', subject: at.name.conversation, detail: /could not be sent: the case/ }])
  at.will.send = new JuxtaError('log-unavailable', 'the store is away')
  await t.rejects(at.look(), { code: 'log-unavailable' }, 'that is tried again')
})

t.test('what the machine has to say of a procedure that is suspended is said later, and alerts nobody', async (t) => {
  const at = await acting(t, [open])
  const now = at.now()
  at.will.dues = [{ key: 'lapsed', at: now - 1, owner: 'XA', kind: 'send', what: 'fact' }]
  for (const [code, rule, again] of [
    ['no-agreement', 'suspended', true],
    ['no-agreement', 'ended', false],
    ['case-conflict', 'suspended', false],
  ] as const) {
    at.told.length = 0
    at.will.send = new JuxtaError(code, 'it cannot be sent', { rule })
    await at.look()
    t.same([at.told.length === 0, await at.plans.planned(at.name).then((p) => p?.at ?? null)].map(Boolean), [
      again,
      again,
    ])
  }
  at.will.send = new JuxtaError('no-agreement', 'it cannot be sent', { rule: 'suspended' })
  await at.look()
  t.same(await at.acts.due!(), [])
  at.clock.offset = 600_005
  t.same(await at.acts.due!(), [at.name])
  at.will.send = undefined
  const before = at.sent.length
  await at.look()
  t.equal(at.sent.length, before + 1)
})

t.test('what waits for a message is looked at again, and told after a day', async (t) => {
  const at = await acting(t, [open])
  const waits = says(7, 'XB', 'fact', [6], { iat: Math.floor(at.now() / 1000) })
  at.open.fold.add(waits)
  await at.look()
  const planned = (await at.plans.planned(at.name))!.at!
  t.ok(Math.abs(planned - at.now() - 60_000) < 5000)
  t.same(at.told, [])
  at.clock.offset = 23 * HOUR
  await at.look()
  t.same(at.told, [])
  at.clock.offset = 25 * HOUR
  await at.look()
  t.match(at.told, [{ kind: 'case-waiting', peer: 'XB', subject: at.name.conversation, detail: new RegExp(waits.id) }])
  at.settled.length = 0
  await at.look()
  t.same(at.settled, [], 'it waits still')
  at.open.fold.end(waits.heads[0]!, [])
  await at.look()
  t.same(at.ended, [waits.heads[0]], 'the other side is told')
  t.equal((await at.plans.planned(at.name))!.at, null, 'nothing is awaited any more')
  t.same(at.settled, [`case-waiting XB ${at.name.conversation}`], 'and the alert is closed')
  await at.look()
  t.equal(at.settled.length, 1, 'once')
})

t.test('nothing is done in a case before what is kept beside it is there', async (t) => {
  const at = await acting(t, [open])
  at.will.dues = [{ key: 'k', at: 1, owner: 'XA', kind: 'send', what: 'fact' }]
  at.will.keptUp = false
  await at.look()
  t.same(at.sent, [])
  t.same(await at.acts.due!(), [at.name], 'it is looked at in the next round')
  at.will.keptUp = true
  await at.look()
  t.equal(at.sent.length, 1)
})
