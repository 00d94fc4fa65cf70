/** One step of a movement: the form about those subjects that are at its stage, and the message that is made of it. */
import type { ComponentChildren } from 'preact'
import { Field } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import {
  filled,
  isList,
  isWrong,
  list,
  missing,
  ReasonCodeField,
  RemarkField,
  remarkOf,
  subjectsOf,
  SubjectTicks,
  text,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'
import { AgencyField, OthersField } from './movement-agencies.tsx'
import type { MovementState, Stage } from './movement-state.ts'

export type Step = {
  readonly reason?: boolean
  readonly declaration?: boolean
  readonly danger?: boolean
  readonly decided?: boolean
  readonly open?: boolean
  /** Only what is detained, or only what is not. */
  readonly detained?: boolean
  /** Which agencies act: several may, each for itself. */
  readonly agency?: readonly string[]
  /** Others may be named that have to end their controls too. */
  readonly others?: boolean
  /** Only these of them. */
  readonly only?: (subject: MovementState['subjects'][string]) => boolean
  /** What this type alone says. */
  readonly fields?: ComponentChildren
  readonly document?: (values: FormData) => Readonly<Record<string, unknown>>
  readonly check?: (values: FormData) => Wrong
  /** It says no time. */
  readonly timeless?: true
}

/** Those at one of the stages that are still in the movement; `detained`: only what is, or only what is not. */
export const subjectsAt = (m: MovementState, stages: readonly Stage[], detained?: boolean): string[] =>
  Object.entries(m.subjects).flatMap(([key, s]) =>
    stages.includes(s.stage) && !s.readmitted && (detained === undefined || s.detainedBy.length > 0 === detained)
      ? [key]
      : [],
  )

/** None where nothing is at its stage. */
export function stepOffer(m: MovementState, type: string, stages: readonly Stage[], more: Step): Offer[] {
  const keys = subjectsAt(m, stages, more.detained).filter((key) => more.only?.(m.subjects[key]!) ?? true)
  if (keys.length === 0) return []
  // What is named is a part; a step is otherwise about all that is not over, which may be at another stage.
  const all = Object.keys(m.subjects)
  return [
    {
      type,
      danger: more.danger ?? false,
      decided: more.decided ?? false,
      open: more.open ?? false,
      fields: (
        <>
          {all.length > 1 && <SubjectTicks keys={all} chosen={keys} />}
          {more.agency && <AgencyField agencies={more.agency} />}
          {more.others && <OthersField />}
          {more.reason && <ReasonCodeField />}
          {more.declaration && <Field name="declaration" label={t('border.mrn')} width={24} />}
          {more.fields}
          {!more.timeless && <TimeField name="xAt" label={t('border.act.at')} />}
          <RemarkField />
        </>
      ),
      build: (v) => {
        const [times, late] = timesOf(v, more.timeless ? {} : { xAt: 'needed' })
        const subjects = subjectsOf(v, all)
        return (
          isWrong(
            late,
            isList(subjects) ? {} : subjects,
            more.reason ? missing(v, 'xReasonCode') : {},
            more.check?.(v) ?? {},
          ) ?? {
            document: {
              ...times,
              ...(text(v, 'declaration') === '' ? {} : { declaration: { id: text(v, 'declaration') } }),
              ...filled({
                xSubject: subjects,
                xAgency: text(v, 'xAgency'),
                xAgencies: list(text(v, 'xAgencies')),
                xReasonCode: more.reason ? text(v, 'xReasonCode') : undefined,
                additionalInformation: remarkOf(v),
                ...more.document?.(v),
              }),
            },
          }
        )
      },
    },
  ]
}
