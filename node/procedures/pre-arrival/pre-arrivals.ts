/** The pre-arrival cases as lists and single pages show them, and their index in SQL, which follows the log: no request folds more than the one case it asks for. */
import { consentsView } from '../../cases/consent.ts'
import { subjectKey, type CaseMessage } from '../../cases/case-message.ts'
import type { OpenCase } from '../../cases/book.ts'
import type { Cases } from '../../cases/cases.ts'
import { HELD, isCarrier, preArrivalsIn, TRADER } from './pre-arrival-table.ts'
import type { Projection } from '../../cases/runner.ts'
import type { Country } from '../../values/country.ts'
import { isStated, type StatedType } from '../../message/reference.ts'
import { isKey } from '../../values/text.ts'
import { thingsIn } from '../../cases/named-things.ts'
import type { ArrivalKey, PreArrivalRow } from './pre-arrival-table.ts'
import type { CaseName } from '../../cases/case-table.ts'
import { attention, statusOf, urgentFrom, type Attention } from './attention.ts'
import { limitsOf, lodgingDeadline, type Declaration } from './deadlines.ts'
import { equipmentOf, sealsOf } from './declared-means.ts'
import type { Flag } from './lodge.ts'
import { answerDue, standing, stopped, timeToCarrier, type DoNotLoad } from './do-not-load.ts'
import { driveOn, heldByDecision, type DriveOn } from './may-drive-on.ts'
import { endsAt } from './limit-day.ts'
import { exportMrnOf } from './numbers.ts'
import { decidersOf, isUndeclaredIn, type PreArrival } from './state.ts'
import { get } from '../../cases/state-record.ts'
import type { Case } from '../../cases/procedure.ts'
import { isDateText, isTimeText, parseTime, parseTimeIf, time } from '../../values/time.ts'
import { isHeld, isPresentedLate } from './transit-state.ts'

type Bodies = {
  xActualOffice?: string
  arrivalTransportMeans?: { modeCode?: string }
  exitDateTime?: string
  xAt?: string
}

const timeOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : time(ms))

/** The pre-arrival case in `open`; undefined where it is another, or none yet. Tests are cases of their own and no part of any list. */
export const caseOf = ({ fold }: OpenCase): Case<PreArrival> | undefined =>
  fold.case?.procedure === 'pre-arrival' ? (fold.case as Case<PreArrival>) : undefined

/** Where the goods came in, and how: as they did, or else as announced. */
function wayIn({ fold }: OpenCase, declaration: Declaration | null): { office: string | null; mode: string | null } {
  const arrivals = fold.messages.filter((m) => m.type === 'arrival' && fold.outcome(m.id)?.status === 'applied')
  const last = arrivals.at(-1)
  const body = (last?.body ?? {}) as Bodies
  return {
    office: body.xActualOffice ?? last?.context.xOffice ?? declaration?.xOfficeOfFirstEntry ?? null,
    mode: body.arrivalTransportMeans?.modeCode ?? declaration?.borderTransportMeans?.modeCode ?? null,
  }
}

/** What moves goods; of each the last that is in the case says since when they are where they are. */
const MOVING: ReadonlySet<string> = new Set(['exit', 'arrival', 'presentation', 'presentation-revoked', 'withdrawn', 'release', 'returned', 'diverted', 'not-arrived', 'refusal-of-entry']) // prettier-ignore

/** When its journey began as a side has seen it, by what that said first of its exit or arrival and the time that is stated there, whichever was sooner. */
function begun(applied: readonly CaseMessage[], type: 'exit' | 'arrival'): number | undefined {
  const first = applied.find((m) => m.type === type)
  if (first === undefined) return undefined
  const { exitDateTime, xAt } = (first.body ?? {}) as Bodies
  const stated = (type === 'exit' ? exitDateTime : xAt) ?? ''
  return Math.min(first.iat * 1000, isTimeText(stated) ? parseTime(stated) : Infinity)
}

/** By what people know it: its crossing, its plate, its containers, and since when it stands where it does. */
function knownBy({ fold }: OpenCase, s: PreArrival) {
  const applied = fold.messages.filter((m) => fold.outcome(m.id)?.status === 'applied')
  const moved = applied.filter((m) => MOVING.has(m.type)).at(-1)
  const d = s.declaration
  const equipment = [
    ...Object.values(s.subjects).map(({ subject }) => subject?.transportEquipment?.id),
    ...equipmentOf(d),
  ]
  return {
    crossing: fold.messages.find((m) => m.context.xCrossing !== undefined)?.context.xCrossing ?? null,
    means: d?.borderTransportMeans?.id ?? null,
    equipment: [...new Set(equipment.filter((id) => id !== undefined))].slice(0, EQUIPMENT_SHOWN),
    begunAt: { exit: timeOrNull(begun(applied, 'exit')), entry: timeOrNull(begun(applied, 'arrival')) },
    movedAt: moved === undefined ? null : time(moved.iat * 1000),
  }
}
/** A list names some; the case names all. */
const EQUIPMENT_SHOWN = 5
const SEALS_SHOWN = 100

const isLateLodged = (s: PreArrival): boolean => s.lodgedBy !== null && s.flags.includes(`lodged-late:${s.lodgedBy}`)

const flagsOf = ({ flags }: PreArrival): { rule: Flag; message: string }[] =>
  flags.map((flag) => {
    const at = flag.indexOf(':')
    return { rule: flag.slice(0, at) as Flag, message: flag.slice(at + 1) }
  })

const attentionView = ({ cause, urgency, from, due, turn, ref, subjects }: Attention) => ({
  cause,
  urgency,
  from: from === 0 ? null : time(from),
  due: timeOrNull(due),
  turn,
  ...(ref === undefined ? {} : { ref }),
  // A board names some; the case names all.
  ...(subjects === undefined ? {} : { subjects: subjects.slice(0, 20), count: subjects.length }),
})

/** What is held of it, and why; of the subjects some are named, and all are counted. */
export const driveOnView = ({ verdict, onArrival, holds }: DriveOn) => ({
  verdict,
  onArrival,
  holds: holds.map(({ cause, agencies, subjects }) => ({
    cause,
    agencies: [...agencies],
    subjects: subjects.slice(0, 20),
    count: subjects.length,
  })),
})

/** What lists show of a case. */
export function summaryOf({ peer, conversation }: CaseName, open: OpenCase, c: Case<PreArrival>, country: Country) {
  const { state: s, roles } = c
  const movements: Record<string, number> = {}
  for (const { movement } of Object.values(s.subjects)) movements[movement] = (movements[movement] ?? 0) + 1
  const deadline = s.declaration ? lodgingDeadline(s.declaration, limitsOf(s.limits)) : undefined
  return {
    conversation,
    peer,
    side: roles.exit === country ? ('exit' as const) : ('entry' as const),
    status: statusOf(s),
    lodgement: s.lodgement,
    version: s.version,
    mrn: s.mrn,
    exportMrn: exportMrnOf(s.declaration) ?? null,
    lrn: s.declaration?.functionalReferenceId ?? null,
    ...wayIn(open, s.declaration),
    ...knownBy(open, s),
    estimatedArrival: timeOrNull(parseTimeIf(s.declaration?.xEstimatedArrival)),
    lodgedAt: s.lodgedBy === null ? null : time(s.lodgedAt * 1000),
    lodgingDeadline: timeOrNull(deadline),
    late: isLateLodged(s),
    flags: [...new Set(flagsOf(s).map(({ rule }) => rule))],
    doNotLoad: Object.values(s.doNotLoad).some((d) => stopped(d).length > 0),
    movements,
    driveOn: driveOnView(driveOn(s)),
    attention: attention(c).map(attentionView),
    aeo: s.aeo.map((p) => ({ ...p, xBenefits: [...p.xBenefits] })),
  }
}

export type PreArrivalSummary = ReturnType<typeof summaryOf>

/** What rows of earlier builds do not say, until they are made anew: nothing of them is told to be free. */
const UNSAID: Pick<PreArrivalSummary, 'aeo' | 'begunAt' | 'driveOn' | 'flags'> = {
  aeo: [],
  flags: [],
  begunAt: { exit: null, entry: null },
  driveOn: {
    verdict: 'held',
    onArrival: false,
    holds: [{ cause: 'not-decided', agencies: [], subjects: [], count: 0 }],
  },
}

/** What the row of a case shows. */
export const summaryIn = (body: string): PreArrivalSummary => ({
  ...UNSAID,
  ...(JSON.parse(body) as Partial<PreArrivalSummary> & Omit<PreArrivalSummary, keyof typeof UNSAID>),
})

/** All by which an arrival finds its case: whatever any message of it names, and what was made of them. */
function keysOf({ fold }: OpenCase, s: PreArrival): ArrivalKey[] {
  const found = new Map<string, ArrivalKey>()
  const add = (type: StatedType | 'crossing' | typeof TRADER, value: string | null | undefined): void => {
    if (isKey(value)) found.set(`${type} ${value}`, { type, value })
  }
  for (const message of fold.messages) {
    const { xCrossing, xCrossingLinked = [], xReferences = [] } = message.context
    for (const crossing of [xCrossing, ...xCrossingLinked]) add('crossing', crossing)
    for (const { type, value } of [...xReferences, ...thingsIn(message)]) if (isStated(type)) add(type, value)
  }
  const d = s.declaration
  add('entry-mrn', s.mrn)
  add('export-mrn', exportMrnOf(d))
  add('mrn', s.transit?.mrn)
  if (d?.id !== exportMrnOf(d)) add('mrn', d?.id)
  add('mrn', d?.xSplit?.previousMrn)
  add('lrn', d?.functionalReferenceId)
  add('ucr', d?.goodsShipment?.ucr?.id)
  // Only as long as goods are under way: who asks for a trader's is told of what is open.
  if (statusOf(s) !== 'closed') for (const { id } of s.aeo) add(TRADER, id)
  const decided = heldByDecision(s)
  for (const { type, value } of [...found.values()])
    if (
      isCarrier(type) &&
      decided(type === 'equipment' ? subjectKey({ transportEquipment: { id: value } }) : undefined)
    )
      found.set(`${HELD[type]} ${value}`, { type: HELD[type], value })
  return [...found.values()]
}

/** The row of a case and its keys; null where it has no place in the index. */
export function indexed(
  name: CaseName,
  open: OpenCase,
  country: Country,
): { row: PreArrivalRow; keys: ArrivalKey[] } | null {
  const c = caseOf(open)
  if (c === undefined || c.test) return null
  const summary = summaryOf(name, open, c, country)
  const { side, status, late, doNotLoad, office, mode, estimatedArrival } = summary
  const row: PreArrivalRow = {
    ...name,
    side,
    messages: open.fold.messages.length,
    status,
    late,
    doNotLoad,
    office,
    mode,
    estimatedArrival: parseTimeIf(estimatedArrival) ?? null,
    urgent: urgentFrom(attention(c)),
    body: JSON.stringify(summary),
  }
  return { row, keys: keysOf(open, c.state) }
}

/** Brings the index to where the log is. */
export function createPreArrivalIndex({ node, book }: Cases): Projection {
  const preArrivals = preArrivalsIn(node.store)
  return {
    name: 'pre-arrivals-4',
    shows: true,
    async look(name, _ids, came) {
      const found = indexed(name, await book.open(name.peer, name.conversation, came), node.country)
      if (found) await preArrivals.put(found.row, found.keys)
    },
  }
}

const orderView = (d: DoNotLoad, minutes: number) => ({
  id: d.id,
  agency: d.agency,
  issuedAt: time(d.issued * 1000),
  reasons: [...d.reasons],
  disclosable: d.disclosable,
  answerDue: time(answerDue(d, minutes)),
  subjects: d.subjects.map((subject) => {
    const lifted = get(d.lifted, subject)
    const outcome = d.answers.findLast((a) => a.subjects === undefined || a.subjects.includes(subject))?.outcome
    return {
      subject,
      state: lifted === undefined ? ('standing' as const) : ('lifted' as const),
      ...(lifted === undefined ? {} : { liftedBy: lifted }),
      outcome: outcome ?? null,
    }
  }),
  answers: d.answers.map(({ id, outcome, at }) => ({ id, outcome, at: timeOrNull(parseTimeIf(at)) })),
  timeToCarrierMs: timeToCarrier(d) ?? null,
})

/** A time of a document in UTC. */
const utc = (text: string): string => time(parseTime(text))

function transitView({ transit: t, heldUntilDischarged }: PreArrival) {
  if (t === null) return null
  const { entry, limit, zone, transit, enquiries, guarantees, at, by, result, ...shown } = t
  return {
    ...shown,
    message: by,
    entryIs: entry,
    limit: time(endsAt(limit, zone)),
    limitDay: isDateText(limit) ? limit : null,
    at: at === null ? null : utc(at),
    result: result && { ...result, at: time(result.at * 1000) },
    officesOfTransit: [...transit],
    guarantees: [...guarantees],
    held: isHeld(t, heldUntilDischarged),
    late: isPresentedLate(t),
    enquiries: Object.entries(enquiries).map(([message, { asked, outcome }]) => ({
      message,
      askedAt: time(asked * 1000),
      outcome,
    })),
  }
}

/** One case whole, or null where it is no pre-arrival. */
export function detailOf(name: CaseName, open: OpenCase, country: Country) {
  const c = caseOf(open)
  if (c === undefined) return null
  const { state: s, roles, test } = c
  const limits = limitsOf(s.limits)
  const { movements: _counted, doNotLoad: _any, ...summary } = summaryOf(name, open, c, country)
  return {
    ...summary,
    test,
    roles: { exit: roles.exit!, entry: roles.entry! },
    heads: open.fold.heads,
    hash: open.fold.hash,
    amendments: s.amendments,
    agencies: [...s.agencies],
    seals: sealsOf(s.declaration).slice(0, SEALS_SHOWN),
    limits,
    transit: transitView(s),
    subjects: Object.entries(s.subjects).map(([key, x]) => ({
      key,
      subject: x.subject as Record<string, never> | null,
      since: x.since,
      risk: x.risk,
      movement: x.movement,
      declared: !isUndeclaredIn(s, x),
      disposal: Object.fromEntries(decidersOf(s, x).map((agency) => [agency, get(x.disposal, agency) ?? 'open'])),
      onArrival: { ...x.onArrival },
      consents: consentsView(x.consents),
      doNotLoad: standing(s, key).map((d) => d.id),
    })),
    doNotLoad: Object.values(s.doNotLoad).map((d) => orderView(d, limits.doNotLoadAnswer)),
    requests: Object.entries(s.requests).map(([id, { kind, asked, answered, limit, subjects }]) => ({
      id,
      kind,
      askedAt: time(asked * 1000),
      answered,
      limit: timeOrNull(parseTimeIf(limit)),
      subjects: [...subjects],
    })),
    rejections: Object.entries(s.rejections).map(([message, rule]) => ({ message, rule })),
    flags: flagsOf(s),
  }
}

export type PreArrivalDetail = NonNullable<ReturnType<typeof detailOf>>
