/**
 * What a node does by itself in its cases: it rejects what a case does not allow, says so when both sides do not hold the same case, tells the peer of
 * heads that ended on their way, and acts when something becomes due. All of it can be done twice: a crash anywhere repeats a step, and nothing is skipped.
 */
import { createHash } from 'node:crypto'
import { caseAlerts } from './case-alerts.ts'
import { asJuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import type { CaseName } from './case-table.ts'
import type { CaseFault } from './case-message.ts'
import { wcoPointer, type WcoPointer } from './schemas.ts'
import type { Due } from './procedure.ts'
import type { OpenCase } from './book.ts'
import { ROWS } from './case-rows.ts'
import { ACTS, plansIn } from './case-plans.ts'
import { casesIn } from './case-table.ts'
import type { Cases } from './cases.ts'
import { createDoubtedAlert } from './doubted-alert.ts'
import type { CaseFold } from './engine.ts'
import type { Came } from './entered.ts'
import type { Projection } from './runner.ts'

/** A message that the node sends by itself, once per `key`. */
export type MachineMessage = {
  readonly key: string
  readonly to: Country
  readonly procedure: string
  readonly type: string
  readonly version: string
  readonly conversation: MessageId
  readonly ref?: MessageId
  readonly body: unknown
  /** Of a message whose decision a person has made elsewhere: who that was. */
  readonly context?: Readonly<Record<string, unknown>>
  /** What its case is for. */
  readonly purpose?: string
  readonly test: boolean
}

/** What only the rooms above the cases can do. */
export type Acting = {
  /** Signed back to the sender. Fails with `state-conflict` where the message has its answer. */
  reject(id: MessageId, fault: CaseFault, wcoPointer: readonly WcoPointer[]): Promise<unknown>
  send(message: MachineMessage): Promise<unknown>
  /** Tells the peer, once, that a message of ours ended on its way which others name as a head; nothing where it is none of ours. */
  tellEnded(id: MessageId): Promise<void>
  /** Whether what the node keeps beside the case is where the case is: what is due in it waits for that. */
  keptUp(name: CaseName, open: OpenCase): Promise<boolean>
  /** More that becomes due in a case, from what only the whole node knows. */
  due(name: CaseName, open: OpenCase): Promise<readonly Due[]>
}

const PAGE = 200
/** A case in which a message waits for another is looked at again so soon; and after so long that is alerted. */
const WAITING_MS = 60_000
/** What the machine has to say of a procedure that is suspended is tried again so soon. */
const SUSPENDED_MS = 600_000
const WAITED_MS = 86_400_000

/** Failures of which the next round will not make a success: they are told, and do not hold up the other cases. */
const isFinal = (error: unknown): boolean => asJuxtaError(error).fault === 'reject'

/** What came late can change what became of others: all that is without an answer is looked at. */
export const rejecting =
  (acting: Pick<Acting, 'reject'>): Acting['reject'] =>
  (id, fault, wco) =>
    acting.reject(id, fault, wco).catch((error: unknown) => {
      // Answered meanwhile, by another replica or a person.
      if (asJuxtaError(error).code !== 'state-conflict') throw error
    })

/** The case is one message that has opened none and waits for nothing: nothing was ever planned in it. */
const isQuiet = (fold: CaseFold, came?: Came): boolean =>
  came?.messages[0]?.alone === true &&
  fold.size === 1 &&
  fold.case === undefined &&
  fold.waiting.length === 0 &&
  fold.ended.length === 0

/** What the machine says is for what its case is for: as its first message states it. */
function contextOf({ context }: Due, { first }: CaseFold): Pick<MachineMessage, 'context' | 'purpose'> {
  const purpose = first?.context.xPurpose
  return { ...(context === undefined ? {} : { context }), ...(purpose === undefined ? {} : { purpose }) }
}

export function createActs(cases: Cases, acting: Acting): Projection {
  const { node, book } = cases
  const alerts = caseAlerts(cases)
  const reject = rejecting(acting)
  const tellTimes = createDoubtedAlert(node.country, node.clock, alerts)
  const { clock, country } = node
  const [messages, plans] = [casesIn(node.store), plansIn(node.store)]
  /** Messages of a case that have their answer, which is final. */
  const answered = new WeakMap<CaseFold, Set<string>>()

  async function judge(name: CaseName, { fold }: OpenCase, ids: readonly MessageId[]): Promise<void> {
    const done = answered.get(fold) ?? new Set<string>()
    answered.set(fold, done)
    const faults = fold.faults.filter(({ message }) => message.from !== country && !done.has(message.id))
    const open = await messages.unanswered(faults.map(({ message }) => message.id))
    for (const { message, fault } of faults) {
      if (open.has(message.id)) await reject(message.id as MessageId, fault, wcoPointer(message, fault.pointer))
      done.add(message.id)
    }
    for (const id of ids)
      if (fold.message(id) !== undefined && fold.message(id)!.from !== country && fold.agrees(id) === false)
        await alerts.alert('case-differs', name, fold, {
          said: `message ${id}: ${name.peer} holds another case ${name.conversation} than this node at the same heads`,
          reserved: `${name.peer} holds another case than this node at the same heads`,
        })
  }

  /** What still waits for something that its sender had seen; the time at which the case is to be looked at again for it. */
  async function awaited(name: CaseName, { fold }: OpenCase, plannedAt: number | null): Promise<number[]> {
    const { conversation } = name
    const now = clock.now()
    const long = fold.waiting.filter(({ id }) => fold.waitsSince(id) * 1000 + WAITED_MS <= now)
    for (const { id, waitsFor } of long) {
      const said = `case ${conversation}: message ${id} has waited for a day for ${waitsFor.slice(0, 3).join(', ')}, which its sender had seen and ${country} has not`
      await alerts.alert('case-waiting', name, fold, { said, reserved: 'a message has waited for a day for others' })
    }
    // A case in which something waits is always to be looked at within a minute: no other can have the alert.
    if (long.length === 0 && plannedAt !== null && plannedAt <= now + WAITING_MS)
      await alerts.settle('case-waiting', name, fold)
    for (const id of fold.ended) await acting.tellEnded(id as MessageId)
    return fold.waiting.length === 0 ? [] : [now + WAITING_MS]
  }

  async function act(name: CaseName, open: OpenCase, came?: Came): Promise<void> {
    const { fold } = open
    const now = clock.now()
    const planned = isQuiet(fold, came) ? null : await plans.planned(name)
    const actedTo = planned?.actedTo ?? 0
    const dues =
      fold.case && fold.procedure
        ? [...fold.procedure.deadlines(fold.case, now), ...(await acting.due(name, open))]
        : []
    const later: number[] = []
    for (const due of dues) {
      if (due.at > now) continue
      if (due.kind === 'alert') {
        if ((due.owner === country || due.owner === 'both') && (due.at > actedTo || due.at <= 0))
          await alerts.alert('deadline', name, fold, {
            said: `a time is over in case ${name.conversation}: ${due.what}`,
            reserved: 'a time is over',
          })
      } else if (due.owner === country && !fold.waiting.some((w) => w.id === due.ref)) {
        const conversation = (due.conversation ?? name.conversation) as MessageId
        const there = conversation === name.conversation ? fold : (await book.open(name.peer, conversation)).fold
        const { procedure, version, test } = there.case!
        await acting
          .send({
            key: createHash('sha256').update(`${name.peer} ${conversation} ${due.key}`).digest('base64url'),
            to: name.peer,
            procedure,
            version,
            test,
            type: due.what,
            conversation,
            ...(due.ref === undefined ? {} : { ref: due.ref as MessageId }),
            body: due.body ?? {},
            ...contextOf(due, there),
          })
          .catch(async (error: unknown) => {
            if (!isFinal(error)) throw error
            const { code, message, rule } = asJuxtaError(error)
            if (code === 'no-agreement' && rule === 'suspended') {
              later.push(now + SUSPENDED_MS)
              return
            }
            await alerts.alert('machine-message', name, fold, {
              said: `case ${conversation}: ${due.what} could not be sent: ${message}`,
              reserved: `something could not be sent: ${code}`,
            })
          })
      }
    }
    const next = Math.min(
      ...dues.filter((d) => d.at > now).map((d) => d.at),
      ...later,
      ...(await awaited(name, open, planned?.at ?? null)),
    )
    const at = Number.isFinite(next) ? next : null
    if (planned === null ? at !== null : planned.at !== at || dues.some((d) => d.at > actedTo && d.at <= now))
      await plans.plan(name, at, now, planned?.at ?? null)
  }

  async function look(name: CaseName, ids: readonly MessageId[], came?: Came): Promise<void> {
    const open = await book.open(name.peer, name.conversation, came)
    await judge(name, open, ids)
    await tellTimes(name, open.fold, ids)
    if (await acting.keptUp(name, open)) await act(name, open, came)
    // Looked at again in the next round.
    else {
      const planned = await plans.planned(name)
      await plans.plan(name, clock.now(), planned?.actedTo ?? 0, planned?.at ?? null)
    }
  }

  return { name: ACTS, behind: ROWS, look, due: () => plans.due(clock.now(), PAGE) }
}
