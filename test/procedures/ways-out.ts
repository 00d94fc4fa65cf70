/**
 * Whether something can end in a case: each thing of which a case tells (a subject, an order, a request) stands at a word, and from each word that is no declared end some
 * message of a party that may send it leads on. What the property test of a procedure says is walked step by step, so that this costs no story of its own.
 */
import type { Test } from 'tap'
import { isFault, type Case, type CaseFold, type CaseMessage } from '../../node/cases/engine.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import type { Aeo } from '../../node/procedures/aeo/aeo.ts'
import type { Assistance } from '../../node/procedures/assistance/assistance-state.ts'
import type { Documents } from '../../node/procedures/documents/documents-state.ts'
import type { JointControl } from '../../node/procedures/joint-control/control-state.ts'
import { holders, type JuxtaposedOffice } from '../../node/procedures/juxtaposed-office/office-state.ts'
import type { OpeningHours } from '../../node/procedures/opening-hours/hours-state.ts'
import { stopped } from '../../node/procedures/pre-arrival/do-not-load.ts'
import { KEPT, type PreArrival } from '../../node/procedures/pre-arrival/state.ts'
import type { ReleaseTime } from '../../node/procedures/release-time/release-time.ts'
import type { System } from '../../node/procedures/system/system.ts'

/** What each thing of a case stands at: `dimension:thing` and its word. */
type Things = Record<string, string>

const each = <T>(dimension: string, all: Readonly<Record<string, T>>, word: (of: T) => string): Things =>
  Object.fromEntries(Object.entries(all).map(([key, of]) => [`${dimension}:${key}`, word(of)]))

/** For each procedure, what it tells apart, and where that may stay for ever. */
const TOLD: Readonly<
  Record<string, { of: (state: never) => Things; ends: Readonly<Record<string, readonly string[]>> }>
> = {
  'pre-arrival': {
    of: (s: PreArrival) => ({
      'lodgement:': s.lodgement,
      ...each('risk', s.subjects, (x) => x.risk),
      ...each('movement', s.subjects, (x) => x.movement),
      ...each('kept by', s.subjects, (x) => String(Object.values(x.disposal).filter((d) => KEPT.includes(d)).length)),
      ...Object.assign({}, ...Object.entries(s.subjects).map(([key, x]) => each(`disposal`, Object.fromEntries(Object.entries(x.disposal).map(([by, d]) => [`${key} ${by}`, d])), (d) => d))), // prettier-ignore
      ...(s.transit === null ? {} : { 'transit:': s.transit.phase }),
      ...each('do-not-load', s.doNotLoad, (d) => (stopped(d).length > 0 ? 'standing' : 'lifted')),
      ...each('request', s.requests, (r) => (r.answered ? 'answered' : 'open')),
    }),
    ends: {
      lodgement: ['invalidated', 'lapsed'],
      movement: ['returned'],
      disposal: ['destroyed', 'returned', 'abandoned', 'confiscated'],
      'do-not-load': ['lifted'],
      request: ['answered'],
    },
  },
  'juxtaposed-office': {
    of: ({ office, movement }: JuxtaposedOffice) => ({
      ...each('stage', movement?.subjects ?? {}, (x) => x.stage),
      ...each('held by', movement?.subjects ?? {}, (x) => String(holders(x).length)),
      ...each('again', movement?.subjects ?? {}, (x) => String(x.again && x.again.consent)),
      ...(office === null ? {} : { 'office:': office.pairs.length === 0 ? 'proposed' : 'agreed', 'suspension:': String(office.suspensions.length > 0) }), // prettier-ignore
    }),
    ends: { stage: ['disposed'], office: ['agreed'] },
  },
  'joint-control': {
    of: (s: JointControl) => ({
      'phase:': s.phase,
      ...each('recognition', s.recognition, (r) => String(r?.recognised)),
    }),
    ends: { phase: ['declined', 'aborted'] },
  },
  aeo: {
    of: (s: Aeo) => ({
      'list:': s.broken ? 'broken' : s.loading ? 'loading' : s.sequence < 0 ? 'none' : 'whole',
      'recognition:': '*' in s.unrecognised ? 'suspended' : 'given',
      ...each('query', s.queries, String),
    }),
    ends: { query: ['true'] },
  },
  assistance: {
    of: (s: Assistance) => ({
      'request:': s.state,
      ...each('given', s.given, (g) => (g.destroyed === null ? 'kept' : 'destroyed')),
      ...each('onward', s.onward, (o) => String(o.granted)),
    }),
    ends: {
      request: ['refused', 'closed'],
      given: ['destroyed'],
      onward: ['true', 'false'],
    },
  },
  documents: {
    of: (s: Documents) => ({
      ...each('reservation', s.reservations, (r) => r.state),
      ...each('use', s.uses, (u) => u.state),
      ...each('question', s.questions, (q) => String(q.answer !== null)),
    }),
    ends: {
      reservation: ['refused', 'lapsed', 'cancelled', 'used'],
      use: ['cancelled'],
      question: ['true'],
    },
  },
  'opening-hours': {
    of: (s: OpeningHours) => ({
      ...each('version', s.versions, (v) => v.state),
      ...each('change', s.changes, (c) => c.state),
      ...each('closing', s.closings, (c) => (c.reopened === null ? 'closed' : 'reopened')),
      ...each('out of hours', s.outOfHours.toJSON(), (o) => (o.withdrawn ? 'withdrawn' : String(o.granted))),
    }),
    ends: {
      version: ['superseded', 'withdrawn', 'lapsed'],
      change: ['withdrawn', 'lapsed'],
      closing: ['reopened'],
      'out of hours': ['true', 'false', 'withdrawn'],
    },
  },
  'release-time': {
    of: (s: ReleaseTime) => each('study', s.studies ?? {}, (x) => (x.agreed === null ? 'proposed' : 'agreed')),
    ends: { study: ['agreed'] },
  },
  system: {
    of: (s: System) => ({
      ...each('maintenance', s.maintenance, (m) => (m.cancelled ? 'cancelled' : 'announced')),
      ...each('outage', s.outages, (o) => (o.ended === null ? 'goes on' : 'over')),
      ...each('contingency', s.contingencies, (c) => (c.ended === null ? 'goes on' : c.regularised === null ? 'over' : 'regularised')), // prettier-ignore
      ...each('breach', s.breaches, (b) => `${b.answered === null ? 'told' : 'answered'}, ${b.remedied === null ? 'open' : 'over'}`), // prettier-ignore
      ...each('test', s.tests, (x) => String(x.result)),
    }),
    ends: {
      maintenance: ['cancelled'],
      outage: ['over'],
      contingency: ['regularised'],
      breach: ['answered, over'],
      test: ['passed', 'failed'],
    },
  },
}

export class WaysOut {
  readonly #seen = new Set<string>()
  readonly #left = new Set<string>()
  readonly #procedure: string

  constructor(procedure: string) {
    this.#procedure = procedure
  }

  /** Walks the messages that were applied in a case, in its order. */
  walk(fold: CaseFold, all: readonly CaseMessage[]): void {
    const procedure = PROCEDURES.newest(this.#procedure)!
    const told = TOLD[this.#procedure]!.of as (state: unknown) => Things
    let c: Case<unknown> | undefined
    let before: Things = {}
    for (const { id, status } of fold.outcomes) {
      if (status !== 'applied') continue
      const m = all.find((one) => one.id === id)!
      const opened = procedure.start(m)
      if (c === undefined && isFault(opened)) return
      const started: Case<unknown> = c ?? { ...fold.case!, ...(opened as Pick<Case<unknown>, 'roles' | 'state'>) }
      const state = procedure.apply(started, m)
      if (isFault(state)) return
      c = { ...started, state }
      const now = told(state)
      for (const [thing, word] of Object.entries(now)) {
        const dimension = thing.slice(0, thing.indexOf(':'))
        this.#seen.add(`${dimension} ${word}`)
        if (before[thing] !== undefined && before[thing] !== word) this.#left.add(`${dimension} ${before[thing]}`)
      }
      for (const [thing, word] of Object.entries(before))
        if (now[thing] === undefined) this.#left.add(`${thing.slice(0, thing.indexOf(':'))} ${word}`)
      before = now
    }
  }

  /** Nothing of what was seen stays for ever but where that is declared. */
  none(t: Pick<Test, 'same' | 'ok'>): void {
    const ends = Object.entries(TOLD[this.#procedure]!.ends).flatMap(([d, words]) =>
      words.map((word) => `${d} ${word}`),
    )
    t.ok(this.#left.size > 0, 'something has moved on')
    t.same(
      [...this.#seen].filter((word) => !this.#left.has(word) && !ends.includes(word)).sort(),
      [],
      'no message leads out of these, and none is a declared end',
    )
  }
}
