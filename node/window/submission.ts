/** The two forms of a submission, as one: an envelope in JSON, or the raw document with its address in the query. */
import { charsetFault } from '../documents/admit.ts'
import type { Outgoing } from '../exchange/outgoing.ts'
import { uploadsIn, type NamedContent } from '../exchange/uploads.ts'
import type { components } from '../generated/window.ts'
import { ownerOf } from '../http/caller.ts'
import type { WindowIncoming } from '../http/window-auth.ts'
import type { Store } from '../store/store.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import { isMediaType, MEDIA_TYPE_RULE } from '../values/media-type.ts'
import { parseSeconds } from '../values/time.ts'

type SubmissionBody = components['schemas']['Submission']

type Content = { mediaType: string; text?: string; data?: string } | { upload: string }

function contentOf(content: Content, pointer: string): NamedContent {
  if ('upload' in content) return { ...content, pointer }
  if (content.text !== undefined) return { mediaType: content.mediaType, bytes: Buffer.from(content.text) }
  const bytes = Buffer.from(content.data!, 'base64')
  if (bytes.toString('base64') !== content.data)
    throw new JuxtaError('request-invalid', `${pointer}/data is not base64 (RFC 4648 §4)`, {
      pointer: `${pointer}/data`,
      rule: 'base64',
    })
  return { mediaType: content.mediaType, bytes }
}

/** A submission whose uploads are still to be looked up. */
type Submitted = Omit<Outgoing, 'document' | 'attachments'> & { readonly contents: readonly NamedContent[] }

/** A submission, with the uploads of its owner that it names. Fails with `request-invalid` or `state-conflict` where one is not there or not complete. */
export async function outgoingOf(store: Store, incoming: WindowIncoming, inside: number): Promise<Outgoing> {
  const { contents, ...rest } = submittedIn(incoming)
  const [document, ...attachments] = await uploadsIn(store).parts(ownerOf(incoming.caller).client, contents, inside)
  return { ...rest, document: document!, attachments }
}

/** The two forms of a submission: an envelope in JSON, or the raw document with its address in the query. */
function submittedIn({ headers, mediaType: type, query, bytes, json }: WindowIncoming): Submitted {
  const raw = query['to'] !== undefined || query['procedure'] !== undefined || query['type'] !== undefined
  const stated = {
    ...(query['schema'] === undefined ? {} : { xSchema: query['schema'] }),
    ...(query['profile'] === undefined ? {} : { xProfile: query['profile'] }),
  }
  const more = {
    ...(query['conversation'] === undefined ? {} : { conversation: query['conversation'] as MessageId }),
    ...(query['inReplyTo'] === undefined ? {} : { inReplyTo: query['inReplyTo'] as MessageId }),
  }
  if (raw) {
    for (const name of ['to', 'procedure', 'type'])
      if (query[name] === undefined)
        throw new JuxtaError('request-invalid', `a raw document needs ?${name}=`, {
          pointer: `/query/${name}`,
          rule: 'required',
        })
    const mediaType = headers['content-type']
    if (!mediaType) throw new JuxtaError('media-type', 'a raw document needs a Content-Type', { rule: 'required' })
    if (!isMediaType(mediaType))
      throw new JuxtaError('request-invalid', `the Content-Type ${MEDIA_TYPE_RULE}`, {
        pointer: '/header/content-type',
        rule: 'media-type',
      })
    const charset = charsetFault(mediaType, bytes)
    if (charset !== undefined) throw new JuxtaError('media-type', charset, { rule: 'charset' })
    return {
      to: [{ country: query['to'] as Country }],
      procedure: query['procedure']!,
      type: query['type']!,
      ...(query['version'] === undefined ? {} : { version: query['version'] }),
      contents: [{ mediaType, bytes }],
      stated,
      test: false,
      fanOut: false,
      ...more,
    }
  }
  if (type === 'application/xml')
    throw new JuxtaError('request-invalid', 'a raw document needs ?to=, ?procedure= and ?type=', {
      pointer: '/query/to',
      rule: 'required',
    })
  const body = json() as SubmissionBody
  const fanOut = typeof body.to !== 'string'
  return {
    to:
      typeof body.to === 'string'
        ? [{ country: body.to as Country }]
        : (body.to as { country: Country; agency?: string }[]),
    procedure: body.procedure,
    type: body.type,
    ...(body.version === undefined ? {} : { version: body.version }),
    ...(body.context === undefined ? {} : { context: body.context }),
    contents: [
      contentOf(body.document, '/document'),
      ...(body.attachments ?? []).map((content, i) => contentOf(content as Content, `/attachments/${i}`)),
    ],
    ...(body.conversation === undefined ? {} : { conversation: body.conversation as MessageId }),
    ...(body.inReplyTo === undefined ? {} : { inReplyTo: body.inReplyTo as MessageId }),
    ...(body.expiresAt === undefined ? {} : { expiresAt: parseSeconds(body.expiresAt) }),
    ...(body.priority === undefined ? {} : { priority: body.priority }),
    test: body.test ?? false,
    fanOut,
  }
}
