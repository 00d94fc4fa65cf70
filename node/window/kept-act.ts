/** A grave act as it is kept for a second person, who sends it as it was submitted: what of a request is needed for that, and how it is made again of it. */
import { createHash } from 'node:crypto'
import type { Outgoing } from '../exchange/outgoing.ts'
import type { Caller, Confirming } from '../http/caller.ts'
import { withoutConditions } from '../http/conditions.ts'
import type { WindowIncoming } from '../http/window-auth.ts'
import { PROPOSED_MS, type Proposal } from '../operate/proposals.ts'
import type { Settings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId } from '../values/id.ts'
import { parseStrictJson } from '../values/json.ts'

/** Whether a grave act of this caller needs another person. A person at the console has asked no second officer elsewhere, whosever key opened the session. */
export const wantsTwo = (
  { twoPersons, twoElsewhere }: Pick<Settings, 'twoPersons' | 'twoElsewhere'>,
  { session, client }: Caller,
): boolean => twoPersons.includes('grave') && (session === true || !twoElsewhere.includes(client))

/** A request as far as a submission is made of it; `bytes` in base64. `digest`: of its documents, with those that it only names. */
type KeptRequest = Pick<WindowIncoming, 'url' | 'query' | 'mediaType'> & {
  readonly contentType: string
  readonly bytes: string
  readonly digest: string
}

/** What was uploaded counts by its bytes, or by the name under which they are kept, which no other bytes get. */
function digestOfDocuments({ document, attachments }: Outgoing): string {
  const hash = createHash('sha256')
  for (const part of [document, ...attachments])
    hash
      .update(JSON.stringify([part.mediaType, part.bytes === null ? part.large : part.bytes.length]))
      .update(part.bytes ?? '')
  return hash.digest('base64url')
}

/** The proposal of a grave act, which is named on record by its case, or by its own id where it opens one. */
export function keptAct(incoming: WindowIncoming, outgoing: Outgoing, does: string, at: number): Proposal {
  const { caller, url, query, mediaType, headers, bytes } = incoming
  const id = newMessageId(at)
  const request: KeptRequest = {
    url,
    query,
    mediaType,
    contentType: headers['content-type'] ?? '',
    bytes: bytes.toString('base64'),
    digest: digestOfDocuments(outgoing),
  }
  const subject = outgoing.conversation ?? id
  incoming.about(subject, 'proposed')
  return {
    id,
    at,
    expiresAt: at + PROPOSED_MS,
    action: 'grave',
    what: 'submitMessage',
    request: JSON.stringify(request),
    subject,
    detail: does,
    client: caller.client,
    key: caller.id,
    confirmedBy: null,
    confirmedAt: null,
    refusedBy: null,
    refusedAt: null,
    reason: null,
    act: {
      procedure: outgoing.procedure,
      type: outgoing.type,
      to: outgoing.to.map(({ country }) => country),
      conversation: outgoing.conversation ?? null,
      agency: caller.agency,
      person: caller.person ?? null,
      message: null,
    },
  }
}

/** What another operation than a submission was asked with, and on which conditions it is done. */
type OtherRequest = {
  readonly params: Record<string, string>
  readonly body: unknown
  readonly on?: Readonly<Record<string, string>>
}
export const keptRequest = (
  params: OtherRequest['params'],
  body: unknown,
  on: OtherRequest['on'],
): Proposal['request'] => JSON.stringify({ params, body, ...(on === undefined ? {} : { on }) } satisfies OtherRequest)

export const requestOf = ({ request }: Proposal) => parseStrictJson(request) as OtherRequest

/** That request as it was made, by the one that confirms it. */
export function requestLike(
  row: Proposal,
  { headers }: Pick<WindowIncoming, 'headers'>,
): Pick<WindowIncoming, 'params' | 'headers' | 'json'> {
  const { params, body, on } = requestOf(row)
  return { params, headers: { ...withoutConditions(headers), ...on }, json: () => body }
}

const kept = ({ request }: Proposal): KeptRequest => parseStrictJson(request) as KeptRequest

/** Who proposed it, and what. */
export const confirmingOf = (row: Proposal): Confirming => {
  const person = row.act?.person ?? undefined
  const by = { id: row.key, client: row.client, agency: row.act?.agency ?? null }
  const digest = row.what === 'submitMessage' ? kept(row).digest : ''
  return { id: row.id, proposedBy: person === undefined ? by : { ...by, person }, digest }
}

/** The request as it was made. */
export function requestAgain(
  row: Proposal,
): Pick<WindowIncoming, 'params' | 'url' | 'query' | 'mediaType' | 'headers' | 'bytes' | 'json' | 'along'> {
  const { url, query, mediaType, contentType, bytes: text } = kept(row)
  const bytes = Buffer.from(text, 'base64')
  const json = (): unknown => parseStrictJson(bytes.toString())
  return { params: {}, url, query, mediaType, headers: { 'content-type': contentType }, bytes, json, along: null }
}

/** Fails where the documents of what is confirmed are no longer those that were proposed. */
export function checkKept({ confirms }: Caller, outgoing: Outgoing): void {
  if (confirms && digestOfDocuments(outgoing) !== confirms.digest)
    throw new JuxtaError('state-conflict', 'what was uploaded is no longer what was proposed', { rule: 'upload' })
}
