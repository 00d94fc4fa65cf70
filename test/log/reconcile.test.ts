/** Two countries' logs joined on their commitments. */
import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { Country } from '../../node/values/country.ts'
import type { Digest } from '../../node/values/digest.ts'
import { parseLeaf, encodeLeaf } from '../../node/log/entry.ts'
import { Reconciler, type Discrepancy, type Reconciliation } from '../../node/auditor/reconcile.ts'

const c = (): Digest => `sha-256:${randomBytes(32).toString('base64url')}` as Digest
const leaf = (kind: string, peer: string, commitment: string): Buffer =>
  encodeLeaf({ kind, peer, mid: randomBytes(16).toString('base64url'), c: commitment })
type Named = { what?: 'message' | 'event'; c: string; id: string; receipt?: string }
type Side = { country: string; entries: Buffer[]; names: Named[]; known: number }
const side = (country: string, entries: Buffer[], names: Named[] = [], known = Infinity): Side => ({
  country,
  entries,
  names,
  known,
})
const bare = (digest: string): string => digest.slice('sha-256:'.length)

const ORDER = ['sent-unproven', 'received-not-sent', 'receipt-without-leaf', 'receipt-not-held', 'event-one-sided', 'logged-twice'] // prettier-ignore
function reconcile(a: Side, b: Side): Reconciliation & { discrepancies: Discrepancy[] } {
  const discrepancies: Discrepancy[] = []
  const party = ({ country, known }: Side) => ({ country: country as Country, shards: [{ shard: '2026', known }] })
  const joined = new Reconciler([party(a), party(b)], 100, (found) => discrepancies.push(found))
  for (const [i, { entries }] of [a, b].entries())
    for (const [index, data] of entries.entries()) {
      const { kind, peer, c } = parseLeaf(data)
      joined.leaf(i as 0 | 1, 0, index, kind, peer, bare(c))
    }
  for (const [i, { names }] of [a, b].entries())
    for (const { what = 'message', c, id, receipt } of names)
      joined.named(i as 0 | 1, what, bare(c), id, receipt === undefined ? null : bare(receipt))
  const result = joined.finish()
  joined.close()
  discrepancies.sort((x, y) => ORDER.indexOf(x.kind) - ORDER.indexOf(y.kind))
  return { ...result, discrepancies }
}
const ID = '01890a5d-ac96-774b-bcce-b302099a8057'

t.test('logs that agree', async (t) => {
  const [m1, r1, m2, r2, e] = Array.from({ length: 5 }, c) as [Digest, Digest, Digest, Digest, Digest]
  const a = side('XA', [
    leaf('sent', 'XB', m1),
    leaf('receipt-received', 'XB', r1),
    leaf('received', 'XB', m2),
    leaf('receipt-issued', 'XB', r2),
    leaf('event', 'XB', e),
  ])
  const b = side('XB', [
    leaf('sent', 'XA', m2),
    leaf('received', 'XA', m1),
    leaf('receipt-issued', 'XA', r1),
    leaf('refused', 'XA', e),
    leaf('receipt-received', 'XA', r2),
  ])
  t.match(reconcile(a, b), {
    matched: { messages: 2, receipts: 2 },
    discrepancies: [],
    events: { both: 1, oneSided: 0 },
    later: [0, 0],
  })
})

t.test('each difference is found, with the leaves that speak of it', async (t) => {
  const [lost, forged, denied, deniedReceipt, unheld, twice, told, unheard] = Array.from({ length: 8 }, c)
  const a = side(
    'XA',
    [
      leaf('sent', 'XB', lost!),
      leaf('sent', 'XB', denied!),
      leaf('receipt-received', 'XB', deniedReceipt!),
      leaf('sent', 'XB', twice!),
      leaf('sent', 'XB', twice!),
      leaf('sent', 'XC', c()),
      leaf('event', 'XB', told!),
    ],
    [
      { c: denied!, id: ID, receipt: deniedReceipt! },
      { what: 'event', c: told!, id: ID },
    ],
  )
  const b = side(
    'XB',
    [
      leaf('received', 'XA', forged!),
      leaf('receipt-issued', 'XA', unheld!),
      leaf('received', 'XA', twice!),
      leaf('received', 'XC', c()),
      leaf('event', 'XA', c()),
      leaf('refused', 'XA', unheard!),
    ],
    [{ what: 'event', c: unheard!, id: ID }],
  )
  const { matched, discrepancies, events } = reconcile(a, b)
  t.same(matched, { messages: 1, receipts: 0 })
  t.same(events, { both: 0, oneSided: 3 }, 'a refusal that was lost on the way is counted')
  const place = (country: string, index: number) => ({ country, index })
  t.match(discrepancies, [
    { kind: 'sent-unproven', c: lost, sender: 'XA', receiver: 'XB', places: [place('XA', 0)], text: /leaf 0 of XA/ },
    { kind: 'received-not-sent', c: forged, sender: 'XA', receiver: 'XB', places: [place('XB', 0)] },
    { kind: 'receipt-without-leaf', c: denied, message: ID, places: [place('XA', 1), place('XA', 2)] },
    { kind: 'receipt-not-held', c: unheld, places: [place('XB', 1)] },
    { kind: 'event-one-sided', c: told, message: ID, places: [place('XA', 6)] },
    { kind: 'logged-twice', c: twice, places: [place('XA', 3), place('XA', 4)] },
  ])
  t.equal(discrepancies.length, 6)
  const unlinked = reconcile(side('XA', a.entries), b).discrepancies
  t.same(
    unlinked.filter((d) => d.kind === 'receipt-without-leaf').map((d) => d.c),
    [deniedReceipt],
    'without the store, the receipt itself is what is found',
  )
  const claimed = reconcile(side('XA', [leaf('sent', 'XB', lost!)], [{ c: lost!, id: ID, receipt: c() }]), b)
  t.same(
    claimed.discrepancies.filter((d) => d.sender === 'XA' && d.c === lost).map((d) => [d.kind, d.message]),
    [['sent-unproven', ID]],
    'a receipt that is only claimed, without its leaf, is none',
  )
})

t.test('what is later than the other one could know is not judged', async (t) => {
  const [sent, received, held, issued, event] = Array.from({ length: 5 }, c) as [Digest, Digest, Digest, Digest, Digest]
  const told: Named[] = [{ what: 'event', c: event, id: ID }]
  const entries = [
    leaf('sent', 'XB', sent),
    leaf('received', 'XB', received),
    leaf('receipt-received', 'XB', held),
    leaf('receipt-issued', 'XB', issued),
    leaf('event', 'XB', event),
  ]
  for (let known = 0; known <= entries.length; known++) {
    const { discrepancies, later } = reconcile(side('XA', entries, told, known), side('XB', []))
    t.equal(discrepancies.length, known)
    t.same(later, [entries.length - known, 0], `${known} leaves were known`)
  }
})

t.test('more commitments than a bucket holds, some of them chosen alike, and some many times', async (t) => {
  const many = Array.from({ length: 20_000 }, (_, i) => `sha-256:${String(i).padStart(42, 'A')}A`)
  const same = Array.from({ length: 2000 }, () => leaf('sent', 'XB', many[0]!))
  const a = side('XA', [...many.map((m) => leaf('sent', 'XB', m)), ...same])
  const b = side(
    'XB',
    many.slice(1).map((m) => leaf('received', 'XA', m)),
  )
  const { matched, discrepancies } = reconcile(a, b)
  t.equal(matched.messages, many.length - 1)
  t.match(discrepancies, [{ kind: 'sent-unproven' }, { kind: 'logged-twice' }])
  t.ok(discrepancies.every((d) => d.places.length <= 16))
})
