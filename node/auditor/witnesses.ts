/** Who counts as a witness, for whom: once by its key whatever its names, and never the owner of a log, the signer of what it holds, or the other party. */
import type { Country } from '../values/country.ts'
import type { VerifierKey } from '../log/note.ts'
import type { IdentityBook } from './identities.ts'
import { quorumOf, type Trust } from './trust.ts'

/** One witness: all keys that are of the same country, or the same key under several names. */
export type Witness = { readonly name: string; readonly country: Country | null; readonly keys: readonly VerifierKey[] }
/** A cosignature that verifies. `time` in seconds since 1970. */
export type Cosigned = { readonly key: VerifierKey; readonly time: number }

const publicKey = (key: VerifierKey): string => key.publicKey.toString('hex')
const shares = (a: readonly VerifierKey[], b: readonly VerifierKey[]): boolean => {
  const known = new Set(a.map(publicKey))
  return b.some((key) => known.has(publicKey(key)))
}

/** The witnesses that the trust file lists; where it lists none, every country in it that is no party. */
export function listedWitnesses(trust: Trust, book: IdentityBook, parties: readonly Country[]): Witness[] {
  const listed = trust.witnesses ?? [...trust.identities.keys()].filter((country) => !parties.includes(country))
  const merged: Witness[] = []
  for (const one of listed) {
    const witness: Witness =
      typeof one === 'string'
        ? { name: one, country: one, keys: book.witnessKeys(one) }
        : { name: one.name, country: null, keys: [one] }
    const same = merged.findIndex(
      (other) =>
        shares(other.keys, witness.keys) ||
        (other.country !== null && other.country === witness.country) ||
        // One that stands in the file with its keys of Ed25519 and of ML-DSA, which are no two witnesses.
        (other.country === null && witness.country === null && other.name === witness.name),
    )
    if (same < 0) merged.push(witness)
    else {
      const { name, country, keys } = merged[same]!
      merged[same] = { name, country: country ?? witness.country, keys: [...keys, ...witness.keys] }
    }
  }
  return merged
}

/** Those that are none of `countries`, by their name and by every key that these have ever used. */
export function independentOf(
  witnesses: readonly Witness[],
  book: IdentityBook,
  countries: readonly Country[],
): Witness[] {
  const theirs = new Set(countries.flatMap((country) => [...book.noteKeys(country)]))
  return witnesses.filter(
    ({ country, keys }) =>
      (country === null || !countries.includes(country)) && !keys.some((key) => theirs.has(publicKey(key))),
  )
}

/** Which of `witnesses` are among those that cosigned, each with its earliest time. */
export const cosignedBy = (
  witnesses: readonly Witness[],
  cosigned: readonly Cosigned[],
): (Witness & { time: number })[] =>
  witnesses.flatMap((witness) => {
    const times = cosigned.filter((c) => witness.keys.includes(c.key)).map((c) => c.time)
    return times.length === 0 ? [] : [{ ...witness, time: Math.min(...times) }]
  })

export type Quorum = {
  readonly met: boolean
  readonly who: readonly Witness[]
  readonly asked: number
  readonly listed: number
}

/** Whether enough independent witnesses cosigned a checkpoint of `owner`'s log, for a message between `parties`. */
export function quorumFor(
  trust: Trust,
  book: IdentityBook,
  witnesses: readonly Witness[],
  { owner, parties, cosigned }: { owner: Country; parties: readonly Country[]; cosigned: readonly Cosigned[] },
): Quorum {
  const independent = independentOf(witnesses, book, [owner, ...parties])
  const who = cosignedBy(independent, cosigned)
  const asked = quorumOf(trust, independent.length)
  return { met: who.length >= asked, who, asked, listed: independent.length }
}
