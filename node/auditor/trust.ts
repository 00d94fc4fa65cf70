/** The auditor's trust file: the only anchors that count when evidence is verified. */
import type { X509Certificate } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isObject, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { parsePublicJwk, type PublicJwk } from '../message/identity.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { readCertificates } from '../log/rfc3161.ts'

/** How many foreign witnesses must have cosigned, where the trust file does not say. */
export const DEFAULT_QUORUM = 1

export type Trust = {
  /** The identity key of each country, as compared by phone at peering. */
  readonly identities: ReadonlyMap<Country, PublicJwk>
  /** Foreign witnesses that must have cosigned each log; 0 asks for none. */
  readonly quorum: number
  /** Witnesses beside those of the countries. */
  readonly witnesses: readonly VerifierKey[]
  /** Certificates of timestamp authorities or of their issuers; where there is one, a timestamp is asked for. */
  readonly tsa: readonly X509Certificate[]
}

const texts = (v: unknown): v is string[] => isArray(v) && v.length <= 1000 && v.every(isText(20_000))

/**
 * `{ "identities": { "XA": JWK, … }, "quorum"?: 1, "witnesses"?: [vkey …], "tsa"?: [PEM …] }`. Fails with `settings-invalid` and a pointer.
 */
export function parseTrust(input: Uint8Array | string): Trust {
  try {
    const m = new Members(parseStrictJson(input))
    const identities = Object.entries(m.required('identities', isObject, 'an object')).map(([country, jwk]) => {
      if (!isCountry(country))
        throw new JuxtaError('malformed', 'not a country code', { pointer: `/identities/${country}` })
      return [country, parsePublicJwk(jwk, `/identities/${country}`)] as const
    })
    const isQuorum = (v: unknown): v is number => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= 100
    const trust: Trust = {
      identities: new Map(identities),
      quorum: m.optional('quorum', isQuorum, 'a number of witnesses') ?? DEFAULT_QUORUM,
      witnesses: (m.optional('witnesses', texts, 'verifier keys') ?? []).map(parseVerifierKey),
      tsa: readCertificates(m.optional('tsa', texts, 'certificates in PEM') ?? []),
    }
    if (trust.witnesses.some((w) => w.type !== 4))
      throw new JuxtaError('malformed', 'a witness key must be of type 04', { pointer: '/witnesses', rule: 'vkey' })
    m.close()
    return trust
  } catch (cause) {
    if (!(cause instanceof JuxtaError)) throw cause
    throw new JuxtaError('settings-invalid', `the trust file is not valid: ${cause.message}`, {
      rule: cause.rule ?? 'trust',
      cause,
      ...(cause.pointer === undefined ? {} : { pointer: cause.pointer }),
    })
  }
}
