/** Goods are on the road of traders who are authorised no more: whoever watches is told. What was frozen for them when they were declared stays. */
import type { Node } from '../../node.ts'
import type { MessageId } from '../../values/id.ts'
import { tradersUnderWayIn } from '../pre-arrival/traders-under-way.ts'
import { isActive, type Entry, type TraderRecord } from './trader-record.ts'
import type { TraderStore } from './trader-table.ts'
import type { TraderList, TraderRow } from './trader-types.ts'

type Alerting = Pick<Node, 'store' | 'alert'>

/** No more are counted: it says that there are some. */
const COUNTED = 1000
/** Traders of one look at a list. */
const ROWS = 500

const countOf = (node: Alerting, { peer }: TraderList, ids: readonly string[]): Promise<number> =>
  tradersUnderWayIn(node.store).count(peer, [...new Set(ids)], COUNTED)

async function tell(node: Alerting, { peer, conversation, granting }: TraderList, by: MessageId, count: number) {
  if (count === 0) return
  const many = count >= COUNTED ? `${COUNTED} or more` : String(count)
  const what = `by message ${by} of case ${conversation} authorised traders of ${granting} who have goods under way are authorised no more: open declarations ${many}`
  await node.alert('traders-under-way', peer, what, by)
}

/** Whom a delta suspends or revokes. */
export async function tellUnderWay(
  node: Alerting,
  list: TraderList,
  delta: MessageId,
  entries: readonly Entry[],
): Promise<void> {
  const ended = entries.filter(({ xAction }) => xAction === 'suspended' || xAction === 'revoked')
  const ids = ended.map((e) => e.aeoMutualRecognitionParty.id)
  await tell(node, list, delta, await countOf(node, list, ids))
}

const nameOf = ({ id, programme, type, role }: TraderRow): string => JSON.stringify([id, programme, type, role])
const activeIn = (row: TraderRow): boolean => isActive(JSON.parse(row.record) as TraderRecord)

/** Whom a snapshot has no more, or no more as active: one that mends a list says what the deltas said that were lost. `edition` is not counting yet. */
export async function tellMended(
  node: Alerting,
  traders: TraderStore,
  list: TraderList,
  edition: number,
  snapshot: MessageId,
): Promise<void> {
  const under: string[] = []
  let after: TraderRow | null = null
  for (;;) {
    const were: TraderRow[] = await traders.page(list.edition!, after, ROWS, {})
    if (were.length === 0 || under.length >= COUNTED) break
    after = were.at(-1)!
    const ids = [...new Set(were.map(({ id }) => id))]
    const are = new Set((await traders.find([edition], ids)).filter(activeIn).map(nameOf))
    const ended = were.filter((row) => activeIn(row) && !are.has(nameOf(row))).map(({ id }) => id)
    // One declaration may name several of them: those who have goods under way are counted together.
    if ((await countOf(node, list, ended)) > 0) under.push(...ended)
  }
  await tell(node, list, snapshot, await countOf(node, list, under))
}
