/** What a verification was asked: which files, against which trust file, as of when. A report begins with it, since what it found is an answer to just that. */
import type { Country } from '../values/country.ts'
import { sha256 } from '../values/digest.ts'
import { thumbprint } from '../seal/keys.ts'
import { fingerprintWords } from '../seal/words.ts'
import type { Trust } from './trust.ts'

/** `sha256`: of its bytes, in hexadecimal digits. */
export type NamedFile = { readonly name: string; readonly size: number; readonly sha256: string }

export const namedFile = (name: string, bytes: Uint8Array): NamedFile => ({
  name,
  size: bytes.length,
  sha256: sha256(bytes).toString('hex'),
})

export type TrustedKey = {
  readonly country: Country
  /** RFC 7638 thumbprint, and its eight words. */
  readonly fingerprint: string
  readonly words: string
  /** The lowest version of the identity that counts; null: none is named. */
  readonly version: number | null
}

export type AskedTrust = {
  readonly file: NamedFile
  readonly keys: readonly TrustedKey[]
  /** Names of witnesses; null: the trust file names none, so every country in it that is no party counts. */
  readonly witnesses: readonly string[] | null
  /** Null: more than half of the independent ones, at least one. */
  readonly quorum: number | null
  /** Subjects of the certificates of timestamp authorities. */
  readonly tsa: readonly string[]
  readonly authorities: readonly string[]
}

export type Asked = {
  /** As of when, seconds since 1970. */
  readonly at: number
  readonly trust: AskedTrust
  /** In the order of the reports. */
  readonly files: readonly NamedFile[]
}

export async function askedTrust(file: NamedFile, trust: Trust): Promise<AskedTrust> {
  const keys = [...trust.identities].map(async ([country, { key, version }]): Promise<TrustedKey> => {
    const fingerprint = await thumbprint(key)
    return { country, fingerprint, words: fingerprintWords(fingerprint), version }
  })
  const subject = (certificate: { readonly subject: string }): string => certificate.subject.replaceAll('\n', ', ')
  return {
    file,
    keys: await Promise.all(keys),
    witnesses: trust.witnesses?.map((w) => (typeof w === 'string' ? w : w.name)) ?? null,
    quorum: trust.quorum,
    tsa: trust.tsa.map(subject),
    authorities: trust.authorities.map(subject),
  }
}

/** How many witnesses are asked for, in words. */
export const quorumWords = ({ quorum }: Pick<AskedTrust, 'quorum'>): string =>
  quorum === null
    ? 'more than half of the independent ones, at least one'
    : quorum === 0
      ? 'none is asked for'
      : `${quorum}`

export const witnessWords = ({ witnesses }: Pick<AskedTrust, 'witnesses'>): string =>
  witnesses === null
    ? 'every country of the trust file that is neither sender nor receiver'
    : witnesses.join(', ') || 'none'
