/** Juxtaposed offices: the procedure, the board of movements, and what the case of an office says of those who decide in its movements. */
import { fault, roleOf, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { Stated } from '../../cases/enter.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { Due } from '../../cases/procedure.ts'
import { defined } from '../../cases/state-record.ts'
import { parseTime, time } from '../../values/time.ts'
import type { Slice } from '../slice.ts'
import { misnamed, offDuty, rosterOf, strangerHere, strangersIn, unlikeDossier } from './competence.ts'
import { findMovements } from './find-movements.ts'
import { juxtaposedOffice } from './juxtaposed-office.ts'
import { movementRoutes } from './movement-routes.ts'
import { createMovements } from './movements.ts'
import { endedBy, isInExit, isOpen, isRepeated, mayBegin, mayBeginThere, type Begins, type Bodies, type JuxtaposedOffice, type Movement, type Office, type Side, unsaidOf } from './office-state.ts' // prettier-ignore

type At = Pick<Movement, 'office' | 'officeCase'>

const isPersons = ({ type }: CaseMessage): boolean => juxtaposedOffice.types[type]?.by === 'person'

/** By these what is open goes on towards the country of entry. */
const ONWARD: readonly string[] = ['handover', 'entry-started']

/** What was found with it is there already. */
const isOnward = ({ type, body }: CaseMessage): boolean =>
  ONWARD.includes(type) && (body as Bodies['entry-started']).xUndeclared !== true

/** Whether it was said of this movement alone how it ends. */
const isSaidByItself = ({ suspension }: Movement): boolean => suspension !== null && suspension.repeats === undefined

/** Why what is open goes no further: the office is suspended, and its movement was not said to end otherwise. */
function goesBack(office: Office, movement: Movement | null, m: CaseMessage): CaseFault | undefined {
  if (!isOnward(m) || movement === null || isSaidByItself(movement)) return undefined
  return endedBy(office, m.conversation, m.iat * 1000)?.ends === 'return'
    ? fault('suspended', '/type', 'the office is suspended, and what is open goes back')
    : undefined
}

/** What the machine says again in a movement was decided in the case of the office, by somebody who was on duty then. */
const repeats = (office: Office, side: Side, { type, body }: CaseMessage): boolean =>
  type === 'suspension' && isRepeated(office, side, (body as Bodies['suspension']).xRepeats)

export const juxtaposedOfficeSlice: Slice = {
  ...juxtaposedOffice,
  open({ cases }) {
    const { book, node } = cases
    const movements = createMovements(cases)

    /** The office of a movement, as the case that it names stands on this side. */
    async function officeOf(peer: Country, { office, officeCase }: At, test: boolean): Promise<Office | null> {
      const { case: known } = await book.foreseen(peer, officeCase as MessageId)
      if (known?.procedure !== 'juxtaposed-office' || known.test !== test) return null
      const found = (known.state as JuxtaposedOffice).office
      return found?.id === office ? found : null
    }

    /** What is decided in a movement by a person of `side`: why not by this one, or by which roster. */
    function onDuty(office: Office, side: Side, message: CaseMessage): CaseFault | Stated | undefined {
      const wrong = misnamed(office, side, message) ?? offDuty(office, side, message)
      if (wrong) return wrong
      const roster = rosterOf(office, side, message)
      return roster === undefined ? undefined : { context: { xDecidedBy: { ...message.context.xDecidedBy, roster } } }
    }

    /** The suspension of this side that a movement has to be told of. */
    async function repeated(
      peer: Country,
      office: Office,
      side: Side,
      conversation: MessageId,
      movement: Movement,
    ): Promise<Due[]> {
      const now = node.clock.now()
      const unsaid = unsaidOf(office, side, conversation, movement, now)
      if (unsaid === undefined) return []
      const { id, from, until, reason, ends } = unsaid
      const { fold } = await book.open(peer, movement.officeCase as MessageId)
      const xFrom = time(Math.max(parseTime(from), now))
      return [
        {
          ...{ key: `suspension:${id}`, at: parseTime(from), owner: node.country, kind: 'send', what: 'suspension' },
          conversation,
          body: defined({ xReasonCode: reason, xFrom, xUntil: until, xEnds: ends, xRepeats: id }),
          context: { xDecidedBy: fold.message(id)?.context.xDecidedBy },
        },
      ]
    }

    return {
      routes: movementRoutes(cases),
      find: findMovements(cases),

      async admitOwn(message, c) {
        const { type, to, test } = message
        const begins = type === 'exit-completed' ? (message.body as Bodies['exit-completed']) : undefined
        const movement = (c?.state as JuxtaposedOffice | undefined)?.movement ?? null
        const at = begins ? { office: begins.xOfficeId, officeCase: begins.xOfficeCase } : movement
        const controls = begins !== undefined || type === 'entry-started'
        if (at === null || !(controls || ONWARD.includes(type) || isPersons(message))) return undefined
        const office = await officeOf(to as Country, at, test)
        if (begins && !isInExit(movement, begins.xSubject)) {
          const fault = mayBegin(office, message as Begins)
          if (fault) return fault
        }
        if (office === null) return undefined
        const side = begins ? 'exit' : ((c && roleOf(c.roles, message.from)) as Side | undefined)
        if (side === undefined) return undefined
        const back = goesBack(office, movement, message)
        if (back) return back
        if (controls) return unlikeDossier(office, side, movement, message)
        if (repeats(office, side, message)) return undefined
        return isPersons(message) ? onDuty(office, side, message) : undefined
      },

      async admitTheirs(message) {
        const { type, from, conversation, test } = message
        const begins = type === 'exit-completed' ? (message.body as Bodies['exit-completed']) : undefined
        if (!(begins || ONWARD.includes(type) || isPersons(message))) return undefined
        const { case: c } = await book.foreseen(from as Country, conversation as MessageId)
        const movement = c?.procedure === 'juxtaposed-office' ? (c.state as JuxtaposedOffice).movement : null
        const at = begins ? { office: begins.xOfficeId, officeCase: begins.xOfficeCase } : movement
        if (at === null) return undefined
        const office = await officeOf(from as Country, at, test)
        const side = begins ? 'exit' : (roleOf(c!.roles, from) as Side | undefined)
        const fault =
          begins && !isInExit(movement, begins.xSubject) ? mayBeginThere(office, message as Begins) : undefined
        if (fault) return fault
        if (office === null || side === undefined) return undefined
        const back = goesBack(office, movement, message)
        if (back) return back
        if (begins || type === 'entry-started') return unlikeDossier(office, side, movement, message)
        if (repeats(office, side, message)) return undefined
        return isPersons(message) ? strangerHere(office, side, message) : undefined
      },

      /**
       * The machine of the side that has suspended the office says so again in each movement that is open there. What was decided by somebody who was not on duty, as is seen
       * once the roster is there, is told to both.
       */
      async due({ peer, conversation }, { fold: { case: c } }) {
        if (c?.procedure !== 'juxtaposed-office' || c.test) return []
        const { office, movement } = c.state as JuxtaposedOffice
        const tell = (where: string, messages: readonly string[]): Promise<void> | undefined =>
          messages.length === 0
            ? undefined
            : node.alert('not-on-duty', peer, `case ${where}: message ${messages[0]} was decided by somebody who was not on duty at the office`, where) // prettier-ignore
        const side = roleOf(c.roles, node.country) as Side
        if (movement !== null) {
          const at = isOpen(movement) ? await officeOf(peer, movement, false) : null
          if (at === null) return []
          await tell(conversation, strangersIn(at, movement))
          return repeated(peer, at, side, conversation, movement)
        }
        if (office === null || (Object.keys(office.rosters).length === 0 && office.suspensions.length === 0)) return []
        const found: Due[] = []
        for (const open of await movements.openAt(office.id, peer))
          if (open.movement.officeCase === conversation) {
            await tell(open.conversation, strangersIn(office, open.movement))
            found.push(...(await repeated(peer, office, side, open.conversation, open.movement)))
          }
        return found
      },
    }
  },
}
