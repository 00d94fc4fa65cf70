/** Timestamps over signature values (JAdES B-T, B-LTA): whether they are of these signatures, and which count though their certificates have run out. */
import { time, timeOfSeconds } from '../values/time.ts'
import type { Evidence, SignatureTimestamps } from '../evidence/bundle.ts'
import { archiveImprint, readComponent, signatureImprint } from '../evidence/jades.ts'
import { verifyTimestamp, type Timestamp } from '../log/rfc3161.ts'
import type { Findings } from './findings.ts'
import type { Parties } from './parties.ts'
import { SKEW } from './times.ts'
import type { Trust } from './trust.ts'

type Stamp = { readonly kind: 'sigTst' | 'arcTst'; readonly at: string; readonly stamp: Timestamp }

/** The tokens of one `etsiU` array that verify, in its order. */
function stampsIn(
  { etsiU }: SignatureTimestamps,
  jws: string,
  at: string,
  trust: Trust,
  now: number,
  found: Findings,
): Stamp[] {
  const stamps: Stamp[] = []
  for (const [i, text] of etsiU.entries()) {
    const pointer = `${at}/etsiU/${i}`
    try {
      const component = readComponent(text, pointer)
      if (!('token' in component)) continue
      const { kind, token } = component
      const imprint = kind === 'sigTst' ? signatureImprint(jws) : archiveImprint(jws, etsiU.slice(0, i))
      const stamp = verifyTimestamp(token, imprint, trust.tsa)
      if (Math.floor(stamp.genTime / 1000) <= now) stamps.push({ kind, at: pointer, stamp })
      else found.say('timestamp-later', pointer, 'the timestamp is of a later date')
    } catch (error) {
      found.say('signature-timestamp-invalid', pointer, (error as Error).message, {
        bytes: jws.slice(jws.lastIndexOf('.') + 1),
      })
    }
  }
  return stamps
}

/** What counts at `now` (seconds): a token whose certificate has run out does where an archive timestamp behind it that counts was made before. */
function countedOf(stamps: readonly Stamp[], now: number): Set<Stamp> {
  const counted = new Set<Stamp>()
  for (const [i, s] of [...stamps.entries()].reverse())
    if (
      s.stamp.validUntil >= now * 1000 ||
      stamps.slice(i + 1).some((l) => l.kind === 'arcTst' && counted.has(l) && l.stamp.genTime <= s.stamp.validUntil)
    )
      counted.add(s)
  return counted
}

export function checkSignatureTimes(
  evidence: Evidence,
  { claims, receipt }: Parties,
  trust: Trust,
  now: number,
  found: Findings,
): void {
  const all = evidence.signatureTimestamps ?? []
  if (all.length === 0) return
  if (trust.tsa.length === 0) {
    found.say('timestamp-unchecked', '/signature_timestamps', 'the trust file names no timestamp authority')
    return
  }
  for (const [i, times] of all.entries()) {
    const at = `/signature_timestamps/${i}`
    const jws = times.of === 'manifest' ? evidence.manifest : evidence.receipt
    const iat = times.of === 'manifest' ? claims.iat : receipt?.claims.iat
    if (jws === null) {
      found.say('signature-timestamp-invalid', at, 'there is no receipt that it could be of')
      continue
    }
    const stamps = stampsIn(times, jws, at, trust, now, found)
    const counted = countedOf(stamps, now)
    for (const s of stamps) {
      const what = `the signature of the ${times.of}: ${s.stamp.tsa}: ${time(s.stamp.genTime)}`
      if (counted.has(s)) found.say('signature-timestamp', s.at, what)
      else
        found.say(
          'signature-timestamp-expired',
          s.at,
          `${what}; its certificate has run out and no later timestamp covers it`,
        )
      if (counted.has(s) && iat !== undefined && iat > s.stamp.genTime / 1000 + SKEW)
        found.say(
          'time-impossible',
          `/${times.of}`,
          `the ${times.of} claims ${timeOfSeconds(iat)}, and its signature had been dated before`,
        )
    }
  }
}
