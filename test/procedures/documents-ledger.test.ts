/** The issuer's ledger by itself: what is left, who gets it, and that no sequence of requests ever gives more than was granted. */
import fc from 'fast-check'
import t from 'tap'
import type { PermitKindClause } from '../../node/peers/permit-kind.ts'
import { kindOf } from '../../node/procedures/documents/kinds.ts'
import { FALCON, LENT, SEALED } from '../cases/permit-samples.ts'
import { widening } from '../../node/procedures/documents/kind.ts'
import { checkRecord, isSameKind } from '../../node/procedures/documents/record-rules.ts'
import { PermitLedger } from '../../node/procedures/documents/ledger.ts'
import { checkSize } from '../../node/procedures/documents/issue-permit.ts'
import { counted, quotasOf, sharesOf, sumOf, type QuotaSum } from '../../node/procedures/documents/quotas.ts'
import { checkNotification, notificationOf, notifiedWith } from '../../node/procedures/documents/notified.ts'
import { endFor, statusFor } from '../../node/procedures/documents/status.ts'
import { time } from '../../node/values/time.ts'
import type { Country } from '../../node/values/country.ts'
import { verify } from '../../node/procedures/documents/verify.ts'
import {
  validUntil,
  type AskedReservation,
  type AskedUse,
  type Draft,
  type Entry,
  type PermitRecord,
} from '../../node/procedures/documents/ledger-entry.ts'
import { inUnit } from '../../node/values/units.ts'
import { defined } from '../../node/cases/state-record.ts'
import { billionths, decimal } from '../../node/values/quantity.ts'

const NOW = Date.parse('2026-11-23T04:00:00Z')
const HOUR = 3_600_000
const record = (more: Partial<PermitRecord> = {}): PermitRecord => ({
  additionalDocument: { id: 'P', typeCode: '811' },
  xKind: 'cites',
  xAgency: 'MA',
  xUse: 'multiple',
  xUsePoints: ['export', 'import'],
  xIssuedAt: '2026-11-01T00:00:00Z',
  xItems: [
    { xItem: '1', quantityQuantity: { value: '0.3', unitCode: 'KGM' } },
    { xItem: '2', quantityQuantity: { value: '5', unitCode: 'C62' } },
  ],
  xStanding: 'issued',
  ...more,
})
let n = 0
const use = (value: string, more: Partial<AskedUse> = {}): AskedUse => ({
  kind: 'use',
  message: `m${++n}`,
  country: 'XB',
  conversation: 'c',
  useId: `U${n}`,
  ofKind: 'cites',
  provisional: false,
  item: '1',
  usePoint: 'import',
  value,
  unitCode: 'KGM',
  declaration: 'MRN',
  consignment: 'MRN',
  final: false,
  exportedAt: NOW - HOUR,
  signed: NOW,
  ...more,
})
const reserve = (value: string, more: Partial<AskedReservation> = {}): AskedReservation => ({
  kind: 'reservation',
  message: `m${++n}`,
  country: 'XB',
  conversation: 'c',
  item: '1',
  usePoint: 'import',
  value,
  unitCode: 'KGM',
  until: NOW + HOUR,
  signed: NOW,
  ...more,
})

/** A ledger to which drafts are put, one after the other. */
class Story {
  ledger: PermitLedger
  constructor(r: PermitRecord | null = record()) {
    this.ledger = new PermitLedger(r ? [{ kind: 'record', message: 'r', at: NOW, by: 'k', record: r }] : [])
  }
  put(entry: Entry): this {
    this.ledger = new PermitLedger([...this.ledger.entries, entry])
    return this
  }
  /** A use names the kind of the permit, unless it says another. */
  says(said: Draft, now = NOW): string {
    const { record } = this.ledger
    const draft = said.kind === 'use' && said.ofKind === 'cites' && record ? { ...said, ofKind: record.xKind } : said
    const entry = this.ledger.decide(draft, now)
    this.put(entry)
    return 'outcome' in entry ? `${entry.outcome}${entry.reason ? ` ${entry.reason}` : ''}` : entry.kind
  }
  line(usePoint: 'export' | 'import' = 'import', item = '1') {
    const { state, used, reserved, available, granted } = this.ledger.balance(item, usePoint, NOW)!
    return [state, granted, used, reserved, available].join(' ')
  }
}

t.test('decimals are exact', async (t) => {
  t.equal(decimal(billionths('0.1') + billionths('0.2')), '0.3')
  t.equal(decimal(billionths('999999999999999999.999999999') + billionths('0.000000001')), '1000000000000000000')
  t.equal(decimal(-billionths('1.50')), '-1.5')
  t.equal(decimal(billionths('-0.5')), '-0.5')
  const s = new Story()
  t.equal(s.says(use('0.1')), 'confirmed')
  t.equal(s.says(use('0.2')), 'confirmed', 'a tenth and two tenths are three tenths')
  t.equal(s.line(), 'used 0.3 0.3 0 0')
  t.equal(s.line('export'), 'issued 0.3 0 0 0.3', 'each use point has its own balance')
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }), (value) => billionths(decimal(value)) === value),
  )
})

t.test('every reason to refuse', async (t) => {
  const says = (r: PermitRecord | null, draft: Draft, now = NOW) => new Story(r).says(draft, now)
  t.equal(says(null, use('0.1')), 'refused unknown-document')
  t.equal(says(record({ xStanding: 'revoked' }), use('0.1')), 'refused revoked')
  t.equal(says(record({ xStanding: 'replaced' }), use('0.1')), 'refused replaced')
  t.equal(says(record(), use('0.1', { item: '9' })), 'refused unknown-item')
  t.equal(says(record(), use('0.1', { usePoint: 're-export' })), 'refused use-point')
  t.equal(says(record(), use('0.1', { unitCode: 'C62' })), 'refused unit')
  t.equal(says(record(), use('0.1', { unitCode: 'LTR' })), 'refused unit')
  t.equal(says(record(), use('0.300000001')), 'refused overdraw')
  t.equal(says(record(), use('0.1', { exportedAt: Date.parse('2026-10-31T00:00:00Z') })), 'refused not-yet-valid')
  const may = Date.parse('2027-05-01T00:00:00Z')
  t.equal(
    says(record(), use('0.1', { exportedAt: may, signed: may + 90 * 24 * HOUR }), may + 90 * 24 * HOUR),
    'confirmed',
  )
  t.equal(says(record(), use('0.1', { exportedAt: may + 1 })), 'refused expired-at-export')
  // Whoever imports says when it left; where that was endorsed it had not left before.
  const seen = (endorsedAt: number): string => {
    const s = new Story(record())
    s.says({ kind: 'endorsement', message: 'e', country: 'XA', conversation: 'c', item: '1', value: '0.2', unitCode: 'KGM', endorsedAt, byIssuer: true }) // prettier-ignore
    return s.says(use('0.1', { exportedAt: may - 24 * HOUR, signed: may + 90 * 24 * HOUR }), may + 90 * 24 * HOUR)
  }
  t.same([seen(may - 24 * HOUR), seen(may + 1)], ['confirmed', 'refused expired-at-export'])
  const plant = record({ xKind: 'phytosanitary', xValidTo: '2026-11-20T00:00:00Z' })
  t.equal(says(plant, use('0.1')), 'refused expired')
  t.equal(says(record(), reserve('0.1', { until: NOW - 1 })), 'refused expired')
  t.equal(says(record(), reserve('0.1', { until: may })), 'confirmed', 'to the end of the permit')
  t.equal(says(record(), reserve('0.1', { until: may + 1 })), 'refused too-long')
  t.equal(says(record({ xKind: 'catch', xUsePoints: ['import'] }), reserve('0.1', { until: may + 1 })), 'confirmed', 'it has no end') // prettier-ignore
  const twice = new Story()
  twice.says(use('0.1', { useId: 'X' }))
  t.equal(twice.says(use('0.1', { useId: 'X' })), 'refused duplicate-use')
  t.equal(twice.says(use('0.1', { useId: 'X', country: 'XC' })), 'confirmed', 'a use id is its user’s own')
  const gone = new Story()
  gone.says({ kind: 'revocation', message: 'v', country: 'XA', conversation: 'c', reason: 'x' })
  t.equal(gone.says(use('0.1')), 'refused revoked')
})

t.test('CITES: six months of the calendar for export, twelve for import', async (t) => {
  const end = (more: Partial<PermitRecord>) => new Date(validUntil(record(more))).toISOString().slice(0, 10)
  t.equal(end({ xIssuedAt: '2026-08-31T12:00:00Z' }), '2027-02-28', 'the last day of a shorter month')
  t.equal(end({ xIssuedAt: '2026-01-15T00:00:00Z' }), '2026-07-15')
  t.equal(end({ xIssuedAt: '2026-01-15T00:00:00Z', xUsePoints: ['import'] }), '2027-01-15')
  t.equal(end({ xIssuedAt: '2026-01-15T00:00:00Z', xValidTo: '2026-03-01T00:00:00Z' }), '2026-03-01')
  t.equal(validUntil(record({ xKind: 'origin' })), Infinity)
  const issued = { xIssuedAt: '2026-01-15T00:00:00Z' }
  t.equal(end({ ...issued, xSubtype: 'certificate-of-ownership' }), '2029-01-15')
  t.equal(end({ ...issued, xSubtype: 'travelling-exhibition' }), '2029-01-15')
  t.equal(end({ ...issued, xSubtype: 'certificate-of-origin' }), '2027-01-15')
  t.equal(end({ ...issued, xUsePoints: ['re-export', 'import'] }), '2026-07-15')
})

t.test(
  'validity is tested when the goods left, or when the permit is presented where the agreement says so',
  async (t) => {
    const late = Date.parse('2027-06-01T00:00:00Z')
    const left = { exportedAt: Date.parse('2027-04-01T00:00:00Z'), signed: late }
    const says = (more: Partial<AskedUse>) => new Story().says(use('0.1', { ...left, ...more }), late)
    t.equal(says({}), 'confirmed')
    t.equal(says({ atPresentation: true }), 'refused expired')
    const before = Date.parse('2027-04-30T00:00:00Z')
    const exported = { exportedAt: Date.parse('2026-10-31T00:00:00Z'), signed: before }
    t.equal(new Story().says(use('0.1', exported), before), 'refused not-yet-valid', 'it left before')
    t.equal(new Story().says(use('0.1', { ...exported, atPresentation: true }), before), 'confirmed')
  },
)

t.test('units of one dimension convert, and nobody gets more by it', async (t) => {
  const tons = (value: string) => ({ value, unitCode: 'TNE' })
  t.equal(inUnit(tons('0.005'), 'KGM'), billionths('5'))
  t.equal(inUnit({ value: '1', unitCode: 'GRM' }, 'TNE'), 1000n)
  t.equal(inUnit({ value: '0.0001', unitCode: 'MGM' }, 'KGM'), 1n, 'rounded up')
  t.equal(inUnit({ value: '3', unitCode: 'LBR' }, 'KGM'), billionths('1.36077711'))
  t.equal(inUnit({ value: '2', unitCode: 'DZN' }, 'H87'), billionths('24'))
  t.equal(inUnit({ value: '1', unitCode: 'LTR' }, 'KGM'), undefined)
  t.equal(inUnit({ value: '1', unitCode: 'XYZ' }, 'XYZ'), billionths('1'), 'the same unit, known or not')
  const s = new Story()
  t.equal(s.says(use('0.0001', { unitCode: 'TNE' })), 'confirmed')
  t.equal(s.says(reserve('100', { unitCode: 'GRM' })), 'confirmed')
  t.equal(s.line(), 'partly-used 0.3 0.1 0.1 0.1')
  t.equal(s.says(use('5', { unitCode: 'TNE' })), 'refused overdraw')
  t.equal(s.says(use('0.0004', { unitCode: 'TNE', provisional: true })), 'noted overdraw')
  t.match(s.ledger.uses.at(-1), { overdrawn: '0.3' }, 'in the unit of the permit')
  const endorsed = new Story()
  endorsed.says({ kind: 'endorsement', message: 'e', country: 'XA', conversation: 'c', item: '1', value: '200', unitCode: 'GRM', byIssuer: true }) // prettier-ignore
  t.equal(endorsed.line(), 'issued 0.2 0 0 0.2')
})

t.test('what is presented is not written off', async (t) => {
  for (const xKind of ['phytosanitary', 'origin'] as const) {
    const s = new Story(record({ xKind, xUse: 'single' }))
    t.equal(s.says(use('0.2')), 'confirmed')
    t.equal(s.says(use('0.2', { final: true })), 'confirmed', 'the same goods, presented again')
    t.equal(s.line(), 'issued 0.3 0 0 0.3')
    t.equal(s.says(use('0.31')), 'refused overdraw', 'more than it certifies')
    t.equal(
      s.says(use('0.1', { consignment: 'UCR' })),
      'confirmed',
      'the same declaration, which names its consignment now',
    )
    t.equal(s.says(use('0.1', { declaration: 'MRN2', consignment: 'OTHER' })), 'refused one-consignment')
    t.equal(s.says(reserve('0.1')), 'refused presented')
  }
  const s = new Story(record({ xKind: 'veterinary' }))
  s.says(use('0.2'))
  t.equal(s.line(), 'partly-used 0.3 0.2 0 0.1')
})

t.test('what its kind says of a document holds, and its use names the kind', async (t) => {
  const says = (r: PermitRecord, ...drafts: readonly Draft[]) => {
    const s = new Story(r)
    return drafts.map((draft) => s.says(draft))
  }
  t.same(says(record(), use('0.1', { ofKind: 'origin' })), ['refused kind'])
  const waste = record({ xKind: 'waste', xSubtype: 'notification', xDestinations: ['XC'] })
  t.same(says(waste, use('0.1'), use('0.1', { country: 'XC' })), ['refused destination', 'confirmed'])
  t.same(says(waste, use('0.1', { usePoint: 'export' })), ['refused destination'])
  const from = { ...waste, xCountriesConcerned: ['XB'] }
  t.same(says(from, use('0.1', { usePoint: 'export' })), ['confirmed'], 'it leaves from where it is')
  const into = { ...waste, xDestinations: ['XB'], xCountriesConcerned: ['XC'] }
  t.same(says(into, use('0.1'), use('0.1', { usePoint: 'export' })), ['confirmed', 'refused destination'])
  t.same(says(waste, reserve('0.1')), ['refused destination'])
  const timber = record({ xKind: 'timber', xUse: 'single', xUsePoints: ['import'] })
  const declared = (declaration: string, country = 'XB') => use('0.1', { declaration, consignment: 'C', country })
  const twice = ['confirmed', 'confirmed', 'refused one-declaration']
  t.same(says(timber, declared('D1'), declared('D1'), declared('D2')), twice)
  const ofNotice = record({ xKind: 'veterinary', xUse: 'single', xUsePoints: ['import'] })
  t.same(says(ofNotice, declared('D1'), declared('D2')), ['confirmed', 'confirmed'], 'one consignment in two')
  for (const xKind of ['kimberley', 'timber'] as const) {
    const once = record({ xKind, xUse: 'single', xUsePoints: ['import'] })
    t.same(says(once, use('0.1', { final: true }), use('0.1')), ['confirmed', 'refused retained'], xKind)
  }
  const [, pieces] = record().xItems
  const arms = record({ xKind: 'firearms', xItems: [{ ...pieces!, xSpecimenMarks: 'A1, A2; A3' }] })
  const armed = (marks?: string) => use('1', { item: '2', unitCode: 'C62', ...(marks === undefined ? {} : { marks }) })
  const first = armed('A1 A2')
  t.same(says(arms, armed('A4'), first, armed('A2'), armed('A3')), ['refused marks', 'confirmed', 'refused marks', 'confirmed']) // prettier-ignore
  t.same(
    says(
      arms,
      first,
      { kind: 'cancel', message: 'k', country: 'XB', conversation: 'c', ref: first.message },
      armed('A2'),
    ),
    ['confirmed', 'cancel', 'confirmed'],
    'what is given back may be used again',
  )
})

t.test('a quota of the year is counted over the permits that are of it, in its unit', async (t) => {
  const [first] = record().xItems
  const xQuota = { id: 'caviar', year: 2026, quantityQuantity: { value: '15', unitCode: 'KGM' } }
  type Quota = { id: string; year: number; quantityQuantity: { value: string; unitCode: string } }
  const of = (id: string, ...amounts: readonly (readonly [string, string])[]) => withTotal(xQuota, id, ...amounts)
  const withTotal = (xQuota: Quota, id: string, ...amounts: readonly (readonly [string, string])[]) => {
    const xItems = amounts.map(([value, unitCode], i) => ({ ...first!, xItem: `${i}`, quantityQuantity: { value, unitCode }, xQuota })) // prettier-ignore
    return record({ additionalDocument: { id, typeCode: '811' }, xUsePoints: ['export', 'import'], xItems })
  }
  /** As the store sums them. */
  const shares = (key: string, id: string, { ledger }: Story): QuotaSum[] =>
    (sharesOf(ledger, NOW) ?? [])
      .filter((share) => share.quota === key && ledger.record!.additionalDocument.id !== id)
      .map(({ total, unitCode, granted, grantedPart, taken, takenPart, until }) => ({
        ...{ value: total, unitCode, isGranted: until >= NOW },
        amount: until >= NOW ? sumOf(granted, `${grantedPart}`) : sumOf(taken, `${takenPart}`),
      }))
  const granted = (r: PermitRecord, ...others: readonly Story[]) => {
    const [key] = quotasOf(r)
    const sums = others.flatMap((other) => shares(key!, r.additionalDocument.id, other))
    return counted(r, new Map([[key!, sums]])).map(
      ({ granted, isOver, otherTotal }) =>
        `${granted}${isOver ? ' over' : ''}${otherTotal === undefined ? '' : ` of ${otherTotal.value} ${otherTotal.unitCode}`}`,
    )
  }
  t.same(granted(of('P', ['10', 'KGM'])), ['10'])
  t.same(
    granted(of('P', ['8', 'KGM'], ['7000.1', 'GRM'])),
    ['8', '15.0001 over'],
    'items of one permit are one after the other',
  )
  const other = new Story(of('Q', ['0.01', 'TNE']))
  t.same(granted(of('P', ['5', 'KGM']), other), ['15'])
  t.same(granted(of('P', ['5.1', 'KGM']), other), ['15.1 over'])
  t.same(granted(of('Q', ['11', 'KGM']), other), ['11'], 'what it was counts for nothing')
  const past = new Story(of('Q', ['10', 'KGM']))
  past.says(use('4', { item: '0', usePoint: 'export' }))
  t.same(granted(of('P', ['5', 'KGM']), past), ['15'])
  past.says({ kind: 'revocation', message: 'v', country: 'XA', conversation: 'c', reason: 'x' })
  t.same(granted(of('P', ['5', 'KGM']), past), ['9'], 'of one that is over what has left')
  t.same(quotasOf(record()), [])
  t.equal(sharesOf(new PermitLedger([]), NOW), undefined)
  t.equal(sharesOf(new Story().ledger, NOW), undefined, 'of no quota, now or before')
  const total = (value: string, unitCode: string) => ({ ...xQuota, quantityQuantity: { value, unitCode } })
  const tonne = new Story(withTotal(total('1', 'TNE'), 'Q', ['900', 'KGM']))
  const kilos = withTotal(total('1000', 'KGM'), 'P', ['900', 'KGM'])
  t.same(granted(kilos, tonne), ['1800 over'], 'whatever the unit in which each states the quota')
  t.same(granted(withTotal(total('1000', 'KGM'), 'P', ['100', 'KGM']), tonne), ['1000'])
  t.same(granted(withTotal(total('2', 'TNE'), 'P', ['100', 'KGM']), tonne), ['1 of 1 TNE'])
  const litres = withTotal(total('1000', 'LTR'), 'P', ['1', 'LTR'])
  t.same(granted(litres, tonne), ['1000 over of 1 TNE'])
  tonne.says({ kind: 'revocation', message: 'v', country: 'XA', conversation: 'c', reason: 'x' })
  t.same(granted(withTotal(total('2', 'TNE'), 'P', ['100', 'KGM']), tonne), ['0.1'], 'what grants nothing binds nobody')
  const overdrawn = new Story(of('Q', ['10', 'KGM']))
  overdrawn.says(use('999999999999999999', { item: '0', usePoint: 'export', provisional: true }))
  t.match(sharesOf(overdrawn.ledger, NOW), [{ taken: '15', takenPart: 0 }], 'no more than the whole quota')
})

t.test('what somebody does with a permit that is for others takes nothing of it', async (t) => {
  const single = record({ xUse: 'single', xDestinations: ['XB'], xUsePoints: ['export', 'import'] })
  const s = new Story(single)
  const before = [s.line(), s.ledger.balance('1', 'export', NOW)]
  for (const usePoint of ['import', 'export'] as const)
    t.equal(s.says(use('0.1', { country: 'XC', usePoint, final: true, provisional: true })), 'noted destination')
  t.same([s.line(), s.ledger.balance('1', 'export', NOW)], before, 'also where it says that it has used it')
  t.equal(s.ledger.retained, undefined)
  const endorsement = { kind: 'endorsement', message: 'e', conversation: 'c', item: '1', value: '0.001', unitCode: 'KGM' } as const // prettier-ignore
  for (const country of ['XC', 'XB']) {
    const caps = new Story(record({ ...single, xSubtype: 'import-permit' }))
    caps.says({ ...endorsement, country, byIssuer: false })
    t.equal(caps.line().includes('0.001'), country === 'XB', country)
  }
  const timber = record({ xTimber: true, xDestinations: ['XB'] })
  for (const country of ['XC', 'XB']) {
    const more = new Story(timber)
    const until = more.ledger.until('XB')
    more.says({ kind: 'extension', message: 'x', conversation: 'c', country, arrivedAt: NOW, validTo: until + 1000 })
    t.equal(more.ledger.until(country) > until, country === 'XB', country)
  }
  t.equal(s.says(use('0.1', { country: 'XB' })), 'confirmed', 'whom it is for is not kept from it')
})

t.test('what neighbours are told of a permit', async (t) => {
  const said = record({ xPurposeCode: 'T', xSecurityStampId: 'S-1', xEndUse: 'a university', xDestinations: ['XB'] })
  const told = (s: Story, country: string) =>
    Object.keys(statusFor(s.ledger, said.additionalDocument, { peer: country, now: NOW, kinds: [] }))
      .filter((name) => !['xBalance', 'xValidFrom', 'xValidTo', 'xSubtype'].includes(name))
      .sort()
  const s = new Story(said)
  const whole = ['additionalDocument', 'xDestinations', 'xItems', 'xKind', 'xPurposeCode', 'xStanding', 'xUse']
  const little = ['additionalDocument', 'xStanding']
  t.same([told(s, 'XB'), told(s, 'XC')], [whole, little])
  t.equal(s.says(use('0.1', { country: 'XC' })), 'refused destination')
  t.same(told(s, 'XC'), little, 'what was refused is no use of it')
  t.equal(s.says(use('0.1', { country: 'XC', usePoint: 'export' })), 'refused destination')
  t.same(told(s, 'XC'), little)
  const other = { id: 'I-1', typeCode: '911', xIssuer: { country: 'XD', agency: 'MA' } } as const
  const named = new Story({ ...said, xCorrespondingPermit: other })
  t.same(told(named, 'XD'), [...whole.slice(0, 1), 'xCorrespondingPermit', ...whole.slice(1)])
  const { xDestinations: _, ...anywhere } = said
  const free = new Story(anywhere)
  t.same(told(free, 'XC'), little, 'it names nobody')
  t.equal(free.says(use('0.1', { country: 'XC' })), 'confirmed')
  t.same([told(free, 'XC'), told(free, 'XB')], [whole.filter((name) => name !== 'xDestinations'), little])
  const through = new Story({ ...said, xCountriesConcerned: ['XE'] })
  t.same(told(through, 'XE'), [...whole.slice(0, 1), 'xCountriesConcerned', ...whole.slice(1)])
})

t.test('a kind on which two have agreed, and one that they hold to narrower rules', async (t) => {
  const under = (...kinds: PermitKindClause[]) => ({ kinds })
  const bird = { xItem: '1', xScientificName: 'Falco cherrug', xSpecimenMarks: 'R-1', quantityQuantity: { value: '1', unitCode: 'C62' } } // prettier-ignore
  const falcon = record({ xKind: FALCON.code, xPurposeCode: 'P', xItems: [bird], agreed: FALCON, agreedWith: ['XB'] })
  const ring = (more: object = {}) => use('1', { unitCode: 'C62', marks: 'R-1', ...more })
  const says = (r: PermitRecord, said: Draft) => new Story(r).says(said)
  t.equal(says(falcon, { ...ring(), ...under(FALCON) }), 'confirmed')
  t.equal(says(falcon, ring()), 'refused kind', 'under an agreement that has no such kind')
  t.equal(says(falcon, { ...reserve('1', { unitCode: 'C62' }), ...under() }), 'refused kind')
  const other = { ...FALCON, months: 1 }
  t.equal(says(falcon, { ...ring(), ...under(other) }), 'confirmed', 'it goes on as it was issued')
  t.equal(says(falcon, { ...ring({ country: 'XC' }), ...under(other) }), 'refused kind', 'XC means another one by it')
  t.equal(says(falcon, { ...ring({ country: 'XC' }), ...under({ ...FALCON, names: { en: 'x' } }) }), 'confirmed')
  const until = (in_force_until: string) => under({ ...FALCON, in_force_until })
  t.equal(says(falcon, { ...ring(), ...until('2026-11-01') }), 'confirmed', 'issued on the last day')
  t.equal(says(falcon, { ...ring(), ...until('2026-10-31') }), 'refused kind')
  const named = new Story({ ...falcon, xDestinations: ['XB', 'XC'] }).ledger
  const told = (peer: string, ...kinds: PermitKindClause[]) =>
    statusFor(named, falcon.additionalDocument, { peer, now: NOW, kinds })
  t.match(told('XB', FALCON), { xKind: 'falcon-passport', xItems: [{ xSpecimenMarks: 'R-1' }] })
  const little = { additionalDocument: falcon.additionalDocument, xStanding: 'issued' } as const
  t.same(told('XC'), little, 'XC would not know what that is')
  t.same(told('XC', other), little)
  const s = new Story(falcon)
  s.says({ ...ring(), ...under(FALCON) })
  t.notOk('kinds' in s.ledger.entries[1]!, 'the decision is kept, and not what was agreed')

  const meat = (more: object = {}) => record({ xKind: 'veterinary', xDestinations: ['XB'], xItems: [{ xItem: '1', quantityQuantity: { value: '1', unitCode: 'KGM' } }], ...more }) // prettier-ignore
  t.equal(says(meat(), use('0.1')), 'confirmed')
  t.equal(says(meat(), { ...use('0.1'), ...under(SEALED) }), 'refused kind', 'there it is under seal')
  const sealed = meat({ seal: { id: 'S-1' } })
  t.equal(says(sealed, { ...use('0.1'), ...under(SEALED) }), 'confirmed')
  t.equal(says(meat({ seal: { id: 'S-1' }, xItems: [{ ...meat().xItems[0]!, xSpecimenMarks: 'B-1' }] }), { ...use('0.1'), ...under(SEALED) }), 'refused kind') // prettier-ignore
  t.equal(says(meat({ seal: { id: 'S-1' }, xUsePoints: ['export'] }), { ...use('0.1', { usePoint: 'export' }), ...under(SEALED) }), 'refused kind') // prettier-ignore
  const late = NOW + 300 * 24 * HOUR
  t.equal(new Story(sealed).says(use('0.1', { signed: late }), late), 'confirmed')
  t.equal(new Story(sealed).says({ ...use('0.1', { signed: late }), ...under(SEALED) }, late), 'refused expired')
  // Documents of a kind of two are told apart, and one of them needs another document where it is used.
  const lending = { ...FALCON, subtypes: [LENT, { code: 'kept-bird', names: { en: 'Kept bird' } }] }
  const needed = { id: 'O-1', typeCode: '911', xIssuer: { country: 'XC', agency: 'MA' } }
  const lent = (more: object = {}) => ({ ...falcon, xUse: 'single' as const, xSubtype: 'lent-bird', agreed: lending, xCorrespondingPermit: needed, ...more }) // prettier-ignore
  t.doesNotThrow(() => checkRecord(lent(), 'XA'))
  t.doesNotThrow(() =>
    checkRecord(lent({ xSubtype: 'kept-bird', xUse: 'multiple', xCorrespondingPermit: undefined }), 'XA'),
  )
  for (const [more, pointer, rule] of [
    [{ xSubtype: 'sold-bird' }, '/xSubtype', 'kind'],
    [{ xSubtype: 'constructor' }, '/xSubtype', 'kind'],
    [{ xSubtype: undefined }, '/xSubtype', 'required'],
    [{ xUse: 'multiple' }, '/xUse', 'one-consignment'],
    [{ xValidTo: '2027-02-02T00:00:00Z' }, '/xValidTo', 'validity'],
    [{ xCorrespondingPermit: undefined }, '/xCorrespondingPermit', 'corresponding-permit'],
    [
      { xCorrespondingPermit: { ...needed, typeCode: '811' } },
      '/xCorrespondingPermit/typeCode',
      'corresponding-permit',
    ],
  ] as const)
    t.throws(() => checkRecord(lent(more), 'XA'), { code: 'request-invalid', pointer, rule }, pointer)
  t.equal(says(lent(), { ...ring(), ...under(lending) }), 'refused corresponding-permit')
  t.equal(says(lent(), { ...ring({ corresponding: { ...needed, id: 'O-2' } }), ...under(lending) }), 'refused corresponding-permit') // prettier-ignore
  t.equal(says(lent({ xCorrespondingPermit: undefined }), { ...ring({ corresponding: { ...needed, typeCode: '811' } }), ...under(lending) }), 'refused corresponding-permit') // prettier-ignore
  t.equal(says(lent(), { ...ring({ corresponding: needed }), ...under(lending) }), 'confirmed')
  t.equal(says(lent(), { ...ring({ usePoint: 'export' }), ...under(lending) }), 'confirmed')
  const renamed = { ...lending, subtypes: lending.subtypes.map((one) => ({ ...one, names: { fr: 'oiseau' } })) }
  t.ok(isSameKind(lending, renamed))
  t.notOk(isSameKind(lending, FALCON))
  // One of everybody’s is narrowed by another document beside those that it needs already.
  const beside = { ...SEALED, corresponding: { record: true, use: ['import'], type_code: '911' } } as const
  t.equal(says(sealed, { ...use('0.1'), ...under(beside) }), 'refused kind', 'its record names none')
  const both = meat({ seal: { id: 'S-1' }, xCorrespondingPermit: needed })
  t.equal(
    says(both, { ...use('0.1'), ...under(beside) }),
    'refused kind',
    'what the kind cannot state is not asked of it',
  )
  const use2 = { ...SEALED, corresponding: { use: ['import'], type_code: '911' } } as const
  t.equal(says(sealed, { ...use('0.1'), ...under(use2) }), 'refused corresponding-permit')
  t.equal(says(sealed, { ...use('0.1', { corresponding: needed }), ...under(use2) }), 'confirmed')
  t.equal(widening(kindOf('veterinary')!, beside), 'corresponding/record')
  t.equal(widening(kindOf('veterinary')!, use2), undefined)
  const origin = { ...SEALED, code: 'cites', corresponding: { use: ['export'] } } as const
  const beside2 = kindOf('cites', origin)!.subtypes!['export-permit']!.corresponding
  t.match(beside2, [{ use: ['import'], appendix: 'I' }, { use: ['export'] }], 'it is needed beside what was')
  const kind = kindOf('cultural-goods', { ...SEALED, code: 'cultural-goods', consignments: 'one', months: 6, needs: {}, may: {} })! // prettier-ignore
  t.match(kind.subtypes, {
    'specific-open-licence': { months: 6, consignments: 'one' },
    'standard-licence': { months: 6 },
  })
  const project = kindOf('dual-use', { ...SEALED, code: 'dual-use', months: 36, needs: {}, may: {} })!.subtypes!
  t.match(project, { 'large-project': { months: 36, longer: false } }, 'what two have agreed on is no longer either')
  // Between the two it ends as they hold it, and what is told says so.
  const short = { ...SEALED, months: 1 }
  const open = new Story(meat({ seal: { id: 'S-1' }, xDestinations: ['XB', 'XC'] })).ledger
  const asked = (at: number, ...kinds: PermitKindClause[]) =>
    statusFor(open, sealed.additionalDocument, { peer: 'XB', now: at, kinds })
  const limit = endFor(open, { peer: 'XB', kinds: [short] })
  t.match(asked(NOW, short), { xStanding: 'issued', xValidTo: time(limit) })
  t.match([asked(limit, short), asked(limit + 1, short)], [{ xStanding: 'issued' }, { xStanding: 'expired' }])
  t.match(asked(limit + 1, SEALED), { xStanding: 'issued' })
  t.notOk('xValidTo' in asked(NOW), 'without that agreement it has no end')
  t.match(kind, { points: [], needs: { items: ['xListCode'] }, may: { record: [], items: [] }, dimensions: ['count'] })
})

t.test('a permit of which neighbours could not be told is not issued', async (t) => {
  const items = (marks: string) => Array.from({ length: 1000 }, (_, i) => ({ xItem: `${i}`, quantityQuantity: { value: '1', unitCode: 'C62' }, xSpecimenMarks: marks })) // prettier-ignore
  const large = new Story(record({ xItems: items('é'.repeat(4000)) })).ledger
  const peer = (country: string, ...bytes: number[]) => ({
    country: country as Country,
    agreements: bytes.map((message_bytes) => ({
      document: { procedures: [{ name: 'documents' }], limits: { message_bytes }, valid: { until: NOW / 1000 + 60 } },
    })),
  })
  const check =
    (ledger: PermitLedger, messageBytes: number, ...peers: unknown[]) =>
    () =>
      checkSize(ledger, ledger.record!, messageBytes, peers as Parameters<typeof checkSize>[3], NOW)
  const refused = { code: 'state-conflict', rule: 'message-bytes', pointer: '/xItems' }
  t.throws(check(large, 4_194_304), refused)
  t.doesNotThrow(check(large, 16_000_000, peer('XB', 16_000_000)))
  t.throws(check(large, 16_000_000, peer('XB', 4_194_304)), refused, 'under what is agreed')
  t.doesNotThrow(check(large, 16_000_000, peer('XB', 4_194_304, 16_000_000)), 'the larger of two agreements')
  const many = Array.from({ length: 300 }, () => use('0.000000001', { usePoint: 'export' }))
  const s = new Story(record({ xItems: items('A1'), xDestinations: ['XB'] }))
  for (const one of many) s.says({ ...one, item: '7', unitCode: 'C62' })
  t.doesNotThrow(check(s.ledger, 4_194_304, peer('XB', 4_194_304), peer('XC', 20)), 'XC is told little')
})

t.test('a document is good for the months of its kind, or of which it is', async (t) => {
  const end = (more: Partial<PermitRecord>) => {
    const until = validUntil(record({ xIssuedAt: '2026-01-15T00:00:00Z', ...more }))
    return Number.isFinite(until) ? new Date(until).toISOString().slice(0, 10) : 'none'
  }
  t.equal(end({ xKind: 'waste', xSubtype: 'notification' }), '2027-01-15')
  t.equal(end({ xKind: 'waste', xSubtype: 'movement' }), 'none')
  t.equal(end({ xKind: 'dual-use', xSubtype: 'global' }), '2028-01-15')
  t.equal(end({ xKind: 'dual-use', xSubtype: 'large-project' }), '2030-01-15')
  const sixYears = { xValidTo: '2032-01-15T00:00:00Z' }
  t.equal(
    end({ xKind: 'dual-use', xSubtype: 'large-project', ...sixYears }),
    '2032-01-15',
    'as long as the project takes',
  )
  t.equal(end({ xKind: 'dual-use', xSubtype: 'individual', ...sixYears }), '2028-01-15', 'no other')
  t.equal(end({ xKind: 'cultural-goods', xSubtype: 'standard-licence' }), '2027-01-15')
  t.equal(end({ xKind: 'cultural-goods', xSubtype: 'specific-open-licence' }), '2031-01-15')
  t.equal(end({ xKind: 'kimberley', xValidTo: '2026-03-01T00:00:00Z' }), '2026-03-01')
})

t.test('a reservation holds its part, lapses, is given back, or becomes a use', async (t) => {
  const s = new Story()
  const held = reserve('0.2')
  t.equal(s.says(held), 'confirmed')
  t.equal(s.line(), 'reserved 0.3 0 0.2 0.1')
  t.equal(s.says(use('0.2', { country: 'XC' })), 'refused overdraw')
  t.equal(s.says(use('0.25', { reservation: held.message })), 'confirmed', 'its own part and what is free')
  t.equal(s.line(), 'partly-used 0.3 0.25 0 0.05')
  const other = reserve('0.05')
  s.says(other)
  s.put({ kind: 'lapse', message: 'l', country: 'XB', conversation: 'c', ref: other.message, at: NOW })
  t.equal(s.line(), 'partly-used 0.3 0.25 0 0.05')
  const wanted = reserve('0.05')
  s.says(wanted)
  const withdrawn = {
    kind: 'lapse',
    message: 'w',
    country: 'XB',
    conversation: 'c',
    reason: 'another needs it',
  } as const
  t.equal(s.says({ ...withdrawn, ref: wanted.message }), 'lapse')
  t.equal(s.line(), 'partly-used 0.3 0.25 0 0.05')
  t.equal(s.ledger.withdrawn(wanted.message), 'another needs it')
  s.says({ ...withdrawn, message: 'w2', ref: held.message })
  t.equal(s.ledger.isLapsed(held.message), false, 'what was used of it before stays used')
  const third = reserve('0.05')
  s.says(third)
  s.says({ kind: 'cancel', message: 'k', country: 'XB', conversation: 'c', ref: third.message })
  t.equal(s.line(), 'partly-used 0.3 0.25 0 0.05')
})

t.test('a reservation lapses with its permit', async (t) => {
  const end = (more: Partial<PermitRecord>, held = reserve('0.1')) => new Story(record(more)).ledger.lapsesAt(held)
  const soon = new Date(NOW + 60_000).toISOString()
  t.equal(end({}), NOW + HOUR)
  t.equal(end({ xValidTo: soon }), NOW + 60_001, 'whose end has become an earlier one')
  for (const xStanding of ['revoked', 'replaced'] as const) t.equal(end({ xStanding }), 0)
  const s = new Story()
  s.says({ kind: 'revocation', message: 'v', country: 'XA', conversation: 'c', reason: 'x' })
  t.equal(s.ledger.lapsesAt(reserve('0.1')), 0)
})

t.test('one consignment: other items of the same declaration, and no other', async (t) => {
  const s = new Story(record({ xUse: 'single' }))
  t.equal(s.says(use('0.1')), 'confirmed')
  t.equal(s.says(use('2', { item: '2', unitCode: 'C62' })), 'confirmed')
  t.equal(s.says(use('0.1', { declaration: 'MRN2', consignment: 'OTHER' })), 'refused one-consignment')
  t.equal(s.says(use('0.05', { declaration: 'OTHER' })), 'confirmed', 'a consignment is counted, not its declarations')
  s.says({ kind: 'cancel', message: 'k0', country: 'XB', conversation: 'c', ref: s.ledger.uses.at(-1)!.message })
  t.equal(s.says(use('0.1', { country: 'XC' })), 'refused one-consignment')
  t.equal(s.says(use('0.1', { usePoint: 'export', country: 'XC' })), 'confirmed', 'each use point by itself')
  const last = use('0.1', { final: true })
  t.equal(s.says(last), 'confirmed')
  t.equal(s.line(), 'used 0.3 0.2 0 0', 'cancelled and retained at import')
  t.equal(s.says(use('1', { item: '2', unitCode: 'C62' })), 'refused retained')
  s.says({ kind: 'cancel', message: 'k', country: 'XB', conversation: 'c', ref: last.message })
  t.equal(s.line(), 'used 0.3 0.2 0 0', 'what was retained does not come back')
  const kept = new Story(record({ xUse: 'single' }))
  kept.says(reserve('0.1'))
  t.equal(kept.says(use('0.1', { country: 'XC' })), 'refused one-consignment', 'nor where another has reserved it')
})

t.test('a provisional use is never refused; what is wrong with it is said', async (t) => {
  const s = new Story()
  t.equal(s.says(use('0.2', { provisional: true })), 'noted')
  t.equal(s.says(use('0.2', { provisional: true })), 'noted overdraw')
  t.match(s.ledger.uses.at(-1), { overdrawn: '0.1' })
  t.equal(s.line(), 'used 0.3 0.4 0 0')
  const same = use('0.1', { provisional: true, useId: 'S' })
  s.says(same)
  t.equal(s.says({ ...same, message: 'again' }), 'noted duplicate-use')
  t.equal(s.line(), 'used 0.3 0.5 0 0', 'the same use counts once')
})

t.test('a race: who came first is named, to both', async (t) => {
  const s = new Story()
  const first = use('0.2', { country: 'XC', signed: NOW - 1000 })
  s.says(first)
  s.says(use('0.2', { signed: NOW - 2000 }))
  t.same(s.ledger.uses.at(-1)?.against, [first.message])
  t.ok(s.ledger.contested(first.message))
  s.says(use('0.2', { signed: NOW + 5000 }), NOW + 6000)
  t.equal(s.ledger.uses.at(-1)?.against, undefined, 'who asks later is only late')
})

t.test('what may come in is what was seen to leave', async (t) => {
  const s = new Story()
  s.says({
    kind: 'endorsement',
    message: 'e',
    country: 'XA',
    conversation: 'c',
    item: '1',
    value: '0.25',
    unitCode: 'KGM',
    byIssuer: true,
  })
  t.equal(s.line(), 'issued 0.25 0 0 0.25')
  t.equal(s.line('export'), 'issued 0.3 0 0 0.3')
  t.equal(s.says(use('0.26')), 'refused overdraw')
})

t.test('who sees goods leave endorses: of an import permit the side of export, of all others the issuer', async (t) => {
  const endorses = (s: Story, byIssuer: boolean) => {
    const message = `e${++n}`
    s.says({ kind: 'endorsement', message, country: byIssuer ? 'XA' : 'XB', conversation: 'c', item: '1', value: '0.2', unitCode: 'KGM', byIssuer }) // prettier-ignore
    const entry = s.ledger.of(message)
    return (entry?.kind === 'endorsement' && entry.refused) || 'noted'
  }
  const coming = new Story(record({ xSubtype: 'import-permit', xUsePoints: ['import'] }))
  t.equal(endorses(coming, true), 'endorser')
  t.equal(coming.line(), 'issued 0.3 0 0 0.3', 'what is refused limits nothing')
  t.equal(endorses(coming, false), 'noted')
  t.equal(coming.line(), 'issued 0.2 0 0 0.2')
  const leaving = new Story()
  t.equal(endorses(leaving, false), 'endorser')
  t.equal(leaving.line(), 'issued 0.3 0 0 0.3')
  t.equal(endorses(leaving, true), 'noted')
  t.equal(leaving.line(), 'issued 0.2 0 0 0.2')
  t.equal(endorses(new Story(record({ xKind: 'veterinary' })), true), 'noted')
  const arriving = record({ xKind: 'cultural-goods', xSubtype: 'import-licence' })
  t.equal(endorses(new Story(arriving), true), 'endorser')
  t.equal(endorses(new Story(arriving), false), 'noted')
})

t.test(
  'a permit of timber is extended once, by where it came in time, for six months and for there alone',
  async (t) => {
    const END = Date.parse('2027-05-01T00:00:00Z')
    const extends_ = (s: Story, more: object = {}) => {
      const message = `x${++n}`
      const said = {
        message,
        country: 'XB',
        conversation: 'c',
        arrivedAt: END - HOUR,
        validTo: END + 1000 * HOUR,
        ...more,
      }
      s.says({ kind: 'extension', ...said })
      const entry = s.ledger.of(message)
      return (entry?.kind === 'extension' && entry.refused) || 'noted'
    }
    const timber = () => new Story(record({ xTimber: true }))
    t.equal(extends_(new Story(null)), 'unknown-document')
    t.equal(extends_(new Story()), 'not-extendable')
    t.equal(extends_(timber(), { arrivedAt: END + 1 }), 'expired')
    t.equal(extends_(timber(), { arrivedAt: END }), 'noted')
    t.equal(extends_(timber(), { validTo: Date.parse('2027-11-01T00:00:00Z') }), 'noted')
    t.equal(extends_(timber(), { validTo: Date.parse('2027-11-01T00:00:01Z') }), 'too-long')
    const s = timber()
    t.equal(extends_(s, { arrivedAt: END + 1 }), 'expired')
    t.equal(extends_(s), 'noted', 'one that was refused is none')
    t.equal(extends_(s, { country: 'XC' }), 'extended')
    const later = END + 500 * HOUR
    t.same([s.ledger.standing(later, 'XB'), s.ledger.standing(later, 'XC')], ['issued', 'expired'])
    t.equal(s.ledger.balance('1', 'import', later, 'XC')?.state, 'expired')
    const presented = { signed: later, atPresentation: true as const }
    t.equal(s.says(use('0.1', { country: 'XC', ...presented }), later), 'refused expired')
    t.equal(s.says(use('0.1', { usePoint: 'export', ...presented }), later), 'refused expired')
    t.equal(s.says(use('0.1', presented), later), 'confirmed')
    t.equal(s.says(use('0.1', { exportedAt: later, signed: later }), later), 'refused expired-at-export')
    t.equal(s.says(use('0.1', { ...presented, signed: END + 1001 * HOUR }), END + 1001 * HOUR), 'refused expired')
  },
)

t.test('specimens of Appendix I come in under two permits', async (t) => {
  const [first] = record().xItems
  const listed = (more: object = {}, item: object = {}) =>
    new Story(record({ xItems: [{ ...first!, xAppendix: 'I', ...item }], ...more }))
  const importPermit = { id: 'I-1', typeCode: '911', xIssuer: { country: 'XB', agency: 'MA' } }
  const named = { corresponding: importPermit }
  t.equal(listed().says(use('0.1')), 'refused corresponding-permit')
  t.equal(listed().says(use('0.1', named)), 'confirmed')
  t.equal(listed().says(use('0.1', { usePoint: 'export' })), 'confirmed', 'when it leaves it stands in the permit')
  const granted = { xCorrespondingPermit: importPermit }
  t.equal(listed(granted).says(use('0.1', named)), 'confirmed')
  const others = [
    { ...importPermit, id: 'I-2' },
    { ...importPermit, xIssuer: { country: 'XC', agency: 'MA' } },
  ]
  for (const corresponding of others)
    t.equal(listed(granted).says(use('0.1', { corresponding })), 'refused corresponding-permit')
  const coming = { xSubtype: 'import-permit' as const, xUsePoints: ['import' as const] }
  t.equal(listed(coming).says(use('0.1')), 'refused corresponding-permit', 'and the other way round')
  t.equal(listed(coming).says(use('0.1', named)), 'confirmed')
  const confiscated = { xSourceCode: 'W', xSecondSourceCode: 'O' }
  t.equal(listed({}, confiscated).says(use('0.1')), 'confirmed', 'it is older than the Convention')
  for (const xSourceCode of ['D', 'O']) t.equal(listed({}, { xSourceCode }).says(use('0.1')), 'confirmed')
  t.equal(listed({}, { xSourceCode: 'W' }).says(use('0.1')), 'refused corresponding-permit')
  t.equal(listed({}, { xAppendix: 'II' }).says(use('0.1')), 'confirmed')
  t.equal(listed({ xKind: 'veterinary' }).says(use('0.1')), 'confirmed')
  t.equal(listed({ xSubtype: 'certificate-of-ownership' }).says(use('0.1')), 'confirmed')
})

t.test('a document that was presented against the one that was issued', async (t) => {
  const r = record({ xDigest: `sha-256:${'A'.repeat(43)}` })
  const [grams, pieces] = r.xItems
  const five = { xItem: '2', quantityQuantity: { value: '5.0', unitCode: 'C62' } }
  const paper = { xKind: 'cites', xSubtype: 'export-permit', xIssuedAt: '2026-11-01', xValidTo: '2027-05-01', xItems: [grams!, five] } // prettier-ignore
  const conforms = { result: 'conforms', differs: [], notCompared: [] }
  t.same(verify(r, paper), conforms)
  t.same(verify(null, paper).result, 'unknown')
  const forged = { xDigest: `sha-256:${'B'.repeat(43)}`, xIssuedAt: '2026-11-01T01:00:00+01:00' }
  t.match(verify(r, { ...forged, xItems: [five, { xItem: '3' }] }), {
    result: 'differs',
    differs: ['xDigest', 'xItems/1/xItem'],
  })
  const days = (xIssuedAt: string, xValidTo: string) => verify(r, { xIssuedAt, xValidTo }).differs
  t.same(days('2026-11-01', '2027-04-30'), [], 'a day on a paper is that day wherever the office is')
  t.same(days('2026-10-31', '2027-05-01'), [])
  t.same(days('2026-10-30', '2027-05-02'), ['xIssuedAt', 'xValidTo'])
  const whole = { quantityQuantity: { value: '0.3', unitCode: 'C62' } }
  t.same(verify({ ...r, xItems: [grams!] }, { xItems: [whole] }).differs, ['xItems/0/quantityQuantity'])
  t.same(
    verify(
      { ...r, xItems: [grams!] },
      { xTimber: true, xSecurityStampId: 'S-1', xItems: [{ xSpecimenMarks: 'ring 7' }] },
    ).differs,
    ['xTimber', 'xSecurityStampId', 'xItems/0/xSpecimenMarks'],
    'what was added to a paper is not as issued',
  )
  t.same(verify(r, { ...paper, xTimber: false }).result, 'conforms', 'what is not so was not added')
  const animals = record({ xKind: 'veterinary', xItems: [grams!] })
  const added = { xDestinations: ['XB'], seal: { id: 'S-1' }, xValidTo: '2028-01-01T00:00:00Z' }
  t.same(verify(animals, added).differs, Object.keys(added))
  const many = Array.from({ length: 30 }, (_, i) => ({ xItem: `N${i}` }))
  t.equal(verify(r, { xItems: many }).differs.length, 20, 'as many as an answer may name')
  const two = ['Y', 'Z'].map((xListCode, i) => ({ ...pieces!, xItem: String(i + 1), xSpecimenMarks: 'X', xListCode }))
  const stated: Record<string, string>[] = [{ xSpecimenMarks: 'X' }, { xListCode: 'Y' }]
  t.same(verify(record({ xItems: two }), { xItems: stated }).differs, [], 'each has a place where all can have one')
  t.same(verify(record({ xItems: two }), { xItems: [...stated].reverse() }).differs, [], 'in whatever order')
  t.same(verify(record({ xItems: two }), { xItems: [{ xListCode: 'Y' }, { xListCode: 'Y' }] }).differs, ['xItems/1/xListCode'], 'and once') // prettier-ignore
  t.equal(verify(record({ xItems: many.map((item) => ({ ...pieces!, ...item })) }), { xItems: many }).notCompared.length, 20) // prettier-ignore

  await t.test('what was not compared does not conform', async (t) => {
    const lacks = (presented: object) => {
      const { result, differs, notCompared } = verify(r, defined(presented))
      t.same([result, differs], ['not-compared', []])
      return notCompared
    }
    for (const name of ['xKind', 'xSubtype', 'xIssuedAt', 'xValidTo']) t.same(lacks({ ...paper, [name]: undefined }), [name]) // prettier-ignore
    const sealed = record({ xSecurityStampId: 'S-1' })
    t.same(verify(sealed, paper).notCompared, ['xSecurityStampId'])
    t.same(lacks({ ...paper, xItems: [grams!, { xItem: '2' }] }), ['xItems/1/quantityQuantity'])
    t.same(lacks({ ...paper, xItems: [five] }), ['xItems'], 'an item was kept back')
    t.same(lacks({ ...paper, xItems: undefined }), ['xItems'])
    const boxed = { ...five, quantityQuantity: { value: '5', unitCode: 'PCS' } }
    t.same(lacks({ ...paper, xItems: [grams!, boxed] }), ['xItems/1/quantityQuantity'], 'a unit that nobody knows')
    t.same(lacks({ ...paper, xParcels: 2 }), ['xParcels'], 'its kind says nothing of them')
    t.same(lacks({ ...paper, xItems: [grams!, { ...five, description: 'belts' }] }), ['xItems/1/description'])
    t.same(verify(r, { xDigest: r.xDigest! }), conforms, 'the electronic document is all that stands in it')
    t.match(verify(r, { xDigest: r.xDigest!, xKind: 'origin' }), { result: 'differs', differs: ['xKind'] })
  }) // prettier-ignore

  await t.test('items without a number are those that they are most like, each once', async (t) => {
    const item = (xItem: string, xScientificName: string, value: string) => ({ xItem, xScientificName, quantityQuantity: { value, unitCode: 'KGM' } }) // prettier-ignore
    const plants = record({ xKind: 'phytosanitary', xDestinations: ['XB'], xItems: [item('A', 'Zea mays', '5'), item('B', 'Zea mays', '9'), item('C', 'Vanda', '1')] }) // prettier-ignore
    const stated = { xKind: 'phytosanitary', xDestinations: ['XB'], xIssuedAt: '2026-11-01' }
    const lines = (...xItems: object[]) => verify(plants, { ...stated, xItems })
    const line = (name: string, value?: string) => ({ xScientificName: name, ...(value === undefined ? {} : { quantityQuantity: { value, unitCode: 'KGM' } }) }) // prettier-ignore
    t.same(lines(line('Vanda', '1'), line('Zea mays', '9'), line('Zea mays', '5')), conforms)
    t.same(lines(line('Zea mays'), line('Zea mays', '5'), line('Vanda', '1')).differs, [], 'who says less takes what is left') // prettier-ignore
    t.same(lines(line('Zea mays', '9'), line('Zea mays', '9'), line('Vanda', '1')).differs, ['xItems/1/quantityQuantity']) // prettier-ignore
    t.same(lines(line('Vanda', '1'), line('Zea mays', '9'), line('Zea mays', '5'), line('Vanda', '1')).differs, ['xItems/3/xItem']) // prettier-ignore
    t.same(lines(line('Zea mays', '7'), line('Zea mays', '5'), line('Vanda', '1')).differs, ['xItems/0/quantityQuantity'], 'what is true has its place first') // prettier-ignore
    t.same(lines(line('Zea mays', '7')).differs, ['xItems/0/quantityQuantity'], 'the one that it is most like')
    const twice = lines({ ...line('Vanda', '1'), xItem: 'C' }, { ...line('Vanda', '1'), xItem: 'C' })
    t.same(twice.differs, ['xItems/1/xItem'], 'nor is one item there twice')
    t.same(lines({ ...line('Vanda', '1'), xItem: 'C' }).notCompared, ['xItems'])
  }) // prettier-ignore

  await t.test('treatments, countries and goods', async (t) => {
    const heat = { xTreatment: 'heat', xTemperature: '56 CEL' }
    const gas = { xTreatment: 'gas' }
    const [corn] = record().xItems
    const treated = record({ xKind: 'phytosanitary', xDestinations: ['XB', 'XC'], xTreatments: [{ ...heat, xTreatedAt: '2026-10-20T22:00:00Z' }, gas], xItems: [{ ...corn!, classification: { id: '06029048' } }] }) // prettier-ignore
    const paperOf = (more: object) => verify(treated, { xTreatments: [gas, { ...heat, ...more }] }).differs
    t.same(paperOf({ xTreatedAt: '2026-10-20' }), [], 'in whatever order')
    t.same(paperOf({ xTreatedAt: '2026-10-21' }), [], 'the day of it in some zone')
    for (const more of [{ xTreatedAt: '2026-10-18' }, {}, { xTreatedAt: '2026-10-20', xTemperature: '50 CEL' }])
      t.same(paperOf(more), ['xTreatments'])
    for (const xTreatments of [[], [gas], [gas, gas]]) t.same(verify(treated, { xTreatments }).differs, ['xTreatments'])
    t.ok(verify(treated, { xKind: 'phytosanitary' }).notCompared.includes('xTreatments'))
    t.same(verify(treated, { xDestinations: ['XC'] }).differs, [], 'a paper names one of them')
    t.same(verify(treated, { xDestinations: ['XC', 'XD'] }).differs, ['xDestinations'])
    const goods = (id: string) => verify(treated, { xItems: [{ classification: { id } }] }).differs
    t.same([goods('060290'), goods('0602904811')], [[], []], 'fewer digits, or more')
    t.same(goods('060291'), ['xItems/0/classification'])
  }) // prettier-ignore

  const quota = { id: 'caviar', year: 2026, quantityQuantity: { value: '15', unitCode: 'KGM' } }
  const counted = { ...r, xItems: [{ ...grams!, xQuota: quota }] }
  const stating = (more: object) =>
    verify(counted, { xItems: [{ xQuota: { ...quota, ...more } }] }, { '1': '12.5' }).differs
  t.same(stating({}), [])
  t.same(stating({ xGranted: '12.50' }), [], 'so much was granted with it')
  t.same(stating({ xGranted: '12' }), ['xItems/0/xQuota'])
  t.same(stating({ id: undefined, year: undefined }), [], 'a paper need not say how it is called')
  t.same(stating({ quantityQuantity: { value: '15000', unitCode: 'GRM' }, xGranted: '12500' }), [])
  for (const more of [{ year: 2025 }, { id: 'sturgeon' }, { quantityQuantity: { value: '16', unitCode: 'KGM' } }])
    t.same(stating(more), ['xItems/0/xQuota'])
  t.same(verify(counted, { xItems: [{ xQuota: { ...quota, xGranted: '1' } }] }).differs, [], 'nothing was counted')
})

t.test('what a permit of the Convention says of its specimens is compared', async (t) => {
  const specimen = { xScientificName: 'Vanda coerulea', xAppendix: 'II', xSourceCode: 'A' } as const
  const origin = { countryCode: 'XC' }
  const item = { xItem: 'A', ...specimen, origin, quantityQuantity: { value: '3', unitCode: 'C62' } }
  const r = record({ xSubtype: 're-export-certificate', xPurposeCode: 'T', xItems: [item] })
  const as = { xKind: 'cites', xSubtype: 're-export-certificate', xPurposeCode: 'T', xIssuedAt: '2026-11-01', xValidTo: '2027-05-01' } as const // prettier-ignore
  t.same(verify(r, { ...as, xItems: [item] }), { result: 'conforms', differs: [], notCompared: [] })
  const wild = { ...item, xScientificName: 'Vanda sanderiana', xAppendix: 'I', xSourceCode: 'W' } as const
  const other = { ...wild, origin: { countryCode: 'XD' } }
  t.same(verify(r, { xSubtype: 'import-permit', xPurposeCode: 'Z', xItems: [other] }).differs, [
    'xSubtype',
    'xPurposeCode',
    'xItems/0/xScientificName',
    'xItems/0/xAppendix',
    'xItems/0/xSourceCode',
    'xItems/0/origin',
  ])
  t.same(verify(r, { ...as, xItems: [{ xItem: 'A' }] }).notCompared, [
    'xItems/0/quantityQuantity',
    'xItems/0/xScientificName',
    'xItems/0/xAppendix',
    'xItems/0/xSourceCode',
    'xItems/0/origin',
  ])
  const bare = record({ xItems: [{ xItem: 'A', quantityQuantity: item.quantityQuantity }] })
  t.same(verify(bare, { xParcels: 2, xItems: [{ xCatchArea: '27.4.a' }] }).differs, [])
})

t.test('marks, packages, earlier papers, the other permit and countries on a paper are compared', async (t) => {
  const quantityQuantity = { value: '3', unitCode: 'KGM' } as const
  const packaging = [{ typeCode: 'BG', quantityQuantity: 100 }, { typeCode: 'BX', quantityQuantity: 20 }] // prettier-ignore
  const plant = { xItem: '1', quantityQuantity, xScientificName: 'Zea mays', origin: { countryCode: 'XC' } }
  const r = record({
    ...{ xKind: 'phytosanitary', xUsePoints: ['import'], xCountriesConcerned: ['XD', 'XE'] },
    xItems: [{ ...plant, xSpecimenMarks: 'NDC 1, NDC 2', packaging }],
  })
  const paper = { xKind: 'phytosanitary', xIssuedAt: r.xIssuedAt, ...(r.xValidTo && { xValidTo: r.xValidTo }), xCountriesConcerned: ['XE', 'XD'] } // prettier-ignore
  const stating = (item: object, more: object = {}) =>
    verify(r, { ...paper, ...more, xItems: [{ ...plant, xSpecimenMarks: 'NDC 2\nNDC 1', packaging, ...item }] })
  const conforms = { result: 'conforms', differs: [], notCompared: [] }
  const differs = (...members: string[]) => ({ result: 'differs', differs: members, notCompared: [] })
  t.same(stating({}), conforms)
  t.same(stating({ packaging: packaging.toReversed() }), conforms, 'in whatever order')
  for (const wrong of [
    packaging.slice(1),
    [...packaging, packaging[0]!],
    [packaging[0]!, { typeCode: 'BX', quantityQuantity: 21 }],
  ])
    // prettier-ignore
    t.same(stating({ packaging: wrong }), differs('xItems/0/packaging'))
  t.same(stating({ xSpecimenMarks: 'NDC 1' }), differs('xItems/0/xSpecimenMarks'))
  t.same(stating({}, { xCountriesConcerned: ['XD', 'XF'] }), differs('xCountriesConcerned'))
  t.same(stating({}, { xCountriesConcerned: ['XD'] }), { result: 'not-compared', differs: [], notCompared: ['xCountriesConcerned'] }) // prettier-ignore
  t.same(verify(r, { ...paper, xItems: [plant] }).notCompared, ['xItems/0/xSpecimenMarks', 'xItems/0/packaging'])
  t.same(stating({}, { seal: { id: 'G2' } }), differs('seal'), 'a seal that nobody has issued')

  const previousDocument = [{ id: 'XC-1', xCountry: 'XC', xIssuedAt: '2025-07-09' }]
  const other = { id: 'I-9', typeCode: '911', xIssuer: { country: 'XB', agency: 'cites' } }
  const cites = { xItem: 'A', quantityQuantity, xScientificName: 'Vanda coerulea', xAppendix: 'II', xSourceCode: 'A', previousDocument } as const // prettier-ignore
  const c = record({
    ...{ xSubtype: 're-export-certificate', xPurposeCode: 'T', xSecurityStampId: 'ST-1', xTimber: true },
    ...{ xCorrespondingPermit: other, xItems: [cites] },
  })
  const permit = { xKind: 'cites', xSubtype: 're-export-certificate', xPurposeCode: 'T', xSecurityStampId: 'ST-1', xTimber: true, xIssuedAt: '2026-11-01', xValidTo: '2027-05-01' } as const // prettier-ignore
  const shown = (more: object, item: object = {}) =>
    verify(c, { ...permit, xCorrespondingPermit: { id: 'I-9', xIssuer: { country: 'XB' } }, ...more, xItems: [{ ...cites, ...item }] }) // prettier-ignore
  t.same(shown({}), conforms)
  t.same(shown({ xCorrespondingPermit: other }), conforms)
  t.same(shown({ xCorrespondingPermit: { id: 'I-9' } }).notCompared, ['xCorrespondingPermit'], 'of which country')
  for (const wrong of [
    { ...other, id: 'I-8' },
    { ...other, typeCode: '811' },
    { id: 'I-9', xIssuer: { country: 'XC' } },
    { ...other, xIssuer: { country: 'XB', agency: 'customs' } },
  ])
    // prettier-ignore
    t.same(shown({ xCorrespondingPermit: wrong }), differs('xCorrespondingPermit'), JSON.stringify(wrong))
  t.same(shown({ xSecurityStampId: 'ST-2' }), differs('xSecurityStampId'))
  const { xTimber: _, ...silent } = permit
  t.same(verify(c, { ...silent, xCorrespondingPermit: other, xItems: [cites] }).notCompared, ['xTimber'])
  const dated = (xIssuedAt: string) => shown({}, { previousDocument: [{ ...previousDocument[0]!, xIssuedAt }] })
  t.same(dated('2025-07-09T00:00:00+02:00'), conforms, 'the day counts')
  t.same(dated('2025-07-10'), differs('xItems/0/previousDocument'))
  for (const wrong of [
    [{ id: 'XC-1' }],
    [{ ...previousDocument[0]!, id: 'XC-2' }],
    [...previousDocument, ...previousDocument],
  ])
    // prettier-ignore
    t.same(shown({}, { previousDocument: wrong }), differs('xItems/0/previousDocument'))
})

t.test(
  'no sequence of requests ever gives more than was granted, and the same entries give the same ledger',
  async (t) => {
    const value = fc.integer({ min: 1, max: 200_000_000 }).map((v) => decimal(BigInt(v)))
    const step = fc.record({
      kind: fc.constantFrom('use', 'use', 'reservation', 'cancel', 'lapse', 'endorsement'),
      value,
      country: fc.constantFrom('XB', 'XC', 'XD'),
      final: fc.integer({ max: 20, min: 0 }).map((v) => v === 0),
      at: fc.nat({ max: 30 }),
    })
    let confirmed = 0
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.constantFrom('single' as const, 'multiple' as const),
        (steps, xUse) => {
          const s = new Story(record({ xUse, xUsePoints: ['import'] }))
          const said: string[] = []
          for (const x of steps) {
            const ref = said[x.at % Math.max(said.length, 1)] ?? 'none'
            const message = `p${said.length}`
            const base = { message, country: x.country, conversation: 'c' }
            if (x.kind === 'use') {
              if (s.says(use(x.value, { ...base, final: x.final, reservation: ref })).startsWith('confirmed'))
                confirmed++
            } else if (x.kind === 'reservation') s.says(reserve(x.value, base))
            else if (x.kind === 'cancel') s.says({ kind: 'cancel', ...base, ref })
            else if (x.kind === 'lapse') s.put({ kind: 'lapse', ...base, ref, at: NOW })
            else s.says({ kind: 'endorsement', ...base, item: '1', value: '0.1', unitCode: 'KGM', byIssuer: true })
            said.push(message)
            const b = s.ledger.balance('1', 'import', NOW)!
            // An endorsement may come after more than that was used: then nothing is left.
            if (billionths(b.used) + billionths(b.reserved) > billionths('0.3')) return false
            if (billionths(b.available) + billionths(b.used) + billionths(b.reserved) > billionths('0.3')) return false
          }
          const again = new PermitLedger(JSON.parse(JSON.stringify(s.ledger.entries)) as Entry[])
          return JSON.stringify(again.balances(NOW)) === JSON.stringify(s.ledger.balances(NOW))
        },
      ),
      { numRuns: 500, seed: 7 },
    )
    t.ok(confirmed > 300, `${confirmed} uses were confirmed`)
  },
)

t.test(
  'a use that is refused leaves its reservation held; one that is confirmed takes it, and cancelled gives it back',
  async (t) => {
    const s = new Story()
    const held = reserve('0.2')
    t.equal(s.says(held), 'confirmed')
    t.equal(s.says(use('0.31', { reservation: held.message })), 'refused overdraw')
    t.equal(s.line(), 'reserved 0.3 0 0.2 0.1', 'it is still held')
    t.equal(s.says(use('0.2')), 'refused overdraw', 'for nobody else')
    const taken = use('0.25', { reservation: held.message })
    t.equal(s.says(taken), 'confirmed', 'what is reserved and what is free')
    t.equal(s.line(), 'partly-used 0.3 0.25 0 0.05')
    t.equal(s.ledger.reservationState(s.ledger.reservations[0]!), 'used')
    t.equal(s.says(use('0.1', { reservation: held.message })), 'refused overdraw', 'once')
    s.says({ kind: 'cancel', message: 'x', country: 'XB', conversation: 'c', ref: taken.message })
    t.equal(s.line(), 'issued 0.3 0 0 0.3')
  },
)

t.test('movements of waste are counted against their notification', async (t) => {
  const tonnes = (value: string, unitCode = 'TNE') => [
    { xItem: '1', xListCode: 'A1180', quantityQuantity: { value, unitCode } },
  ]
  const until = { xValidTo: '2027-06-01T00:00:00Z' }
  const waste = (id: string, more: Partial<PermitRecord>): PermitRecord =>
    record({ additionalDocument: { id, typeCode: '1' }, xKind: 'waste', xDestinations: ['XB'], xCountriesConcerned: ['XB'], ...until, ...more }) // prettier-ignore
  const notification = (more: Partial<PermitRecord> = {}) => new Story(waste('N', { xSubtype: 'notification', xShipments: 3, xItems: tonnes('10'), ...more })).ledger // prettier-ignore
  const moves = (id: string, value: string, unitCode = 'TNE') =>
    waste(id, {
      ...{ xSubtype: 'movement', xUse: 'single', xItems: tonnes(value, unitCode) },
      xCorrespondingPermit: { id: 'N', typeCode: '1', xIssuer: { country: 'XA', agency: 'ENV' } },
    })
  /** The register after some movements: the ledger of each, and what they take together. */
  const sums = (...ledgers: PermitLedger[]) => {
    const found = new Map<string, QuotaSum[]>()
    for (const { quota, total, unitCode, ...share } of ledgers.flatMap((ledger) => sharesOf(ledger, NOW) ?? [])) {
      const isGranted = share.until >= NOW
      const amount = isGranted ? sumOf(share.granted, `${share.grantedPart}`) : sumOf(share.taken, `${share.takenPart}`)
      found.set(quota, [...(found.get(quota) ?? []), { value: total, unitCode, amount, isGranted }])
    }
    return found
  }
  const enters = (r: PermitRecord, before: PermitLedger[], of = notification()) =>
    new PermitLedger([{ kind: 'record', message: 'r', at: NOW, by: 'k', record: r, notified: notifiedWith(r, of, sums(...before), NOW) }]) // prettier-ignore
  const first = enters(moves('M1', '4'), [])
  const second = enters(moves('M2', '5500', 'KGM'), [first])
  t.match(second.notified, { 1: { xShipments: 3, xShipment: 2, xGranted: '9.5', quantityQuantity: { value: '10' } } })
  const fails = (r: PermitRecord, rule: string, pointer: string, of = notification(), before = [first, second]) =>
    t.throws(() => enters(r, before, of), { code: 'state-conflict', rule, pointer }, rule)
  const [amount, number] = ['/xItems/0/quantityQuantity/value', '/xCorrespondingPermit/id']
  fails(moves('M3', '0.500000001'), 'notified', amount)
  const third = enters(moves('M3', '0.1'), [first, second])
  fails(moves('M4', '0.1'), 'shipments', number, notification(), [first, second, third])
  fails(moves('M3', '1', 'LTR'), 'unit', '/xItems/0/quantityQuantity/unitCode')
  fails({ ...moves('M3', '0.1'), xItems: [{ ...tonnes('1')[0]!, xItem: '2' }] }, 'notification', '/xItems/0/xItem')
  fails(
    { ...moves('M3', '0.1'), xItems: [{ ...tonnes('1')[0]!, xListCode: 'A1010' }] },
    'notification',
    '/xItems/0/xItem',
  )
  fails(moves('M3', '0.1'), 'notification', number, new PermitLedger([]))
  fails(moves('M3', '0.1'), 'notification', number, notification({ xStanding: 'revoked' }))
  fails(moves('M3', '0.1'), 'notification', number, first)
  const story = new Story()
  story.ledger = second
  story.says(use('2000', { usePoint: 'export', unitCode: 'KGM' }))
  story.says({ kind: 'revocation', message: 'v', country: 'XA', conversation: 'c', reason: 'x' })
  t.match(
    enters(moves('M3', '4'), [first, story.ledger]).notified,
    { 1: { xShipment: 3, xGranted: '10' } },
    'what left counts',
  )
  const unused = new Story()
  unused.ledger = second
  unused.says({ kind: 'revocation', message: 'v', country: 'XA', conversation: 'c', reason: 'x' })
  t.match(enters(moves('M3', '6'), [first, unused.ledger]).notified, { 1: { xShipment: 2, xGranted: '10' } })
  const lowered = (more: Partial<PermitRecord>) => () => checkNotification(notification(more).record!, notification().record, sums(first, second)) // prettier-ignore
  t.throws(lowered({ xShipments: 1 }), { code: 'state-conflict', rule: 'below-used', pointer: '/xShipments' })
  t.throws(lowered({ xItems: tonnes('9') }), { code: 'state-conflict', rule: 'below-used', pointer: amount })
  t.throws(lowered({ xItems: [{ ...tonnes('10')[0]!, xItem: '2' }] }), {
    code: 'state-conflict',
    rule: 'below-used',
    pointer: '/xItems',
  })
  t.doesNotThrow(lowered({ xShipments: 2, xItems: tonnes('9.5') }))
  t.equal(notificationOf(moves('M', '1'), 'XA'), 'N')
  t.equal(notificationOf(moves('M', '1'), 'XB'), undefined, 'of another country')
  t.equal(sharesOf(notification(), NOW), undefined, 'it takes nothing of itself')
})
