/** What the exit side says: its controls of something are over and a movement begins, each further agency ends, and what it takes back or controls once more. */
import type { Schemas } from '../../api.ts'
import { Choice, Field } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import {
  filled,
  Group,
  isWrong,
  list,
  subjectsNamed,
  SubjectTicks,
  text,
  ThingsField,
  thingsOf,
  ticked,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'
import { AgencyField, OthersField } from './movement-agencies.tsx'
import { working, type MovementState, type Stage } from './movement-state.ts'
import { stepOffer, subjectsAt, type Step } from './movement-step.tsx'

type Office = Schemas['JuxtaposedOffice']

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

export function exitOffers(m: MovementState): Offer[] {
  const found: Offer[] = []
  const step = (type: string, stages: readonly Stage[], more: Step): void =>
    void found.push(...stepOffer(m, type, stages, more))
  if (working(m, 'exit').length > 0 && m.suspension?.ends !== 'return')
    found.push(exitEndOffer(m, subjectsAt(m, ['exit']), working(m, 'exit')))
  step('handover-revoked', ['handover'], { reason: true, danger: true, decided: true })
  const held: readonly Stage[] = ['handover', 'entry', 'refused']
  step('control-again-request', held, { reason: true, only: (s) => s.again?.consent !== true })
  step('control-again', held, { decided: true, open: true, only: (s) => s.again?.consent === true })
  step('readmitted', ['exit', 'refused', 'returned'], { danger: true, decided: true })
  return found
}
