/**
 * Second signatures (ML-DSA-65) of the manifest and the receipt: by whom they are, and whether one is missing that should be there. No leaf commits to
 * them: that of the first commits to what they sign. So a key that is withdrawn by now proves nothing by them, whatever time they claim.
 */
import type { Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import { timeOfSeconds } from '../values/time.ts'
import type { Evidence, Signed } from '../evidence/bundle.ts'
import { signingInput } from '../message/manifest.ts'
import type { Attesters } from './attested.ts'
import type { EvidenceCrypto } from './evidence-crypto.ts'
import type { Findings } from './findings.ts'
import type { Parties } from './parties.ts'

/** How long both countries must have listed a key before one is missed: by then each has the other's identity. */
const LISTED_FOR = 86_400

type First = { readonly of: Signed; readonly jws: string; readonly signer: Country; readonly iat: number }

function judge(second: string, at: string, first: First, by: Attesters, crypto: EvidenceCrypto, found: Findings): void {
  const { of, signer } = first
  const bytes = `SHA-256 of the signing input ${digestOf(signingInput(second))}`
  const invalid = (text: string): void => found.say('second-invalid', at, text, { bytes })
  try {
    const read = crypto.readSecond(second, first.jws)
    const known = by.book.secondKey(signer, read.kid)
    if (!known) return invalid(`no identity of ${signer} has the key of the second signature of the ${of}`)
    read.verify(known.key)
    const { from, until, revoked_at } = known.key
    if (revoked_at !== undefined)
      return found.say(
        'second-withdrawn',
        at,
        `${signer} withdrew the key of the second signature of the ${of} at ${timeOfSeconds(revoked_at)}`,
        { bytes },
      )
    if (read.iat < from || read.iat >= until)
      return invalid(`the key of the second signature of the ${of} did not count at the time that it claims`)
    found.say('second-signature', at, `the ${of} is signed by ${signer} with ML-DSA-65 too`, { bytes })
  } catch (error) {
    invalid((error as Error).message)
  }
}

export function checkSeconds(
  evidence: Evidence,
  { claims, receipt }: Parties,
  by: Attesters,
  crypto: EvidenceCrypto,
  found: Findings,
): void {
  const firsts: First[] = [{ of: 'manifest', jws: evidence.manifest, signer: claims.iss, iat: claims.iat }]
  if (receipt?.received && receipt.ours)
    firsts.push({ of: 'receipt', jws: evidence.receipt!, signer: claims.aud, iat: receipt.claims.iat })
  const seconds = (evidence.second ?? []).map((second, i) => ({ ...second, at: `/second/${i}` }))
  for (const first of firsts) {
    const given = seconds.filter(({ of }) => of === first.of)
    for (const { jws, at } of given) judge(jws, at, first, by, crypto, found)
    const listed = [claims.iss, claims.aud].every((c) => by.book.listsSecond(c, first.iat - LISTED_FOR, first.iat))
    if (given.length === 0 && listed)
      found.say(
        'second-missing',
        `/${first.of}`,
        `both countries listed keys of second signatures, and the ${first.of} has none`,
        by.trust.second ? {} : { weight: 'note' },
      )
  }
  for (const { of, at } of seconds)
    if (!firsts.some((first) => first.of === of))
      found.say('second-invalid', at, `a second signature of a ${of} that is not there`)
}
