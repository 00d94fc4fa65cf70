/** What an agency found in a joint control: the form that states it. */
import { Choice, Field, TextArea } from '../../parts/index.ts'
import type { Schemas } from '../../api.ts'
import { session } from '../../session.ts'
import { named, t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import { resultOf, type ControlState, type Quantity } from './control-state.ts'
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
