/** The sheet of opening hours: what its tables do not say. */
import type { components } from '../../generated/procedures/opening-hours.ts'
import type { Sheet } from '../sheet.ts'

export const sheet: Sheet<components['schemas'], 'exit' | 'entry'> = {
  title: 'Opening hours',
  owner: 'The heads of the two offices, within what their administrations allow them',
  need: 'Two offices at one border are of use while both are open. They agree their hours, and the time in which both are open is computed across their zones and summer times.',
  benefit:
    'Everybody can look at it: the driver on a public calendar, the dispatcher as iCalendar; nobody waits at a closed gate.',
  law: ['officesRkc', 'standardsRkc', 'borderAgencies', 'neighbours1982', 'rest1982'],
  roles: {
    exit: { is: 'the side whose office goods leave by', owns: 'its own hours, its closings and its reopening' },
    entry: { is: 'the side whose office goods enter by', owns: 'its own hours, its closings and its reopening' },
  },
  facts: [
    'The common window has no owner: it is computed, never typed in.',
    'Of two proposals that cross, the exit side’s stands, and the other becomes its counter.',
  ],
  trigger: 'One of the two offices wants other hours, or must close.',
  preconditions: ['The ids of the two offices begin with the codes of the two countries.'],
  process: [
    'A side proposes, the other accepts, rejects or counters. Acceptance names the version and the digest of the intervals in UTC, with the edition of the time zone database that they were computed with. What is in force is ended by what supersedes it.',
  ],
  states: {
    version: ['proposed ⇄ countered → in-force → superseded | withdrawn | lapsed | rejected'],
    closing: ['emergency-closing (from, review time) → reopening by the same side'],
    request: ['out-of-hours-request → out-of-hours-answer'],
  },
  effects: {
    proposal: 'An offer of hours; it binds nobody until the other side accepts it.',
    'counter-proposal': 'Another offer in the place of the first, which is open no more.',
    acceptance: 'The hours are agreed: both offices are open as the version says, from the day on which it begins.',
    rejection: 'The offer is refused; what was in force stays.',
    withdrawal: 'The offer is taken back, or what was in force ends as it says.',
    'temporary-change':
      'For a time other hours: a closing binds by the notice that was agreed; more hours wait for the acceptance.',
    'emergency-closing': 'The office is closed at once within its scope; what is under way is told what to do.',
    reopening: 'The office is open again.',
    'out-of-hours-request': 'Asks for service of one crossing outside the hours.',
    'out-of-hours-answer': 'Grants or refuses it, under the conditions that it states.',
    lapsed: 'The offer was not answered in time, and binds nobody.',
  },
  exchange: 'An emergency closing has priority 1, scope, alternatives and instructions for each movement under way.',
  data: 'Weekly rules, holidays, seasons and dated exceptions, by lane, direction, mode, goods, agency and service. The precedence is emergency, temporary, dated, holiday, season, weekly; at equal rank closing wins. Hours are those of the day on which they begin: an exception takes the place of what would begin on its days, and a night that began before goes on to its end. Feasts that no rule of the calendar finds (Eid, Easter) are the `days` of one exception. No personal data.',
  decides: 'All of it is decided by persons; `lapsed` alone is sent by the node of who proposed.',
  deadlines: [
    {
      what: 'Answer to a proposal',
      term: 'until its validity begins; 30 days where that had begun, or nearly, when it was made',
      source: 'this procedure',
      then: 'it lapses: `lapsed`, by the node of who proposed',
    },
    {
      what: 'Notice of a planned closing (`temporary-change` with `xClosed`)',
      term: '`xNoticeDays` of the version in force; none for an emergency closing',
      source: 'the version in force',
      then: 'a closing on shorter notice is refused',
    },
    {
      what: 'Review of an emergency closing',
      term: 'as stated (`xReviewAt`)',
      source: 'who closed',
      then: 'the office stays closed, and both sides are alerted',
    },
  ],
  purpose: 'That people know when the border is open.',
  recipients: 'Everybody: the calendar needs no key and may be published before the hours are in force.',
  onward: 'The calendar is public.',
  contingency:
    'What was agreed last stays in force while the two cannot reach each other; an emergency closing is told by the duty desk too.',
  service:
    '`open`, `next` and the week picture are computed in a thread of their own, so that no question holds up a message.',
  security: { marking: 'public', why: 'hours are for whoever crosses; its integrity is what matters' },
  indicators: [
    { what: 'Whether both are open, and when next', from: 'getOpeningHours' },
    { what: 'The common week of each pair of offices', from: 'hoursWeek' },
  ],
  options: [
    { what: 'Notice of new versions and of planned closings', by: '`xNoticeDays` of the version' },
    { what: 'The last admission before closing', by: '`xAdmittedBefore` of the version' },
    { what: 'Services and agencies', by: 'the rules of the version' },
  ],
  open: [
    'The `days` of moving feasts are renewed by a new version.',
    'A slot out of hours is asked for and answered; slots that are free are shown by nobody, and a charge (`xCharge`) is paid outside.',
  ],
}
