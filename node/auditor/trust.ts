/** The auditor's trust file: the only anchors that count when evidence is verified. */
import type { X509Certificate } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isObject, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { parsePublicJwk, type PublicJwk } from '../message/identity.ts'
import { isCosigner, parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { countedWitnesses, parsePolicy } from '../log/policy.ts'
import { readCertificates } from '../log/rfc3161.ts'

/** A country's identity key, as compared by phone at peering, and the lowest version of its identity that the auditor knows; null where that is not said. */
export type Anchor = { readonly key: PublicJwk; readonly version: number | null }

export type Trust = {
  readonly identities: ReadonlyMap<Country, Anchor>
  /** Witnesses by their key, or by the country whose identity names it; null: every country of `identities` that is no party of what is verified. */
  readonly witnesses: readonly (VerifierKey | Country)[] | null
  /** Witnesses that must have cosigned each log; 0 asks for none. Null: more than half of those listed that are independent, at least one. */
  readonly quorum: number | null
  /** Whether second signatures are asked for where both countries listed keys of such: once ES256 is not to be relied on. */
  readonly second: boolean
  /** Certificates of timestamp authorities or of their issuers; where there is one, a timestamp is asked for. */
  readonly tsa: readonly X509Certificate[]
  /** Issuers of the certificates of signing keys. */
  readonly authorities: readonly X509Certificate[]
}

/** How many of `independent` listed witnesses must have cosigned. */
export const quorumOf = (trust: Trust, independent: number): number =>
  trust.quorum ?? Math.max(1, Math.floor(independent / 2) + 1)

const texts = (v: unknown): v is string[] => isArray(v) && v.length <= 1000 && v.every(isText(100_000))
const isTrue = (v: unknown): v is true => v === true
const isVersion = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) > 0
const isQuorum = (v: unknown): v is number => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= 100

/** A JWK, or one with the version that is known. */
function readAnchor(value: unknown, pointer: string): Anchor {
  if (!isObject(value) || !('key' in value)) return { key: parsePublicJwk(value, pointer), version: null }
  const m = new Members(value, pointer)
  const anchor = {
    key: parsePublicJwk(m.required('key', isObject, 'a JWK'), `${pointer}/key`),
    version: m.optional('version', isVersion, 'a version from 1') ?? null,
  }
  m.close()
  return anchor
}

function readWitness(text: string, i: number): VerifierKey | Country {
  if (isCountry(text)) return text
  const key = parseVerifierKey(text)
  if (!isCosigner(key))
    throw new JuxtaError('malformed', 'a witness key must be of type 04 or 06', {
      pointer: `/witnesses/${i}`,
      rule: 'vkey',
    })
  return key
}

/** Witnesses and their number, as the file itself or a tlog-policy (C2SP) in it says. */
function readQuorum(m: Members): Pick<Trust, 'witnesses' | 'quorum'> {
  const policy = m.optional('policy', isText(100_000), 'a tlog-policy')
  const witnesses = m.optional('witnesses', texts, 'verifier keys or countries')?.map(readWitness) ?? null
  const quorum = m.optional('quorum', isQuorum, 'a number of witnesses') ?? null
  if (policy === undefined) return { witnesses, quorum }
  const refused = (message: string, rule: string): JuxtaError =>
    new JuxtaError('malformed', message, { pointer: m.at('policy'), rule })
  if (witnesses !== null || quorum !== null)
    throw refused('a policy takes the place of witnesses and quorum: one of the two says who counts', 'one-of')
  const counted = countedWitnesses(parsePolicy(policy))
  if (!counted)
    throw refused('the quorum of the policy must be a witness, a group of witnesses, or none', 'tlog-policy')
  return { witnesses: counted.keys, quorum: counted.quorum }
}

/** Every certificate in each text of PEM. */
const readAuthorities = (m: Members, name: string): X509Certificate[] =>
  (m.optional(name, texts, 'certificates in PEM') ?? []).flatMap((text, i) => {
    try {
      return readCertificates([text])
    } catch (cause) {
      const pointer = `${m.at(name)}/${i}`
      throw new JuxtaError('malformed', 'a certificate cannot be read', { pointer, rule: 'certificate', cause })
    }
  })

/**
 * `{ "identities": { "XA": { "key": JWK, "version": 3 } | JWK, … }, "witnesses"?: [vkey | country …], "quorum"?: 2, "policy"?: tlog-policy, "second"?: true, "tsa"?: [PEM …], "authorities"?: [PEM …] }`.
 * Fails with `settings-invalid` and a pointer.
 */
export function parseTrust(input: Uint8Array | string): Trust {
  try {
    const m = new Members(parseStrictJson(input))
    const identities = Object.entries(m.required('identities', isObject, 'an object')).map(([country, value]) => {
      const pointer = m.at('identities') + `/${country}`
      if (!isCountry(country)) throw new JuxtaError('malformed', 'not a country code', { pointer })
      return [country, readAnchor(value, pointer)] as const
    })
    const trust: Trust = {
      identities: new Map(identities),
      ...readQuorum(m),
      second: m.optional('second', isTrue, 'true') ?? false,
      tsa: readAuthorities(m, 'tsa'),
      authorities: readAuthorities(m, 'authorities'),
    }
    m.close()
    for (const witness of trust.witnesses ?? [])
      if (typeof witness === 'string' && !trust.identities.has(witness))
        throw new JuxtaError('malformed', `${witness} is a witness and has no identity key here`, {
          pointer: '/witnesses',
          rule: 'witness',
        })
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
