/** All that was stated in a joint control, by whom, and who still owes something; and its record, which prints. */
import { Button, DataTable, Duration, Section, State, Time, type Kind } from '../../parts/index.ts'
import type { Schemas } from '../../api.ts'
import { session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import {
  allResults,
  type ControlState,
  type Quantity,
  type Result,
  type Side,
  type StatedResult,
} from './control-state.ts'
import { subjectName } from './fields.tsx'

type Control = Schemas['JointControl']
const KIND: Readonly<Record<string, Kind>> = { satisfactory: 'good', discrepancy: 'bad', 'not-controlled': 'stopped' }

/** Seals as they were found and left: `NDC-7741 intact → XB-90233`. */
function Seals({ seals }: { seals: StatedResult['seals'] }) {
  const all = Object.entries(seals)
  if (all.length === 0) return <span class="none">{t('shell.none')}</span>
  return (
    <ul class="plain">
      {all.map(([equipment, { before, after, parties }]) => (
        <li key={equipment}>
          {Object.entries(before).map(([seal, condition]) => (
            <span key={seal}>
              <bdi>{seal}</bdi> {named('border.seal', condition)}{' '}
            </span>
          ))}
          {after.length > 0 &&
            t('border.seal.now', {
              seals: formatList(
                after.map((seal) =>
                  parties[seal] === undefined ? seal : `${seal} (${named('border.seal.party', parties[seal])})`,
                ),
              ),
            })}
        </li>
      ))}
    </ul>
  )
}

const amount = ({ value, unitCode }: Quantity): string => `${value} ${unitCode ?? ''}`.trim()

/** The weights and the samples that prove it. */
function Proof({ weighing: w, samples = [] }: Pick<Result, 'weighing' | 'samples'>) {
  if (w === undefined && samples.length === 0) return <span class="none">{t('shell.none')}</span>
  return (
    <ul class="plain">
      {w !== undefined && (
        <li>
          <bdi>
            {amount(w.grossMassMeasure)}
            {w.xAxles && ` (${w.xAxles.map(amount).join(' · ')})`}
          </bdi>{' '}
          <bdi>{w.instrument}</bdi> {w.certificate && <bdi>{w.certificate}</bdi>}
        </li>
      )}
      {samples.map((x) => (
        <li key={x.id}>
          <bdi>{[x.id, x.laboratory, x.laboratoryReference].filter(Boolean).join(' · ')}</bdi>
        </li>
      ))}
    </ul>
  )
}

/** The record on paper, in the working languages of the two. */
function RecordLinks({ control: c }: { control: Control }) {
  if (c.record === null) return null
  const path = `/v1/controls/${c.conversation}/record`
  return (
    <>
      <Button href={`${path}.html?peer=${c.peer}`}>{t('border.results.print')}</Button>{' '}
      <Button href={`${path}.pdf?peer=${c.peer}`}>{t('border.results.pdf')}</Button>
    </>
  )
}

/** What all agencies of both sides have stated, and which of them have not. */
export function Results({
  control: c,
  state: s,
  countries,
}: {
  control: Control
  state: ControlState
  countries: Readonly<Record<Side, string>>
}) {
  const rows = allResults(s)
  if (rows.length === 0 && c.owed.length === 0 && c.without.length === 0) return null
  return (
    <Section title={t('border.results')} actions={<RecordLinks control={c} />}>
      <DataTable
        label={t('border.results')}
        rows={rows}
        rowKey={(r) => `${r.side} ${r.agency} ${r.subject}`}
        href={(r) => `/console/messages/${r.id}`}
        columns={[
          { key: 'side', title: t('border.peer'), narrow: true, cell: (r) => <bdi>{countries[r.side]}</bdi> },
          { key: 'agency', title: t('border.act.agency'), cell: (r) => named('border.agency', r.agency) },
          {
            key: 'subject',
            title: t('border.subject'),
            narrow: true,
            cell: (r) => <bdi>{subjectName(r.subject)}</bdi>,
          },
          {
            key: 'code',
            title: t('border.act.result'),
            cell: (r) => (
              <>
                <ul class="plain">
                  {Object.entries(r.outcomes).map(([o, code]) => (
                    <li key={o}>
                      {named('border.control.objective', o)}{' '}
                      <State kind={KIND[code] ?? 'none'}>{named('border.result', code)}</State>
                    </li>
                  ))}
                </ul>
                {!r.final && <small>{t('border.result.interim')}</small>}
              </>
            ),
          },
          { key: 'end', title: t('border.result.end'), narrow: true, cell: (r) => <Time at={r.end} /> },
          {
            key: 'took',
            title: t('border.times.time'),
            numeric: true,
            narrow: true,
            cell: (r) => <Duration seconds={(Date.parse(r.end) - Date.parse(r.start)) / 1000} />,
          },
          { key: 'seals', title: t('border.seals'), narrow: true, cell: (r) => <Seals seals={r.seals} /> },
          { key: 'proof', title: t('border.result.proof'), cell: (r) => <Proof {...r} /> },
        ]}
        empty={<p class="none">{t('border.results.none')}</p>}
      />
      {(c.owed.length > 0 || c.without.length > 0) && (
        <ul class="waits">
          {c.owed.map((o) => (
            <li key={`${o.by} ${o.agency}`} class={o.by === session.value!.country ? 'waits-ours' : ''}>
              <strong>
                <bdi>{o.by}</bdi>
              </strong>{' '}
              {t('border.results.owes', {
                agency: named('border.agency', o.agency),
                subject: formatList(o.subjects.map(subjectName)),
              })}{' '}
              {o.due !== null && (
                <State kind={o.overdue ? 'bad' : 'waiting'}>
                  {t(o.overdue ? 'border.results.overdue' : 'border.results.due')} <Time at={o.due} withDay />
                </State>
              )}
            </li>
          ))}
          {c.without.map((w) => (
            <li key={w.message}>
              <a href={`/console/messages/${w.message}`}>
                {t('border.results.without', { agency: named('border.agency', w.agency), of: w.of, by: w.by })}
              </a>{' '}
              <bdi>{w.reason}</bdi>
            </li>
          ))}
        </ul>
      )}
      {c.record !== null && (
        <dl class="facts signatures">
          {c.record.signedBy.map((country) => (
            <div key={country}>
              <dt>{t('border.results.signed', { country })}</dt>
              <dd>
                <bdi dir="ltr">{c.record!.digest}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  )
}
