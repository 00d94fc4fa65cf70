/** What an agency found in a joint control: the form that states it, and the record of all that was stated, which prints. */
import {
  Button,
  Choice,
  DataTable,
  Duration,
  Field,
  Section,
  State,
  TextArea,
  Time,
  type Kind,
} from '../../parts/index.ts'
import type { Schemas } from '../../api.ts'
import { session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import {
  allResults,
  resultOf,
  type ControlState,
  type Quantity,
  type Result,
  type Side,
  type StatedResult,
} from './control-state.ts'
import {
  AgencyChoice,
  filled,
  Group,
  isWrong,
  lines,
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
/** UN/EDIFACT 9303. */
const PARTIES = ['CU', 'AC', 'CA', 'SH', 'TO'] as const
const CONDITIONS = ['intact', 'broken', 'missing', 'replaced'] as const

const equipmentOf = (c: Control): string[] =>
  c.subjects.flatMap((key) => (key.startsWith('equipment:') ? [key.slice('equipment:'.length)] : []))

const kilos = (value: string): Quantity => ({ value, unitCode: 'KGM' })

/** A line of the form: the number of a sample, its laboratory and its number there. */
function sampleOf(line: string): Record<string, unknown> {
  const [id, laboratory, laboratoryReference] = line.split(';').map((part) => part.trim())
  return { id, ...filled({ laboratory, laboratoryReference }) }
}

function built(c: Control, s: ControlState, values: FormData): Said | Wrong {
  const keys = c.subjects.length < 2 ? c.subjects : ticked(values, 'xSubject')
  const agency = text(values, 'xAgency')
  const [times, late] = timesOf(values, { xStart: 'needed', xEnd: 'needed' })
  const axles = list(text(values, 'axles'))
  const before = keys.map((key) => resultOf(s, c.side, agency, key))
  const wrong = isWrong(late, {
    ...(keys.length === 0 ? { xSubject: t('border.act.containers.missing') } : {}),
    // A result follows the one before it, of the same number.
    ...(new Set(before.map((r) => r?.id)).size > 1 ? { xSubject: t('border.result.apart') } : {}),
    ...(text(values, 'value') !== '' ? missing(values, 'instrument') : {}),
    ...(axles.length > 0 ? missing(values, 'value') : {}),
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
        seal: list(text(values, `seal ${id}`)).map((seal) => ({
          id: seal,
          xSealingParty: text(values, `party ${id}`),
        })),
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
      xOutcomes: c.objectives.map((o) => ({ xObjective: o, xResultCode: text(values, `outcome ${o}`) })),
      xSubject: subjectsNamed(keys),
      ...times,
      ...filled({
        xSupersedes: before[0]?.id,
        transportEquipment: equipment,
        xWeighing:
          text(values, 'value') === ''
            ? undefined
            : {
                grossMassMeasure: kilos(text(values, 'value').replace(',', '.')),
                instrument: text(values, 'instrument'),
                ...filled({ certificate: text(values, 'certificate'), xAxles: axles.map(kilos) }),
              },
        xSamples: lines(text(values, 'samples')).map(sampleOf),
        xDiscrepancies: Object.keys(discrepancy).length > 0 ? [{ pointer: [], ...discrepancy }] : [],
        xDisposal: text(values, 'xDisposal'),
        additionalInformation: remarkOf(values),
      }),
    },
  }
}

function ResultFields({ control: c, state: s }: { control: Control; state: ControlState }) {
  const open = c.owed.filter((o) => o.by === session.value!.country)
  const gone = c.without.filter((w) => w.of === session.value!.country).map((w) => w.agency)
  const agencies = [...new Set([...open.map((o) => o.agency), ...(s.agencies[c.side] ?? [])])]
  return (
    <>
      <AgencyChoice agencies={agencies.filter((agency) => !gone.includes(agency))} />
      {c.subjects.length > 1 && <SubjectTicks keys={c.subjects} />}
      <TimeField name="xStart" label={t('border.result.start')} at={s.started[c.side]} />
      <TimeField name="xEnd" label={t('border.result.end')} />
      <Group label={t('border.result.outcomes')}>
        {c.objectives.map((o) => (
          <Choice
            key={o}
            name={`outcome ${o}`}
            label={named('border.control.objective', o)}
            value="satisfactory"
            options={CODES.map((value) => ({ value, text: t(`border.result.${value}`) }))}
          />
        ))}
      </Group>
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
          <Choice
            name={`party ${id}`}
            label={t('border.seal.party')}
            value="CU"
            options={PARTIES.map((value) => ({ value, text: t(`border.seal.party.${value}`) }))}
          />
        </Group>
      ))}
      <Group label={t('border.result.weighing')}>
        <Field name="value" label={t('border.result.mass')} width={12} />
        <Field name="instrument" label={t('border.result.instrument')} width={20} />
        <Field name="axles" label={t('border.result.axles')} hint={t('border.list.hint')} width={24} />
        <Field name="certificate" label={t('border.result.certificate')} width={20} />
      </Group>
      <TextArea name="samples" label={t('border.result.samples')} hint={t('border.result.samples.hint')} rows={2} />
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
