/** What an authorised trader was when goods were declared, in words: that counts for them. */
import type { Schemas } from '../../api.ts'
import { formatList, named, t } from '../../text.ts'

export const lodgedAs = (p: Schemas['TraderAtLodgement']): string =>
  t('border.trader.lodged.one', {
    id: p.id,
    state: p.xRecognised
      ? formatList(p.xBenefits.map((b) => named('border.trader.benefit', b)))
      : p.xReason === undefined
        ? named('border.trader.status', p.xStatus)
        : named('border.trader.reason', p.xReason),
  })
