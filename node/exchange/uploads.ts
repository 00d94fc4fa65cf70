/** Uploads: documents that a Single Window hands over before the message that names them, resumable, kept in chunks and never whole in memory. */
import type { Transaction } from 'kysely'
import { CHUNK, countUses, largeIn, makeLarge, offsetFault } from '../store/large.ts'
import { oneAtATime } from '../store/one-at-a-time.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId } from '../values/id.ts'
import type { OutgoingPart } from './outgoing.ts'

/** Bytes that are written in one commit, and the most that is held of a stream. */
export const WRITTEN = 1_048_576

export type Upload = {
  readonly id: string
  readonly large: string
  readonly mediaType: string
  readonly size: number
  readonly stored: number
  readonly at: number
}

/** A document of a submission: its bytes, or the upload that has them. */
export type NamedContent =
  { readonly mediaType: string; readonly bytes: Buffer } | { readonly upload: string; readonly pointer: string }

/** Gathers pieces of a stream into what is written at once. The same memory serves all of it: what was given counts until the next is asked for. */
async function* gathered(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const held = Buffer.allocUnsafe(WRITTEN)
  let size = 0
  try {
    for await (const piece of pieces)
      for (let at = 0; at < piece.length;) {
        const taken = piece.copy(held, size, at)
        at += taken
        size += taken
        if (size < WRITTEN) continue
        yield held
        size = 0
      }
  } catch (error) {
    // What has come before it broke off is kept.
    if (size > 0) yield held.subarray(0, size)
    throw error
  }
  if (size > 0) yield held.subarray(0, size)
}

/** Bytes that the uploads of a client are to have in all, `id` aside; each counts a chunk more, so that there are not very many small ones. */
async function heldBeside(db: Transaction<Tables>, client: string, id: string): Promise<number> {
  const row = await db
    .selectFrom('upload')
    .innerJoin('large', 'large.id', 'upload.large')
    .select((e) => [e.fn.sum<number>('large.size').as('bytes'), e.fn.countAll<number>().as('n')])
    .where('client', '=', client)
    .where('upload.id', '!=', id)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0) + Number(row?.n ?? 0) * CHUNK
}

export const uploadsIn = inStore((store: Store) => {
  const { read, apart } = store
  const columns = ['upload.id', 'upload.large', 'upload.mediaType', 'upload.at', 'large.size', 'large.stored'] as const
  return {
    async of(client: string, id: string): Promise<Upload | null> {
      const row = await read
        .selectFrom('upload')
        .innerJoin('large', 'large.id', 'upload.large')
        .select(columns)
        .where('client', '=', client)
        .where('upload.id', '=', id)
        .executeTakeFirst()
      return row ? { ...row, size: Number(row.size), stored: Number(row.stored), at: Number(row.at) } : null
    },

    /** Begins one; nothing where it has begun already, or the client would have more than `most` bytes of them. Answers how many its others are to have. */
    begin: (
      client: string,
      id: string,
      { mediaType, size, at, most }: Pick<Upload, 'mediaType' | 'size' | 'at'> & { readonly most: number },
    ): Promise<number> =>
      apart(async (db) => {
        // Here, so that of those which begin at once each finds what the one before it has taken.
        await oneAtATime(db, `uploads ${client}`)
        const held = await heldBeside(db, client, id)
        if (held + size > most) return held
        const large = newMessageId(at)
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('upload')
          .values({ client, id, large, mediaType, at })
          .onConflict((c) => c.doNothing())
          .executeTakeFirst()
        if (Number(numInsertedOrUpdatedRows) > 0) await makeLarge(db, large, size)
        return held
      }),

    /**
     * Appends what comes, from `offset` on; answers where it ends. What is stored stays, whatever it ends with. Fails with `mismatching-upload-offset`, or with
     * `inconsistent-upload-length` where more comes than it is to have.
     */
    async append(
      client: string,
      { id, large, size, stored }: Upload,
      offset: number,
      pieces: AsyncIterable<Buffer>,
      now: () => number,
    ): Promise<number> {
      if (offset !== stored) throw offsetFault(offset, stored)
      let at = offset
      for await (const bytes of gathered(pieces)) {
        if (at + bytes.length > size) throw tooLong(size)
        await largeIn(store).append(large, at, bytes, async (db) => {
          await db.updateTable('upload').set({ at: now() }).where('client', '=', client).where('id', '=', id).execute()
        })
        at += bytes.length
      }
      return at
    },

    /**
     * The parts that `contents` make of a message, in their order. Uploads travel inside it as long as they fit, the smallest first, in `inside` bytes with what is
     * there of others; the rest follow it.
     */
    async parts(client: string, contents: readonly NamedContent[], inside: number): Promise<OutgoingPart[]> {
      const parts: (OutgoingPart | null)[] = contents.map((content) => ('upload' in content ? null : content))
      let left = parts.reduce((rest, part) => rest - (part?.bytes?.length ?? 0), inside)
      const uploads: { at: number; upload: Upload }[] = []
      for (const [at, content] of contents.entries()) {
        if (!('upload' in content)) continue
        const { pointer } = content
        const upload = await this.of(client, content.upload)
        if (!upload)
          throw new JuxtaError('request-invalid', 'there is no such upload of this client, or its time is over', {
            pointer: `${pointer}/upload`,
            rule: 'upload',
          })
        if (upload.stored !== upload.size)
          throw new JuxtaError(
            'state-conflict',
            `the upload is not complete: ${upload.stored} of ${upload.size} bytes are there`,
            { pointer: `${pointer}/upload`, rule: 'upload-complete' },
          )
        uploads.push({ at, upload })
      }
      for (const { at, upload } of uploads.sort((a, b) => a.upload.size - b.upload.size)) {
        const { large, size, mediaType } = upload
        if (size <= left) {
          const pieces: Buffer[] = []
          for await (const piece of largeIn(store).bytes(large, 0, size)) pieces.push(piece)
          parts[at] = { mediaType, bytes: Buffer.concat(pieces, size) }
          left -= size
        } else parts[at] = { mediaType, bytes: null, large, size }
      }
      return parts as OutgoingPart[]
    },

    /** Gives one up: its bytes go at the next sweep, unless a message has them. False where there is none. */
    drop: (client: string, id: string): Promise<boolean> =>
      apart(async (db) => {
        const row = await db
          .deleteFrom('upload')
          .where('client', '=', client)
          .where('id', '=', id)
          .returning('large')
          .executeTakeFirst()
        if (row) await countUses(db, row.large, -1)
        return row !== undefined
      }),

    /** Erases uploads to which nothing was added, and that no message has used, since `before`. Their bytes go at the next sweep. Answers how many. */
    expire: (before: number): Promise<number> =>
      apart(async (db) => {
        const rows = await db.deleteFrom('upload').where('at', '<', before).returning('large').execute()
        for (const { large } of rows) await countUses(db, large, -1)
        return rows.length
      }),
  }
})

/** As problem of the draft of resumable uploads (draft-ietf-httpbis-resumable-upload §7.3). */
export const tooLong = (size: number): JuxtaError =>
  new JuxtaError('inconsistent-upload-length', `more comes than the ${size} bytes that it is to have`, {
    pointer: '/header/upload-length',
    rule: 'upload-length',
    members: { limit: size },
  })
