/** What can be said of a juxtaposed office and of one movement there: dossiers, agreement and suspension; exit, handover, entry, and what goes back. */
import { useState } from 'preact/hooks'
import type { Schemas } from '../../api.ts'
import { Button, Choice, Field, Ticks } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { formatList, t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import {
  AgenciesField,
  filled,
  Group,
  isList,
  isWrong,
  list,
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

const EndsChoice = () => (
  <Choice
    name="xEnds"
    kind="radio"
    label={t('border.office.ends')}
    value="complete"
    options={ENDS.map((value) => ({ value, text: t(`border.office.ends.${value}`) }))}
  />
)

/** Zones, each on somebody's soil, with their lanes. */
function ZoneFields({ office }: { office: Office | undefined }) {
  const us = session.value!.country
  const zones = office?.dossiers.find((d) => d.by === us)?.zones ?? office?.dossiers[0]?.zones ?? []
  const [rows, setRows] = useState(Math.max(1, zones.length))
  return (
    <>
      <input type="hidden" name="rows" value={rows} />
      {Array.from({ length: rows }, (_, i) => (
        <Group key={i} label={t('border.office.zone.of', { number: i + 1 })}>
          <Field name={`id ${i}`} label={t('border.office.zone')} value={zones[i]?.id ?? ''} width={12} />
          <Field name={`territory ${i}`} label={t('border.office.soil')} value={zones[i]?.territory ?? us} width={4} />
          <Field
            name={`lanes ${i}`}
            label={t('border.office.lanes')}
            hint={t('border.list.hint')}
            value={zones[i]?.lanes.map((l) => l.id).join(', ') ?? ''}
            width={20}
          />
        </Group>
      ))}
      <p>
        <Button onClick={() => setRows(rows + 1)}>{t('border.office.zone.more')}</Button>
      </p>
    </>
  )
}

export const dossierOffer = (office: Office | undefined, side: 'exit' | 'entry' | null): Offer => {
  const mine = office?.dossiers.find((d) => d.by === session.value!.country)
  return {
    type: 'dossier',
    fields: (
      <>
        {office === undefined && <Field name="xOfficeId" label={t('border.office')} required width={20} />}
        {side === null && (
          <Choice
            name="xSide"
            label={t('border.control.side')}
            options={(['exit', 'entry'] as const).map((value) => ({ value, text: t(`border.side.${value}`) }))}
          />
        )}
        <ZoneFields office={office} />
        <AgenciesField {...(mine && mine.agencies.length > 0 ? { value: mine.agencies.join(', ') } : {})} />
        <TimeField name="xValidFrom" label={t('border.hours.valid')} />
        <TimeField name="xValidTo" label={t('border.permit.to')} ahead={null} required={false} />
        <Field name="xLegalBasis" label={t('border.office.basis')} required width={40} />
        <RemarkField />
      </>
    ),
    build: (v) => {
      const [times, late] = timesOf(v, { xValidFrom: 'needed', xValidTo: 'may' })
      const rows = Array.from({ length: Number(text(v, 'rows')) }, (_, i) => i).filter((i) => text(v, `id ${i}`) !== '')
      const wrong = isWrong(
        late,
        missing(v, 'xLegalBasis', 'xAgencies', ...(office === undefined ? ['xOfficeId'] : [])),
        rows.length === 0 ? missing(v, 'id 0') : {},
        ...rows.map((i) => missing(v, `territory ${i}`, `lanes ${i}`)),
      )
      if (wrong) return wrong
      return {
        document: {
          xOfficeId: office?.office ?? text(v, 'xOfficeId'),
          xSide: side ?? text(v, 'xSide'),
          xVersion: (mine?.version ?? 0) + 1,
          xZones: rows.map((i) => ({
            id: text(v, `id ${i}`),
            territory: text(v, `territory ${i}`).toUpperCase(),
            lanes: list(text(v, `lanes ${i}`)).map((id) => ({ id })),
          })),
          ...times,
          xAgencies: list(text(v, 'xAgencies')),
          xLegalBasis: text(v, 'xLegalBasis'),
          ...filled({ additionalInformation: remarkOf(v) }),
        },
      }
    },
  }
}

/** What a movement is called, by what moves. */
export const movementName = (m: Pick<Movement, 'subjects'>): string =>
  formatList(m.subjects.map((s) => subjectName(s.key)))

/** An office is suspended, or one movement; `open`: the movements at the office, some of which may be exceptions. */
const suspensionOffer = (open: readonly Movement[]): Offer => ({
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

/** `movements`: those at the office that are known to the page. */
export function officeOffers(o: Office, movements: readonly Movement[]): Offer[] {
  const us = session.value!.country
  const theirs = o.dossiers.find((d) => d.by !== us)
  const found: Offer[] = []
  const reopens = o.suspension !== null && o.suspension.by === us
  if (theirs && (theirs.agreed !== theirs.version || reopens))
    found.push({
      type: 'agreement',
      open: true,
      values: { version: String(theirs.version) },
      fields: <RemarkField />,
      build: (v) => ({
        document: { xVersion: theirs.version, ...filled({ additionalInformation: remarkOf(v) }) },
      }),
    })
  found.push(dossierOffer(o, o.side))
  if (o.state === 'in-force')
    found.push(suspensionOffer(movements.filter((m) => m.state === 'open' && m.peer === o.peer)))
  return found
}

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
