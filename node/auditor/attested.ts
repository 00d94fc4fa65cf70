/** When others attest that something was logged: the first cosignature or timestamp, over a checkpoint that covers its leaf, by somebody who has no part in it. */
import type { Country } from '../values/country.ts'
import type { Subject } from '../evidence/bundle.ts'
import type { CheckedLog } from './checked-log.ts'
import { cosignaturesOf } from './logs.ts'
import type { Findings } from './findings.ts'
import type { IdentityBook } from './identities.ts'
import type { CountedStamp } from './timestamps.ts'
import type { Trust } from './trust.ts'
import { cosignedBy, independentOf, quorumFor, type Cosigned, type Witness } from './witnesses.ts'

export type Attesters = {
  readonly trust: Trust
  readonly book: IdentityBook
  readonly witnesses: readonly Witness[]
  readonly parties: readonly Country[]
  readonly logs: readonly (CheckedLog | null)[]
  /** For each log the cosignatures that verify, by whatever witness that is listed. */
  readonly cosigned: readonly (readonly Cosigned[])[]
  readonly stamps: readonly CountedStamp[]
}

/** The earliest time (seconds) at which somebody who is none of `signers` attests a leaf about one of `subjects`; null where nobody does. */
export function attestedAt(by: Attesters, subjects: readonly Subject[], signers: readonly Country[]): number | null {
  const times = by.logs.flatMap((log, i) => {
    if (!log || !subjects.some((of) => log.subjects.has(of))) return []
    const witnesses = independentOf(by.witnesses, by.book, [log.owner, ...signers])
    return [
      ...cosignedBy(witnesses, by.cosigned[i]!).map((w) => w.time),
      ...by.stamps.filter((s) => s.log === i).map((s) => s.time),
    ]
  })
  return times.length === 0 ? null : Math.min(...times)
}

/** The time (seconds) after which the message was logged by `owner`, as cosignatures under the checkpoint before it say; null where none does. */
export function loggedAfter(by: Attesters, owner: Country, now: number, found: Findings): number | null {
  const keys = by.witnesses.flatMap((w) => w.keys)
  const times = by.logs.flatMap((log, i) => {
    if (!log?.before || log.owner !== owner || !log.subjects.has('manifest')) return []
    const witnesses = independentOf(by.witnesses, by.book, [log.owner, ...by.parties])
    return cosignedBy(witnesses, cosignaturesOf(log.before, keys, now, `/logs/${i}/before/checkpoint`, found)).map(
      (w) => w.time,
    )
  })
  return times.length === 0 ? null : Math.max(...times)
}

/**
 * Each checkpoint must have its quorum, or show nothing that another one of the same log, which has it, does not show: what a timestamp authority has
 * dated may never have been cosigned, where the log had grown before a witness was asked.
 */
export function checkQuorum(by: Attesters, found: Findings): void {
  const quorums = by.logs.map(
    (log, i) =>
      log &&
      quorumFor(by.trust, by.book, by.witnesses, { owner: log.owner, parties: by.parties, cosigned: by.cosigned[i]! }),
  )
  const shows = (other: CheckedLog, log: CheckedLog): boolean =>
    other.read.checkpoint.origin === log.read.checkpoint.origin &&
    [...log.subjects].every((of) => of.startsWith('timestamps/') || other.subjects.has(of))
  for (const [i, log] of by.logs.entries()) {
    const quorum = quorums[i]
    if (!log || !quorum) continue
    const { met, who, asked, listed } = quorum
    const names = who.map((w) => w.name).join(', ')
    const text = `cosigned by ${who.length} of the ${listed} independent witnesses that the trust file lists${names === '' ? '' : ` (${names})`}; ${asked} asked for`
    if (met) found.say('quorum', log.at, text)
    else if (log.subjects.size === 0 || !by.logs.some((other, j) => other && quorums[j]!.met && shows(other, log)))
      found.say('quorum-missing', log.at, text)
  }
}
