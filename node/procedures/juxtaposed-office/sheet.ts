/** The sheet of juxtaposed offices: what its tables do not say. */
import type { components } from '../../generated/procedures/juxtaposed-office.ts'
import type { Sheet } from '../sheet.ts'

export const sheet: Sheet<components['schemas'], 'entry' | 'exit'> = {
  title: 'Juxtaposed offices',
  owner: 'The heads of the two offices, under the treaty on the office',
  need: 'Exit and entry are controlled at one stop, in offices that stand side by side, or in one, on the territory of one of the two.',
  benefit: 'A lorry stops once; who holds it is known at every moment.',
  law: ['juxtaposedRkc', 'borderAgencies', 'neighbours1982', 'road1982', 'goodsUcc', 'decisionsUcc', 'offencesRkc'],
  roles: {
    entry: { is: 'the country that is entered', owns: 'the entry control, and its dossier of the office' },
    exit: { is: 'the country that is left', owns: 'the exit control and the handover, and its dossier of the office' },
  },
  facts: [
    'A dossier says zones, lanes, directions, and on whose soil each zone lies.',
    'Whose law governs the control of a subject follows from where it stands: the exit side’s until the handover and of what has gone back, the entry side’s between. It is shown in every view of a movement.',
  ],
  trigger: 'An office is set up, or a movement was released for exit at it.',
  preconditions: [
    'A treaty on the office, which the dossier names.',
    'A movement names the case of its office; it begins only while the dossiers to which both have agreed are in force and no suspension runs.',
  ],
  process: [
    'Both sides state their dossier and agree to the other’s; only then is the office active. What is agreed is in force until what is agreed next begins: a dossier that is only proposed changes nothing, of which agencies are there neither. Each side suspends the office for itself, longer or once more at any time, and opens what it has suspended by agreeing again to what it has agreed to; the office is open once no suspension runs. The machine of the side that suspends says so again in each movement that is open there (`xRepeats`), for whoever decided it: the movement ends as that says, also once the office is open again, and what either side sends back goes back. What was said of one movement by itself stands.',
    'A movement begins with the first completed exit control, is handed over by the machine once all agencies that are named for the exit have ended theirs, and ends once all that have begun, or are named, at the entry have. An agency that detains holds up the end, and none of the others. A refusal of entry ends with a return or a readmission; one that was a mistake is taken back in one message by the agency that refused (`refusal-revoked`), as long as it has not gone: the control of that agency is open again, and of what was refused before any control had begun the handover stands. What it detained when it refused it detains again. All agencies that the dossier of a side has at the office take part in its control, and whoever ends or begins it first names them. What one agency has refused goes back once the others have ended the controls that they had begun.',
    'A handover by mistake is taken back in one message while the entry side has done nothing with it: the exit control is open again. After the handover the exit side controls nothing again without the consent of the entry side, which is for one control.',
    'Each agency of the entry side detains and seizes for itself, beside what others hold, and none ends the hold of another. Its seizure ends by the word of a court or of an authority above it, which is named (`seizure-lifted`): once no agency has seized it, its entry control goes on, and whoever had seized it decides anew. What an agency has seized or refused it destroys, sends back or confiscates, or is left for the State (`disposed`), where no other holds it, or those that do consent to that end by that agency (`disposal-consent`). A movement of which something is seized is kept until then.',
    'What the entry side finds with what was handed over, and no exit was completed for, it makes known by an `entry-started` that names it and says so (`xUndeclared`): from then on it is a subject of its own under entry control, which is detained, seized, refused, returned or let in by itself. Both sides see that nobody has declared it (`declared`, and the flag `undeclared` until it has entered or gone). It is found also while the office is suspended; of what is still under exit control the exit side says it, by `exit-completed`.',
    'A control that was ended by mistake is open again (`release-revoked`): of the exit side before the handover (after it: a handover is revoked, or a control asked for again), of the entry side before all of its agencies have ended theirs, and after that where it names the zone in which the goods still stand. What has gone on stays entered.',
    'Each side may state who is on duty at the office, by function. Whoever decides for it meanwhile, as officer or head of office, is on that roster and competent for what he decides; a higher authority and a court are not bound to it. At a time that roster of a side counts which covers it and was told last by then; what is decided names it (`xDecidedBy.roster`, written by the node).',
    'What somebody decides who is not on the roster is refused on both sides (rule `not-on-duty`): where it is sent, and by the receiver before it is receipted, so that it is in the case of neither. A roster that is named and has not come yet is held against nobody: what was decided then stays, and both sides say so once the roster is there (flag and alert `not-on-duty`).',
  ],
  states: {
    office: ['dossiers → agreed → active ⇄ suspended'],
    movement: [
      'exit → handover → entry → done | seized | refused → readmitted | returned ; detained meanwhile',
      'seized, refused → disposed | returned (by the agency whose it is); seized → entry (lifted); done → entry (revoked); refused → handover | entry (revoked)',
    ],
  },
  effects: {
    dossier: 'States the office as its side has it; it binds once the other agrees.',
    agreement:
      'Agrees to the other’s dossier: with both, the office is active from the day on which both begin, and its zones are where its law applies. Said again of what is agreed, it opens what its side has suspended.',
    roster:
      'Says by whose function its side decides at the office from then until then; what others there decide for it is refused.',
    suspension:
      'No movement begins while it runs; each open one ends as it says, and goes back where either side says so. Where what is open goes back, neither a handover nor the beginning of an entry control is taken, on both sides.',
    'exit-completed':
      'The exit control of the agency is over; with the last of those that are named the goods are released for exit.',
    handover: 'From here the entry side is responsible for the movement, and its law governs the control.',
    'handover-revoked':
      'The handover was a mistake and is taken back: the exit control is open again, under the law of the exit side.',
    'entry-started':
      'The entry control of the agency has begun; with `xUndeclared`, of what was found with what was handed over.',
    'entry-completed':
      'The entry control of the agency is over; with the last of those that take part what it names has entered.',
    'entry-refused': 'It must not enter; the exit side is to take it back.',
    'refusal-revoked':
      'It was refused entry by mistake: the control of the agency is open again, and nobody takes it back.',
    detained: 'It stays where it is, by the power of the entry side.',
    'detention-lifted': 'It is detained no more; its control goes on.',
    seized: 'The entry side has taken it; the movement goes on without it.',
    'seizure-lifted':
      'By the word of a court or of an authority above it the agency has seized it no more; once none has, its control goes on.',
    disposed:
      'What was seized or refused is destroyed, sent back, abandoned to the State or confiscated: the movement is over for it.',
    'disposal-consent':
      'An agency that holds it lets another bring it to the end that it names, or does so no more; its hold ends with the goods.',
    'release-revoked':
      'The control of the agency was ended by mistake and is open again. It changes nothing of what has gone on.',
    returned: 'It is back in the country that it left.',
    readmitted: 'The exit side has taken back what was refused entry.',
    'control-again-request': 'Asks to control once more what was handed over; nothing is allowed by it.',
    'control-again-answer': 'The entry side consents to one more control by the exit side, or does not.',
    'control-again':
      'The exit side has controlled again, with the consent that it had; another control needs another consent.',
    incident: 'Puts on record what happened, where, and whose law applied.',
  },
  exchange: 'The handover has priority 3 and goes as soon as the exit is complete.',
  data: 'A dossier describes the office; a movement names its zone and lane, and its subjects. An incident names whose law applied; what it says of persons is for the role `incidents` alone, on both sides: all others see where it was and whose law applied. A roster names functions, and officers by their reference only where the agreement has the effect `officers-by-reference`; it never names a person.',
  decides:
    'The handover is a machine’s. A refusal of entry and its revocation, a detention and its lift, a seizure, its lift and the consent of another agency, what becomes of the goods, the revocation of a release, a suspension, a readmission, the revocation of a handover, the consent to another control and that control, and the record of an incident are a person’s, who is on the roster of the office where there is one. What is detained does not enter before the agency that detained it has lifted that.',
  deadlines: [
    {
      what: 'Open movements when the office is suspended',
      term: 'as the suspension says for each: completed, or returned',
      source: 'who suspended',
      then: 'nothing by the clock',
    },
  ],
  purpose: 'For the two controls at the office.',
  recipients: 'The officers of both sides at the office.',
  onward: 'Within the two administrations.',
  contingency:
    'The handover is told by word of mouth at the line, noted by both, and stated later with its time (`xAt`).',
  service: 'A lorry is seen at the other side as soon as its message is delivered.',
  security: { marking: 'restricted', why: 'movements and incidents name persons' },
  indicators: [
    { what: 'Movements by stage, and how long each has been in it', from: 'listMovements' },
    { what: 'Offices and whether they are active', from: 'listJuxtaposedOffices' },
  ],
  options: [
    { what: 'Zones, lanes and directions; the agencies that are there', by: 'the dossier of each side' },
    { what: 'Which agencies control a movement', by: '`xAgencies` of `exit-completed` and `entry-started`' },
    {
      what: 'Whether officers are named by reference',
      by: '`officers-by-reference` in `procedures[].effects` of the agreement',
    },
    { what: 'How open movements end when the office is suspended', by: 'the suspension' },
  ],
  open: ['A roster counts while it is valid: where none is, nobody is bound to one.'],
}
