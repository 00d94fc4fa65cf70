/** Makes the package of an inspection, file by file: what is asked for is bounded and counted first, then written, then listed and signed. */
import { randomBytes } from 'node:crypto'
import type { EvidenceRoom } from '../evidence/evidence.ts'
import { mayRead, type Caller } from '../http/caller.ts'
import { parseLeaf } from '../log/entry.ts'
import { parseIdentity } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { messagesIn } from '../exchange/messages.ts'
import { registryIn } from '../peers/registry.ts'
import { signJws } from '../seal/jws.ts'
import { logIn } from '../store/log.ts'
import { sha256 } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { newMessageId } from '../values/id.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { VERSION } from '../values/version.ts'
import { boundPeriod, type Bounded } from './bounds.ts'
import {
  INSPECTION_FORMAT,
  MANIFEST,
  MANIFEST_JWS,
  REPORT_HTML,
  REPORT_PDF,
  STATEMENT,
  STATEMENT_FORMAT,
  writeManifest,
  writeStatement,
  type OmittedLeaf,
  type PackageFile,
  type PackageManifest,
  type Scope,
  type Statement,
} from './format.ts'
import { htmlReport } from './report-html.ts'
import { pdfReport } from './report-pdf.ts'
import { packageFoot, reportOf } from './report.ts'
import { inspectionIn, type LoggedMessage } from './rows.ts'
import { drawSample } from './sample.ts'
import type { TarFile } from './tar.ts'

/** What is asked for; times in seconds since 1970. A sample without a seed gets one by chance. */
export type Order = Omit<Scope, 'sample'> & { readonly sample: number | null; readonly seed: string | null }

export type Package = {
  readonly id: string
  /** Seconds since 1970. */
  readonly at: number
  readonly files: AsyncGenerator<TarFile>
}

/** Leaves in one file, and messages asked for at once. */
const LEAVES_A_FILE = 4096
/** Bundles under way at once: most of the time is spent on the way to the peer. */
const AT_ONCE = 4

type Shown = LoggedMessage & { readonly origin: string }
type Plan = {
  readonly shown: readonly Shown[]
  readonly omitted: readonly OmittedLeaf[]
  readonly withheld: number
}

/** Whose leaf is whose, and who may see it. */
async function plan({ store }: Node, ranges: readonly Bounded[], order: Order, caller: Caller): Promise<Plan> {
  const shown: Shown[] = []
  const omitted: OmittedLeaf[] = []
  let withheld = 0
  for (const { origin, shard, first, end } of ranges)
    for (let from = first; from < end; from += LEAVES_A_FILE) {
      const to = Math.min(from + LEAVES_A_FILE, end)
      const rows = [
        ...(await inspectionIn(store).logged(order.peer, 'out', shard, from, to)),
        ...(await inspectionIn(store).logged(order.peer, 'in', shard, from, to)),
      ]
      const byIndex = new Map(rows.map((row) => [row.index, row]))
      for (const { index, data } of await logIn(store).leaves(shard, from, to - from)) {
        const leaf = parseLeaf(data)
        if (leaf.peer !== order.peer || (leaf.kind !== 'sent' && leaf.kind !== 'received')) continue
        const row = byIndex.get(index)
        const leave = (reason: OmittedLeaf['reason'], message: OmittedLeaf['message']): void =>
          void omitted.push({ origin, index, reason, message })
        if (!row) {
          const id = await inspectionIn(store).superseded(shard, index)
          const of = id && (await messagesIn(store).message(id))
          if (!of) leave('unknown', null)
          else if (mayRead(caller, of, 'facts')) leave('superseded', id)
          else withheld++
        } else if (!mayRead(caller, row, 'facts')) withheld++
        else if (order.procedure !== null && row.procedure !== order.procedure) leave('other-procedure', null)
        else if (row.erased) leave('erased', row.id)
        else shown.push({ ...row, origin })
      }
    }
  return { shown, omitted, withheld }
}

const witnessNameOf = (jws: string): string =>
  parseIdentity(parseStrictJson(strictBase64url(jws.split('.')[1]!))).witness.name

async function identitiesOf({ store, country }: Node, peer: Country): Promise<string[]> {
  const others = (await registryIn(store).peers()).map((p) => p.country).filter((c) => c !== peer)
  const all: string[] = []
  for (const one of [country, peer, ...others])
    for (const { jws } of await registryIn(store).identities(one)) all.push(jws)
  return all
}

/** Results in the order of `items`, some of them under way at once. */
async function* inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const under: Promise<R>[] = []
  for (const item of items) {
    const one = work(item)
    // Whoever waits for an earlier one hears of this one when it is its turn.
    one.catch(() => undefined)
    under.push(one)
    if (under.length >= AT_ONCE) yield await under.shift()!
  }
  for (const one of under) yield await one
}

export function createInspection(node: Node, evidence: Pick<EvidenceRoom, 'bundle'>) {
  const { store, country, clock, own, signer } = node

  /** Fails before the first file with `not-found` (no such peer), `request-invalid` (period) and `log-unavailable`. */
  return async (order: Order, caller: Caller): Promise<Package> => {
    const { peer, from, to } = order
    if (from >= to)
      throw new JuxtaError('request-invalid', 'the period ends before it begins', {
        pointer: '/query/to',
        rule: 'period',
      })
    if (!(await registryIn(store).peers()).some((p) => p.country === peer))
      throw new JuxtaError('not-found', `${peer} is no peer of this node`)
    const peerWitnesses = new Set((await registryIn(store).identities(peer)).map(({ jws }) => witnessNameOf(jws)))
    const ranges = await boundPeriod(store, { from, to }, peerWitnesses)
    const { shown, omitted, withheld } = await plan(node, ranges, order, caller)
    // All bundles show one checkpoint of each log besides their own, so that they are of one history.
    const under = await logIn(store).newestCosigned(ranges.at(-1)!.shard)
    const sample =
      order.sample === null
        ? null
        : {
            size: order.sample,
            seed: order.seed ?? randomBytes(16).toString('hex'),
            seed_by: order.seed === null ? ('node' as const) : ('caller' as const),
          }
    const scope: Scope = { peer, from, to, procedure: order.procedure, sample, documents: order.documents }
    const sampled = sample
      ? drawSample(
          shown.map((m) => m.id),
          sample.seed,
          sample.size,
        )
      : new Set<string>()
    const now = clock.now()
    const about = {
      id: newMessageId(now),
      iss: country,
      iat: Math.floor(now / 1000),
      version: VERSION,
      client: caller.client,
      key: caller.name,
      scope,
    }

    async function* files(): AsyncGenerator<TarFile> {
      const listed: PackageFile[] = []
      const put = (path: string, content: Buffer | string): TarFile => {
        const bytes = Buffer.from(content as string)
        listed.push({ path, size: bytes.length, sha256: sha256(bytes).toString('hex') })
        return { path, bytes }
      }
      const withDocuments = (m: Shown): boolean =>
        order.documents && (sample === null || sampled.has(m.id)) && mayRead(caller, m, 'contents')
      const bundles = inOrder(
        shown,
        async (m) => [m, await evidence.bundle(m.id, { documents: withDocuments(m) && 'small', under })] as const,
      )
      for await (const [m, bundle] of bundles) yield put(`bundles/${m.id}.json`, bundle)
      const logs: Statement['logs'][number][] = []
      for (const { closed: _closed, ...range } of ranges) {
        const paths: string[] = []
        for (let first = range.first; first < range.end; first += LEAVES_A_FILE) {
          const rows = await logIn(store).leaves(range.shard, first, Math.min(LEAVES_A_FILE, range.end - first))
          const path = `leaves/${range.shard}/${String(first).padStart(12, '0')}.txt`
          paths.push(path)
          yield put(path, rows.map(({ data }) => `${data.toString('utf8')}\n`).join(''))
        }
        logs.push({ ...range, files: paths })
      }
      const statement: Statement = {
        format: STATEMENT_FORMAT,
        country,
        scope,
        identities: await identitiesOf(node, peer),
        logs,
        messages: shown.map(({ id, origin, index, direction, procedure, type }) => ({
          id,
          file: `bundles/${id}.json`,
          origin,
          index,
          direction,
          procedure,
          type,
          sampled: sampled.has(id),
        })),
        omitted,
        withheld,
      }
      yield put(STATEMENT, writeStatement(statement))
      const key = own.signingKey
      const report = reportOf({
        made: { ...about, signingKey: key.kid },
        statement,
        issued: new Map(shown.map((m) => [m.id, m.iat])),
        files: [...listed],
      })
      yield put(REPORT_HTML, htmlReport(report))
      yield put(REPORT_PDF, await pdfReport(report, (page) => [packageFoot(about.id, report.at, page)]))
      const manifest: PackageManifest = { format: INSPECTION_FORMAT, ...about, files: listed }
      const text = writeManifest(manifest)
      yield { path: MANIFEST, bytes: Buffer.from(text) }
      yield { path: MANIFEST_JWS, bytes: Buffer.from(await signJws(signer, key, 'juxta-inspection+jwt', text)) }
    }
    return { id: about.id, at: about.iat, files: files() }
  }
}
