/** The sheet of opening hours: what its tables do not say. */
import type { components } from '../../generated/procedures/opening-hours.ts'
import { DAY, MINUTE } from '../../values/time.ts'
import { limitsFrom, span, type Sheet } from '../sheet.ts'
import { ANSWER_MINUTES } from './hours-steps.ts'
import { AHEAD_DAYS, REQUESTS } from './out-of-hours.ts'

export const sheet: Sheet<components['schemas'], 'exit' | 'entry'> = {
  title: 'Opening hours',
  owner: 'The heads of the two offices, within what their administrations allow them',
  need: 'Two offices at one border are of use while both are open. They agree their hours, and the time in which both are open is computed across their zones and summer times.',
  benefit:
    'Everybody can look at it: the driver on a public calendar, the dispatcher as iCalendar; nobody waits at a closed gate.',
  law: ['hoursRkc', 'borderAgencies', 'neighbours1982', 'road1982', 'emergency1982'],
  roles: {
    exit: {
      is: 'the side whose office goods leave by',
      owns: 'its own hours, what its office may handle, its lists of days, its closings and its reopening, and the slots that it offers out of hours',
    },
    entry: {
      is: 'the side whose office goods enter by',
      owns: 'its own hours, what its office may handle, its lists of days, its closings and its reopening, and the slots that it offers out of hours',
    },
  },
  facts: [
    'The common window has no owner: it is computed, never typed in.',
    'Of two proposals that cross, the exit side’s stands, and the other becomes its counter.',
  ],
  trigger: 'One of the two offices wants other hours, or must close.',
  preconditions: ['The ids of the two offices begin with the codes of the two countries.'],
  process: [
    'A side proposes, the other accepts, rejects or counters. Acceptance names the version and the digest of the intervals in UTC, with the edition of the time zone database that they were computed with. What is in force is ended by what supersedes it.',
    `A side has at most ${REQUESTS} requests for the same day of the two offices that wait for an answer, or were withdrawn before they had one (rule \`requests\`); it asks at most ${span((AHEAD_DAYS * DAY) / MINUTE)} ahead (\`ahead\`), for no time that is over (\`over\`), and only where the hours of the other side are agreed (\`no-version\`).`,
    'Service out of hours is asked for one crossing, by a side for its trader or by its Single Window, and granted or declined by the other. Where the other has offered slots, its machine gives the places in the order in which requests came into its log: of two requests for the last place one is granted, on both sides.',
  ],
  states: {
    version: ['proposed ⇄ countered → in-force → superseded | withdrawn | lapsed | rejected'],
    closing: ['emergency-closing (from, review time) → reopening by the same side'],
    request: ['out-of-hours-request → granted | declined (out-of-hours-answer) | lapsed → withdrawn by who asked'],
    slot: ['out-of-hours-slots (capacity) → a place for each request that is granted, free again once it is withdrawn'],
  },
  effects: {
    proposal: 'An offer of hours; it binds nobody until the other side accepts it.',
    'counter-proposal': 'Another offer in the place of the first, which is open no more.',
    acceptance: 'The hours are agreed: both offices are open as the version says, from the day on which it begins.',
    rejection: 'The offer is refused; what was in force stays.',
    withdrawal:
      'The offer is taken back; what was in force ends once the notice of closings is over; who asked for service out of hours needs it no more, and its place is free.',
    'temporary-change':
      'For a time other hours: a closing binds by the notice that was agreed; more hours wait for the acceptance.',
    'date-list':
      'From today on the exceptions that name the list begin on these days; a new day is told as long before as a closing is.',
    'emergency-closing':
      'The office is closed at once within its scope, for the reason that is stated; what is under way is told what to do.',
    reopening: 'The office is open again.',
    'out-of-hours-slots': 'As many crossings as there are places are served then, for the charge that is stated.',
    'out-of-hours-request': 'Asks for service of one crossing outside the hours.',
    'out-of-hours-answer':
      'Grants or declines it, under the conditions that it states, for a charge of no more than the approximate cost of the service (RKC 3.2).',
    lapsed: 'The offer was not answered in time, and binds nobody.',
  },
  exchange: 'An emergency closing has priority 1, scope, alternatives and instructions for each movement under way.',
  data: 'Weekly rules, holidays, seasons and dated exceptions, by lane, direction, mode, goods, agency and service. The precedence is emergency, temporary, dated, holiday, season, weekly; at equal rank closing wins. Hours are those of the day on which they begin: an exception takes the place of what would begin on its days, and a night that began before goes on to its end. Feasts that no rule of the calendar finds (Eid, Easter) are the `days` of an exception, or a list that it names (`dateList`) and that its side renews without a new version. A version says what its office may handle (`xCompetence`: procedures, modes, goods, the heaviest vehicle; closed lists), how many lanes and vehicles an hour it has (`xCapacity`), and when the last is admitted before closing (`xAdmittedBefore`, or `admittedBefore` of a rule, and so of a mode). Personal is alone who asks for service out of hours (`declarant`); it is shown to those who may read the case.',
  decides:
    'All of it is decided by persons, but for a request, which a Single Window may send; places of a slot, given by the machine of whoever offered it; and `lapsed`, sent by the node of who proposed.',
  deadlines: [
    {
      what: 'Answer to a proposal',
      term: `until its validity begins; ${span(ANSWER_MINUTES)} where that had begun, or nearly, when it was made`,
      source: 'this procedure',
      then: 'it lapses: `lapsed`, by the node of who proposed',
    },
    {
      what: 'Notice of a planned closing (`temporary-change` with `xClosed`)',
      term: 'the longer of the limit `closingNotice` of the agreement and `xNoticeDays` of the version in force; none for an emergency closing, which states its reason',
      source: 'the agreement, and the version in force',
      then: 'a closing on shorter notice is refused on both sides (rule `notice`); so is a new day of a list, and hours that are withdrawn end no sooner. A closing, as a list, closes the hours of its own case alone: another case of the same offices may have a longer notice',
    },
    {
      what: 'Review of an emergency closing',
      term: 'as stated (`xReviewAt`)',
      source: 'who closed',
      then: 'the office stays closed, and both sides are alerted',
    },
  ],
  limits: limitsFrom({ closingNotice: undefined }, { closingNotice: 'the agreement' }),
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
    { what: 'Notice of planned closings', by: '`deadlines.opening-hours.closingNotice` of the agreement, in minutes' },
    { what: 'Notice of new versions, and a longer one of planned closings', by: '`xNoticeDays` of the version' },
    { what: 'The last admission before closing', by: '`xAdmittedBefore` of the version, `admittedBefore` of a rule' },
    { what: 'What an office may handle, and its lanes', by: '`xCompetence`, `xCapacity` of the version' },
    { what: 'Pages for drivers, and the code at the border that leads there', by: '`JUXTA_HOURS_URL`' },
    { what: 'Services and agencies', by: 'the rules of the version' },
  ],
  open: [
    'What service out of hours costs is stated, and paid outside.',
    'An office is asked for its competence when service out of hours is requested, when its hours are looked at, and by messages of `pre-arrival` that name it (decision 0037), by its hours and by the agreement (`offices[].competence`); what arrives at it is not refused, but found.',
  ],
}
