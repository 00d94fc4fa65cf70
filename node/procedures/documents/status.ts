/** What a neighbour is told of a permit of ours (`status`). */
import { time } from '../../values/time.ts'
import type { Bodies, PermitRecord } from './ledger-entry.ts'
import type { PermitLedger } from './ledger.ts'
import { particularsOf, pick } from './particulars.ts'

/** Whether a country is one for which the permit is: its goods may go there, or another document of that country belongs to it. */
export const isFor = (record: PermitRecord, country: string): boolean =>
  record.xDestinations?.includes(country) !== false || record.xCorrespondingPermit?.xIssuer.country === country

/**
 * What stands in it is told to those for which it is and who have used it, and of which kind it is to all. Of what makes a paper hard to forge nobody is told: who
 * was shown one asks whether it is as issued.
 */
function toldTo(ledger: PermitLedger, record: PermitRecord, country: string): Bodies['Particulars'] {
  const whole = particularsOf(record, ledger.granted)
  const hasUsed = ledger.uses.some((use) => use.country === country && use.reason === undefined)
  if (!isFor(record, country) && !hasUsed) return pick(whole, ['xKind', 'xSubtype'])
  const { xSecurityStampId: _, xEndUse: __, ...told } = whole
  return told
}

export const statusFor = (
  ledger: PermitLedger,
  additionalDocument: Bodies['AdditionalDocument'],
  country: string,
  now: number,
): Bodies['status'] => {
  const { record } = ledger
  const end = ledger.until(country)
  return {
    additionalDocument,
    xStanding: ledger.standing(now, country),
    ...(record === null
      ? {}
      : {
          ...toldTo(ledger, record, country),
          xUse: record.xUse,
          xValidFrom: record.xIssuedAt,
          ...(Number.isFinite(end) ? { xValidTo: time(end) } : {}),
          xBalance: ledger.balances(now, country),
        }),
    ...(ledger.replacement === undefined ? {} : { xReplacedBy: ledger.replacement.id }),
  }
}

/** How much longer a status may become: each line by the digits of its amounts, the whole by an end, another document and what differs. */
const LINE_BYTES = 128
const MORE_BYTES = 8192

/** At most how many bytes what `country` is told of it will have. */
export function bytesFor(ledger: PermitLedger, record: PermitRecord, country: string, now: number): number {
  const status = statusFor(ledger, record.additionalDocument, country, now)
  return Buffer.byteLength(JSON.stringify(status)) + (status.xBalance ?? []).length * LINE_BYTES + MORE_BYTES
}
