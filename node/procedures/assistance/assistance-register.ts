/** The register of mutual assistance with its terms, for the special role alone; nothing of the content is in it. Tests are in no view. */
import { casesIn } from '../../cases/case-table.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Country, MessageId } from '../../values/ids.ts'
import { registerLine, type Assistance, type AssistanceState } from './assistance-state.ts'

export type RegisterFilter = {
  readonly peer?: string
  readonly state?: AssistanceState
  readonly role?: 'requesting' | 'requested'
  /** Answers due before this time, in milliseconds since 1970. */
  readonly dueBefore?: number
}

export type RegisterEntry = ReturnType<typeof registerLine> & {
  readonly conversation: MessageId
  readonly peer: Country
  /** What we are in it. */
  readonly role: 'requesting' | 'requested'
  readonly openedAt: number
  readonly overdue: boolean
}

export function createRegister({ node, book }: Cases) {
  const { country, clock, settings } = node
  const cases = casesIn(node.store)

  return {
    /** A page, newest first; filters apply to it, so that it may hold fewer than `limit`. */
    async page(
      before: MessageId | null,
      limit: number,
      filter: RegisterFilter,
    ): Promise<{ items: RegisterEntry[]; next: MessageId | null }> {
      const page = await cases.ofProcedure('assistance', before, limit, filter.peer)
      const items: RegisterEntry[] = []
      for (const { peer, conversation, first } of page) {
        const { fold } = await book.open(peer, conversation)
        const c = fold.case
        if (c?.procedure !== 'assistance' || c.test) continue
        const role = c.roles.requesting === country ? 'requesting' : 'requested'
        const line = registerLine(c.state as Assistance, settings.assistanceDays)
        if (filter.state !== undefined && filter.state !== line.state) continue
        if (filter.role !== undefined && filter.role !== role) continue
        if (filter.dueBefore !== undefined && (line.due === undefined || line.due >= filter.dueBefore)) continue
        const overdue = line.due !== undefined && line.due < clock.now()
        items.push({ conversation, peer, role, openedAt: first, overdue, ...line })
      }
      return { items, next: page.length === limit ? page.at(-1)!.conversation : null }
    },
  }
}

export type Register = ReturnType<typeof createRegister>
