/** The sheet of pre-arrival: what its tables do not say. */
import type { components } from '../../generated/procedures/pre-arrival.ts'
import { limitsFrom, span, type Sheet } from '../sheet.ts'
import { LIMITS, SHORT } from './deadlines.ts'

const limits = limitsFrom(LIMITS, {
  deepSeaContainer: 'UCC-DA Article 105(a): before loading, containers at sea',
  sea: 'UCC-DA Article 105(b): before arrival, bulk and break bulk at sea',
  shortSea: 'UCC-DA Article 105(c) and (d): before arrival, short sea',
  inlandWaterway: 'UCC-DA Article 109: before arrival by inland waterway',
  rail: 'UCC-DA Article 107: before arrival by rail',
  railShort: `UCC-DA Article 107: before arrival by rail, a run of under ${span(SHORT.rail)}`,
  road: 'UCC-DA Article 108: before arrival by road',
  airMinimum: 'UCC-DA Article 106: the minimum of data, before loading by air',
  airShort: `UCC-DA Article 106: before take-off, a flight of under ${span(SHORT.air)}`,
  airLong: `UCC-DA Article 106: before arrival by air, a flight of ${span(SHORT.air)} or more`,
  doNotLoadAnswer: 'This procedure: an unanswered do-not-load alerts both sides',
  lapse: 'UCC Article 129(2)(b), counted from the lodgement: the declaration lapses',
  transitEnquiry: 'This procedure, after UCC-IA Article 310(3): after the limit, until the exit side enquires',
  transitEnquiryAnswer:
    'This procedure, after the law of transit: until an enquiry without an answer alerts both sides',
  transitResult: 'This procedure, after the law of transit: after the arrival, until the control results',
  transitDischarge:
    'This procedure: after a transit ended in order by its control results, until it is discharged; both sides are alerted',
})

export const sheet: Sheet<components['schemas'], 'entry' | 'exit'> = {
  title: 'Pre-arrival',
  owner: 'The directorates of customs of both parties that answer for risk management, jointly',
  need: 'The country that goods enter learns of them before they are loaded or arrive, judges the risk early, and controls less at the border; the country they leave sees what becomes of them.',
  benefit:
    'A container that must not be loaded is stopped before it is on a ship or a lorry; what is harmless is released when it arrives, or before.',
  law: [
    'safe',
    'declarationUcc',
    'oneHourByRoad',
    'otherModes',
    'combinedTransport',
    'beforeArrivalRkc',
    'goodsUcc',
    'decisionsUcc',
    'offencesRkc',
    'preArrivalProcessing',
    'transit',
    'transitConventions',
  ],
  roles: {
    entry: {
      is: 'the country that the goods enter',
      owns: 'registration, risk, do-not-load, arrival, control decisions and release, each agency for itself',
    },
    exit: {
      is: 'the country that the goods leave',
      owns: 'the exit, the transit that it released, and what its carrier did about a do-not-load',
    },
  },
  facts: [
    'The declarant owns the declaration. What the exit side forwards is `advance-information`; it is `lodged` only where the agreement gives it that effect (`procedures[].effects`) and the message names the mandate of whoever must lodge it (UCC Art. 127(4): the carrier, or the importer, the consignee or another person in whose name or on whose behalf the carrier acts, or who can present the goods).',
    'Of the same goods there are two declarations with a number each: that of export (`xExportMrn`, or the `id` of a forwarded export declaration) and that under which the entry side registers (`declaration.id` of `registered`). Neither is accepted as the other, and each is found by its own name (`export-mrn`, `entry-mrn`) and as `mrn`.',
    'Whether a vehicle may drive on is nobody’s word: it is made of the cases of what it carries, on both sides alike. A seizure, a refusal or a control holds the goods and the equipment that it names, and the means of transport of that journey: one that this side has itself seen on a later journey is judged by what it carries then, and the word of a neighbour that it has set out frees none.',
  ],
  trigger:
    'Goods are to leave one of the two for the other, and somebody has declared them; or the entry side learns of goods that must not be loaded; or what nobody declared has arrived.',
  preconditions: [
    'The office of first entry is one that the entry side serves (`JUXTA_OFFICES`), where it has stated any.',
  ],
  process: [
    `Four things are told apart for each subject: the lodgement (of the whole declaration), its risk, its movement and, for each agency, its disposal. An amendment reopens the subjects that it touches; there is none any more once an examination was announced, particulars were found wrong or goods were presented (UCC Art. 129(1)). What was not brought within ${span(LIMITS.lapse)} of its lodgement lapses (Art. 129(2)(b)), neither before that time nor where it was diverted. A release may be decided before the goods are there, and takes effect when they arrive (\`xEffectiveOnArrival\`; TFA 7.1): a control that is decided meanwhile, or an amendment, takes it back. A driver may turn round before anything is decided (\`withdrawn\`), and leave again and come again, go elsewhere or stay away. What an agency controls or has seized goes back, or is destroyed, by the word of no other; that one says that it is gone lifts the hold of none. What the exit side says of where goods are ends nothing that the entry side has decided of them. The case is closed once each subject has a final disposal by each agency that must decide; of what was diverted or has not arrived, and of which nobody has decided anything, none is needed. Nothing is amended of goods on which it was decided for good.`,
    'Several agencies may keep the same goods, each for itself, and they are free only once none does. What an agency has seized it destroys, sends back or confiscates, or is left for the State (`abandoned`); or its seizure ends by the word of a court or of an authority above it, which `seizure-lifted` names, and it decides anew. Where others keep the goods too, they say first that they do no more, or consent (`disposal-consent`): to one agency and one end of the goods, until it is taken back; what they keep ends with the goods then.',
    'A release by mistake is revoked by the agency that gave it, as long as the goods are there: what it has not decided is open again, and nothing that others have decided changes. What all agencies had let go has left, unless the revocation names where it stands (`goodsLocation`); it is presented again then. What has left is for control after release and for assistance, until somebody brings it back before the agency.',
    'Goods that are here are presented, controlled, seized, refused, sent back or turn round also where nobody has declared them, or where their declaration was rejected, invalidated or has lapsed: whichever agency decides then has a say in them. They are held as `not-registered`, and released only once a declaration of them is registered. What sets out or arrives under a declaration without effect is flagged (`unannounced`), opens the case again, and may be declared anew, under another number. What was found on a declared vehicle and is no part of its declaration comes into its case by an `arrival` that names it and says so (`xUndeclared`); it is held by itself, the agencies that decide on it are customs and whichever does, and it is declared once an amendment names it. Of a declaration that has lost its effect nothing is declared which the next one does not name.',
    'An order not to load stops what it names, and what moves with that by the declaration: what a means, an equipment or a transport document carries, and the equipment or document that what it names is in. Where the declaration does not say which of them, any may be.',
    'A declaration may move **under transit** (TFA 11). The exit side, which has the office of departure or was told by it, states `transit-release`: the transit declaration by its MRN, what it moves under (type, GRN or carnet, amount covered; never the access code), the offices of departure, transit and destination, and the limit. The entry side answers as office of transit (`transit-crossing`) or of destination (`transit-arrival`, the arrival advice; `transit-result`, the control results), and the exit side discharges it (`transit-discharged`): the guarantee is free. While goods are under transit, customs of the entry side releases nothing for free circulation: the transit ends first, or the goods go on under it (`xUnderTransit`). What was decided for their arrival waits for that end. What is presented after the limit is flagged (`transit-late`), and the transit ends in order only where the office of destination states that the delay was justified (`xDelayJustified`; else it is a discrepancy). The office of destination may change under way: the exit side tells of that (`transit-diverted`: another office here, or beyond, or so that it does not come at all), or the office at which it is presented does (`xActualOffice`, flagged `transit-elsewhere`): that one is the office of destination then. What had gone on under transit and ends here after all is taken back by the revocation of its release. A transit may be told of late, over goods that are presented, or after its limit where it was released before (`xReleasedAt`): it counts, flagged `late`. The limit passed, both sides are alerted; without a word for `transitEnquiry` more the node of the exit side enquires. The case stays open until the transit is discharged, or has passed the office of transit.',
    'Under TIR each country ends and discharges the operation on its own territory (TIR Convention, Articles 1(b), (d), (e) and 28): `transit-discharged` of a declaration of type `TIR` follows the exit, and frees nothing of the entry side, whose own results do. One declaration is one operation: a combination under one carnet is one, and names each plate; a road train with a carnet for each vehicle, and a carnet with more than one office of destination (Articles 17 and 18), are as many declarations under one crossing, each with its carnet (`additionalDocument`, 952), by which, as by each plate, all of them are found; where two carnets cover one consignment both stand in one declaration. What is unloaded first is released where it is, and the rest goes on under another release for transit.',
  ],
  states: {
    lodgement: [
      'lodged → registered | rejected → amended (n) → invalidated | lapsed',
      'invalidated, lapsed → none (its goods set out or came all the same) → lodged',
    ],
    risk: ['pending ⇄ referred → complete'],
    movement: [
      'expected → exited → arrived → presented → left | returned | diverted | not-arrived',
      'arrived, presented → withdrawn (turned round before a decision) → arrived | exited | diverted | not-arrived',
      'not-arrived → exited | arrived (it came all the same)',
    ],
    transit: [
      'under-transit → crossed (office of transit: it is over here) | diverted (it does not come here) | arrived → ended | irregular',
      'crossed, diverted → under-transit (it comes here) | arrived',
      'irregular → ended; ended → discharged; all but discharged → discharged (alternative proof, debt paid)',
      'TIR: the exit side discharges its own operation once the goods have left; the phase goes on to ended or crossed, and then is discharged',
    ],
    disposal: [
      'open ⇄ control → released | conditional | refused | seized | destroyed | returned | abandoned | confiscated',
      'refused, seized → destroyed | returned | abandoned | confiscated (by the same agency)',
      'seized → open (lifted by the word of a court or of an authority above); released, conditional → open (revoked)',
    ],
    'do-not-load': ['issued → relayed | executed | already-loaded | not-found … lifted by who issued it'],
  },
  effects: {
    declaration:
      'Advance information for risk analysis; lodged with the entry side only where the agreement and the mandate say so.',
    amendment: 'Asks for a change of what was declared; it changes nothing until the entry side accepts it.',
    invalidation: 'Asks that the declaration be without effect; it is not until the entry side accepts it.',
    'information-response': 'Gives what was asked for; the term of the request is met.',
    'screening-result': 'The exit side has screened, and answers for what it states; the term of the request is met.',
    exit: 'The goods have left the territory of the exit side.',
    'do-not-load-answer': 'The exit side states what its carrier did about the do-not-load, and answers for it.',
    diverted: 'The goods go to another office than was declared; the case stays with the office that is told.',
    'not-arrived': 'The goods will not come; nothing is decided about them any more here.',
    registered: 'The entry side has accepted it and given it its number (MRN): time limits run from here.',
    rejected: 'There is no declaration, or no change of it; whoever declared must do so anew.',
    'amendment-accepted': 'The declaration is as amended; the risk of the subjects that it touches is open again.',
    'amendment-rejected': 'The declaration stays as it was.',
    'invalidation-accepted': 'The declaration has no effect any more; by its ground also without a request (lapsed).',
    'authority-amendment': 'The authority has put particulars right; the declarant cannot amend any more.',
    'information-request': 'Obliges the exit side to answer, or to get the answer, within its term.',
    'screening-request': 'Obliges the exit side to have it screened within its term.',
    'risk-outcome':
      'States the outcome of the risk analysis of an agency; by itself it decides nothing about the goods.',
    'do-not-load': 'Forbids the loading of what it names from the moment that the carrier is told.',
    'do-not-load-lifted': 'What it names may be loaded.',
    'control-recommendation': 'Recommends a control to the exit side, which decides.',
    'control-notice': 'Announces an examination; there is no amendment any more.',
    arrival: 'The means of transport has arrived: what was released for its arrival is free.',
    presentation: 'The goods were presented to customs and are under its supervision; there is no amendment any more.',
    withdrawn: 'Whoever brought the goods has turned round before a decision; they are as if they had not come.',
    'presentation-revoked': 'The presentation was in error, and is void.',
    'control-decision': 'The goods stay for the control that it names.',
    'control-result': 'The control is over; what was found stands on record, and the decision about the goods is open.',
    'agency-decision': 'The agency has decided for itself; customs releases only what no agency holds.',
    release: 'Customs has released the goods, finally or under conditions, or lets them go on under transit.',
    'seizure-lifted':
      'By the word of a court or of an authority above it the agency has seized the goods no more, and decides on them anew.',
    'disposal-consent':
      'An agency that keeps the goods lets another bring them to the end that it names, or does so no more; what it keeps ends with them.',
    'release-revoked':
      'The release of the agency was a mistake: the goods stay where they are until it decides anew. It changes nothing of what has left.',
    'refusal-of-entry': 'The goods must not enter; they are to be returned.',
    returned:
      'The goods that were refused, and that no agency controls or has seized, have left the territory of the entry side.',
    'transit-release': 'The goods are under transit; the guarantee that it names answers for them until the discharge.',
    'transit-crossing': 'The office of transit has seen them; for this pair the transit is over.',
    'transit-arrival': 'The goods were produced at the office of destination.',
    'transit-result': 'The transit has ended, correctly or with an irregularity that is named.',
    'transit-discharged': 'The office of departure has written the transit off, and the guarantee is free.',
    'transit-diverted':
      'The office of destination is another, and the limit as it says; where it is to be beyond, nothing of it is owed here any more.',
    'transit-enquiry': 'Obliges the entry side to say what became of the transit.',
    'transit-enquiry-answer':
      'States what became of it; where nothing did, the office of departure may claim the debt.',
  },
  exchange: 'A do-not-load waits for nothing and goes before everything else. A late message is accepted and flagged.',
  data: 'A subject within a consignment is a transport document, an equipment, a receptacle or a goods item. Parties and their identifiers are personal data where they are persons. The reason of a do-not-load is confidential unless it says that it may be disclosed (`xReasonDisclosable`). A weight has its unit.',
  decides:
    'Registration and structural rejection are a machine’s (`JUXTA_PRE_ARRIVAL_REGISTER=node`), or the Single Window’s. A do-not-load, its lift, a refusal of entry, controls and their results, control results of a transit unless it is considered satisfactory, a discharge on another ground than those, a delay that is justified, an amendment by the authority, whatever an agency decides but a release, the lift of a seizure, the consent to what another agency does with goods, and the revocation of a release are decided by a person. An agency decides for no other: a key of one agency cannot name another.',
  deadlines: [
    {
      what: 'Answer to a request for information or for screening',
      term: 'as the request says (`xLimit`)',
      source: 'who asked',
      then: 'the exit side is alerted',
    },
    {
      what: 'Presentation of goods under transit at the office of destination',
      term: 'as the release for transit says (`xLimit`); a day until it ends at that office',
      source: 'the office of departure',
      then: 'both sides are alerted, and the exit side enquires (`transitEnquiry`)',
    },
    {
      what: 'Lodgement, by mode',
      term: 'the limits below',
      source: 'the agreement (`deadlines`), else the law below',
      then: 'the exit side is alerted',
    },
  ],
  limits,
  purpose: 'For risk assessment before arrival, the control and the release.',
  recipients: 'Customs and those agencies that the agreement names, each for what is addressed to it.',
  onward: 'Within the entry side to the agencies that must decide.',
  contingency:
    'Goods arrive with or without the exchange: `arrival` opens a case also without a declaration, and what was decided on paper is stated later with the time at which it was (`xAt`). A do-not-load that cannot be delivered is told by the duty desk.',
  service: 'Do-not-load and its answer have priority 0, release and control decisions 3, the rest 5.',
  security: {
    marking: 'restricted',
    why: 'it holds trade secrets and what a risk analysis found',
  },
  indicators: [
    {
      what: 'What waits for somebody now, the most urgent first: unanswered do-not-load, terms that have passed',
      from: 'getPreArrivalBoard',
    },
    { what: 'Which vehicles may drive on, and what holds the others', from: 'checkVehicle' },
    { what: 'Share of cases by state, with risk decided before arrival', from: 'listPreArrivals' },
    { what: 'Lead time of what was lodged before arrival', from: 'releaseTimes' },
  ],
  options: [
    {
      what: 'Whether goods are free to be released once the office of destination has stated that their transit **ended** correctly (its control results; the default, since the write-off comes days later and goods would wait for it), or only when it is **discharged**',
      by: '`release-after-discharge` in `procedures[].effects` of the agreement',
    },
    { what: 'Whether what is forwarded is lodged', by: '`lodged` in `procedures[].effects` of the agreement' },
    { what: 'Modes and time limits', by: '`deadlines` of the agreement' },
    { what: 'Agencies that take part', by: '`procedures[].agencies` of the agreement' },
    { what: 'Agencies that must decide', by: '`xAgencies` of `registered`' },
    { what: 'Offices of first entry', by: '`JUXTA_OFFICES`' },
    {
      what: 'What an office is competent for. One that is not takes the data all the same and sends the trader on (UCC Art. 127(3), 139), so that a declaration, an arrival or a diversion that names it is taken with a finding (`office-not-competent` of `flags`); a transit to or by such an office is refused on both sides (rule `competence`)',
      by: '`offices[].competence` of the agreement, and `xCompetence` of the opening hours in force, which the node of the sender holds against its message (`xNotCompetent` of the context; decision 0037)',
    },
    {
      what: 'When a limit ends that is stated as a day: with that day at the office of destination; where its zone is not agreed, once it has ended everywhere',
      by: '`offices[].time_zone` of the agreement',
    },
    {
      what: 'The profiles of XML and the XSD sets by which it is judged',
      by: '`profiles` of the agreement; `JUXTA_XSD`',
    },
  ],
  open: [
    'Of transit it is exchanged what two neighbours owe each other; the query of a guarantee and the recovery of a debt stay in the transit systems. The profile of NCTS reads what traders and offices exchange; what offices exchange between themselves (IE001, IE006, IE018, IE118, IE142) is not published with it, and of ICS2 the entry summary declarations of traders are not (IE3F…): the one that is read is the declaration as the common repository holds it (IE4R05).',
    'The reasons of a do-not-load are a list of our own: of ICS2 and of pre-loading by air that something must not be loaded is published, and not why.',
    'That in combined transport the limit is that of the active means (UCC-DA Art. 110), and that no limit holds under force majeure (Art. 111, of which the machine knows nothing: a late declaration is accepted and flagged), was not looked up.',
    'That what is presented after the limit has kept its obligation where the delay is not attributable to its holder or carrier, and that the office at which it is presented becomes that of destination (Implementing Regulation (EU) 2015/2447, Articles 297, 305 and 306; Common Transit Convention, Appendix I) was not looked up word for word.',
    'What the entry side makes of a TIR operation on its own territory after a discrepancy (its claim on its own guaranteeing association) stays at home.',
    'A declaration of the declarant’s mandate is by the agreement, not by the message.',
  ],
}
