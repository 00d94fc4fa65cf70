/** Cases about spoiled bytes: one bit flipped in each member, documents that are not those that were signed, and files of another form. */
import { randomBytes } from 'node:crypto'
import { partDigest } from '../../../node/message/bundle.ts'
import { exchange } from '../../log/world.ts'
import { bundleOf, flip, flipSegment, flipText } from './make-bundles.ts'
import type { Json, Made } from './make-bundles.ts'

export async function documents({ add, change }: Made): Promise<void> {
  change('a document changed', (b) => (b.parts.declaration.data = Buffer.from('<Declaration />').toString('base64url')))
  change('a document of another length', (b) => (b.parts.declaration.data = Buffer.from('<D/>').toString('base64url')))
  change('another salt of a document', (b) => (b.parts.declaration.salt = flip(b.parts.declaration.salt, 'base64url')))
  change('a document too many', (b) => (b.parts.more = { ...b.parts.declaration }))
  change('a document too few', (b) => (b.parts = {}))
  const documents = ['<A/>', '<B/>'].map((data, i) => ({
    id: `part-${i}`,
    salt: randomBytes(16),
    bytes: Buffer.from(data),
  }))
  const parts = documents.map(({ id, salt, bytes }) => ({
    id,
    media_type: 'application/xml',
    size: bytes.length,
    digest: partDigest(salt, bytes),
  }))
  const bundle = await bundleOf(await exchange({ parts }))
  const [a, b] = documents.map((d) => ({ salt: d.salt.toString('base64url'), data: d.bytes.toString('base64url') }))
  add('two documents', { ...bundle, parts: { 'part-0': a, 'part-1': b } })
  add('two documents, swapped', { ...bundle, parts: { 'part-0': b, 'part-1': a } })
  add('two documents, one left out', { ...bundle, parts: { 'part-1': b } })
}

export function flips({ rich, change }: Made): void {
  const at = (name: string, work: (b: Json) => void): void => change(`flipped: ${name}`, work, rich)
  for (const [i, part] of ['header', 'payload', 'signature'].entries()) {
    at(`${part} of the manifest`, (b) => (b.manifest = flipSegment(b.manifest, i)))
    at(`${part} of the receipt`, (b) => (b.receipt = flipSegment(b.receipt, i)))
    at(`${part} of an event`, (b) => (b.events[0] = flipSegment(b.events[0], i)))
    at(`${part} of the agreement`, (b) => (b.agreement.signatures[0] = flipSegment(b.agreement.signatures[0], i)))
    at(`${part} of the sender’s identity`, (b) => (b.identities[0] = flipSegment(b.identities[0], i)))
    at(`${part} of the witness’s identity`, (b) => (b.identities[2] = flipSegment(b.identities[2], i)))
  }
  at('message', (b) => (b.message = b.message.replace(/.$/, (c: string) => (c === '0' ? '1' : '0'))))
  at('salt', (b) => (b.salt = flip(b.salt, 'base64url')))
  at(
    'text of the agreement',
    (b) => (b.agreement.text = flipText(b.agreement.text, b.agreement.text.indexOf('Article'))),
  )
  at('record', (b) => (b.records[0].object = flipText(b.records[0].object, 60)))
  for (const l of [0, 1, 3]) {
    at(
      `root of ${l}`,
      (b) =>
        (b.logs[l].checkpoint = b.logs[l].checkpoint.replace(
          /\n(.{10})(.)(.{33})\n/,
          (_: string, x: string, c: string, y: string) => `\n${x}${c === 'A' ? 'B' : 'A'}${y}\n`,
        )),
    )
    at(`a leaf of ${l}`, (b) => (b.logs[l].leaves[0].leaf = flipText(b.logs[l].leaves[0].leaf, 20)))
    at(
      `mid of a leaf of ${l}`,
      (b) =>
        (b.logs[l].leaves[0].leaf = b.logs[l].leaves[0].leaf.replace(
          /"mid":"(.)/,
          (_: string, c: string) => `"mid":"${c === 'A' ? 'B' : 'A'}`,
        )),
    )
    at(`a proof of ${l}`, (b) => (b.logs[l].leaves[0].proof[1] = flip(b.logs[l].leaves[0].proof[1], 'base64')))
  }
  at('salt of a leaf', (b) => (b.logs[3].leaves[0].salt = flip(b.logs[3].leaves[0].salt, 'base64url')))
  at('a proof of growth', (b) => (b.consistency[0].proof[1] = flip(b.consistency[0].proof[1], 'base64')))
  at('a proof of the lower bound', (b) => (b.logs[0].before.proof[1] = flip(b.logs[0].before.proof[1], 'base64')))
  at('a document', (b) => (b.parts.declaration.data = flip(b.parts.declaration.data, 'base64url')))
}

export function files({ plain, add, change }: Made): void {
  const text = JSON.stringify(plain)
  add('unreadable: no JSON', text.slice(0, -1))
  add('unreadable: a byte order mark', `\ufeff${text}`)
  add('unreadable: a name twice', text.replace('{', '{"salt":null,'))
  add('unreadable: a name twice after unescaping', text.replace('{', '{"s\\u0061lt":null,'))
  add('unreadable: __proto__', text.replace('{', '{"__proto__":null,'))
  add('unreadable: a lone surrogate', text.replace('"version":"', '"version":"\\ud800'))
  add('unreadable: U+0000', text.replace('"version":"', '"version":"\\u0000'))
  add('unreadable: text after', `${text} x`)
  add('unreadable: 1e3', text.replace(/"at":\d+/, '"at":1e3'))
  add('unreadable: a fraction', text.replace(/"at":\d+/, '"at":1.0'))
  const no = (name: string, work: (b: Json) => void): void => change(`unreadable: ${name}`, work)
  no('another format', (b) => (b.format = 'juxta-evidence@v1'))
  no('a member too many', (b) => (b.more = 1))
  no('a member too few', (b) => delete b.records)
  no('a short salt', (b) => (b.salt = 'AAAA'))
  no('base64 that is not canonical', (b) => (b.salt = `${b.salt.slice(0, -1)}${b.salt.endsWith('B') ? 'C' : 'B'}`))
  no('a message id that is none', (b) => (b.message = 'x'))
  no('a subject with a leading zero', (b) => (b.logs[0].leaves[0].of = 'events/00'))
  no('a hash too short', (b) => (b.logs[0].leaves[0].proof[0] = 'AAAA'))
  no('a timestamp of no log', (b) => (b.timestamps = [{ log: 7, token: 'AAAA' }]))
  no('growth of no log', (b) => (b.consistency = [{ from: 0, to: 7, proof: [] }]))
  no('a record of no kind', (b) => (b.records = [{ kind: 'event', object: 'x' }]))
  no('a salt without a manifest', (b) => (b.manifest = null))
  change('a manifest of no segments', (b) => (b.manifest = 'x'))
  change('an event of no segments', (b) => (b.events = ['x']))
  change('an identity of no segments', (b) => b.identities.push('x'))
  no('an empty event', (b) => (b.events = ['']))
  no('an empty manifest', (b) => (b.manifest = ''))
  no('an empty checkpoint', (b) => (b.logs[0].checkpoint = ''))
  no('an empty leaf', (b) => (b.logs[0].leaves[0].leaf = ''))
  no('an agreement of three', (b) => (b.agreement = { text: 'x', signatures: ['x', 'x', 'x'] }))
  no('no text of an agreement', (b) => (b.agreement = { text: '', signatures: ['x', 'x'] }))
  no('no name of a version', (b) => (b.made.version = ''))
  no('a leaf too long', (b) => (b.logs[0].leaves[0].leaf = ' '.repeat(257)))
  no('too deep', (b) => (b.audit = [{ record: { a: { b: { c: { d: { e: { f: {} } } } } } } }]))
  add('one unreadable beside a good one', [text, '{}'])
}
