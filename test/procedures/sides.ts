/** Two countries in one case, each with a fold of its own: what the tests of the procedures tell their stories with. */
import fc from 'fast-check'
import type { Test } from 'tap'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { CaseFold, foldCase, type CaseMessage, type Context, type Outcome } from '../../node/cases/engine.ts'
import { statedIn } from '../../node/cases/stated-times.ts'
import { DAY, isDateText, isTimeText, parseDate, parseTime } from '../../node/values/time.ts'
import { stated } from '../officer.ts'
import { WaysOut } from './ways-out.ts'

export const START = Date.parse('2026-11-23T04:00:00Z')
const PERSON = stated('XA-77')

export type T = Pick<Test, 'same' | 'equal' | 'ok'>

export type More = {
  ref?: string
  context?: Context
  heads?: string[]
  iat?: number
  conversation?: string
  terms?: CaseMessage['terms']
  sentUnder?: CaseMessage['sentUnder']
  /** The newest, where none is named. */
  version?: string
}

let counter = 0
/** Ids that are as good as any and the same in each run. */
export const nextId = (): string => {
  const hex = (++counter).toString(16).padStart(12, '0')
  return `019ab000-0000-7000-8000-${hex}`
}

export function message(
  procedure: string,
  from: string,
  to: string,
  type: string,
  body: unknown,
  more: More = {},
): CaseMessage {
  const person = PROCEDURES.type(procedure, type)?.by === 'machine' ? {} : { xDecidedBy: PERSON }
  return {
    id: nextId(),
    from,
    to,
    procedure,
    type,
    version: more.version ?? PROCEDURES.newest(procedure)!.version,
    conversation: more.conversation ?? '019ab000-0000-7000-8000-ffffffffffff',
    ...(more.ref === undefined ? {} : { ref: more.ref }),
    ...(more.terms === undefined ? {} : { terms: more.terms }),
    ...(more.sentUnder === undefined ? {} : { sentUnder: more.sentUnder }),
    heads: more.heads ?? [],
    context: { ...person, ...more.context },
    body,
    iat: more.iat ?? signedAt(procedure, more.version ?? PROCEDURES.newest(procedure)!.version, type, body),
    test: false,
  }
}

/** When a story is told, in seconds: at its start, or once what it says has happened has. */
function signedAt(procedure: string, version: string, type: string, body: unknown): number {
  const facts = statedIn({ procedure, version, type, body } as CaseMessage).filter(({ time }) => time.is === 'fact')
  const times = facts.map(({ text }) => (isDateText(text) ? parseDate(text) : isTimeText(text) ? parseTime(text) : 0))
  // Times that no story is told in are there to be refused.
  return Math.ceil(Math.max(START, ...times.filter((ms) => ms < START + 400 * DAY)) / 1000)
}

/** A story told from both sides: every message reaches both, and after each both hold the same case. */
export class Sides<S> {
  readonly a = new CaseFold(PROCEDURES.lookup)
  readonly b = new CaseFold(PROCEDURES.lookup)
  readonly t: T
  readonly procedure: string

  constructor(t: T, procedure: string) {
    this.t = t
    this.procedure = procedure
  }

  get state(): S {
    return this.a.case!.state as S
  }

  #send(from: 'XA' | 'XB', type: string, body: unknown, more: More): [string, Outcome, Outcome] {
    const [own, other] = from === 'XA' ? [this.a, this.b] : [this.b, this.a]
    const m = message(this.procedure, from, from === 'XA' ? 'XB' : 'XA', type, body, { heads: own.heads, ...more })
    own.add(m)
    other.add(m)
    this.t.equal(own.hash, other.hash, `${type}: both sides hold the same case`)
    return [m.id, own.outcome(m.id)!, other.outcome(m.id)!]
  }

  /** A message that the case allows; answers its id. */
  says(from: 'XA' | 'XB', type: string, body: unknown = {}, more: More = {}): string {
    const [id, own, other] = this.#send(from, type, body, more)
    this.t.same([own.fault, own.status, other.status], [undefined, 'applied', 'applied'], `${from} ${type}`)
    return id
  }

  /** A message that meets a functional error: rule, pointer; the case stays as it was. */
  fails(from: 'XA' | 'XB', type: string, body: unknown, rule: string, pointer: string, more: More = {}): string {
    const before = JSON.stringify(this.a.case?.state)
    const [id, own, other] = this.#send(from, type, body, more)
    this.t.same(
      [own.fault?.rule, own.fault?.pointer, other.fault?.rule],
      [rule, pointer, rule],
      `${from} ${type} meets ${rule}`,
    )
    this.t.ok((own.fault?.reason ?? '').length > 8, 'says why')
    this.t.equal(JSON.stringify(this.a.case?.state), before, 'the case stays as it was')
    return id
  }
}

/** One thing that may be said in the property test. */
export type Line = {
  readonly type: string
  /** The body, or what its sender makes of the case as it sees it. */
  readonly body: unknown
  readonly context?: Context
  readonly only?: 'XA' | 'XB'
  /** The type of message that it refers to: the latest one that its sender knows; any message, where absent or now and then. */
  readonly answers?: string
  /** Seconds since 1970 at which it is signed; the start of all stories, where absent. */
  readonly iat?: number
  readonly terms?: CaseMessage['terms']
}

const bodyOf = ({ body }: Line, fold: CaseFold): unknown =>
  typeof body === 'function' ? (body as (state: unknown) => unknown)(fold.case?.state) : body

/**
 * Any sequence of `lines`, legal or not, said by either side at any time, arriving in any order or days late: both sides end with the same
 * case. Mostly the first `opening` of them come first. Answers how many messages of each type were applied, so that a test can show that it says something.
 */
export function converges(
  t: T,
  procedure: string,
  lines: readonly Line[],
  opening = 1,
  runs = 600,
  /** What leads out of each state; of all runs of a procedure. */
  ways = new WaysOut(procedure),
): Map<string, number> {
  const applied = new Map<string, number>()
  const step = fc.record({
    line: fc.nat({ max: lines.length - 1 }),
    side: fc.nat({ max: 9 }),
    ref: fc.nat({ max: 12 }),
    deliver: fc.array(fc.nat({ max: 9 }), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 2, maxLength: 40, size: 'max' }),
      fc.infiniteStream(fc.nat({ max: 1000 })),
      (steps, dice) => {
        const folds = { XA: new CaseFold(PROCEDURES.lookup), XB: new CaseFold(PROCEDURES.lookup) }
        const onTheWay: { to: 'XA' | 'XB'; m: CaseMessage }[] = []
        const all: CaseMessage[] = []
        const deliver = (index: number): void => {
          const [next] = onTheWay.splice(index % onTheWay.length, 1)
          if (next) folds[next.to].add(next.m)
        }
        steps.forEach((s, index) => {
          const line = lines[index < opening && s.side < 8 ? index : s.line]!
          const side = line.only && s.side < 9 ? line.only : s.side % 2 === 0 ? 'XA' : 'XB'
          const other = side === 'XA' ? 'XB' : 'XA'
          const placed = folds[side].messages
          const asked = s.ref < 10 ? placed.findLast((p) => p.type === line.answers)?.id : undefined
          const ref = asked ?? placed[placed.length - 1 - s.ref]?.id
          const m = message(procedure, side, other, line.type, bodyOf(line, folds[side]), {
            heads: folds[side].heads,
            ...(ref === undefined ? {} : { ref }),
            ...(line.context ? { context: line.context } : {}),
            ...(line.iat === undefined ? {} : { iat: line.iat }),
            ...(line.terms === undefined ? {} : { terms: line.terms }),
          })
          all.push(m)
          folds[side].add(m)
          onTheWay.push({ to: other, m })
          for (const d of s.deliver) if (onTheWay.length > 0) deliver(d)
        })
        while (onTheWay.length > 0) deliver(dice.next().value as number)
        const shuffled = all.map((m) => ({ m, at: dice.next().value as number })).sort((x, y) => x.at - y.at)
        const third = foldCase(
          shuffled.map((x) => x.m),
          PROCEDURES.lookup,
        )
        for (const o of folds.XA.outcomes)
          if (o.status === 'applied') {
            const { type } = all.find((m) => m.id === o.id)!
            applied.set(type, (applied.get(type) ?? 0) + 1)
          }
        ways.walk(folds.XA, all)
        const told = (fold: CaseFold): string => JSON.stringify([fold.hash, fold.outcomes, fold.waiting])
        return told(folds.XA) === told(folds.XB) && told(folds.XA) === told(third)
      },
    ),
    { numRuns: runs, seed: 4 },
  )
  t.ok(applied.size > 0, 'some messages were applied')
  ways.none(t)
  return applied
}

/** The types of `procedure` that no run of the property test has applied. */
export const neverApplied = (procedure: string, applied: ReadonlyMap<string, number>): string[] =>
  Object.keys(PROCEDURES.newest(procedure)!.types).filter((type) => !applied.has(type))
