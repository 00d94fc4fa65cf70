/**
 * Parts that follow their message, as they come in: the message is judged first and says which parts it waits for (`parts-missing`); each part comes as a stream of
 * which every record is authentic before it is stored; then the message comes again. Everything here is attacker-controlled.
 */
import { createHash } from 'node:crypto'
import type { Node } from '../node.ts'
import { openRecords, RECORD } from '../seal/aes128gcm.ts'
import { largeIn, offsetFault } from '../store/large.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import { admitLarge, largeDigest } from './large-parts.ts'
import type { OpenedMessage } from './open-message.ts'
import { came, transfersIn, type Announced, type Transfer } from './transfers.ts'

/** The parts of a message that follow it. */
function announced({ manifest: { claims }, bundle }: OpenedMessage): Announced[] {
  return claims.parts.flatMap(({ id, size, digest }) => {
    const part = bundle.parts.get(id)
    return part?.bytes === null ? [{ id, size, digest, salt: part.salt, key: part.key }] : []
  })
}

/**
 * Where each part that follows the message is stored, once all have come. Fails with `parts-missing` and, for each that has not, how much of it is there: asked after
 * all other checks. Fails with `too-large`, or with `busy` where the peer has too much under way.
 */
export async function arrivedParts(
  node: Node,
  peer: Country,
  opened: OpenedMessage,
): Promise<ReadonlyMap<string, string>> {
  const parts = announced(opened)
  if (parts.length === 0) return new Map()
  const { store, settings, quotas, clock } = node
  const { claims, digest } = opened.manifest
  for (const { id, size } of parts) {
    const pointer = `/parts/${id}`
    if (id === 'context' || size === 0)
      throw new JuxtaError('malformed', `the part ${id} must be in the message`, { pointer, rule: 'follows' })
    if (size > settings.partBytes)
      throw new JuxtaError('too-large', `a part has at most ${settings.partBytes} bytes, this one ${size}`, {
        pointer,
        rule: 'part-bytes',
        members: { limit: settings.partBytes },
      })
  }
  const more = parts.reduce((sum, { size }) => sum + size, 0)
  const most = quotas.peer.limits['part-bytes']
  const held = await transfersIn(store).expect(peer, claims.jti, digest, parts, clock.now(), most)
  quotas.peer.hold(peer, 'part-bytes', held, more)
  const there = await transfersIn(store).of('in', peer, claims.jti)
  const missing = there.filter((row) => !row.whole)
  if (missing.length > 0)
    throw new JuxtaError('parts-missing', 'parts of the message have not come yet: send them, then the message again', {
      rule: 'parts',
      members: { parts: missing.map(({ part, stored }) => ({ id: part, offset: stored })) },
    })
  for (const { part, large, size } of there) {
    const mediaType = claims.parts.find(({ id }) => id === part)!.media_type
    await admitLarge(store, { mediaType, large, size }, `/parts/${part}`)
  }
  return new Map(there.map(({ part, large }) => [part, large]))
}

/**
 * Takes the stream of a part from `offset` on. What has come stays, whatever it ends with. Fails with `not-found` where no message of this peer waits for it, with
 * `mismatching-upload-offset`, with what `openRecords` fails with, and with `digest-mismatch`, after which it is to come anew.
 */
export async function takePart(
  node: Node,
  peer: Country,
  message: MessageId,
  part: string,
  offset: number,
  body: AsyncIterable<Buffer>,
): Promise<Transfer> {
  const { store, clock } = node
  const found = (await transfersIn(store).of('in', peer, message)).find((row) => row.part === part)
  if (!found)
    throw new JuxtaError('not-found', 'no message of this peer waits for this part: send the message first', {
      rule: 'transfer',
    })
  const { large, size, stored, key, digest, salt } = found
  if (found.whole && offset === size) return found
  if (offset !== stored || offset % RECORD !== 0) throw offsetFault(offset, stored)
  // What goes on is read again at its end alone: a peer that begins anew and anew pays for it with all that it sends.
  const running = offset === 0 ? createHash('sha256').update(salt) : null
  const digestOf = async (last: Buffer): Promise<string> =>
    running ? `sha-256:${running.digest('base64url')}` : largeDigest(store, large, size - last.length, salt, last)
  let at = offset
  for await (const bytes of openRecords(key, body, size - offset)) {
    running?.update(bytes)
    const end = at + bytes.length
    const whole = end === size && (await digestOf(bytes)) === digest
    if (end === size && !whole) {
      await transfersIn(store).drop(found)
      throw new JuxtaError('digest-mismatch', `part ${part} does not have the digest that the manifest states`, {
        pointer: `/parts/${part}`,
        rule: 'digest',
      })
    }
    await largeIn(store).append(large, at, bytes, (db) => came(db, found, whole, clock.now()))
    at = end
  }
  return { ...found, stored: at, whole: true }
}
