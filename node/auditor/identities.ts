/**
 * Who is who, over all files of a call: every identity that the trust file vouches for, whether the versions of each country follow one another up to the
 * newest, and until when each key counts. What is hidden in one file may be in another.
 */
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { timeOfSeconds } from '../values/time.ts'
import { isSecond, isSigning, type Identity, type IdentityKey, type SecondKey } from '../message/identity.ts'
import { signingInput } from '../message/manifest.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { followsIdentity } from '../seal/identity.ts'
import type { EvidenceCrypto } from './evidence-crypto.ts'
import type { FindingCode } from './findings.ts'
import type { Trust } from './trust.ts'
import { addTo } from '../values/groups.ts'

/** What came of one identity in a file. */
export type Opened = { readonly identity: Identity } | { readonly untrusted: Country } | { readonly fault: string }

/** `at`: seconds from which on a key counts no longer, and why. */
export type Over = { readonly at: number; readonly why: string }
export type SigningKey = { readonly key: IdentityKey; readonly over: Over }
export type ChainFault = { readonly code: FindingCode; readonly text: string; readonly bytes: string }

type Version = { readonly jws: string; readonly identity: Identity }
/** A key of a log, and whose it is. */
export type OwnedKey = { readonly country: Country; readonly key: VerifierKey }

const parsedKeys = new Map<string, VerifierKey | null>()
/** One object for each text, so that its key is imported once; null where it is none. */
export function verifierKeyOf(text: string): VerifierKey | null {
  let key = parsedKeys.get(text)
  if (key === undefined) {
    if (parsedKeys.size > 10_000) parsedKeys.clear()
    try {
      key = parseVerifierKey(text)
    } catch {
      key = null
    }
    parsedKeys.set(text, key)
  }
  return key
}

/** All keys of a witness, of whatever kind. */
const witnessTexts = ({ witness }: Identity): string[] => [witness.vkey, ...(witness.more ?? [])]

export class IdentityBook {
  readonly #trust: Trust
  readonly #crypto: EvidenceCrypto
  readonly #opened = new Map<string, Promise<Opened>>()
  /** By country, newest first; two of one version where a country signed two. */
  readonly #versions = new Map<Country, Version[]>()
  readonly #kept = new Map<string, unknown>()

  constructor(trust: Trust, crypto: EvidenceCrypto) {
    this.#trust = trust
    this.#crypto = crypto
  }

  /** Opens an attacker-controlled identity under the identity key of the trust file; once, however many files hold it. */
  take(jws: string): Promise<Opened> {
    let opened = this.#opened.get(jws)
    if (!opened) this.#opened.set(jws, (opened = this.#open(jws)))
    return opened
  }

  async #open(jws: string): Promise<Opened> {
    try {
      const claims = parseStrictJson(strictBase64url(jws.split('.')[1] ?? ''))
      const country = isObject(claims) ? claims['country'] : undefined
      if (!isCountry(country)) throw new JuxtaError('malformed', 'the identity names no country')
      const anchor = this.#trust.identities.get(country)
      if (!anchor) return { untrusted: country }
      const identity = await this.#crypto.openIdentity(jws, anchor.key)
      const known = this.#versions.get(country) ?? []
      // An ES256 signature has a twin: what is signed says whether two identities are one.
      if (!known.some((v) => signingInput(v.jws) === signingInput(jws))) {
        this.#versions.set(
          country,
          [...known, { jws, identity }].sort((a, b) => b.identity.version - a.identity.version),
        )
        this.#kept.clear()
      }
      return { identity }
    } catch (error) {
      return { fault: (error as Error).message }
    }
  }

  /** What is computed from all that was taken; anew when another one comes. */
  #keep<T>(name: string, make: () => T): T {
    if (!this.#kept.has(name)) this.#kept.set(name, make())
    return this.#kept.get(name) as T
  }

  knows(country: Country): boolean {
    return this.#versions.has(country)
  }

  /** Newest first. */
  #of(country: Country): readonly Version[] {
    return this.#versions.get(country) ?? []
  }

  newest(country: Country): number | null {
    return this.#of(country)[0]?.identity.version ?? null
  }

  /** Why the versions of a country that are known do not follow one another up to the newest. */
  chainFaults(country: Country): readonly ChainFault[] {
    return this.#keep(`chain ${country}`, () => this.#chainFaults(country))
  }

  #chainFaults(country: Country): ChainFault[] {
    const faults: ChainFault[] = []
    const byVersion = new Map<number, Version[]>()
    for (const v of this.#of(country)) addTo(byVersion, v.identity.version, v)
    const numbers = [...byVersion.keys()].sort((a, b) => a - b)
    const [lowest, newest] = [numbers[0]!, numbers.at(-1)!]
    const pin = this.#trust.identities.get(country)?.version ?? null
    const missing = (version: number, text: string): void =>
      void faults.push({ code: 'identity-missing-version', text, bytes: `${country} version ${version}` })
    for (const [version, both] of byVersion)
      if (both.length > 1)
        faults.push({
          code: 'identity-fork',
          text: `${country} signed ${both.length} different identities with the version ${version}`,
          bytes: both.map((v) => signingInput(v.jws)).join('\n'),
        })
    if (pin !== null && newest < pin)
      return [
        ...faults,
        {
          code: 'identity-below-pin',
          text: `the newest identity of ${country} is version ${newest}, and the auditor knows version ${pin}`,
          bytes: `newest ${newest}, pinned ${pin}`,
        },
      ]
    if (pin !== null && !byVersion.has(pin))
      missing(pin, `version ${pin} of ${country}, which the auditor knows, is missing`)
    const from = numbers.filter((n) => n >= (pin ?? lowest))
    for (const [i, version] of from.entries()) {
      const before = from[i - 1]
      if (before === undefined) continue
      if (version !== before + 1)
        missing(before + 1, `between versions ${before} and ${version} of the identity of ${country} one is missing`)
      else if (
        !byVersion
          .get(version)!
          .some((v) => byVersion.get(before)!.some((b) => followsIdentity(v.identity.prev, b.jws)))
      )
        missing(
          before,
          `version ${version} of the identity of ${country} does not follow from version ${before} as it is shown`,
        )
    }
    return faults
  }

  /** The signing key `kid` of a country as its newest identity that has it says, and when it is over; null where none has it. */
  signingKey(country: Country, kid: string): SigningKey | null {
    return this.#keep(`key ${country} ${kid}`, () => {
      const versions = this.#of(country)
      const at = versions.findIndex((v) => v.identity.keys.some((k) => k.kid === kid && isSigning(k)))
      if (at < 0) return null
      const key = versions[at]!.identity.keys.filter(isSigning).find((k) => k.kid === kid)!
      const over: Over[] = [{ at: key.until, why: `it was to count until ${timeOfSeconds(key.until)}` }]
      const { revoked_at } = key
      if (revoked_at !== undefined)
        over.push({ at: revoked_at, why: `${country} withdrew it at ${timeOfSeconds(revoked_at)}` })
      // A key that the newer versions do not name any more is over since the first of them.
      const without = versions[at - 1]?.identity
      if (without)
        over.push({
          at: without.issued_at,
          why: `version ${without.version} of the identity, of ${timeOfSeconds(without.issued_at)}, does not name it any more`,
        })
      return { key, over: over.reduce((a, b) => (b.at < a.at ? b : a)) }
    })
  }

  /** Every key of second signatures that a country has ever named, as its newest identity that has it says, with the time of the oldest that does. */
  #seconds(country: Country): readonly { readonly key: SecondKey; readonly since: number }[] {
    return this.#keep(`seconds ${country}`, () => {
      const keys = new Map<string, { key: SecondKey; since: number }>()
      for (const { identity } of this.#of(country))
        for (const key of identity.keys.filter(isSecond))
          keys.set(key.kid, { key: keys.get(key.kid)?.key ?? key, since: identity.issued_at })
      return [...keys.values()]
    })
  }

  /** The key of second signatures `kid` of a country; null where no identity has it. */
  secondKey(country: Country, kid: string): { readonly key: SecondKey } | null {
    return this.#seconds(country).find(({ key }) => key.kid === kid) ?? null
  }

  /** Whether a country listed a key of second signatures that counted from `since` to `at` (seconds). */
  listsSecond(country: Country, since: number, at: number): boolean {
    return this.#seconds(country).some(
      (s) => Math.max(s.key.from, s.since) <= since && Math.min(s.key.until, s.key.revoked_at ?? Infinity) > at,
    )
  }

  /** The keys of the log named `origin`, and whose they are. */
  logKeys(origin: string): readonly OwnedKey[] {
    return this.#keep(`log ${origin}`, () =>
      [...this.#versions].flatMap(([country, versions]) =>
        [...new Set(versions.filter((v) => v.identity.log.origin === origin).map((v) => v.identity.log.vkey))].flatMap(
          (vkey) => {
            const key = verifierKeyOf(vkey)
            return key && key.name === origin ? [{ country, key }] : []
          },
        ),
      ),
    )
  }

  witnessKeys(country: Country): readonly VerifierKey[] {
    return this.#keep(`witness ${country}`, () =>
      [...new Set(this.#of(country).flatMap((v) => witnessTexts(v.identity)))].flatMap(
        (vkey) => verifierKeyOf(vkey) ?? [],
      ),
    )
  }

  /** The public keys of all logs and witnesses that a country has ever named, in hex. */
  noteKeys(country: Country): ReadonlySet<string> {
    return this.#keep(
      `notes ${country}`,
      () =>
        new Set(
          this.#of(country)
            .flatMap((v) => [v.identity.log.vkey, ...witnessTexts(v.identity)])
            .flatMap((vkey) => verifierKeyOf(vkey)?.publicKey.toString('hex') ?? []),
        ),
    )
  }
}
