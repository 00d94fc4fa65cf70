/**
 * What an operator can do who holds the store and the keys of his node, and means to lie: another log than the one that he kept, under his own signature, and
 * the files that he would hand to an auditor. Nothing of it goes through the node.
 */
import { createPrivateKey, sign as signBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { signCheckpoint, readCheckpoint } from '../../node/log/checkpoint.ts'
import { cosign } from '../../node/log/cosignature.ts'
import { leafHash } from '../../node/log/entry.ts'
import { proveConsistency, proveInclusion } from '../../node/log/merkle.ts'
import { encodeNote, parseVerifierKey, type SignBytes } from '../../node/log/note.ts'
import { encodeEntries, entriesBetween, nodesFromTiles, TileBuilder, tilePath } from '../../node/log/tiles.ts'
import type { Evidence, Subject } from '../../node/evidence/bundle.ts'
import { logIn } from '../../node/store/log.ts'
import type { TestNode } from '../nodes.ts'

const signerOf = (pem: string): SignBytes => {
  const key = createPrivateKey(pem)
  return async (bytes) => signBytes(null, bytes, key)
}

/** Somebody who cosigns whatever he is shown, at whatever time it should have been. */
export type Accomplice = { readonly node: TestNode; readonly time: number }

/** A log of his, whatever it holds. */
export class MadeUpLog {
  readonly node: TestNode
  readonly leaves: readonly Buffer[]
  readonly #files = new Map<string, Buffer>()
  readonly #builder: TileBuilder

  constructor(node: TestNode, leaves: readonly Buffer[]) {
    this.node = node
    this.leaves = leaves
    this.#builder = new TileBuilder()
    for (const data of leaves) {
      for (const tile of this.#builder.append(leafHash(data))) this.#files.set(tilePath(tile), tile.bytes)
      for (const tile of this.#builder.partial()) this.#files.set(tilePath(tile), tile.bytes)
    }
  }

  get size(): number {
    return this.leaves.length
  }

  nodes() {
    return nodesFromTiles(this.size, async (tile) => this.#files.get(tilePath(tile)) ?? null)
  }

  /** His checkpoint of it, under the key of his log, cosigned by whom he has won over. */
  async note(accomplices: readonly Accomplice[] = []): Promise<string> {
    const { log } = this.node.node.own.identity
    const checkpoint = { origin: log.origin, size: this.size, root: this.#builder.root() }
    const signed = await signCheckpoint(checkpoint, parseVerifierKey(log.vkey), signerOf(this.node.key('log')))
    const { note } = readCheckpoint(signed)
    const marks = await Promise.all(
      accomplices.map(({ node, time }) =>
        cosign(note.text, parseVerifierKey(node.node.own.identity.witness.vkey), time, signerOf(node.key('witness'))),
      ),
    )
    return encodeNote({ text: note.text, signatures: [...note.signatures, ...marks] })
  }

  /** Overwrites the log in an export of his, and leaves all else in it as it is. */
  async writeOver(dir: string, note: string): Promise<void> {
    const write = (path: string, bytes: string | Buffer): void => {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), bytes)
    }
    for (const [path, bytes] of this.#files) write(path, bytes)
    for (const id of entriesBetween(0, this.size))
      write(tilePath(id), encodeEntries(this.leaves.slice(id.index * 256, id.index * 256 + id.width)))
    write('checkpoint', note)
  }

  /** A bundle of his in which all that his true log showed is shown by this one; what it does not hold is left out. */
  async show(evidence: Evidence, note: string): Promise<Evidence> {
    const { origin } = this.node.node.own.identity.log
    const isHis = (log: Evidence['logs'][number]): boolean =>
      readCheckpoint(log.checkpoint).checkpoint.origin === origin
    const shown = new Map<string, Evidence['logs'][number]['leaves'][number]>()
    for (const log of evidence.logs.filter(isHis))
      for (const leaf of log.leaves) {
        const index = this.leaves.findIndex((data) => data.toString() === leaf.leaf)
        if (index >= 0) shown.set(leaf.of, { ...leaf, index, proof: await this.proof(index) })
      }
    return {
      ...evidence,
      logs: [{ checkpoint: note, leaves: [...shown.values()] }, ...evidence.logs.filter((log) => !isHis(log))],
      consistency: [],
      timestamps: [],
    }
  }

  /** Leaves of it, and what each is said to be of. */
  async showing(note: string, made: ReadonlyMap<Subject, Buffer>): Promise<Evidence['logs'][number]> {
    const leaves: Evidence['logs'][number]['leaves'][number][] = []
    for (const [of, data] of made) {
      const index = this.leaves.findIndex((leaf) => leaf.equals(data))
      leaves.push({ of, index, leaf: data.toString(), proof: await this.proof(index) })
    }
    return { checkpoint: note, leaves }
  }

  /** From its first `size` leaves to all of them. */
  consistency(size: number): Promise<Buffer[]> {
    return proveConsistency(size, this.size, this.nodes())
  }

  proof(index: number): Promise<Buffer[]> {
    return proveInclusion(index, this.size, this.nodes())
  }
}

/** The leaves of his true log. */
export async function trueLeaves({ node }: TestNode): Promise<Buffer[]> {
  const log = logIn(node.store)
  const { shard, size } = await log.head()
  return (await log.leaves(shard, 0, size)).map(({ data }) => data)
}
