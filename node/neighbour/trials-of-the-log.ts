/** What is tried of the neighbour's log: its checkpoints, their consistency, the leaf of a receipt; and how it cosigns ours. */
import { randomBytes } from 'node:crypto'
import { leafHash } from '../log/entry.ts'
import { openCheckpoint, type Checkpoint } from '../log/checkpoint.ts'
import { cosignatureTime, witnessKeys } from '../log/cosignature.ts'
import { proveConsistency, verifyConsistency, verifyInclusion } from '../log/merkle.ts'
import { parseNote, parseVerifierKey } from '../log/note.ts'
import { parseProofFile } from '../log/proof.ts'
import { nodesFromTiles, tilePath } from '../log/tiles.ts'
import { addCheckpointRequest, TLOG_SIZE } from '../log/witness.ts'
import { isSigning, type Identity } from '../message/identity.ts'
import { openSecurityEvent } from '../seal/security-event.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { notes } from '../store/checkpoints.ts'
import { logIn } from '../store/log.ts'
import { ask, expect, said, typeOf, type Kit } from './kit.ts'
import type { Receipted } from './trials-of-messages.ts'

const PUBLISHED_MS = 15_000
const again = (): Promise<void> => new Promise((done) => setTimeout(done, 300))

/** What is not published yet is asked for again for a while: a log is signed now and then. */
async function published(look: () => Promise<PeerAnswer>): Promise<PeerAnswer> {
  for (const end = Date.now() + PUBLISHED_MS; ; await again()) {
    const answer = await look()
    if ((answer.status !== 503 && answer.status !== 404) || Date.now() >= end) return answer
  }
}

const shardIn = (origin: string): string => origin.slice(origin.lastIndexOf('/') + 1)
const shardOf = (kit: Kit): string => shardIn(kit.node.directory.get(kit.peer).identity.log.origin)

async function checkpoint(kit: Kit, clause: 'LOG-1' | null): Promise<Checkpoint | null> {
  const { node, peer, book } = kit
  let found: Checkpoint | null = null
  const read = async (): Promise<string> => {
    const answer = await published(() => ask(kit, { method: 'GET', path: `/log/${shardOf(kit)}/checkpoint` }))
    expect(answer.status === 200, said(answer))
    const { log } = node.directory.get(peer).identity
    found = openCheckpoint(answer.body, [parseVerifierKey(log.vkey)]).checkpoint
    expect(found.origin === log.origin, `it is of ${found.origin}`)
    return `${found.size} leaves of ${found.origin}`
  }
  if (clause) await book.try(clause, 'GET /log/…/checkpoint', read)
  else await read()
  return found
}

/** Asked before messages go, so that there is something to be consistent with. The first may not be published yet. */
export const firstCheckpoint = (kit: Kit): Promise<Checkpoint | null> => checkpoint(kit, null).catch(() => null)

async function consistent(kit: Kit, earlier: Checkpoint, later: Checkpoint): Promise<string> {
  expect(later.size >= earlier.size, `it had ${earlier.size} leaves, and has ${later.size}`)
  const read = nodesFromTiles(later.size, async (tile) => {
    const path = `/log/${shardOf(kit)}/${tilePath(tile)}`
    const answer = await ask(kit, { method: 'GET', path, binary: true })
    return answer.status === 200 ? Buffer.from(answer.body, 'latin1') : null
  })
  if (earlier.size === 0) return 'the first had no leaves'
  const proof = await proveConsistency(earlier.size, later.size, read)
  const holds = verifyConsistency(earlier.size, later.size, proof, earlier.root, later.root)
  expect(holds, `the checkpoint of ${later.size} leaves does not follow that of ${earlier.size}: two histories`)
  return `${earlier.size} → ${later.size} leaves`
}

/** A log that another has taken the place of stays as it ended. */
async function tryClosed(kit: Kit, { origin, vkey }: Identity['log']): Promise<void> {
  await kit.book.try(
    'LOG-1',
    `GET /log/${shardIn(origin)}/checkpoint, of a log that another has taken the place of`,
    async () => {
      const answer = await ask(kit, { method: 'GET', path: `/log/${shardIn(origin)}/checkpoint` })
      expect(answer.status === 200, said(answer))
      const { checkpoint } = openCheckpoint(answer.body, [parseVerifierKey(vkey)])
      expect(checkpoint.origin === origin, `it is of ${checkpoint.origin}`)
      return `${checkpoint.size} leaves of ${origin}, and no more`
    },
  )
}

export async function tryLog(kit: Kit, earlier: Checkpoint | null, known: Receipted | null): Promise<void> {
  const { node, peer, book } = kit
  const first = await checkpoint(kit, 'LOG-1')
  const { origin: writes } = node.directory.get(peer).identity.log
  for (const log of kit.logs) if (log.origin !== writes) await tryClosed(kit, log)
  let proven: Checkpoint | null = null
  if (known)
    await book.try('LOG-3', 'the proof of the leaf that a receipt names', async () => {
      const { index, leaf } = known.event.log
      const path = `/log/${shardOf(kit)}/proof/${index}`
      const answer = await published(() => ask(kit, { method: 'GET', path }))
      expect(answer.status === 200, said(answer))
      const file = parseProofFile(answer.body)
      const { log } = node.directory.get(peer).identity
      proven = openCheckpoint(file.checkpoint, [parseVerifierKey(log.vkey)]).checkpoint
      const holds = verifyInclusion(leafHash(Buffer.from(leaf)), index, proven.size, file.proof, proven.root)
      expect(file.index === index && holds, 'it does not prove that leaf')
      return `leaf ${index} of ${proven.size}`
    })
  const last = await checkpoint(kit, null).catch(() => null)
  const seen = [earlier, first, proven, last].filter((c): c is Checkpoint => c !== null).sort((a, b) => a.size - b.size)
  for (const [i, later] of seen.entries())
    if (i > 0) await book.try('LOG-2', 'a later checkpoint', () => consistent(kit, seen[i - 1]!, later))
  const entries = await ask(kit, { method: 'GET', path: `/log/${shardOf(kit)}/tile/entries/000.p/1` })
  book.write(
    'LOG-4',
    'GET /log/…/tile/entries/000.p/1',
    entries.status === 403 || entries.status === 404,
    said(entries),
  )
}

/** Our log is shown to every peer by itself; what it answers stands under the checkpoint. */
export async function tryWitness(kit: Kit): Promise<void> {
  const { node, peer, book } = kit
  const { shard, origin } = await logIn(node.store).head()
  await book.try('WIT-1', 'POST /add-checkpoint', async () => {
    const { witness } = node.directory.get(peer).identity
    for (const end = Date.now() + PUBLISHED_MS; Date.now() < end; await again()) {
      const newest = await logIn(node.store).newestCosigned(shard)
      const by = newest?.cosignatures.some((c) => c.witness === witness.name)
      if (!newest || !by) continue
      const note = parseNote(notes(newest))
      const keys = witnessKeys(witness)
      expect(
        note.signatures.some((s) => keys.some((key) => cosignatureTime(note.text, s, key) !== null)),
        'its cosignature does not verify',
      )
      return `${newest.size} leaves, cosigned by ${witness.name}`
    }
    throw new Error('it has cosigned no checkpoint of ours')
  })
  const published = await logIn(node.store).published(shard)
  if (!published) return
  const show = (oldSize: number, note: string): Promise<PeerAnswer> =>
    ask(kit, {
      method: 'POST',
      path: '/add-checkpoint',
      contentType: 'text/plain',
      body: addCheckpointRequest(oldSize, [], note),
    })
  const { note } = published
  const at = note.lastIndexOf(' ') + 20
  const forged = note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1)
  for (const [tried, status, answer] of [
    ['a checkpoint whose signature was changed', 403, await show(0, forged)],
    ['the log of nobody', 404, await show(0, note.replaceAll(origin, 'nobody.example/log/1'))],
    ['an old size that it does not hold', 409, await show(published.size > 1 ? 1 : 0, note)],
  ] as const) {
    const right =
      answer.status === status && (status !== 409 || (typeOf(answer) === TLOG_SIZE && /^[0-9]+\n$/.test(answer.body)))
    book.write('WIT-2', tried, right, said(answer))
  }
}

const textsIn = (v: unknown): v is string[] => Array.isArray(v) && v.every((one) => typeof one === 'string')

/** What it has seen of our log, and that it shows nobody the logs of whom both do not know. `receipted`: a message of theirs was. */
export async function tryWitnessed(kit: Kit, receipted: boolean): Promise<void> {
  const { node, book } = kit
  const { log } = node.own.identity
  await book.try('WIT-3', 'GET /v1/witnessed', async () => {
    const answer = await ask(kit, { method: 'GET', path: '/v1/witnessed' })
    const body = answer.status === 200 ? parseStrictJson(answer.body) : null
    expect(isObject(body) && textsIn(body['checkpoints']) && textsIn(body['receipts']), said(answer))
    const { checkpoints, receipts } = body as { checkpoints: string[]; receipts: string[] }
    const shown = checkpoints.map((note) => openCheckpoint(note, [parseVerifierKey(log.vkey)]).checkpoint)
    expect(
      shown.some(({ origin }) => origin === log.origin),
      'it shows no checkpoint of our log, which it has cosigned',
    )
    const ours = await Promise.all(
      receipts.map((jws) => openSecurityEvent(jws, node.own.identity.keys.filter(isSigning))),
    )
    expect(
      ours.every(({ event, claims }) => event === 'received' && claims.iss === node.country),
      'what it shows are no receipts of ours',
    )
    expect(!receipted || ours.length > 0, 'it shows no receipt of ours, and holds one')
    return `${shown.map(({ size }) => size).join(', ')} leaves, ${ours.length} receipts`
  })
  await book.try('WIT-4', 'POST /v1/witnessed with tags of nobody', async () => {
    const [nonce, ...neighbours] = [0, 1, 2].map(() => randomBytes(32).toString('base64url'))
    const body = JSON.stringify({ nonce, neighbours })
    const answer = await ask(kit, { method: 'POST', path: '/v1/witnessed', contentType: 'application/json', body })
    const shown = answer.status === 200 ? parseStrictJson(answer.body) : null
    expect(isObject(shown) && textsIn(shown['checkpoints']) && shown['checkpoints'].length === 0, said(answer))
    return 'no checkpoints'
  })
}
