/** What can be said of movements at a juxtaposed office: exit, handover, entry, what goes back, and their suspension. */
import type { ComponentChildren } from 'preact'
import type { Schemas } from '../../api.ts'
import { Choice, Field, Ticks } from '../../parts/index.ts'
import { mayUse, person, session } from '../../session.ts'
import { formatList, t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import {
  ConsentFields,
  consentOf,
  consentWrong,
  EndChoice,
  RulingFields,
  rulingMissing,
  rulingOf,
} from './hold-fields.tsx'
import {
  AgencyChoice,
  filled,
  Group,
  isList,
  isWrong,
  list,
  missing,
  ReasonCodeField,
  RemarkField,
  remarkOf,
  subjectsNamed,
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
export type Taking = { readonly named: readonly string[]; readonly ended: readonly string[] }
export type MovementState = {
  readonly office: string
  readonly officeCase: string
  readonly zone: string
  readonly lane: string
  readonly subjects: Readonly<
    Record<
      string,
      {
        readonly stage: Stage
        readonly since: string
        /** Whose law governs its control now. */
        readonly law: string
        readonly agencies: Readonly<Record<'exit' | 'entry', Taking>>
        readonly detainedBy: readonly string[]
        readonly seizedBy: readonly string[]
        readonly refusedBy: string | null
        readonly disposal: 'destroyed' | 'returned' | 'abandoned' | 'confiscated' | null
        readonly readmitted: boolean
        readonly again: { readonly id: string; readonly consent: boolean | null } | null
      }
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
  const dossiers = o.dossiers.filter((d) => d.inForce)
  const zones = dossiers.flatMap((d) => d.zones)
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
        <AgencyField agencies={dossiers.find((d) => d.by === session.value!.country)?.agencies ?? []} />
        <OthersField />
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
            ...filled({ xAgency: text(v, 'xAgency'), xAgencies: list(text(v, 'xAgencies')) }),
            ...(text(v, 'declaration') === '' ? {} : { declaration: { id: text(v, 'declaration') } }),
          },
          ...(text(v, 'xCrossing') === '' ? {} : { context: { xCrossing: text(v, 'xCrossing') } }),
        }
      )
    },
  }
}

const unique = (all: readonly string[]): string[] => [...new Set(all)].sort()

/** Of an agency that has work to do, and is not held up by its own detention. */
const isFree = ({ agencies: { entry }, detainedBy }: MovementState['subjects'][string]): boolean =>
  entry.named.some((agency) => !entry.ended.includes(agency) && !detainedBy.includes(agency))

/** Which agency acts; one that is not known yet is typed. */
const AgencyField = ({ agencies }: { agencies: readonly string[] }) =>
  agencies.length > 0 ? (
    <AgencyChoice agencies={agencies} />
  ) : (
    <Field name="xAgency" label={t('border.act.agency')} value={person.value?.agency ?? 'customs'} width={20} />
  )

const OthersField = () => (
  <Field name="xAgencies" label={t('border.office.others')} hint={t('border.office.others.hint')} width={32} />
)

/** Another agency of the exit side has ended its control of what stands there. */
const exitEndOffer = (m: MovementState, keys: readonly string[], agencies: readonly string[]): Offer => ({
  type: 'exit-ended',
  open: true,
  fields: (
    <>
      {keys.length > 1 && <SubjectTicks keys={keys} />}
      <AgencyField agencies={agencies} />
      <TimeField name="xAt" label={t('border.act.at')} />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xAt: 'needed' })
    const chosen = keys.length > 1 ? ticked(v, 'xSubject') : keys
    return (
      isWrong(late, chosen.length === 0 ? { xSubject: t('border.act.containers.missing') } : {}) ?? {
        document: {
          xOfficeId: m.office,
          xOfficeCase: m.officeCase,
          xZone: m.zone,
          xLane: m.lane,
          xSubject: subjectsNamed(chosen),
          xAgency: text(v, 'xAgency'),
          ...times,
        },
      }
    )
  },
})

/** The exit side asks to control once more: yes or no. */
const consentOffer = (request: string): Offer => ({
  type: 'control-again-answer',
  inReplyTo: request,
  decided: true,
  open: true,
  fields: (
    <>
      <Choice
        name="xConsent"
        kind="radio"
        label={t('border.office.consent')}
        value="no"
        options={(['yes', 'no'] as const).map((value) => ({ value, text: t(`border.${value}`) }))}
      />
      <TimeField name="xAt" label={t('border.act.at')} />
      <RemarkField />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xAt: 'needed' })
    return (
      isWrong(late) ?? {
        document: {
          ...times,
          xConsent: text(v, 'xConsent') === 'yes',
          ...filled({ additionalInformation: remarkOf(v) }),
        },
      }
    )
  },
})

/** What can be said of one movement; each step is about those that are at its stage. */
export function movementOffers(m: MovementState, side: 'exit' | 'entry', countries: readonly string[]): Offer[] {
  const at = (stages: readonly Stage[], detained?: boolean): string[] =>
    Object.entries(m.subjects).flatMap(([key, s]) =>
      stages.includes(s.stage) && !s.readmitted && (detained === undefined || s.detainedBy.length > 0 === detained)
        ? [key]
        : [],
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
      /** Which agencies act: several may, each for itself. */
      readonly agency?: readonly string[]
      /** Others may be named that have to end their controls too. */
      readonly others?: boolean
      readonly inReplyTo?: string
      /** Only these of them. */
      readonly only?: (subject: MovementState['subjects'][string]) => boolean
      /** What this type alone says. */
      readonly fields?: ComponentChildren
      readonly document?: (values: FormData) => Readonly<Record<string, unknown>>
      readonly check?: (values: FormData) => Wrong
      /** It says no time. */
      readonly timeless?: true
    } = {},
  ): void => {
    const keys = at(stages, more.detained).filter((key) => more.only?.(m.subjects[key]!) ?? true)
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
    })
  }
  const returns = m.suspension?.ends === 'return'
  const working = (of: 'exit' | 'entry'): string[] =>
    unique(
      Object.values(m.subjects).flatMap((s) => s.agencies[of].named.filter((a) => !s.agencies[of].ended.includes(a))),
    )
  const holding = unique(Object.values(m.subjects).flatMap((s) => s.detainedBy))
  const seizing = unique(Object.values(m.subjects).flatMap((s) => s.seizedBy))
  const refusing = unique(Object.values(m.subjects).flatMap((s) => s.refusedBy ?? []))
  const released = (stages: readonly Stage[]): string[] =>
    unique(Object.values(m.subjects).flatMap((s) => (stages.includes(s.stage) ? s.agencies[side].ended : [])))
  const revocable: readonly Stage[] = side === 'exit' ? ['exit'] : ['entry', 'done']
  const zone = at(['done']).length > 0 && (
    <Field name="xZone" label={t('border.revoked.place')} hint={t('border.revoked.place.hint')} width={12} />
  )
  const waits = Object.values(m.subjects).find((s) => s.again !== null && s.again.consent === null)?.again
  if (side === 'entry') {
    if (!returns) step('entry-started', ['handover'], { open: true, agency: [], others: true })
    if (waits) found.push(consentOffer(waits.id))
    step('entry-completed', ['entry'], {
      open: true,
      declaration: true,
      agency: working('entry'),
      only: (s) => isFree(s),
    })
    step('detained', ['entry'], { reason: true, danger: true, decided: true, agency: working('entry') })
    step('detention-lifted', ['entry'], { reason: true, decided: true, detained: true, agency: holding })
    step('seized', ['handover', 'entry', 'seized'], { reason: true, danger: true, decided: true, agency: [] })
    const ruled = { fields: <RulingFields />, check: rulingMissing, document: rulingOf }
    step('seizure-lifted', ['seized'], { decided: true, agency: seizing, ...ruled })
    step('disposed', ['seized', 'refused'], {
      ...{ danger: true, decided: true, agency: unique([...seizing, ...refusing]), fields: <EndChoice /> },
      document: (v) => ({ xDisposal: text(v, 'xDisposal') }),
    })
    if (unique([...seizing, ...holding]).length > 1)
      step('disposal-consent', ['entry', 'seized'], {
        ...{ decided: true, timeless: true, agency: unique([...seizing, ...holding]) },
        only: (s) => s.seizedBy.length + s.detainedBy.length > 0,
        fields: <ConsentFields agencies={unique([...seizing, ...holding])} />,
        ...{ check: consentWrong, document: consentOf },
      })
    step('entry-refused', ['handover', 'entry'], { reason: true, danger: true, decided: true })
    step('returned', ['handover', 'refused'], { danger: true })
  } else {
    if (working('exit').length > 0 && !returns) found.push(exitEndOffer(m, at(['exit']), working('exit')))
    step('handover-revoked', ['handover'], { reason: true, danger: true, decided: true })
    const held: readonly Stage[] = ['handover', 'entry', 'refused']
    step('control-again-request', held, { reason: true, only: (s) => s.again?.consent !== true })
    step('control-again', held, { decided: true, open: true, only: (s) => s.again?.consent === true })
    step('readmitted', ['exit', 'refused', 'returned'], { danger: true, decided: true })
  }
  if (released(revocable).length > 0)
    step('release-revoked', revocable, {
      ...{ reason: true, danger: true, decided: true, agency: released(revocable), fields: zone },
      only: (s) => s.agencies[side].ended.length > 0,
      document: (v) => ({ xZone: text(v, 'xZone') }),
    })
  if (m.suspension === null && at(['exit', 'handover', 'entry', 'refused']).length > 0) found.push(suspensionOffer([]))
  if (mayUse(['incidents']))
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
