/** What must hold of two countries' logs after whatever happened to their processes: recomputed from exports, and held against what each has stored. */
import { decodeJwt } from 'jose'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { openDatabase } from '../../node/store/database.ts'
import type { Command, Io } from '../../node/cli/command.ts'
import { checkShards, shardsOfFolder } from '../../node/cli/log-files.ts'
import { log } from '../../node/cli/log.ts'
import { reconcileCommand } from '../../node/cli/reconcile.ts'
import { readSettings } from '../../node/operate/settings.ts'
import { commitment, parseLeaf, type LeafKind } from '../../node/log/entry.ts'
import { signingInput } from '../../node/message/manifest.ts'
import { trustOf } from '../trust-of.ts'

type Checks = Pick<Test, 'equal' | 'same'>

/** A node whose log is judged; `environment` are settings that its folder does not hold. */
export type LogOwner = {
  readonly country: string
  readonly dir: string
  readonly environment?: Readonly<Record<string, string>>
}

const settingsOf = ({ dir, environment = {} }: LogOwner) =>
  readSettings(dir, { ...process.env, ...environment }).settings

/** Does something as if the settings of a node were those of this process. */
async function as<T>({ environment = {} }: LogOwner, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env }
  Object.assign(process.env, environment)
  try {
    return await work()
  } finally {
    for (const name of Object.keys(environment))
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
  }
}

/** The published log of a node, as its export holds it. */
export type Entries = readonly string[]

/** What a node has stored that names a place of a log. */
type Stored = {
  /** Every place of its own log that is given to something, with the kind of the leaf, and its commitment where the salt is known. */
  places: { index: number; kind: LeafKind; c: string | null }[]
  /** Receipts that it holds of the neighbour: the place of the neighbour's log, and the leaf, that each names. */
  held: { jti: string; index: number; leaf: string }[]
}

async function storedBy(node: LogOwner): Promise<Stored> {
  const { reader, close } = await openDatabase(settingsOf(node).store)
  try {
    const messages = await reader
      .selectFrom('message')
      .select(['id', 'direction', 'manifest', 'salt', 'logIndex', 'receiptJti'])
      .execute()
    const salts = new Map(messages.map((m) => [m.id, m.salt]))
    const sets = await reader
      .selectFrom('securityEvent')
      .select(['jti', 'message', 'direction', 'event', 'jws', 'logIndex'])
      .execute()
    const kindOf = (direction: string, event: string): LeafKind =>
      event === 'received'
        ? direction === 'issued'
          ? 'receipt-issued'
          : 'receipt-received'
        : event === 'refused'
          ? 'refused'
          : 'event'
    return {
      places: [
        ...messages.map(({ direction, manifest, salt, logIndex }) => {
          const kind = direction === 'out' ? ('sent' as const) : ('received' as const)
          return { index: Number(logIndex), kind, c: salt && commitment(kind, salt, signingInput(manifest)) }
        }),
        ...sets.map(({ message, direction, event, jws, logIndex }) => {
          const kind = kindOf(direction, event)
          const salt = message === null ? null : salts.get(message)
          return { index: Number(logIndex), kind, c: salt ? commitment(kind, salt, signingInput(jws)) : null }
        }),
      ],
      held: messages
        .filter((m) => m.direction === 'out' && m.receiptJti !== null)
        .map((m) => {
          const receipt = sets.find((set) => set.jti === m.receiptJti && set.direction === 'received')!
          const { events } = decodeJwt(receipt.jws) as {
            events: Record<string, { log: { index: number; leaf: string } }>
          }
          const { index, leaf } = events['urn:juxta:event:received']!.log
          return { jti: m.id, index, leaf }
        }),
    }
  } finally {
    await close()
  }
}

/**
 * `log export`, `log check` and `reconcile` over both find nothing; no place of a log is used twice or skipped, and what stands there is what the store
 * says; no receipt names a leaf that is not there; and every log begins with what `before` was published of it. Answers what is published now.
 */
export async function logsAgree(
  t: Checks,
  nodes: readonly [LogOwner, LogOwner],
  before: ReadonlyMap<string, Entries> = new Map(),
): Promise<ReadonlyMap<string, Entries>> {
  const dir = mkdtempSync(join(tmpdir(), 'juxta-exports-'))
  try {
    const said: string[] = []
    const io: Io = {
      out: (s) => void said.push(`${s}`),
      error: (s) => void said.push(`${s}`),
      json: false,
      terminal: false,
    }
    const run = async (what: string, command: Command, args: string[], values = {}): Promise<void> => {
      said.length = 0
      const code = await command.run(io, args, values)
      t.equal(code, 0, code === 0 ? what : `${what}: ${said.join(' ')}`)
    }
    const folderOf = ({ country }: LogOwner): string => join(dir, country)
    // What was published last by a process that was killed is cosigned by nobody.
    const trust = trustOf(dir, nodes, { quorum: 0 })
    const published = new Map<string, Entries>()
    const stored = new Map<string, Stored>()
    for (const node of nodes) {
      const { country } = node
      mkdirSync(folderOf(node))
      const has = await storedBy(node)
      stored.set(country, has)
      await untilPublished(node, Math.max(-1, ...has.places.map((p) => p.index)))
      await as(node, () => run(`the log of ${country} is exported`, log, ['export', folderOf(node)], { dir: node.dir }))
      await run(`the log of ${country} is whole`, log, ['check', folderOf(node)], { trust })
      const entries: string[] = []
      await checkShards(await shardsOfFolder(folderOf(node)), () => ({
        onEntry: (_index, data) => void entries.push(data.toString('utf8')),
      }))
      published.set(country, entries)

      const leaves = entries.map((text) => parseLeaf(text))
      t.equal(new Set(leaves.map((l) => l.mid)).size, leaves.length, `no leaf of ${country} stands at two places`)
      t.equal(
        new Set(has.places.map((p) => p.index)).size,
        has.places.length,
        `no place in the log of ${country} is given twice`,
      )
      t.same(
        has.places.filter(({ index, kind, c }) => leaves[index]?.kind !== kind || (c && leaves[index]?.c !== c)),
        [],
        `what ${country} has stored stands at its place`,
      )
      const earlier = before.get(country) ?? []
      t.same(entries.slice(0, earlier.length), earlier, `what ${country} had published stays`)
    }
    const [a, b] = nodes
    for (const [holder, issuer] of [
      [a, b],
      [b, a],
    ] as const)
      t.same(
        stored.get(holder.country)!.held.filter(({ index, leaf }) => published.get(issuer.country)![index] !== leaf),
        [],
        `every receipt that ${holder.country} holds names a leaf of ${issuer.country}`,
      )
    await run('the logs of both agree', reconcileCommand, nodes.map(folderOf), { trust })
    return published
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Until the published log reaches over `index` and the node has seen one of its neighbour's: within a second or two, where neither is busy. */
async function untilPublished(node: LogOwner, index: number): Promise<void> {
  const { reader, close } = await openDatabase(settingsOf(node).store)
  try {
    for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) {
      const { size } = await reader
        .selectFrom('checkpoint')
        .select((e) => e.fn.max('size').as('size'))
        .executeTakeFirstOrThrow()
      const seen = await reader.selectFrom('witnessed').select('size').where('size', '>', 0).execute()
      if (Number(size ?? 0) > index && seen.length > 0) return
    }
  } finally {
    await close()
  }
}
