/** A finding against a log that somebody signed: it counts by the signatures of the log under the two checkpoints that it holds, whoever found it. */
import { contradictionOf } from '../log/contradiction.ts'
import { parseFinding, type Finding as SignedFinding, type FindingFile } from '../message/finding.ts'
import type { Country } from '../values/country.ts'
import { parseStrictJson } from '../values/json.ts'
import { timeOfSeconds } from '../values/time.ts'
import type { EvidenceCrypto, ReadText } from './evidence-crypto.ts'
import type { Findings } from './findings.ts'
import type { IdentityBook } from './identities.ts'

/** A log that is proven to have two histories. */
export type Convicted = {
  readonly origin: string
  readonly owner: Country
  readonly by: Country
  readonly bytes: string
}

/** What an attacker-controlled finding proves; null with a finding where it is nothing. */
export async function judgeFinding(
  { finding: jws }: FindingFile,
  book: IdentityBook,
  crypto: EvidenceCrypto,
  found: Findings,
): Promise<Convicted | null> {
  const at = '/finding'
  let read: ReadText
  let claims: SignedFinding
  try {
    read = crypto.readText(jws, 'juxta-finding+jwt')
    claims = parseFinding(parseStrictJson(read.text))
    const keys = book.logKeys(claims.origin)
    contradictionOf(
      claims,
      keys.map((k) => k.key),
    )
    const convicted = { origin: claims.origin, owner: keys[0]!.country, by: claims.iss, bytes: claims.notes.join('\n') }
    found.say('split-view', at, `${claims.origin}, the log of ${convicted.owner}, signed two histories`, {
      against: convicted.owner,
      bytes: convicted.bytes,
    })
    const key = book.signingKey(claims.iss, read.kid)
    try {
      if (!key) throw new Error(`no identity of ${claims.iss} has the key that signed the finding`)
      await crypto.verifyText(jws, 'juxta-finding+jwt', key.key)
      found.say('record', at, `found and signed by ${claims.iss}, as it says at ${timeOfSeconds(claims.iat)}`)
    } catch (error) {
      found.say('finding-signature', at, (error as Error).message)
    }
    return convicted
  } catch (error) {
    found.say('finding-invalid', at, (error as Error).message, { bytes: jws })
    return null
  }
}
