/** The sheet of joint controls: what its tables do not say. */
import type { components } from '../../generated/procedures/joint-control.ts'
import { limitsFrom, span, type Sheet } from '../sheet.ts'
import { LIMITS } from './control-state.ts'
import { START_WITHIN } from './joint-control.ts'

export const sheet: Sheet<components['schemas'], 'entry' | 'exit'> = {
  title: 'Joint controls',
  owner: 'The heads of the offices that control together, under the directorates of control of both parties',
  need: 'Goods are opened once. Both administrations control together, each states what it found, and each decides whether it relies on the other’s control.',
  benefit:
    'The next office asks whether this container was controlled already, for the same objective, and whether its seal is intact.',
  law: ['jointRkc', 'borderAgencies', 'neighbours1982', 'rail1982'],
  roles: {
    entry: {
      is: 'the country that the goods enter',
      owns: 'its results, per subject and agency, and its recognition of the other’s',
    },
    exit: {
      is: 'the country that the goods leave',
      owns: 'its results, per subject and agency, and its recognition of the other’s',
    },
  },
  facts: ['The condition of a seal is owned by its last observer.'],
  trigger: 'An office wants goods controlled once, together, and not twice.',
  preconditions: ['The law of each side lets the other’s officers be present, or its control be relied upon.'],
  process: [
    'One side asks, the other accepts, or names another time, another place or other objectives; what is controlled for is agreed by both before it starts. Both start, and each agency states for each subject what it found, objective by objective, until its results are final. An agency that does not report is named, and the control is concluded without it: by its own side at once, by the other once its results are overdue. The record exists once all results are final, and both nodes sign its digest by themselves. Recognition is directional; from it, from what the agencies found and from the seals follows one verdict for each subject and objective: relied upon, check the seal first, or not relied upon.',
    'What a laboratory finds comes after the lorry has gone on. A final result then takes the place of the final one of the same agency (`xSupersedes`), of no other: the record is void, nothing is relied upon, both nodes make it anew, and each side decides anew. Whoever had relied on it is alerted, on both sides, until he has.',
  ],
  states: {
    control: [
      'requested → agreed → running → recorded → recognised | not recognised   (each direction)',
      '          ↘ declined          ↘ no-show, aborted',
      'recorded, recognised → running (a final result is put right) → recorded',
    ],
  },
  effects: {
    request: 'Asks for a joint control; nothing is ordered by it.',
    acceptance: 'Both are bound to be there at the time and the place, with the agencies that they name.',
    reschedule: 'Offers another time, place or other objectives; it holds once the other side accepts it.',
    'reschedule-accepted': 'The control takes place so, and for these objectives.',
    decline: 'There is no joint control; each side controls for itself.',
    start: 'The control of the goods has begun on this side.',
    'no-show': 'The other side did not come; this one controls for itself.',
    aborted: 'The control was broken off, for the reason that it names.',
    result: 'What this side found stands on record; once final, it answers for it.',
    'concluded-without':
      'No result of this agency is waited for any more, for the reason that it names; what it has not stated as final is in no record.',
    'joint-record': 'The record of both sides, whose digest each has signed: evidence in both.',
    recognition: 'This side relies on the other’s control, for the objectives that it names: there is no second one.',
    'non-recognition': 'This side does not rely on it, for the reason that it names, and may control again.',
  },
  exchange: 'The record is made by each node from the same results, and both state its digest.',
  data: 'Seals before and after with whoever affixed them, gross mass and axles in units of mass, samples with their numbers and those of the laboratory, images by their digests, objectives of the control. Images are attachments. Discrepancies may name persons.',
  decides:
    'Acceptance, the acceptance of another time, a decline, each result, a conclusion without an agency, recognition and non-recognition are a person’s.',
  deadlines: [
    {
      what: 'Answer to a request',
      term: 'as the request says (`xAnswerBy`)',
      source: 'who asked',
      then: 'both sides are alerted',
    },
    {
      what: 'Start of the control',
      term: `${span(START_WITHIN)} after the time agreed`,
      source: 'this procedure',
      then: 'both sides are alerted',
    },
    {
      what: 'Final results of each agency',
      term: `${span(LIMITS.result)} after its side has started, or as agreed`,
      source: 'the agreement (`deadlines.joint-control.result`), or this procedure',
      then: 'it is shown as overdue on both sides, both are alerted, and either may conclude without it',
    },
    {
      what: 'The record',
      term: 'at once when the last result is final',
      source: 'this procedure',
      then: 'both nodes state it',
    },
  ],
  limits: limitsFrom(LIMITS, { result: 'what both countries promise: no source of law sets it' }),
  purpose:
    'For the control that was asked for, and for recognising it: with the objectives that it names, and none else.',
  recipients: 'The offices and agencies that take part, and those that the goods come to next.',
  onward: 'To the next office on the way within the two countries.',
  contingency: 'Results are noted on paper, signed by both, and stated later with the times at which they were found.',
  service:
    'Whether a container was controlled already is answered from this node’s own rows, also while the neighbour is away.',
  security: { marking: 'restricted', why: 'it says what is looked for, and what was found with whom' },
  indicators: [
    { what: 'Controls by state, and those that were recognised', from: 'listControls' },
    { what: 'Time from start to end of a control', from: 'releaseTimes' },
  ],
  options: [
    {
      what: 'Offices that can hold a joint control; a request for another is refused on both sides (rule `competence`)',
      by: '`offices[].competence.roles` of the agreement',
    },
    { what: 'Objectives of a control', by: '`xObjectives` of the request, or of a reschedule that was accepted' },
    { what: 'Until when results are due', by: '`deadlines` of the agreement' },
    { what: 'Agencies that take part', by: '`procedures[].agencies` of the agreement' },
    { what: 'What is recognised of whom', by: 'each recognition' },
  ],
  open: ['Silence is not recognition.'],
}
