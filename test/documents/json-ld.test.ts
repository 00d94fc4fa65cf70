/** JSON-LD by the context that it carries itself: nothing is fetched, nothing is guessed, and no document makes reading it dear. */
import t from 'tap'
import { linkedTo, literalOf, readJsonLd } from '../../node/documents/json-ld.ts'

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
