/** Whether a vehicle or a container may drive on, beside the consignments that it carries: which are let go, which are not, and who holds them. */
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Section, State, Waiting, type Kind } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'
import './border.css'
import { subjectName } from './fields.tsx'
import { nameOf, preArrivalHref } from './words.ts'

type Verdict = Schemas['VehicleVerdict']
type Consignment = Verdict['consignments'][number]

const KIND: Readonly<Record<Verdict['verdict'], Kind>> = {
  'may-drive-on': 'good',
  conditions: 'good',
  held: 'bad',
  none: 'none',
  'in-part': 'waiting',
}

const Answer = ({ verdict }: { verdict: Verdict['verdict'] }) => (
  <State kind={KIND[verdict]}>{t(`border.drive.${verdict}`)}</State>
)

/** Why it is held: the causes with their agencies, and of what, where that is a part. */
function whyHeld({ holds }: Consignment): string {
  return formatList(
    holds.map(({ cause, agencies, subjects }) => {
      const parts = subjects.filter((key) => key !== 'all').map(subjectName)
      const of = [...agencies.map((a) => named('border.agency', a)), ...parts]
      return of.length === 0
        ? t(`border.hold.${cause}`)
        : t('border.hold.of', { hold: t(`border.hold.${cause}`), of: formatList(of) })
    }),
  )
}

/** `reference`: as the API asks for it. */
export function Vehicle({ reference, name }: { reference: string; name: string }) {
  const found = useLoad(
    (signal) => api.GET('/v1/pre-arrivals/vehicle', { params: { query: { reference } }, signal }),
    [reference],
  )
  const known = new Set(found.data?.consignments.map((c) => c.case.conversation))
  useLive({ kinds: ['case'], match: (change) => known.has(change.conversation ?? '') }, found.again)
  const { data } = found
  return (
    <Section title={t('border.vehicle', { name })}>
      {!data && (found.problem ? <Broken problem={found.problem} again={found.again} /> : <Waiting lines={2} />)}
      {data && (
        <>
          <p class="vehicle">
            <Answer verdict={data.verdict} /> <small>{t('border.vehicle.count', { count: data.count })}</small>
          </p>
          <ul class="waits">
            {data.consignments.map((c) => (
              <li key={`${c.case.conversation} ${c.case.peer}`}>
                <Answer verdict={c.verdict} />{' '}
                <a href={preArrivalHref(c.case)}>
                  <bdi>{c.case.mrn ?? c.case.lrn ?? nameOf({ ...c.case, means: c.means })}</bdi>
                </a>
                {c.holds.length > 0 && (
                  <>
                    {' · '}
                    <bdi>{whyHeld(c)}</bdi>
                  </>
                )}
                {c.onArrival && ` · ${t('border.vehicle.on-arrival')}`}
              </li>
            ))}
          </ul>
          {data.others > 0 && <p class="hidden-part">{t('border.vehicle.others', { count: data.others })}</p>}
        </>
      )}
    </Section>
  )
}
