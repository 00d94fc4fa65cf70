/** The sheet of mutual administrative assistance: what its tables do not say. */
import type { components } from '../../generated/procedures/assistance.ts'
import { limitsFrom, span, type Sheet } from '../sheet.ts'
import { LIMITS, SAID_WITHIN } from './assistance-limits.ts'

export const sheet: Sheet<components['schemas'], 'requested' | 'requesting'> = {
  title: 'Mutual administrative assistance',
  owner: 'The central units for mutual assistance of both administrations',
  need: 'One administration asks another for help in a matter, or tells it of one unasked, under an instrument that both name.',
  benefit: 'What is given may be used for what was agreed, is known to those alone who must, and is destroyed in time.',
  law: ['customsCooperation', 'assistanceConventions'],
  roles: {
    requested: { is: 'the administration that is asked', owns: 'the decision, the answer, and the limits of its use' },
    requesting: {
      is: 'the administration that asks, or is told',
      owns: 'its questions, and the destruction of what it got',
    },
  },
  trigger: 'A matter in which one side needs what the other knows; or the other tells of it unasked (`spontaneous`).',
  preconditions: [
    'A request without a legal basis is refused, and so is what is told unasked.',
    'Personal data pass where the agreement names by what the protection of both counts as equivalent (`data_protection.equivalence`), and of the categories that it names (`data_protection.categories`), in whatever is asked or given.',
    'A request is made, and information is given unasked, under an instrument that the agreement names as in force on that day (`assistance.instruments`), and marked as it names; a request in a language and for a form of answer that it names. Any other is refused on both sides.',
  ],
  process: [
    'A request is accepted, accepted under conditions, postponed with a reason or refused with a reason; it is answered, in parts where need be, and closed. Onward use is asked for and answered until the retention has ended.',
    'A request that was made while its instrument was in force is decided and answered after that too, and new questions are asked under one that is; where the agreement says of the instrument that what is open ends with it (`open_requests: stop`), it is answered no more, and is refused on that ground or withdrawn.',
  ],
  states: {
    request: [
      'received → accepted | conditional → accepted | postponed → resumed | refused',
      '        → partial-answer … → answer → closed ; withdrawn',
    ],
    given: ['onward-use-request → onward-use-answer … → destroyed'],
  },
  effects: {
    request: 'Asks for assistance under the instrument that it names; the requested side owes a decision.',
    supplement: 'Adds to the request; its term stays.',
    accepted: 'Assistance is owed within the term.',
    conditional: 'Assistance is owed once the conditions are accepted, and only under them.',
    'conditions-accepted': 'The conditions bind who asked.',
    'conditions-declined': 'Nothing is owed any more.',
    postponed: 'Assistance waits, for the ground that it names, and until when.',
    resumed: 'Assistance is owed again.',
    refused: 'Nothing is owed, for the ground that it names.',
    'partial-answer': 'A part of what was asked, under the limits of use that it names.',
    answer: 'What was asked, under the limits of use that it names; the request is closed.',
    withdrawal: 'The request is taken back; what was given stays under its limits.',
    spontaneous: 'Information given unasked, under the instrument and the limits of use that it names.',
    'onward-use-request': 'Asks leave for another use or another recipient; until it is given there is none.',
    'onward-use-answer': 'Gives or refuses that leave.',
    destroyed: 'States that what was received is destroyed.',
  },
  exchange: 'Attachments are named by their digests and must fit into the message.',
  data: 'The content is for the role `assistance` alone: it stands in no search and no journal of an operator. Each attachment has a use limitation and a retention.',
  decides: 'Everything in it is decided by a person.',
  deadlines: [
    {
      what: 'The answer',
      term: `as the request or the acceptance names it; else as the agreement says; else ${span(LIMITS.answer)}, ${span(LIMITS.urgentAnswer)} for an urgent request`,
      source: 'the request, the agreement (`deadlines`) or this procedure, in that order: the same on both sides',
      then: 'both sides are alerted',
    },
    {
      what: 'Destruction of what was given',
      term: 'the end of its retention',
      source: 'the answer',
      then: `the requesting side is alerted to destroy it, and has ${span(SAID_WITHIN)} to say that it did before its case goes by the clocks of the agreement`,
    },
  ],
  limits: limitsFrom(LIMITS, {
    answer: 'The agreement, or this procedure: until an answer is owed',
    urgentAnswer: 'The agreement, or this procedure: the same of an urgent request',
  }),
  purpose: 'For the purposes that the answer names, by who asked.',
  recipients: 'The central units, and whom the answer names.',
  retention: `Each thing that was given has its own end. The case is kept until all of it is stated as destroyed, or ${span(SAID_WITHIN)} after the last of these ends.`,
  onward: 'Only with leave: `onward-use-request` and its answer.',
  contingency: 'A matter that cannot wait is told by the duty desk and confirmed by a request.',
  service: 'Urgent requests say so (`xUrgent`), and the list shows them.',
  security: { marking: 'restricted', why: 'it is about persons and about matters under inquiry' },
  indicators: [{ what: 'Requests by state, with what is due and when', from: 'listAssistance' }],
  options: [
    { what: 'Instruments, and from when until when each is in force', by: '`assistance.instruments` of the agreement' },
    {
      what: 'Whether what is open is answered after that',
      by: '`assistance.instruments[].open_requests` of the agreement',
    },
    { what: 'Markings, languages and forms of evidence', by: '`assistance` of the agreement' },
    { what: 'Terms of an answer, of an urgent one too', by: '`deadlines.assistance` of the agreement' },
    {
      what: 'Equivalence of data protection, and the categories of personal data',
      by: '`data_protection.equivalence` and `.categories` of the agreement',
    },
    { what: 'Who holds keys of the role', by: 'each side: `juxta key create --role assistance`' },
  ],
  open: [
    'That what was asked in time is answered after an instrument has ended is how agreements on mutual assistance commonly have it; it is from knowledge of the field. What the Nairobi and Johannesburg Conventions say of requests that are open when one leaves them was not found.',
    'Which grounds of refusal stand in TFA 12.7 is from knowledge of the field; TFA 12.10 and the reciprocity of 12.8 were looked up. That sovereignty and security are grounds of the conventions, and not of TFA 12 by themselves, is for lawyers to confirm.',
  ],
}
