/** JSON-LD by the context that it carries itself: nothing is fetched, nothing is guessed, and no document makes reading it dear. */
import t from 'tap'
import { linkedTo, literalOf, readJsonLd } from '../../node/documents/json-ld.ts'
import { unreadBy } from '../../node/documents/unread.ts'

const NS = 'https://a.example/ns#'
const read = (document: unknown) => readJsonLd(Buffer.from(JSON.stringify(document)))
const whyNot = (document: unknown): string => {
  try {
    read(document)
    return 'read'
  } catch (error) {
    return (error as { rule: string }).rule
  }
}

t.test('one meaning has many writings', async (t) => {
  const whole = read({ '@id': 'urn:x:1', '@type': `${NS}T`, [`${NS}name`]: 'n', [`${NS}of`]: { '@id': `${NS}c` } })
  t.match(whole, { id: 'urn:x:1', types: [`${NS}T`] })
  t.equal(literalOf(whole, `${NS}name`), 'n')
  t.equal(linkedTo(whole, `${NS}of`)[0]?.id, `${NS}c`)
  for (const same of [
    { '@context': { a: NS }, '@id': ' urn:x:1', '@type': ['a:T'], 'a:name': ['n'], 'a:of': { '@id': 'a:c' } },
    {
      '@context': { '@vocab': NS },
      '@id': 'urn:x:1',
      '@type': 'T',
      name: { '@value': 'n' },
      of: [{ '@id': `${NS}c` }],
    },
    {
      '@context': [{ a: NS }, { b: 'a:', call: { '@id': 'a:name' }, '@version': 1.1 }],
      '@id': 'urn:x:1',
      '@type': 'b:T',
      call: { '@set': [{ '@value': 'n', '@language': 'en' }] },
      'b:of': { '@list': [{ '@id': 'b:c' }] },
      'b:none': null,
    },
  ])
    t.same({ ...read(same).properties, [`${NS}none`]: undefined }, { ...whole.properties, [`${NS}none`]: undefined })
})

t.test('a context holds in what is below it, and what it says anew there alone', async (t) => {
  const inner = { '@context': { a: 'https://b.example/ns#' }, 'a:name': 'inner' }
  const root = read({ '@context': { a: NS }, 'a:of': inner, 'a:name': 'outer' })
  t.equal(literalOf(root, `${NS}name`), 'outer')
  t.equal(literalOf(linkedTo(root, `${NS}of`)[0], 'https://b.example/ns#name'), 'inner')
  t.equal(whyNot({ '@context': { a: NS }, 'a:of': { '@context': null, 'a:name': 'x' } }), 'term')
})

t.test('what the document does not say itself is refused by name', async (t) => {
  const known = { a: NS }
  for (const [rule, document] of [
    ['context', { '@context': 'https://onerecord.iata.org/context.json' }],
    ['context', { '@context': [known, 'https://a.example/more'] }],
    ['context', { '@context': { a: { '@id': NS, '@type': '@id' } } }],
    ['context', { '@context': { a: 'no IRI' } }],
    ['context', { '@context': { '@import': 'https://a.example/' } }],
    ['context', { '@context': 7 }],
    ['context', { '@context': Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`t${i}`, NS])) }],
    ['term', { name: 'x' }],
    ['term', { '@context': known, 'b:name': 'x' }],
    ['term', { '@context': { a: 'https://a.example/ns' }, 'a:name': 'x' }],
    ['term', { '@context': known, '@type': 'T' }],
    ['term', { constructor: 'x' }],
    ['iri', { '@context': known, '@id': 'a thing' }],
    ['iri', { '@id': 7 }],
    ['type', { '@type': 7 }],
    ['value', { '@context': known, 'a:name': { '@value': {} } }],
    ['keyword', { '@context': known, '@graph': [] }],
    ['keyword', { '@context': known, 'a:of': { '@reverse': {} } }],
    ['root', [{ '@context': known }]],
  ] as const)
    t.equal(whyNot(document), rule, JSON.stringify(document).slice(0, 80))
  t.equal(whyNot({ '@context': known, '@id': '_:b0' }), 'read', 'a blank node has no name')
})

t.test('a refusal names the place, the rule and what is read there instead', async (t) => {
  const known = { a: NS }
  const graph = { '@context': known, 'a:of': [{ 'a:of': 1 }, { 'a:of': { '@reverse': {} } }] }
  for (const [document, pointer, rule, instead] of [
    [{ '@context': [known, { '@import': 'x:y' }] }, '/@context/1/@import', 'context', /@vocab, @language and @version/],
    [{ '@context': { b: { '@id': NS, '@type': '@id' } } }, '/@context/b', 'context', /only member @id/],
    [{ '@context': 'https://a.example/' }, '/@context', 'context', /as an object of its terms/],
    [graph, '/a:of/1/a:of/@reverse', 'keyword', /@context, @id and @type/],
    [{ '@context': known, 'a:of': { '@value': 1, 'a:b': 2 } }, '/a:of/a:b', 'keyword', /@value, @type, @language and/],
    [{ '@context': known, 'a:of': { '@set': [], 'a:b': 2 } }, '/a:of/a:b', 'keyword', /@set stands alone/],
    [{ '@context': known, 'a:of': ['x', [{ '@value': {} }]] }, '/a:of/1/0/@value', 'value', /a text, a number/],
    [{ '@context': known, 'a:of': { 'b/c': 1 } }, '/a:of/b~1c', 'term', /prefixes, its @vocab and whole IRIs/],
    [{ '@context': known, '@type': ['a:T', 7] }, '/@type/1', 'type', /a list of names/],
    [{ '@context': known, '@id': 'x' }, '/@id', 'iri', /a blank node/],
  ] as const)
    t.throws(() => read(document), { code: 'schema-invalid', pointer: `/document${pointer}`, rule, message: instead })
  const long = 'x'.repeat(1000)
  t.throws(() => read({ '@context': known, 'a:of': { [long]: 1 } }), {
    code: 'schema-invalid',
    pointer: '/document/a:of',
    rule: 'term',
    message: /does not say/,
  })
})

t.test('a context may say in any order what its terms stand for', async (t) => {
  const rest = { 'a:of': 1 }
  for (const context of [
    { call: 'a:name', a: NS },
    { a: NS, call: 'a:name' },
  ])
    t.equal(literalOf(read({ '@context': context, call: 'n', ...rest }), `${NS}name`), 'n')
  const inner = { call: 'a:name', a: 'https://b.example/ns#' }
  const anew = read({ '@context': [{ a: NS }, inner], call: 'n' })
  t.equal(
    literalOf(anew, 'https://b.example/ns#name'),
    'n',
    'what the context says anew holds in it, wherever it stands',
  )
  t.equal(whyNot({ '@context': { a: 'b:', b: 'a:' } }), 'context')
  t.equal(whyNot({ '@context': [{ a: NS }, { a: 'a:x' }] }), 'context', 'by itself nothing is explained')
})

t.test('no number loses a digit, and nothing that stands beside a value is passed over', async (t) => {
  const known = { a: NS }
  const number = (text: string): string => {
    try {
      const root = readJsonLd(Buffer.from(`{"@context":{"a":"${NS}"},"a:n":${text}}`))
      return literalOf(root, `${NS}n`)!
    } catch (error) {
      return (error as { rule: string }).rule
    }
  }
  for (const [text, value] of [
    ['412.50', '412.5'],
    ['1e3', '1000'],
    ['-0.0000001', '-1e-7'],
    ['9007199254740992', '9007199254740992'],
    ['0.00', '0'],
    ['12345678901234567890', 'number'],
    ['9007199254740993', 'number'],
    ['0.10000000000000000001', 'number'],
    ['1e-400', 'number'],
  ] as const)
    t.equal(number(text), value, text)
  for (const value of [
    { '@value': 'n', 'a:more': 'x' },
    { '@value': 'n', '@id': `${NS}c` },
    { '@set': ['n'], 'a:more': 'x' },
    { '@list': ['n'], '@set': ['m'] },
  ])
    t.equal(whyNot({ '@context': known, 'a:of': value }), 'keyword', JSON.stringify(value))
  const typed = { '@value': 'n', '@type': 'a:T', '@language': 'en', '@direction': 'ltr' }
  t.equal(whyNot({ '@context': known, 'a:of': [typed, { '@set': ['n'] }] }), 'read')
})

t.test('contexts copy no more than a bound, and no prefix is written out without end', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 990 }, (_, i) => [`t${i}`, NS]))
  const after = (one: object, times: number) => ({ '@context': [many, ...Array.from({ length: times }, () => one)] })
  t.equal(whyNot(after({}, 3000)), 'read', 'what adds nothing copies nothing')
  t.equal(whyNot(after({ '@vocab': NS }, 3000)), 'read')
  t.equal(whyNot(after({ t0: NS }, 100)), 'read')
  t.equal(whyNot(after({ t0: NS }, 300)), 'context')
  const below = { '@context': many, [`${NS}of`]: Array.from({ length: 300 }, () => ({ '@context': { t0: NS } })) }
  t.equal(whyNot(below), 'context', 'beside each other as in one another')
  const long = (length: number) => ({ '@context': { a: `${NS.padEnd(length - 1, 'x')}#` }, 'a:n': 1 })
  t.equal(whyNot(long(1999)), 'read')
  t.equal(whyNot(long(2000)), 'iri')
})

t.test('what is unread is named by paths of bounded length and number', async (t) => {
  const nothing = (document: unknown) => unreadBy(read(document), () => undefined)
  t.same(nothing({ [`${NS}of`]: [{ [`${NS}n`]: 1 }, { [`${NS}n`]: [2, 3] }], '@id': 'urn:x:1' }), ['/@id', '/of/n'])
  const name = 'x'.repeat(1900)
  t.same(nothing({ [NS + name]: 1 }), [`/${'x'.repeat(99)}…`])
  const paths = nothing(Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`${NS}n${i}`, i])))
  t.equal(paths.length, 1000)
  t.equal(paths[999], '/n999')
  t.same(nothing({ 'urn:a:b': 1 }), ['/urn:a:b'], 'an IRI without a name in it is one')
})
