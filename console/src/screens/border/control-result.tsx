/** What an agency found in a joint control: the form that states it, and the record of all that was stated, which prints. */
import {
  Button,
  Choice,
  DataTable,
  Duration,
  Field,
  formatDay,
  Section,
  State,
  Ticks,
  Time,
  type Kind,
} from '../../parts/index.ts'
import type { Schemas } from '../../api.ts'
import { formatList, named, t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import { allResults, owed, resultOf, type ControlState, type Side, type StatedResult } from './control-state.ts'
import {
  AgencyChoice,
  filled,
  Group,
  isWrong,
  list,
  missing,
  RemarkField,
  remarkOf,
  subjectName,
  subjectsNamed,
  SubjectTicks,
  text,
  ticked,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'

type Control = Schemas['JointControl']
const CODES = ['satisfactory', 'discrepancy', 'not-controlled'] as const
const CONDITIONS = ['intact', 'broken', 'missing', 'replaced'] as const

const equipmentOf = (c: Control): string[] =>
  c.subjects.flatMap((key) => (key.startsWith('equipment:') ? [key.slice('equipment:'.length)] : []))

function built(c: Control, s: ControlState, values: FormData): Said | Wrong {
  const keys = c.subjects.length < 2 ? c.subjects : ticked(values, 'xSubject')
  const agency = text(values, 'xAgency')
  const [times, late] = timesOf(values, { xStart: 'needed', xEnd: 'needed' })
  const objectives = ticked(values, 'xObjectives')
  const before = keys.map((key) => resultOf(s, c.side, agency, key))
  const wrong = isWrong(late, {
    ...(keys.length === 0 ? { xSubject: t('border.act.containers.missing') } : {}),
    ...(objectives.length === 0 ? { xObjectives: t('border.act.containers.missing') } : {}),
    // A result follows the one before it, of the same number.
    ...(new Set(before.map((r) => r?.id)).size > 1 ? { xSubject: t('border.result.apart') } : {}),
    ...(text(values, 'value') !== '' ? missing(values, 'instrument') : {}),
  })
  if (wrong) return wrong
  const equipment = equipmentOf(c)
    .filter((id) => keys.includes(`equipment:${id}`))
    .map((id) => ({
      id,
      ...filled({
        xSealBefore: CONDITIONS.flatMap((condition) =>
          list(text(values, `${condition} ${id}`)).map((seal) => ({ id: seal, condition })),
        ),
        seal: list(text(values, `seal ${id}`)).map((seal) => ({ id: seal })),
      }),
    }))
    .filter((e) => Object.keys(e).length > 1)
  const discrepancy = filled({ declared: text(values, 'declared'), found: text(values, 'found') })
  return {
    document: {
      xControl: c.control,
      xResultNo: (before[0]?.number ?? 0) + 1,
      xFinality: text(values, 'xFinality'),
      xAgency: agency,
      xObjectives: objectives,
      xSubject: subjectsNamed(keys),
      ...times,
      xResultCode: text(values, 'xResultCode'),
      ...filled({
        xSupersedes: before[0]?.id,
        transportEquipment: equipment,
        xWeighing:
          text(values, 'value') === ''
            ? undefined
            : {
                grossMassMeasure: { value: text(values, 'value').replace(',', '.'), unitCode: 'KGM' },
                instrument: text(values, 'instrument'),
              },
        xDiscrepancies: Object.keys(discrepancy).length > 0 ? [{ pointer: [], ...discrepancy }] : [],
        xDisposal: text(values, 'xDisposal'),
        additionalInformation: remarkOf(values),
      }),
    },
  }
}

function ResultFields({ control: c, state: s }: { control: Control; state: ControlState }) {
  const open = owed(s, c.subjects).filter((o) => o.side === c.side)
  return (
    <>
      <AgencyChoice agencies={[...new Set([...open.map((o) => o.agency), ...(s.agencies[c.side] ?? [])])]} />
      {c.subjects.length > 1 && <SubjectTicks keys={c.subjects} />}
      <Ticks
        name="xObjectives"
        label={t('border.control.objectives')}
        options={c.objectives.map((value) => ({ value, text: named('border.control.objective', value) }))}
      />
      <TimeField name="xStart" label={t('border.result.start')} at={s.started[c.side]} />
      <TimeField name="xEnd" label={t('border.result.end')} />
      <Choice
        name="xResultCode"
        label={t('border.act.result')}
        kind="radio"
        value="satisfactory"
        options={CODES.map((value) => ({ value, text: t(`border.result.${value}`) }))}
      />
      <Group label={t('border.result.difference')}>
        <Field name="declared" label={t('border.result.declared')} width={24} />
        <Field name="found" label={t('border.result.found')} width={24} />
      </Group>
      {equipmentOf(c).map((id) => (
        <Group key={id} label={t('border.result.seals', { equipment: id })}>
          {CONDITIONS.map((condition) => (
            <Field key={condition} name={`${condition} ${id}`} label={t(`border.seal.${condition}`)} width={16} />
          ))}
          <Field name={`seal ${id}`} label={t('border.seal.on')} width={16} />
        </Group>
      ))}
      <Group label={t('border.result.weighing')}>
        <Field name="value" label={t('border.result.mass')} width={12} />
        <Field name="instrument" label={t('border.result.instrument')} width={20} />
      </Group>
      <Field name="xDisposal" label={t('border.act.disposal')} hint={t('border.act.code.hint')} width={24} />
      <RemarkField />
      <Choice
        name="xFinality"
        label={t('border.result.finality')}
        kind="radio"
        value="final"
        options={(['final', 'interim'] as const).map((value) => ({
          value,
          text: t(`border.result.${value}`),
          hint: t(`border.result.${value}.hint`),
        }))}
      />
    </>
  )
}

/** What is stated while a control runs. */
export const resultOffer = (c: Control, s: ControlState): Offer => ({
  type: 'result',
  decided: true,
  open: true,
  fields: <ResultFields control={c} state={s} />,
  build: (values) => built(c, s, values),
})

const KIND: Readonly<Record<string, Kind>> = { satisfactory: 'good', discrepancy: 'bad', 'not-controlled': 'stopped' }

/** Seals as they were found and left: `NDC-7741 intact → XB-90233`. */
function Seals({ seals }: { seals: StatedResult['seals'] }) {
  const all = Object.entries(seals)
  if (all.length === 0) return <span class="none">{t('shell.none')}</span>
  return (
    <ul class="plain">
      {all.map(([equipment, { before, after }]) => (
        <li key={equipment}>
          {Object.entries(before).map(([seal, condition]) => (
            <span key={seal}>
              <bdi>{seal}</bdi> {named('border.seal', condition)}{' '}
            </span>
          ))}
          {after.length > 0 && t('border.seal.now', { seals: formatList(after) })}
        </li>
      ))}
    </ul>
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
  const open = owed(s, c.subjects)
  if (rows.length === 0 && (open.length === 0 || c.phase !== 'running')) return null
  return (
    <Section title={t('border.results')} actions={<Button onClick={() => print()}>{t('border.results.print')}</Button>}>
      <p class="only-print">{t('border.results.paper', { control: c.control, day: formatDay(Date.now()) })}</p>
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
                <State kind={KIND[r.code] ?? 'none'}>{named('border.result', r.code)}</State>{' '}
                {!r.final && <small>{t('border.result.interim')}</small>}
              </>
            ),
          },
          {
            key: 'objectives',
            title: t('border.control.objectives'),
            cell: (r) => formatList(r.objectives.map((o) => named('border.control.objective', o))),
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
        ]}
        empty={<p class="none">{t('border.results.none')}</p>}
      />
      {open.length > 0 && c.record === null && (
        <ul class="waits">
          {open.map((o) => (
            <li key={`${o.side} ${o.agency} ${o.subject}`} class={o.side === c.side ? 'waits-ours' : ''}>
              <strong>
                <bdi>{countries[o.side]}</bdi>
              </strong>{' '}
              {t('border.results.owes', {
                agency: named('border.agency', o.agency),
                subject: subjectName(o.subject),
              })}
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
