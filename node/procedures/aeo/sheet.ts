/** The sheet of authorised economic operators: what its tables do not say. */
import type { components } from '../../generated/procedures/aeo.ts'
import { number, type Sheet } from '../sheet.ts'
import { TOUCHED_AT_MOST } from './aeo.ts'

export const sheet: Sheet<components['schemas'], 'granting' | 'receiving'> = {
  title: 'Authorised economic operators',
  owner: 'The authorities of both parties that keep the registers of authorised traders',
  need: 'Two countries recognise each other’s authorised traders; the border officer asks one question and gets one answer: is this one recognised here, now, and since when?',
  benefit: 'Authorised traders cross with fewer controls, and a suspension reaches the border before the lorry does.',
  law: ['safe', 'traderNumber', 'authorizedOperators'],
  roles: {
    granting: { is: 'the country whose authority granted the status', owns: 'the status of its traders' },
    receiving: {
      is: 'the country in which the status is to count',
      owns: 'the recognition, which it may suspend and restore without changing the status',
    },
  },
  facts: [
    'What is recognised at all, by programme, type of authorisation, role and benefit, stands in the agreement (`aeo`); what no clause of the newest agreement that holds names is not recognised, and the answer says why: `not-agreed`, `programme-not-agreed`, `type-not-agreed`, `role-not-agreed`.',
  ],
  trigger: 'The register of the granting side changes, or the receiving side asks or suspends.',
  preconditions: ['A mutual recognition arrangement of the two, whose programmes the agreement names (`aeo`).'],
  process: [
    'The granting side sends its list as a snapshot and then what changes as deltas, numbered, each with the hash of the list after it. A gap or another hash makes the receiving node ask for a resync by itself.',
    'An authorisation counts until the end of its validity (`xEffectiveTo`), which a later change does not lift unless it names another; from then on it is not recognised (`over`), without a further message.',
    'A declaration is registered with what the traders whom it names were when it was lodged ([`registered`](../data/pre-arrival.md#registered)): that counts for its goods, whatever changes while they are on the road. Where a delta suspends or revokes a trader, each side sees which open declarations name it (`listTraderUnderWay`), with the status that is frozen for them, and is alerted where there are any.',
  ],
  states: {
    status: ['active ⇄ suspended → revoked | expired | succeeded (→ granted again)'],
    recognition: ['agreed, by benefit, or not: recognised ⇄ suspended (by the receiving side)'],
    list: ['snapshot (n parts) → delta → delta → … ; gap or other hash → resync → snapshot'],
  },
  effects: {
    snapshot: 'The list of those who are authorised; it takes the place of what was sent before.',
    delta: 'The status of the traders that it names is as it states, from the time that it states.',
    status: 'The status of those who were asked for, as the register has it now.',
    applied: 'The receiving side works with the list up to this number; its officers see it.',
    query: 'Asks for the status of traders; it changes none.',
    resync: 'Obliges the granting side to send its list anew.',
    'recognition-suspended': 'The benefits end in the receiving country; the status itself stays as it is.',
    'recognition-restored': 'The benefits are given again in the receiving country.',
  },
  exchange: 'Snapshots have priority 7 and let everything else pass.',
  data: 'The key of an authorisation is the identifier, the programme, the type and the role of the trader. A record needs the consent of the trader, or another legal ground of publishing it that the agreement names for what its country grants (`aeo[].grounds`: `legal-obligation`, `public-task`, `international-agreement`), with the provision; one without either is refused on both sides, and a snapshot states every such ground that is in its parts. The withdrawal of a consent ends the view, and a keyed hash of the identifier stays as a tombstone until its retention ends. A long list goes as parts, each an attachment of one JSON text a line.',
  decides:
    'A status is granted by the authority that keeps the register. A delta that suspends or revokes is answered for by a person of the granting side, the suspension of a recognition by one of the receiving side.',
  deadlines: [
    {
      what: '`applied`, and `resync` where a gap is seen',
      term: 'at once',
      source: 'this procedure',
      then: 'the node of the receiving side sends it',
    },
    {
      what: 'A new snapshot',
      term: `after changes of ${number(TOUCHED_AT_MOST)} traders since the last snapshot`,
      source: 'this procedure',
      then: 'the case takes no more changes before it',
    },
  ],
  purpose: 'To give the benefits of the arrangement, and no other purpose.',
  recipients: 'Customs of the receiving side: who decides on controls.',
  retention: 'What ended by withdrawal of consent is gone at once, but for its tombstone.',
  onward: 'None: another country has its own arrangement.',
  contingency:
    'The list that was applied last counts while the two cannot reach each other; its age is shown with every answer.',
  service: 'Many traders are looked up in [one request](../reference/api.md#lookuptraders).',
  security: { marking: 'official', why: 'it names traders, and why one is suspended is known to few' },
  indicators: [
    { what: 'How old the list is that was applied last, and its number of traders', from: 'listTraders' },
    { what: 'Whom a look-up found recognised, and why others not', from: 'lookupTraders' },
    { what: 'Goods under way of a trader, and what it was when they were declared', from: 'listTraderUnderWay' },
  ],
  options: [
    {
      what: 'Programmes, types, roles and benefits that are recognised: AEOC is not AEOS, a tier of CTPAT not another',
      by: '`aeo` of the agreement',
    },
    {
      what: 'Grounds other than consent on which traders are published',
      by: '`aeo[].grounds` of the agreement',
    },
    {
      what: 'Crossings with a grace period, so that a merger loses no goods on the road',
      by: '`xGraceCrossings` of the delta',
    },
  ],
  open: [
    'Which laws of a party are a legal ground of publishing its traders is for its own lawyers; the record names the provision, and no node judges it.',
  ],
}
