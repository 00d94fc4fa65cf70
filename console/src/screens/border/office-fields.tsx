/** What a side says of its office beside its hours: when the last is admitted, what it may handle, and how many vehicles it takes. */
import { Field } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { filled, Group, list, text, type Wrong } from './fields.tsx'

type Stated = {
  readonly xAdmittedBefore?: string
  readonly xCompetence?: {
    readonly modeCode?: readonly string[]
    readonly currentCode?: readonly string[]
    readonly classificationId?: readonly string[]
    readonly goodsMeasure?: { readonly grossMassMeasure: { readonly value: string; readonly unitCode: string } }
  }
  readonly xCapacity?: readonly {
    readonly modeCode: string
    readonly lanes: number
    readonly vehiclesPerHour: number
  }[]
}

/** Minutes of `PT1H30M`. */
function minutesOf(duration: string | undefined): string {
  const [, hours = '0', minutes = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration ?? '') ?? []
  const all = Number(hours) * 60 + Number(minutes)
  return all === 0 ? '' : String(all)
}

const COUNTS = ['admitted', 'lanes', 'vehiclesPerHour'] as const

/** `hours`: what was said last. */
export function OfficeFields({ hours }: { hours: object }) {
  const { xAdmittedBefore, xCompetence = {}, xCapacity = [] } = hours as Stated
  const [first] = xCapacity
  const { grossMassMeasure: mass } = xCompetence.goodsMeasure ?? {}
  const number = (name: (typeof COUNTS)[number], label: string, value: string) => (
    <Field name={name} type="number" label={label} value={value} width={8} />
  )
  return (
    <>
      {number('admitted', t('border.hours.admission'), minutesOf(xAdmittedBefore))}
      <Group label={t('border.hours.may')}>
        <Field
          name="currentCode"
          label={t('border.hours.procedures')}
          value={(xCompetence.currentCode ?? []).join(', ')}
          width={16}
        />
        <Field
          name="classificationId"
          label={t('border.hours.goods')}
          value={(xCompetence.classificationId ?? []).join(', ')}
          width={16}
        />
        <Field
          name="grossMassMeasure"
          label={t('border.hours.heaviest')}
          value={mass === undefined ? '' : mass.unitCode === 'TNE' ? String(Number(mass.value) * 1000) : mass.value}
          width={8}
        />
        {number('lanes', t('border.hours.lanes.count'), first === undefined ? '' : String(first.lanes))}
        {number(
          'vehiclesPerHour',
          t('border.hours.vehicles'),
          first === undefined ? '' : String(first.vehiclesPerHour),
        )}
      </Group>
    </>
  )
}

/** What `OfficeFields` say; of several modes the first, and the others as they were. */
export function officeOf(v: FormData, hours: object): [Readonly<Record<string, unknown>>, Wrong] {
  const { xCompetence = {}, xCapacity = [] } = hours as Stated
  const wrong: Wrong = {}
  for (const name of COUNTS)
    if (text(v, name) !== '' && !/^[1-9][0-9]{0,4}$/.test(text(v, name))) wrong[name] = t('border.hours.count.wrong')
  const [lanes, vehicles, mass] = [text(v, 'lanes'), text(v, 'vehiclesPerHour'), text(v, 'grossMassMeasure')]
  if ((lanes === '') !== (vehicles === '')) wrong[lanes === '' ? 'lanes' : 'vehiclesPerHour'] = t('border.act.missing')
  const competence = filled({
    modeCode: xCompetence.modeCode,
    currentCode: list(text(v, 'currentCode')),
    classificationId: list(text(v, 'classificationId')),
    goodsMeasure: mass === '' ? undefined : { grossMassMeasure: { value: mass, unitCode: 'KGM' } },
  })
  const [first, ...others] = xCapacity
  const capacity = lanes === '' ? [] : [{ modeCode: first?.modeCode ?? '3', lanes: Number(lanes), vehiclesPerHour: Number(vehicles) }, ...others] // prettier-ignore
  return [
    filled({
      xAdmittedBefore: text(v, 'admitted') === '' ? undefined : `PT${text(v, 'admitted')}M`,
      xCompetence: Object.keys(competence).length === 0 ? undefined : competence,
      xCapacity: capacity,
    }),
    wrong,
  ]
}
