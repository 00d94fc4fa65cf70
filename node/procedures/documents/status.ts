/** What a neighbour is told of a permit of ours (`status`). */
import type { PermitKindClause } from '../../peers/permit-kind.ts'
import { time } from '../../values/time.ts'
import { isNamed, type Bodies, type PermitRecord } from './ledger-entry.ts'
import type { PermitLedger } from './ledger.ts'
import { particularsOf } from './particulars.ts'
import { heldTo } from './record-rules.ts'

/** Whom something is told, when, and which kinds of permits the two have agreed on. */
export type Told = { readonly peer: string; readonly now: number; readonly kinds: readonly PermitKindClause[] }

/**
 * What stands in it, and what is left of it, is told to the countries that it names and to those in which goods under it have come in. All others who ask for its number are told whether it
 * is good, and no more: whoever was shown one has the paper, and asks whether it is as issued.
 */
const isTold = ({ uses }: PermitLedger, held: PermitRecord | undefined, peer: string): held is PermitRecord =>
  held !== undefined &&
  (isNamed(held, peer) ||
    uses.some((use) => use.country === peer && use.usePoint === 'import' && use.reason === undefined))

/** The permit as the two hold it, which may be to an earlier end; undefined where it is none between them. */
const heldWith = ({ record }: PermitLedger, { peer, kinds }: Pick<Told, 'peer' | 'kinds'>): PermitRecord | undefined =>
  record === null ? undefined : heldTo(record, peer, kinds)

/** The last moment at which it is good for them. */
export const endFor = (ledger: PermitLedger, to: Pick<Told, 'peer' | 'kinds'>): number =>
  ledger.until(to.peer, heldWith(ledger, to))

/** All that is told of it; of what makes a paper hard to forge, and of what goods are for, nobody is. */
function whole(
  ledger: PermitLedger,
  record: PermitRecord,
  peer: string,
  now: number,
): Omit<Bodies['status'], 'additionalDocument' | 'xStanding'> {
  const { xSecurityStampId: _, xEndUse: __, ...told } = particularsOf(record, ledger)
  const end = ledger.until(peer, record)
  return {
    ...told,
    xUse: record.xUse,
    xValidFrom: record.xIssuedAt,
    ...(Number.isFinite(end) ? { xValidTo: time(end) } : {}),
    xBalance: ledger.balances(now, peer),
  }
}

export const balancesFor = (ledger: PermitLedger, to: Told): Bodies['Balance'][] =>
  isTold(ledger, heldWith(ledger, to), to.peer) ? ledger.balances(to.now, to.peer) : []

export const statusFor = (
  ledger: PermitLedger,
  additionalDocument: Bodies['AdditionalDocument'],
  to: Told,
): Bodies['status'] => {
  const held = heldWith(ledger, to)
  return {
    additionalDocument,
    xStanding: ledger.standing(to.now, to.peer, held),
    ...(isTold(ledger, held, to.peer) ? whole(ledger, held, to.peer, to.now) : {}),
    ...(ledger.replacement === undefined ? {} : { xReplacedBy: ledger.replacement.id }),
  }
}

/** How much longer a status may become: each line by the digits of its amounts, the whole by an end, another document and what differs. */
const LINE_BYTES = 128
const MORE_BYTES = 8192

/** At most how many bytes what a country is told of it will have. */
export function bytesFor(ledger: PermitLedger, record: PermitRecord, now: number): number {
  const told = whole(ledger, record, record.xDestinations?.[0] ?? '', now)
  return Buffer.byteLength(JSON.stringify(told)) + (told.xBalance ?? []).length * LINE_BYTES + MORE_BYTES
}
