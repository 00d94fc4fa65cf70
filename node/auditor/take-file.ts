/** A file as it comes: a bundle, or a finding that somebody signed. */
import { isObject } from '../values/members.ts'
import { parseStrictJson } from '../values/json.ts'
import { FINDING_FORMAT, parseFindingFile } from '../message/finding.ts'
import type { Evidence } from '../evidence/bundle.ts'
import { parseEvidence } from '../evidence/read-bundle.ts'
import type { Verification } from './verify.ts'

/** Longer is no signed finding: two checkpoints, a proof and some identities. */
const MAX_FINDING_BYTES = 4 * 1024 * 1024

function isFinding(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  if (bytes.length > MAX_FINDING_BYTES || !start.includes(FINDING_FORMAT)) return false
  const value = parseStrictJson(bytes)
  return isObject(value) && value['format'] === FINDING_FORMAT
}

/** Takes an attacker-controlled file; answers the bundle that it is, or null. Fails with `malformed` where it is neither. */
export async function takeFile(verification: Verification, name: string, bytes: Uint8Array): Promise<Evidence | null> {
  if (isFinding(bytes)) {
    await verification.takeFinding(name, parseFindingFile(bytes))
    return null
  }
  const evidence = parseEvidence(bytes)
  await verification.take(name, evidence)
  return evidence
}
