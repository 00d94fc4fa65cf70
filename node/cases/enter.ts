/** What a message must satisfy before it enters its case: its schema where it claims one, and on our way out also the case itself. */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import type { Reference } from '../message/reference.ts'
import type { Payer } from '../threads/workshop.ts'
import { isFault, type CaseFault, type CaseMessage } from './case-message.ts'
import type { Grave } from './message-type.ts'
import { CaseFold, type Case } from './engine.ts'
import type { Procedures } from './procedures.ts'
import type { CaseBook } from './book.ts'
import type { JudgeXml } from './judge-xml.ts'
import { graveIn, type PartBytes } from './procedure.ts'
import {
  caseKeys,
  caseMessage,
  checkAttached,
  claimsSchema,
  problemOf,
  withSentUnder,
  type Envelope,
  type ReadBody,
  type TermsOf,
} from './content.ts'
import { weighed } from './handed.ts'
import { checkContext } from './schemas.ts'

type Json = Readonly<Record<string, unknown>>

/** What this node says of its own in the context of a message that it sends. */
export type Stated = { readonly context: Json }

/** Why a message of our own may not leave in its case, or what this node states beside it; what it costs is for `payer`. */
export type AdmitOwn = (
  message: CaseMessage,
  c: Case<unknown> | undefined,
  payer: Payer,
) => Promise<CaseFault | Stated | undefined>

/** Why a message of a peer is refused for what another case says, before it is in its own: what is not receipted is in the case on neither side. */
export type AdmitTheirs = (message: CaseMessage) => Promise<CaseFault | undefined>

export type EnterNeeds = {
  readonly book: CaseBook
  readonly procedures: Procedures
  readonly read: ReadBody
  readonly terms: TermsOf
  readonly xsd: JudgeXml
  readonly admitOwn: ReadonlyMap<string, AdmitOwn>
  readonly admitTheirs: ReadonlyMap<string, AdmitTheirs>
  /** The digest of the XSD set that this node has for a profile; undefined where it has none. */
  xsdSet(profile: string): string | undefined
}

/** A message of our own before it is signed. */
export type Leaving = Omit<Envelope, 'peer' | 'context' | 'terms'> & {
  readonly agreement: Digest
  readonly context: Json | undefined
  readonly part: PartBytes
  /** For what it costs to judge it. */
  readonly payer: Payer
}
/** A message from outside before it is taken. */
export type Arriving = Omit<Envelope, 'peer' | 'terms'> & { readonly part: PartBytes }

export type Left = {
  readonly context: Json | undefined
  readonly keys: Reference[]
  /** What two persons must want of it, where the node is set so. */
  readonly grave: Grave | undefined
}
export type Arrived = {
  readonly keys: Reference[]
  /** Asked before it is receipted, of a procedure that asks its other cases. Fails with `schema-invalid` and the rule. */
  readonly admit?: () => Promise<void>
  /** Hands on what was read of the message, once it is durable. */
  taken(agreement: Digest): void
}

export type Enter = ReturnType<typeof createEnter>

export function createEnter(needs: EnterNeeds): {
  leave(message: Leaving): Promise<Left>
  arrive(message: Arriving): Arrived
  pinned(peer: Country, conversation: MessageId): Promise<string | undefined>
  readonly procedures: Procedures
  readonly xsdSet: EnterNeeds['xsdSet']
} {
  const { lookup } = needs.procedures
  /** Its case finds there what was read of it here. */
  function handOn(message: CaseMessage, fault: CaseFault | undefined, of: Leaving | Arriving, agreement: Digest): void {
    const bytes = weighed(message, of.document?.bytes.length ?? 0, JSON.stringify(message.context).length)
    needs.book.hand({ message, fault, bytes }, agreement)
  }
  return {
    /** What this node knows of procedures and their types. */
    procedures: needs.procedures,
    xsdSet: needs.xsdSet,

    /**
     * Judges a message of ours against the case as it will be, and gives it the heads and the hash of that case unless it names its own.
     * Fails with `request-invalid` where its context holds what nobody keeps, with `schema-invalid` where it breaks the schema that it claims, with
     * `case-conflict` where the case forbids it.
     */
    async leave(leaving) {
      const context = leaving.context ?? {}
      const unkept = checkContext(context)
      if (unkept) throw problemOf('request-invalid', unkept, leaving)
      const terms = await needs.terms(leaving.agreement, leaving.procedure)
      const { message: read, fault } = caseMessage({ terms, peer: leaving.to, ...leaving, context }, lookup, needs.read)
      const message = await withSentUnder(read, lookup, needs.terms)
      if (fault && claimsSchema(context)) throw problemOf('schema-invalid', fault, leaving)
      const invalid = leaving.document === null ? undefined : await needs.xsd(leaving.document, context, leaving.payer)
      if (invalid) throw problemOf('schema-invalid', invalid, leaving)
      checkAttached(message, lookup, leaving.part)
      const keys = caseKeys(message, lookup)
      const grave = graveIn(lookup(message.procedure, message.version), message)
      if (message.body === null) {
        handOn(message, fault, leaving, leaving.agreement)
        return { context: leaving.context, keys, grave }
      }
      const fold =
        leaving.conversation === leaving.id
          ? new CaseFold(lookup)
          : await needs.book.foreseen(leaving.to, leaving.conversation)
      // What it was judged against, which may go on while work for it is done.
      const { heads: known, hash } = fold
      const judged =
        fold.judge(message) ??
        lookup(message.procedure, message.version)?.admit?.(message, fold.case) ??
        (await needs.admitOwn.get(message.procedure)?.(message, fold.case, leaving.payer))
      if (isFault(judged)) throw problemOf('case-conflict', judged, leaving)
      const seen = known.length > 0 && context['xHeads'] === undefined
      if (!seen && judged === undefined) {
        handOn(message, fault, leaving, leaving.agreement)
        return { context: leaving.context, keys, grave }
      }
      const whole = { ...context, ...judged?.context, ...(seen ? { xHeads: known, xCaseHash: hash } : {}) }
      // As it will be read of the store, with all that its context says now.
      const stated = caseMessage({ terms, peer: leaving.to, ...leaving, context: whole }, lookup, needs.read)
      handOn(stated.message, stated.fault, leaving, leaving.agreement)
      return { context: whole, keys, grave }
    },

    /** The version that the case of a conversation is pinned to, or, where nothing has opened it yet, of its first message; undefined where there is none. */
    async pinned(peer, conversation) {
      const { case: open, first } = await needs.book.foreseen(peer, conversation)
      return open?.version ?? first?.version
    },

    /**
     * A message from outside: by what it is found. Fails with `schema-invalid` where its context breaks its values or it breaks the schema that it claims, or this
     * node cannot work with it.
     */
    arrive(message) {
      const unkept = checkContext(message.context)
      if (unkept) throw problemOf('schema-invalid', unkept, message)
      const { message: read, fault } = caseMessage({ peer: message.from, ...message }, lookup, needs.read)
      if (fault && claimsSchema(message.context)) throw problemOf('schema-invalid', fault, message)
      checkAttached(read, lookup, message.part)
      const unfit = read.body === null ? undefined : lookup(read.procedure, read.version)?.admit?.(read, undefined)
      if (unfit) throw problemOf('schema-invalid', unfit, message)
      const asked = read.body === null ? undefined : needs.admitTheirs.get(read.procedure)
      const admit = async (): Promise<void> => {
        const refused = await asked!(read)
        if (refused) throw problemOf('schema-invalid', refused, message)
      }
      const taken = (agreement: Digest): void => handOn(read, fault, message, agreement)
      return { keys: caseKeys(read, lookup), ...(asked && { admit }), taken }
    },
  }
}
