/**
 * The second signature of a manifest or a receipt: a JWS of its own over the very same payload, by ML-DSA-65 (RFC 9964), which a quantum computer does
 * not forge. Any JOSE library that knows the algorithm verifies it by itself. It never stands alone: what counts as signed is the first.
 */
import { JuxtaError } from '../values/errors.ts'
import { strictBase64url } from '../values/json.ts'
import { decodeUtf8 } from '../values/text.ts'
import type { SecondKey } from '../message/identity.ts'
import { checkSecondHeader, readCompact, type SecondTyp } from './compact.ts'
import { verifyMlDsa } from './ml-dsa.ts'
import type { Signer } from './signer.ts'

const payloadOf = (jws: string): string => jws.slice(jws.indexOf('.') + 1, jws.lastIndexOf('.'))

/** Whether `second` is over the payload of `first`, to the letter. */
export const isSecondOf = (second: string, first: string): boolean => payloadOf(second) === payloadOf(first)

/** Signs what `first`, a JWS of our own, says once more. `iat`: when, in seconds since 1970. */
export async function signSecond(
  signer: Pick<Signer, 'signCompact'>,
  kid: string,
  first: string,
  iat: number,
): Promise<string> {
  const typ = readCompact(first, 'JWS').header['typ'] as SecondTyp
  const payload = decodeUtf8(strictBase64url(payloadOf(first)))
  return signer.signCompact({ alg: 'ML-DSA-65', typ, kid, iat }, payload)
}

export type ReadSecond = {
  readonly kid: string
  /** When it was made, in seconds since 1970: a claim. */
  readonly iat: number
  /** Fails with `signature-invalid`. */
  verify(key: SecondKey): void
}

/** An attacker-controlled second signature of `first`, not yet verified. Fails with `malformed` or `algorithm-refused`. */
export function readSecond(second: string, first: string): ReadSecond {
  const { header, bytes } = readCompact(second, 'JWS')
  checkSecondHeader(header, readCompact(first, 'JWS').header['typ'])
  if (!isSecondOf(second, first))
    throw new JuxtaError('malformed', 'the second signature is over another payload than the first', {
      rule: 'payload',
    })
  const { kid, iat } = header as { kid: string; iat: number }
  return {
    kid,
    iat,
    verify(key) {
      const input = Buffer.from(second.slice(0, second.lastIndexOf('.')))
      const signature = bytes[2]!
      if (key.kid !== kid || !verifyMlDsa(65, strictBase64url(key.jwk.pub), input, signature))
        throw new JuxtaError('signature-invalid', 'the second signature does not verify')
    },
  }
}
