/** The sheet of release times: what its tables do not say. */
import type { components } from '../../generated/procedures/release-time-2.ts'
import { number, type Sheet } from '../sheet.ts'
import { SMALLEST_CELL } from './small-cells.ts'

export const sheet: Sheet<components['schemas'], 'requesting' | 'requested'> = {
  title: 'Release times',
  owner: 'The directorates of customs of both parties that answer for trade facilitation, jointly',
  need: 'Both countries measure the same journey with their own clocks: on each side from arrival to physical release, which is the measure of a Time Release Study, and apart from it door to door and the lead time of what was lodged before.',
  benefit:
    'Management sees whose minutes they are, before and after a change, and can publish the averages that TFA 7.6 speaks of.',
  law: ['releaseStudy', 'releaseTimes', 'delays1982'],
  roles: {
    requesting: {
      is: 'the side that stated the first event of a case',
      owns: 'the clock times that it recorded, and it alone corrects them',
    },
    requested: { is: 'the other side', owns: 'the clock times that it recorded, and it alone corrects them' },
  },
  facts: [
    'A study is planned by one side and counts as agreed once the other has accepted it; a plan never changes.',
    'An interval from door to door belongs to the actor whose event ends it: customs, agency, trader, carrier, operator.',
  ],
  trigger: 'A clock recorded an event of a movement over the border, or a study begins.',
  preconditions: ['Each clock has a source and an uncertainty that its owner states.'],
  process: [
    'A study has a period, offices, a measure, a sampling plan and a rule for outliers. Both sides find the same movements in the sample; late data move none in or out of a fraction. Figures stand with and without outliers.',
    'Append-only: an event, and corrections of it, which leave what was said. What is out of order is flagged. Closed hours are shown apart from waiting. What other messages take back counts no more: whoever turned round had not arrived, and a release that was revoked was none until it is given again; of goods that came again the release is counted from then.',
  ],
  states: {
    study: ['proposed → agreed'],
    events: [
      'queue-in → arrival → presentation → unloading → temporary-storage → re-presentation → lodgement → acceptance → documents … → control … → agency-decision → payment → release → removal → exit',
    ],
  },
  effects: {
    event: 'None by law: a clock time is recorded as its recorder states it, and counts in the averages.',
    correction: 'None by law: the corrected time counts from now on, and what was said first stays readable.',
    study: 'None by law: a plan, which measures nobody before the other side has accepted it.',
    'study-acceptance': 'None by law: the study is both sides’, as it was planned.',
  },
  exchange: 'Priority 7: it lets everything else pass.',
  data: 'A time has the source of its clock and its uncertainty; an interval below that is shown as “≤”. Messages of other procedures state clock times of themselves, which need not be told twice. Where a document states a day alone, the time is that day of the office, give or take half of it: it is counted apart, and in no figure of minutes. No persons are named.',
  decides: 'No decisions are taken in it.',
  deadlines: [],
  purpose: 'To measure, and to publish aggregates.',
  recipients: 'Those who run the study on both sides; aggregates are for everybody.',
  onward: `Aggregates may be published, as the report of a study (HTML, PDF, CSV) or else; aggregates of fewer than ${number(SMALLEST_CELL)} movements are suppressed, and others by which they could be worked out.`,
  contingency: 'Times that were noted on paper are stated later as recorded by hand (`xCapture`).',
  service: 'Percentiles, CSV (RFC 4180) and pictures are read at any time.',
  security: { marking: 'official', why: 'single movements show the trade of a person; aggregates do not' },
  indicators: [
    { what: 'Average and percentiles from arrival to physical release, per side', from: 'releaseTimes' },
    {
      what: 'The result of a study, with and without outliers, and by regime, authorised trader, chapter, agency, channel, mode and office',
      from: 'releaseTimesOfStudy',
    },
    { what: 'Before and after: of two periods, of two studies', from: 'releaseTimesCompared' },
    { what: 'Idle time per side and whose time each interval was, of one crossing', from: 'getReleaseTimes' },
  ],
  options: [
    { what: 'Which events are measured, by whom, from which clock', by: '`procedures[].types` of the agreement' },
    { what: 'Studies, their periods, sampling and rule for outliers', by: '`study` and `study-acceptance`' },
  ],
  open: ['The report of a study tells of the release on the side of the node that makes it; each side makes its own.'],
}
