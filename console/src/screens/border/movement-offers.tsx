/** What can be said of movements at a juxtaposed office: exit, handover, entry, what goes back, and their suspension. */
import type { Schemas } from '../../api.ts'
import { Choice, Field, Ticks } from '../../parts/index.ts'
import { formatList, t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import {
  filled,
  Group,
  isList,
  isWrong,
  missing,
  ReasonCodeField,
  RemarkField,
  remarkOf,
  subjectsOf,
  subjectName,
  SubjectTicks,
  text,
  ThingsField,
  thingsOf,
  ticked,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'

type Office = Schemas['JuxtaposedOffice']
type Movement = Schemas['Movement']
export type Stage = Schemas['MovementStage']
export type MovementState = {
  readonly office: string
  readonly zone: string
  readonly lane: string
  readonly subjects: Readonly<
    Record<
      string,
      { readonly stage: Stage; readonly since: string; readonly detained: boolean; readonly readmitted: boolean }
    >
  >
  readonly incidents: Readonly<
    Record<string, { readonly side: string; readonly at: string; readonly zone: string; readonly law: string }>
  >
  readonly suspension: { readonly id: string; readonly ends: string } | null
}
const ENDS = ['complete', 'return'] as const

/** How a suspension ends for what is under way. */
const EndsChoice = () => (
  <Choice
    name="xEnds"
    kind="radio"
    label={t('border.office.ends')}
    value="complete"
    options={ENDS.map((value) => ({ value, text: t(`border.office.ends.${value}`) }))}
  />
)

/** What a movement is called, by what moves. */
export const movementName = (m: Pick<Movement, 'subjects'>): string =>
  formatList(m.subjects.map((s) => subjectName(s.key)))

/** An office is suspended, or one movement; `open`: the movements at the office, some of which may be exceptions. */
export const suspensionOffer = (open: readonly Movement[]): Offer => ({
  type: 'suspension',
  decided: true,
  danger: true,
  fields: (
    <>
      <ReasonCodeField />
      <TimeField name="xFrom" label={t('border.hours.since')} />
      <TimeField name="xUntil" label={t('border.assistance.until')} ahead={null} required={false} />
      <EndsChoice />
      {open.length > 0 && (
        <Ticks
          name="xExceptions"
          label={t('border.office.exceptions')}
          hint={t('border.office.exceptions.hint')}
          options={open.map((m) => ({ value: m.conversation, text: `${movementName(m)} · ${m.zone} · ${m.lane}` }))}
          chosen={[]}
        />
      )}
      <RemarkField />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xFrom: 'needed', xUntil: 'may' })
    const xEnds = text(v, 'xEnds')
    return (
      isWrong(late, missing(v, 'xReasonCode')) ?? {
        document: {
          xReasonCode: text(v, 'xReasonCode'),
          xEnds,
          ...times,
          ...filled({
            xExceptions: ticked(v, 'xExceptions').map((xMovement) => ({
              xMovement,
              xEnds: ENDS.find((other) => other !== xEnds),
            })),
            additionalInformation: remarkOf(v),
          }),
        },
      }
    )
  },
})

/** The exit control of something is over: a movement begins. */
export function exitOffer(o: Office): Offer {
  const zones = o.dossiers.flatMap((d) => d.zones)
  const lanes = [...new Set(zones.flatMap((z) => z.lanes.map((l) => l.id)))]
  const options = (all: readonly string[]) => [...new Set(all)].map((value) => ({ value, text: value }))
  return {
    type: 'exit-completed',
    opens: true,
    fields: (
      <>
        <Group label={t('border.office.place')}>
          <Choice name="xZone" label={t('border.office.zone')} options={options(zones.map((z) => z.id))} />
          <Choice name="xLane" label={t('border.office.lane')} options={options(lanes)} />
        </Group>
        <ThingsField />
        <Field name="declaration" label={t('border.mrn')} width={24} />
        <Field name="xCrossing" label={t('border.crossing')} width={24} />
        <TimeField name="xAt" label={t('border.act.at')} />
      </>
    ),
    build: (v): Said | Wrong => {
      const [times, late] = timesOf(v, { xAt: 'needed' })
      const subjects = thingsOf(v)
      return (
        isWrong(late, subjects.length === 0 ? { xSubject: t('border.act.containers.missing') } : {}) ?? {
          document: {
            xOfficeId: o.office,
            xOfficeCase: o.conversation,
            xZone: text(v, 'xZone'),
            xLane: text(v, 'xLane'),
            xSubject: subjects,
            ...times,
            ...(text(v, 'declaration') === '' ? {} : { declaration: { id: text(v, 'declaration') } }),
          },
          ...(text(v, 'xCrossing') === '' ? {} : { context: { xCrossing: text(v, 'xCrossing') } }),
        }
      )
    },
  }
}

/** What can be said of one movement; each step is about those that are at its stage. */
export function movementOffers(m: MovementState, side: 'exit' | 'entry', countries: readonly string[]): Offer[] {
  const at = (stages: readonly Stage[], detained?: boolean): string[] =>
    Object.entries(m.subjects).flatMap(([key, s]) =>
      stages.includes(s.stage) && !s.readmitted && (detained === undefined || s.detained === detained) ? [key] : [],
    )
  const found: Offer[] = []
  const step = (
    type: string,
    stages: readonly Stage[],
    more: {
      readonly reason?: boolean
      readonly declaration?: boolean
      readonly danger?: boolean
      readonly decided?: boolean
      readonly open?: boolean
      /** Only what is detained, or only what is not. */
      readonly detained?: boolean
    } = {},
  ): void => {
    const keys = at(stages, more.detained)
    if (keys.length === 0) return
    // What is named is a part; a step is otherwise about all that is not over, which may be at another stage.
    const all = Object.keys(m.subjects)
    found.push({
      type,
      danger: more.danger ?? false,
      decided: more.decided ?? false,
      open: more.open ?? false,
      fields: (
        <>
          {all.length > 1 && <SubjectTicks keys={all} chosen={keys} />}
          {more.reason && <ReasonCodeField />}
          {more.declaration && <Field name="declaration" label={t('border.mrn')} width={24} />}
          <TimeField name="xAt" label={t('border.act.at')} />
          <RemarkField />
        </>
      ),
      build: (v) => {
        const [times, late] = timesOf(v, { xAt: 'needed' })
        const subjects = subjectsOf(v, all)
        return (
          isWrong(late, isList(subjects) ? {} : subjects, more.reason ? missing(v, 'xReasonCode') : {}) ?? {
            document: {
              ...times,
              ...(text(v, 'declaration') === '' ? {} : { declaration: { id: text(v, 'declaration') } }),
              ...filled({
                xSubject: subjects,
                xReasonCode: more.reason ? text(v, 'xReasonCode') : undefined,
                additionalInformation: remarkOf(v),
              }),
            },
          }
        )
      },
    })
  }
  const returns = m.suspension?.ends === 'return'
  if (side === 'entry') {
    if (!returns) step('entry-started', ['handover'], { open: true })
    step('entry-completed', ['entry'], { open: true, declaration: true, detained: false })
    step('detained', ['entry'], { reason: true, danger: true, decided: true, detained: false })
    step('detention-lifted', ['entry'], { reason: true, decided: true, detained: true })
    step('seized', ['handover', 'entry'], { reason: true, danger: true, decided: true })
    step('entry-refused', ['handover', 'entry'], { reason: true, danger: true, decided: true })
    step('returned', ['handover', 'refused'], { danger: true })
  } else step('readmitted', ['exit', 'refused', 'returned'], { danger: true, decided: true })
  if (m.suspension === null && at(['exit', 'handover', 'entry', 'refused']).length > 0) found.push(suspensionOffer([]))
  found.push({
    type: 'incident',
    decided: true,
    fields: (
      <>
        <Field name="xWhat" label={t('border.office.what')} required width={40} />
        <Group label={t('border.office.place')}>
          <Field name="xZone" label={t('border.office.zone')} value={m.zone} width={12} />
          <Choice
            name="xLawApplied"
            label={t('border.office.law')}
            options={countries.map((value) => ({ value, text: value }))}
          />
        </Group>
        <TimeField name="xAt" label={t('border.act.at')} />
      </>
    ),
    build: (v) => {
      const [times, late] = timesOf(v, { xAt: 'needed' })
      return (
        isWrong(late, missing(v, 'xWhat', 'xZone')) ?? {
          document: {
            ...times,
            xWhat: text(v, 'xWhat'),
            xLawApplied: text(v, 'xLawApplied'),
            xZone: text(v, 'xZone'),
          },
        }
      )
    },
  })
  return found
}
