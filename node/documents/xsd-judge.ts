/** The XSD sets of a node at work: compiled once at its start, so that a bad one is told there; documents are judged in threads, because what one costs is for its sender to decide. */
import { extname } from 'node:path'
import { Workshop, type Payer } from '../threads/workshop.ts'
import { JuxtaError } from '../values/errors.ts'
import { readXsdSets, type XsdFault } from './xsd.ts'

/** What a thread is given: the file that names the sets, and the digest of each by its profile. */
export type XsdGiven = { readonly file: string; readonly digests: Readonly<Record<string, string>> }
export type XsdPiece = { readonly profile: string; readonly bytes: Uint8Array }

export type XsdJudge = {
  /** Of each set by its profile: what an agreement can name. */
  readonly digests: ReadonlyMap<string, string>
  /**
   * All faults, at most 100; none where the document is valid. Fails with `schema-invalid` where it is not well-formed, or costs too much to judge (rule
   * `too-expensive`), and, unless `patient`, with `busy` where too many wait, or as `payer` has it whose time is used up.
   */
  validate(profile: string, bytes: Uint8Array, payer: Payer, patient?: boolean): Promise<XsdFault[]>
  close(): Promise<void>
}

const THREADS = 2
const MEGABYTES = 256
const WAITING = 16

/** `ms`: how long one document may take. Fails with `settings-invalid`. */
export function openXsdJudge(file: string, ms: number): XsdJudge {
  const digests = new Map([...readXsdSets(file)].map(([profile, { digest }]) => [profile, digest]))
  const given: XsdGiven = { file, digests: Object.fromEntries(digests) }
  const workshop = new Workshop<XsdPiece, XsdFault[]>({
    script: new URL(`./xsd-thread${extname(import.meta.url)}`, import.meta.url),
    data: given,
    threads: THREADS,
    ms,
    megabytes: MEGABYTES,
    waiting: WAITING,
    tooExpensive: () =>
      new JuxtaError('schema-invalid', `it takes longer than ${ms} ms to judge the document by its XSD set`, {
        rule: 'too-expensive',
        pointer: '/document',
      }),
  })
  return {
    digests,
    validate(profile, bytes, payer, patient = false) {
      // A copy of these bytes alone: they may lie in a larger buffer.
      const own = new Uint8Array(bytes)
      return workshop.run({ profile, bytes: own }, { payer, patient, moved: [own.buffer] })
    },
    close: () => workshop.close(),
  }
}
