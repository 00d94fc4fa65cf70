/** Whose a log is, and who may witness it: what the trust file vouches for, through the identities that an export carries. */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { isCountry } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import type { Identity, PublicJwk } from '../message/identity.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { checkFinding, type CheckFinding, type Witness } from './check.ts'
import { quorumOf, type Trust } from './trust.ts'

/** The checks that need JOSE. */
export type IdentityCrypto = {
  openIdentity(jws: string, key: PublicJwk): Promise<Identity>
  identityDigest(jws: string): Digest
}

/** `digests`: of every compact text of it, since an ES256 signature has a twin. */
type Version = { readonly identity: Identity; readonly input: string; readonly digests: Set<Digest> }

/** Identities that hold, by country, oldest first; `findings` of each country about those that do not. */
export type VouchedIdentities = {
  readonly of: (country: Country) => readonly Identity[]
  readonly findings: (country: Country) => readonly CheckFinding[]
}

const countryOf = (jws: string): Country | null => {
  try {
    const claims = parseStrictJson(Buffer.from(jws.split('.')[1] ?? '', 'base64url'))
    const country = isObject(claims) ? claims['country'] : undefined
    return isCountry(country) ? country : null
  } catch {
    return null
  }
}

/** What is wrong with the chain of versions, oldest first, which the trust file pins at `pinned`. */
function faultsOf(versions: readonly Version[], pinned: number | null): string[] {
  const faults: string[] = []
  for (const [i, { identity }] of versions.entries()) {
    const before = versions[i - 1]
    if (!before) continue
    const { version, prev } = identity
    if (before.identity.version === version) faults.push(`there are two identities of version ${version}`)
    else if (before.identity.version !== version - 1)
      faults.push(`version ${version - 1} is missing between ${before.identity.version} and ${version}`)
    else if (prev === null || !before.digests.has(prev))
      faults.push(`version ${version} does not follow the version before it`)
  }
  const newest = versions.at(-1)?.identity.version ?? 0
  if (pinned !== null && newest < pinned)
    faults.push(`the newest is version ${newest}; the trust file knows version ${pinned}`)
  return faults
}

/** Opens the identities of an export (compact JWS, attacker-controlled) under the keys of the trust file. */
export async function vouchedIdentities(
  all: readonly string[],
  trust: Trust,
  crypto: IdentityCrypto,
): Promise<VouchedIdentities> {
  const versions = new Map<Country, Version[]>()
  const findings = new Map<Country, CheckFinding[]>()
  const say = (country: Country, code: 'identity-invalid' | 'identity-note', text: string): void => {
    findings.set(country, [
      ...(findings.get(country) ?? []),
      checkFinding(code, 'identities.jws', `${country}: ${text}`),
    ])
  }
  for (const jws of new Set(all)) {
    const country = countryOf(jws)
    const anchor = country && trust.identities.get(country)
    if (!anchor) continue
    try {
      const identity = await crypto.openIdentity(jws, anchor.key)
      const input = jws.slice(0, jws.lastIndexOf('.'))
      const list = versions.get(country) ?? []
      const there = list.find((v) => v.input === input)
      there?.digests.add(crypto.identityDigest(jws))
      if (!there) versions.set(country, [...list, { identity, input, digests: new Set([crypto.identityDigest(jws)]) }])
    } catch (error) {
      if (!(error instanceof JuxtaError)) throw error
      say(country, 'identity-invalid', `an identity is not signed by the key of the trust file: ${error.message}`)
    }
  }
  for (const [country, list] of versions) {
    list.sort((a, b) => a.identity.version - b.identity.version)
    const { version } = trust.identities.get(country)!
    if (version === null)
      say(country, 'identity-note', 'the trust file pins no version, so that an older identity would pass')
    for (const fault of faultsOf(list, version)) say(country, 'identity-invalid', fault)
  }
  return {
    of: (country) => (versions.get(country) ?? []).map((v) => v.identity),
    findings: (country) => findings.get(country) ?? [],
  }
}

const keyFrom = (text: string): VerifierKey[] => {
  try {
    return [parseVerifierKey(text)]
  } catch {
    return []
  }
}

/** The keys that the country's identities give its log of this origin. */
export const logKeys = (identities: VouchedIdentities, country: Country, origin: string): VerifierKey[] =>
  identities
    .of(country)
    .filter(({ log }) => log.origin === origin)
    .flatMap(({ log }) => keyFrom(log.vkey))

/** The witnesses that count for a log of `owner`, and how many of them must have cosigned. One key is one witness, and a key of the owner's none. */
export function independentWitnesses(
  identities: VouchedIdentities,
  trust: Trust,
  owner: Country,
): { witnesses: Witness[]; quorum: number } {
  const raw = ({ publicKey }: VerifierKey): string => publicKey.toString('base64')
  const keysOf = (country: Country): VerifierKey[] =>
    identities.of(country).flatMap(({ witness }) => [witness.vkey, ...(witness.more ?? [])].flatMap(keyFrom))
  const owned = new Set(keysOf(owner).map(raw))
  const listed = trust.witnesses ?? [...trust.identities.keys()]
  const witnesses: Witness[] = []
  const independent = new Set<string>()
  for (const one of listed) {
    if (one === owner) continue
    const keys = (typeof one === 'string' ? keysOf(one) : [one]).filter((key) => !owned.has(raw(key)))
    // One that is listed twice, by its key and by its country, is one.
    const same = keys.map((key) => witnesses.find((w) => raw(w.key) === raw(key))?.who).find((who) => who !== undefined)
    const who = same ?? (typeof one === 'string' ? one : raw(one))
    for (const key of keys) witnesses.push({ who, key })
    if (typeof one === 'string' || keys.length > 0) independent.add(who)
  }
  return { witnesses, quorum: quorumOf(trust, independent.size) }
}
