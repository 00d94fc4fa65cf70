/** Authorised traders told from both sides: XA grants, XB recognises. */
import t from 'tap'
import {
  aeo,
  deltaHash,
  partHash,
  snapshotHash,
  type Aeo,
  type Entry,
  type Trader,
} from '../../node/procedures/aeo/aeo.ts'
import type { Case } from '../../node/procedures/engine/engine.ts'
import { TraderRegister } from '../../node/procedures/aeo/trader-register.ts'
import { converges, neverApplied, Sides, type Line, type T } from './sides.ts'

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
  s.fails('XA', 'snapshot', part(1, { xTraders: [trader('XA1'), without] }), 'consent', '/document/xTraders/1/xConsent')
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
  s.fails('XA', 'delta', delta(9, first.xHash, [silent]), 'consent', '/document/xEntries/0/xConsent')
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

t.test('is this trader recognised here, now, and since when', async (t) => {
  const register = new TraderRegister(Buffer.alloc(32, 1))
  const open = { unrecognised: {} }
  const at = (time: string) => Date.parse(time)
  register.load([trader('XA1', { xAliases: [{ scheme: 'EORI', id: 'XAEORI1' }] }), trader('XA2'), trader('XA3')])
  t.same(register.recognition(key('XA1'), open, at('2026-06-01T00:00:00Z')), {
    recognised: true,
    status: 'active',
    since: '2026-01-01T00:00:00.000Z',
  })
  t.ok(register.recognition({ ...key('XAEORI1') }, open, at('2026-06-01T00:00:00Z')).recognised, 'by an alias')
  t.same(register.recognition(key('XA1'), open, at('2025-06-01T00:00:00Z')).reason, 'not-yet')
  register.apply([
    entry('XA1', 'suspended'),
    entry('XA2', 'succeeded', { xSuccessorOf: ['XA9'], xGraceCrossings: ['C1'] }),
  ])
  t.ok(register.recognition(key('XA1'), open, at('2026-10-31T00:00:00Z')).recognised, 'until it takes effect')
  t.equal(register.recognition(key('XA1'), open, at('2026-11-02T00:00:00Z')).reason, 'not-active')
  t.notOk(register.recognition(key('XA2'), open, at('2026-11-02T00:00:00Z')).recognised)
  t.same(
    register.recognition(key('XA2'), open, at('2026-11-02T00:00:00Z'), 'C1').grace,
    true,
    'a merger loses no goods on the road',
  )
  const suspended = { unrecognised: { '*': '2026-11-24T00:00:00Z' } }
  t.ok(register.recognition(key('XA3'), suspended, at('2026-11-23T00:00:00Z')).recognised)
  t.equal(register.recognition(key('XA3'), suspended, at('2026-11-25T00:00:00Z')).reason, 'recognition-suspended')
  register.apply([entry('XA3', 'consent-withdrawn')])
  t.equal(register.recognition(key('XA3'), open, at('2026-11-25T00:00:00Z')).status, 'unknown')
  t.ok(register.wasWithdrawn(key('XA3')))
  t.notOk(register.wasWithdrawn(key('XA1')))
  t.equal(register.size, 2)
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
