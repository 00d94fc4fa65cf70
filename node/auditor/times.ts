/** Whether times agree: a message comes before its receipt and that before what follows, and nothing claims a time after the one at which others have seen it. */
import type { Country } from '../values/country.ts'
import { timeOfSeconds } from '../values/time.ts'
import type { FindingCode, Findings, Weight } from './findings.ts'
import type { Parties } from './parties.ts'
import type { Signatures } from './signatures.ts'

/** Clocks of two countries may differ by this many seconds (as the receiver allows, wire format). */
export const SKEW = 300
/** Seconds within which others must have seen what claims a time. */
const LATE = 86_400

type Claim = {
  readonly what: string
  readonly at: string
  readonly signer: Country
  readonly iat: number
  readonly attested: number | null
  /** Of a time that cannot be: what the verdict rests on, or what its signer alone answers for. */
  readonly impossible: Weight
  readonly late: Weight
}

export function checkTimes({ claims, receipt, events }: Parties, judged: Signatures, found: Findings): void {
  const manifest: Claim = {
    what: 'manifest',
    at: '/manifest',
    signer: claims.iss,
    iat: claims.iat,
    attested: judged.manifest.attested,
    impossible: 'invalid',
    late: 'incomplete',
  }
  const answer: Claim | null =
    receipt && judged.receipt?.counts
      ? {
          what: 'receipt',
          at: '/receipt',
          signer: receipt.claims.iss,
          iat: receipt.claims.iat,
          attested: judged.receipt.attested,
          impossible: 'incomplete',
          late: 'incomplete',
        }
      : null
  const later = events.flatMap((event, i): Claim[] => {
    const { counts, attested } = judged.events[i]!
    if (!event || !counts) return []
    const { iss, iat } = event.claims
    const at = `/events/${i}`
    return [{ what: `event "${event.event}"`, at, signer: iss, iat, attested, impossible: 'note', late: 'note' }]
  })
  const say = (code: FindingCode, claim: Claim, text: string, bytes: string): void =>
    found.say(code, claim.at, text, {
      against: claim.signer,
      bytes,
      weight: code === 'late-attested' ? claim.late : claim.impossible,
    })
  const told = (one: string, a: number, other: string, b: number): string =>
    `${one} ${a} (${timeOfSeconds(a)}), ${other} ${b} (${timeOfSeconds(b)})`

  for (const claim of [manifest, ...(answer ? [answer] : []), ...later]) {
    const { what, iat, attested } = claim
    if (attested === null) continue
    const bytes = told('claimed', iat, 'attested', attested)
    if (iat > attested + SKEW)
      say('time-impossible', claim, `the ${what} claims a time after the one at which others had seen it`, bytes)
    if (attested > iat + LATE)
      say(
        'late-attested',
        claim,
        `others have seen the ${what} only more than a day after the time that it claims`,
        bytes,
      )
  }
  if (answer && answer.iat < manifest.iat - SKEW)
    say(
      'time-impossible',
      answer,
      'the receipt claims a time before the manifest',
      told('manifest', manifest.iat, 'receipt', answer.iat),
    )
  if (answer && answer.iat > claims.exp + SKEW)
    say(
      'time-impossible',
      answer,
      'the receipt claims a time after the end of the message',
      told('exp', claims.exp, 'receipt', answer.iat),
    )
  const [first, name] = answer ? [answer.iat, 'receipt'] : [manifest.iat, 'manifest']
  for (const claim of later)
    // An earlier receipt, and the sender's wish to withdraw, may come before the receipt that stands.
    if (claim.iat < (/"(received|refused|withdrawn)"/.test(claim.what) ? manifest.iat : first) - SKEW)
      say(
        'time-impossible',
        claim,
        `the ${claim.what} claims a time before the ${name}`,
        told(name, first, 'event', claim.iat),
      )
}
