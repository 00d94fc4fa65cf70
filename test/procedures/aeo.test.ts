/** Authorised traders told from both sides: XA grants, XB recognises. */
import t from 'tap'
import { aeo, deltaHash, partHash, snapshotHash, type Aeo } from '../../node/procedures/aeo/aeo.ts'
import {
  keyOf,
  recognitionOf,
  traderKey,
  withTrader,
  type Entry,
  type Trader,
  type TraderKey,
  type Unrecognised,
} from '../../node/procedures/aeo/trader-record.ts'
import { partiesAt } from '../../node/procedures/aeo/at-lodgement.ts'
import { aeoClauses } from '../../node/peers/agreed-terms.ts'
import type { Agreement } from '../../node/peers/allows.ts'
import { statusOf, touchedCount, withStatuses, type Touched } from '../../node/procedures/aeo/touched.ts'
import type { Case } from '../../node/cases/engine.ts'
import type { AeoClause, LegalGround } from '../../node/peers/aeo-clause.ts'
import { cut, planOf } from '../../node/procedures/aeo/cut-snapshot.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { converges, message, neverApplied, Sides, START, type Line, type T } from './sides.ts'

const consent = { ref: 'C-1', at: '2026-01-01T00:00:00Z' }
const trader = (id: string, more: object = {}): Trader => ({
  aeoMutualRecognitionParty: { id },
  authorisationHolder: { id: `H-${id}`, categoryCode: 'AEOF' },
  xProgramme: 'AEO-XA',
  xEffectiveFrom: '2026-01-01T00:00:00Z',
  xConsent: consent,
  ...more,
})
const entry = (id: string, xAction: Entry['xAction'], more: object = {}): Entry => ({
  ...trader(id, more),
  xAction,
  xEffectiveFrom: '2026-11-01T00:00:00Z',
  ...more,
})
const key = (id: string) => ({ id, programme: 'AEO-XA', type: 'AEOF' })

const PARTS = [[trader('XA1'), trader('XA2')], [trader('XA3')]]
const HASH = snapshotHash(PARTS.map(partHash))
const part = (n: number, more: object = {}) => ({
  xSnapshot: 'S1',
  xPart: n,
  xParts: 2,
  xCount: 3,
  xSequence: 7,
  xHash: HASH,
  xTraders: PARTS[n - 1]!,
  ...more,
})
const delta = (xSequence: number, before: string, xEntries: Entry[]) => ({
  xSequence,
  xHash: deltaHash(before, xEntries),
  xEntries,
})
const loaded = (t: T): Sides<Aeo> => {
  const sides = new Sides<Aeo>(t, 'aeo')
  sides.says('XA', 'snapshot', part(2))
  sides.says('XA', 'snapshot', part(1))
  return sides
}
const due = (s: Sides<Aeo>) => aeo.deadlines(s.a.case as Case<Aeo>)

t.test('a snapshot in parts, deltas, proof of application, a query and recognition', async (t) => {
  const sides = loaded(t)
  t.same([sides.state.sequence, sides.state.hash, sides.state.count], [7, HASH, 3])
  const first = delta(8, HASH, [entry('XA1', 'suspended'), entry('XA9', 'granted')])
  sides.says('XA', 'delta', first)
  const second = delta(9, first.xHash, [entry('XA1', 'reinstated'), entry('XA2', 'revoked')])
  sides.says('XA', 'delta', second)
  sides.says('XB', 'applied', { xSequence: 9 })
  sides.says('XB', 'applied', { xSequence: 9, xRiskEngineTookAt: '2026-11-23T04:00:00Z' })
  t.same(sides.state.applied, { sequence: 9, tookAt: '2026-11-23T04:00:00Z' })
  const asked = sides.says('XB', 'query', { xKeys: [key('XA1')] })
  sides.says('XA', 'status', { xTraders: [{ key: key('XA1'), status: 'active' }] }, { ref: asked })
  sides.says('XB', 'recognition-suspended', { xKeys: [key('XA1')] })
  sides.says('XB', 'recognition-restored', { xKeys: [key('XA1')] })
  sides.says('XB', 'recognition-suspended', { xEffectiveFrom: '2026-11-24T00:00:00Z' })
  t.same(sides.state.unrecognised, { '*': '2026-11-24T00:00:00Z' })
  t.same(due(sides), [])
})

t.test('needed from the newest list on, and from what no list repeats', async (t) => {
  const sides = new Sides<Aeo>(t, 'aeo')
  const day = (n: number) => ({ iat: START / 1000 + n * 86_400 })
  const from = () => aeo.needed!(sides.a.case as Case<Aeo>, START)?.from
  const at = (n: number) => day(n).iat * 1000
  sides.says('XA', 'snapshot', part(2), day(3))
  t.equal(from(), at(3), 'a list that is still coming')
  sides.says('XA', 'snapshot', part(1), day(2))
  t.equal(from(), at(2), 'its parts come in any order')
  sides.says('XB', 'recognition-suspended', { xKeys: [key('XA1')] }, day(4))
  sides.says('XA', 'snapshot', part(1, { xSnapshot: 'S2', xSequence: 10 }), day(8))
  sides.says('XA', 'snapshot', part(2, { xSnapshot: 'S2', xSequence: 10 }), day(9))
  t.equal(from(), at(4), 'who is suspended stays so')
  sides.says('XB', 'recognition-restored', { xKeys: [key('XA1')] }, day(10))
  t.equal(from(), at(8))
})

t.test('a gap and a wrong hash ask for a resync by themselves; a snapshot mends them', async (t) => {
  const sides = loaded(t)
  sides.says('XA', 'delta', delta(9, HASH, [entry('XA1', 'suspended')]))
  t.same(
    due(sides).map((d) => [d.owner, d.kind, d.what, d.body]),
    [['XB', 'send', 'resync', { xReason: 'gap', xLastSequence: 7 }]],
  )
  sides.says('XB', 'resync', due(sides)[0]!.body)
  t.same(due(sides), [], 'asked once')
  sides.says('XA', 'delta', delta(8, HASH, [entry('XA1', 'suspended')]))
  t.equal(sides.state.sequence, 7, 'nothing counts until the snapshot is there')
  sides.says('XA', 'snapshot', part(1, { xSnapshot: 'S2', xSequence: 10 }))
  sides.says('XA', 'snapshot', part(2, { xSnapshot: 'S2', xSequence: 10 }))
  t.same([sides.state.sequence, sides.state.broken], [10, null])
  sides.says('XA', 'delta', { ...delta(11, HASH, [entry('XA1', 'suspended')]), xHash: HASH })
  t.same(due(sides)[0]?.body, { xReason: 'hash', xLastSequence: 10 })
  sides.says('XA', 'snapshot', part(1, { xSnapshot: 'S3', xSequence: 12 }))
  sides.says('XA', 'snapshot', { ...part(2, { xSnapshot: 'S3', xSequence: 12 }), xTraders: [trader('XA4')] })
  t.equal(sides.state.broken?.reason, 'hash', 'the snapshot is not what it says')
})

t.test('every functional error names its rule and its element', async (t) => {
  const s = new Sides<Aeo>(t, 'aeo')
  s.fails('XB', 'applied', { xSequence: 0 }, 'not-open', '/type')
  const { xConsent: _, ...without } = trader('XA5')
  s.fails('XA', 'snapshot', part(1, { xTraders: [trader('XA1'), without] }), 'ground', '/document/xTraders/1/xConsent')
  s.fails('XA', 'snapshot', part(1, { xPart: 3 }), 'part', '/document/xPart')
  s.fails('XA', 'snapshot', part(1, { xPartHash: HASH }), 'part-hash', '/document/xPartHash')
  s.says('XA', 'snapshot', part(1))
  s.fails('XA', 'snapshot', part(1), 'part', '/document/xPart')
  s.fails('XA', 'snapshot', part(2, { xCount: 9 }), 'snapshot', '/document/xSnapshot')
  s.says('XA', 'snapshot', part(2))
  s.fails('XA', 'snapshot', part(1, { xSnapshot: 'S0', xSequence: 6 }), 'sequence', '/document/xSequence')
  s.fails('XA', 'delta', delta(7, HASH, [entry('XA1', 'suspended')]), 'sequence', '/document/xSequence')
  const first = delta(8, HASH, [entry('XA1', 'suspended')])
  s.says('XA', 'delta', first)
  const again = delta(9, first.xHash, [entry('XA2', 'changed'), entry('XA1', 'suspended')])
  s.fails('XA', 'delta', again, 'status', '/document/xEntries/1/xAction')
  const { xConsent: _c, ...silent } = entry('XA6', 'granted')
  s.fails('XA', 'delta', delta(9, first.xHash, [silent]), 'ground', '/document/xEntries/0/xConsent')
  const self = entry('XA2', 'succeeded', { xSuccessorOf: ['XA2'] })
  s.fails('XA', 'delta', delta(9, first.xHash, [self]), 'successor', '/document/xEntries/0/xSuccessorOf')
  s.fails('XB', 'applied', { xSequence: 9 }, 'sequence', '/document/xSequence')
  s.says('XB', 'applied', { xSequence: 8, xRiskEngineTookAt: '2026-11-23T04:00:00Z' })
  s.fails('XB', 'applied', { xSequence: 8 }, 'applied', '/document/xSequence')
  s.fails('XA', 'status', { xTraders: [] }, 'no-query', '/ref')
  const asked = s.says('XB', 'query', { xKeys: [key('XA1')] })
  s.says('XA', 'status', { xTraders: [] }, { ref: asked })
  s.fails('XA', 'status', { xTraders: [] }, 'answered', '/ref', { ref: asked })
  s.fails('XB', 'recognition-restored', {}, 'recognised', '/type')
  s.says('XB', 'recognition-suspended', { xKeys: [key('XA1')] })
  s.fails('XB', 'recognition-suspended', { xKeys: [key('XA2'), key('XA1')] }, 'suspended', '/document/xKeys/1')
  s.fails('XB', 'recognition-restored', { xKeys: [key('XA1'), key('XA2')] }, 'recognised', '/document/xKeys/1')
  s.fails('XB', 'delta', first, 'sender-role', '/type')
})

t.test('published on consent, or on another ground that the agreement names for the programme', async (t) => {
  const ground = (kind: string) => ({ xLegalGround: { kind, ref: 'Customs Act, section 40' } })
  const { xConsent: _, ...bare } = trader('XA5')
  const listed = { ...bare, ...ground('public-task') }
  const clause = (of: string, programme: string, ...grounds: LegalGround[]) =>
    ({ of: of as Country, programme, types: ['*'], roles: ['*'], benefits: ['priority'], grounds }) as AeoClause
  const under = (...aeo: AeoClause[]) => ({ terms: { limits: {}, effects: [], presented: [], aeo } })
  const agreed = under(clause('XA', 'AEO-XA', 'legal-obligation'), clause('XA', '*', 'public-task'))
  const stated = (kind: string, xProgramme = 'AEO-XA') => ({ xLegalGrounds: [{ xProgramme, kind }] })
  const one = { xParts: 1, xCount: 1, xTraders: [listed], xHash: snapshotHash([partHash([listed as Trader])]) }
  const s = new Sides<Aeo>(t, 'aeo')
  const fails = (more: object, rule: string, pointer: string, terms: object = agreed) =>
    s.fails('XA', 'snapshot', part(1, { ...one, ...more }), rule, `/document/${pointer}`, terms)
  const first = 'xTraders/0/xLegalGround'
  fails({}, 'ground', first)
  fails(stated('public-task', 'CTPAT'), 'ground', first)
  fails(stated('legal-obligation'), 'ground', first)
  fails({ ...stated('public-task'), xTraders: [{ ...listed, xConsent: consent }] }, 'ground', first)
  const kind = 'xLegalGrounds/0/kind'
  for (const silent of [
    {},
    under(),
    under(clause('XB', '*', 'public-task')),
    under(clause('XA', 'CTPAT', 'public-task')),
  ])
    fails(stated('public-task'), 'ground-not-agreed', kind, silent)
  fails(stated('international-agreement'), 'ground', first)
  s.says('XA', 'snapshot', part(1, { ...one, ...stated('public-task') }), agreed)

  const { xConsent: _c, ...granted } = entry('XA6', 'granted')
  const next = (of: string) => delta(8, s.state.hash!, [{ ...granted, ...ground(of) } as Entry])
  const at = '/document/xEntries/0/xLegalGround/kind'
  s.fails('XA', 'delta', next('international-agreement'), 'ground-not-agreed', at, agreed)
  s.fails('XA', 'delta', next('hearsay'), 'schema', at, agreed)
  s.says('XA', 'delta', next('legal-obligation'), agreed)
  const lists = cut(
    (async function* () {
      for (const t of [trader('XA1'), listed, { ...listed, xProgramme: 'CTPAT' }]) yield JSON.stringify(t)
    })(),
  )
  t.same((await planOf(lists)).grounds, [
    { xProgramme: 'AEO-XA', kind: 'public-task' },
    { xProgramme: 'CTPAT', kind: 'public-task' },
  ])
})

t.test('is this trader recognised here, now, and since when', async (t) => {
  const at = (time: string) => Date.parse(time)
  const told = (saying: (Trader | Entry)[], when: string, crossing?: string, unrecognised: Unrecognised[] = []) => {
    const record = saying.reduce((r, s) => withTrader(r, s), undefined as ReturnType<typeof withTrader> | undefined)!
    const { recognised, since, reason, grace } = recognitionOf(
      keyOf(saying[0]!),
      record,
      unrecognised,
      [{ of: 'XA' as Country, programme: '*', types: ['*'], roles: ['*'], benefits: ['priority'] }],
      at(when),
      crossing,
    )
    return [recognised, new Date(since).toISOString().slice(0, 10), reason ?? grace]
  }
  const one = [trader('XA1')]
  t.same(told(one, '2026-06-01T00:00:00Z'), [true, '2026-01-01', undefined])
  t.same(told(one, '2025-06-01T00:00:00Z'), [false, '2026-01-01', 'not-yet'])
  const suspended = [...one, entry('XA1', 'suspended')]
  t.same(told(suspended, '2026-10-31T00:00:00Z'), [true, '2026-01-01', undefined], 'until it takes effect')
  t.same(told(suspended, '2026-11-02T00:00:00Z'), [false, '2026-11-01', 'not-active'])
  const again = [...suspended, entry('XA1', 'reinstated', { xEffectiveFrom: '2026-11-10T00:00:00Z' })]
  t.same(told(again, '2026-11-11T00:00:00Z'), [true, '2026-11-10', undefined])
  t.same(
    told([...again, entry('XA1', 'changed', { xEffectiveFrom: '2026-11-20T00:00:00Z' })], '2026-11-21T00:00:00Z'),
    [true, '2026-11-10', undefined],
    'a change of address begins nothing anew',
  )
  const from = (day: string) => ({ xEffectiveFrom: `${day}T00:00:00Z` })
  const renamed = entry('XA1', 'changed', { ...from('2026-12-31'), xName: 'new' })
  for (const action of ['suspended', 'revoked', 'expired', 'succeeded'] as const) {
    const off = entry('XA1', action)
    for (const saying of [
      [...one, renamed, off],
      [...one, off, renamed],
    ])
      for (const day of ['2026-11-02', '2027-01-02'])
        t.same(
          told(saying, `${day}T00:00:00Z`),
          [false, '2026-11-01', 'not-active'],
          `${action}: no change of particulars gives it back`,
        )
  }
  const lifted = [...suspended, entry('XA1', 'reinstated', from('2027-01-01'))]
  const early = entry('XA1', 'changed', from('2026-11-20'))
  t.same(told([...lifted, early], '2026-12-01T00:00:00Z')[2], 'not-active', 'nor does it bring an end forward')
  t.same(told([...lifted, early], '2027-01-01T00:00:00Z'), [true, '2027-01-01', undefined])
  const planned = [...one, entry('XA1', 'suspended', from('2027-01-01'))]
  t.same(told([...planned, early], '2026-12-01T00:00:00Z')[0], true, 'nor a suspension that is planned')
  t.same(told([...planned, early], '2027-01-01T00:00:00Z')[0], false)
  const cancelled = [...planned, entry('XA1', 'reinstated', from('2026-12-01'))]
  t.same(told(cancelled, '2027-01-02T00:00:00Z')[0], true, 'a planned suspension that is taken back does not begin')
  const twice = [...suspended, planned[1]!, entry('XA1', 'reinstated', from('2026-12-01'))]
  t.same(told(twice, '2026-12-02T00:00:00Z')[0], true, 'the end of one suspension')
  t.same(told(twice, '2027-01-02T00:00:00Z')[0], false, 'is not that of another, which is planned')
  const annulled = [...one, entry('XA1', 'revoked', from('2025-12-01'))]
  t.same(told(annulled, '2026-06-01T00:00:00Z'), [false, '2025-12-01', 'not-active'], 'as if it had never been granted')
  const ended = [...lifted, entry('XA1', 'revoked', from('2026-11-15'))]
  t.same(told(ended, '2027-01-02T00:00:00Z'), [false, '2026-11-15', 'not-active'], 'a reinstatement that was planned')
  t.same(
    told([...ended, entry('XA1', 'granted', from('2027-02-01'))], '2027-02-02T00:00:00Z'),
    [true, '2027-02-01', undefined],
    'granted anew',
  )
  const longer = [trader('XA1', { xEffectiveTo: '2026-07-01T00:00:00Z' })]
  t.same(
    told([...longer, entry('XA1', 'changed', { xEffectiveTo: '2027-07-01T00:00:00Z' })], '2026-12-01T00:00:00Z')[0],
    true,
    'a change may state another end',
  )
  const merged = [...one, entry('XA1', 'succeeded', { xGraceCrossings: ['C1'] })]
  t.same(told(merged, '2026-11-02T00:00:00Z'), [false, '2026-11-01', 'not-active'])
  t.same(told(merged, '2026-11-02T00:00:00Z', 'C1'), [true, '2026-11-01', true], 'a merger loses no goods on the road')
  t.same(told(merged, '2026-11-02T00:00:00Z', 'C2')[0], false)
  const ends = [trader('XA1', { xEffectiveTo: '2026-07-01T00:00:00Z' })]
  t.same(told(ends, '2026-08-01T00:00:00Z'), [false, '2026-07-01', 'over'])
  const moved = (more: object, action: Entry['xAction'] = 'changed') =>
    told([...ends, entry('XA1', action, { xEffectiveFrom: '2026-05-01T00:00:00Z', ...more })], '2026-08-01T00:00:00Z')
  t.same(moved({})[2], 'over', 'a change of something else does not make it valid for longer')
  t.same(moved({ xEffectiveTo: '2026-09-01T00:00:00Z' })[0], true)
  t.same(moved({}, 'granted')[0], true, 'what is granted anew has an end of its own')
  const not: Unrecognised[] = [{ scope: '*', from: at('2026-03-01T00:00:00Z'), to: at('2026-04-01T00:00:00Z') }]
  t.same(told(one, '2026-03-15T00:00:00Z', undefined, not), [false, '2026-03-01', 'recognition-suspended'])
  t.same(told(one, '2026-04-15T00:00:00Z', undefined, not), [true, '2026-04-01', undefined], 'since it was restored')
  t.same(told(one, '2026-02-15T00:00:00Z', undefined, not), [true, '2026-01-01', undefined])
})

t.test('who is recognised for what is what the agreement names: programme, type, role and benefit', async (t) => {
  const of = 'XA' as Country
  const safe = { of, programme: 'AEO-XA', types: ['AEOS', 'AEOF'], roles: ['*'], benefits: ['reduced-controls'] }
  const quick = { of, programme: 'AEO-XA', types: ['AEOF'], roles: ['CA', 'CZ'], benefits: ['priority'] }
  const tiers = { of, programme: 'CTPAT', types: ['2', '3'], roles: ['importer'], benefits: ['reduced-controls'] }
  const told = (key: Partial<TraderKey>, clauses: AeoClause[] = [safe, quick, tiers], more: object = {}) => {
    const record = withTrader(undefined, trader('XA1', more))
    const named = { id: 'XA1', programme: 'AEO-XA', ...key }
    const r = recognitionOf(named, record, [], clauses, Date.parse('2026-06-01T00:00:00Z'))
    return [r.recognised, r.reason, ...r.benefits.map((b) => `${b.benefit} ${b.reason ?? 'yes'}`)]
  }
  t.same(told({ type: 'AEOS' }), [true, undefined, 'priority type-not-agreed', 'reduced-controls yes'])
  t.same(told({ type: 'AEOF', role: 'CA' }), [true, undefined, 'priority yes', 'reduced-controls yes'])
  t.same(told({ type: 'AEOF' }), [true, undefined, 'priority role-not-agreed', 'reduced-controls yes'])
  const simplified = ['priority type-not-agreed', 'reduced-controls type-not-agreed']
  t.same(told({ type: 'AEOC' }), [false, 'type-not-agreed', ...simplified], 'simplification is not security')
  t.same(told({}), [false, 'type-not-agreed', ...simplified], 'no type is none of those that are named')
  const known = ['priority programme-not-agreed', 'reduced-controls yes']
  t.same(told({ programme: 'CTPAT', type: '3', role: 'importer' }), [true, undefined, ...known])
  const other = ['priority programme-not-agreed', 'reduced-controls role-not-agreed']
  t.same(told({ programme: 'CTPAT', type: '3', role: 'exporter' }), [false, 'role-not-agreed', ...other])
  t.same(told({ programme: 'PIP', type: 'AEOF' })[1], 'programme-not-agreed')
  t.same(told({ type: 'AEOF' }, []), [false, 'not-agreed'], 'silence recognises nobody')
  const ended = told({ type: 'AEOC' }, undefined, { xStatus: 'suspended' })
  t.same(ended.slice(0, 3), [false, 'not-active', 'priority not-active'], 'the status goes before the agreement')
})

t.test(
  'the clauses that count are those of the newest agreement that holds at the time that is asked for',
  async (t) => {
    const clause = (of: string, programme: string) => ({
      of,
      programme,
      types: ['*'],
      roles: ['*'],
      benefits: ['priority'],
    })
    const agreement = (issued_at: number, aeo: object[], from = 100, until = 900, more: object = {}) =>
      ({
        inForceAt: 1,
        revokedAt: null,
        document: { issued_at, aeo, valid: { from, until }, procedures: [{ name: 'aeo' }], stage: { name: 'live' } },
        ...more,
      }) as unknown as Agreement
    const told = (agreements: Agreement[], at: number, of = 'XA') =>
      aeoClauses(agreements, of as Country, at * 1000).map((c) => c.programme)
    const old = agreement(1, [clause('XA', 'OLD'), clause('XB', 'THEIRS')])
    const next = agreement(2, [clause('XA', 'NEW')], 500)
    t.same(told([old, next], 499), ['OLD'])
    t.same([told([old, next], 500), told([old, next], 500, 'XB')], [['NEW'], []], 'what it does not repeat is over')
    t.same([told([old], 99), told([old], 900), told([old], 200, 'XB')], [[], [], ['THEIRS']])
    t.same(told([{ ...old, revokedAt: 300 }], 300), [])
    t.same(told([{ ...old, inForceAt: null }], 200), [], 'one that was signed by one side alone')
    const signedLate = { ...next, inForceAt: 600_000 }
    t.same([599, 600].map((at) => told([old, signedLate], at)), [['OLD'], ['NEW']], 'not before the second has signed') // prettier-ignore
    const silent = agreement(3, [], 100, 900, {
      document: { ...next.document, issued_at: 3, procedures: [{ name: 'documents' }] },
    })
    t.same(told([old, silent], 600), ['OLD'], 'one that is about something else')
  },
)

t.test('status at lodgement: by the role of the party, and by what brings most', async (t) => {
  const known = (programme: string, role: string | undefined, recognised: boolean, benefits: string[]) => ({
    key: { id: 'T1', programme, ...(role === undefined ? {} : { role }) },
    recognition: {
      recognised,
      status: 'active',
      ...(recognised ? {} : { reason: 'type-not-agreed' }),
      benefits: benefits.map((benefit) => ({ benefit, recognised: true })),
    },
  })
  const lists = [known('A', undefined, false, []), known('B', 'CA', true, ['priority']), known('C', 'CZ', true, ['x', 'y'])] // prettier-ignore
  const asked: unknown[] = []
  const traders = {
    ask: async (questions: { id: string }[], at: number) => {
      asked.push([questions, at])
      return questions.map(({ id }) => (id === 'T1' ? lists : []))
    },
  }
  const told = await partiesAt(traders as never, [{ id: 'T1', roleCode: 'CA' }, { id: 'T1', roleCode: 'IM' }, { id: 'T1' }, { id: 'T9' }, {}], 5) // prettier-ignore
  t.same(told, [
    { id: 'T1', roleCode: 'CA', xRecognised: true, xStatus: 'active', xProgramme: 'B', xBenefits: ['priority'] },
    { id: 'T1', roleCode: 'IM', xRecognised: false, xStatus: 'active', xReason: 'type-not-agreed', xProgramme: 'A', xBenefits: [] }, // prettier-ignore
    { id: 'T1', xRecognised: true, xStatus: 'active', xProgramme: 'C', xBenefits: ['x', 'y'] },
    { id: 'T9', xRecognised: false, xStatus: 'unknown', xBenefits: [] },
  ])
  t.same(asked, [[[{ id: 'T1' }, { id: 'T1' }, { id: 'T1' }, { id: 'T9' }], 5]])
})

t.test('what a case holds of a hundred thousand touched traders is small, and names nobody', async (t) => {
  let touched: Touched = {}
  const keys = Array.from({ length: 20_000 }, (_, i) => traderKey(key(`XA${i}`)))
  touched = withStatuses(touched, new Map(keys.map((k) => [k, 'active'])))
  touched = withStatuses(
    touched,
    new Map([
      [keys[7]!, 'suspended'],
      [keys[8]!, 'withdrawn'],
    ]),
  )
  t.equal(touchedCount(touched), keys.length)
  t.equal(keys.filter((k) => statusOf(touched, k) === 'active').length, keys.length - 2)
  t.same([statusOf(touched, keys[7]!), statusOf(touched, keys[8]!)], ['suspended', 'withdrawn'])
  t.equal(statusOf(touched, traderKey(key('XB'))), undefined)
  t.ok(JSON.stringify(touched).length < 12 * keys.length)
  t.notOk(JSON.stringify(touched).includes('AEO-XA'))
})

t.test(
  'a part in the document and the same part attached are the same to the case, which holds no trader',
  async (t) => {
    const [inline, attached] = [new Sides<Aeo>(t, 'aeo'), new Sides<Aeo>(t, 'aeo')]
    for (const n of [1, 2]) {
      const { xTraders, ...body } = part(n)
      inline.says('XA', 'snapshot', aeo.keep!(message('aeo', 'XA', 'XB', 'snapshot', part(n))).body)
      const xAttachment = { part: 'attachment-1', digest: partHash(xTraders) }
      attached.says('XA', 'snapshot', { ...body, xAttachment, xPartCount: xTraders.length })
    }
    t.same(inline.state, attached.state)
    t.equal(inline.state.count, 3)
    t.notOk(JSON.stringify(inline.a.messages).includes('XA1'))
    const short = new Sides<Aeo>(t, 'aeo')
    short.says('XA', 'snapshot', part(1, { xCount: 4 }))
    short.says('XA', 'snapshot', part(2, { xCount: 4 }))
    t.equal(short.state.broken?.reason, 'hash', 'a trader is missing')
  },
)

t.test('an attachment is looked at before its message is taken', async (t) => {
  const lines = (traders: object[]) => Buffer.from(traders.map((x) => JSON.stringify(x)).join('\n') + '\n')
  const look = (bytes: Buffer | undefined, more: object = {}) => {
    const { xTraders, ...body } = part(1)
    const xAttachment = { part: 'attachment-1', digest: digestOf(bytes ?? ''), ...more }
    const m = message('aeo', 'XA', 'XB', 'snapshot', { ...body, xAttachment, xPartCount: xTraders.length })
    const found = aeo.attached!(m, (id) =>
      id === 'attachment-1' ? bytes : id === 'document' ? Buffer.from('{}') : undefined,
    )
    return found && [found.rule, found.pointer]
  }
  const { xConsent: _, ...without } = trader('XA2')
  t.equal(look(lines(PARTS[0]!)), undefined)
  t.same(look(undefined), ['attachment', '/document/xAttachment/part'])
  t.same(look(lines(PARTS[0]!), { part: 'document' }), ['attachment', '/document/xAttachment/part'])
  t.same(look(lines(PARTS[0]!), { digest: HASH }), ['attachment-digest', '/document/xAttachment/digest'])
  t.same(look(lines([trader('XA1')])), ['count', '/document/xPartCount'])
  t.same(look(lines([trader('XA1'), without])), ['ground', '/document/xAttachment'])
  t.same(look(lines([trader('XA1'), { id: 'XA2' }])), ['schema', '/document/xAttachment'])
  t.same(look(Buffer.from('{"a":1,"a":2}\n')), ['json', '/document/xAttachment'])
})

const next = delta(8, HASH, [entry('XA1', 'suspended')])
const lines: Line[] = [
  { type: 'snapshot', body: part(1), only: 'XA' },
  { type: 'snapshot', body: part(2), only: 'XA' },
  { type: 'delta', body: next, only: 'XA' },
  { type: 'delta', body: delta(9, next.xHash, [entry('XA1', 'reinstated')]), only: 'XA' },
  { type: 'delta', body: { ...delta(9, HASH, [entry('XA1', 'granted')]) }, only: 'XA' },
  { type: 'status', body: { xTraders: [] }, only: 'XA', answers: 'query' },
  { type: 'query', body: { xKeys: [key('XA1')] }, only: 'XB' },
  { type: 'applied', body: { xSequence: 7 }, only: 'XB' },
  { type: 'resync', body: { xReason: 'gap' }, only: 'XB' },
  { type: 'recognition-suspended', body: {}, only: 'XB' },
  { type: 'recognition-restored', body: {}, only: 'XB' },
]

t.test('any messages in any order of arrival leave both sides with the same case', async (t) => {
  t.same(neverApplied('aeo', converges(t, 'aeo', lines, 2)), [])
})
