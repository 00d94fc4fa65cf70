/**
 * "Already controlled, same objective, seal intact?": the joint controls of what moves or of a crossing, and whether each of them counts for this
 * country. Found by what their requests name, never by reading all cases. Tests are in no view.
 */
import { rowsIn, type CaseRow, type RowPlace } from '../../cases/case-rows.ts'
import type { CaseName } from '../../cases/case-table.ts'
import { subjectKey } from '../../cases/case-message.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Asked } from '../../message/reference.ts'
import { bareNumber } from '../../values/plain.ts'
import type { Reader } from '../../cases/readable-cases.ts'
import { parseTime } from '../../values/time.ts'
import { namesOf, type MayRead } from '../release-time/crossing-record.ts'
import { get } from '../../cases/state-record.ts'
import { reporting, resultKey, resultsDue, sealsLeft, type JointControl, type Side } from './control-state.ts'
import { alreadyControlled, type Controlled } from './recognition.ts'

export type ControlQuestion = {
  readonly objective: string
  /** Those seen on the equipment now; null: nobody looked. */
  readonly seals: readonly string[] | null
}

/** `lapsed`: it was recognised until a time that is over, and so it is not any more. */
export type ControlAnswer = Controlled & { readonly subject: string; readonly lapsed: boolean }

export type SealSeen = {
  readonly equipment: string
  readonly seal: string
  /** RFC 3339: when it was last seen, by the control that left it there or by whoever recognised it. */
  readonly at: string
}

/** An agency that has not stated all of its final results. */
export type Owed = {
  readonly side: Side
  readonly agency: string
  readonly subjects: readonly string[]
  /** Milliseconds since 1970; null: its side has not started. */
  readonly due: number | null
  readonly overdue: boolean
}

export type KnownControl = CaseName & {
  readonly crossing: string | null
  /** What this country is in it. */
  readonly side: Side
  readonly countries: Readonly<Record<Side, string>>
  readonly control: JointControl
  readonly owed: readonly Owed[]
  readonly seals: readonly SealSeen[]
  readonly answers: readonly ControlAnswer[]
  /** Whether there are more answers, which whoever names the thing and the objective is given. */
  readonly moreAnswers: boolean
}

/** More controls than one crossing has. */
const CONTROLS = 200

/** More answers of one control than anybody reads who asks about nothing in particular. */
export const ANSWERS = 200

/** The questions about each of the subjects, as many as are answered. */
export function asking(
  questions: readonly ControlQuestion[],
  about: readonly string[],
): { asked: (readonly [ControlQuestion, string])[]; more: boolean } {
  const asked: (readonly [ControlQuestion, string])[] = []
  for (const question of questions)
    for (const key of about) {
      if (asked.length === ANSWERS) return { asked, more: true }
      asked.push([question, key])
    }
  return { asked, more: false }
}

/** The seals that were left on each equipment, each with the last time that somebody says to have seen it. */
function sealsSeen(s: JointControl): SealSeen[] {
  return [...sealsLeft(s)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, left]) =>
      left.seals.map((seal) => {
        const times = Object.values(s.recognition).flatMap((r) => get(get(r.seals, id) ?? {}, seal) ?? [])
        const at = times.reduce((last, time) => (parseTime(time) > parseTime(last) ? time : last), left.at)
        return { equipment: id, seal, at }
      }),
    )
}

const SIDES = ['exit', 'entry'] as const

/** Who owes what while a control runs. */
const owedBy = (s: JointControl, now: number): Owed[] =>
  s.phase !== 'running'
    ? []
    : SIDES.flatMap((side) =>
        reporting(s, side).flatMap((agency) => {
          const subjects = s.subjects.filter((key) => get(s.results, resultKey(side, agency, key))?.final !== true)
          const due = resultsDue(s, side) ?? null
          return subjects.length === 0 ? [] : { side, agency, subjects, due, overdue: due !== null && due <= now }
        }),
      )

/** Whether the key of a subject is that of a thing, of whatever kind. */
const isOf = ({ value }: Asked): ((key: string) => boolean) => {
  const end = `:${bareNumber(value)}`
  return (key) => key.endsWith(end)
}

type View = Pick<KnownControl, 'crossing' | 'countries' | 'control'>

export function createJointControls({ node }: Cases) {
  const { store } = node
  const now = (): number => node.clock.now()

  function answer(s: JointControl, side: Side, subject: string, { objective, seals }: ControlQuestion): ControlAnswer {
    const told = alreadyControlled(s, side, subject, objective, seals)
    const until = s.recognition[side]?.until
    const lapsed = told.recognised === true && until !== undefined && parseTime(until) <= now()
    return { subject, ...told, lapsed, ...(lapsed ? { recognised: false, verdict: 'not' } : {}) }
  }

  function known(row: CaseRow, asked?: ControlQuestion, thing?: Asked): KnownControl[] {
    const { crossing, countries, control } = row.view as View
    const named = thing === undefined ? [] : control.subjects.filter(isOf(thing))
    const side = row.side as Side
    // What a message names beside its subjects, the lorry of a container perhaps, is asked about with all of them.
    const about = named.length === 0 ? control.subjects : named
    // Whoever asks about no objective in particular is told about each that was agreed, once there is a record.
    const questions =
      asked === undefined && control.record !== null
        ? control.objectives.map((objective) => ({ objective, seals: null }))
        : asked === undefined
          ? []
          : [asked]
    const equipment = new Set(about)
    const { asked: pairs, more } = asking(questions, about)
    return [
      {
        peer: row.peer,
        conversation: row.conversation,
        crossing,
        side,
        countries,
        control,
        owed: owedBy(control, now()),
        seals: sealsSeen(control).filter((x) => equipment.has(subjectKey({ transportEquipment: { id: x.equipment } }))),
        answers: pairs.map(([question, key]) => answer(control, side, key, question)),
        moreAnswers: more,
      },
    ]
  }

  return {
    /** A page of all, newest first; it may hold fewer than `limit` where `next` is there. */
    async newest(
      after: RowPlace | null,
      limit: number,
      whole: Reader | null,
      asked?: ControlQuestion,
    ): Promise<{ items: KnownControl[]; next: RowPlace | null }> {
      const page = await rowsIn(store).list({ procedure: 'joint-control', shown: true, whole }, after, limit)
      return { items: page.rows.flatMap((row) => known(row, asked)), next: page.next }
    },

    /** A page of those in which a message names this, newest first. */
    async naming(
      thing: Asked,
      after: RowPlace | null,
      limit: number,
      whole: Reader | null,
      asked?: ControlQuestion,
    ): Promise<{ items: KnownControl[]; next: RowPlace | null }> {
      const rows = await rowsIn(store).naming({ procedure: 'joint-control', whole, shown: true }, thing, after, limit)
      const last = rows.length === limit ? rows.at(-1)! : undefined
      return {
        items: rows.flatMap((row) => known(row, asked, thing)),
        next: last ? [last.conversation, last.peer] : null,
      }
    },

    /** All of a crossing, under whichever of its names, newest first; `may`: the messages by which its names may be found. */
    async ofCrossing(
      crossing: string,
      may: MayRead,
      whole: Reader | null,
      asked?: ControlQuestion,
      thing?: Asked,
    ): Promise<KnownControl[]> {
      const found = new Map<string, CaseRow>()
      for (const name of await namesOf(store, crossing, may))
        for (const row of await rowsIn(store).named('joint-control', 'crossing', name, null, CONTROLS, whole))
          found.set(`${row.peer} ${row.conversation}`, row)
      return [...found.values()]
        .sort((a, b) => (a.conversation < b.conversation ? 1 : -1))
        .flatMap((row) => known(row, asked, thing))
        .filter(({ control }) => thing === undefined || control.subjects.some(isOf(thing)))
    },
  }
}

export type JointControls = ReturnType<typeof createJointControls>
