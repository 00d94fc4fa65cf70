/**
 * What is known of one permit: of those of our own agencies the ledger over all who use them; of others' what their issuers have stated in our cases with
 * them.
 */
import type { Country } from '../../values/country.ts'
import { digestOf } from '../../values/digest.ts'
import { canonicalJson } from '../../values/json.ts'
import { parseTime, parseTimeIf } from '../../values/time.ts'
import type { Balance, Documents, Issued, Standing } from './documents-state.ts'
import type { Entry, PermitRecord } from './ledger-entry.ts'
import type { PermitLedger } from './ledger.ts'
import type { Decided, ShownPermit } from './permit-table.ts'
import { said, touchedBy } from './permit-said.ts'
import type { StatedPermit } from './stated-table.ts'
import { sharesOf } from './quotas.ts'
import { PARTICULARS, particularsOf, pick, type Counted, type Particulars } from './particulars.ts'

export type KnownPermit = {
  readonly id: string
  readonly own: boolean
  readonly issuer: Country
  readonly record: PermitRecord | null
  /** The entity tag (RFC 9110, section 8.8.3) of the record: it changes when that does, and not with each use. Null of those of other countries. */
  readonly tag: string | null
  /** What its issuer states of it: null while nothing was stated. */
  readonly particulars: Particulars | null
  readonly use: 'single' | 'multiple' | null
  readonly validFrom: number | null
  readonly typeCode: string
  readonly standing: Standing
  readonly validTo: number | null
  readonly replacedBy: string | null
  readonly balance: readonly Balance[]
}

/** Of the record as it stands: by whichever message it was revoked or replaced, it is another one then. Null where it is not in the register. */
export function tagOf({ record, revocation, replacement }: PermitLedger): string | null {
  if (record === null) return null
  const stands = canonicalJson([record, revocation ?? null, replacement ?? null])
  return `"${digestOf(stands).slice('sha-256:'.length)}"`
}

/** As it is kept: what it states stands once in it, in the record. */
type Shown = Omit<KnownPermit, 'particulars'> & { readonly counted: Counted }

/**
 * What entries that a ledger ends with change of what is shown: the permit, without who used it, and what was said of it. What time alone changes is seen when it
 * is read. Nothing where the permit is not in the register.
 */
export function changedBy(
  id: string,
  ledger: PermitLedger,
  entries: readonly Entry[],
  issuer: Country,
  now: number,
): Pick<Decided, 'shown' | 'said'> {
  const { record } = ledger
  if (record === null) return { shown: null, said: [] }
  const end = ledger.until()
  const shares = sharesOf(ledger, now)
  const { granted, notified } = ledger
  const permit: Shown = {
    id,
    own: true,
    issuer,
    record,
    tag: tagOf(ledger),
    counted: { granted, ...(notified === undefined ? {} : { notified }) },
    use: record.xUse,
    validFrom: parseTime(record.xIssuedAt),
    typeCode: record.additionalDocument.typeCode,
    standing: ledger.standing(now),
    validTo: Number.isFinite(end) ? end : null,
    replacedBy: ledger.replacement?.id ?? null,
    balance: ledger.balances(now),
  }
  const shown: ShownPermit = { agency: record.xAgency, issuer, body: JSON.stringify(permit), ...(shares === undefined ? {} : { shares }) } // prettier-ignore
  // What was said before its agency put it here is shown from then on.
  const isNew = ledger.entries.find(({ kind }) => kind === 'record') === entries.find(({ kind }) => kind === 'record')
  return { shown, said: said(ledger, touchedBy(isNew ? ledger.entries : entries)) }
}

/** A permit of our own as it was kept. */
export function readShown(text: string, now: number): KnownPermit {
  const { counted, ...kept } = JSON.parse(text) as Shown
  const permit = { ...kept, particulars: particularsOf(kept.record!, counted) }
  if (permit.standing !== 'issued' || permit.validTo === null || now <= permit.validTo) return permit
  const balance = permit.balance.map((line): Balance => ({ ...line, state: 'expired' }))
  return { ...permit, standing: 'expired', balance }
}

/** The lines of which an issuer has stated the balance. */
export const balanceIn = ({ lines }: Documents): Balance[] =>
  Object.values(lines).flatMap(({ item, usePoint, balance, state }) =>
    balance === null ? [] : [{ item, usePoint, ...balance, state }],
  )

/** A permit of another country, as it has stated it in our cases with it. */
export function foreignPermit({ permit, issuer, typeCode, standing, ...stated }: StatedPermit): KnownPermit {
  const issued = stated.issued === null ? null : (JSON.parse(stated.issued) as Issued)
  return {
    id: permit,
    own: false,
    issuer,
    record: null,
    tag: null,
    particulars: issued === null ? null : pick(issued, PARTICULARS),
    use: issued?.xUse ?? null,
    validFrom: parseTimeIf(issued?.xValidFrom) ?? null,
    typeCode,
    standing: standing as Standing,
    validTo: parseTimeIf(stated.validTo) ?? null,
    replacedBy: stated.replacedBy,
    balance: stated.balance === null ? [] : (JSON.parse(stated.balance) as Balance[]),
  }
}
