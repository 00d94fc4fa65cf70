/** What a verifier finds: a closed list, each with its weight and what it means, so that reports, exit codes, pages and tests speak of the same things. */
import type { Country } from '../values/country.ts'

/** `invalid`: the evidence is wrong; `incomplete`: right as far as it goes, but less than is asked for; `note`: neither. */
export type Weight = 'ok' | 'note' | 'incomplete' | 'invalid'

type Row = { readonly weight: Weight; readonly means: string }
const ok = (means: string): Row => ({ weight: 'ok', means })
const note = (means: string): Row => ({ weight: 'note', means })
const incomplete = (means: string): Row => ({ weight: 'incomplete', means })
const invalid = (means: string): Row => ({ weight: 'invalid', means })

/** Every finding about a file. Where a finding about a later event, or about a country that is no party, weighs less, its meaning says so. */
export const FINDINGS = {
  // the file
  'file-unreadable': incomplete('The file could not be read; nothing is said about it.'),
  'bundle-malformed': incomplete('The file is no evidence bundle of this format; nothing is said about it.'),
  'finding-invalid': invalid('The signed finding does not show what it says.'),
  'finding-signature': note('Who made the finding is not shown; what it holds counts by the signatures of the log.'),
  // who
  identity: ok('An identity, signed by the identity key of the trust file.'),
  'identity-untrusted': note('An identity of a country that the trust file does not know: it counts for nothing.'),
  'identity-invalid': invalid('An identity that its identity key did not sign, or that is malformed.'),
  'identity-missing-version': invalid(
    'Between the pinned (or lowest) version of a country’s identity and its newest a version is missing, or one does not follow from the one before: a withdrawal of a key may be hidden. A note for a country that is no party.',
  ),
  'identity-below-pin': incomplete(
    'All versions of the identity are older than the one that the trust file pins: newer ones are hidden, or the file was made before them. A newer file of that country, given beside it, tells. A note for a country that is no party.',
  ),
  'identity-fork': invalid(
    'A country signed two different identities with one version number: it shows different keys to different people. A note for a country that is no party.',
  ),
  'trust-unpinned': note(
    'The trust file pins no version of a country’s identity: that a newer one is hidden cannot be noticed.',
  ),
  'party-unknown': invalid('No identity of a party of the message is vouched for by the trust file.'),
  // the message
  manifest: ok('The message is signed by its sender, with a key that counted.'),
  'manifest-erased': note(
    'The manifest was erased by law: what is left is the leaf of the message and the record of the erasure, which names it.',
  ),
  'manifest-missing': incomplete('There is no manifest, and no log is shown to say that it was erased.'),
  'manifest-malformed': invalid('The manifest cannot be read.'),
  'manifest-other-message': invalid('The manifest is of another message than the bundle says.'),
  'manifest-key-unknown': invalid('No identity of the sender has the key that signed the manifest.'),
  'manifest-certificate': invalid('The manifest names another certificate than the identity has for its key.'),
  'manifest-signature': invalid('The signature on the manifest does not verify.'),
  'manifest-key-not-valid': invalid(
    'By the time that the manifest claims, the key that signed it did not count yet, or no longer.',
  ),
  'key-withdrawn': invalid(
    'Others attest a signature only after its country had withdrawn the key, or the key was over: whoever held it then may have made it, whatever date it bears. A note on a later event or on the agreement.',
  ),
  'signature-unattested': incomplete(
    'The key of a signature has been withdrawn, or is over, and nobody attests that the signature is older.',
  ),
  'salt-differs': invalid('The salt is not the one that the manifest commits to.'),
  'salt-erased': note('The salt of the message was erased: its leaves can no longer be opened.'),
  // the receipt and later events
  receipt: ok('The receiver signed that it received the message.'),
  refusal: ok('The receiver signed that it refused the message.'),
  'receipt-missing': incomplete('There is no receipt: that the message arrived is not shown.'),
  'receipt-malformed': invalid('The receipt cannot be read.'),
  'receipt-certificate': invalid('The receipt names another certificate than the identity has for its key.'),
  'receipt-signature': invalid('The signature on the receipt does not verify, or its key did not count at its time.'),
  'receipt-other-message': invalid('The receipt is not of this message, or not from its receiver.'),
  event: ok('A later event about the message, signed by the one whose word it is.'),
  'event-malformed': invalid('A later event cannot be read.'),
  'event-certificate': invalid('An event names another certificate than the identity has for its key.'),
  'event-signature': invalid('The signature on an event does not verify, or its key did not count at its time.'),
  'event-signer': note('An event by somebody whose word it is not: it counts for nothing.'),
  'event-other-message': note('An event that is not about this message: it counts for nothing.'),
  // second signatures
  'second-signature': ok('The manifest or the receipt has a second signature, by ML-DSA-65, and it verifies.'),
  'second-missing': incomplete(
    'Both countries had listed keys of second signatures for a day, and one is not here. A note, unless the trust file asks for them.',
  ),
  'second-withdrawn': note(
    'A second signature is by a key that was withdrawn: nobody attests when it was made, so it counts for nothing.',
  ),
  'second-invalid': invalid('A second signature does not verify, or is of something else.'),
  // the agreement
  agreement: ok('The agreement that the manifest names, signed by both parties.'),
  'agreement-missing': note('The agreement that the manifest names is not in the bundle.'),
  'agreement-differs': invalid('The agreement in the bundle is not the one that the manifest names.'),
  'agreement-signature': invalid('A signature under the agreement is missing or does not verify.'),
  'agreement-allows': ok('The agreement allows the message.'),
  'agreement-denies': note('The agreement does not allow the message.'),
  // logs
  checkpoint: ok('A checkpoint, signed by the log of a country.'),
  'checkpoint-malformed': invalid('A checkpoint cannot be read.'),
  'log-unknown': invalid('No trusted identity has the log of a checkpoint.'),
  'checkpoint-signature': invalid('A checkpoint is not signed by the key of its log.'),
  'leaf-malformed': invalid('A leaf is not one of this format.'),
  'leaf-differs': invalid('A leaf does not say what the bundle says of it.'),
  'leaf-not-included': invalid('A leaf is not proven to stand under its checkpoint.'),
  'leaf-unopened': note('A leaf whose salt was erased: that it stands in the log is shown, not what it says.'),
  logged: ok('A leaf about the message stands in a log.'),
  'manifest-not-logged': incomplete('No log is shown to hold the message.'),
  'receipt-not-logged': incomplete('No log is shown to hold the receipt.'),
  'event-not-logged': incomplete('No log is shown to hold a later event.'),
  // several checkpoints of one log
  'split-view': invalid(
    'A log shows two histories: two checkpoints, both signed by it, cannot be of one log that only grows. No quorum heals it. A note where it is the log of the receiver: that log then counts for nothing, and the rest stands.',
  ),
  'consistency-proven': ok('All checkpoints of a log are proven to be of one history.'),
  'consistency-unproven': incomplete(
    'Several checkpoints of one log do not contradict each other, but are not proven to be of one history. An export of the log (`--log`) gives the proofs.',
  ),
  'consistency-invalid': invalid('A proof that one checkpoint is the beginning of another does not hold.'),
  'before-invalid': invalid('The checkpoint that shall bound the time from below does not do so.'),
  // what contradicts what
  'receiver-contradicts-receipt': note(
    'The receiver signed that its log holds the message at a place where its log holds something else, or ends before. The receipt stands against it.',
  ),
  'receiver-leaf-missing': incomplete('The receiver’s own log is not shown to hold what its receipt says.'),
  contradiction: note('The receiver signed two things that exclude each other.'),
  // witnesses
  quorum: ok('Enough independent witnesses have cosigned a checkpoint.'),
  'quorum-missing': incomplete('Fewer independent witnesses have cosigned a checkpoint than are asked for.'),
  'cosignature-invalid': invalid('A cosignature of a witness does not verify.'),
  'cosignature-later': note('A cosignature is of a later date than the one as of which the bundle is verified.'),
  // time
  timestamp: ok('A timestamp of an authority of the trust file.'),
  'timestamp-unchecked': note('There are timestamps, and the trust file names no authority.'),
  'timestamp-invalid': invalid('A timestamp does not verify.'),
  'timestamp-later': note('A timestamp is of a later date than the one as of which the bundle is verified.'),
  'timestamp-renewed': ok('A timestamp whose certificate has run out, covered by a later one in time.'),
  'timestamp-expired': incomplete('The certificate of a timestamp has run out and no later timestamp covers it.'),
  'timestamp-missing': incomplete('No timestamp counts over a checkpoint that holds the message.'),
  'time-impossible': invalid(
    'Times do not agree: something claims a time after it was logged, or a receipt one before its manifest or after its end. Incomplete for a receipt, a note for an event: its signer answers for it.',
  ),
  'late-attested': incomplete(
    'Others attest a signature only more than a day after the time that it claims. A note on an event.',
  ),
  'signature-timestamp': ok('A timestamp of an authority of the trust file over a signature (JAdES).'),
  'signature-timestamp-invalid': invalid('A timestamp over a signature does not verify, or is not of it.'),
  'signature-timestamp-expired': note(
    'The certificate of a timestamp over a signature has run out, and none that counts covers it; what the log shows stands by itself.',
  ),
  // certificates of signing keys
  certificate: ok('An authority of the trust file issued the certificate of a signing key, and had not withdrawn it.'),
  'certificate-unchecked': note(
    'That an authority of the trust file issued the certificate of a signing key, and had not withdrawn it, is not shown.',
  ),
  'certificate-revoked': invalid(
    'The authority that issued the certificate of a signing key withdrew it before others first attest the signature.',
  ),
  // what own leaves commit to
  record: ok('A record that a log commits to.'),
  'record-unproven': note('A record that no leaf in the bundle commits to: it counts for nothing.'),
  'record-malformed': note('A record that is logged and cannot be read.'),
  audit: ok('A record of the audit trail, in a batch that a log commits to.'),
  'audit-invalid': invalid('A record of the audit trail is not the one that was logged.'),
  // documents
  erased: ok('Documents were erased, and the log says so: the verdict is on what is left.'),
  document: ok('A document is the one that was signed.'),
  'document-differs': invalid('A document is not the one that the manifest commits to.'),
  'document-missing': invalid('A document of the manifest is not among those in the bundle.'),
  'document-unknown': invalid('The manifest has no such document.'),
  'documents-not-included': note('The documents are not in the bundle; the manifest holds their digests.'),
} as const satisfies Record<string, Row>

export type FindingCode = keyof typeof FINDINGS

export type Finding = {
  readonly code: FindingCode
  readonly weight: Weight
  /** The country whose fault it is, where it is somebody's. */
  readonly against?: Country
  /** JSON pointer into the file. */
  readonly at: string
  /** For a judge. It may quote what an attacker wrote: escape it where it is shown. */
  readonly text: string
  /** For an expert: what was hashed or compared, so that it can be computed again. */
  readonly bytes?: string
}

export type Verdict = 'valid' | 'invalid' | 'incomplete'
export const EXIT_CODES = { valid: 0, invalid: 1, incomplete: 2, usage: 3 } as const

export function verdictOf(findings: readonly { readonly weight: Weight }[]): Verdict {
  if (findings.some((f) => f.weight === 'invalid')) return 'invalid'
  return findings.some((f) => f.weight === 'incomplete') ? 'incomplete' : 'valid'
}

/** The exit code of `juxta verify` over many files: the worst of them. */
export function exitCode(verdicts: readonly Verdict[]): 0 | 1 | 2 {
  if (verdicts.includes('invalid')) return EXIT_CODES.invalid
  return verdicts.includes('incomplete') ? EXIT_CODES.incomplete : EXIT_CODES.valid
}

const MAX_BYTES = 2000

/** What a finding may say beside its text. `weight`: where it weighs less than the table says. */
export type Details = { readonly against?: Country; readonly bytes?: string; readonly weight?: Weight }

/** Collects findings. */
export class Findings {
  readonly all: Finding[] = []

  say(code: FindingCode, at: string, text: string, { against, bytes, weight }: Details = {}): void {
    this.all.push({
      code,
      weight: weight ?? FINDINGS[code].weight,
      ...(against === undefined ? {} : { against }),
      at,
      text,
      ...(bytes === undefined ? {} : { bytes: bytes.slice(0, MAX_BYTES) }),
    })
  }

  has(code: FindingCode): boolean {
    return this.all.some((f) => f.code === code)
  }

  /** Runs `work`; where it fails with anything, says so as `code` and answers null. */
  async attempt<T>(code: FindingCode, at: string, work: () => T | Promise<T>, details?: Details): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      this.say(code, at, error instanceof Error ? error.message : String(error), details)
      return null
    }
  }
}
