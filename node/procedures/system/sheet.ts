/** The sheet of what systems say of themselves: what its tables do not say. */
import type { components } from '../../generated/procedures/system.ts'
import { UNDER_WAY_SECONDS } from '../../peers/notice.ts'
import { MINUTE, SECOND } from '../../values/time.ts'
import { limitsFrom, span, type Sheet } from '../sheet.ts'
import { LIMITS, LONGEST_MAINTENANCE, MOST } from './system.ts'

export const sheet: Sheet<components['schemas'], 'requesting' | 'requested'> = {
  title: 'What systems say of themselves',
  owner: 'Those who run the nodes of both parties',
  need: 'Two nodes know of each other which offices and routes they serve, with which editions of code lists they work, who answers day and night, when one will be down, what was done on paper meanwhile, which data one has found wrong that the other has sent, and which were lost, altered or seen by who must not.',
  benefit:
    'That the routes of the two fit is seen before go-live, not after; a lorry is not sent to a system that is down.',
  law: ['borderAgencies', 'breachNotification'],
  roles: {
    requesting: { is: 'the side that spoke first in a case', owns: 'what it says of itself' },
    requested: { is: 'the other side', owns: 'what it says of itself' },
  },
  trigger:
    'Something of a system changes: what it can do, its offices and routes, a maintenance, an outage. Or data of the other side, of any procedure, are found wrong; or there was a breach of data that passed between the two.',
  preconditions: [],
  process: [
    'Capabilities, reference data (by version) and contacts replace what was said before; contacts also those of the agreement. Editions that differ between the two, or from what was agreed, are findings. What was done while something stood in for the exchange is brought into it within a term, and whoever announced the contingency says so. A maintenance, an outage and a contingency begin, and are ended by who announced them. A test is answered by the other side with how it went.',
    `A maintenance lasts ${span(LONGEST_MAINTENANCE / MINUTE)} at most. A case holds at most ${MOST} maintenances, as many interruptions (outages and contingencies), corrections, breaches and tests, of both sides together: more begin a new conversation (rule \`too-many\`).`,
    'Whoever finds data wrong that the other side has sent names them, and not what stands in them: procedure, message, pointers, and the agreement under which they were sent. The hours that this agreement states for that procedure begin then. Whose data they are puts them right by the messages of that procedure, and says so; or that they stand, and why.',
    'Whoever finds that data which passed between the two were lost, altered, or seen by who must not, tells the other side: procedure, agreement, messages where they are known, what happened and when, about how many persons and records, what it leads to, what is done against it; and later what is found out since, and since when it is over. The other side takes note, and says what it does itself. Whether the procedure is suspended meanwhile is said by the agreement, as always.',
    'What data are said to have passed is looked up on both sides before the message is taken: a message of another procedure, under another agreement, or that nobody has sent, is refused (rules `no-message`, `agreement`).',
  ],
  states: {
    'reference-data': ['version n → n+1 …'],
    maintenance: ['announced → cancelled'],
    outage: ['since → expected end → ended'],
    contingency: ['since → reviewed → ended → regularised, overdue'],
    correction: ['asked → corrected, refused; overdue meanwhile'],
    breach: ['told (in time or late) → updated … → answered, overdue meanwhile; remedied'],
    test: ['sent → result of the other side'],
  },
  effects: {
    capabilities: 'None by law: what the sender can work with, until it says otherwise.',
    'reference-data':
      'The offices and routes that the sender serves. A declaration for an office that its country does not state is rejected.',
    contacts: 'Whoever is named is reached so, from now on.',
    maintenance: 'Notice, as the agreement asks for it: for this time nobody counts on the sender.',
    outage: 'The sender is out of service from the time that it states until it says that this is over.',
    contingency:
      'What it names (paper, a stick, e-mail, nothing) stands in for the exchange, within its scope, until it is ended.',
    'correction-request':
      'Tells the other side that data of it are wrong: the hours of the agreement begin. Until they are put right, they stand.',
    'correction-answer':
      'Says that the data are put right, by which message, or that they stand. It changes nothing of the other procedure by itself.',
    'breach-notice':
      'Tells the other side that data which passed between the two were lost, altered, or seen by who must not: its own duties towards its authority and the persons may begin. It changes nothing of the other procedure by itself.',
    'breach-update': 'Says what was found out since, or since when it is over.',
    'breach-answer':
      'Takes note, and says what this side does against it. It ends the hours of an answer, and suspends nothing by itself.',
    test: 'None: it is a test, and says so.',
  },
  exchange: 'An outage and a breach have priority 1.',
  data: 'Offices, routes, modes, versions; no persons but contacts of desks. What is said of wrong and breached data holds none of them.',
  decides:
    'A machine or a person; and a person by name what is said of a breach, and that data which were found wrong stand. None of it changes another procedure.',
  deadlines: [
    {
      what: 'The expected end of an outage',
      term: 'as stated (`xExpectedEnd`)',
      source: 'who announced it',
      then: 'both sides are alerted',
    },
    {
      what: 'The review of a contingency',
      term: 'as stated (`xReviewAt`)',
      source: 'who announced it',
      then: 'both sides are alerted',
    },
    {
      what: 'The regularisation of a contingency',
      term: 'the limit below, from its end',
      source: 'the agreement by which it was announced',
      then: 'it is overdue on both sides, which are alerted',
    },
    {
      what: 'The correction of wrong data',
      term: 'hours after the other side has said that they are wrong',
      source: 'the agreement under which they were sent (`data_protection.correction_hours` of their procedure)',
      then: 'it is overdue on both sides, which are alerted; an answer that comes late counts',
    },
    {
      what: 'A breach of data is told',
      term: 'hours after it was found',
      source: 'the agreement under which the data were sent (`data_protection.breach_notice_hours` of their procedure)',
      then: 'it is told late, with the reason (rule `delay`), and both sides hold that it was late',
    },
    {
      what: 'It is answered',
      term: 'as many hours after it was told; whoever was told is alerted at once',
      source: 'the same',
      then: 'both sides are alerted; an answer that comes late counts',
    },
  ],
  limits: limitsFrom(LIMITS, { regularisation: 'The agreement, or this procedure' }),
  purpose: 'To operate.',
  recipients: 'Those who run the nodes, and duty desks.',
  onward: 'Between those who run the two nodes.',
  contingency:
    'It is the procedure that announces contingency; where the node itself is down, by the contacts that were stated, which each node keeps.',
  service: `Notice of maintenance and targets are the agreement’s. What it states as data is measured by each side, by the month; a maintenance of all of a system that was announced in time takes nothing off: told when it was signed, and no earlier than ${span((UNDER_WAY_SECONDS * SECOND) / MINUTE)} before it came.`,
  security: { marking: 'official', why: 'it shows when a system is weak' },
  indicators: [
    { what: 'Routes of the two that do not fit', from: 'checkOffices' },
    { what: 'What is missing before go-live, item by item', from: 'checkReadiness' },
    { what: 'Contingencies that are not regularised', from: 'listInterruptions' },
    { what: 'Wrong data that are not corrected', from: 'listCorrections' },
    { what: 'Breaches that were told late, are not answered or not over', from: 'listBreaches' },
    { what: 'Levels of service, agreed and measured', from: 'getServiceLevels' },
    { what: 'Messages that wait for the neighbour', from: 'juxta_outbox_waiting' },
  ],
  options: [
    {
      what: 'Code lists, the HS edition, the source of rates, the tz database',
      by: '`code_lists` of the agreement and `reference-data`',
    },
    { what: 'Offices and routes that are served', by: '`JUXTA_OFFICES`' },
    { what: 'What paper is used meanwhile', by: '`xProcedure` of the contingency' },
  ],
  open: [
    'That all that was done on paper is in the exchange is said by a person; the node does not count papers. How messages are carried: [contingency](../how-to/contingency.md).',
  ],
}
