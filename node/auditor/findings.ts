/** What a verifier finds: a closed list, each with its weight, so that reports, exit codes and tests speak of the same things. */
import type { Country } from '../values/country.ts'

/** `invalid`: the evidence is wrong; `incomplete`: right as far as it goes, but less than the trust file asks for; `note`: neither. */
export type Weight = 'ok' | 'note' | 'incomplete' | 'invalid'

/** Every finding about a bundle. */
export const FINDINGS = {
  // who
  identity: 'ok',
  'identity-untrusted': 'note',
  'identity-invalid': 'invalid',
  'party-unknown': 'invalid',
  // the message
  manifest: 'ok',
  'manifest-malformed': 'invalid',
  'manifest-other-message': 'invalid',
  'manifest-key-unknown': 'invalid',
  'manifest-certificate': 'invalid',
  'manifest-signature': 'invalid',
  'manifest-key-not-valid': 'invalid',
  'salt-differs': 'invalid',
  // the receipt and later events
  receipt: 'ok',
  refusal: 'ok',
  'receipt-missing': 'incomplete',
  'receipt-malformed': 'invalid',
  'receipt-certificate': 'invalid',
  'receipt-signature': 'invalid',
  'receipt-other-message': 'invalid',
  'receipt-leaf-differs': 'invalid',
  event: 'ok',
  'event-malformed': 'invalid',
  'event-certificate': 'invalid',
  'event-signature': 'invalid',
  'event-other-message': 'invalid',
  // logs
  checkpoint: 'ok',
  'checkpoint-malformed': 'invalid',
  'log-unknown': 'invalid',
  'checkpoint-signature': 'invalid',
  'split-view': 'invalid',
  'leaf-malformed': 'invalid',
  'leaf-differs': 'invalid',
  'leaf-not-included': 'invalid',
  logged: 'ok',
  'manifest-not-logged': 'incomplete',
  'receipt-not-logged': 'incomplete',
  'event-not-logged': 'incomplete',
  // witnesses
  quorum: 'ok',
  'quorum-missing': 'incomplete',
  'cosignature-invalid': 'invalid',
  'cosignature-later': 'note',
  // time
  timestamp: 'ok',
  'timestamp-unchecked': 'note',
  'timestamp-invalid': 'invalid',
  'timestamp-later': 'note',
  'timestamp-renewed': 'ok',
  'timestamp-expired': 'incomplete',
  'timestamp-missing': 'incomplete',
  'time-impossible': 'invalid',
  // documents
  document: 'ok',
  'document-differs': 'invalid',
  'document-missing': 'invalid',
  'document-unknown': 'invalid',
  'documents-not-included': 'note',
} as const satisfies Record<string, Weight>

export type FindingCode = keyof typeof FINDINGS
/** `at`: JSON pointer into the bundle. */
export type Finding = {
  readonly code: FindingCode
  readonly weight: Weight
  readonly against?: Country
  readonly at: string
  readonly text: string
  readonly bytes?: string
}

export type Verdict = 'valid' | 'invalid' | 'incomplete'
export const EXIT_CODES = { valid: 0, invalid: 1, incomplete: 2, usage: 3 } as const

export function verdictOf(findings: readonly { readonly weight: Weight }[]): Verdict {
  if (findings.some((f) => f.weight === 'invalid')) return 'invalid'
  return findings.some((f) => f.weight === 'incomplete') ? 'incomplete' : 'valid'
}

/** The exit code of `juxta verify` over many bundles: the worst of them. */
export function exitCode(verdicts: readonly Verdict[]): 0 | 1 | 2 {
  if (verdicts.includes('invalid')) return EXIT_CODES.invalid
  return verdicts.includes('incomplete') ? EXIT_CODES.incomplete : EXIT_CODES.valid
}

/** Collects findings. */
export class Findings {
  readonly all: Finding[] = []

  say(code: FindingCode, at: string, text: string): void {
    this.all.push({ code, weight: FINDINGS[code], at, text })
  }

  /** Runs `work`; where it fails with anything, says so as `code` and answers null. */
  async attempt<T>(code: FindingCode, at: string, work: () => T | Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      this.say(code, at, error instanceof Error ? error.message : String(error))
      return null
    }
  }
}
