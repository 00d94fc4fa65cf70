/**
 * The window side for documents that are too large for a submission: uploaded before it, in as many requests as it takes, and named by it. Headers and problems are
 * those of the draft of resumable uploads (draft-ietf-httpbis-resumable-upload) where it has them.
 */
import { tooLong, uploadsIn, type Upload } from '../exchange/uploads.ts'
import type { Answer } from '../http/server.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { offsetFault } from '../store/large.ts'
import { JuxtaError } from '../values/errors.ts'
import { isMediaType, MEDIA_TYPE_RULE } from '../values/media-type.ts'
import { time } from '../values/time.ts'

const unknownUpload = (): JuxtaError =>
  new JuxtaError('not-found', 'there is no such upload, or its time is over', { pointer: '/path/id', rule: 'known' })

const numbered = ({ headers }: WindowIncoming, name: string): number | undefined =>
  headers[name] === undefined ? undefined : Number(headers[name])

export function uploadRoutes({ store, clock, settings, quotas }: Node): WindowRoutes {
  const keptMs = settings.uploadHours * 3_600_000

  const shown = ({ id, mediaType, size, stored, at }: Upload, status: 200 | 201): Answer => ({
    status,
    headers: {
      'upload-offset': String(stored),
      'upload-length': String(size),
      'upload-complete': stored === size ? '?1' : '?0',
      'cache-control': 'no-store',
    },
    body: { id, mediaType, length: size, offset: stored, complete: stored === size, expiresAt: time(at + keptMs) },
  })

  /** What a first request says of the whole. */
  async function begun(
    incoming: WindowIncoming,
    id: string,
    offset: number,
    length: number | undefined,
  ): Promise<void> {
    const { caller, headers } = incoming
    if (offset !== 0) throw offsetFault(offset, 0)
    // A request that is not followed by another one has the whole.
    const size = length ?? (headers['upload-complete'] === '?0' ? undefined : numbered(incoming, 'content-length'))
    if (size === undefined)
      throw new JuxtaError('request-invalid', 'the first request of an upload states Upload-Length', {
        pointer: '/header/upload-length',
        rule: 'required',
      })
    if (size > settings.partBytes)
      throw new JuxtaError('too-large', `a part has at most ${settings.partBytes} bytes, this one is to have ${size}`, {
        pointer: '/header/upload-length',
        rule: 'part-bytes',
        members: { limit: settings.partBytes },
      })
    const mediaType = headers['content-type']
    if (!isMediaType(mediaType))
      throw new JuxtaError('request-invalid', `the Content-Type ${MEDIA_TYPE_RULE}`, {
        pointer: '/header/content-type',
        rule: 'media-type',
      })
    const most = quotas.key.limits['upload-bytes']
    const held = await uploadsIn(store).begin(caller.client, id, { mediaType, size, at: clock.now(), most })
    quotas.key.hold(caller.id, 'upload-bytes', held, size)
  }

  return {
    async putUpload(incoming) {
      const { caller, params } = incoming
      const id = params['id']!
      const offset = numbered(incoming, 'upload-offset') ?? 0
      const length = numbered(incoming, 'upload-length')
      const there = await uploadsIn(store).of(caller.client, id)
      if (!there) await begun(incoming, id, offset, length)
      const upload = there ?? (await uploadsIn(store).of(caller.client, id))!
      if ((length ?? upload.size) !== upload.size || offset + (numbered(incoming, 'content-length') ?? 0) > upload.size)
        throw tooLong(upload.size)
      await uploadsIn(store).append(caller.client, upload, offset, incoming.body(), () => clock.now())
      return shown((await uploadsIn(store).of(caller.client, id))!, there ? 200 : 201)
    },

    async getUpload({ caller, params }) {
      const upload = await uploadsIn(store).of(caller.client, params['id']!)
      if (!upload) throw unknownUpload()
      return shown(upload, 200)
    },

    async deleteUpload({ caller, params }) {
      if (!(await uploadsIn(store).drop(caller.client, params['id']!))) throw unknownUpload()
      return { status: 204 }
    },
  }
}
