/** The window side for cases: what the messages of a procedure amount to, for whoever may read its messages; and those that are set aside. */
import type { OpenCase } from '../cases/book.ts'
import type { CaseFault, CaseMessage } from '../cases/case-message.ts'
import { casesIn, type CaseName } from '../cases/case-table.ts'
import { rowsIn, type RowFilter, type RowPlace } from '../cases/case-rows.ts'
import type { Cases } from '../cases/cases.ts'
import { Growing } from '../cases/growing.ts'
import { partOf, readableCasesIn } from '../cases/readable-cases.ts'
import { projectionsIn, type SetAside } from '../cases/projection-table.ts'
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
import { isPlaceText } from '../values/cursor.ts'
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
const stagesOf = (messages: readonly CaseMessage[]): CaseStage[] => {
  const found = new Set(messages.map(stageOf))
  return STAGES.filter((stage) => found.has(stage))
}

/** How much of a case is shown at once, where nobody says how much. */
const LIMIT = 1000

/** What a caller sees of a case: which messages of it he may not read, whether he reads contents, and how much of it at once. */
type Seen = {
  readonly hidden: ReadonlySet<string>
  readonly contents: boolean
  /** The message behind which his page begins. */
  readonly after: MessageId | null
  readonly limit: number
}

/** Takes no more than `limit` of what grows with a case, and notes how much it has left out of what. */
class Shortened {
  readonly leftOut: Record<string, number> = {}
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Those that come first. */
  first<T>(pointer: string, all: readonly T[]): T[] {
    this.#note(pointer, all.length)
    return all.slice(0, this.#limit)
  }

  /** Of each member of a state what was put in last. */
  state(state: object): Record<string, never> {
    const shown = Object.entries(state).map(([name, value]: [string, unknown]) => [name, this.#last(name, value)])
    return Object.fromEntries(shown) as Record<string, never>
  }

  #last(name: string, value: unknown): unknown {
    const isGrowing = value instanceof Growing
    if (!isGrowing && (typeof value !== 'object' || value === null)) return value
    this.#note(`/state/${name}`, isGrowing ? value.size : Object.keys(value).length)
    if (isGrowing) return Object.fromEntries(value.newest(this.#limit))
    if (Array.isArray(value)) return value.slice(-this.#limit)
    const entries = Object.entries(value)
    return entries.length <= this.#limit ? value : Object.fromEntries(entries.slice(-this.#limit))
  }

  #note(pointer: string, size: number): void {
    if (size > this.#limit) this.leftOut[pointer] = size - this.#limit
  }
}

const messagesOf = (
  fold: OpenCase['fold'],
  messages: readonly CaseMessage[],
  unread: OpenCase['unread'],
): Schemas['Case']['messages'] =>
  messages.map((m) => {
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

/** A case as the API shows it, without the cursor of the next page; `last`: the message by which this one ends, where there are more. */
function caseView(
  peer: Country,
  conversation: MessageId,
  { fold, unread, pending }: OpenCase,
  { hidden, contents, after, limit }: Seen,
): { view: Omit<Schemas['Case'], 'next'>; last: MessageId | null } {
  const open = fold.case
  const { first } = fold
  const may = (id: string): boolean => !hidden.has(id)
  const isWhole = contents && [...fold.messages, ...fold.waiting].every(({ id }) => may(id)) && pending.every(may)
  const messages = fold.messages.filter(({ id }) => may(id))
  const behind = after === null ? 0 : messages.findIndex(({ id }) => id === after) + 1
  const page = after !== null && behind === 0 ? [] : messages.slice(behind, behind + limit)
  const shortened = new Shortened(limit)
  const due = isWhole && open && fold.procedure ? fold.procedure.deadlines(open) : []
  const view = {
    conversation,
    peer,
    procedure: open?.procedure ?? first?.procedure ?? null,
    version: open?.version ?? null,
    roles: { ...open?.roles },
    test: open?.test ?? first?.test ?? false,
    ...(isWhole ? {} : { inPart: true }),
    stages: stagesOf(messages),
    state: isWhole && open ? shortened.state(open.state as object) : null,
    heads: fold.heads.filter(may),
    hash: fold.hash,
    messages: messagesOf(fold, page, unread).map(({ fault, note, doubted, ...m }) =>
      contents ? { ...m, ...defined({ fault, note, doubted }) } : m,
    ),
    waiting: shortened.first(
      '/waiting',
      fold.waiting
        .filter((w) => may(w.id))
        .map(({ id, waitsFor }) => ({
          id,
          waitsFor: waitsFor.filter((one) => isWhole || (fold.has(one) && may(one))),
        })),
    ),
    pending: shortened.first('/pending', pending.filter(may)),
    due: shortened
      .first(
        '/due',
        due.toSorted((a, b) => a.at - b.at),
      )
      .map(({ what, at, owner, kind }) => ({
        what,
        at: at <= 0 ? null : time(at),
        owner,
        kind,
      })),
  }
  const { leftOut } = shortened
  const more = behind + page.length < messages.length ? page.at(-1) : undefined
  return {
    view: { ...view, ...(Object.keys(leftOut).length === 0 ? {} : { leftOut }) },
    last: (more?.id as MessageId | undefined) ?? null,
  }
}

/** Whether any of a procedure is for the caller, or all of it but of what is for another agency, or of another type. */
const mayReadOf = (caller: Caller, procedure: string, doing: Doing): boolean =>
  mayRead({ ...caller, types: null }, { procedure }, doing)

export function caseRoutes({ node: { store }, book }: Cases, runner: Runner): WindowRoutes {
  /** A case that is reserved for another role is in nobody else's list. */
  const isHidden = async (caller: Caller, name: CaseName): Promise<boolean> =>
    (await casesIn(store).procedures(name)).some((procedure) => isReserved(caller, procedure))
  const asideView = ({ again: _again, since, ...a }: SetAside) => ({ ...a, since: time(since) })
  async function notHidden(caller: Caller, rows: readonly SetAside[]): Promise<SetAside[]> {
    const hidden = await Promise.all(rows.map((row) => isHidden(caller, row)))
    return rows.filter((_, i) => !hidden[i])
  }
  const asideOf = async (caller: Caller, conversation: MessageId) =>
    (await notHidden(caller, await projectionsIn(store).asideOf(conversation))).map(asideView)

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

    async getCase({ caller, params, query, after, next }) {
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
      // What a key may not read does not exist for it.
      const hidden = await readableCasesIn(store).hidden(reader, { peer, conversation })
      const procedure = open.fold.case?.procedure ?? open.fold.first?.procedure
      const contents = procedure !== undefined && mayReadOf(caller, procedure, 'contents')
      const [place = null] = after(isMessageId) ?? []
      const limit = Number(query['limit'] ?? LIMIT)
      const { view, last } = caseView(peer, conversation, open, { hidden, contents, after: place, limit })
      return { body: { ...view, next: next(last === null ? null : [last]) } }
    },

    async listSetAside({ caller, query, after, next }) {
      const limit = Number(query['limit'] ?? 100)
      let place = after(isPlaceText, isMessageId, isCountry)
      const items: SetAside[] = []
      // Read on until there are enough that may be seen.
      for (let more = true; more && items.length < limit;) {
        const page = await projectionsIn(store).asidePage(place, limit - items.length)
        more = page.length === limit - items.length
        items.push(...(await notHidden(caller, page)))
        const last = page.at(-1)
        place = more && last ? [last.projection, last.conversation, last.peer] : null
      }
      return { body: { items: items.map(asideView), next: next(place) } }
    },

    async retryCase({ caller, params }) {
      const conversation = params['conversation'] as MessageId
      const there = await asideOf(caller, conversation)
      if (there.length === 0 || (await runner.retry(conversation)).tried === 0)
        throw new JuxtaError('not-found', 'no case of this conversation is set aside: there is nothing to try again', {
          pointer: '/path/conversation',
          rule: 'set-aside',
        })
      return { body: { items: await asideOf(caller, conversation), next: null } }
    },
  }
}
