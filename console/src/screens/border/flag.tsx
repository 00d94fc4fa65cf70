/** What was accepted all the same, as a mark. */
import type { Schemas } from '../../api.ts'
import { State } from '../../parts/index.ts'
import { t } from '../../text.ts'

type Rule = Schemas['PreArrivalFlag']

export function Flag({ rule }: { rule: Rule }) {
  return <State kind={rule === 'left-despite-do-not-load' ? 'bad' : 'waiting'}>{t(`border.flag.${rule}`)}</State>
}
