/** The agreement under which a message was sent: the one that its manifest names, signed by both parties, and whether it allows the message. */
import { digestOf } from '../values/digest.ts'
import type { Country } from '../values/country.ts'
import { readAgreementText, type AgreementDocument } from '../peers/agreement.ts'
import { denies } from '../peers/allows.ts'
import type { Evidence } from '../evidence/bundle.ts'
import type { Attesters } from './attested.ts'
import type { EvidenceCrypto } from './evidence-crypto.ts'
import type { Findings } from './findings.ts'
import type { Parties } from './parties.ts'

/**
 * The countries whose signature under the text verifies, with a key that an identity of theirs names. Until when that key counted is not asked: the manifest and
 * the receipt name the agreement, and so do both parties with keys that are judged.
 */
async function signers(
  evidence: Evidence,
  document: AgreementDocument,
  { book }: Attesters,
  crypto: EvidenceCrypto,
  found: Findings,
): Promise<Set<Country>> {
  const { text, signatures } = evidence.agreement!
  const signed = new Set<Country>()
  for (const [i, jws] of signatures.entries()) {
    const bad = (why: string, bytes: string): void =>
      found.say('agreement-signature', `/agreement/signatures/${i}`, why, { bytes })
    try {
      const { kid, text: under } = crypto.readText(jws, 'juxta-agreement+jwt')
      const signer = document.parties.find((party) => book.signingKey(party, kid))
      if (under !== text) bad('the signature is under another text than the agreement', `kid ${kid}\n${under}`)
      else if (!signer) bad('no party has the key that signed the agreement', `kid ${kid}`)
      else {
        await crypto.verifyText(jws, 'juxta-agreement+jwt', book.signingKey(signer, kid)!.key)
        signed.add(signer)
      }
    } catch (error) {
      bad((error as Error).message, jws)
    }
  }
  return signed
}

export async function checkAgreement(
  evidence: Evidence,
  { claims }: Parties,
  by: Attesters,
  crypto: EvidenceCrypto,
  found: Findings,
): Promise<void> {
  const at = '/agreement'
  if (!evidence.agreement) {
    found.say(
      'agreement-missing',
      at,
      'the agreement under which the message was sent is not in the bundle; the manifest holds its digest',
    )
    return
  }
  const { text } = evidence.agreement
  const digest = digestOf(text)
  if (digest !== claims.agreement) {
    const bytes = `manifest ${claims.agreement}, SHA-256 of the text ${digest}`
    found.say('agreement-differs', at, 'the agreement is not the one that the manifest names', { bytes })
    return
  }
  let document: AgreementDocument
  try {
    document = readAgreementText(text)
  } catch (error) {
    found.say('agreement-differs', at, `the agreement cannot be read: ${(error as Error).message}`, { bytes: text })
    return
  }
  const signed = await signers(evidence, document, by, crypto, found)
  const missing = document.parties.filter((party) => !signed.has(party))
  if (missing.length > 0) {
    if (signed.size > 0 && missing.length === 1 && !found.has('agreement-signature'))
      found.say('agreement-signature', at, `${missing.join()} has not signed the agreement`)
  } else
    found.say('agreement', at, `"${document.title}", signed by ${document.parties.join(' and ')}`, { bytes: digest })
  const question = {
    iss: claims.iss,
    procedure: claims.procedure,
    type: claims.type,
    version: claims.version,
    iat: claims.iat,
    now: claims.iat,
    bytes: claims.parts.reduce((sum, part) => sum + part.size, 0),
    exp: claims.exp,
  }
  const between = [claims.iss, claims.aud].every((country) => document.parties.includes(country))
  const denial = between
    ? denies({ hash: digest, document, inForceAt: document.issued_at, revokedAt: null }, question)
    : { reason: `it is between ${document.parties.join(' and ')}` }
  if (denial)
    found.say('agreement-denies', at, `the agreement does not allow the message: ${denial.reason}`, {
      against: claims.iss,
    })
  else found.say('agreement-allows', at, `the agreement allows ${claims.procedure}/${claims.type} from ${claims.iss}`)
}
