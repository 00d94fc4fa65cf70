/** Lists of traders: what of a case makes one, and whom it says to be recognised. */
import t from 'tap'
import { CaseFold, foldCase } from '../../node/cases/engine.ts'
import { deltaHash, partHash, snapshotHash } from '../../node/procedures/aeo/aeo.ts'
import { RecognisedTraders } from '../../node/procedures/aeo/recognised-traders.ts'
import { chainOf } from '../../node/procedures/aeo/trader-chain.ts'
import type { Entry, Trader } from '../../node/procedures/aeo/trader-record.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import type { Country } from '../../node/values/country.ts'
import { message } from './sides.ts'

const trader = (id: string): Trader => ({
  aeoMutualRecognitionParty: { id },
  authorisationHolder: { id: `H-${id}`, categoryCode: 'AEOF' },
  xProgramme: 'AEO-XA',
  xEffectiveFrom: '2026-01-01T00:00:00Z',
  xConsent: { ref: 'C-1', at: '2026-01-01T00:00:00Z' },
})
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
const entries = [{ ...trader('XA1'), xAction: 'suspended' }] as Entry[]
const delta = { xSequence: 8, xHash: deltaHash(HASH, entries), xEntries: entries }
/** Says so in `fold`; answers the id. */
function say(fold: CaseFold, from: 'XA' | 'XB', type: string, body: object, heads = fold.heads): string {
  const m = message('aeo', from, from === 'XA' ? 'XB' : 'XA', type, body, { heads })
  fold.add(m)
  return m.id
}
const loaded = (): CaseFold => {
  const fold = new CaseFold(PROCEDURES.lookup)
  say(fold, 'XA', 'snapshot', part(1))
  say(fold, 'XA', 'snapshot', part(2))
  return fold
}

t.test('a list is its last whole snapshot and the deltas after it; what the case refused is none of it', async (t) => {
  const fold = loaded()
  say(fold, 'XA', 'delta', delta)
  const before = structuredClone(chainOf(fold))
  t.same([before.basis?.sequence, before.deltas.map((d) => d.sequence)], [7, [8]])
  const again = say(fold, 'XA', 'delta', delta)
  const older = say(fold, 'XA', 'snapshot', part(1, { xSnapshot: 'S0', xSequence: 3 }))
  t.same([fold.outcome(again)?.status, fold.outcome(older)?.status], ['fault', 'fault'])
  t.same(chainOf(fold), before)
  say(fold, 'XA', 'snapshot', part(1, { xSnapshot: 'S2', xSequence: 10 }))
  t.equal(chainOf(fold).loading?.parts.length, 1)
  t.equal(chainOf(fold).basis?.sequence, 7, 'the old one counts until the new one is whole')
  say(fold, 'XA', 'snapshot', part(1, { xSnapshot: 'S3', xSequence: 11 }))
  t.equal(chainOf(fold).loading?.parts.length, 1, 'parts of another snapshot are none of this one')
  say(fold, 'XA', 'snapshot', part(2, { xSnapshot: 'S3', xSequence: 11 }))
  const { basis, deltas, loading } = chainOf(fold)
  t.same([basis?.sequence, basis?.parts.length, deltas, loading], [11, 2, [], null])
})

t.test('a list follows its case when what came late goes before what was read', async (t) => {
  const fold = loaded()
  const heads = fold.heads
  say(fold, 'XB', 'recognition-suspended', {})
  say(fold, 'XB', 'recognition-restored', {})
  t.equal(chainOf(fold).deltas.length, 0)
  say(fold, 'XA', 'delta', delta, heads)
  const anew = chainOf(foldCase(fold.messages, PROCEDURES.lookup))
  t.same(chainOf(fold), anew)
  t.same([anew.deltas.length, anew.unrecognised.length], [1, 1])
})

t.test('a list says what it lacks and since when, until it is whole', async (t) => {
  const fold = new CaseFold(PROCEDURES.lookup)
  const lacks = () => chainOf(fold).incomplete
  const iat = (id: string) => fold.messages.find((m) => m.id === id)!.iat * 1000
  const begun = say(fold, 'XA', 'snapshot', part(1))
  t.same(lacks(), { reason: 'parts', message: begun, since: iat(begun) }, 'the first snapshot is under way')
  say(fold, 'XA', 'snapshot', part(2))
  t.equal(lacks(), null)
  say(fold, 'XA', 'delta', delta)
  t.equal(lacks(), null)
  const late = say(fold, 'XA', 'delta', { ...delta, xSequence: 10 })
  const gap = { reason: 'gap', message: late, since: iat(late) }
  t.same(lacks(), gap)
  say(fold, 'XA', 'delta', { ...delta, xSequence: 11 })
  say(fold, 'XB', 'resync', { xReason: 'gap', xLastSequence: 8 })
  t.same(lacks(), gap, 'what comes after makes it no younger')
  say(fold, 'XA', 'snapshot', part(1, { xSnapshot: 'S2', xSequence: 11 }))
  t.same(lacks(), gap, 'half of what mends it does not')
  const wrong = say(fold, 'XA', 'snapshot', part(2, { xSnapshot: 'S2', xSequence: 11, xTraders: PARTS[0] }))
  t.match(lacks(), { reason: 'hash', message: wrong })
  say(fold, 'XA', 'snapshot', part(1, { xSnapshot: 'S3', xSequence: 11 }))
  say(fold, 'XA', 'snapshot', part(2, { xSnapshot: 'S3', xSequence: 11 }))
  t.equal(lacks(), null)
  say(fold, 'XA', 'snapshot', part(1, { xSnapshot: 'S4', xSequence: 11 }))
  t.equal(lacks(), null, 'one that says nothing new leaves nothing out')
})

t.test('recognition is never restored before it was suspended', async (t) => {
  const fold = loaded()
  say(fold, 'XB', 'recognition-suspended', { xEffectiveFrom: '2026-12-24T00:00:00Z' })
  say(fold, 'XB', 'recognition-restored', { xEffectiveFrom: '2026-12-01T00:00:00Z' })
  const at = Date.parse('2026-12-24T00:00:00Z')
  t.same(chainOf(fold).unrecognised, [{ scope: '*', from: at, to: at }])
})

t.test(
  'who is recognised: by a list that counts, of another country, under the programme that is asked for',
  async (t) => {
    const record = JSON.stringify({ statuses: [{ status: 'active', from: 1 }], holder: 'H' })
    const row = (edition: number, id: string, programme = 'AEO-XB', type = 'AEOF') => ({ edition, id, programme, type, role: '', record }) // prettier-ignore
    const list = (edition: number, granting: string, ...programmes: string[]) => ({
      edition,
      granting,
      peer: 'XB',
      conversation: `c${edition}`,
      programmes: new Set(programmes),
      recognition: '[]',
      sequence: 1,
      at: 1,
    })
    const rows = [
      row(1, 'T1'),
      row(1, 'T1', 'AEO-OLD'),
      row(2, 'T1', 'AEO-XA'),
      row(3, 'T1', 'AEO-XC', 'AEOS'),
      row(1, 'T2'),
      row(1, 'T3'),
    ]
    const store = {
      counting: async () => [list(1, 'XB', 'AEO-XB'), list(2, 'XA', 'AEO-XA'), list(3, 'XC', 'AEO-XC')],
      find: async (editions: number[], ids: string[]) =>
        rows.filter((r) => editions.includes(r.edition) && ids.includes(r.id)),
      also: async () => [],
      page: async (edition: number, after: { id: string; programme: string } | null, limit: number) =>
        rows
          .filter((r) => r.edition === edition)
          .sort((a, b) => (a.id + a.programme < b.id + b.programme ? -1 : 1))
          .filter((r) => after === null || r.id + r.programme > after.id + after.programme)
          .slice(0, limit),
    }
    const any = { programme: '*', types: ['*'], roles: ['*'], benefits: ['priority'] }
    const traders = new RecognisedTraders(store as never, 'XA' as Country, (_peer, of) => [{ of, ...any }])
    const asked = async (more: object = {}) =>
      (await traders.ask([{ id: 'T1', ...more }], 5))[0]!.map((k) => `${k.granting} ${k.key.programme}`).sort()
    t.same(await asked(), ['XB AEO-XB', 'XC AEO-XC'], 'neither its own, nor a programme that another list counts for')
    t.same(await asked({ granting: 'XC' }), ['XC AEO-XC'])
    t.same(await asked({ programme: 'AEO-XB' }), ['XB AEO-XB'])
    t.same(await asked({ type: 'AEOS' }), ['XC AEO-XC'])
    t.same(await asked({ programme: 'AEO-XB', granting: 'XC' }), [])
    const found: string[] = []
    for (let from = null as Awaited<ReturnType<typeof traders.page>>['next']; ;) {
      const { items, next } = await traders.page({}, from, 2, 5)
      found.push(...items.map((k) => `${k.granting} ${k.key.id}`))
      if (next === null) break
      from = next
    }
    t.same(found, ['XB T1', 'XB T2', 'XB T3', 'XC T1'], 'page by page, each once')
  },
)
