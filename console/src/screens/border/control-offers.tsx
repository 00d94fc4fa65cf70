/** What can be said of a joint control as it stands: accepted, put off, begun, found, broken off, and whether it counts here. */
import type { Schemas } from '../../api.ts'
import { Field, Ticks, Time } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import { resultOffer } from './control-result.tsx'
import { allResults, controlledFor, otherSide, type ControlState } from './control-state.ts'
import {
  AgenciesField,
  filled,
  HOUR,
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
  ticked,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'

type Control = Schemas['JointControl']

/** All that can be said of a control as it stands, by the side that we are. */
export function controlOffers(c: Control, s: ControlState): Offer[] {
  const [side, other] = [c.side, otherSide(c.side)]
  const asked = s.requestedBy === null || s.requestedBy !== side
  const found: Offer[] = []
  const why = (values: FormData): Said | Wrong =>
    isWrong(missing(values, 'xReasonCode')) ?? {
      document: { xReasonCode: text(values, 'xReasonCode'), ...filled({ additionalInformation: remarkOf(values) }) },
    }
  const reasons = (
    <>
      <ReasonCodeField />
      <RemarkField />
    </>
  )
  for (const [id, r] of Object.entries(s.reschedules))
    if (r.side === other)
      found.push({
        type: 'reschedule-accepted',
        about: id,
        inReplyTo: id,
        decided: true,
        open: true,
        values: { place: r.place ?? c.place ?? '' },
        fields: (
          <>
            <p>
              <strong>
                <Time at={r.start} withDay />
              </strong>{' '}
              <bdi>{r.place ?? c.place}</bdi>
              {r.objectives && (
                <>
                  {' · '}
                  {formatList(r.objectives.map((o) => named('border.control.objective', o)))}
                </>
              )}
            </p>
            <AgenciesField value={(s.agencies[side] ?? ['customs']).join(', ')} />
          </>
        ),
        build: (v) => isWrong(missing(v, 'xAgencies')) ?? { document: { xAgencies: list(text(v, 'xAgencies')) } },
      })
  if (c.phase === 'requested' && asked)
    found.push({
      type: 'acceptance',
      inReplyTo: s.request ?? undefined,
      decided: true,
      open: true,
      fields: <AgenciesField />,
      build: (v) => isWrong(missing(v, 'xAgencies')) ?? { document: { xAgencies: list(text(v, 'xAgencies')) } },
    })
  if (c.phase === 'running' && s.started[side] !== undefined && c.record === null && s.agencies[side])
    found.push(resultOffer(c, s))
  if ((c.phase === 'agreed' || c.phase === 'running') && s.started[side] === undefined)
    found.push({
      type: 'start',
      open: true,
      fields: <TimeField name="xStart" label={t('border.act.at')} />,
      build: (v) => {
        const [times, wrong] = timesOf(v, { xStart: 'needed' })
        return isWrong(wrong) ?? { document: times }
      },
    })
  for (const o of c.owed)
    if (o.overdue || o.by === session.value!.country)
      found.push({
        type: 'concluded-without',
        about: `${o.by} ${o.agency}`,
        decided: true,
        danger: true,
        values: { agency: named('border.agency', o.agency), of: o.by },
        fields: reasons,
        build: (v) => {
          const xSide = o.by === session.value!.country ? side : other
          return (
            isWrong(missing(v, 'xReasonCode')) ?? {
              document: {
                xSide,
                xAgency: o.agency,
                xReasonCode: text(v, 'xReasonCode'),
                ...filled({ additionalInformation: remarkOf(v) }),
              },
            }
          )
        },
      })
  if (['requested', 'agreed', 'no-show'].includes(c.phase))
    found.push({
      type: 'reschedule',
      fields: (
        <>
          <TimeField name="xStart" label={t('border.control.start')} ahead={HOUR} />
          <Field name="xPlace" label={t('border.control.place')} value={c.place ?? ''} width={24} />
          <Field
            name="xObjectives"
            label={t('border.control.objectives')}
            hint={t('border.control.objectives.hint')}
            value={c.objectives.join(', ')}
            required
            width={40}
          />
          <AgenciesField {...(s.agencies[side] ? { value: s.agencies[side].join(', ') } : {})} />
          <RemarkField />
        </>
      ),
      build: (v) => {
        const [times, wrong] = timesOf(v, { xStart: 'needed' })
        const objectives = list(text(v, 'xObjectives'))
        const more = filled({
          xPlace: text(v, 'xPlace'),
          xObjectives: objectives.join() === c.objectives.join() ? [] : objectives,
          xAgencies: list(text(v, 'xAgencies')),
          additionalInformation: remarkOf(v),
        })
        return isWrong(wrong, missing(v, 'xAgencies', 'xObjectives')) ?? { document: { ...times, ...more } }
      },
    })
  if (c.phase === 'requested' && asked)
    found.push({
      type: 'decline',
      decided: true,
      inReplyTo: s.request ?? undefined,
      danger: true,
      fields: reasons,
      build: why,
    })
  if (c.phase === 'agreed' || (c.phase === 'running' && s.started[other] === undefined))
    found.push({
      type: 'no-show',
      danger: true,
      fields: (
        <>
          <TimeField name="xWaitedUntil" label={t('border.control.waited')} />
          <RemarkField />
        </>
      ),
      build: (v) => {
        const [times, wrong] = timesOf(v, { xWaitedUntil: 'needed' })
        return isWrong(wrong) ?? { document: { ...times, ...filled({ additionalInformation: remarkOf(v) }) } }
      },
    })
  if (['agreed', 'running', 'no-show'].includes(c.phase))
    found.push({ type: 'aborted', danger: true, fields: reasons, build: why })
  return [...found, ...recognitionOffers(c, s)]
}

/** Whether the record counts here, for what the other side controlled, with the seals as they were last seen. */
function recognitionOffers(c: Control, s: ControlState): Offer[] {
  if (c.record === null) return []
  const ours = c.recognition.find((r) => r.by === session.value!.country)
  const theirs = [...new Set(allResults(s).flatMap((r) => (r.side === c.side ? [] : controlledFor(r))))]
  const objectives = theirs.length > 0 ? theirs : c.objectives
  const xRecordDigest = c.record.digest
  const found: Offer[] = []
  if (ours?.recognised !== true)
    found.push({
      type: 'recognition',
      decided: true,
      open: ours === undefined,
      fields: (
        <>
          <Ticks
            name="xObjectives"
            label={t('border.control.objectives')}
            options={objectives.map((value) => ({ value, text: named('border.control.objective', value) }))}
          />
          {c.subjects.length > 1 && <SubjectTicks keys={c.subjects} />}
          {c.seals.map((seal) => (
            <TimeField
              key={`${seal.equipment} ${seal.seal}`}
              name={`seal ${seal.equipment} ${seal.seal}`}
              label={t('border.seal.seen.of', { seal: seal.seal, equipment: seal.equipment })}
              at={seal.lastSeen}
            />
          ))}
          <TimeField name="xUntil" label={t('border.control.until')} ahead={null} required={false} />
        </>
      ),
      build: (v) => {
        const subjects = subjectsOf(v, c.subjects)
        const keys = ticked(v, 'xSubject')
        // Of what is not recognised no seal is asked for.
        const seals = c.seals.filter((x) => c.subjects.length < 2 || keys.includes(`equipment:${x.equipment}`))
        const times = Object.fromEntries(seals.map((x) => [`seal ${x.equipment} ${x.seal}`, 'needed' as const]))
        const [seen, late] = timesOf(v, times)
        const [until, wrong] = timesOf(v, { xUntil: 'may' })
        const xObjectives = ticked(v, 'xObjectives')
        const faults = isWrong(
          late,
          wrong,
          isList(subjects) ? {} : subjects,
          xObjectives.length === 0 ? { xObjectives: t('border.act.containers.missing') } : {},
        )
        if (faults) return faults
        return {
          document: {
            xRecordDigest,
            xObjectives,
            ...until,
            ...filled({
              xSubject: subjects,
              xSealLastSeen: seals.map((x) => ({
                transportEquipment: x.equipment,
                seal: x.seal,
                // Minutes are typed; the seal was put on within one.
                at: later(String(seen[`seal ${x.equipment} ${x.seal}`]), x.lastSeen),
              })),
            }),
          },
        }
      },
    })
  if (ours?.recognised !== false)
    found.push({
      type: 'non-recognition',
      danger: true,
      decided: true,
      fields: (
        <>
          <ReasonCodeField />
          <RemarkField />
        </>
      ),
      build: (v) =>
        isWrong(missing(v, 'xReasonCode')) ?? {
          document: {
            xRecordDigest,
            xReasonCode: text(v, 'xReasonCode'),
            ...filled({ additionalInformation: remarkOf(v) }),
          },
        },
    })
  return found
}

/** A time that was typed to the minute is the one that it shows, where that lies within it. */
const later = (typed: string, shown: string): string =>
  Math.floor(Date.parse(typed) / 60_000) === Math.floor(Date.parse(shown) / 60_000) ? shown : typed
