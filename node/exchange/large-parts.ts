/** The bytes of a part, wherever they are: in its row, or too large for it and read a chunk at a time. */
import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import { isJson, isXml, LargeText } from '../documents/admit.ts'
import { countUses, largeIn } from '../store/large.ts'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Digest } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import type { PartRow } from './message-rows.ts'

/** `SHA-256(part salt ‖ bytes)` of the first `size` bytes of what is kept in chunks, and of `last` after them. */
export async function largeDigest(
  store: Store,
  large: string,
  size: number,
  salt: Uint8Array,
  last: Uint8Array = Buffer.alloc(0),
): Promise<Digest> {
  const hash = createHash('sha256').update(salt)
  for await (const bytes of largeIn(store).bytes(large, 0, size)) hash.update(bytes)
  hash.update(last)
  return `sha-256:${hash.digest('base64url')}` as Digest
}

/**
 * Looks at a document that is not read whole: XML and JSON must be UTF-8 and XML must begin as admitted XML does; whether the rest of it is well-formed nobody here
 * says. Fails with `schema-invalid`.
 */
export async function admitLarge(
  store: Store,
  { mediaType, large, size }: { readonly mediaType: string; readonly large: string; readonly size: number },
  pointer: string,
): Promise<void> {
  if (!isJson(mediaType) && !isXml(mediaType)) return
  const text = new LargeText(mediaType, pointer)
  for await (const bytes of largeIn(store).bytes(large, 0, size)) text.read(bytes)
  text.end()
}

/** Each of `parts` that is kept in chunks is named once more, by the message that is written with it. Fails where it was erased meanwhile. */
export async function nameLarge(db: Transaction<Tables>, parts: readonly Pick<PartRow, 'large'>[]): Promise<void> {
  for (const { large } of parts)
    if (large !== null && !(await countUses(db, large, 1)))
      throw new JuxtaError('gone', 'the upload was erased before the message could name it', { rule: 'upload' })
}

/** The parts of `messages` that are kept in chunks are named no more by them: what nobody names is erased at the next sweep. */
export async function forgetLarge(db: Transaction<Tables>, messages: readonly string[]): Promise<void> {
  const named = await db
    .selectFrom('part')
    .select((e) => ['large', e.fn.countAll<number>().as('n')])
    .where('message', 'in', messages)
    .where('large', 'is not', null)
    .groupBy('large')
    .execute()
  for (const { large, n } of named) await countUses(db, large!, -Number(n))
}
