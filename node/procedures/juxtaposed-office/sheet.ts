/** The sheet of juxtaposed offices: what its tables do not say. */
import type { components } from '../../generated/procedures/juxtaposed-office.ts'
import type { Sheet } from '../sheet.ts'

export const sheet: Sheet<components['schemas'], 'entry' | 'exit'> = {
  title: 'Juxtaposed offices',
  owner: 'The heads of the two offices, under the treaty on the office',
  need: 'Exit and entry are controlled at one stop, in offices that stand side by side, or in one, on the territory of one of the two.',
  benefit: 'A lorry stops once; who holds it is known at every moment.',
  law: ['officesRkc', 'standardsRkc', 'borderAgencies'],
  roles: {
    entry: { is: 'the country that is entered', owns: 'the entry control, and its dossier of the office' },
    exit: { is: 'the country that is left', owns: 'the exit control and the handover, and its dossier of the office' },
  },
  facts: ['A dossier says zones, lanes, directions, and whose law applies where.'],
  trigger: 'An office is set up, or a movement was released for exit at it.',
  preconditions: [
    'A treaty on the office, which the dossier names.',
    'A movement that names the case of its office begins only while the dossiers of both are in force.',
  ],
  process: [
    'Both sides state their dossier and agree to the other’s; only then is the office active. A movement begins with the completed exit control, is handed over by the machine, and ends with the entry control. A refusal of entry is reversed by a readmission.',
  ],
  states: {
    office: ['dossiers → agreed → active ⇄ suspended'],
    movement: ['exit → handover → entry → done | seized | refused → readmitted | returned ; detained meanwhile'],
  },
  effects: {
    dossier: 'States the office as its side has it; it binds once the other agrees.',
    agreement:
      'Agrees to the other’s dossier: with both, the office is active, and its zones are where its law applies.',
    suspension: 'No movement begins any more; each open one ends as it says.',
    'exit-completed': 'The exit control is over, and the goods are released for exit.',
    handover: 'From here the entry side is responsible for the movement.',
    'entry-started': 'The entry control has begun.',
    'entry-completed': 'The entry control is over, and what it names has entered.',
    'entry-refused': 'It must not enter; the exit side is to take it back.',
    detained: 'It stays where it is, by the power of the entry side.',
    'detention-lifted': 'It is detained no more; its control goes on.',
    seized: 'The entry side has taken it; the movement is over for it.',
    returned: 'It is back in the country that it left.',
    readmitted: 'The exit side has taken back what was refused entry.',
    incident: 'Puts on record what happened, where, and whose law applied.',
  },
  exchange: 'The handover has priority 3 and goes as soon as the exit is complete.',
  data: 'A dossier describes the office; a movement names its zone and lane, and its subjects. An incident names whose law applied; persons in it are for those who must know.',
  decides:
    'The handover is a machine’s. A refusal of entry, a detention and its lift, a seizure, a suspension, a readmission and the record of an incident are a person’s. What is detained does not enter before the detention was lifted by somebody.',
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
    { what: 'Zones, lanes and directions; whose law applies', by: 'the dossier of each side' },
    { what: 'How open movements end when the office is suspended', by: 'the suspension' },
  ],
  open: ['Agencies beside customs finish in their own procedures; the movement is customs’.'],
}
