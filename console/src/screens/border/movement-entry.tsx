/** What the entry side says of what was handed over to it: its controls begin and end, it detains, seizes and refuses, and what becomes of it. */
import { Choice } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import {
  filled,
  isWrong,
  list,
  RemarkField,
  remarkOf,
  text,
  ThingsField,
  thingsOf,
  TimeField,
  timesOf,
} from './fields.tsx'
import {
  ConsentFields,
  consentOf,
  consentWrong,
  EndChoice,
  RulingFields,
  rulingMissing,
  rulingOf,
} from './hold-fields.tsx'
import { AgencyField, OthersField } from './movement-agencies.tsx'
import { unique, working, type MovementState, type Stage } from './movement-state.ts'
import { stepOffer, subjectsAt, type Step } from './movement-step.tsx'

/** Of an agency that has work to do, and is not held up by its own detention. */
const isFree = ({ agencies: { entry }, detainedBy }: MovementState['subjects'][string]): boolean =>
  entry.named.some((agency) => !entry.ended.includes(agency) && !detainedBy.includes(agency))

/** Something lay with what was handed over, and no exit was completed for it: it is under control from now on. */
const foundOffer: Offer = {
  type: 'found',
  fields: (
    <>
      <ThingsField />
      <AgencyField agencies={[]} />
      <OthersField />
      <TimeField name="xAt" label={t('border.act.at')} />
      <RemarkField />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xAt: 'needed' })
    const subjects = thingsOf(v)
    return (
      isWrong(late, subjects.length === 0 ? { xSubject: t('border.act.containers.missing') } : {}) ?? {
        document: {
          ...times,
          xUndeclared: true,
          ...filled({
            xSubject: subjects,
            xAgency: text(v, 'xAgency'),
            xAgencies: list(text(v, 'xAgencies')),
            additionalInformation: remarkOf(v),
          }),
        },
      }
    )
  },
}
/** Where something may be found with what stands there, or has entered. */
const CAME: readonly Stage[] = ['handover', 'entry', 'refused', 'seized', 'disposed', 'done']

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

export function entryOffers(m: MovementState): Offer[] {
  const found: Offer[] = []
  const step = (type: string, stages: readonly Stage[], more: Step): void =>
    void found.push(...stepOffer(m, type, stages, more))
  const holding = unique(Object.values(m.subjects).flatMap((s) => s.detainedBy))
  const seizing = unique(Object.values(m.subjects).flatMap((s) => s.seizedBy))
  const refusing = unique(Object.values(m.subjects).flatMap((s) => s.refusedBy ?? []))
  const waits = Object.values(m.subjects).find((s) => s.again !== null && s.again.consent === null)?.again
  if (m.suspension?.ends !== 'return') step('entry-started', ['handover'], { open: true, agency: [], others: true })
  if (waits) found.push(consentOffer(waits.id))
  step('entry-completed', ['entry'], {
    open: true,
    declaration: true,
    agency: working(m, 'entry'),
    only: (s) => isFree(s),
  })
  step('detained', ['entry'], { reason: true, danger: true, decided: true, agency: working(m, 'entry') })
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
  step('refusal-revoked', ['refused'], { reason: true, danger: true, decided: true, agency: refusing })
  step('returned', ['handover', 'refused'], { danger: true })
  if (subjectsAt(m, CAME).length > 0) found.push(foundOffer)
  return found
}
