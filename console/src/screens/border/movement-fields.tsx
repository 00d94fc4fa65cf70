/** The fields that decisions about a movement share, and the document that is made of them. */
import type { ComponentChildren } from 'preact'
import type { Schemas } from '../../api.ts'
import { Field, TextArea, Ticks } from '../../parts/index.ts'
import { person } from '../../session.ts'
import { t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import {
  AgencyChoice,
  filled,
  isList,
  isWrong,
  remarkOf,
  subjectName,
  subjectsNamed,
  subjectsOf,
  SubjectTicks,
  text,
  ThingsField,
  thingsOf,
  ticked,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'

export type Detail = Schemas['PreArrival']

export const keysOf = (d: Detail): string[] => d.subjects.filter((s) => s.subject !== null).map((s) => s.key)
export const isLive = ({ lodgement }: Detail): boolean => lodgement === 'registered' || lodgement === 'amended'
export const isAt = (d: Detail, ...movements: readonly string[]): boolean =>
  d.subjects.some((s) => movements.includes(s.movement))
export const isHere = (movement: string): boolean => movement === 'arrived' || movement === 'presented'
/** Whether something is here that nobody has declared with effect. */
export const isFound = (d: Detail): boolean => d.subjects.some((s) => !s.declared && isHere(s.movement))
/** Those that must decide on something of it; of what nobody has declared also whoever asks. */
export const agenciesOf = (d: Detail): string[] => {
  const own = isFound(d) ? (person.value?.agency ?? 'customs') : 'customs'
  return [...new Set([...d.agencies, ...d.subjects.flatMap((s) => Object.keys(s.disposal)), own])]
}
/** Orders that stand for something still. */
export const standingOf = (d: Detail): Detail['doNotLoad'][number][] =>
  d.doNotLoad.filter((o) => o.subjects.some((s) => s.state === 'standing'))

export const OfficeField = ({ name = 'xActualOffice', value }: { name?: string; value: string | null }) => (
  <Field name={name} label={t('border.office')} value={value ?? ''} width={16} />
)
export const WhyField = ({ country }: { country: string }) => (
  <TextArea
    name="additionalInformation"
    label={t('border.act.reason')}
    hint={t('border.act.reason.hint', { country })}
    rows={2}
  />
)
export const AtField = ({ name = 'xAt' }: { name?: string }) => <TimeField name={name} label={t('border.act.at')} />
export const AgencyField = ({ detail }: { detail: Detail }) => <AgencyChoice agencies={agenciesOf(detail)} />
export const agencyOf = (v: FormData) => ({ xAgency: text(v, 'xAgency') })

/** Those that are to be stopped, which nobody ticks by accident where there are several; any, where none is known. */
export function StoppedField({ detail }: { detail: Detail }) {
  const keys = keysOf(detail)
  const means = detail.means === null ? [] : [`means:${detail.means}`]
  if (keys.length === 0)
    return detail.equipment[0] === undefined && detail.means !== null ? (
      <ThingsField kind="transport-means" value={detail.means} />
    ) : (
      <ThingsField value={detail.equipment[0] ?? ''} />
    )
  return (
    <Ticks
      name="xSubject"
      label={t('border.act.containers')}
      options={[...keys, ...means].map((value) => ({ value, text: subjectName(value) }))}
      chosen={keys.length === 1 ? keys : []}
    />
  )
}
export function stoppedOf(detail: Detail, values: FormData): Wrong | { readonly xSubject: readonly object[] } {
  const found = keysOf(detail).length > 0 ? subjectsNamed(ticked(values, 'xSubject')) : thingsOf(values)
  return found.length === 0 ? { xSubject: t('border.act.containers.missing') } : { xSubject: found }
}

type Times = Readonly<Record<string, 'needed' | 'may'>>
/**
 * One decision of many: its own fields, then the subjects and the remark that nearly all have. What is said of a part of the movement names that part;
 * what is said of all of it names none.
 */
export function decision(
  detail: Detail,
  offer: Pick<Offer, 'type' | 'about' | 'inReplyTo' | 'danger' | 'decided' | 'values'> & {
    readonly fields?: ComponentChildren
    readonly times?: Times
    readonly subjects?: boolean
    readonly remark?: boolean
    readonly document?: (values: FormData) => Record<string, unknown> | Wrong
    /** What of the document is wrong, by the field. */
    readonly check?: (values: FormData) => Wrong
  },
): Offer {
  const { fields, times = {}, subjects = false, remark = false, document, check, ...rest } = offer
  const keys = keysOf(detail)
  return {
    ...rest,
    fields: (
      <>
        {fields}
        {subjects && keys.length > 1 && <SubjectTicks keys={keys} />}
        {remark && <WhyField country={detail.peer} />}
      </>
    ),
    build(values): Said | Wrong {
      const [at, late] = timesOf(values, times)
      const about = subjects ? subjectsOf(values, keys) : []
      const wrong = isWrong(late, check?.(values) ?? {}, isList(about) ? {} : about)
      if (wrong) return wrong
      return {
        document: {
          ...at,
          ...filled({
            xSubject: about,
            additionalInformation: remark ? remarkOf(values) : [],
            ...document?.(values),
          }),
        },
      }
    },
  }
}
