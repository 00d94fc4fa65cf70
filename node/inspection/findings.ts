/** What checking the package of an inspection finds: a closed list, each with its weight. What it finds in a bundle is of `auditor/findings.ts`. */
import type { Weight } from '../auditor/findings.ts'
import type { Country } from '../values/country.ts'

export const PACKAGE_FINDINGS = {
  // the package as it was signed
  package: 'ok',
  'package-malformed': 'invalid',
  'package-signer-unknown': 'invalid',
  'package-signature': 'invalid',
  'package-key-withdrawn': 'invalid',
  'file-missing': 'invalid',
  'file-differs': 'invalid',
  'file-unlisted': 'note',
  files: 'ok',
  // what it states
  'statement-malformed': 'invalid',
  'statement-differs': 'invalid',
  'identity-invalid': 'invalid',
  // the leaves
  leaves: 'ok',
  'log-unknown': 'invalid',
  'checkpoint-invalid': 'invalid',
  'leaves-differ': 'invalid',
  'shard-differs': 'invalid',
  'shard-rollback': 'note',
  // that nothing is omitted
  complete: 'ok',
  'message-unaccounted': 'invalid',
  'withheld-differs': 'invalid',
  withheld: 'note',
  omitted: 'note',
  'leaf-unknown': 'incomplete',
  // by whom the period is bounded
  bounds: 'ok',
  'begin-unwitnessed': 'incomplete',
  'end-unwitnessed': 'incomplete',
  // the bundles
  bundle: 'ok',
  'bundle-invalid': 'invalid',
  'bundle-incomplete': 'incomplete',
  'bundle-differs': 'invalid',
  // the sample
  sample: 'ok',
  'sample-differs': 'invalid',
  'sample-by-node': 'note',
} as const satisfies Record<string, Weight>

export type PackageCode = keyof typeof PACKAGE_FINDINGS

/** `at`: the file of the package, with `#index` for a leaf. `text` may quote what an attacker wrote. */
export type PackageFinding = {
  readonly code: PackageCode
  readonly weight: Weight
  readonly against?: Country
  readonly at: string
  readonly text: string
}

export class PackageFindings {
  readonly all: PackageFinding[] = []

  say(code: PackageCode, at: string, text: string, against?: Country): void {
    this.all.push({ code, weight: PACKAGE_FINDINGS[code], ...(against ? { against } : {}), at, text })
  }
}
