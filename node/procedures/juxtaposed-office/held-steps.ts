/** What agencies hold at the end of a control: detained, seized or refused by each for itself, until it lifts that, or the goods come to their end; and a release that was a mistake. */
import { fault, isFault, type CaseFault } from '../../cases/case-message.ts'
import { consents, toItself, withConsent, withoutConsent } from '../../cases/consent.ts'
import { decidingAgency } from '../../cases/decided-by.ts'
import type { Said } from '../../cases/define.ts'
import { change } from '../../cases/state-record.ts'
import { about, FREE, joined, move, placeOf, without } from './movement-steps.ts'
import {
  type Bodies,
  type JuxtaposedOffice,
  type Movement,
  type Stage,
  type Step,
  type SubjectStage,
  here,
  holders,
  lawAt,
  sideOf,
} from './office-state.ts'

/** An agency that detains takes part, though it had ended its control. */
export const detained = move<Bodies['detained']>({
  from: ['entry'],
  to: ({ stage, detainedBy, agencies }, agency) => {
    const { named, ended } = agencies.entry
    const entry = { named: joined(named, agency), ended: without(ended, agency) }
    return { stage, detainedBy: joined(detainedBy, agency), agencies: { ...agencies, entry } }
  },
  rule: 'not-in-entry',
  reason: 'only what is under entry control is detained',
})

/** The subjects of which this agency has something of its own to end: those named, or all of them. */
function ofItsOwn(
  s: JuxtaposedOffice,
  m: Said<Pick<Bodies['Step'], 'xAgency' | 'xSubject'>>,
  has: (was: SubjectStage, agency: string) => boolean,
  /** Where it has nothing of that, at this place of the message. */
  otherwise: (place: string) => CaseFault,
): { movement: Movement; agency: string; keys: readonly string[] } | CaseFault {
  const movement = here(s.movement, m)
  if (isFault(movement)) return movement
  const agency = decidingAgency(m)
  if (isFault(agency)) return agency
  const named = m.body.xSubject ? about(movement, m) : Object.keys(movement.subjects)
  if (isFault(named)) return named
  const its = (key: string): boolean => has(movement.subjects[key]!, agency)
  const keys = m.body.xSubject ? named : named.filter(its)
  return keys.length > 0 && keys.every(its) ? { movement, agency, keys } : otherwise(placeOf(m))
}

const changed = (
  s: JuxtaposedOffice,
  movement: Movement,
  keys: readonly string[],
  to: (was: SubjectStage) => Partial<SubjectStage>,
): JuxtaposedOffice => ({
  ...s,
  movement: { ...movement, subjects: change(movement.subjects, keys, (was) => ({ ...was!, ...to(was!) })) },
})

export const detentionLifted: Step<'detention-lifted'> = (s, m) => {
  const holds = ({ detainedBy }: SubjectStage, agency: string): boolean => detainedBy.includes(agency)
  const own = ofItsOwn(s, m, holds, (place) => fault('not-detained', place, 'this agency does not detain it'))
  if (isFault(own)) return own
  return changed(s, own.movement, own.keys, (was) => ({
    detainedBy: without(was.detainedBy, own.agency),
    consents: withoutConsent(was.consents, own.agency),
    by: m.id,
    since: m.body.xAt,
  }))
}

/** What one agency holds no other refuses, nor brings to an end to which that one has not consented. */
const heldBeside = (was: SubjectStage, agency: string, end?: string): boolean =>
  holders(was).some((one) => one !== agency && !(end !== undefined && consents(was.consents, one, agency, end)))

export const entryRefused = move<Bodies['entry-refused']>({
  from: ['handover', 'entry'],
  to: ({ detainedBy, agencies }, agency) => {
    const { named, ended } = agencies.entry
    // Whoever refuses it has ended its own control; the others end theirs before it goes back.
    const entry = { named, ended: named.includes(agency) ? joined(ended, agency) : ended }
    const refusedDetained = detainedBy.includes(agency)
    return { stage: 'refused', ...FREE, refusedBy: agency, refusedDetained, agencies: { ...agencies, entry } }
  },
  rule: 'not-in-entry',
  reason: 'only what was handed over is refused',
  unless: (was, agency, place) =>
    heldBeside(was, agency) ? fault('detained', place, 'another agency detains it until detention-lifted') : undefined,
})

/**
 * A refusal by mistake is taken back: the agency that refused goes on with its control, and ends it anew; what it detained it detains. What was refused before any control had begun
 * is handed over, as it was before. Consents of others to the end of the control were to the refusal, and go with it.
 */
export const refusalRevoked: Step<'refusal-revoked'> = (s, m) => {
  const refused = ({ stage, refusedBy }: SubjectStage, agency: string): boolean =>
    stage === 'refused' && refusedBy === agency
  const own = ofItsOwn(s, m, refused, (place) =>
    fault('not-refused', place, 'this agency has not refused it, or it has gone back'),
  )
  if (isFault(own)) return own
  return changed(s, own.movement, own.keys, ({ agencies, refusedDetained }) => {
    const { named, ended } = agencies.entry
    const detainedBy = refusedDetained ? [own.agency] : []
    const done = { refusedBy: null, refusedDetained: false, detainedBy, consents: {}, by: m.id, since: m.body.xAt }
    if (named.length === 0) return { ...done, stage: 'handover' }
    const entry = { named: joined(named, own.agency), ended: without(ended, own.agency) }
    return { ...done, stage: 'entry', agencies: { ...agencies, entry } }
  })
}

/** Each agency seizes for itself, and beside what others hold; it takes part, so that it decides anew where its seizure ends. */
export const seized = move<Bodies['seized']>({
  from: ['handover', 'entry', 'seized'],
  to: ({ detainedBy, seizedBy, consents: given, agencies }, agency) => {
    const { named, ended } = agencies.entry
    return {
      stage: 'seized',
      again: null,
      detainedBy: without(detainedBy, agency),
      seizedBy: joined(seizedBy, agency),
      consents: withoutConsent(given, agency),
      agencies: { ...agencies, entry: { named: joined(named, agency), ended: without(ended, agency) } },
    }
  },
  rule: 'not-in-entry',
  reason: 'only what was handed over, and has not entered, is seized',
  unless: ({ seizedBy }, agency, place) =>
    seizedBy.includes(agency) ? fault('not-in-entry', place, 'this agency has seized it') : undefined,
})

const hasSeized = ({ stage, seizedBy }: SubjectStage, agency: string): boolean =>
  stage === 'seized' && seizedBy.includes(agency)

/** Of the last of those that have seized it: its entry control goes on. */
export const seizureLifted: Step<'seizure-lifted'> = (s, m) => {
  const own = ofItsOwn(s, m, hasSeized, (place) => fault('not-seized', place, 'this agency has not seized it'))
  if (isFault(own)) return own
  return changed(s, own.movement, own.keys, ({ seizedBy, consents: given }) => {
    const left = without(seizedBy, own.agency)
    const still = { seizedBy: left, consents: withoutConsent(given, own.agency) }
    return { ...still, stage: left.length > 0 ? 'seized' : 'entry', by: m.id, since: m.body.xAt }
  })
}

/** What an agency has seized or refused is destroyed, sent back, abandoned to the State or confiscated, where no other holds it that does not consent. */
export const disposed: Step<'disposed'> = (s, m, c) => {
  const { xDisposal, xAt } = m.body
  const its = (was: SubjectStage, agency: string): boolean =>
    hasSeized(was, agency) || (was.stage === 'refused' && was.refusedBy === agency)
  const own = ofItsOwn(s, m, its, (place) =>
    fault('not-its-own', place, 'this agency has neither seized nor refused it'),
  )
  if (isFault(own)) return own
  if (own.keys.some((key) => heldBeside(own.movement.subjects[key]!, own.agency, xDisposal)))
    return fault('kept', placeOf(m), 'another agency detains it, or has seized it: it decides first, or consents')
  const stage = xDisposal === 'returned' ? 'returned' : 'disposed'
  const law = lawAt(stage, c.roles)
  return changed(s, own.movement, own.keys, () => ({ ...FREE, stage, disposal: xDisposal, law, by: m.id, since: xAt }))
}

/** An agency that holds it lets another dispose of it, or does so no more. */
export const disposalConsent: Step<'disposal-consent'> = (s, m) => {
  const holds = (was: SubjectStage, agency: string): boolean => holders(was).includes(agency)
  const own = ofItsOwn(s, m, holds, (place) =>
    fault('not-kept', place, 'this agency neither detains it nor has seized it'),
  )
  if (isFault(own)) return own
  return (
    toItself(own.agency, m.body) ??
    changed(s, own.movement, own.keys, (was) => ({ consents: withConsent(was.consents, own.agency, m.body) }))
  )
}

/**
 * A control that was ended by mistake is open again: of the exit side until the handover, of the entry side until what it names has entered, and after that where it
 * still stands in a zone of the office.
 */
export const releaseRevoked: Step<'release-revoked'> = (s, m, c) => {
  const side = sideOf(c, m)
  const { xAt, xZone } = m.body
  const stages: readonly Stage[] = side === 'exit' ? ['exit'] : ['entry', 'done']
  const released = ({ stage, agencies }: SubjectStage, agency: string): boolean =>
    stages.includes(stage) && agencies[side].ended.includes(agency)
  const own = ofItsOwn(s, m, released, (place) =>
    fault('not-released', place, 'this agency has ended no control of it, or it has gone on'),
  )
  if (isFault(own)) return own
  if (xZone === undefined && own.keys.some((key) => own.movement.subjects[key]!.stage === 'done'))
    return fault(
      'left',
      '/document/xZone',
      'it has entered: name the zone in which it still stands, or its release is revoked no more',
    )
  return changed(s, own.movement, own.keys, ({ agencies }) => {
    const taking = { ...agencies[side], ended: without(agencies[side].ended, own.agency) }
    return { stage: side, agencies: { ...agencies, [side]: taking }, law: lawAt(side, c.roles), by: m.id, since: xAt }
  })
}
