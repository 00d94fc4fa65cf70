/** What a hostile neighbour answers in place of a receipt, and says of its log. Every one of it is signed by its real keys: a signature alone makes nothing true. */
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { Answer } from '../http/server.ts'
import { signCheckpoint } from '../log/checkpoint.ts'
import { encodeLeaf, commitment } from '../log/entry.ts'
import { parseVerifierKey } from '../log/note.ts'
import { addCheckpointRequest } from '../log/witness.ts'
import { signingInput } from '../message/manifest.ts'
import type { Node } from '../node.ts'
import { logIn } from '../store/log.ts'
import type { Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import { newMessageId } from '../values/id.ts'
import type { OpenedMessage } from '../exchange/open-message.ts'
import type { Lie } from './behaviour.ts'
import { forgeEvent, spoiled } from './forged.ts'

const taken = (body: unknown, type = 'application/secevent+jwt'): Answer => ({ status: 202, type, body })

/** Signature after signature that never comes to an end. */
function* forEver(): Generator<Buffer> {
  for (;;) yield Buffer.from('eyJhbGciOiJFUzI1NiJ9.'.repeat(1000))
}

/** An answer to `opened`, which came as `jwe`, that is no receipt for it. */
export async function lieAbout(
  node: Node,
  peer: Country,
  opened: OpenedMessage,
  jwe: string,
  how: Lie,
): Promise<Answer> {
  const { manifest, bundle } = opened
  const { jti, txn } = manifest.claims
  const receipt = (
    change: { digest?: string; c?: string; message?: string; sealed?: string } = {},
  ): Promise<string> => {
    const c = change.c ?? commitment('received', bundle.salt, signingInput(bundle.manifest))
    const mid = randomBytes(16).toString('base64url')
    const leaf = encodeLeaf({ kind: 'received', peer, mid, c }).toString('utf8')
    const body = {
      message: change.message ?? jti,
      manifest_digest: change.digest ?? manifest.digest,
      sealed_digest: change.sealed ?? digestOf(jwe),
      log: { origin: node.own.identity.log.origin, index: 0, leaf },
    }
    return forgeEvent(node, peer, 'received', body, { txn })
  }
  switch (how) {
    case 'receipt-digest':
      return taken(await receipt({ digest: digestOf('another manifest') }))
    case 'other-bytes':
      return taken(await receipt({ sealed: digestOf('other bytes') }))
    case 'leaf':
      return taken(await receipt({ c: digestOf('another message') }))
    case 'another-message':
      return taken(await receipt({ message: newMessageId(node.clock.now()) }))
    case 'signature':
      return taken(spoiled(await receipt(), -1))
    case 'malformed-set':
      return taken('eyJ0eXAiOiJzZWNldmVudCtqd3QifQ..')
    case 'html':
      return taken('<html><body>Welcome</body></html>', 'text/html')
    case 'endless':
      return taken(Readable.from(forEver()))
  }
}

/** Says that a message that it accepted was rejected. */
export async function contradict(
  node: Node,
  peer: Country,
  about: { jti: string; digest: string; txn: string },
): Promise<number> {
  const body = {
    message: about.jti,
    manifest_digest: about.digest,
    reason: 'the sandbox was told to contradict itself',
  }
  const event = await forgeEvent(node, peer, 'rejected', body, { txn: about.txn })
  const request = { method: 'POST', path: '/v1/events', contentType: 'application/secevent+jwt', body: event } as const
  return (await node.transport.request(peer, request)).status
}

/** How often another history is shown, until it is of a size that the peer has cosigned. */
const TRIES = 30

/** Shows another history of its log, under its own key, than the one that the peer has cosigned. */
export async function forkLog(node: Node, peer: Country): Promise<number> {
  const { shard, origin } = await logIn(node.store).head()
  const key = parseVerifierKey(node.own.identity.log.vkey)
  const show = async (size: number) => {
    const checkpoint = { origin, size, root: randomBytes(32) }
    const note = await signCheckpoint(checkpoint, key, (bytes) => node.signer.signNote(key.publicKey, bytes))
    const body = addCheckpointRequest(size, [], note)
    return node.transport.request(peer, { method: 'POST', path: '/add-checkpoint', contentType: 'text/plain', body })
  }
  let size = (await logIn(node.store).published(shard))?.size ?? 1
  let status = 0
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await show(size)
    status = answer.status
    // It says which size it has cosigned, and there it is shown something else; the log grows meanwhile.
    const held = Number(answer.body)
    if (status === 409 && held === size) return status
    if (status === 409 && held > 0) size = held
    else await setTimeout(500, null, { ref: false })
  }
  return status
}
