/** The window side for cases: what the messages of a procedure amount to, for whoever may read its messages; and those that are set aside. */
import type { OpenCase } from '../cases/book.ts'
import type { CaseFault, CaseMessage } from '../cases/case-message.ts'
import { casesIn, type CaseName } from '../cases/case-table.ts'
import { rowsIn, type RowFilter, type RowPlace } from '../cases/case-rows.ts'
import type { Cases } from '../cases/cases.ts'
import { partOf, readableCasesIn } from '../cases/readable-cases.ts'
import { projectionsIn } from '../cases/projection-table.ts'
import type { Runner } from '../cases/runner.ts'
import { wcoPointer } from '../cases/schemas.ts'
import { defined } from '../cases/state-record.ts'
import { doubtedTimes } from '../cases/stated-times.ts'
import type { components } from '../generated/window.ts'
import { referenceAsked } from '../message/reference.ts'
import { isReserved, mayRead, readableBy, type Caller, type Doing } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { parseTime, time } from '../values/time.ts'

type Schemas = components['schemas']

const faultView = (of: CaseMessage, { rule, pointer, reason }: CaseFault): Schemas['CaseFault'] => {
  const wco = wcoPointer(of, pointer)
  return { rule, pointer, reason, ...(wco.length === 0 ? {} : { wcoPointer: wco as Record<string, never>[] }) }
}

type CaseStage = Schemas['CaseStage']
/** From the one under which most counts. */
const STAGES: readonly CaseStage[] = ['live', 'parallel', 'test']

/** What a message counts for: what says that it is a test is one under any agreement. Null where the agreement cannot be read. */
const stageOf = ({ test, terms }: CaseMessage): CaseStage | null => (test ? 'test' : (terms?.stage ?? null))

/** Of several the case is mixed: some of it counts, and some does not. */
const stagesOf = (messages: Schemas['Case']['messages']): CaseStage[] =>
  STAGES.filter((stage) => messages.some((m) => m.stage === stage))

const messagesOf = (fold: OpenCase['fold'], unread: OpenCase['unread']): Schemas['Case']['messages'] =>
  fold.messages.map((m) => {
    const { status, fault } = fold.outcome(m.id)!
    const note = unread.get(m.id)
    const same = fold.agrees(m.id)
    const doubted = doubtedTimes(m)
    return {
      id: m.id,
      from: m.from,
      type: m.type,
      stage: stageOf(m),
      ...(m.ref === undefined ? {} : { inReplyTo: m.ref }),
      issuedAt: time(m.iat * 1000),
      status,
      ...(fault === undefined ? {} : { fault: faultView(m, fault) }),
      ...(doubted.length === 0 ? {} : { doubted: [...doubted] }),
      ...(note === undefined ? {} : { note: faultView(m, note) }),
      ...(same === undefined ? {} : { sameCase: same }),
    }
  })

/** A case as the API shows it. */
export function caseView(peer: Country, conversation: MessageId, { fold, unread, pending }: OpenCase): Schemas['Case'] {
  const open = fold.case
  const { first } = fold
  const messages = messagesOf(fold, unread)
  return {
    conversation,
    peer,
    procedure: open?.procedure ?? first?.procedure ?? null,
    version: open?.version ?? null,
    roles: { ...open?.roles },
    test: open?.test ?? first?.test ?? false,
    stages: stagesOf(messages),
    state: (open?.state ?? null) as Record<string, never> | null,
    heads: fold.heads,
    hash: fold.hash,
    messages,
    waiting: fold.waiting,
    pending: [...pending],
    due: (open && fold.procedure ? fold.procedure.deadlines(open) : []).map(({ what, at, owner, kind }) => ({
      what,
      at: at <= 0 ? null : time(at),
      owner,
      kind,
    })),
  }
}

/** Whether any of a procedure is for the caller, or all of it but of what is for another agency, or of another type. */
const mayReadOf = (caller: Caller, procedure: string, doing: Doing): boolean =>
  mayRead({ ...caller, types: null }, { procedure }, doing)

/** Of a case, these messages alone: without what they come to, and without what they say. */
function inPart(view: Schemas['Case'], ids: ReadonlySet<string>, contents: boolean): Schemas['Case'] {
  const may = (id: string): boolean => ids.has(id)
  const messages = view.messages.filter((m) => may(m.id))
  return {
    ...view,
    inPart: true,
    stages: stagesOf(messages),
    state: null,
    due: [],
    heads: view.heads.filter(may),
    messages: messages.map(({ fault, note, doubted, ...m }) =>
      contents ? { ...m, ...defined({ fault, note, doubted }) } : m,
    ),
    waiting: view.waiting.filter((w) => may(w.id)).map(({ id, waitsFor }) => ({ id, waitsFor: waitsFor.filter(may) })),
    pending: view.pending.filter(may),
  }
}

export function caseRoutes({ node: { store }, book }: Cases, runner: Runner): WindowRoutes {
  /** A case that is reserved for another role is in nobody else's list. */
  const isHidden = async (caller: Caller, name: CaseName): Promise<boolean> =>
    (await casesIn(store).procedures(name)).some((procedure) => isReserved(caller, procedure))
  const setAside = async (caller: Caller, conversation?: string): Promise<Schemas['SetAsideCases']> => {
    const items: Schemas['SetAsideCases']['items'] = []
    for (const { again: _again, since, ...a } of await projectionsIn(store).aside())
      if ((conversation === undefined || a.conversation === conversation) && !(await isHidden(caller, a)))
        items.push({ ...a, since: time(since) })
    return { items, next: null }
  }

  async function naming(filter: RowFilter, reference: string, after: RowPlace | null, limit: number) {
    const rows = await rowsIn(store).naming(filter, referenceAsked(reference), after, limit)
    const last = rows.length === limit ? rows.at(-1) : undefined
    return { rows, next: last ? ([last.conversation, last.peer] as const) : null }
  }

  return {
    async listCases({ caller, query, after, next }) {
      const procedure = query['procedure']!
      const reference = query['reference']
      // What a case is about is of its contents: whoever reads it in part would learn by a reference what he may not read.
      if (!mayReadOf(caller, procedure, reference === undefined ? 'facts' : 'contents'))
        throw new JuxtaError('forbidden', `the key may not read ${procedure}`, {
          pointer: '/query/procedure',
          rule: 'procedure',
        })
      const limit = Number(query['limit'] ?? 100)
      await runner.upToDate()
      // Of a case in which a key reads nothing there is nothing to be seen.
      const reader = partOf(caller, 'facts')
      const filter = { procedure, peer: query['peer'], some: reader }
      const place = after(isMessageId, isCountry)
      const { rows, next: last } = await (reference === undefined
        ? rowsIn(store).list(filter, place, limit)
        : naming({ ...filter, whole: partOf(caller) }, reference, place, limit))
      const heads = reader
        ? await readableCasesIn(store).among(
            reader,
            rows.flatMap((row) => row.heads),
          )
        : null
      const items = rows.map(({ conversation, peer, open, heads: all, hash }): Schemas['CaseSummary'] => ({
        conversation,
        peer,
        procedure,
        open,
        heads: all.filter((id) => heads?.has(id) ?? true),
        hash,
        links: {
          self: `/v1/cases/${conversation}?peer=${peer}`,
          messages: `/v1/messages?conversation=${conversation}`,
        },
      }))
      return { body: { items, next: next(last) } }
    },

    async getCase({ caller, params, query }) {
      const conversation = params['conversation'] as MessageId
      const named = query['peer'] as Country | undefined
      const reader = readableBy(caller, 'facts')
      const known = await book.peersOf(conversation)
      const led = known.map((peer) => ({ peer, conversation }))
      const peers = led.filter(await readableCasesIn(store).some(reader, led)).map(({ peer }) => peer)
      if (named === undefined && peers.length > 1)
        throw new JuxtaError(
          'state-conflict',
          `the conversation is led with ${peers.join(', ')}: name one with ?peer=`,
          {
            pointer: '/query/peer',
            rule: 'ambiguous',
          },
        )
      const peer = named ?? peers[0]
      const none = (): JuxtaError => noSuch('case', 'conversation')
      if (peer === undefined || !peers.includes(peer)) throw none()
      const asOf = query['asOf']
      const open = await (asOf === undefined
        ? book.open(peer, conversation)
        : book.asOf(peer, conversation, parseTime(asOf)))
      const view = caseView(peer, conversation, open)
      // What a key may not read does not exist for it.
      const ids = await readableCasesIn(store).messages(reader, { peer, conversation })
      const all =
        [...view.messages, ...view.waiting].every((m) => ids.has(m.id)) && view.pending.every((id) => ids.has(id))
      const contents = view.procedure !== null && mayReadOf(caller, view.procedure, 'contents')
      return { body: all && contents ? view : inPart(view, ids, contents) }
    },

    listSetAside: async ({ caller }) => ({ body: await setAside(caller) }),

    async retryCase({ caller, params }) {
      const conversation = params['conversation'] as MessageId
      const { items } = await setAside(caller, conversation)
      if (items.length === 0 || (await runner.retry(conversation)).tried === 0)
        throw new JuxtaError('not-found', 'no case of this conversation is set aside: there is nothing to try again', {
          pointer: '/path/conversation',
          rule: 'set-aside',
        })
      return { body: await setAside(caller, conversation) }
    },
  }
}
