/** What an agreement allows, each of its terms varied alone: everything that it does not allow is denied. */
import t from 'tap'
import { FALCON, LENT, SEALED } from '../cases/permit-samples.ts'
import { drafted } from '../nodes.ts'
import { parseAgreement, type AgreementDocument } from '../../node/peers/agreement.ts'
import { allowsOnward, denies, deniesContent, type Agreement, type Question } from '../../node/peers/allows.ts'
import { inForce, versionsToBegin, workingLanguages } from '../../node/peers/agreed-terms.ts'
import type { Security } from '../../node/peers/annexes.ts'
import { textsIn } from '../../node/peers/clause-values.ts'
import { checkSecurity } from '../../node/peers/security-clause.ts'
import { checkStated, isPlaceholder } from '../../node/peers/stated.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf, type Digest } from '../../node/values/digest.ts'

const [XA, XB, XC] = ['XA', 'XB', 'XC'] as Country[] as [Country, Country, Country]
const FROM = 1_700_000_000
const UNTIL = FROM + 1_000_000
const HOURS_72 = 72 * 3600

const whole = drafted(XA, XB, FROM)
const document: AgreementDocument = {
  ...whole,
  procedures: [{ ...whole.procedures[0]!, name: 'pre-arrival', versions: ['1'], types: ['declaration'], from: [XA] }],
  limits: { message_bytes: 1000, expiry_days: 30 },
  valid: { from: FROM, until: UNTIL },
}
const agreement: Agreement = { hash: digestOf('x'), document, inForceAt: 1, revokedAt: null }
const question: Question = {
  iss: XA,
  procedure: 'pre-arrival',
  type: 'declaration',
  version: '1',
  iat: FROM + 10,
  now: FROM + 10,
  bytes: 1000,
}

t.test('what it names passes, and nothing beside it', async (t) => {
  const rule = (q: Partial<Question>, a: Partial<Agreement> = {}) =>
    denies({ ...agreement, ...a }, { ...question, ...q })?.rule ?? null
  t.equal(rule({}), null)
  t.equal(rule({}, { inForceAt: null }), 'not-in-force', 'one alone has signed')
  t.equal(rule({ iat: FROM }), null)
  t.equal(rule({ iat: FROM - 1 }), 'not-in-force')
  t.equal(rule({ iat: UNTIL - 1, now: UNTIL }), null)
  t.equal(rule({ iat: UNTIL, now: UNTIL }), 'ended')
  t.equal(rule({ now: UNTIL + HOURS_72 }), null, 'signed in time, and three days under way')
  t.equal(rule({ now: UNTIL + HOURS_72 + 1 }), 'grace')
  const revoked = { revokedAt: FROM + 20 }
  t.equal(rule({ iat: FROM + 19 }, revoked), null)
  t.equal(rule({ iat: FROM + 20 }, revoked), 'ended')
  t.equal(rule({ now: FROM + 20 + HOURS_72 + 1 }, revoked), 'grace')
  t.equal(
    rule({ iat: UNTIL + 1, now: UNTIL + 1 }, { revokedAt: UNTIL + 50 }),
    'ended',
    'a revocation makes nothing longer',
  )
  t.equal(rule({ procedure: 'aeo' }), 'procedure')
  t.equal(rule({ version: '2' }), 'version')
  t.equal(rule({ type: 'amendment' }), 'type')
  const all = { ...document, procedures: [{ ...document.procedures[0]!, types: ['*'] }] }
  t.equal(rule({ type: 'amendment' }, { document: all }), null)
  t.equal(rule({ iss: XB }), 'direction')
  t.equal(rule({ bytes: 1001 }), 'limit')
})

t.test(
  'a version that ends is agreed, and no case begins in it; of each version the newest agreement counts',
  async (t) => {
    const [pre] = document.procedures as [AgreementDocument['procedures'][number]]
    const between = (issued_at: number, versions: string[], ending?: string[], more: Partial<Agreement> = {}) => ({
      ...agreement,
      document: { ...document, issued_at, procedures: [{ ...pre, versions, ...(ending && { ending }) }] },
      ...more,
    })
    const content = () => ({ procedure: 'pre-arrival', context: {}, test: false, profiled: false })
    const asks = (more: object, ...agreements: Agreement[]) =>
      versionsToBegin(agreements, ['1', '2'], { ...question, content, ...more })
    const begin = (...agreements: Agreement[]) => asks({}, ...agreements)
    t.same(begin(between(1, ['1', '2'])), ['1', '2'])
    t.same(begin(between(1, ['1', '2'], ['1'])), ['2'])
    t.same(begin(between(1, ['1']), between(2, ['1', '2'], ['1'])), ['2'], 'an older agreement does not open it again')
    t.same(begin(between(1, ['1', '2'], ['1']), between(2, ['1'])), ['1', '2'], 'and a newer one does')
    t.same(begin(between(1, ['1'], undefined, { revokedAt: FROM + 5 })), [], 'nothing holds')
    t.same(begin(between(1, ['1'], undefined, { inForceAt: null })), [], 'nothing holds yet')
    t.same(asks({ procedure: 'aeo' }, between(1, ['1'])), [])

    const newer = (more: Partial<AgreementDocument>, of: Partial<typeof pre> = {}, ending?: string[]): Agreement => {
      const { document: d } = between(2, ['2', '1'], ending)
      return { ...agreement, document: { ...d, procedures: [{ ...d.procedures[0]!, ...of }], ...more } }
    }
    const live = between(1, ['1'])
    const trial: Partial<AgreementDocument> = { stage: { name: 'test', ends: ['they have passed'] } }
    const test = { content: () => ({ ...content(), test: true }) }
    t.same(begin(live, newer(trial)), ['1'], 'an agreement on tests says nothing of what is real')
    t.same(asks(test, live, newer(trial)), ['1', '2'])
    t.same(begin(live, newer(trial, {}, ['1'])), ['1'], 'and ends nothing of it')
    t.same(asks(test, live, newer(trial, {}, ['1'])), ['2'])
    for (const of of [{ types: ['amendment'] }, { from: [XB] }, { purposes: ['statistics', 'research'] }])
      t.same(
        begin(live, newer({}, of, ['1'])),
        ['1'],
        `what it does not let pass it does not end: ${Object.keys(of)[0]}`,
      )
    t.same(begin(live, newer({ limits: { message_bytes: 999, expiry_days: 30 } }, {}, ['1'])), ['1'])
    t.same(begin(live, newer({}, {}, ['1'])), ['2'], 'what it lets pass it ends')
    const read = (ending: unknown) => parseAgreement({ ...document, procedures: [{ ...pre, ending }] })
    t.same(read(['1']).procedures[0]!.ending, ['1'])
    for (const wrong of [['2'], [], '1', ['x']])
      t.throws(() => read(wrong), { code: 'malformed', pointer: '/procedures/0/ending' }, JSON.stringify(wrong))
    t.equal(denies(between(1, ['1'], ['1']), question), null, 'what is open goes on')
  },
)

t.test('what may go on to a third country', async (t) => {
  const clause = { procedure: 'pre-arrival', of: [XA], to: [XC] }
  const may = (more: Partial<Parameters<typeof allowsOnward>[1]>, onward: AgreementDocument['onward'] = [clause]) =>
    allowsOnward(
      { ...document, ...(onward === undefined ? {} : { onward }) },
      { of: XA, procedure: 'pre-arrival', to: XC, ...more },
    )
  t.equal(may({}), true)
  t.equal(may({ of: XB }), false)
  t.equal(may({ procedure: 'aeo' }), false)
  t.equal(may({ to: 'XD' as Country }), false)
  t.equal(may({}, []), false)
  const { onward: _, ...silent } = document
  t.equal(
    allowsOnward(silent, { of: XA, procedure: 'pre-arrival', to: XC }),
    false,
    'where nothing is said nothing goes',
  )
})

const OPTIONAL = new Set(
  'aeo assistance authentic contacts default_context disputes evidence exit liability security service signatories tests texts'.split(
    ' ',
  ),
)

t.test('it is read strictly', async (t) => {
  const plain = JSON.parse(JSON.stringify(document)) as Record<string, any>
  t.same(parseAgreement(plain), document)
  const procedure = plain['procedures'][0]
  const office = (party: string, code: string) => ({ party, code, name: 'x' })
  const helped = (...instruments: object[]) => ({
    assistance: {
      instruments: instruments.map((more) => ({ name: 'johannesburg', in_force_from: '2004-01-01', ...more })),
    },
  })
  for (const [pointer, change] of [
    ['/version', { version: 2 }],
    ['/parties', { parties: ['XB', 'XA'] }],
    ['/parties', { parties: ['XA', 'XA'] }],
    ['/parties', { parties: ['XA', 'XB', 'XC'] }],
    ['/parties', { parties: ['XA'] }],
    ['/title', { title: '' }],
    ['/legal_basis', { legal_basis: 'a treaty' }],
    ['/instrument/title', { instrument: { kind: 'treaty', title: 7 } }],
    ['/instrument/kind', { instrument: { kind: 'law', title: 'x' } }],
    ['/instrument/date', { instrument: { kind: 'treaty', title: 'x', date: '1957-02-29' } }],
    ['/instrument/in_Force', { instrument: { kind: 'treaty', title: 'x', in_Force: 'x' } }],
    ['/texts/0/digest', { texts: [{ name: 'x', digest: 'sha-256:x' }] }],
    ['/signatories/0/party', { signatories: [{ ...plain['signatories'][0], party: 'XC' }] }],
    ['/signatories/0/authority', { signatories: [{ ...plain['signatories'][0], authority: '' }] }],
    ['/stage', { stage: 'live' }],
    ['/stage/name', { stage: { name: 'pilot', ends: ['x'] } }],
    ['/stage/ends', { stage: { name: 'live', ends: [] } }],
    ['/offices/0/code', { offices: [{ party: 'XA', code: '', name: 'x' }] }],
    ['/offices/0/code', { offices: [office('XA', 'XB000101')] }],
    ['/offices/0/code', { offices: [office('XA', 'XA000101')], office_prefixes: { XA: ['XI'] } }],
    ['/offices/1/code', { offices: [office('XA', 'XA000101'), office('XA', 'XA000101')] }],
    ['/offices/0/time_zone', { offices: [{ ...office('XA', 'XA000101'), time_zone: '+02:00' }] }],
    ['/offices/0/competence/roles', { offices: [{ ...office('XA', 'XA000101'), competence: { roles: ['port'] } }] }],
    [
      '/offices/0/competence/goods',
      { offices: [{ ...office('XA', 'XA000101'), competence: { goods: ['01', '01'] } }] },
    ],
    ['/offices/0/competence/hs', { offices: [{ ...office('XA', 'XA000101'), competence: { hs: ['01'] } }] }],
    ['/code_lists/0/version', { code_lists: [{ name: 'HS' }] }],
    ['/service/languages', { service: { ...plain['service'], languages: ['english'] } }],
    ['/contacts/0/role', { contacts: [{ ...plain['contacts'][0], role: 'desk' }] }],
    ['/contacts/0/reach', { contacts: [{ ...plain['contacts'][0], reach: [] }] }],
    ['/security/key_bits', { security: { ...plain['security'], key_bits: 0 } }],
    ['/tests', { tests: 'all' }],
    ['/liability', { liability: '' }],
    ['/disputes/proof', { disputes: { settled: 'x' } }],
    ['/authentic/prevails', { authentic: { prevails: 'paper', languages: ['fr'] } }],
    ['/authentic/prevails', { texts: [], authentic: { prevails: 'texts', languages: ['fr'] } }],
    ['/authentic/languages', { authentic: { prevails: 'data', languages: [] } }],
    [
      '/authentic/prevailing_language',
      { authentic: { prevails: 'data', languages: ['fr', 'ar'], prevailing_language: 'en' } },
    ],
    ['/exit/notice_days', { exit: { ...plain['exit'], notice_days: -1 } }],
    ['/procedures/0/purposes', { procedures: [{ ...procedure, purposes: [] }] }],
    ['/procedures/0/agencies', { procedures: [{ ...procedure, agencies: 'customs' }] }],
    [
      '/procedures/0/suspension/open_cases',
      { procedures: [{ ...procedure, suspension: { notice_hours: 1, open_cases: 'x' } }] },
    ],
    [
      '/procedures/0/data_protection/rights/0/party',
      {
        procedures: [
          { ...procedure, data_protection: { ...procedure.data_protection, rights: [{ party: 'XC', contact: 'x' }] } },
        ],
      },
    ],
    ['/procedures/1/name', { procedures: [procedure, procedure] }],
    ['/procedures/0/name', { procedures: [{ ...procedure, name: 'Pre' }] }],
    ['/procedures/0/versions', { procedures: [{ ...procedure, versions: [] }] }],
    ['/procedures/0/versions', { procedures: [{ ...procedure, versions: ['1', '1'] }] }],
    ['/procedures/0/from', { procedures: [{ ...procedure, from: ['XA', 'XA'] }] }],
    ['/procedures/0/effects', { procedures: [{ ...procedure, effects: ['released'] }] }],
    ['/procedures/0/effects', { procedures: [{ ...procedure, effects: ['lodged', 'lodged'] }] }],
    [
      '/procedures/0/retention/manifests_days',
      { procedures: [{ ...procedure, retention: { documents_days: 3650, manifests_days: 3649 } }] },
    ],
    ['/profiles/1/name', { profiles: [{ name: 'x' }, { name: 'x' }] }],
    ['/default_context', { default_context: { xNote: ['a'.repeat(2001)] } }],
    ['/procedures/0/types', { procedures: [{ ...procedure, types: ['**'] }] }],
    ['/procedures/0/from', { procedures: [{ ...procedure, from: ['XC'] }] }],
    ['/procedures/0/more', { procedures: [{ ...procedure, more: 1 }] }],
    ['/limits/message_bytes', { limits: { ...plain['limits'], message_bytes: 0 } }],
    ['/limits/expiry_days', { limits: { ...plain['limits'], expiry_days: 1.5 } }],
    [
      '/procedures/0/retention/documents_days',
      { procedures: [{ ...procedure, retention: { ...procedure.retention, documents_days: -1 } }] },
    ],
    ['/valid/from', { valid: { from: '2027-01-01T00:00:00Z', until: UNTIL } }],
    ['/valid/until', { valid: { from: FROM, until: FROM } }],
    ['/valid/until', { valid: { from: FROM, until: FROM - 1 } }],
    ['/deadlines/pre-arrival/admit', { deadlines: { 'pre-arrival': { admit: 0 } } }],
    ['/deadlines/pre-arrival/admit', { deadlines: { 'pre-arrival': { admit: 1_000_001 } } }],
    ['/deadlines/pre-arrival/Admit', { deadlines: { 'pre-arrival': { Admit: 5 } } }],
    ['/deadlines/pre-arrival', { deadlines: { 'pre-arrival': 5 } }],
    ['/onward/0/to', { onward: [{ procedure: 'aeo', of: ['XA'], to: [] }] }],
    ['/onward/0/of', { onward: [{ procedure: 'aeo', of: ['x'], to: ['XC'] }] }],
    ['/onward/0/of', { onward: [{ procedure: 'aeo', of: ['XA', 'XC'], to: ['XC'] }] }],
    ['/onward/0/to', { onward: [{ procedure: 'aeo', of: ['XA'], to: ['XC', 'XB'] }] }],
    ['/office_prefixes/XC', { office_prefixes: { XC: ['XC'] } }],
    ['/office_prefixes/XA', { office_prefixes: { XA: ['XI', 'XI'] } }],
    ['/office_prefixes/XA', { office_prefixes: { XA: [] } }],
    ['/office_prefixes/XA', { office_prefixes: { XA: ['X'] } }],
    ['/office_prefixes', { office_prefixes: { XA: ['XA', 'XB'] } }],
    ['/office_prefixes', { office_prefixes: { XA: ['XI'], XB: ['XB', 'XI'] } }],
    ['/aeo/0/of', { aeo: [{ ...plain['aeo'][0], of: 'XC' }] }],
    ['/aeo/0/types', { aeo: [{ ...plain['aeo'][0], types: [] }] }],
    ['/aeo/0/roles', { aeo: [{ ...plain['aeo'][0], roles: ['CA', 'CA'] }] }],
    ['/aeo/0/benefits', { aeo: [{ ...plain['aeo'][0], benefits: ['Fewer controls'] }] }],
    ['/aeo/0/benefit', { aeo: [{ ...plain['aeo'][0], benefit: 'priority' }] }],
    ['/aeo/0/grounds', { aeo: [{ ...plain['aeo'][0], grounds: ['consent'] }] }],
    ['/aeo/0/grounds', { aeo: [{ ...plain['aeo'][0], grounds: ['public-task', 'public-task'] }] }],
    ['/assistance/instruments/0/name', helped({ name: 'a treaty' })],
    ['/assistance/instruments/0/in_force_from', helped({ in_force_from: 'soon' })],
    ['/assistance/instruments/0/in_force_until', helped({ in_force_until: '2003-12-31' })],
    ['/assistance/instruments/0/open_requests', helped({ open_requests: 'answered' })],
    ['/assistance/instruments/1/name', helped({}, {})],
    ['/assistance/markings', { assistance: { instruments: [], markings: [] } }],
    ['/assistance/languages', { assistance: { instruments: [], languages: ['French'] } }],
    ['/assistance/evidential_forms', { assistance: { instruments: [], evidential_forms: ['hearsay'] } }],
    ['/assistance/terms', { assistance: { instruments: [], terms: 1 } }],
    ['/permits_presented', { permits_presented: ['XC'] }],
    ['/permits_presented', { permits_presented: ['XA', 'XA'] }],
    ...(
      [
        ['code', { code: '__proto__' }],
        ['code', { code: 'Falcon' }],
        ['narrows', { narrows: false }],
        ['names', { names: {} }],
        [
          'names',
          { names: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`a${String.fromCharCode(97 + i)}`, 'x'])) },
        ],
        ['names/English', { names: { English: 'Falcon passport' } }],
        ['names/constructor', { names: { constructor: 'x' } }],
        ['names/en', { names: { en: 7 } }],
        ['names/en', { names: { en: 'x'.repeat(301) } }],
        ['issued_by', { issued_by: 'transit' }],
        ['points', { points: [] }],
        ['points', { points: ['import', 'import'] }],
        ['months', { months: 1201 }],
        ['dimensions', { dimensions: ['colour'] }],
        ['needs/record', { needs: { record: ['xScientificName'] } }],
        ['needs/more', { needs: { more: [] } }],
        ['may/items/0', { may: { items: ['xSpecimenMarks'] } }],
        ['use_marks', { needs: { items: ['xScientificName'] } }],
        ['commodities', { commodities: ['0106'] }],
        ['commodities', { commodities: ['a'] }],
        ['currency', { currency: 'CHF' }],
        ['retained', { retained: true }],
        ['may/record/0', { may: { record: ['xTimber'] } }],
        ['needs/record/1', { needs: { record: ['seal', 'xShipments'], items: ['xSpecimenMarks'] } }],
        ['corresponding/record', { corresponding: {} }],
        ['corresponding/record', { corresponding: { record: false } }],
        ['corresponding/record', { corresponding: { type_code: '911' } }],
        ['corresponding/use', { corresponding: { use: [] } }],
        ['corresponding/use/0', { corresponding: { use: ['re-export'] } }],
        ['corresponding/kind', { corresponding: { record: true, kind: 'cites' } }],
        ['subtypes/0/code', { subtypes: [{ names: { en: 'x' } }] }],
        ['subtypes/0/names', { subtypes: [{ code: 'lent-bird' }] }],
        ['subtypes/0/months', { subtypes: [{ ...LENT, months: 0 }] }],
        ['subtypes/0/points', { subtypes: [{ ...LENT, points: [] }] }],
        ['subtypes/0/taken', { subtypes: [{ ...LENT, taken: 'presented' }] }],
        ['subtypes/0/corresponding/use/0', { subtypes: [{ ...LENT, corresponding: { use: ['re-export'] } }] }],
        ['subtypes/1/code', { subtypes: [LENT, LENT] }],
        ['subtypes', { subtypes: [LENT], narrows: true }],
        ['subtypes', { subtypes: Array.from({ length: 21 }, (_, i) => ({ ...LENT, code: `bird-${i}` })) }],
        ['law', { law: '' }],
        ['in_force_until', { in_force_until: 'never' }],
        ['colour', { colour: 'red' }],
      ] as const
    ).map(([member, more]) => [`/permit_kinds/0/${member}`, { permit_kinds: [{ ...FALCON, ...more }] }] as const),
    ['/permit_kinds/1/code', { permit_kinds: [FALCON, FALCON] }],
    ['/permit_kinds', { permit_kinds: Array.from({ length: 51 }, (_, i) => ({ ...FALCON, code: `kind-${i}` })) }],
    ['/more', { more: 1 }],
  ] as const)
    t.throws(() => parseAgreement({ ...plain, ...change }), { code: 'malformed', pointer }, JSON.stringify(change))
  for (const lawful of [
    {
      procedures: [
        {
          ...procedure,
          ...{ versions: ['2', '1'], ending: ['1'], effects: ['lodged', 'release-after-discharge'] },
          retention: { documents_days: 3650, manifests_days: 3650 },
        },
      ],
    },
    {
      offices: [office('XA', 'XI000101'), office('XB', 'XB000101'), office('XA', 'XA000101')],
      office_prefixes: { XA: ['XI', 'XA'] },
    },
    { onward: [{ procedure: 'aeo', of: ['XA', 'XB'], to: ['XC', 'XD'] }], profiles: [{ name: 'x' }, { name: 'y' }] },
    { default_context: { xNote: ['a'.repeat(2000)] }, permit_kinds: [{ ...FALCON, subtypes: [LENT] }, SEALED] },
  ])
    t.match(parseAgreement({ ...plain, ...lawful }), lawful)
  for (const name of Object.keys(plain).filter((n) => !OPTIONAL.has(n)))
    t.throws(
      () => parseAgreement(Object.fromEntries(Object.entries(plain).filter(([n]) => n !== name))),
      { code: 'malformed', pointer: `/${name}` },
      `without ${name}`,
    )
})

t.test('an XSD set that is pinned must be the one that this node has', async (t) => {
  const set = digestOf('the set')
  const content = { procedure: 'pre-arrival', context: { xProfile: 'wco-dec-dms-2' }, test: false, profiled: true }
  const pinned = { ...document, profiles: [{ name: 'wco-dec-dms-2', xsd_set: set }] }
  t.equal(
    deniesContent(pinned, content, () => set),
    null,
  )
  t.match(
    deniesContent(pinned, content, () => digestOf('x')),
    { rule: 'xsd-set', pointer: '/context/xProfile' },
  )
  t.match(
    deniesContent(pinned, content, () => undefined),
    { rule: 'xsd-set' },
  )
  t.equal(
    deniesContent(pinned, { ...content, profiled: false, context: {} }, () => undefined),
    null,
  )
  t.equal(
    deniesContent(document, content, () => undefined),
    null,
    'nothing is pinned',
  )
  t.throws(() => parseAgreement({ ...pinned, profiles: [{ name: 'x', xsd_set: 'sha-256:x' }] }), /xsd_set/)
})

t.test(
  'no text of an agreement is longer than 2000 characters, wherever it stands: patterns are held against no more',
  async (t) => {
    const places = [...textsIn(document)].map(([pointer]) => pointer)
    t.ok(places.length > 60 && places.includes('/default_context/xPurpose'))
    for (const pointer of places) {
      const long = JSON.parse(JSON.stringify(document)) as Record<string, any>
      const path = pointer.slice(1).split('/')
      path.slice(0, -1).reduce((at, name) => at[name], long)[path.at(-1)!] = '<'.repeat(2001)
      t.throws(() => parseAgreement(long), { code: 'malformed' }, pointer)
    }
  },
)

t.test('what its clause on security promises is kept by the keys of both, and its witnesses are known', async (t) => {
  const security: Security = { key_bits: 256, key_days: 730, witnesses: ['XA', 'witness.example'] }
  const key = (days: number, more = {}) => ({ from: FROM, until: FROM + days * 86_400 + 300, ...more }) as never
  const check = (more: Partial<Security>, ...keys: never[]) =>
    checkSecurity(
      { ...security, ...more },
      [
        { country: XA, keys: [key(700)] },
        { country: XB, keys },
      ],
      new Set(['XA', 'XB', 'witness.example']),
      FROM + 86_400,
    )
  for (const [rule, pointer, more, ...keys] of [
    ['key-bits', '/security/key_bits', { key_bits: 257 }],
    ['key-days', '/security/key_days', { key_days: 1 }],
    ['key-days', '/security/key_days', {}, key(600), key(731)],
    ['witness', '/security/witnesses/1', { witnesses: ['XB', 'nobody'] }],
  ] as const)
    t.throws(() => check(more, ...keys), { code: 'agreement-invalid', rule, pointer })
  t.doesNotThrow(() => check({}, key(730)))
  t.doesNotThrow(
    () => check({ key_bits: 255 }, key(731, { revoked_at: FROM + 5 })),
    'a key that is withdrawn is used no more',
  )
  t.doesNotThrow(
    () => check({ key_days: 700 }, key(731, { from: FROM - 999 * 86_400, until: FROM })),
    'nor is one that had its time',
  )
})

t.test('what begins like a placeholder and is none is stated', async (t) => {
  const rests = (title: string): AgreementDocument => ({ ...document, instrument: { ...document.instrument, title } })
  for (const title of [
    'Treaty of Todoville, Art. 3',
    'Convention on Borders of 1982, Annex 9',
    'XXL-TBDX',
    'Accord à Définia',
    'GATT 1994, Article XXX',
    'para todo el territorio',
    'Todo',
    'disputes are to be decided by the joint committee',
    'to be announced 72 hours before',
    '[2024] OJ L 12',
    'Regulation [EU] <recast>',
    'Article 5 […] of 1972',
    'يحدد الطرفان مكاتب الحدود',
    '7',
  ])
    t.doesNotThrow(() => checkStated(rests(title)), title)
  for (const title of [
    ...[
      'Art. ___',
      'T.B.D.',
      'xxx',
      'XXX',
      'x',
      'tbc',
      'N/A',
      'todo:'.toUpperCase(),
      'Art. …',
      'Convention ??',
      'Art. ...',
    ],
    ...[' \t', '\u200b', '\u2060', '\u0301', '-', '?', '—', '*', '[article]', '<agency>', ' [ ] '],
    ...['To be named', 'to be determined later', 'not yet decided', 'à définir', 'A COMPLÉTER ultérieurement'],
    ...[
      'por determinar',
      'por definir más adelante',
      'pendiente de firma',
      'يحدد لاحقا',
      'يُحدَّد لاحقًا',
      'سيتم تحديده',
      'قيد الإعداد',
    ],
  ])
    t.throws(
      () => checkStated(rests(title)),
      { code: 'agreement-invalid', rule: 'placeholder', pointer: '/instrument/title' },
      title,
    )
  t.equal(isPlaceholder('to be named by the parties in an exchange of notes'), false, 'not the whole text')
  for (const text of [
    'TBD: name of the minister',
    'Article 4 TBC',
    `${'todo'.toUpperCase()}: name`,
    '[Name], [Function]',
    'Mr [name], Director',
    'Mr ●',
    'Article [..]',
    'xx.xx.2026',
    'N.N.',
    'TBD/TBC',
    '<<minister>>',
    'Minister of {{country}}',
    'to be agreed between the parties',
    'To be inserted',
    'insert name here',
    'Minister (to be confirmed)',
    'à compléter par le ministère',
    'à venir',
    'por confirmar por el ministerio',
    'Convenio (pendiente)',
  ])
    t.equal(isPlaceholder(text), true, text)
  for (const text of [
    'Article XX of GATT 1994',
    '[2013] OJ L 269',
    'OJ L 269 [2013], p. 1',
    `${'todo'.toUpperCase()} EL TERRITORIO`,
    'to be settled by consultation between the heads of customs',
    'Protocol (of 12 May 2014)',
    'Accord (ci-après « la Convention »)',
  ])
    t.equal(isPlaceholder(text), false, text)
  for (const title of ['two\nlines', 'a ', ' a', 'a  b', 'a\u200bb', 'a\u202eb', 'e\u0301tat', 'сustoms', 'Αccord'])
    t.throws(() => checkStated(rests(title)), { code: 'agreement-invalid', rule: 'text', pointer: '/instrument/title' })
  for (const title of ['Договор EU', 'Σύμβαση', 'می\u200cشود', 'État', 'Ю.А. Smith'])
    t.doesNotThrow(() => checkStated(rests(title)), title)
  const nothing = digestOf('')
  t.throws(() => checkStated({ ...document, texts: [{ name: 'text', digest: nothing }] }), {
    code: 'agreement-invalid',
    rule: 'placeholder',
    pointer: '/texts/0/digest',
  })
  const digest = 'sha-256:___TBD-xxx-___AAAAAAAAAAAAAAAAAAAAAAAAAAAAA' as Digest
  t.doesNotThrow(() => checkStated({ ...document, texts: [{ name: 'text', digest }] }), 'a digest is no text')
})

t.test('what comes with more than tests is stated, and of tests it need not be', async (t) => {
  const { [0]: procedure } = document.procedures
  const without = (name: keyof AgreementDocument): AgreementDocument => {
    const { [name]: _, ...rest } = document
    return rest as AgreementDocument
  }
  const { rights: [ours] } = procedure!.data_protection! // prettier-ignore
  for (const [pointer, lacks] of [
    ...(
      [
        'texts',
        'signatories',
        'contacts',
        'service',
        'security',
        'evidence',
        'liability',
        'disputes',
        'authentic',
        'exit',
      ] as const
    ).map((name) => [`/${name}`, without(name)] as const),
    ['/texts', { ...document, texts: [] }],
    [
      '/instrument/in_force',
      { ...document, instrument: { kind: 'treaty', title: 'A treaty', article: '1', date: '1957-03-25' } },
    ],
    ['/signatories', { ...document, signatories: document.signatories!.slice(1) }],
    ['/contacts', { ...document, contacts: document.contacts!.map((c) => ({ ...c, role: 'legal' as const })) }],
    [
      '/procedures/0/data_protection/rights',
      {
        ...document,
        procedures: [{ ...procedure!, data_protection: { ...procedure!.data_protection!, rights: [ours!] } }],
      },
    ],
  ] as [string, AgreementDocument][]) {
    t.throws(() => checkStated(lacks), { code: 'agreement-invalid', rule: 'stated', pointer }, pointer)
    const procedures = lacks.procedures.map(({ effects: _, ...p }) => p)
    t.doesNotThrow(
      () => checkStated({ ...lacks, procedures, stage: { name: 'test', ends: ['it ends'] } }),
      `${pointer}, of tests`,
    )
  }
  const lodging = (name: 'test' | 'parallel' | 'live') => () =>
    checkStated({
      ...document,
      procedures: [{ ...procedure!, effects: ['lodged'] }],
      stage: { name, ends: ['it ends'] },
    })
  for (const name of ['test', 'parallel'] as const)
    t.throws(lodging(name), { code: 'agreement-invalid', rule: 'effects', pointer: '/procedures/0/effects' }, name)
  t.doesNotThrow(lodging('live'))
})

t.test('under an agreement for tests only tests pass; they pass under any', async (t) => {
  const rule = (name: 'test' | 'parallel' | 'live', test: boolean) =>
    deniesContent(
      { ...document, stage: { name, ends: ['x'] } },
      { procedure: 'pre-arrival', context: {}, test, profiled: false },
      () => undefined,
    )?.rule ?? null
  t.same([rule('test', false), rule('parallel', false), rule('live', false)], ['stage', null, null])
  t.same([rule('test', true), rule('parallel', true), rule('live', true)], [null, null, null])
})

t.test('what is tried changes nothing of what counts: of several that hold, the stage that goes furthest says it', async (t) => {
  const now = (document.valid.from + 1000) * 1000
  const one = (hash: string, name: 'test' | 'parallel' | 'live', from: number): Agreement => ({
    ...{ hash: hash as Digest, inForceAt: (document.valid.from + from) * 1000, revokedAt: null },
    document: { ...document, stage: { name, ends: ['x'] }, service: { languages: [hash] } as never },
  })
  const all = [one('old', 'live', 1), one('live', 'live', 2), one('parallel', 'parallel', 3), one('test', 'test', 4)]
  t.same(inForce(all, now).map(({ hash }) => hash), ['live', 'old', 'parallel', 'test'])
  const name = 'pre-arrival'
  t.same(workingLanguages(all, name, now), ['live'], 'and of one stage the newest')
  t.same(workingLanguages(all.slice(2), name, now), ['parallel'])
  t.same(workingLanguages(all.slice(3), name, now), ['test'])
}) // prettier-ignore
