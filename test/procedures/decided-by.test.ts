/** Who decides, told from both sides: wherever a person is touched somebody answers for it by function, office and legal ground. */
import t from 'tap'
import type { CaseMessage, DecidedBy } from '../../node/cases/case-message.ts'
import { needsPerson } from '../../node/cases/decided-by.ts'
import { graveIn } from '../../node/cases/procedure.ts'
import { statedBy } from '../../node/exchange/stated-by.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { MACHINE, officer, stated } from '../officer.ts'
import { Sides } from './sides.ts'

const ONE = { transportEquipment: { id: 'XATU1000001' } }

t.test('these types are never a machine’s, whatever they say', async (t) => {
  const decided = PROCEDURES.all.map(({ name, types }) => [
    name,
    Object.keys(types).filter((type) => types[type]!.by === 'person'),
  ])
  t.match(Object.fromEntries(decided), {
    'pre-arrival': ['authority-amendment', 'do-not-load', 'do-not-load-lifted', 'control-decision', 'control-result', 'refusal-of-entry', 'seizure-lifted', 'disposal-consent', 'release-revoked'], // prettier-ignore
    aeo: ['recognition-suspended', 'recognition-restored'],
    'joint-control': ['acceptance', 'reschedule-accepted', 'decline', 'aborted', 'result', 'concluded-without', 'recognition', 'non-recognition'], // prettier-ignore
    'juxtaposed-office': [
      'agreement',
      'suspension',
      'handover-revoked',
      'entry-refused',
      'refusal-revoked',
      'detained',
      'detention-lifted',
      'seized',
      'seizure-lifted',
      'disposed',
      'disposal-consent',
      'release-revoked',
      'readmitted',
      'control-again-answer',
      'control-again',
      'incident',
    ],
    documents: ['interception', 'reservation-withdrawn', 'extension', 'revocation'],
    'release-time': [],
    system: [],
  })
})

t.test('what is so grave that two may have to want it stands in the table of its procedure', async (t) => {
  const table = PROCEDURES.all.map(({ name, grave = {} }) => [name, Object.keys(grave)])
  t.same(Object.fromEntries(table), {
    'pre-arrival': ['agency-decision', 'seizure-lifted', 'disposal-consent', 'release-revoked'],
    'opening-hours': [],
    aeo: ['delta', 'recognition-suspended'],
    'joint-control': ['aborted', 'non-recognition'],
    'juxtaposed-office': ['suspension', 'handover-revoked', 'refusal-revoked', 'seized', 'seizure-lifted', 'disposed', 'disposal-consent', 'release-revoked'], // prettier-ignore
    'release-time': [],
    documents: ['revocation', 'interception'],
    assistance: ['destroyed'],
    system: [],
  })
  const does = (name: string, type: string, body: object | null) =>
    graveIn(
      PROCEDURES.all.find((p) => p.name === name),
      { type, body } as CaseMessage,
    )?.does
  const taken = 'goods are seized, confiscated, destroyed or taken as abandoned'
  const decided = (xDisposal: string) => does('pre-arrival', 'agency-decision', { xDisposal })
  for (const xDisposal of ['seized', 'confiscated', 'destroyed', 'abandoned']) t.equal(decided(xDisposal), taken)
  for (const xDisposal of ['open', 'control', 'released', 'conditional', 'refused', 'returned']) t.equal(decided(xDisposal), undefined, xDisposal) // prettier-ignore
  const delta = (...actions: string[]) => does('aeo', 'delta', { xEntries: actions.map((xAction) => ({ xAction })) })
  t.equal(delta('granted', 'revoked'), 'traders are suspended or revoked')
  t.equal(delta('granted', 'reinstated'), undefined)
  t.equal(does('documents', 'interception', { xMeasure: 'seized' }), 'goods of a permit are seized or destroyed')
  t.equal(does('documents', 'interception', { xMeasure: 'detained' }), undefined)
  t.equal(does('pre-arrival', 'agency-decision', null), taken, 'of what cannot be read nobody knows that it is not')
  t.equal(does('pre-arrival', 'do-not-load', null), undefined, 'what stops a danger waits for nobody')
  t.equal(does('pre-arrival', 'constructor', {}), undefined)
})

t.test('of others those that take something from somebody', async (t) => {
  const by = (procedure: string, type: string, body: object) => needsPerson(PROCEDURES.type(procedure, type)!, body)
  for (const xDisposal of [
    'seized',
    'destroyed',
    'refused',
    'control',
    'conditional',
    'returned',
    'abandoned',
    'confiscated',
  ])
    t.ok(by('pre-arrival', 'agency-decision', { xDisposal }), xDisposal)
  for (const xDisposal of ['released', 'open']) t.notOk(by('pre-arrival', 'agency-decision', { xDisposal }), xDisposal)
  for (const xAction of ['suspended', 'revoked'])
    t.ok(by('aeo', 'delta', { xEntries: [{ xAction: 'granted' }, { xAction }] }), xAction)
  t.notOk(by('aeo', 'delta', { xEntries: [{ xAction: 'granted' }, { xAction: 'expired' }] }))
  t.notOk(by('aeo', 'delta', {}), 'what its schema refuses is refused by that')
})

t.test('an agency that the agreement does not name decides nothing and takes no part, on either side', async (t) => {
  const of = (...agencies: string[]) => ({ terms: { limits: {}, effects: [], presented: [], agencies } })
  const s = new Sides(t, 'pre-arrival')
  s.says('XA', 'declaration', { functionalReferenceId: 'L', goodsShipment: { consignment: { transportEquipment: [{ id: 'XATU1000001' }] } } }) // prettier-ignore
  const both = { xAgencies: ['customs', 'secret-service'] }
  s.fails('XB', 'registered', both, 'agency', '/document/xAgencies/1', of('customs'))
  s.says('XB', 'registered', both, of('customs', 'secret-service'))
  const order = (xAgency?: string) => ({ xSubject: [ONE], ...(xAgency && { xAgency }) })
  const one = '/document/xAgency'
  s.fails('XB', 'do-not-load', order('secret-service'), 'agency', one, of('customs'))
  s.fails('XB', 'do-not-load', order(), 'agency', one, of('police'))
  const key = { context: { xDecidedBy: stated('1'), xFromAgency: 'vet' } }
  s.fails('XB', 'do-not-load', order(), 'agency', '/context/xFromAgency', { ...of('customs'), ...key })
  s.says('XB', 'do-not-load', order(), of('customs'))
  s.says('XB', 'do-not-load', order('vet'), of('*'))
})

t.test('what is seized is seized by somebody; nobody else passes for a person, on either side', async (t) => {
  const s = new Sides(t, 'pre-arrival')
  s.says('XA', 'declaration', { functionalReferenceId: 'L', goodsShipment: { consignment: { transportEquipment: [{ id: 'XATU1000001' }] } } }) // prettier-ignore
  s.says('XB', 'registered')
  s.says('XB', 'arrival')
  const seized = { xDisposal: 'seized' }
  const who = (xDecidedBy: unknown) => ({ context: { xDecidedBy: xDecidedBy as DecidedBy } })
  s.fails('XB', 'agency-decision', seized, 'decided-by', '/context/xDecidedBy', who(undefined))
  s.fails('XB', 'agency-decision', seized, 'decided-by', '/context/xDecidedBy', who({ ...MACHINE, client: 'x' }))
  s.fails('XB', 'do-not-load', { xSubject: [ONE] }, 'decided-by', '/context/xDecidedBy', who({ ...stated('1'), kind: 'robot' })) // prettier-ignore
  s.fails('XB', 'agency-decision', seized, 'decided-by', '/context/xDecidedBy/client', who(officer('1')))
  for (const member of ['ref', 'function', 'office', 'legalGround'])
    s.fails('XB', 'agency-decision', seized, 'schema', `/context/xDecidedBy/${member}`, who({ ...stated('1'), [member]: undefined })) // prettier-ignore
  s.fails('XB', 'agency-decision', { ...seized, xAgency: 'customs' }, 'other-agency', '/document/xAgency', {
    context: { xFromAgency: 'vet' },
  })
  s.says('XB', 'agency-decision', seized)
})

t.test('what is stated is the word of who calls; a person who has signed in speaks for himself', async (t) => {
  const desk = { id: 'k', client: 'border desk', agency: null }
  const context = { xDecidedBy: officer('B-7'), xPurpose: 'p' }
  t.same(statedBy(context, desk), { xPurpose: 'p', xDecidedBy: { ...officer('B-7'), client: 'border desk' } })
  t.equal(statedBy(context, null), context, 'what this node sends by itself says by whose call it was stated')
  t.same(statedBy({ xPurpose: 'p' }, desk), { xPurpose: 'p' })
  const wrong = (by: object, owner: Parameters<typeof statedBy>[1], pointer: string) =>
    t.throws(() => statedBy({ xDecidedBy: by }, owner), { code: 'request-invalid', rule: 'caller', pointer })
  wrong(stated('B-7'), { ...desk, client: 'another' }, '/context/xDecidedBy/client')
  const person = { id: 's', client: 'oidc:B-7', agency: null, person: 'B-7' }
  t.same(statedBy(context, person).xDecidedBy, { ...officer('B-7'), client: 'signed-in' })
  const { ref: _none, ...nameless } = officer('')
  t.match(statedBy({ xDecidedBy: nameless }, person).xDecidedBy, { ref: 'B-7' })
  wrong(officer('B-8'), person, '/context/xDecidedBy/ref')
  const order = { ...officer('Order 17/26'), kind: 'court' }
  t.match(statedBy({ xDecidedBy: order }, person).xDecidedBy, { ref: 'Order 17/26', client: 'signed-in' })
})
