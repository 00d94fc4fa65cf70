/** Goods are on the road of traders whom a delta suspends or revokes: whoever watches is told. What was frozen for them when they were declared stays. */
import type { Node } from '../../node.ts'
import type { MessageId } from '../../values/id.ts'
import { tradersUnderWayIn } from '../pre-arrival/traders-under-way.ts'
import type { Entry } from './trader-record.ts'
import type { TraderList } from './trader-types.ts'

/** No more are counted: it says that there are some. */
const COUNTED = 1000

export async function tellUnderWay(
  node: Pick<Node, 'store' | 'alert'>,
  { peer, conversation, granting }: TraderList,
  delta: MessageId,
  entries: readonly Entry[],
): Promise<void> {
  const ended = entries.filter(({ xAction }) => xAction === 'suspended' || xAction === 'revoked')
  const ids = [...new Set(ended.map((e) => e.aeoMutualRecognitionParty.id))]
  const count = await tradersUnderWayIn(node.store).count(peer, ids, COUNTED)
  if (count === 0) return
  const many = count === COUNTED ? `${COUNTED} or more` : String(count)
  const what = `message ${delta} of case ${conversation} suspends or revokes authorised traders of ${granting} who have goods under way: open declarations ${many}`
  await node.alert('traders-under-way', peer, what, delta)
}
