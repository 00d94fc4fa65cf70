/** The register of mutual assistance with its terms, for the special role alone; nothing of the content is in it. Tests are in no view. */
import { rowsIn, type RowPlace } from '../../cases/case-rows.ts'
import type { Reader } from '../../cases/readable-cases.ts'
import type { Node } from '../../node.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { AssistanceState, registerLine } from './assistance-state.ts'

export type RegisterFilter = {
  readonly peer?: string
  readonly state?: AssistanceState
  readonly role?: 'requesting' | 'requested'
  /** Answers due before this time, in milliseconds since 1970. */
  readonly dueBefore?: number
  /** Those whose whole state this reader may see. */
  readonly whole: Reader | null
}

export type RegisterEntry = ReturnType<typeof registerLine> & {
  readonly conversation: MessageId
  readonly peer: Country
  /** What we are in it. */
  readonly role: 'requesting' | 'requested'
  readonly openedAt: number
  readonly overdue: boolean
}

/** A page of the register, newest first. */
export async function registerPage(
  { store, clock }: Pick<Node, 'store' | 'clock'>,
  after: RowPlace | null,
  limit: number,
  { state, role, dueBefore, peer, whole }: RegisterFilter,
): Promise<{ items: RegisterEntry[]; next: RowPlace | null }> {
  const filter = { procedure: 'assistance', shown: true, peer, status: state, side: role, dueBefore, whole }
  const { rows, next } = await rowsIn(store).list(filter, after, limit)
  const now = clock.now()
  const items = rows.map(({ peer: of, conversation, side, openedAt, due, view }): RegisterEntry => {
    const overdue = due !== null && due < now
    const line = view as ReturnType<typeof registerLine>
    return { conversation, peer: of, role: side as RegisterEntry['role'], openedAt, overdue, ...line }
  })
  return { items, next }
}
