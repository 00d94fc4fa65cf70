/** Two countries' logs joined on their commitments. */
import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { Country } from '../../node/values/country.ts'
import type { Digest } from '../../node/values/digest.ts'
import { encodeLeaf } from '../../node/log/entry.ts'
import { reconcile, type Side } from '../../node/auditor/reconcile.ts'

const c = (): Digest => `sha-256:${randomBytes(32).toString('base64url')}` as Digest
const leaf = (kind: string, peer: string, commitment: string): Buffer =>
  encodeLeaf({ kind, peer, mid: randomBytes(16).toString('base64url'), c: commitment })
const side = (country: string, entries: Buffer[], receiptOf?: Map<string, string>): Side => ({
  country: country as Country,
  entries,
  ...(receiptOf ? { receiptOf } : {}),
})

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
  t.same(reconcile(a, b), {
    matched: { messages: 2, receipts: 2 },
    discrepancies: [],
    events: { both: 1, oneSided: 0 },
  })
})

t.test('each difference is found, with the leaves that speak of it', async (t) => {
  const [lost, forged, denied, deniedReceipt, unheld, twice] = Array.from({ length: 6 }, c)
  const a = side(
    'XA',
    [
      leaf('sent', 'XB', lost!),
      leaf('sent', 'XB', denied!),
      leaf('receipt-received', 'XB', deniedReceipt!),
      leaf('sent', 'XB', twice!),
      leaf('sent', 'XB', twice!),
      leaf('sent', 'XC', c()),
    ],
    new Map([[denied!, deniedReceipt!]]),
  )
  const b = side('XB', [
    leaf('received', 'XA', forged!),
    leaf('receipt-issued', 'XA', unheld!),
    leaf('received', 'XA', twice!),
    leaf('received', 'XC', c()),
    leaf('event', 'XA', c()),
  ])
  const { matched, discrepancies, events } = reconcile(a, b)
  t.same(matched, { messages: 1, receipts: 0 })
  t.same(events, { both: 0, oneSided: 1 })
  const place = (country: string, index: number) => ({ country, index })
  t.match(discrepancies, [
    { kind: 'sent-unproven', c: lost, sender: 'XA', receiver: 'XB', places: [place('XA', 0)], text: /leaf 0 of XA/ },
    { kind: 'receipt-without-leaf', c: denied, places: [place('XA', 1), place('XA', 2)] },
    { kind: 'logged-twice', c: twice, places: [place('XA', 3), place('XA', 4)] },
    { kind: 'received-not-sent', c: forged, sender: 'XA', receiver: 'XB', places: [place('XB', 0)] },
    { kind: 'receipt-not-held', c: unheld, places: [place('XB', 1)] },
  ])
  t.equal(discrepancies.length, 5)
  const unlinked = reconcile(side('XA', [...(a.entries as Buffer[])]), b).discrepancies
  t.same(
    unlinked.filter((d) => d.kind === 'receipt-without-leaf').map((d) => d.c),
    [deniedReceipt],
    'without the store, the receipt itself is what is found',
  )
})

t.test('what is no leaf is not joined', async (t) => {
  t.throws(() => reconcile(side('XA', [Buffer.from('x')]), side('XB', [])), {
    code: 'log-invalid',
    message: /not one of this format/,
  })
})
