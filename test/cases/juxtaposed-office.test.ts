/** A juxtaposed office between two real nodes, told from both sides: XA is the exit side, XB the entry side; the office is one case and each movement another. */
import t from 'tap'
import { SLICES } from '../../node/procedures/procedures.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { NOBODY, Story } from './story.ts'
import { MACHINE, officer } from '../officer.ts'
import { stores } from '../servers.ts'

const start = Date.now()
const time = (minutes: number): string => new Date(start + minutes * 60_000).toISOString()
const ONE = { transportEquipment: { id: 'XATU1000001' } }
const TWO = { xTransportDocument: { type: 'CMR', documentNumber: 'A:17' } }
const OFFICE = 'XAB BRIDGE/1'
const zone = (id: string) => ({ id, territory: 'XB', lanes: [{ id: '1', modeCode: '3' }, { id: '2' }] })
const dossier = (xSide: 'exit' | 'entry', xVersion: number, more: object = {}) => ({
  xOfficeId: OFFICE,
  xSide,
  xVersion,
  xZones: [zone('Z1'), zone('Z2')],
  xValidFrom: time(-1000),
  xLegalBasis: 'agreement on the bridge, Art. 4',
  ...more,
})
const exit = (more: object = {}) => ({
  xOfficeId: OFFICE,
  xZone: 'Z1',
  xLane: '1',
  xSubject: [ONE, TWO],
  xAt: time(1),
  ...more,
})
const step = (minutes: number, more: object = {}) => ({ xAt: time(minutes), ...more })
const suspension = (more: object = {}) => ({ xReasonCode: 'storm', xFrom: time(-1), xEnds: 'complete', ...more })
const why = { xReasonCode: 'papers' }

type Pair = [TestNode, TestNode]
const pair = async (t: any): Promise<Pair> => (await startTestNodes(t)) as Pair
const story = (t: any, nodes: Pair) => new Story(t, 'juxtaposed-office', nodes)
const get = async (node: TestNode, path: string, headers = {}) =>
  (await node.call('GET', path, undefined, headers)).body
const office = encodeURIComponent(OFFICE)
const board = async (node: TestNode, more = '') => (await get(node, `/v1/movements?office=${office}${more}`)).items
const offices = async (node: TestNode, query = '') => (await get(node, `/v1/juxtaposed-offices${query}`)).items

/** The case in which the office of these nodes was agreed first. */
const agreed = new WeakMap<Pair, string>()

async function inForce(t: any, nodes: Pair, more: { test?: boolean } = {}): Promise<Story> {
  const s = story(t, nodes)
  await s.says('XA', 'dossier', dossier('exit', 1), more)
  await s.says('XB', 'dossier', dossier('entry', 3), more)
  await s.says('XA', 'agreement', { xVersion: 3 }, more)
  await s.says('XB', 'agreement', { xVersion: 1 }, more)
  if (!more.test) agreed.set(nodes, s.conversation!)
  return s
}

/** A movement whose exit was completed; the machine of the exit side hands it over. */
async function handedOver(t: any, nodes: Pair, more: object = {}, context: object = {}): Promise<Story> {
  const s = story(t, nodes)
  const xOfficeCase = agreed.get(nodes) ?? (await inForce(t, nodes)).conversation
  const by = await s.says('XA', 'exit-completed', exit({ xOfficeCase, ...more }), { context })
  const { messages } = await s.both('the exit side’s machine has handed it over', (state) =>
    Object.values(state?.movement?.subjects ?? {}).some((x: any) => x.stage === 'handover'),
  )
  t.match(messages.at(-1), { type: 'handover', from: 'XA', inReplyTo: by })
  return s
}

t.test('one stop: the exit first, then the entry; the board of the office on both sides', async (t) => {
  const nodes = await pair(t)
  const about = await inForce(t, nodes)
  for (const node of nodes) {
    const found = await offices(node)
    t.equal(found.length, 1)
    t.match(found[0], {
      ...{ office: OFFICE, conversation: about.conversation, state: 'in-force', suspensions: [] },
      side: node === nodes[0] ? 'exit' : 'entry',
      dossiers: [
        { by: 'XA', version: 1, agreed: true, inForce: true, agencies: [], validFrom: time(-1000), validTo: null },
        { by: 'XB', version: 3, agreed: true, inForce: true },
      ],
    })
    t.same(await offices(node, '?office=OTHER'), [])
    t.equal((await offices(node, `?office=${office}`)).length, 1)
  }
  const s = await handedOver(t, nodes, { xOfficeCase: about.conversation }, { xCrossing: 'CR-1' })
  await s.says('XB', 'entry-started', step(3))
  await s.says('XB', 'detained', step(4, { xSubject: [TWO], ...why }))
  for (const node of nodes)
    t.match(await board(node, '&stage=entry'), [
      {
        ...{ conversation: s.conversation, office: OFFICE, officeCase: about.conversation, crossing: 'CR-1' },
        ...{ zone: 'Z1', lane: '1', state: 'open', flags: [], ending: null },
        subjects: [
          { key: 'equipment:XATU1000001', stage: 'entry', since: time(3), law: 'XB', detained: false },
          {
            ...{ key: 'document:CMR:A:17', stage: 'entry', since: time(4), law: 'XB', detained: true },
            ...{ readmitted: false, again: null },
            agencies: [
              { of: 'XA', agency: 'customs', ended: true, detains: false },
              { of: 'XB', agency: 'customs', ended: false, detains: true },
            ],
          },
        ],
      },
    ])
  await s.says('XB', 'entry-completed', step(5, { xSubject: [ONE], declaration: { id: '26XB1' } }))
  await s.says('XB', 'entry-refused', step(6, { ...why }))
  t.match(await board(nodes[0], '&state=open&stage=refused'), [{ conversation: s.conversation }])
  await s.says('XB', 'returned', step(7))
  await s.says('XA', 'readmitted', step(8, { xSubject: [TWO] }))
  await s.says('XA', 'incident', step(9, { xWhat: 'brawl', xLawApplied: 'XB', xZone: 'Z1' }))
  for (const node of nodes) {
    t.same(await board(node, '&state=open'), [])
    t.match(await board(node, '&state=split'), [
      {
        subjects: [
          { stage: 'done', law: 'XB' },
          { stage: 'returned', law: 'XA', readmitted: true, since: time(8) },
        ],
        incidents: [{ by: 'XA', lawApplied: 'XB', zone: 'Z1', at: time(9) }],
      },
    ])
  }
  await s.says(
    'XA',
    'exit-completed',
    exit({ xOfficeCase: about.conversation, xSubject: [TWO], xAt: time(60), xLane: '2' }),
  )
  await s.both('it tries again', (state) => state?.movement?.subjects['document:CMR:A:17'].stage === 'handover')
  t.match(await board(nodes[1], '&state=open'), [{ lane: '2', subjects: [{ stage: 'done' }, { stage: 'handover' }] }])
  await s.ends()
  await about.ends()
})

t.test('where a movement does not fit its office, and how it ends while the office is suspended', async (t) => {
  const nodes = await pair(t)
  const [, b] = nodes
  const about = story(t, nodes)
  await about.says('XA', 'dossier', dossier('exit', 1))
  const begins = async (xOfficeCase: string | undefined, rule: string) =>
    story(t, nodes).fails('XA', 'exit-completed', exit({ xOfficeCase }), rule, '/document/xOfficeCase')
  await begins(about.conversation, 'not-in-force')
  await begins(NOBODY, 'office')
  // What a movement leaves out lets it begin nowhere.
  await begins(undefined, 'schema')
  t.same(await board(b), [])
  const flags = async (s: Story) => (await board(b)).find((m: any) => m.conversation === s.conversation).flags
  await about.says('XB', 'dossier', dossier('entry', 3, { xValidTo: time(500) }))
  await about.says('XA', 'agreement', { xVersion: 3 })
  await about.says('XB', 'agreement', { xVersion: 1 })
  agreed.set(nodes, about.conversation!)
  const stray = await handedOver(t, nodes, { xSubject: [ONE], xZone: 'Z9' })
  t.same(await flags(stray), ['zone-unknown'])
  const lost = await handedOver(t, nodes, { xSubject: [TWO], xLane: '7' })
  const fits = await handedOver(t, nodes)
  t.same([await flags(lost), await flags(fits)], [['lane-unknown'], []])
  b.clock.offset = 501 * 60_000
  t.match(await offices(b), [{ state: 'not-valid' }])
  t.same(await flags(fits), ['office-not-in-force'])
  b.clock.offset = 0

  await about.says(
    'XB',
    'suspension',
    suspension({
      xUntil: time(100),
      xExceptions: [{ xMovement: fits.conversation, xEnds: 'return' }],
    }),
  )
  for (const node of nodes) {
    t.match(await offices(node), [
      {
        state: 'suspended',
        suspensions: [{ by: 'XB', ends: 'complete', until: time(100), exceptions: [{ ends: 'return' }] }],
      },
    ])
  }
  // The machine of the side that has suspended the office says so in each movement that is open there.
  const repeated = async (s: Story, ends: string) => {
    const { messages } = await s.both(
      `the machine says that it ends by ${ends}`,
      (state) => state?.movement?.suspension?.ends === ends,
    )
    const { id, from } = messages.findLast((m: any) => m.type === 'suspension')
    for (const node of nodes)
      t.match((await board(node)).find((m: any) => m.conversation === s.conversation).ending, {
        ends,
        told: 'movement',
        message: id,
      })
    return { id, from }
  }
  const { id: told, from: suspends } = await repeated(fits, 'return')
  t.equal(suspends, 'XB')
  const own = await get(b, `/v1/messages/${told}`)
  t.match(own.context, { xDecidedBy: { kind: 'officer' } }, 'by the word of whoever suspended it')
  await repeated(lost, 'complete')
  await repeated(stray, 'complete')
  t.same(await flags(fits), ['office-suspended'])
  await fits.fails('XB', 'suspension', suspension({ xEnds: 'return' }), 'suspended', '/type')
  await about.fails('XB', 'suspension', suspension({ xRepeats: told }), 'repeats', '/document/xRepeats')
  await fits.fails('XB', 'entry-started', step(3), 'suspended', '/type')
  // To find something sends nothing on.
  await fits.says('XB', 'entry-started', step(3, { xUndeclared: true, xSubject: [{ xReceptacle: 'R-9' }] }))
  await fits.says('XB', 'entry-refused', step(3, { ...why, xSubject: [{ xReceptacle: 'R-9' }] }))
  t.match((await board(b, '&state=open')).find((m: any) => m.conversation === fits.conversation).ending, {
    ...{ ends: 'return', told: 'movement', message: told },
  })
  await fits.says('XB', 'returned', step(4))
  t.match(await board(b, '&state=returned'), [{ conversation: fits.conversation, flags: [] }])
  for (const node of nodes) node.clock.offset = 101 * 60_000
  for (const node of nodes) t.match(await offices(node), [{ state: 'in-force', suspensions: [] }], 'it runs out')
  // Which of the two is said first makes no difference; what either sends back goes back.
  const goes = suspension({ xFrom: time(101), xUntil: time(110), xEnds: 'return' })
  await about.says('XA', 'suspension', suspension({ xFrom: time(101), xUntil: time(120) }))
  await about.says('XB', 'suspension', goes)
  for (const node of nodes) {
    t.match(await offices(node), [{ state: 'suspended', suspensions: [{ by: 'XA' }, { by: 'XB' }] }])
  }
  for (const s of [lost, stray]) await repeated(s, 'return')
  for (const node of nodes) node.clock.offset = 111 * 60_000
  await about.fails('XB', 'agreement', { xVersion: 1 }, 'suspended', '/type')
  await about.says('XA', 'agreement', { xVersion: 3 })
  t.match(await offices(b), [{ state: 'in-force' }])
  for (const node of nodes) node.clock.offset = 0
  for (const s of [stray, about, lost, fits]) await s.ends()
})

t.test(
  'agencies finish apart, a handover is taken back, and nobody controls again unasked, on both nodes',
  async (t) => {
    const nodes = await pair(t)
    const about = story(t, nodes)
    await about.says('XA', 'dossier', dossier('exit', 1, { xAgencies: ['customs', 'border-guard'] }))
    await about.says('XB', 'dossier', dossier('entry', 1))
    await about.says('XA', 'agreement', { xVersion: 1 })
    await about.says('XB', 'agreement', { xVersion: 1 })
    const s = story(t, nodes)
    const begins = exit({ xSubject: [ONE], xOfficeCase: about.conversation })
    const absent = { ...begins, xAgencies: ['plant-health'] }
    await s.fails('XA', 'exit-completed', absent, 'agency', '/document/xAgencies')
    await s.says('XA', 'exit-completed', { ...begins, xAgencies: ['border-guard'] })
    const subject = async (node: TestNode) => (await board(node))[0].subjects[0]
    for (const node of nodes)
      t.match(await subject(node), {
        ...{ stage: 'exit', law: 'XA' },
        agencies: [
          { of: 'XA', agency: 'border-guard', ended: false },
          { of: 'XA', agency: 'customs', ended: true },
        ],
      })
    await s.says('XA', 'exit-completed', { ...begins, xAgency: 'border-guard' })
    const handed = (state: any) => state?.movement?.subjects['equipment:XATU1000001'].stage === 'handover'
    await s.both('handed over once both have ended', handed)
    await s.says('XA', 'handover-revoked', step(2, { xReasonCode: 'wrong-lane' }))
    for (const node of nodes) t.match(await subject(node), { stage: 'exit', law: 'XA' })
    await s.says('XA', 'exit-completed', { ...begins, xAgency: 'customs' })
    await s.says('XA', 'exit-completed', { ...begins, xAgency: 'border-guard' })
    await s.both('handed over again', handed)
    await s.fails('XA', 'control-again', step(3), 'no-consent', '/type')
    const ref = await s.says('XA', 'control-again-request', step(3, { xReasonCode: 'new-tip' }))
    await s.fails('XA', 'control-again', step(4), 'no-consent', '/type')
    for (const node of nodes) t.match(await subject(node), { again: { message: ref, consent: null } })
    await s.says('XB', 'control-again-answer', step(4, { xConsent: true }), { ref })
    await s.says('XA', 'control-again', step(5))
    await s.fails('XA', 'control-again', step(6), 'no-consent', '/type')
    await s.says('XB', 'entry-started', step(6))
    await s.fails('XA', 'handover-revoked', step(7, { xReasonCode: 'x' }), 'begun', '/type')
    await s.ends()

    const clerk = { context: { xDecidedBy: { ...officer('X-2'), function: 'clerk' } } }
    const shift = {
      xFrom: time(-10),
      xTo: time(600),
      xDuty: [{ xAgency: 'customs', xFunction: officer('X').function }],
    }
    for (const side of ['XA', 'XB'] as const) await about.says(side, 'roster', shift)
    await s.fails('XB', 'detained', step(8, why), 'not-on-duty', '/context/xDecidedBy', clerk)
    const seen = step(8, { xWhat: 'a fight', xLawApplied: 'XB', xZone: 'Z1' })
    await s.fails('XA', 'incident', seen, 'not-on-duty', '/context/xDecidedBy', clerk)
    await s.says('XB', 'detained', step(8, why))
    for (const node of nodes) {
      const rosters = await node.call('GET', `/v1/rosters?office=${(await offices(node))[0].office}`)
      const told = [{ by: 'XA', duty: [{ agency: 'customs', decides: null }] }, { by: 'XB' }]
      t.match(rosters.body, { items: told, next: null })
      t.same((await board(node))[0].flags, [])
    }
    await about.ends()
  },
)

type Opened = ReturnType<(typeof SLICES)[number]['open']>
/** Neighbours that do not hold their own to what another case says, while they are lax. */
const laxly = (isLax: () => boolean) =>
  SLICES.map((slice) => {
    if (slice.name !== 'juxtaposed-office') return slice
    const open = (room: Parameters<typeof slice.open>[0]): Opened => {
      const opened = slice.open(room)
      return { ...opened, admitOwn: async (...asked) => (isLax() ? undefined : opened.admitOwn!(...asked)) }
    }
    return { ...slice, open }
  })

for (const store of stores())
  t.test(
    `what somebody off the roster decides is in the case of neither, or marked on both: ${store.name}`,
    store.options,
    async (t) => {
      let [held, stray] = [false, false]
      const nodes = (await startTestNodes(t, {
        env: async () => ({ JUXTA_STORE: await store.make(t) }),
        slices: (country) => laxly(() => country === 'XB' || stray),
        between: (country) =>
          country === 'XA'
            ? {
                judge({ type }) {
                  if (held && type === 'roster') throw new JuxtaError('busy', 'the roster is on its way', { rule: 'test' }) // prettier-ignore
                },
              }
            : undefined,
      })) as Pair
      const [a, b] = nodes
      const about = await inForce(t, nodes)
      await t.test('two agencies seize the same goods, and one disposes of them once the other does not hold them', async (t) => {
        const s = await handedOver(t, nodes, { xOfficeCase: about.conversation, xSubject: [ONE] })
        const guard = { xAgency: 'border-guard' }
        const xRuling = { kind: 'court', authority: 'Regional court of B', ref: '7 K 12/26', date: '2026-11-30' }
        await s.says('XB', 'seized', step(3, why))
        await s.says('XB', 'seized', step(3, { ...why, ...guard, xSubject: [ONE] }))
        await s.fails('XB', 'disposed', step(4, { xDisposal: 'abandoned' }), 'kept', '/type')
        await s.says('XB', 'disposal-consent', { ...guard, xToAgency: 'customs', xDisposal: 'destroyed', xConsent: true })
        await s.fails('XB', 'disposed', step(4, { xDisposal: 'abandoned' }), 'kept', '/type')
        for (const node of nodes) {
          const consents = [{ agency: 'border-guard', to: 'customs', disposal: 'destroyed' }]
          const agencies = [{ of: 'XA' }, { agency: 'border-guard', seizes: true }, { agency: 'customs', seizes: true }]
          t.match(await board(node, '&state=seized'), [{ subjects: [{ stage: 'seized', consents, agencies, disposal: null }] }])
        }
        await s.fails('XB', 'seizure-lifted', step(5, guard), 'schema', '/document/xRuling')
        await s.says('XB', 'seizure-lifted', step(5, { ...guard, xRuling }))
        await s.says('XB', 'disposed', step(6, { xDisposal: 'abandoned' }))
        for (const node of nodes)
          t.match(await board(node, '&state=disposed'), [{ subjects: [{ stage: 'disposed', disposal: 'abandoned', consents: [] }] }])
        await s.ends()
      }) // prettier-ignore
      await t.test('what was found is seized by itself, and a refusal by mistake is taken back', async (t) => {
        const BOX = { transportEquipment: { id: 'XATU9000009' } }
        const s = await handedOver(t, nodes, { xOfficeCase: about.conversation, xSubject: [ONE] })
        const mine = async (node: TestNode) => (await board(node)).find((m: any) => m.conversation === s.conversation)
        const found = { xUndeclared: true, xSubject: [BOX] }
        await s.fails('XB', 'seized', step(3, { ...why, xSubject: [BOX] }), 'unknown-subject', '/document/xSubject/0')
        await s.fails('XB', 'entry-started', step(3, { ...found, xSubject: [ONE] }), 'undeclared', '/document/xUndeclared')
        await s.says('XB', 'entry-started', step(3, found))
        for (const node of nodes) {
          const subjects = [{ declared: true, stage: 'handover' }, { declared: false, stage: 'entry', law: 'XB' }]
          t.match(await mine(node), { flags: ['undeclared'], subjects })
          t.match(await board(node, '&reference=equipment:XATU9000009'), [{ conversation: s.conversation }])
        }
        await s.says('XB', 'entry-refused', step(4, { ...why, xSubject: [ONE] }))
        await s.says('XB', 'refusal-revoked', step(5, why))
        for (const node of nodes) t.match((await mine(node)).subjects[0], { stage: 'handover', since: time(5) })
        await s.fails('XA', 'readmitted', step(6, { xSubject: [ONE] }), 'not-returned', '/document/xSubject')
        await s.says('XB', 'entry-started', step(6, { xSubject: [ONE] }))
        await s.says('XB', 'entry-completed', step(7, { xSubject: [ONE] }))
        await s.says('XB', 'seized', step(8, { ...why, xSubject: [BOX] }))
        for (const node of nodes)
          t.match(await mine(node), { state: 'split', flags: [], subjects: [{ stage: 'done' }, { stage: 'seized', declared: false }] })
        await s.ends()
      }) // prettier-ignore
      const s = await handedOver(t, nodes, { xOfficeCase: about.conversation })
      await s.says('XB', 'entry-started', step(3))
      const shift = (xFunction: string) => ({ xFrom: time(-10), xTo: time(600), xDuty: [{ xAgency: 'customs', xFunction }] }) // prettier-ignore
      const by = (xFunction: string, more: object = {}) => ({ xDecidedBy: { ...officer('X-2'), function: xFunction, ...more } }) // prettier-ignore
      const sends = async (type: string, document: object, context: object, conversation = s.conversation!) => {
        const answer = await submit(b, a, {
          ...{ procedure: 'juxtaposed-office', type, conversation, document: json(document) },
          context: { xSchema: 'juxtaposed-office', ...context },
        })
        t.equal(answer.status, 202, JSON.stringify(answer.body))
        return answer
      }
      const flags = () => Promise.all(nodes.map(async (node) => (await board(node))[0].flags))
      const alerts = async (node: TestNode) =>
        (await get(node, '/v1/alerts?limit=100')).items.filter((x: any) => x.kind === 'not-on-duty').length
      await about.says('XB', 'roster', shift('guard'))

      const off = (await sends('detained', step(4, why), by('clerk'))).body
      await untilState(b, off.id, 'refused')
      t.match(JSON.stringify(await get(b, `/v1/messages/${off.id}/timeline`)), /no such person on duty/)
      t.equal((await a.call('GET', `/v1/messages/${off.id}`)).status, 404, 'it was never receipted')
      await s.both('it is in the case of neither', (state) => state.movement.subjects['equipment:XATU1000001'].detainedBy.length === 0) // prettier-ignore
      t.same(await flags(), [[], []])
      const on = (await sends('detained', step(5, why), by('guard'))).body
      await untilState(b, on.id, 'delivered', 'collected', 'accepted')
      await s.both('by who is on duty it counts', (state) => state.movement.subjects['equipment:XATU1000001'].detainedBy.length === 1) // prettier-ignore

      // The shift changes, and what the new one decides comes before its roster.
      held = true
      const next = (await sends('roster', shift('clerk'), {}, about.conversation)).body
      const early = (await sends('detention-lifted', step(6, why), by('clerk', { roster: next.id }))).body
      await untilState(b, early.id, 'delivered', 'collected', 'accepted')
      const wrong = (await sends('detained', step(7, why), by('guard', { roster: next.id }))).body
      await untilState(b, wrong.id, 'delivered', 'collected', 'accepted')
      await s.both('both count', (state) => Object.keys(state.movement.decisions).length === 3)
      held = false
      await untilState(b, next.id, 'delivered', 'collected', 'accepted')
      await about.both('the roster is there', (state) => state.office.rosters.entry.length === 2)
      await s.both('the cases are as they were', (state) => Object.keys(state.movement.decisions).length === 3)
      t.same(await flags(), [['not-on-duty'], ['not-on-duty']], 'one of the two was not on it')
      for (const node of nodes) await settled(`${node.country} is alerted`, async () => (await alerts(node)) === 1)

      // A movement of which no side knows the office: its own node refuses it, and one that does not tells both boards.
      const nowhere = new Story(t, 'juxtaposed-office', nodes)
      const unknown = exit({ xOfficeCase: NOBODY })
      await nowhere.fails('XA', 'exit-completed', unknown, 'office', '/document/xOfficeCase')
      stray = true
      await nowhere.says('XA', 'exit-completed', unknown)
      await nowhere.both('it is handed over all the same', (state) => state?.movement?.subjects['equipment:XATU1000001'].stage === 'handover') // prettier-ignore
      for (const node of nodes)
        t.match(
          (await board(node)).filter((m: any) => m.conversation === nowhere.conversation),
          [{ flags: ['office-unknown'], officeCase: null, ending: null }],
          `${node.country} says that it knows no such office`,
        )
      t.same(await flags(), [['office-unknown'], ['office-unknown']], 'the newest is first')
      await s.ends()
      await about.ends()
    },
  )

t.test('what is said of persons in an incident is for its role alone, on both sides', async (t) => {
  const nodes = await pair(t)
  const s = await handedOver(t, nodes)
  const secret = 'the driver, born 1971, was hurt'
  const id = await s.says('XB', 'incident', step(3, { xWhat: secret, xLawApplied: 'XB', xZone: 'Z1' }))
  const id2 = await s.says('XA', 'incident', step(4, { xWhat: secret, xLawApplied: 'XB', xZone: 'Z1' }))
  for (const node of nodes) {
    const key = async (roles: string[], more: object = {}) => {
      const made = await node.call('POST', '/v1/keys', { name: roles.join(), client: roles.join(), roles, ...more })
      t.equal(made.status, 201, JSON.stringify(made.body))
      return { authorization: `Bearer ${made.body.secret}` }
    }
    const [window, auditor, knows, operator] = [
      await key(['window']),
      await key(['auditor']),
      await key(['window', 'incidents']),
      await key(['operator', 'incidents']),
    ]
    for (const message of [id, id2]) {
      const document = async (as: object) => (await node.call('GET', `/v1/messages/${message}/document`, undefined, as as Record<string, string>)).status // prettier-ignore
      t.same(
        [await document(window), await document(auditor), await document(operator), await document(knows)],
        [404, 404, 403, 200],
      )
      const { context, ...facts } = await get(node, `/v1/messages/${message}`, window)
      t.same([context, facts.type, JSON.stringify(facts).includes('1971')], [undefined, 'incident', false])
      t.match(await get(node, `/v1/messages/${message}`, knows), { context: { xDecidedBy: {} } })
    }
    const inbox = async (as: object) => (await get(node, '/v1/inbox?limit=100', as)).messages.map((m: any) => m.type)
    t.same([(await inbox(window)).includes('incident'), (await inbox(knows)).includes('incident')], [false, true])
    for (const as of [window, auditor]) {
      const [shown] = (await get(node, `/v1/movements?office=${office}`, as)).items
      t.match(shown.incidents, [{ lawApplied: 'XB', zone: 'Z1' }, { lawApplied: 'XB' }], 'where, and whose law applied')
      t.notMatch(JSON.stringify(await get(node, `/v1/cases/${s.conversation}`, as)), /1971/)
    }
    const sends = { to: node === nodes[0] ? 'XB' : 'XA', procedure: 'juxtaposed-office', type: 'incident' }
    const said = { ...sends, document: json(step(5, { xWhat: 'x', xLawApplied: 'XA', xZone: 'Z1' })) }
    t.match((await node.call('POST', '/v1/messages', said, window)).status, 403)
  }
  await s.ends()
})

t.test('pages, tests, filters and keys', async (t) => {
  const nodes = await pair(t)
  const [, b] = nodes
  const opened: string[] = []
  const [tried, real] = [await inForce(t, nodes, { test: true }), await inForce(t, nodes)]
  for (const test of [false, true, false, false]) {
    const s = story(t, nodes)
    const xOfficeCase = (test ? tried : real).conversation
    await s.says('XA', 'exit-completed', exit({ xOfficeCase }), { test })
    if (!test) opened.unshift(s.conversation!)
  }
  t.same(
    (await offices(b)).map((o: any) => o.conversation),
    [real.conversation],
    'a test is in no view',
  )
  const walk = async (path: string, limit: number) => {
    const found: any[] = []
    for (let after = ''; ;) {
      const { items, next } = await get(b, `${path}limit=${limit}${after}`)
      found.push(...items)
      if (next === null) return found
      after = `&after=${next}`
    }
  }
  for (const limit of [1, 2, 100]) {
    const found = await walk(`/v1/movements?office=${office}&`, limit)
    t.same(
      found.map((m) => m.conversation),
      opened,
      'newest first, each once',
    )
  }
  t.same(await walk(`/v1/movements?office=${office}&state=done&`, 1), [])
  t.same(await board(b, '&peer=XC'), [])
  const long = 'ü'.repeat(128)
  for (const id of ['O-2', 'O-1', long])
    await story(t, nodes).says('XA', 'dossier', dossier('exit', 1, { xOfficeId: id }))
  t.same(
    (await walk('/v1/juxtaposed-offices?', 1)).map((o) => o.office),
    ['O-1', 'O-2', OFFICE, long],
  )
  t.match(await get(b, '/v1/movements'), { status: 400, pointer: '/query/office' })
  for (const path of [`movements?office=${office}&`, 'juxtaposed-offices?'])
    t.match(await get(b, `/v1/${path}after=AA`), { status: 400, pointer: '/query/after', rule: 'cursor' })
  const { secret } = (await b.call('POST', '/v1/keys', { name: 'aeo', roles: ['window'], procedures: ['aeo'] })).body
  for (const path of [`movements?office=${office}`, 'juxtaposed-offices'])
    t.match(await get(b, `/v1/${path}`, { authorization: `Bearer ${secret}` }), { status: 403, rule: 'procedure' })
})

t.test('what an office does not allow', async (t) => {
  const s = story(t, await pair(t))
  await s.fails('XA', 'agreement', { xVersion: 1 }, 'not-open', '/type')
  await s.says('XA', 'dossier', dossier('exit', 1))
  await s.fails('XA', 'agreement', { xVersion: 1 }, 'no-dossier', '/type')
  await s.fails('XA', 'dossier', dossier('exit', 1), 'version', '/document/xVersion')
  await s.fails('XA', 'dossier', dossier('entry', 2), 'side', '/document/xSide')
  await s.fails('XA', 'dossier', dossier('exit', 2, { xOfficeId: 'O' }), 'office', '/document/xOfficeId')
  await s.fails(
    'XA',
    'dossier',
    dossier('exit', 2, { xZones: [zone('Z'), zone('Z')] }),
    'zone',
    '/document/xZones/1/id',
  )
  await s.fails('XB', 'agreement', { xVersion: 2 }, 'version', '/document/xVersion')
  await s.fails('XB', 'agreement', {}, 'schema', '/document/xVersion')
  await s.says('XB', 'agreement', { xVersion: 1 })
  await s.fails('XB', 'agreement', { xVersion: 1 }, 'agreed', '/type')
  await s.fails('XB', 'suspension', suspension(), 'not-in-force', '/type')
  await s.fails('XB', 'suspension', suspension({ xUntil: time(-1) }), 'until', '/document/xUntil')
  await s.fails('XA', 'exit-completed', exit({ xOfficeCase: s.conversation }), 'other-case', '/type')
  for (const type of ['handover', 'readmitted']) await s.fails('XA', type, step(1), 'other-case', '/type')
  for (const type of ['entry-started', 'entry-completed', 'returned'])
    await s.fails('XB', type, step(1), 'other-case', '/type')
  for (const type of ['entry-refused', 'detained']) await s.fails('XB', type, step(1, why), 'other-case', '/type')
  const brawl = step(1, { xWhat: 'x', xLawApplied: 'XA', xZone: 'Z1' })
  await s.fails('XB', 'incident', brawl, 'other-case', '/type')
  await s.says('XB', 'dossier', dossier('entry', 1))
  await s.says('XA', 'agreement', { xVersion: 1 })
  await s.says('XB', 'suspension', suspension())
  await s.fails('XA', 'agreement', { xVersion: 1 }, 'suspended', '/type')
  await s.says('XB', 'agreement', { xVersion: 1 })
  t.match(await offices(s.nodes.XA), [{ state: 'in-force', suspensions: [] }], 'whoever closed it opens it again')
  await s.says('XB', 'dossier', dossier('entry', 2, { xValidFrom: time(600), xAgencies: ['customs'] }))
  for (const side of ['XA', 'XB'] as const)
    t.match(
      await offices(s.nodes[side]),
      [{ state: 'in-force', dossiers: [{ by: 'XA' }, { version: 1, inForce: true }, { version: 2, agreed: false }] }],
      'a proposal closes nothing',
    )
  await s.says('XA', 'agreement', { xVersion: 2 })
  for (const side of ['XA', 'XB'] as const)
    t.match(await offices(s.nodes[side]), [
      {
        state: 'in-force',
        dossiers: [{}, { version: 1, inForce: true }, { version: 2, agreed: true, inForce: false }],
      },
    ])
  const begun = story(t, [s.nodes.XA, s.nodes.XB])
  await begun.says('XA', 'exit-completed', exit({ xOfficeCase: s.conversation }))
  await begun.ends()
  await s.ends()
})

t.test('what a movement does not allow', async (t) => {
  const nodes = await pair(t)
  const s = await handedOver(t, nodes)
  const subject = '/document/xSubject'
  const of = (more: object = {}) => exit({ xOfficeCase: agreed.get(nodes), ...more })
  await s.fails('XB', 'exit-completed', of(), 'sender-role', '/type')
  await s.fails('XA', 'exit-completed', of({ xSubject: [ONE] }), 'exited', `${subject}/0`)
  await s.fails('XA', 'exit-completed', of({ xOfficeId: 'O' }), 'office', '/document/xOfficeId')
  await s.fails('XA', 'exit-completed', of({ xOfficeCase: NOBODY }), 'office', '/document/xOfficeCase')
  await s.fails('XA', 'dossier', dossier('exit', 9), 'other-case', '/type')
  await s.fails('XA', 'agreement', { xVersion: 1 }, 'other-case', '/type')
  await s.fails('XA', 'handover', step(3), 'not-exited', '/type')
  await s.fails(
    'XB',
    'entry-started',
    step(3, { xSubject: [ONE, { xReceptacle: 'R' }] }),
    'unknown-subject',
    `${subject}/1`,
  )
  for (const type of ['detained', 'entry-completed'])
    await s.fails('XB', type, step(3, type === 'detained' ? why : {}), 'not-in-entry', '/type')
  await s.fails('XA', 'readmitted', step(3, { xSubject: [ONE] }), 'not-returned', subject)
  await s.fails('XB', 'entry-refused', step(3), 'schema', '/document/xReasonCode')
  const machine = { context: { xDecidedBy: MACHINE } }
  await s.fails('XB', 'entry-refused', step(3, why), 'decided-by', '/context/xDecidedBy', machine)
  const alien = step(3, { xWhat: 'x', xLawApplied: 'XC', xZone: 'Z1' })
  await s.fails('XB', 'incident', alien, 'law', '/document/xLawApplied')
  const odd = suspension({ xExceptions: [{ xMovement: NOBODY, xEnds: 'return' }] })
  await s.fails('XB', 'suspension', odd, 'exceptions', '/document/xExceptions')
  await s.fails('XB', 'suspension', suspension({ xUntil: time(-2) }), 'until', '/document/xUntil')
  await s.says('XB', 'entry-started', step(4))
  await s.fails('XB', 'entry-started', step(4), 'not-handed-over', '/type')
  await s.fails('XB', 'returned', step(5), 'not-refused', '/type')
  const guard = step(5, { xAgency: 'border-guard', ...why })
  await s.says('XB', 'detained', guard)
  await s.fails('XB', 'entry-refused', step(6, why), 'detained', '/type')
  t.match(await board(s.nodes.XA), [{ subjects: [{ stage: 'entry', detained: true }, { detained: true }] }])
  await s.says('XB', 'detention-lifted', guard)
  await s.says('XB', 'entry-completed', step(5, { xAgency: 'border-guard' }))
  await s.says('XB', 'suspension', suspension())
  await s.fails('XA', 'suspension', suspension(), 'suspended', '/type')
  await s.fails('XA', 'exit-completed', of({ xSubject: [{ xReceptacle: 'R' }] }), 'suspended', '/type')
  await s.says('XB', 'entry-completed', step(6))
  await s.fails('XB', 'entry-refused', step(7, why), 'not-in-entry', '/type')
  await s.fails('XB', 'seizure-lifted', step(7, { xRuling: { kind: 'court', authority: 'C', ref: '1', date: '2026-11-30' } }), 'not-seized', '/type') // prettier-ignore
  await s.fails('XB', 'disposed', step(7, { xDisposal: 'destroyed' }), 'not-its-own', '/type')
  const consents = { xToAgency: 'border-guard', xDisposal: 'destroyed', xConsent: true }
  await s.fails('XB', 'disposal-consent', consents, 'not-kept', '/type')
  await s.fails('XA', 'release-revoked', step(7, why), 'not-released', '/type')
  await s.fails('XB', 'release-revoked', step(7, why), 'left', '/document/xZone')
  await s.fails('XB', 'suspension', suspension(), 'over', '/type')
  await s.ends()

  const back = await handedOver(t, nodes)
  await back.says('XA', 'suspension', suspension({ xEnds: 'return' }))
  await back.fails('XB', 'entry-started', step(3), 'suspended', '/type')
  await back.fails('XA', 'handover', step(3), 'suspended', '/type')
  await back.says('XB', 'returned', step(4))
  await back.ends()
})
