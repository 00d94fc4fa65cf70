/**
 * What an auditor does with files and a trust file, offline. First everything that the files hold is taken in, because what one hides another may show:
 * identities, checkpoints, proofs. Then each is judged, in the order of the argument: who speaks, what was logged, who attests it and when, which signatures
 * count by that, and what contradicts what. Every check runs, whatever the ones before it found, and every finding is reported.
 */
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { FindingFile } from '../message/finding.ts'
import type { Evidence } from '../evidence/bundle.ts'
import type { NodeReader } from '../log/merkle.ts'
import type { VerifierKey } from '../log/note.ts'
import { checkAgreement } from './agreements.ts'
import { attestedAt, checkQuorum, loggedAfter, type Attesters } from './attested.ts'
import { checkCertificates } from './certificates.ts'
import { LogViews, type SplitView } from './consistency.ts'
import { checkContradictions } from './contradictions.ts'
import { checkAudit, checkDocuments, checkRecords, documentsOf, type Documents } from './documents.ts'
import { remembering, type EvidenceCrypto } from './evidence-crypto.ts'
import { leftOf } from './erasures.ts'
import { Findings, verdictOf } from './findings.ts'
import { IdentityBook } from './identities.ts'
import type { CheckedLog } from './checked-log.ts'
import { checkLogs, cosignaturesOf, openSigned, type Shared } from './logs.ts'
import { readParties, type Parties } from './parties.ts'
import { NOTHING, type LogFacts, type Report } from './report.ts'
import { checkSeconds } from './second-signatures.ts'
import { judgeFinding, type Convicted } from './signed-findings.ts'
import { checkSignatureTimes } from './signature-times.ts'
import { judgeSignatures, type Signatures } from './signatures.ts'
import { checkTimes } from './times.ts'
import { checkTimestamps } from './timestamps.ts'
import type { Trust } from './trust.ts'
import { listedWitnesses, type Witness } from './witnesses.ts'

export type { EvidenceCrypto } from './evidence-crypto.ts'
export type { LogFacts, Report } from './report.ts'

/** An export of a log, whose tiles give proofs between checkpoints. */
export type LogExport = { readonly name: string; readonly checkpoint: string; readonly nodes: NodeReader }

/** A file of one kind or the other, or of none that can be read. `brought`: the countries of which it holds identities that count. */
type Taken = {
  readonly name: string
  readonly found: Findings
  readonly brought: ReadonlySet<Country>
  readonly evidence?: Evidence
  readonly documents?: Documents | null
  readonly finding?: FindingFile
}

type Listed = { readonly witnesses: readonly Witness[]; readonly keys: readonly VerifierKey[] }

/** Files that are verified together, as of `at` (seconds since 1970): what is dated later does not count yet. Nothing that a file holds makes it fail. */
export class Verification {
  readonly #trust: Trust
  readonly #crypto: EvidenceCrypto
  readonly #at: number
  readonly #growth: 'asked' | 'shown'
  readonly #shared: Shared
  readonly #files: Taken[] = []
  readonly #exports: LogExport[] = []
  readonly #listed = new Map<string, Listed>()

  /**
   * `growth`: whether checkpoints of different files must be proven to be of one history (`asked`), or that is shown otherwise (`shown`: an inspection holds all leaves
   * between its bounds); what contradicts itself convicts a log in either case.
   */
  constructor(trust: Trust, crypto: EvidenceCrypto, at: number, growth: 'asked' | 'shown' = 'asked') {
    this.#growth = growth
    this.#trust = trust
    this.#crypto = remembering(crypto)
    this.#at = at
    this.#shared = { book: new IdentityBook(trust, crypto), views: new LogViews(), notes: new Map() }
  }

  /** Takes a bundle that was parsed. */
  async take(name: string, evidence: Evidence): Promise<void> {
    const found = new Findings()
    const brought = await this.#takeIdentities(evidence.identities, found)
    // Of documents their digests are enough: many bundles with documents do not stay in memory.
    const { parts, ...rest } = evidence
    this.#files.push({ name, found, brought, evidence: rest, documents: parts ? documentsOf(parts) : null })
  }

  async takeFinding(name: string, finding: FindingFile): Promise<void> {
    const found = new Findings()
    const brought = await this.#takeIdentities(finding.identities, found)
    this.#files.push({ name, found, brought, finding })
  }

  /** A file that cannot be read is reported like the others. */
  refuse(name: string, error: Error): void {
    const found = new Findings()
    if (error instanceof JuxtaError) found.say('bundle-malformed', error.pointer ?? '', error.message)
    else found.say('file-unreadable', '', error.message)
    this.#files.push({ name, found, brought: new Set() })
  }

  /** A source of proofs between checkpoints of different files. */
  takeLog(log: LogExport): void {
    this.#exports.push(log)
  }

  async #takeIdentities(identities: readonly string[], found: Findings): Promise<Set<Country>> {
    const brought = new Set<Country>()
    for (const [i, jws] of identities.entries()) {
      const at = `/identities/${i}`
      const opened = await this.#shared.book.take(jws)
      if ('fault' in opened) found.say('identity-invalid', at, opened.fault, { bytes: jws })
      else if ('untrusted' in opened)
        found.say('identity-untrusted', at, `the trust file does not know ${opened.untrusted}`)
      else {
        const { country, version } = opened.identity
        brought.add(country)
        found.say('identity', at, `${country}, version ${version}: signed by its identity key`)
      }
    }
    return brought
  }

  /** Judges everything that was taken, once; one report for each file, in their order, and one for each export that cannot be used. */
  async reports(): Promise<(Report & { readonly file: string })[]> {
    const open = this.#files.map((taken, file) => (taken.evidence ? this.#open(taken, taken.evidence, file) : null))
    const unusable = await this.#compareExports()
    const convicted: (Convicted & { file: number })[] = []
    for (const [file, taken] of this.#files.entries())
      if (taken.finding) {
        const found = await judgeFinding(taken.finding, this.#shared.book, this.#crypto, taken.found)
        if (found) convicted.push({ ...found, file })
      }
    this.#sayConsistency(open, convicted)
    // All at once: signatures are checked in threads beside this one.
    const facts = await Promise.all(open.map(async (one) => (one ? this.#judge(one) : NOTHING)))
    const reports = this.#files.map(({ name, found }, i): Report & { file: string } => {
      const message = open[i]?.evidence.message ?? name
      return { file: name, message, verdict: verdictOf(found.all), findings: found.all, facts: facts[i]! }
    })
    return [...reports, ...unusable]
  }

  /** Reads what a bundle says and what its logs show; nothing is judged that another file may change. */
  #open(taken: Taken, evidence: Evidence, file: number): Open {
    const { found, brought } = taken
    const parties = readParties(evidence, this.#crypto, found)
    const logs = checkLogs(evidence, parties, { ...this.#shared, file, found })
    const erased = checkRecords(evidence, logs, found)
    if (parties) checkDocuments(taken.documents ?? null, parties.claims, erased, found)
    const left = evidence.manifest === '' ? leftOf(evidence, logs, found) : null
    const between = parties ? [parties.claims.iss, parties.claims.aud] : (left ?? [])
    checkAudit(evidence, logs, found)
    return { evidence, parties, between, logs, found, brought, file, discredited: new Set() }
  }

  async #compareExports(): Promise<(Report & { file: string })[]> {
    const unusable: (Report & { file: string })[] = []
    for (const { name, checkpoint, nodes } of this.#exports) {
      const found = new Findings()
      const file = this.#files.length + unusable.length
      try {
        const signed = openSigned(checkpoint, '', { ...this.#shared, file, found })
        if (signed)
          await this.#shared.views.compare(signed.read.checkpoint, signed.owner, nodes, { file: -1, at: name })
      } catch (error) {
        found.say('file-unreadable', '', `no proofs could be made from the export: ${(error as Error).message}`)
      }
      if (found.all.length > 0)
        unusable.push({ file: name, message: name, verdict: verdictOf(found.all), findings: found.all, facts: NOTHING })
    }
    return unusable
  }

  /** What all files together show of each log. */
  #sayConsistency(open: readonly (Open | null)[], convicted: readonly (Convicted & { file: number })[]): void {
    const { views } = this.#shared
    const nameOf = (file: number, at: string): string => this.#files[file]?.name ?? at
    const split = (view: SplitView): void => {
      const { origin, owner, places } = view
      for (const [here, there] of [places, [places[1], places[0]]] as const) {
        const where = here.file === there.file ? there.at : nameOf(there.file, there.at)
        const text = `${origin}, the log of ${owner}, shows another history here than in ${where}`
        const taken = this.#files[here.file]
        if (taken) convict(taken.found, open[here.file] ?? null, here.at, text, view)
        if (here.file === there.file) break
      }
    }
    views.splits.forEach(split)
    const unproven = views.unproven()
    for (const one of open) {
      if (!one) continue
      const origins = new Set(one.logs.map((log) => log?.read.checkpoint.origin))
      for (const log of convicted)
        if (origins.has(log.origin)) {
          const text = `${log.origin}, the log of ${log.owner}, has two histories: ${log.by} found them (${this.#files[log.file]!.name})`
          convict(one.found, one, '/logs', text, log)
        }
      const missing = (unproven.get(one.file) ?? []).filter(({ origin }) => !one.discredited.has(origin))
      for (const { origin, sizes, within } of missing.filter((m) => m.within || this.#growth === 'asked'))
        one.found.say(
          'consistency-unproven',
          within ? '/consistency' : '/logs',
          `nothing shows that the checkpoints of ${origin} with ${sizes.join(' and ')} leaves, ${within ? 'both in this bundle' : 'from different files'}, are of one history; --log with an export of this log does`,
        )
      for (const origin of origins)
        if (
          origin !== undefined &&
          views.count(origin) > 1 &&
          !missing.some((m) => m.origin === origin) &&
          !one.found.has('split-view')
        )
          one.found.say(
            'consistency-proven',
            '/logs',
            `the ${views.count(origin)} checkpoints of ${origin} in all files are of one history`,
          )
    }
  }

  /** Who speaks: whether the versions of each identity lead to the newest. What is no party’s only counts less. */
  #judgeIdentities({ brought, between: involved, found }: Open, witnesses: readonly Witness[]): void {
    const { book } = this.#shared
    for (const country of involved)
      if (!book.knows(country))
        found.say(
          'party-unknown',
          '/identities',
          `no identity of ${country} in the bundle is vouched for by the trust file`,
        )
    const others = witnesses.flatMap((w) => w.country ?? [])
    for (const country of new Set([...involved, ...others])) {
      if (!book.knows(country) || !(involved.includes(country) || brought.has(country))) continue
      const weight = involved.includes(country) ? {} : ({ weight: 'note' } as const)
      for (const { code, text, bytes } of book.chainFaults(country))
        found.say(code, '/identities', text, { against: country, bytes, ...weight })
      if (this.#trust.identities.get(country)?.version === null && involved.includes(country))
        found.say(
          'trust-unpinned',
          '/identities',
          `the trust file pins no version of the identity of ${country}; the newest that is known is ${book.newest(country)}`,
        )
    }
  }

  /** The witnesses that are listed, and their keys; once for all messages between the same two. */
  #witnesses(parties: readonly Country[]): Listed {
    const name = parties.join()
    const known = this.#listed.get(name)
    if (known) return known
    const witnesses = listedWitnesses(this.#trust, this.#shared.book, parties)
    const listed = { witnesses, keys: witnesses.flatMap((w) => w.keys) }
    this.#listed.set(name, listed)
    return listed
  }

  async #judge(open: Open): Promise<Report['facts']> {
    const { evidence, parties, between, found } = open
    const logs = open.logs.map((log) => (log && open.discredited.has(log.read.checkpoint.origin) ? null : log))
    const { book } = this.#shared
    const [trust, now] = [this.#trust, this.#at]
    const { witnesses, keys } = this.#witnesses(between)
    this.#judgeIdentities(open, witnesses)
    const cosigned = logs.map((log) => (log ? cosignaturesOf(log, keys, now, log.at, found) : []))
    const stamps = checkTimestamps(evidence, logs, trust, now, found)
    const by: Attesters = { trust, book, witnesses, parties: between, logs, cosigned, stamps }
    if (between.length > 0) checkQuorum(by, found)
    const facts = logs.flatMap((log, i): LogFacts[] => {
      if (!log) return []
      const { origin, size } = log.read.checkpoint
      const timestamps = stamps.filter((s) => s.log === i).map((s) => ({ tsa: s.stamp.tsa, time: s.time }))
      const seen = cosigned[i]!.map(({ key, time }) => ({ name: key.name, time }))
      return [{ origin, country: log.owner, size, witnesses: seen, timestamps }]
    })
    if (!parties) {
      const [sender = null, receiver = null] = between
      const loggedBy = sender && attestedAt(by, ['manifest'], [sender])
      return { ...NOTHING, sender, receiver, loggedBy, logs: facts }
    }
    const { claims, receipt } = parties
    const judged = await judgeSignatures(evidence, parties, by, this.#crypto, now, found)
    this.#judgeLogged({ ...open, logs }, parties, judged)
    checkSeconds(evidence, parties, by, this.#crypto, found)
    checkTimes(parties, judged, found)
    checkSignatureTimes(evidence, parties, trust, now, found)
    checkCertificates(evidence, parties, judged, by, found)
    checkContradictions(evidence, parties, judged, { ...by, logs: open.logs }, now, found)
    await checkAgreement(evidence, parties, by, this.#crypto, found)
    const proven = receipt && judged.receipt?.counts ? receipt : null
    return {
      sender: claims.iss,
      receiver: claims.aud,
      procedure: claims.procedure,
      type: claims.type,
      issuedAt: claims.iat,
      outcome: proven ? (proven.received ? 'received' : 'refused') : null,
      receiptAt: proven?.claims.iat ?? null,
      loggedAfter: loggedAfter(by, claims.iss, now, found),
      loggedBy: attestedAt(by, ['manifest'], [claims.iss]) ?? judged.manifest.attested,
      logs: facts,
    }
  }

  /** What no log is shown to hold, of what counts. */
  #judgeLogged({ evidence, logs, found }: Open, parties: Parties, judged: Signatures): void {
    const holds = (of: string): boolean => logs.some((l) => l !== null && [...l.subjects].some((s) => s === of))
    if (!holds('manifest')) found.say('manifest-not-logged', '/logs', 'no log is shown to hold the message')
    if (evidence.receipt !== null && !holds('receipt'))
      found.say('receipt-not-logged', '/logs', 'no log is shown to hold the receipt')
    for (const [i, event] of parties.events.entries())
      if (event?.counts && judged.events[i]!.counts && !holds(`events/${i}`))
        found.say('event-not-logged', `/events/${i}`, 'no log is shown to hold this event')
  }
}

/** A bundle that was read. */
type Open = {
  readonly evidence: Evidence
  readonly parties: Parties | null
  /** Sender and receiver, as far as they are known. */
  readonly between: readonly Country[]
  readonly logs: readonly (CheckedLog | null)[]
  readonly found: Findings
  readonly brought: ReadonlySet<Country>
  readonly file: number
  readonly discredited: Set<string>
}

/** A log has two histories; `discredited` are those of the receiver. What it did to its own log takes nothing from what its signature and the logs of others prove: that log alone counts for nothing. */
function convict(
  found: Findings,
  open: Open | null,
  at: string,
  text: string,
  { origin, owner, bytes }: Pick<SplitView, 'origin' | 'owner' | 'bytes'>,
): void {
  const isReceivers = open?.parties?.claims.aud === owner
  if (isReceivers) open.discredited.add(origin)
  found.say('split-view', at, text, { against: owner, bytes, ...(isReceivers && { weight: 'note' as const }) })
}

/** Verifies one bundle by itself. */
export async function verifyEvidence(
  evidence: Evidence,
  trust: Trust,
  crypto: EvidenceCrypto,
  at: number,
): Promise<Report> {
  const verification = new Verification(trust, crypto, at)
  await verification.take(evidence.message, evidence)
  const [{ file: _, ...report }] = (await verification.reports()) as [Report & { file: string }]
  return report
}
