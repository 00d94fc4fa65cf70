/** A juxtaposed office told from both sides: XA is the exit side, XB the entry side. */
import t from 'tap'
import type { Case } from '../../node/cases/engine.ts'
import { juxtaposedOffice } from '../../node/procedures/juxtaposed-office/juxtaposed-office.ts'
import {
  offDuty,
  rosterOf,
  strangerHere,
  strangersIn,
  unlikeDossier,
} from '../../node/procedures/juxtaposed-office/competence.ts'
import {
  hasFound,
  mayBegin,
  mayBeginThere,
  type Begins,
  movementState,
  needed,
  pairAt,
  standingAt,
  type JuxtaposedOffice,
} from '../../node/procedures/juxtaposed-office/office-state.ts'
import { ROSTERS } from '../../node/procedures/juxtaposed-office/office-steps.ts'
import { converges, message, neverApplied, nextId, Sides, type Line, type T } from './sides.ts'
import { stated } from '../officer.ts'
import { WaysOut } from './ways-out.ts'

const ONE = { transportEquipment: { id: 'XATU1000001' } }
const TWO = { xTransportDocument: { type: 'CMR', documentNumber: 'A:17' } }
const KEYS = ['equipment:XATU1000001', 'document:CMR:A:17'] as const
const time = (minutes: number): string => new Date(Date.parse('2026-11-23T06:00:00Z') + minutes * 60_000).toISOString()
const seconds = (minutes: number): number => Date.parse(time(minutes)) / 1000
const zone = (id: string) => ({ id, territory: 'XB', lanes: [{ id: '1', modeCode: '3' }] })
const dossier = (xSide: 'exit' | 'entry', xVersion: number, more: object = {}) => ({
  xOfficeId: 'XAB-BRIDGE',
  xSide,
  xVersion,
  xZones: [zone('Z1'), zone('Z2')],
  xValidFrom: time(0),
  xLegalBasis: 'agreement on the bridge, Art. 4',
  ...more,
})
const suspension = (more: object = {}) => ({ xReasonCode: 'storm', xFrom: time(60), xEnds: 'complete', ...more })
const exit = (more: object = {}) => ({
  xOfficeId: 'XAB-BRIDGE',
  xOfficeCase: '019ab000-0000-7000-8000-ffffffffffff',
  xZone: 'Z1',
  xLane: '1',
  xSubject: [ONE, TWO],
  xAt: time(1),
  ...more,
})
const step = (minutes: number, more: object = {}) => ({ xAt: time(minutes), ...more })

const opened = (t: T) => {
  const sides = new Sides<JuxtaposedOffice>(t, 'juxtaposed-office')
  sides.says('XA', 'dossier', dossier('exit', 1))
  return sides
}
const inForce = (t: T) => {
  const sides = opened(t)
  sides.says('XB', 'dossier', dossier('entry', 3, { xAgencies: ['customs', 'police'] }))
  sides.says('XA', 'agreement', { xVersion: 3 })
  sides.says('XB', 'agreement', { xVersion: 1 })
  return sides
}
const moving = (t: T) => {
  const sides = new Sides<JuxtaposedOffice>(t, 'juxtaposed-office')
  sides.says('XA', 'exit-completed', exit())
  return sides
}
const handedOver = (t: T) => {
  const sides = moving(t)
  sides.says('XA', 'handover', step(2))
  return sides
}
const officer = { xAgency: 'customs', xFunction: 'officer on duty' }
const roster = (xDuty: object[]) => ({ xFrom: time(0), xTo: time(480), xDuty })
const stages = ({ state }: Sides<JuxtaposedOffice>) => KEYS.map((key) => state.movement?.subjects[key]?.stage)
const due = (s: Sides<JuxtaposedOffice>) => juxtaposedOffice.deadlines(s.a.case as Case<JuxtaposedOffice>)

/** How the office stands so many minutes after six. */
const stands = ({ state }: Sides<JuxtaposedOffice>, minutes: number) =>
  standingAt(state.office!, Date.parse(time(minutes)))
/** Signed so many minutes after six. */
const said = (minutes: number) => ({ iat: Date.parse(time(minutes)) / 1000 })

t.test('an office is in force once each has agreed to the dossier of the other', async (t) => {
  const sides = opened(t)
  sides.says('XB', 'dossier', dossier('entry', 3, { xAgencies: ['customs', 'police'] }))
  sides.says('XA', 'agreement', { xVersion: 3 })
  t.equal(stands(sides, 1), 'proposed')
  sides.says('XB', 'agreement', { xVersion: 1 })
  t.same([stands(sides, -1), stands(sides, 0)], ['not-valid', 'in-force'])
  t.match(sides.state.office, { agreed: { exit: { version: 1 }, entry: { version: 3 } }, suspensions: [] })
  t.same(
    [sides.state.office?.dossiers.exit?.agencies, sides.state.office?.dossiers.entry?.agencies],
    [[], ['customs', 'police']],
    'each says which of its agencies are there',
  )
})

t.test('a proposal closes no office: what is agreed is in force until what is agreed next begins', async (t) => {
  const sides = inForce(t)
  const counts = (minutes: number) => {
    const pair = pairAt(sides.state.office!, Date.parse(time(minutes)))
    return pair && [pair.exit.version, pair.entry.version]
  }
  const absent = (xAgency: string, minutes: number) =>
    unlikeDossier(
      sides.state.office!,
      'entry',
      null,
      message('juxtaposed-office', 'XB', 'XA', 'entry-started', step(minutes, { xAgency, xAgencies: ['customs'] })),
    )?.rule
  sides.says('XB', 'dossier', dossier('entry', 4, { xAgencies: ['customs'], xValidFrom: time(100) }))
  t.same([stands(sides, 1), stands(sides, 101), counts(101)], ['in-force', 'in-force', [1, 3]], 'it is only proposed')
  t.equal(absent('police', 101), undefined, 'whom nobody has agreed to send away is there')
  t.equal(mayBegin(sides.state.office, message('juxtaposed-office', 'XA', 'XB', 'exit-completed', exit()) as Begins), undefined) // prettier-ignore
  sides.fails('XA', 'agreement', { xVersion: 4 }, 'decided-by', '/context/xDecidedBy', {
    context: { xDecidedBy: undefined } as never,
  })
  const machine = { xDecidedBy: { ...stated('X-1'), kind: 'machine' } }
  sides.fails('XA', 'agreement', { xVersion: 4 }, 'decided-by', '/context/xDecidedBy', { context: machine })
  sides.says('XA', 'agreement', { xVersion: 4 })
  t.same([stands(sides, 1), counts(99), counts(100)], ['in-force', [1, 3], [1, 4]], 'agreed, and not begun')
  t.same([absent('police', 99), absent('police', 100)], [undefined, 'agency'])
  sides.fails('XA', 'agreement', { xVersion: 3 }, 'version', '/document/xVersion')
  // One that is agreed later and begins before takes the place of what has not begun.
  sides.says('XA', 'dossier', dossier('exit', 2, { xValidFrom: time(50), xValidTo: time(200) }))
  sides.says('XB', 'dossier', dossier('entry', 5, { xValidFrom: time(50) }))
  sides.says('XB', 'agreement', { xVersion: 2 })
  t.same(counts(100), [2, 4], 'each dossier counts as far as the other side has agreed to it')
  sides.says('XA', 'agreement', { xVersion: 5 })
  t.same(
    [counts(49), counts(50), counts(100)],
    [
      [1, 3],
      [2, 5],
      [2, 5],
    ],
  )
  t.equal(sides.state.office?.pairs.length, 2, 'what will not begin any more is not kept')
  t.same([stands(sides, 199), stands(sides, 200)], ['in-force', 'not-valid'], 'what has ended does not come back')
})

t.test('each side suspends an office for itself, and opens what it has suspended, at any time', async (t) => {
  const sides = inForce(t)
  const movement = nextId()
  const ours = { xUntil: time(99), xExceptions: [{ xMovement: movement, xEnds: 'return' }] }
  sides.says('XB', 'suspension', suspension(ours))
  t.match(sides.state.office?.suspensions, [{ side: 'entry', exceptions: { [movement]: 'return' } }])
  t.same([stands(sides, 59), stands(sides, 60), stands(sides, 99)], ['in-force', 'suspended', 'in-force'])
  sides.fails('XA', 'agreement', { xVersion: 3 }, 'suspended', '/type')
  sides.says('XA', 'suspension', suspension({ xUntil: time(120) }))
  t.same([stands(sides, 99), stands(sides, 120)], ['suspended', 'in-force'], 'the other side adds its own')
  sides.says('XB', 'suspension', suspension({ xFrom: time(90), xUntil: time(150) }))
  t.same([stands(sides, 149), stands(sides, 150)], ['suspended', 'in-force'], 'and the first one lengthens its own')
  sides.says('XB', 'dossier', dossier('entry', 4))
  sides.says('XA', 'agreement', { xVersion: 4 })
  t.equal(stands(sides, 110), 'suspended', 'to agree to something else opens nothing')
  sides.says('XA', 'agreement', { xVersion: 4 })
  sides.says('XA', 'dossier', dossier('exit', 2))
  t.equal(stands(sides, 110), 'suspended', 'by the other side')
  sides.says('XB', 'agreement', { xVersion: 1 })
  t.same([stands(sides, 110), sides.state.office?.suspensions], ['in-force', []], 'though another dossier is proposed')
  // A suspension that ran out keeps nobody from the next one, and there is nothing to open.
  sides.says('XB', 'suspension', suspension({ xUntil: time(99) }))
  sides.fails('XB', 'agreement', { xVersion: 1 }, 'agreed', '/type', said(99))
  sides.fails('XA', 'agreement', { xVersion: 4 }, 'agreed', '/type', said(99))
  sides.says('XB', 'suspension', suspension({ xFrom: time(200) }), said(200))
  t.same([sides.state.office?.suspensions.length, stands(sides, 201)], [1, 'suspended'])
  sides.says('XA', 'suspension', suspension({ xFrom: time(201) }), said(201))
  sides.says('XB', 'agreement', { xVersion: 1 }, said(202))
  t.equal(stands(sides, 203), 'suspended', 'nobody opens what the other has suspended')
  sides.says('XA', 'agreement', { xVersion: 4 }, said(202))
  t.equal(stands(sides, 203), 'in-force')
})

t.test('an office that is not in force when it would be suspended is not suspended', async (t) => {
  const sides = opened(t)
  sides.says('XB', 'dossier', dossier('entry', 1, { xValidTo: time(300) }))
  sides.says('XA', 'agreement', { xVersion: 1 })
  sides.fails('XB', 'suspension', suspension(), 'not-in-force', '/type')
  sides.says('XB', 'agreement', { xVersion: 1 })
  sides.fails('XB', 'suspension', suspension({ xFrom: time(-9) }), 'not-in-force', '/type')
  sides.fails('XB', 'suspension', suspension({ xFrom: time(300) }), 'not-in-force', '/type')
  sides.fails('XB', 'suspension', suspension(), 'not-in-force', '/type', said(300))
  sides.says('XB', 'suspension', suspension(), said(299))
})

t.test('what a dossier and its agreement do not allow', async (t) => {
  const sides = opened(t)
  sides.fails('XA', 'agreement', { xVersion: 1 }, 'no-dossier', '/type')
  sides.fails('XA', 'dossier', dossier('exit', 1), 'version', '/document/xVersion')
  sides.fails('XA', 'dossier', dossier('entry', 2), 'side', '/document/xSide')
  sides.fails('XA', 'dossier', dossier('exit', 2, { xOfficeId: 'OTHER' }), 'office', '/document/xOfficeId')
  sides.fails('XA', 'dossier', dossier('exit', 2, { xZones: [zone('Z'), zone('Z')] }), 'zone', '/document/xZones/1/id')
  sides.fails('XB', 'agreement', { xVersion: 2 }, 'version', '/document/xVersion')
  sides.says('XB', 'agreement', { xVersion: 1 })
  sides.fails('XB', 'agreement', { xVersion: 1 }, 'agreed', '/type')
  sides.fails('XB', 'suspension', suspension(), 'not-in-force', '/type')
  sides.fails('XB', 'suspension', suspension({ xUntil: time(60) }), 'until', '/document/xUntil')
  sides.fails('XA', 'exit-completed', exit(), 'other-case', '/type')
  for (const type of ['handover', 'readmitted', 'control-again'] as const)
    sides.fails('XA', type, step(1), 'other-case', '/type')
  for (const type of ['handover-revoked', 'control-again-request'] as const)
    sides.fails('XA', type, step(1, { xReasonCode: 'x' }), 'other-case', '/type')
  sides.fails('XB', 'control-again-answer', step(1, { xConsent: true }), 'other-case', '/type')
  for (const type of ['entry-started', 'entry-completed', 'returned'] as const)
    sides.fails('XB', type, step(1), 'other-case', '/type')
  for (const type of ['entry-refused', 'detained'] as const)
    sides.fails('XB', type, step(1, { xReasonCode: 'x' }), 'other-case', '/type')
  sides.fails('XB', 'incident', step(1, { xWhat: 'x', xLawApplied: 'XA', xZone: 'Z1' }), 'other-case', '/type')
  sides.fails('XA', 'agreement', {}, 'schema', '/document/xVersion')
})

t.test('two subjects of one movement: one enters, the other is refused and its exit reversed', async (t) => {
  const sides = moving(t)
  t.match(due(sides), [{ kind: 'send', what: 'handover', owner: 'XA', body: { xAt: time(1), xSubject: [ONE, TWO] } }])
  sides.fails('XB', 'entry-started', step(2), 'not-handed-over', '/type')
  sides.says('XA', 'handover', step(2))
  t.same(due(sides), [])
  sides.says('XB', 'entry-started', step(3))
  sides.says('XB', 'detained', step(4, { xSubject: [TWO], xReasonCode: 'papers' }))
  t.same([stages(sides), sides.state.movement?.subjects[KEYS[1]]?.detainedBy], [['entry', 'entry'], ['customs']])
  sides.says('XB', 'entry-completed', step(5, { xSubject: [ONE], declaration: { id: '26XB1' } }))
  sides.fails('XB', 'entry-completed', step(5), 'detained', '/type')
  sides.says('XB', 'detention-lifted', step(5, { xSubject: [TWO], xReasonCode: 'papers-came' }))
  sides.fails('XB', 'detention-lifted', step(5, { xReasonCode: 'x' }), 'not-detained', '/type')
  sides.says('XB', 'detained', step(5, { xSubject: [TWO], xReasonCode: 'papers' }))
  sides.says('XB', 'entry-refused', step(6, { xReasonCode: 'prohibited' }))
  t.same(stages(sides), ['done', 'refused'], 'what is not named is what is not over')
  sides.says('XB', 'returned', step(7))
  sides.says('XA', 'readmitted', step(8, { xSubject: [TWO] }))
  t.match(sides.state.movement?.subjects[KEYS[1]], { stage: 'returned', readmitted: true, since: time(8) })
  sides.says('XB', 'incident', step(9, { xWhat: 'brawl', xLawApplied: 'XB', xZone: 'Z1', xSubject: [ONE] }))
  t.match(Object.values(sides.state.movement!.incidents), [{ side: 'entry', law: 'XB' }])
  sides.fails('XA', 'readmitted', step(10, { xSubject: [TWO] }), 'not-returned', '/document/xSubject')
  sides.fails('XB', 'suspension', suspension(), 'over', '/type')
  sides.says('XA', 'exit-completed', exit({ xSubject: [TWO], xAt: time(60) }))
  t.equal(stages(sides)[1], 'exit', 'it may try again')
})

const one = (s: Sides<JuxtaposedOffice>) => s.state.movement!.subjects[KEYS[0]]!

t.test('agencies finish apart: it is handed over, and has entered, once all that are named have ended', async (t) => {
  const sides = new Sides<JuxtaposedOffice>(t, 'juxtaposed-office')
  const of = (xAgency: string, more: object = {}) => exit({ xSubject: [ONE], xAgency, ...more })
  sides.says('XA', 'exit-completed', of('customs', { xAgencies: ['border-guard', 'plant-health'] }))
  t.same(due(sides), [], 'nothing is handed over while another agency controls')
  sides.fails('XA', 'handover', step(2, { xSubject: [ONE] }), 'not-exited', '/document/xSubject')
  sides.fails('XA', 'exit-completed', of('customs'), 'exited', '/document/xSubject/0')
  const spoken = { context: { xFromAgency: 'plant-health' } }
  sides.fails('XA', 'exit-completed', of('border-guard'), 'other-agency', '/document/xAgency', spoken)
  sides.says('XA', 'exit-completed', exit({ xSubject: [ONE] }), spoken)
  t.same(due(sides), [])
  sides.says('XA', 'exit-completed', of('border-guard', { xAt: time(9) }))
  t.match(due(sides), [{ what: 'handover', body: { xAt: time(9), xSubject: [ONE] } }])
  sides.says('XA', 'handover', step(10))
  sides.fails('XA', 'exit-completed', of('veterinary'), 'exited', '/document/xSubject/0')

  sides.says('XB', 'entry-started', step(11, { xAgencies: ['plant-health'] }))
  sides.fails('XB', 'entry-started', step(12), 'not-handed-over', '/type')
  sides.says('XB', 'entry-started', step(12, { xAgency: 'border-guard' }))
  t.same([one(sides).since, one(sides).agencies.entry.named], [time(11), ['border-guard', 'customs', 'plant-health']])
  sides.fails('XB', 'entry-completed', step(13, { xAgency: 'police' }), 'unknown-agency', '/document/xAgency')
  sides.says('XB', 'detained', step(13, { xAgency: 'plant-health', xReasonCode: 'pest' }))
  sides.says('XB', 'entry-completed', step(14))
  sides.fails('XB', 'entry-completed', step(15), 'ended', '/type')
  t.equal(one(sides).stage, 'entry', 'customs has ended, and plant health holds it')
  sides.fails('XB', 'entry-completed', step(15, { xAgency: 'plant-health' }), 'detained', '/type')
  sides.fails('XB', 'detention-lifted', step(15, { xReasonCode: 'x' }), 'not-detained', '/type')
  sides.says('XB', 'detention-lifted', step(16, { xAgency: 'plant-health', xReasonCode: 'treated' }))
  sides.says('XB', 'entry-completed', step(17, { xAgency: 'plant-health' }))
  t.equal(one(sides).stage, 'entry')
  sides.says('XB', 'detained', step(18, { xReasonCode: 'tip' }))
  sides.says('XB', 'detained', step(18, { xAgency: 'border-guard', xReasonCode: 'papers' }))
  sides.says('XB', 'detention-lifted', step(19, { xReasonCode: 'nothing' }))
  sides.fails('XB', 'entry-completed', step(19, { xAgency: 'border-guard' }), 'detained', '/type')
  sides.says('XB', 'detention-lifted', step(20, { xAgency: 'border-guard', xReasonCode: 'seen' }))
  sides.says('XB', 'entry-completed', step(20, { xAgency: 'border-guard' }))
  t.equal(one(sides).stage, 'entry', 'what customs has detained meanwhile it ends anew')
  sides.says('XB', 'entry-completed', step(21))
  t.same([one(sides).stage, movementState(sides.state.movement!)], ['done', 'done'])
})

t.test('all agencies of a side that its dossier has at the office take part, and none is left out', async (t) => {
  const office = opened(t)
  const agencies = ['customs', 'border-guard', 'plant-health']
  office.says('XA', 'dossier', dossier('exit', 2, { xAgencies: agencies }))
  office.says('XB', 'dossier', dossier('entry', 1, { xAgencies: ['customs', 'police'] }))
  office.says('XA', 'agreement', { xVersion: 1 })
  office.says('XB', 'agreement', { xVersion: 2 })
  const sides = new Sides<JuxtaposedOffice>(t, 'juxtaposed-office')
  const why = (side: 'exit' | 'entry', type: string, body: object) =>
    [office.a, office.b].map((fold) => {
      const from = side === 'exit' ? 'XA' : 'XB'
      const said = message('juxtaposed-office', from, from === 'XA' ? 'XB' : 'XA', type, body)
      const { office: known } = fold.case!.state as JuxtaposedOffice
      return unlikeDossier(known!, side, (sides.a.case?.state as JuxtaposedOffice | undefined)?.movement ?? null, said)
    })
  const refused = (reason: string) => [1, 2].map(() => ({ rule: 'agency', pointer: '/document/xAgencies', reason }))
  const free = [undefined, undefined]
  const left = (one: string) => refused(`${one} is at the office, and takes part: it is named too`)
  t.same(why('exit', 'exit-completed', exit()), left('border-guard'))
  t.same(why('exit', 'exit-completed', exit({ xAgencies: ['border-guard'] })), left('plant-health'))
  t.same(why('exit', 'exit-completed', exit({ xAgencies: [...agencies, 'police'] })), refused('police is not at the office'))
  const all = exit({ xAgencies: ['border-guard', 'plant-health'] })
  t.same(why('exit', 'exit-completed', all), free)
  sides.says('XA', 'exit-completed', all)
  t.same(why('exit', 'exit-completed', exit({ xAgency: 'border-guard' })), free, 'who takes part is named once')
  t.same(due(sides), [])
  for (const xAgency of ['border-guard', 'plant-health']) sides.says('XA', 'exit-completed', exit({ xAgency }))
  sides.says('XA', 'handover', step(2))
  t.same(why('entry', 'entry-started', step(3)), left('police'))
  sides.says('XB', 'entry-started', step(3, { xSubject: [ONE], xAgencies: ['police'] }))
  t.same(why('entry', 'entry-started', step(3, { xSubject: [ONE], xAgency: 'police' })), free)
  t.same(why('entry', 'entry-started', step(3, { xAgency: 'police' })), left('customs'), 'nobody has begun on the other')
}) // prettier-ignore

t.test('what one agency refuses goes back once the others have ended their controls, and not before', async (t) => {
  const sides = handedOver(t)
  sides.says('XB', 'entry-started', step(3, { xSubject: [ONE], xAgencies: ['plant-health'] }))
  sides.says('XB', 'entry-refused', step(4, { xSubject: [ONE], xAgency: 'border-guard', xReasonCode: 'x' }))
  const back = (minutes: number) => step(minutes, { xSubject: [ONE] })
  const kept = (): void => {
    sides.fails('XB', 'returned', back(5), 'kept', '/document/xSubject')
    sides.fails('XA', 'readmitted', back(5), 'kept', '/document/xSubject')
    const ends = { ...back(5), xAgency: 'border-guard', xDisposal: 'destroyed' }
    sides.fails('XB', 'disposed', ends, 'kept', '/document/xSubject')
  }
  kept()
  sides.says('XB', 'entry-completed', back(6))
  kept()
  sides.says('XB', 'entry-completed', { ...back(7), xAgency: 'plant-health' })
  t.equal(one(sides).stage, 'refused', 'it does not enter by that')
  sides.fails('XB', 'entry-completed', back(8), 'ended', '/document/xSubject')
  sides.says('XB', 'returned', back(8))
  const own = handedOver(t)
  own.says('XB', 'entry-started', step(3))
  own.says('XB', 'entry-refused', step(4, { xReasonCode: 'x' }))
  own.says('XB', 'returned', step(5))
})

t.test('whose law governs the control follows from where it stands', async (t) => {
  const sides = moving(t)
  const law = () => one(sides).law
  t.equal(law(), 'XA')
  sides.says('XA', 'handover', step(2))
  t.equal(law(), 'XB')
  sides.says('XA', 'handover-revoked', step(3, { xReasonCode: 'wrong-lane' }))
  t.equal(law(), 'XA')
  sides.says('XA', 'exit-completed', exit())
  sides.says('XA', 'handover', step(4))
  sides.says('XB', 'entry-refused', step(5, { xReasonCode: 'prohibited' }))
  t.equal(law(), 'XB', 'until it has gone back')
  sides.says('XB', 'returned', step(6))
  t.equal(law(), 'XA')
})

t.test('a handover by mistake is taken back in one message, while nothing was done with it', async (t) => {
  const sides = handedOver(t)
  const mistake = step(3, { xReasonCode: 'wrong-lorry' })
  const seen = { heads: sides.a.heads }
  sides.says('XA', 'handover-revoked', { ...mistake, xSubject: [ONE] })
  t.same(stages(sides), ['exit', 'handover'])
  t.same(due(sides), [], 'the machine does not hand it over again by itself')
  sides.fails('XB', 'entry-started', step(4, { xSubject: [ONE] }), 'not-handed-over', '/document/xSubject')
  sides.says('XA', 'exit-completed', exit({ xSubject: [ONE], xAt: time(5) }))
  t.match(due(sides), [{ what: 'handover', body: { xSubject: [ONE] } }])
  sides.says('XB', 'entry-started', step(6, { xSubject: [TWO] }), seen)
  sides.fails('XA', 'handover-revoked', { ...mistake, xSubject: [TWO] }, 'begun', '/document/xSubject')
  const crossed = handedOver(t)
  const both = { heads: crossed.a.heads }
  crossed.says('XB', 'entry-started', step(3), both)
  crossed.fails('XA', 'handover-revoked', mistake, 'begun', '/type', both)
})

t.test('after the handover the exit side controls nothing again without consent', async (t) => {
  const sides = moving(t)
  const asks = step(3, { xReasonCode: 'new-tip' })
  sides.fails('XA', 'control-again-request', asks, 'not-handed-over', '/type')
  sides.says('XA', 'handover', step(2))
  sides.fails('XA', 'control-again', step(3), 'no-consent', '/type')
  const first = sides.says('XA', 'control-again-request', asks)
  sides.fails('XA', 'control-again', step(4), 'no-consent', '/type')
  sides.fails('XB', 'control-again-answer', step(4, { xConsent: true }), 'no-request', '/ref')
  sides.says('XB', 'control-again-answer', step(4, { xConsent: false, xReasonCode: 'done' }), { ref: first })
  sides.fails('XA', 'control-again', step(5), 'no-consent', '/type')
  sides.fails('XB', 'control-again-answer', step(5, { xConsent: true }), 'no-request', '/ref', { ref: first })
  const second = sides.says('XA', 'control-again-request', { ...asks, xSubject: [ONE] })
  sides.says('XB', 'entry-started', step(6))
  sides.says('XB', 'control-again-answer', step(7, { xConsent: true }), { ref: second })
  sides.fails('XA', 'control-again', step(8), 'no-consent', '/type')
  sides.says('XA', 'control-again', step(8, { xSubject: [ONE], xResultCode: 'nothing' }))
  t.same(stages(sides), ['entry', 'entry'], 'it is where it was')
  sides.fails('XA', 'control-again', step(9, { xSubject: [ONE] }), 'no-consent', '/document/xSubject')
  const third = sides.says('XA', 'control-again-request', asks)
  sides.says('XB', 'control-again-answer', step(9, { xConsent: true }), { ref: third })
  sides.says('XB', 'entry-completed', step(10))
  sides.fails('XA', 'control-again', step(11, { xSubject: [ONE] }), 'no-consent', '/document/xSubject')
})

t.test('a roster says who decides at the office, by function, and by reference where that was agreed', async (t) => {
  const sides = inForce(t)
  const named = { ...officer, xRef: 'XB-7' }
  sides.fails('XB', 'roster', { ...roster([officer]), xTo: time(0) }, 'until', '/document/xTo')
  sides.fails('XB', 'roster', roster([officer, named]), 'reference', '/document/xDuty/1/xRef')
  sides.fails('XB', 'roster', roster([{ ...officer, xName: 'N. N.' }]), 'schema', '/document/xDuty/0/xName')
  const told = { iat: seconds(-60) }
  const shift = sides.says('XB', 'roster', roster([officer, { ...officer, xFunction: 'shift leader', xDecides: ['seized'] }]), told) // prettier-ignore
  const clerk = { iat: seconds(60), context: { xDecidedBy: { ...stated('XB-7'), function: 'clerk' } } }
  sides.fails('XB', 'agreement', { xVersion: 1 }, 'not-on-duty', '/context/xDecidedBy', clerk)
  const says = (type: string, by: object, minutes: number) =>
    message('juxtaposed-office', 'XB', 'XA', type, {}, { context: { xDecidedBy: { ...stated('XB-7'), ...by } }, iat: seconds(minutes) }) // prettier-ignore
  const why = (type: string, by: object, minutes = 60) =>
    offDuty(sides.state.office!, 'entry', says(type, by, minutes))?.rule
  const [duty, leader] = [{ function: 'officer on duty' }, { function: 'shift leader' }]
  t.same([why('detained', duty), why('seized', leader), why('detained', leader)], [undefined, undefined, 'not-on-duty'])
  t.equal(why('detained', { function: 'clerk' }), 'not-on-duty')
  t.equal(why('detained', { function: 'clerk', kind: 'court' }), undefined, 'a court sits elsewhere')
  t.equal(why('detained', { function: 'clerk' }, 480), undefined, 'nobody is bound to a roster that is over')
  t.equal(offDuty(sides.state.office!, 'exit', message('juxtaposed-office', 'XA', 'XB', 'readmitted', {})), undefined)
  const suspends = (by: object) =>
    sides.fails('XB', 'suspension', suspension(), 'not-on-duty', '/context/xDecidedBy', { context: { xDecidedBy: { ...stated('XB-7'), ...by } }, iat: seconds(60) }) // prettier-ignore
  suspends({ function: 'clerk' })
  suspends(leader)

  const office = () => sides.state.office!
  const here = (by: object) => strangerHere(office(), 'entry', says('detained', { function: 'clerk', ...by }, 60))?.rule
  t.same([here({}), here({ roster: shift })], ['not-on-duty', 'not-on-duty'])
  t.equal(here({ roster: nextId() }), undefined, 'what has not come yet is held against nobody')
  t.equal(rosterOf(office(), 'entry', says('detained', duty, 60)), shift)
  t.equal(rosterOf(office(), 'entry', says('detained', { kind: 'court' }, 60)), undefined)
  const terms = { limits: {}, effects: ['officers-by-reference'], presented: [] }
  sides.says('XB', 'roster', roster([named]), { terms, iat: seconds(120) })
  t.same([why('detained', duty, 121), why('detained', { ...duty, ref: 'XB-8' }, 121)], [undefined, 'not-on-duty'])
  t.equal(why('detained', { ...duty, ref: 'XB-8' }, 119), undefined, 'what was told later counts from then on')
  const of = (at: number) => ({
    decisions: { m: { side: 'entry', type: 'detained', function: 'clerk', at: seconds(at) } },
  })
  t.same(
    [60, 480].map((at) => strangersIn(office(), of(at) as never)),
    [['m'], []],
  )
  const before = { function: 'officer on duty', ref: 'XB-8' }
  t.same([why('detained', before, 120), why('detained', { ...before, roster: shift }, 120)], ['not-on-duty', undefined], 'of one second the roster that is named') // prettier-ignore
  sides.says('XB', 'roster', { ...roster([officer]), xTo: time(200) }, { iat: seconds(130) })
  t.equal(why('detained', { ...duty, ref: 'XB-8' }, 150), undefined)
  t.equal(why('detained', { ...duty, ref: 'XB-8' }, 300), 'not-on-duty', 'then the one before counts again')
  for (let i = 0; i <= ROSTERS; i++) sides.says('XB', 'roster', roster([officer]), { iat: seconds(140) })
  t.equal(office().rosters.entry!.length, ROSTERS)
})

const RULING = { kind: 'court', authority: 'Regional court of B', ref: '7 K 12/26', date: '2026-11-23' }
const guard = { xAgency: 'border-guard' }

t.test('what is seized stays so until its agency lifts that by the word of a court, and then its control goes on', async (t) => {
  const sides = handedOver(t)
  sides.says('XB', 'entry-started', step(3))
  sides.says('XB', 'detained', step(4, { xReasonCode: 'counterfeit' }))
  sides.says('XB', 'seized', step(5, { xSubject: [ONE], xReasonCode: 'counterfeit' }))
  sides.fails('XB', 'seized', step(5, { xSubject: [ONE], xReasonCode: 'x' }), 'not-in-entry', '/document/xSubject')
  t.equal(movementState(sides.state.movement!), 'open')
  sides.says('XB', 'detained', step(5, { ...guard, xReasonCode: 'papers' }))
  for (const by of [{}, guard])
    sides.fails('XB', 'entry-refused', step(6, { ...by, xReasonCode: 'counterfeit' }), 'detained', '/type')
  t.same(sides.state.movement!.subjects[KEYS[1]]?.detainedBy, ['border-guard', 'customs'], 'each holds it for itself')
  sides.says('XB', 'seized', step(6, { xReasonCode: 'counterfeit' }))
  t.same([movementState(sides.state.movement!), stages(sides)], ['seized', ['seized', 'seized']])
  t.match(sides.state.movement!.subjects[KEYS[1]], { detainedBy: ['border-guard'], seizedBy: ['customs'] })
  t.match(needed(sides.a.case as Case<JuxtaposedOffice>), {}, 'what is seized is not over')

  sides.fails('XB', 'seizure-lifted', step(7), 'schema', '/document/xRuling')
  const { ref: _none, ...nameless } = RULING
  sides.fails('XB', 'seizure-lifted', step(7, { xRuling: nameless }), 'schema', '/document/xRuling/ref')
  const lifted = (more: object = {}) => step(7, { xRuling: RULING, ...more })
  sides.fails('XB', 'seizure-lifted', lifted(guard), 'not-seized', '/type')
  sides.fails('XB', 'seizure-lifted', lifted({ ...guard, xSubject: [TWO] }), 'not-seized', '/document/xSubject')
  sides.fails('XA', 'seizure-lifted', lifted(), 'sender-role', '/type')
  sides.says('XB', 'seizure-lifted', lifted())
  sides.fails('XB', 'seizure-lifted', lifted(), 'not-seized', '/type')
  t.same([movementState(sides.state.movement!), stages(sides)], ['open', ['entry', 'entry']], 'its control goes on')
  sides.fails('XB', 'entry-completed', step(8, { ...guard, xSubject: [TWO] }), 'detained', '/document/xSubject')
  sides.says('XB', 'detention-lifted', step(8, { ...guard, xReasonCode: 'ordered', xRuling: RULING }))
  sides.says('XB', 'entry-completed', step(9, { ...guard, xSubject: [TWO] }))
  t.same(stages(sides), ['entry', 'entry'], 'whoever had seized it decides too')
  sides.says('XB', 'entry-completed', step(9))
  t.same(stages(sides), ['done', 'done'])
  t.equal(needed(sides.a.case as Case<JuxtaposedOffice>), undefined)

  const early = handedOver(t)
  early.says('XB', 'seized', step(3, { xReasonCode: 'drugs' }))
  early.says('XB', 'seizure-lifted', step(4, { xRuling: RULING }))
  t.same([one(early).stage, one(early).agencies.entry], ['entry', { named: ['customs'], ended: [] }])
}) // prettier-ignore

t.test('what was seized or refused comes to an end by its own agency, where no other holds it', async (t) => {
  for (const xDisposal of ['destroyed', 'returned', 'abandoned', 'confiscated']) {
    const sides = handedOver(t)
    const gone = (more: object = {}) => step(9, { xDisposal, ...more })
    sides.fails('XB', 'disposed', gone(), 'not-its-own', '/type')
    sides.says('XB', 'entry-refused', step(3, { xSubject: [ONE], xReasonCode: 'health' }))
    sides.says('XB', 'seized', step(3, { xSubject: [TWO], xReasonCode: 'drugs' }))
    sides.fails('XB', 'disposed', gone(guard), 'not-its-own', '/type')
    sides.fails('XA', 'disposed', gone(), 'sender-role', '/type')
    sides.says('XB', 'disposed', gone({ xSubject: [ONE] }))
    sides.says('XB', 'disposed', gone())
    const stage = xDisposal === 'returned' ? 'returned' : 'disposed'
    t.same([stages(sides), movementState(sides.state.movement!)], [[stage, stage], stage])
    t.match(one(sides), { disposal: xDisposal, law: stage === 'returned' ? 'XA' : 'XB', seizedBy: [], refusedBy: null })
    t.equal(needed(sides.b.case as Case<JuxtaposedOffice>), undefined, 'the case has ended')
    sides.fails('XB', 'seizure-lifted', step(10, { xRuling: RULING }), 'not-seized', '/type')
  }
})

t.test('of goods that two have seized each ends its own hold, and one disposes of them where the other consents', async (t) => {
  const both = () => {
    const sides = handedOver(t)
    sides.says('XB', 'seized', step(3, { xReasonCode: 'drugs' }))
    sides.says('XB', 'seized', step(4, { ...guard, xSubject: [ONE, TWO], xReasonCode: 'weapons' }))
    return sides
  }
  const destroyed = (more: object = {}) => step(9, { xDisposal: 'destroyed', ...more })
  const yes = (more: object = {}) => ({ ...guard, xToAgency: 'customs', xDisposal: 'destroyed', xConsent: true, ...more })
  const sides = both()
  t.same(one(sides).seizedBy, ['border-guard', 'customs'])
  for (const by of [{}, guard]) sides.fails('XB', 'disposed', destroyed(by), 'kept', '/type')
  sides.fails('XB', 'disposal-consent', yes({ xToAgency: 'border-guard' }), 'own-consent', '/document/xToAgency')
  sides.fails('XB', 'disposal-consent', yes({ xAgency: 'veterinary' }), 'not-kept', '/type')
  sides.fails('XB', 'disposal-consent', yes({ xDisposal: 'done' }), 'schema', '/document/xDisposal')
  sides.says('XB', 'disposal-consent', yes({ xDisposal: 'returned' }))
  sides.fails('XB', 'disposed', destroyed(), 'kept', '/type')
  sides.says('XB', 'disposal-consent', yes({ xSubject: [ONE] }))
  sides.fails('XB', 'disposed', destroyed(), 'kept', '/type')
  sides.fails('XB', 'disposed', destroyed(guard), 'kept', '/type')
  sides.says('XB', 'disposed', destroyed({ xSubject: [ONE] }))
  t.same([stages(sides), one(sides).disposal, one(sides).seizedBy], [['disposed', 'seized'], 'destroyed', []])
  sides.says('XB', 'disposal-consent', yes())
  sides.says('XB', 'disposal-consent', yes({ xConsent: false }))
  sides.fails('XB', 'disposed', destroyed(), 'kept', '/type')
  sides.says('XB', 'seizure-lifted', step(10, { ...guard, xRuling: RULING }))
  t.same(stages(sides), ['disposed', 'seized'], 'customs has it yet')
  sides.says('XB', 'disposed', destroyed())
  t.equal(movementState(sides.state.movement!), 'disposed')

  const freed = both()
  for (const by of [{}, guard]) {
    t.same(stages(freed), ['seized', 'seized'], 'free only once none holds it')
    freed.says('XB', 'seizure-lifted', step(5, { ...by, xRuling: RULING }))
  }
  t.same(stages(freed), ['entry', 'entry'])
  const held = both()
  held.says('XB', 'disposal-consent', yes())
  held.says('XB', 'seizure-lifted', step(5, { ...guard, xRuling: RULING }))
  t.same(one(held).consents, {}, 'a consent ends with the hold for which it was given')
  held.says('XB', 'seized', step(6, { ...guard, xSubject: [ONE, TWO], xReasonCode: 'again' }))
  held.fails('XB', 'disposed', destroyed(), 'kept', '/type')
}) // prettier-ignore

t.test('a control that was ended by mistake is open again, of what has not gone on', async (t) => {
  const mistake = (more: object = {}) => step(9, { xReasonCode: 'wrong-lorry', ...more })
  const sides = new Sides<JuxtaposedOffice>(t, 'juxtaposed-office')
  sides.says('XA', 'exit-completed', exit({ xSubject: [ONE], xAgencies: ['plant-health'] }))
  sides.fails('XB', 'release-revoked', mistake(), 'not-released', '/type')
  sides.fails('XA', 'release-revoked', mistake({ xAgency: 'plant-health' }), 'not-released', '/type')
  sides.fails('XA', 'release-revoked', step(9), 'schema', '/document/xReasonCode')
  sides.says('XA', 'release-revoked', mistake())
  sides.says('XA', 'exit-completed', exit({ xSubject: [ONE], xAgency: 'plant-health' }))
  t.same(due(sides), [], 'nothing is handed over that customs has not ended anew')
  sides.says('XA', 'exit-completed', exit({ xSubject: [ONE] }))
  sides.says('XA', 'handover', step(10))
  sides.fails('XA', 'release-revoked', mistake(), 'not-released', '/type')

  sides.says('XB', 'entry-started', step(11, { xAgencies: ['plant-health'] }))
  sides.says('XB', 'entry-completed', step(12))
  sides.says('XB', 'release-revoked', mistake())
  sides.says('XB', 'entry-completed', step(12, { xAgency: 'plant-health' }))
  t.equal(one(sides).stage, 'entry', 'customs has to end it anew')
  sides.says('XB', 'entry-completed', step(13))
  sides.fails('XB', 'release-revoked', mistake(), 'left', '/document/xZone')
  sides.fails('XA', 'release-revoked', mistake({ xZone: 'Z1' }), 'not-released', '/type')
  sides.says('XB', 'release-revoked', mistake({ xZone: 'Z1' }))
  t.match(one(sides), { stage: 'entry', since: time(9), agencies: { entry: { ended: ['plant-health'] } } })
  sides.says('XB', 'seized', step(14, { xReasonCode: 'drugs' }))
  sides.fails('XB', 'release-revoked', mistake({ xZone: 'Z1' }), 'not-released', '/type')
})

t.test('a refusal by mistake is taken back by the agency that refused, of what has not gone', async (t) => {
  const [why, plant] = [{ xReasonCode: 'wrong-lorry' }, { xAgency: 'plant-health' }]
  const begun = handedOver(t)
  begun.says('XB', 'entry-refused', step(3, { ...why, xSubject: [ONE] }))
  begun.says('XB', 'entry-started', step(3, { ...plant, xAgencies: ['customs'], xSubject: [TWO] }))
  begun.says('XB', 'entry-completed', step(4, { xSubject: [TWO] }))
  begun.says('XB', 'entry-refused', step(5, { ...why, xSubject: [TWO] }))
  begun.says('XB', 'disposal-consent', { ...plant, xToAgency: 'customs', xDisposal: 'destroyed', xConsent: true })
  begun.fails('XB', 'refusal-revoked', step(6), 'schema', '/document/xReasonCode')
  begun.fails('XB', 'refusal-revoked', step(6, { ...why, ...plant }), 'not-refused', '/type')
  begun.fails('XB', 'refusal-revoked', step(6, why), 'decided-by', '/context/xDecidedBy', { context: { xDecidedBy: undefined } as never }) // prettier-ignore
  begun.says('XB', 'refusal-revoked', step(6, why))
  t.match(one(begun), { stage: 'handover', refusedBy: null, law: 'XB', since: time(6), agencies: { entry: { named: [] } } }) // prettier-ignore
  const two = begun.state.movement!.subjects[KEYS[1]]!
  t.match(two, { stage: 'entry', refusedBy: null, since: time(6) })
  t.same([two.agencies.entry, two.consents], [{ named: ['customs', 'plant-health'], ended: [] }, {}])
  t.match(
    Object.values(begun.state.movement!.decisions).at(-1),
    { side: 'entry', type: 'refusal-revoked', function: 'duty officer' },
    'it is held against the roster',
  )
  begun.fails('XB', 'refusal-revoked', step(7, why), 'not-refused', '/type')
  begun.says('XB', 'entry-completed', step(7, { ...plant, xSubject: [TWO] }))
  t.equal(stages(begun)[1], 'entry', 'customs ends its control anew')
  begun.says('XB', 'entry-completed', step(8, { xSubject: [TWO] }))
  t.same(stages(begun), ['handover', 'done'])

  // Who refused had no control of its own begun; the other has ended its own meanwhile.
  const stranger = handedOver(t)
  stranger.says('XB', 'entry-started', step(3, plant))
  stranger.says('XB', 'entry-refused', step(4, why))
  stranger.says('XB', 'entry-completed', step(5, plant))
  stranger.says('XB', 'refusal-revoked', step(6, { ...why, xSubject: [ONE] }))
  t.same(one(stranger).agencies.entry, { named: ['customs', 'plant-health'], ended: ['plant-health'] })
  t.same(stages(stranger), ['entry', 'refused'])
  stranger.says('XB', 'entry-completed', step(7, { xSubject: [ONE] }))
  t.same(stages(stranger), ['done', 'refused'])
  stranger.says('XB', 'returned', step(8, { xSubject: [TWO] }))
  stranger.fails('XB', 'refusal-revoked', step(9, { ...why, xSubject: [TWO] }), 'not-refused', '/document/xSubject')

  // What it detained stands as before; what another has seen to since does not hold it.
  const detained = handedOver(t)
  detained.says('XB', 'entry-started', step(3, { ...plant, xAgencies: ['customs'] }))
  detained.says('XB', 'detained', step(4, { ...why, xSubject: [ONE] }))
  detained.says('XB', 'entry-refused', step(5, why))
  t.same(Object.values(detained.state.movement!.subjects).map((x) => x.detainedBy), [[], []]) // prettier-ignore
  detained.says('XB', 'refusal-revoked', step(6, why))
  t.same(Object.values(detained.state.movement!.subjects).map((x) => x.detainedBy), [['customs'], []]) // prettier-ignore
  detained.says('XB', 'entry-completed', step(7, plant))
  detained.fails('XB', 'entry-completed', step(7, { xSubject: [ONE] }), 'detained', '/document/xSubject')
  detained.says('XB', 'detention-lifted', step(8, why))
  detained.says('XB', 'entry-refused', step(9, { ...why, xSubject: [ONE] }))
  detained.says('XB', 'refusal-revoked', step(10, why))
  t.same(one(detained).detainedBy, [], 'what was lifted meanwhile does not come back')
  detained.says('XB', 'entry-completed', step(11))
  t.same(stages(detained), ['done', 'done'])

  // Nothing is built on it: who takes it back and who takes it in say so without knowing of each other, and one counts.
  const crossed = handedOver(t)
  crossed.says('XB', 'entry-refused', step(3, why))
  const both = { heads: crossed.a.heads }
  crossed.says('XB', 'refusal-revoked', step(4, why), both)
  crossed.fails('XA', 'readmitted', step(4), 'not-returned', '/type', both)
  t.same(stages(crossed), ['handover', 'handover'])
})

t.test('what is found with what was handed over is a subject of its own', async (t) => {
  const BOX = { transportEquipment: { id: 'XATU9000009' } }
  const [yes, about] = [{ xUndeclared: true }, { xSubject: [BOX] }]
  const box = ({ state }: Sides<JuxtaposedOffice>) => state.movement!.subjects['equipment:XATU9000009']
  const exited = moving(t)
  exited.fails('XB', 'entry-started', step(2, { ...yes, ...about }), 'not-handed-over', '/type')
  const s = handedOver(t)
  t.equal(one(s).declared, true)
  s.fails('XB', 'seized', step(3, { ...about, xReasonCode: 'drugs' }), 'unknown-subject', '/document/xSubject/0')
  s.fails('XB', 'entry-started', step(3, about), 'unknown-subject', '/document/xSubject/0')
  s.fails('XB', 'entry-started', step(3, yes), 'undeclared', '/document/xUndeclared')
  s.fails('XB', 'entry-started', step(3, { ...yes, xSubject: [BOX, ONE] }), 'undeclared', '/document/xUndeclared')
  s.fails('XA', 'entry-started', step(3, { ...yes, ...about }), 'sender-role', '/type')
  s.says('XB', 'entry-started', step(3, { ...yes, ...about, xAgencies: ['plant-health'] }))
  t.match(box(s), { declared: false, stage: 'entry', law: 'XB', since: time(3), agencies: { exit: { named: [] }, entry: { named: ['customs', 'plant-health'], ended: [] } } }) // prettier-ignore
  t.same([stages(s), hasFound(s.state.movement!)], [['handover', 'handover'], true], 'nothing else has begun')
  s.fails('XB', 'entry-started', step(4, { ...yes, ...about }), 'undeclared', '/document/xUndeclared')
  s.says('XB', 'entry-started', step(4, { xSubject: [ONE, TWO] }))
  s.says('XB', 'entry-completed', step(5, { xSubject: [ONE, TWO] }))
  t.equal(movementState(s.state.movement!), 'open', 'what was found keeps it open')
  s.says('XB', 'seized', step(6, { ...about, xReasonCode: 'drugs' }))
  t.same([movementState(s.state.movement!), hasFound(s.state.movement!)], ['split', false])
  t.ok(needed(s.b.case as Case<JuxtaposedOffice>), 'it is kept while that is seized')
  s.says('XB', 'seizure-lifted', step(7, { xRuling: RULING }))
  s.says('XB', 'entry-refused', step(8, { ...about, xReasonCode: 'prohibited' }))
  s.fails('XB', 'returned', step(9, about), 'kept', '/document/xSubject')
  s.says('XB', 'entry-completed', step(9, { ...about, xAgency: 'plant-health' }))
  s.says('XB', 'returned', step(10, about))
  s.says('XA', 'readmitted', step(11, about))
  t.match(box(s), { stage: 'returned', law: 'XA', readmitted: true, declared: false })
  s.says('XA', 'exit-completed', exit({ ...about, xAt: time(60) }))
  t.match(box(s), { stage: 'exit', declared: true, readmitted: false }, 'its exit makes it one like the others')

  // It is found also where what is open goes back; and where all of it has gone back, it is not there.
  const goesBack = handedOver(t)
  goesBack.says('XA', 'suspension', suspension({ xEnds: 'return' }))
  goesBack.fails('XB', 'entry-started', step(61), 'suspended', '/type')
  goesBack.says('XB', 'entry-started', step(61, { ...yes, ...about, xAgency: 'border-guard' }))
  goesBack.says('XB', 'returned', step(62, { xSubject: [ONE, TWO] }))
  goesBack.says('XB', 'seized', step(63, { ...guard, xReasonCode: 'arms' }))
  t.equal(box(goesBack)?.stage, 'seized')
  const gone = handedOver(t)
  gone.says('XB', 'returned', step(3))
  gone.fails('XB', 'entry-started', step(4, { ...yes, ...about }), 'not-handed-over', '/type')
})

t.test('no movement begins at an office whose dossiers are not in force', async (t) => {
  const sides = inForce(t)
  const begins = (minutes: number, more: object = {}): Begins =>
    message('juxtaposed-office', 'XA', 'XB', 'exit-completed', exit(more), { iat: seconds(minutes) }) as Begins
  const why = (minutes: number, more: object = {}) => {
    const { office } = sides.state
    return [mayBegin(office, begins(minutes, more))?.rule, mayBeginThere(office, begins(minutes, more))?.rule]
  }
  t.same(why(10), [undefined, undefined])
  t.equal(mayBegin(sides.state.office, begins(10, { xOfficeId: 'O' }))?.rule, 'office')
  t.same(why(-1), ['not-in-force', 'not-in-force'], 'not yet')
  t.same(why(-1, { xAt: time(10) }), ['not-in-force', 'not-in-force'], 'whatever time it states')
  sides.says('XB', 'suspension', suspension())
  t.same(why(61), ['not-in-force', undefined], 'what XA has not heard of is flagged')
  sides.says('XA', 'suspension', suspension())
  t.same(why(61), ['not-in-force', 'not-in-force'])
  const { office } = opened(t).state
  t.same([mayBegin(office, begins(10))?.rule, mayBeginThere(office, begins(10))?.rule], ['not-in-force', 'not-in-force']) // prettier-ignore
  t.same([mayBegin(null, begins(10))?.rule, mayBeginThere(null, begins(10))?.rule], ['office', undefined])
})

t.test('what a movement does not allow', async (t) => {
  const sides = handedOver(t)
  sides.fails('XA', 'exit-completed', exit({ xSubject: [ONE] }), 'exited', '/document/xSubject/0')
  sides.fails('XA', 'exit-completed', exit({ xOfficeId: 'OTHER' }), 'office', '/document/xOfficeId')
  const [elsewhere, nowhere] = [exit({ xOfficeCase: nextId() }), exit({ xOfficeCase: undefined })]
  sides.fails('XA', 'exit-completed', elsewhere, 'office', '/document/xOfficeCase')
  sides.fails('XA', 'exit-completed', nowhere, 'schema', '/document/xOfficeCase')
  const [last, next] = ['2021-11-23T06:00:00Z', '2031-11-23T06:00:00Z']
  sides.fails('XB', 'entry-started', step(3, { xAt: last }), 'long-ago', '/document/xAt')
  sides.fails('XB', 'entry-started', step(3, { xAt: next }), 'future', '/document/xAt')
  sides.fails('XA', 'handover', step(3), 'not-exited', '/type')
  sides.fails(
    'XA',
    'handover',
    step(3, { xSubject: [{ xReceptacle: 'R' }] }),
    'unknown-subject',
    '/document/xSubject/0',
  )
  sides.fails('XB', 'entry-completed', step(3), 'not-in-entry', '/type')
  sides.fails('XB', 'detained', step(3, { xReasonCode: 'x' }), 'not-in-entry', '/type')
  sides.fails('XA', 'readmitted', step(3), 'not-returned', '/type')
  sides.fails('XB', 'entry-refused', step(3), 'schema', '/document/xReasonCode')
  sides.fails('XB', 'incident', step(3, { xWhat: 'x', xLawApplied: 'XC', xZone: 'Z1' }), 'law', '/document/xLawApplied')
  sides.fails('XA', 'dossier', dossier('exit', 9), 'other-case', '/type')
  sides.fails('XA', 'agreement', { xVersion: 1 }, 'other-case', '/type')
  sides.fails('XA', 'roster', roster([officer]), 'other-case', '/type')
  sides.says('XB', 'entry-started', step(4))
  sides.fails('XB', 'returned', step(5), 'not-refused', '/type')
  sides.says('XB', 'entry-completed', step(6))
  sides.fails('XB', 'entry-refused', step(7, { xReasonCode: 'x' }), 'not-in-entry', '/type')
})

t.test('a suspension says how each open movement ends', async (t) => {
  const goesOn = handedOver(t)
  goesOn.fails('XB', 'suspension', suspension({ xExceptions: [] }), 'exceptions', '/document/xExceptions')
  goesOn.says('XB', 'suspension', suspension())
  goesOn.fails('XA', 'suspension', suspension(), 'suspended', '/type')
  goesOn.fails('XA', 'exit-completed', exit({ xSubject: [{ xReceptacle: 'R' }] }), 'suspended', '/type')
  goesOn.says('XB', 'entry-started', step(61))
  goesOn.says('XB', 'entry-completed', step(62))
  const others = new Sides<JuxtaposedOffice>(t, 'juxtaposed-office')
  others.says('XA', 'exit-completed', exit({ xAgencies: ['border-guard'] }))
  others.says('XA', 'suspension', suspension())
  others.says('XA', 'exit-completed', exit({ xAgency: 'border-guard' }))
  t.match(due(others), [{ what: 'handover' }], 'what goes on is cleared by all its agencies')
  others.says('XB', 'suspension', suspension({ xEnds: 'return' }))
  t.match(others.state.movement?.suspension, { ends: 'return' }, 'what either side sends back goes back')
  others.fails('XA', 'suspension', suspension({ xEnds: 'return' }), 'suspended', '/type')
  const goesBack = moving(t)
  goesBack.says('XA', 'suspension', suspension({ xEnds: 'return' }))
  t.same(due(goesBack), [])
  goesBack.fails('XA', 'handover', step(61), 'suspended', '/type')
  goesBack.says('XA', 'readmitted', step(62))
  t.same(stages(goesBack), ['returned', 'returned'])
})

t.test('any sequence, in any order of arrival, leaves both with the same case', async (t) => {
  const movement: Line[] = [
    { type: 'exit-completed', body: exit(), only: 'XA' },
    { type: 'handover', body: step(2), only: 'XA' },
    { type: 'entry-started', body: step(3), only: 'XB' },
    { type: 'entry-completed', body: step(4, { xSubject: [ONE] }), only: 'XB' },
    { type: 'detained', body: step(4, { xReasonCode: 'x' }), only: 'XB' },
    {
      type: 'entry-refused',
      body: step(5, { xReasonCode: 'x' }),
      only: 'XB',
      context: { xDecidedBy: stated('1') },
    },
    { type: 'refusal-revoked', body: step(6, { xReasonCode: 'x' }), only: 'XB' },
    {
      type: 'entry-started',
      body: step(3, { xUndeclared: true, xSubject: [{ transportEquipment: { id: 'XATU9000009' } }] }),
      only: 'XB',
    },
    { type: 'returned', body: step(6), only: 'XB' },
    { type: 'detention-lifted', body: step(6, { xReasonCode: 'x' }), only: 'XB' },
    { type: 'seized', body: step(6, { xReasonCode: 'x' }), only: 'XB' },
    { type: 'seized', body: step(6, { ...guard, xReasonCode: 'x', xSubject: [ONE] }), only: 'XB' },
    { type: 'seizure-lifted', body: step(7, { xRuling: RULING }), only: 'XB' },
    {
      type: 'disposal-consent',
      body: { xToAgency: 'border-guard', xDisposal: 'destroyed', xConsent: true },
      only: 'XB',
    },
    { type: 'disposed', body: step(8, { ...guard, xDisposal: 'destroyed' }), only: 'XB' },
    { type: 'disposed', body: step(8, { xDisposal: 'returned' }), only: 'XB' },
    { type: 'release-revoked', body: step(8, { xReasonCode: 'x', xZone: 'Z1' }) },
    { type: 'readmitted', body: step(7), only: 'XA' },
    { type: 'incident', body: step(8, { xWhat: 'x', xLawApplied: 'XA', xZone: 'Z1' }) },
    { type: 'suspension', body: suspension({ xEnds: 'return' }) },
    { type: 'suspension', body: suspension() },
    { type: 'exit-completed', body: exit({ xAgency: 'plant-health', xAgencies: ['customs'] }), only: 'XA' },
    { type: 'entry-started', body: step(3, { xAgency: 'plant-health' }), only: 'XB' },
    { type: 'entry-completed', body: step(4, { xAgency: 'plant-health' }), only: 'XB' },
    { type: 'handover-revoked', body: step(3, { xReasonCode: 'x' }), only: 'XA' },
    { type: 'control-again-request', body: step(3, { xReasonCode: 'x' }), only: 'XA' },
    {
      type: 'control-again-answer',
      body: step(4, { xConsent: true }),
      only: 'XB',
      answers: 'control-again-request',
    },
    { type: 'control-again', body: step(5), only: 'XA' },
  ]
  const office: Line[] = [
    { type: 'dossier', body: dossier('exit', 1), only: 'XA' },
    { type: 'dossier', body: dossier('entry', 1), only: 'XB' },
    { type: 'agreement', body: { xVersion: 1 } },
    { type: 'suspension', body: suspension() },
    { type: 'suspension', body: suspension({ xFrom: time(150) }), iat: Date.parse(time(200)) / 1000 },
    { type: 'roster', body: roster([officer]) },
    { type: 'dossier', body: dossier('exit', 2), only: 'XA' },
    { type: 'agreement', body: { xVersion: 2 }, only: 'XB' },
    { type: 'exit-completed', body: exit(), only: 'XA' },
  ]
  const ways = new WaysOut('juxtaposed-office')
  const applied = converges(t, 'juxtaposed-office', movement, 3, 600, ways)
  for (const [type, n] of converges(t, 'juxtaposed-office', office, 3, 600, ways))
    applied.set(type, (applied.get(type) ?? 0) + n)
  t.same(neverApplied('juxtaposed-office', applied), [])
})
