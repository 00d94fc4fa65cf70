/**
 * "Already controlled, same objective, seal intact?": the joint controls of an equipment or of a crossing, and whether each of them counts for this
 * country. Found by what their requests name, never by reading all cases. Tests are in no view.
 */
import { casesIn } from '../../cases/case-table.ts'
import type { Cases } from '../../cases/cases.ts'
import type { MessageId } from '../../values/ids.ts'
import type { CaseName } from '../../cases/case-table.ts'
import { roleOf } from '../../cases/case-message.ts'
import { get } from '../../cases/state-record.ts'
import { alreadyControlled, type Controlled } from './recognition.ts'
import { sealsOf, type JointControl, type Side } from './control-state.ts'
import { Crossings } from '../release-time/crossings.ts'
import { parseTime } from '../../values/time.ts'

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

export type KnownControl = CaseName & {
  readonly crossing: string | null
  /** What this country is in it. */
  readonly side: Side
  readonly countries: Readonly<Record<Side, string>>
  readonly control: JointControl
  readonly seals: readonly SealSeen[]
  readonly answers: readonly ControlAnswer[]
}

const EQUIPMENT = 'equipment:'

/** The seals that were left on each equipment, each with the last time that somebody says to have seen it. */
function sealsSeen(s: JointControl): SealSeen[] {
  const equipment = new Set(Object.values(s.results).flatMap((r) => Object.keys(r.seals)))
  return [...equipment].sort().flatMap((id) => {
    const left = sealsOf(s, id)!
    return left.seals.map((seal) => {
      const times = Object.values(s.recognition).flatMap((r) => get(get(r.seals, id) ?? {}, seal) ?? [])
      const at = times.reduce((last, time) => (parseTime(time) > parseTime(last) ? time : last), left.at)
      return { equipment: id, seal, at }
    })
  })
}

export function createJointControls(room: Cases) {
  const { book, node } = room
  const { country } = node
  const cases = casesIn(node.store)
  const crossings = new Crossings(room)
  const now = (): number => node.clock.now()

  function answer(s: JointControl, side: Side, subject: string, { objective, seals }: ControlQuestion): ControlAnswer {
    const told = alreadyControlled(s, side, subject, objective, seals)
    const until = s.recognition[side]?.until
    const lapsed = told.recognised === true && until !== undefined && parseTime(until) <= now()
    return { subject, ...told, recognised: lapsed ? false : told.recognised, lapsed }
  }

  async function known(name: CaseName, asked?: ControlQuestion, equipment?: string): Promise<KnownControl | undefined> {
    const { fold } = await book.open(name.peer, name.conversation)
    const c = fold.case
    if (c === undefined || c.procedure !== 'joint-control' || c.test) return undefined
    const control = c.state as JointControl
    const subject = equipment === undefined ? undefined : EQUIPMENT + equipment
    if (subject !== undefined && !control.subjects.includes(subject)) return undefined
    const side = roleOf(c.roles, country) as Side
    const about = subject === undefined ? control.subjects : [subject]
    return {
      peer: name.peer,
      conversation: name.conversation,
      crossing: fold.messages.find((m) => m.context.xCrossing !== undefined)?.context.xCrossing ?? null,
      side,
      countries: { exit: c.roles.exit!, entry: c.roles.entry! },
      control,
      seals: sealsSeen(control).filter((x) => equipment === undefined || x.equipment === equipment),
      answers: asked === undefined ? [] : about.map((key) => answer(control, side, key, asked)),
    }
  }

  return {
    /** A page of those of an equipment, newest first. */
    async ofEquipment(
      equipment: string,
      before: MessageId | null,
      limit: number,
      asked?: ControlQuestion,
    ): Promise<{ items: KnownControl[]; next: MessageId | null }> {
      const page = await cases.naming('equipment', equipment, limit, before)
      const items: KnownControl[] = []
      for (const name of page) {
        const found = await known(name, asked, equipment)
        if (found) items.push(found)
      }
      return { items, next: page.length === limit ? page.at(-1)!.conversation : null }
    },

    /** All of a crossing, under whichever of its names, newest first; `may`: the procedures by which its names may be found. */
    async ofCrossing(
      crossing: string,
      may: (procedure: string) => boolean,
      asked?: ControlQuestion,
      equipment?: string,
    ): Promise<KnownControl[]> {
      const gathered = (await crossings.gather(crossing, may))?.cases ?? []
      const items: KnownControl[] = []
      for (const name of gathered.filter((c) => c.procedure === 'joint-control')) {
        const found = await known(name, asked, equipment)
        if (found) items.push(found)
      }
      return items.sort((a, b) => (a.conversation < b.conversation ? 1 : -1))
    },
  }
}

export type JointControls = ReturnType<typeof createJointControls>
