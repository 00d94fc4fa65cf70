/** The transit under which the goods of a movement are: its limit, its guarantee, and how far it is. */
import type { Schemas } from '../../api.ts'
import { Facts, formatDay, Id, Notice, Section, State, Time } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'

type Under = NonNullable<Schemas['PreArrival']['transit']>

const KINDS = { discharged: 'good', ended: 'good', crossed: 'good', irregular: 'bad' } as const

const guaranteeOf = ({ type, reference, amount }: Under['guarantees'][number]): string =>
  [type, reference, amount === null ? null : `${amount.value} ${amount.currencyCode}`].filter(Boolean).join(' ')

export const Transit = ({ of }: { of: Under }) => (
  <Section title={t('border.transit.title')}>
    {of.held && <Notice kind="waiting" title={t('border.transit.held')} />}
    <Facts
      items={[
        { term: t('border.mrn'), value: <Id value={of.mrn} label={`${of.mrn} ${of.type}`} /> },
        {
          term: t('border.transit.phase'),
          value: (
            <State kind={(KINDS as Record<string, 'good' | 'bad'>)[of.phase] ?? 'waiting'}>
              {named('border.transit.phase', of.phase)}
            </State>
          ),
        },
        {
          term: t('border.transit.limit'),
          value: of.limitDay === null ? <Time at={of.limit} /> : formatDay(of.limitDay, 'UTC'),
        },
        { term: t('border.transit.guarantee'), value: <bdi>{formatList(of.guarantees.map(guaranteeOf))}</bdi> },
        {
          term: t('border.transit.route'),
          value: <bdi>{[of.departure, ...of.officesOfTransit, of.destination].join(' – ')}</bdi>,
        },
      ]}
    />
  </Section>
)
