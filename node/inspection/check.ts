/** Checks the package of an inspection offline, with nothing but a trust file: signed as it is, complete as it says, and every bundle for itself and with the others. */
import { evidenceCrypto } from '../seal/evidence.ts'
import { readJws, verifyJws } from '../seal/jws.ts'
import { parseEvidence } from '../evidence/read-bundle.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { keyCounts, type Identity, type IdentityKey } from '../message/identity.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { sha256 } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { verdictOf, type Verdict } from '../auditor/findings.ts'
import type { Trust } from '../auditor/trust.ts'
import { Verification, type Report } from '../auditor/verify.ts'
import { checkLeaves, placeOf, type Known, type MessageLeaves, type ReadFile } from './check-leaves.ts'
import { PackageFindings, type PackageFinding } from './findings.ts'
import {
  MANIFEST,
  MANIFEST_JWS,
  parseManifest,
  parseStatement,
  REASONS,
  STATEMENT,
  type PackageManifest,
  type ShownMessage,
  type Statement,
} from './format.ts'
import { drawSample } from './sample.ts'
import { addTo } from '../values/groups.ts'

export type PackageSource = {
  readonly read: ReadFile
  /** Paths of all files that are there. */
  readonly list: () => Promise<readonly string[]>
}

export type CheckedBundle = {
  readonly file: string
  readonly size: number
  readonly sha256: string
  readonly report: Report
}

export type PackageReport = {
  readonly verdict: Verdict
  readonly manifest: PackageManifest | null
  readonly statement: Statement | null
  readonly findings: readonly PackageFinding[]
  /** Of each bundle, in the order of the statement, by its file. */
  readonly bundles: readonly CheckedBundle[]
}

/** How many of one kind are named one by one. */
const MAX_NAMED = 20

async function readKnown(statement: Statement, trust: Trust, found: PackageFindings): Promise<Known> {
  const known = new Map<Country, Identity[]>()
  for (const [i, jws] of statement.identities.entries())
    try {
      const claims = parseStrictJson(strictBase64url(jws.split('.')[1] ?? ''))
      const country = isObject(claims) ? claims['country'] : undefined
      const anchor = isCountry(country) ? trust.identities.get(country) : undefined
      if (!anchor) continue
      const identity = await evidenceCrypto.openIdentity(jws, anchor.key)
      addTo(known, identity.country, identity)
    } catch (error) {
      found.say('identity-invalid', `${STATEMENT}#/identities/${i}`, (error as Error).message)
    }
  for (const list of known.values()) list.sort((a, b) => b.version - a.version)
  return known
}

async function checkSignature(
  manifest: PackageManifest,
  text: Buffer,
  jws: Buffer | null,
  known: Known,
  found: PackageFindings,
): Promise<void> {
  const { iss, iat, client, key: keyName } = manifest
  if (!jws) return found.say('file-missing', MANIFEST_JWS, `${MANIFEST_JWS}, the signature, is not there`)
  const newest = known.get(iss)?.[0]
  if (!newest)
    return found.say('package-signer-unknown', MANIFEST_JWS, `the trust file vouches for no identity of ${iss}`)
  try {
    const read = readJws(jws.toString('utf8').trim(), 'juxta-inspection+jwt')
    if (read.text !== text.toString('utf8'))
      throw new JuxtaError('signature-invalid', `what is signed is not what ${MANIFEST} holds`)
    const key = known
      .get(iss)!
      .flatMap((i) => i.keys)
      .find((k): k is IdentityKey => k.kid === read.kid && k.use === 'sig')
    if (!key) throw new JuxtaError('key-unknown', `no identity of ${iss} has the key that signed it`)
    await verifyJws(read, key)
    if (key.revoked_at !== undefined || !keyCounts(key, iat, iat))
      found.say('package-key-withdrawn', MANIFEST_JWS, `the key of ${iss} that signed the package does not count`)
    else found.say('package', MANIFEST_JWS, `signed by ${iss}, made for ${client} with the key ${keyName}`)
  } catch (error) {
    found.say('package-signature', MANIFEST_JWS, `the package is not signed as it stands: ${(error as Error).message}`)
  }
}

/** Files that nobody signed. */
async function checkUnlisted(manifest: PackageManifest, source: PackageSource, found: PackageFindings): Promise<void> {
  const listed = new Set([MANIFEST, MANIFEST_JWS, ...manifest.files.map((f) => f.path)])
  for (const path of await source.list())
    if (!listed.has(path)) found.say('file-unlisted', path, `${path} is not of the package: nothing is said about it`)
}

/** Reads a file and compares it with what is signed; null with a finding where it is another, or not there. */
const signedFiles =
  (manifest: PackageManifest, source: PackageSource, found: PackageFindings) =>
  async (path: string): Promise<Buffer | null> => {
    const listed = manifest.files.find((f) => f.path === path)
    const bytes = await source.read(path)
    if (!bytes) found.say('file-missing', path, `${path} is not there`)
    else if (!listed) found.say('file-missing', path, `${path} is not among the files that are signed`)
    else if (bytes.length !== listed.size || sha256(bytes).toString('hex') !== listed.sha256)
      found.say('file-differs', path, `${path} is not the file that was signed`)
    return bytes
  }

/** Whether the bundle shows the leaf of its message where the statement says. */
function showsLeaf(bytes: Buffer, { id, origin, index }: ShownMessage, leaves: MessageLeaves): boolean {
  const evidence = parseEvidence(bytes)
  return (
    evidence.message === id &&
    evidence.logs.some(
      ({ checkpoint, leaves: shown }) =>
        readCheckpoint(checkpoint).checkpoint.origin === origin &&
        shown.some((l) => l.of === 'manifest' && l.index === index && l.leaf === leaves.get(placeOf(origin, index))),
    )
  )
}

async function checkBundles(
  statement: Statement,
  trust: Trust,
  at: number,
  read: ReadFile,
  leaves: MessageLeaves,
  found: PackageFindings,
): Promise<PackageReport['bundles']> {
  // The statement holds the leaf of each bundle to one tree; proofs between the checkpoints of the bundles are not asked for beside that.
  const verification = new Verification(trust, evidenceCrypto, at, 'shown')
  const taken: Omit<CheckedBundle, 'report'>[] = []
  for (const message of statement.messages) {
    const { file } = message
    const bytes = await read(file)
    if (!bytes) continue
    try {
      if (!showsLeaf(bytes, message, leaves))
        found.say(
          'bundle-differs',
          file,
          `${file} does not show leaf ${message.index} of ${message.origin}, which it stands for`,
          statement.country,
        )
      else leaves.delete(placeOf(message.origin, message.index))
      await verification.take(file, parseEvidence(bytes))
    } catch (error) {
      if (!(error instanceof JuxtaError) || error.fault === 'fatal') throw error
      verification.refuse(file, error)
    }
    taken.push({ file, size: bytes.length, sha256: sha256(bytes).toString('hex') })
  }
  const reports = await verification.reports()
  const bundles = taken.map((one, i): CheckedBundle => ({ ...one, report: reports[i]! }))
  for (const { file, report } of bundles) {
    const bad = report.findings.filter((f) => f.weight === report.verdict).map((f) => f.text)
    if (report.verdict === 'valid') found.say('bundle', file, `${file}: valid`)
    else found.say(`bundle-${report.verdict}`, file, `${file}: ${bad.join('; ')}`)
  }
  return bundles
}

/** What is left of the leaves when those with a bundle are gone must be what the statement names and counts. */
function checkOmitted(statement: Statement, leaves: MessageLeaves, whole: boolean, found: PackageFindings): void {
  const { omitted, withheld, country, scope } = statement
  for (const { origin, index, reason } of omitted) {
    const at = placeOf(origin, index)
    if (!leaves.delete(at))
      found.say(
        'statement-differs',
        at,
        `leaf ${index} of ${origin} is named as omitted and is none of ${scope.peer}`,
        country,
      )
    else
      found.say(
        reason === 'unknown' ? 'leaf-unknown' : 'omitted',
        at,
        `leaf ${index} of ${origin} has no bundle here: ${REASONS[reason]}, as the node says`,
      )
  }
  if (!whole) return
  if (withheld > 0)
    found.say(
      'withheld',
      STATEMENT,
      `${withheld} messages are withheld from whoever asked for the package: only their number is told`,
    )
  const left = [...leaves.keys()]
  if (left.length > withheld)
    for (const at of left.slice(0, MAX_NAMED))
      found.say(
        'message-unaccounted',
        at,
        `leaf ${at} is of a message with ${scope.peer} and has no bundle here, and nothing says why`,
        country,
      )
  else if (left.length < withheld)
    found.say(
      'withheld-differs',
      STATEMENT,
      `${withheld} messages are said to be withheld, and only ${left.length} leaves are left`,
      country,
    )
  else
    found.say(
      'complete',
      STATEMENT,
      `every leaf of a message with ${scope.peer} has its bundle here, or is named or counted with the reason why not`,
    )
}

function checkSample({ scope, messages }: Statement, found: PackageFindings): void {
  const { sample } = scope
  if (!sample) return
  const drawn = drawSample(
    messages.map((m) => m.id),
    sample.seed,
    sample.size,
  )
  const differs = messages.filter((m) => m.sampled !== drawn.has(m.id))
  for (const { id, file } of differs.slice(0, MAX_NAMED))
    found.say(
      'sample-differs',
      file,
      `${file} ${drawn.has(id) ? 'belongs' : 'does not belong'} to the sample that the seed draws`,
    )
  if (differs.length === 0)
    found.say('sample', STATEMENT, `${drawn.size} messages, as the seed "${sample.seed}" draws them`)
  if (sample.seed_by === 'node')
    found.say(
      'sample-by-node',
      STATEMENT,
      'the node has chosen the seed of the sample: whoever inspects should choose it',
    )
}

/** `at`: as of when, seconds since 1970. Never fails on what is in the package. */
export async function checkPackage(source: PackageSource, trust: Trust, at: number): Promise<PackageReport> {
  const found = new PackageFindings()
  const end = (rest: Partial<PackageReport> = {}): PackageReport => ({
    verdict: verdictOf(found.all),
    manifest: null,
    statement: null,
    findings: found.all,
    bundles: [],
    ...rest,
  })
  const text = await source.read(MANIFEST)
  let manifest: PackageManifest
  try {
    if (!text) throw new Error('it is not there')
    manifest = parseManifest(text)
  } catch (error) {
    found.say('package-malformed', MANIFEST, `${MANIFEST} cannot be read: ${(error as Error).message}`)
    return end()
  }
  await checkUnlisted(manifest, source, found)
  const read = signedFiles(manifest, source, found)
  let statement: Statement
  try {
    const bytes = await read(STATEMENT)
    if (!bytes) throw new Error('it is not there')
    statement = parseStatement(bytes)
  } catch (error) {
    found.say('statement-malformed', STATEMENT, `${STATEMENT} cannot be read: ${(error as Error).message}`)
    return end({ manifest })
  }
  if (statement.country !== manifest.iss || JSON.stringify(statement.scope) !== JSON.stringify(manifest.scope))
    found.say('statement-differs', STATEMENT, 'what the statement says was asked for is not what is signed')
  const known = await readKnown(statement, trust, found)
  await checkSignature(manifest, text, await source.read(MANIFEST_JWS), known, found)
  const leaves = await checkLeaves(statement, trust, known, at, read, found)
  const whole = found.all.every(
    (f) => f.code !== 'leaves-differ' && f.code !== 'checkpoint-invalid' && f.code !== 'log-unknown',
  )
  const bundles = await checkBundles(statement, trust, at, read, leaves, found)
  checkOmitted(statement, leaves, whole, found)
  checkSample(statement, found)
  const seen = new Set([STATEMENT, ...statement.logs.flatMap((l) => l.files), ...statement.messages.map((m) => m.file)])
  for (const { path } of manifest.files) if (!seen.has(path)) await read(path)
  if (!found.all.some((f) => f.code === 'file-missing' || f.code === 'file-differs'))
    found.say('files', MANIFEST, `all ${manifest.files.length} files are those that were signed`)
  return end({ manifest, statement, bundles })
}
