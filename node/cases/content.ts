/**
 * What a message is to its case: the stored (or about to be sent) context and document, read into what the engine folds. Both are
 * attacker-controlled. A document counts where it satisfies the schema of its type; one that does not is in the case and changes nothing, unless its
 * context claims a schema (`xSchema`): then the claim is checked before the message is taken, on both sides.
 */
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { isMessageId } from '../values/id.ts'
import { isObject } from '../values/members.ts'
import { isKey } from '../values/text.ts'
import type { Terms } from '../peers/agreed-terms.ts'
import type { Reference } from '../message/reference.ts'
import type { CaseContent } from './case-contents.ts'
import { isFault, type CaseFault, type CaseMessage, type Context } from './case-message.ts'
import type { Lookup } from './engine.ts'
import type { MessageTypeName } from './message-type.ts'
import type { PartBytes } from './procedure.ts'
import { thingsIn } from './named-things.ts'
import { wcoPointer } from './schemas.ts'

type Json = Readonly<Record<string, unknown>>
export type Document = { readonly mediaType: string; readonly bytes: Buffer }

/**
 * Reads a document into the JSON of its message type: parsed JSON, or what a named profile makes of XML; undefined where nothing is known of it, and a
 * `CaseFault` where the profile does not fit.
 */
export type ReadBody = (document: Document, message: MessageTypeName & { readonly context: Json }) => unknown

/** The heads that a context names; what is no message id is none. */
const headsOf = (context: Json): string[] => {
  const heads = context['xHeads']
  return Array.isArray(heads) ? heads.filter((id) => typeof id === 'string' && isMessageId(id)) : []
}

/** What an agreement, by its hash, sets for a procedure. Agreements are immutable and never forgotten, so that it is the same for ever and on both sides. */
export type TermsOf = (agreement: Digest, procedure: string) => Promise<Terms | undefined>

export type Envelope = Omit<CaseContent, 'contextJson' | 'document' | 'direction' | 'agreement'> & {
  readonly from: Country
  readonly to: Country
  readonly context: Json
  readonly document: Document | null
  readonly terms?: Terms | undefined
}

/** The message as its case sees it, and the fault of its document where it has one: `body` is null then, or nothing claims a schema. */
export function caseMessage(
  e: Envelope,
  lookup: Lookup,
  read: ReadBody,
): { message: CaseMessage; fault: CaseFault | undefined } {
  const message = {
    id: e.id,
    from: e.from,
    to: e.to,
    procedure: e.procedure,
    type: e.type,
    version: e.version,
    conversation: e.conversation,
    ...(e.ref === null ? {} : { ref: e.ref }),
    heads: headsOf(e.context),
    context: e.context as Context,
    ...(e.terms === undefined ? {} : { terms: e.terms }),
    body: null,
    iat: e.iat,
    test: e.test,
  }
  const procedure = lookup(e.procedure, e.version)
  if (procedure === undefined || e.document === null || !Object.hasOwn(procedure.types, e.type))
    return { message, fault: undefined }
  const body = read(e.document, e)
  if (isFault(body)) return { message, fault: body }
  if (body === undefined || body === null) return { message, fault: undefined }
  const whole = { ...message, body }
  const fault = procedure.check(whole)
  return fault === undefined ? { message: procedure.keep?.(whole) ?? whole, fault } : { message, fault }
}

/** The same with what the agreement sets under which the data were sent that it is about. */
export async function withSentUnder<M extends CaseMessage>(message: M, lookup: Lookup, terms: TermsOf): Promise<M> {
  const about = message.body === null ? undefined : lookup(message.procedure, message.version)?.about?.(message)
  const sentUnder = about && (await terms(about.agreement as Digest, about.procedure))
  return sentUnder === undefined ? message : { ...message, sentUnder }
}

/** The envelope of a stored message. Its context was parsed strictly before it was stored. */
export function envelopeOf(
  { contextJson, direction, agreement: _agreement, ...content }: CaseContent,
  country: Country,
  terms?: Envelope['terms'],
): Envelope {
  const context: unknown = contextJson === null ? {} : JSON.parse(contextJson)
  const [from, to] = direction === 'out' ? [country, content.peer] : [content.peer, country]
  return { from, to, terms, context: isObject(context) ? context : {}, ...content }
}

/** Whether the sender claims that the document satisfies the schema of its type. */
export const claimsSchema = (context: Json): boolean => typeof context['xSchema'] === 'string'

/** Fails with `schema-invalid` where an attachment is not what the document says of it. Whatever is in a case was looked at here, on both sides. */
export function checkAttached(message: CaseMessage, lookup: Lookup, part: PartBytes): void {
  const fault =
    message.body === null ? undefined : lookup(message.procedure, message.version)?.attached?.(message, part)
  if (fault) throw problemOf('schema-invalid', fault, message)
}

/** A fault of the case as the answer to whoever caused it. */
export function problemOf(
  code: 'schema-invalid' | 'case-conflict' | 'request-invalid',
  fault: CaseFault,
  of: MessageTypeName,
): JuxtaError {
  const wco = wcoPointer(of, fault.pointer)
  return new JuxtaError(code, `${fault.pointer}: ${fault.reason}`, {
    pointer: fault.pointer,
    rule: fault.rule,
    ...(wco.length === 0 ? {} : { members: { wcoPointer: wco } }),
  })
}

/**
 * By what else a message is found: the crossing that it is part of, what it names that moves, and what its procedure says where the document satisfies its
 * schema. A key longer than an index takes finds nothing.
 */
export function caseKeys(message: CaseMessage, lookup: Lookup): Reference[] {
  const { xCrossing, xCrossingLinked } = message.context as Json
  const linked: unknown[] = Array.isArray(xCrossingLinked) ? xCrossingLinked.slice(0, 100) : []
  const crossings = [xCrossing, ...linked].flatMap((value): Reference[] =>
    typeof value === 'string' ? [{ type: 'crossing', value }] : [],
  )
  const named = message.body === null ? [] : (lookup(message.procedure, message.version)?.references?.(message) ?? [])
  return [...crossings, ...thingsIn(message), ...named].filter(({ value }) => isKey(value))
}
