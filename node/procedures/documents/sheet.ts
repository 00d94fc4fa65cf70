/** The sheet of permits and certificates: what its tables do not say. */
import type { components } from '../../generated/procedures/documents.ts'
import { HOUR, MINUTE } from '../../values/time.ts'
import { limitsFrom, span, type Sheet } from '../sheet.ts'
import { ANSWER_HOURS } from './documents.ts'
import { KINDS } from './kinds.ts'
import { kindsTable } from './kinds-in-words.ts'
import { EXTENSION_MONTHS } from './ledger-entry.ts'
import { LIMITS } from './limits.ts'

export const sheet: Sheet<components['schemas'], 'issuer' | 'holder'> = {
  title: 'Permits and certificates',
  owner: 'The agencies of both parties that issue the documents, with customs that uses them',
  need: 'A permit is used up as its issuer knows it, whoever uses it and wherever: never twice, never beyond its quantity.',
  benefit: 'The officer asks what is left; the issuing agency decides each use in the order of its own log.',
  law: [
    'citesOtherTerms',
    'citesEndorsement',
    'citesTimber',
    'citesResolution',
    'electronicRkc',
    'singleWindow',
    ...new Set(Object.values(KINDS).flatMap(({ law }) => law)),
  ],
  roles: {
    issuer: { is: 'the country of the issuing agency', owns: 'validity, balance and every decision on a use' },
    holder: {
      is: 'the country in which the document is used',
      owns: 'that it has used it, and that it has intercepted one',
    },
  },
  trigger: 'A document is presented, is to be used, or changes.',
  preconditions: ['The issuing agency has entered the document into the ledger of its node.'],
  process: [
    'A query or verification is answered; a reservation holds a quantity until its time; a use asks to write off, or states it as a fact (`provisional`) where the issuer is out of reach. Where the agreement says which documents are used at an office (`offices[].competence`), a use at another one (`xOffice` of the context) is refused on both sides (rule `competence`), since such specimens must be presented there (CITES Art. VIII(3)). Of two uses at once that together are too much, one is confirmed and both learn it. A provisional use is never refused: where it overdraws, the issuer opens a discrepancy.',
  ],
  states: {
    permit: ['issued → reserved → partly-used → used ; revoked, expired, replaced'],
    reservation: ['requested → confirmed | refused → used | lapsed ; cancelled by who holds it'],
    use: ['requested → confirmed | refused ; provisional (a fact) ; cancelled'],
  },
  effects: {
    query: 'Asks how the document stands; it changes nothing.',
    verification: 'Asks whether what was presented is what was issued; it changes nothing.',
    reservation: 'Asks to hold a quantity; nothing is held until the issuer confirms.',
    use: 'Asks to write off, or states as a fact what was used where the issuer is out of reach.',
    'use-cancelled': 'Gives back what was used or reserved.',
    interception: 'The using side has stopped goods or a document; the issuer is put on notice.',
    status: 'How the document stands, with what is left of it, as the issuer has it.',
    'reservation-confirmed': 'The quantity is held for who asked, until the time that it names.',
    'reservation-refused': 'Nothing is held, for the reason that it names.',
    'reservation-lapsed': 'What was held is free again.',
    'reservation-withdrawn':
      'The issuer lets what is held lapse, for the reason that it names; what was used of it before stays used.',
    'use-confirmed': 'The quantity is written off; the document covers the goods.',
    'use-refused': 'The document does not cover the goods, for the reason that it names.',
    endorsement: 'What left is as it says, as the office of export has seen it; no more than that may come in.',
    extension: 'The document is good for longer in the country of import, for timber that lies there.',
    revocation: 'The document is void from the time that it names.',
    replacement: 'Another document has taken the place of this one.',
    discrepancy: 'What was used and what was granted do not fit; persons of both sides must settle it.',
  },
  exchange: 'Decisions of the issuer are made by its node from its ledger, in the order of its log, finally.',
  data: `What holds for a document is by its kind (\`xKind\`) and, where a kind has several, by which of them it is (\`xSubtype\`); the register refuses what a kind does not have, and both sides the use that it does not know (\`use-point\`, \`unit\`, \`export-date\`, \`marks\`, \`presented\`). A quantity is kept per item and use point (export, re-export, import) and converts within one dimension (mass, volume, length, area, count), rounded so that nobody gets more.

${kindsTable()}

Two parties add a kind by their agreement, or hold one of these to narrower rules (\`permit_kinds\`, with \`narrows\`): a row of the same table, read by the same rules. Only between these two is it known: all others refuse it by name (\`kind\`), in a use, a verification and a status. A record is of the kind that those have agreed on for which it is (\`xDestinations\`, else all neighbours). After the last day of a kind (\`in_force_until\`) no more of it is issued; what was issued goes on, also by the rules that held then.

What stands in a document, and what is left of it, is told to the countries that it names (\`xDestinations\`; \`xCountriesConcerned\` of export, re-export and transit; the one of its corresponding document) and to those that have used it. Whoever else asks for its number is told whether it is good, and no more. Its security stamp and end use are compared with what was presented, and told to nobody.

For one consignment means: \`ucr\` names it where it is in more than one declaration. Of what is presented nothing is written off. Where its law has a document name its country of destination, it does (the column says so; \`required\`): the register refuses the record, and both sides a status that tells it without; what is for one consignment names one (\`one-consignment\`), and what is issued for import the country that issues it (\`destination\`). What need name none, and names none, may be used by any country. A document that names destinations is used and extended for import in these alone, and used for export or endorsed by none but the countries that it names (\`xCountriesConcerned\` and that of the corresponding document are named too; \`destination\`): what another country says that it has done with it is noted, and takes nothing. What needs another document names it in the register (\`xCorrespondingPermit\`), and a use of Appendix I at import names the other of the two; what is bred for trade (source D) or older than the Convention (O) needs one. What was issued for import is endorsed by the side of export, all else by its issuer. A permit that is of an annual export quota (\`xQuota\`) is granted while the quota lasts, counted over all permits of ours of that quota and year: what they grant, and once one is over what has left of it. A movement of waste is granted while its notification is in force, and is counted against it: one of the shipments that it is for (\`xShipments\`), and of each item no more than was notified (\`notification\`, \`shipments\`, \`notified\`). A neighbour reads how many and how much (\`xNotified\`), and both sides refuse a status that says more than was notified. EPIX and ePhyto are read by their profiles.`,
  decides:
    'Decisions on uses and reservations are a machine’s. A revocation, the withdrawal of a reservation, an interception and an extension are decided by a person.',
  deadlines: [
    {
      what: 'Answer to a question, a reservation or a use',
      term: span((ANSWER_HOURS * HOUR) / MINUTE),
      source: 'this procedure',
      then: 'who asked is alerted',
    },
    {
      what: 'Extension for timber, by the country of import',
      term: `once, for goods that arrived in time, at most ${EXTENSION_MONTHS} months after the end`,
      source: 'Resolution Conf. 12.3, by 50 CFR 23.73',
      then: 'the issuer notes it, or names a discrepancy',
    },
    {
      what: 'A reservation',
      term: 'its own time, within the limit `reservation` and before the document ends; until the issuer withdraws it, or the document is good no more',
      source: 'who asks for it, and the agreement',
      then: 'it lapses; one for longer is refused (`too-long`)',
    },
    {
      what: 'Validity of a document',
      term: 'as it states, and at most for the months of its kind, which stand in the table of kinds',
      source: 'the law of its kind',
      then: 'a use is refused; of CITES it is tested at the date of export, or at presentation where the agreement says so (`permits_presented`)',
    },
  ],
  limits: limitsFrom(LIMITS, { reservation: 'what both countries promise: no source of law sets it' }),
  purpose: 'To use and verify the document.',
  recipients: 'Customs and the agencies that the document names, on both sides.',
  onward: 'Within the using side to the agencies that the document concerns.',
  contingency:
    'Where the issuer is out of reach, a use is stated as `provisional`, and counts; it is settled when the issuer is back.',
  service: 'A use is decided as soon as the issuer’s node has answered (within the second is the target).',
  security: { marking: 'official', why: 'it names holders and what they trade' },
  indicators: [
    { what: 'What is left of each document, and its state', from: 'listPermits' },
    { what: 'Uses of one document, its overdrafts and interceptions', from: 'getPermit' },
  ],
  options: [
    { what: 'The code of the document (`typeCode`)', by: 'the ledger of the issuer' },
    {
      what: 'For how long a quantity is reserved',
      by: '`deadlines.documents.reservation` of the agreement, in minutes',
    },
    { what: 'Where validity is tested at presentation', by: '`permits_presented` of the agreement' },
    { what: 'Further kinds of documents, and narrower rules for these', by: '`permit_kinds` of the agreement' },
    { what: 'Single or multiple use; which agency issues what', by: 'the document' },
  ],
  open: [
    'A permit is created by its issuing agency with [`PUT /v1/permits/{permit}`](../reference/api.md#putpermit).',
    'For kinds without a code none was found in UNTDID 1001.',
    'A movement of waste is counted where its notification is of the same country; under one of another country nobody counts it.',
    'Certificates that stand in the place of a CITES permit, of captive breeding or artificial propagation (Art. VII 5) and pre-Convention (VII 2), have no subtype of their own; nor has the statement of an importer of cultural goods ((EU) 2019/880, Art. 5).',
    'That the number of the bill of lading stays the same, and timber of a changed destination, are not followed.',
  ],
}
