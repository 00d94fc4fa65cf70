/** The sheet of release times: what its tables do not say. */
import type { components } from '../../generated/procedures/release-time.ts'
import type { Sheet } from '../sheet.ts'

export const sheet: Sheet<components['schemas'], 'requesting' | 'requested'> = {
  title: 'Release times',
  owner: 'The directorates of customs of both parties that answer for trade facilitation, jointly',
  need: 'Both countries measure the same journey with their own clocks: on each side from arrival to physical release, which is the measure of a Time Release Study, and apart from it door to door and the lead time of what was lodged before.',
  benefit:
    'Management sees whose minutes they are, before and after a change, and can publish the averages that TFA 7.6 speaks of.',
  law: ['releaseStudy', 'releaseTimes', 'rest1982'],
  roles: {
    requesting: {
      is: 'the side that stated the first event of a case',
      owns: 'the clock times that it recorded, and it alone corrects them',
    },
    requested: { is: 'the other side', owns: 'the clock times that it recorded, and it alone corrects them' },
  },
  facts: [
    'An interval from door to door belongs to the actor whose event ends it: customs, agency, trader, carrier, operator.',
  ],
  trigger: 'A clock recorded an event of a movement over the border, or a study begins.',
  preconditions: ['Each clock has a source and an uncertainty that its owner states.'],
  process: [
    'Append-only: an event, and corrections of it, which leave what was said. What is out of order is flagged. Closed hours are shown apart from waiting.',
  ],
  states: {
    events: [
      'queue-in → arrival → presentation → unloading → temporary-storage → re-presentation → lodgement → acceptance → documents … → control … → agency-decision → payment → release → removal → exit',
    ],
  },
  effects: {
    event: 'None by law: a clock time is recorded as its recorder states it, and counts in the averages.',
    correction: 'None by law: the corrected time counts from now on, and what was said first stays readable.',
  },
  exchange: 'Priority 7: it lets everything else pass.',
  data: 'A time has the source of its clock and its uncertainty; an interval below that is shown as “≤”. Messages of other procedures state clock times of themselves, which need not be told twice. No persons are named.',
  decides: 'No decisions are taken in it.',
  deadlines: [],
  purpose: 'To measure, and to publish aggregates.',
  recipients: 'Those who run the study on both sides; aggregates are for everybody.',
  onward: 'Aggregates may be published; aggregates of fewer than five movements are suppressed.',
  contingency: 'Times that were noted on paper are stated later as recorded by hand (`xCapture`).',
  service: 'Percentiles, CSV (RFC 4180) and pictures are read at any time.',
  security: { marking: 'official', why: 'single movements show the trade of a person; aggregates do not' },
  indicators: [
    { what: 'Average and percentiles from arrival to physical release, per side', from: 'releaseTimes' },
    { what: 'Idle time per side and whose time each interval was, of one crossing', from: 'getReleaseTimes' },
  ],
  options: [
    { what: 'Which events are measured, by whom, from which clock', by: '`procedures[].types` of the agreement' },
    { what: 'Studies and their periods', by: '`xStudy` of each event' },
  ],
  open: ['A sampling plan and a rule for outliers are not kept.'],
}
