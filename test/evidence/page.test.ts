/** The page from which a stranger writes a verifier: its schema and the reader take and refuse the same files. */
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { readFileSync } from 'node:fs'
import { FINDINGS } from '../../node/auditor/findings.ts'
import { writeEvidence } from '../../node/evidence/bundle.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { evidenceOf, exchange, xa, xb } from '../log/world.ts'
import { faultsOfForm } from './form.ts'

xa.log.fill(3)
const sent = await exchange()
xb.log.fill(2)
const good = await evidenceOf(sent)
type Json = any
const copy = (): Json => JSON.parse(writeEvidence(good))
const hash = randomBytes(32).toString('base64')
const salt = randomBytes(32).toString('base64url')

/** Every member that a bundle may have. */
const full = (): Json => ({
  ...copy(),
  second: [{ of: 'receipt', jws: 'e30.e30.AAAA' }],
  agreement: { text: '{}', signatures: ['e30.e30.AAAA', 'e30.e30.BBBB'] },
  logs: copy().logs.map((log: Json) => ({ ...log, before: { checkpoint: log.checkpoint, proof: [hash] } })),
  consistency: [{ from: 0, to: 1, proof: [hash] }],
  timestamps: [{ log: 0, token: 'MAA=' }],
  records: [{ kind: 'operator', object: '{}' }],
  audit: [{ record: {}, index: 0, path: [hash], batch: { object: '{}', salt }, leaf: { shard: '2026', index: 1 } }],
  certificates: { revocation: [{ type: 'ocsp', der: 'MAA=' }] },
  signature_timestamps: [{ of: 'manifest', etsiU: ['e30'] }],
})

const readerTakes = (bundle: Json): boolean => {
  try {
    parseEvidence(JSON.stringify(bundle))
    return true
  } catch {
    return false
  }
}

t.test('what a node writes has the specified form', async (t) => {
  t.same(faultsOfForm(writeEvidence(good)), [])
  t.same(faultsOfForm(JSON.stringify(full())), [])
  t.ok(readerTakes(full()))
})

t.test('the page names every finding, with its weight', async (t) => {
  const page = readFileSync(new URL('../../../docs/proof/evidence.md', import.meta.url), 'utf8')
  const told = [...page.matchAll(/^\| `([a-z-]+)` \| (ok|note|incomplete|invalid) \|/gm)].map(([, code, weight]) => [
    code,
    weight,
  ])
  t.same(
    told,
    Object.entries(FINDINGS).map(([code, { weight }]) => [code, weight]),
  )
})

t.test('no other form is taken, by the schema or by the reader', async (t) => {
  const wrong: Record<string, (b: Json) => void> = {
    'another format': (b) => (b.format = 'juxta-evidence@v1'),
    'a member of no name': (b) => (b.extra = 1),
    'a member missing': (b) => delete b.consistency,
    'no list': (b) => (b.events = {}),
    'half a salt': (b) => (b.salt = b.salt.slice(0, 20)),
    'a salt in base64': (b) => (b.salt = `${b.salt}=`),
    'a hash of 31 bytes': (b) => (b.logs[0].leaves[0].proof[0] = randomBytes(31).toString('base64')),
    'a hash in another spelling': (b) => (b.logs[0].before.proof[0] = `${hash.slice(0, 42)}B=`),
    'an index below nothing': (b) => (b.logs[0].leaves[0].index = -1),
    'an index in parts': (b) => (b.logs[0].leaves[0].index = 1.5),
    'a subject of no name': (b) => (b.logs[0].leaves[0].of = 'events/01'),
    'a leaf that is too long': (b) => (b.logs[0].leaves[0].leaf = 'x'.repeat(257)),
    'a record of another kind': (b) => (b.records[0].kind = 'sent'),
    'one signature under an agreement': (b) => b.agreement.signatures.pop(),
    'a maker without a country': (b) => (b.made.by = 'xa'),
    'a message of no id': (b) => (b.message = '1'),
    'a part of no id': (b) => (b.parts['../x'] = b.parts[Object.keys(b.parts)[0]!]),
    'a second signature of something': (b) => (b.second[0].of = 'events/0'),
    'a token of no bytes': (b) => (b.timestamps[0].token = ''),
    'a revocation of another type': (b) => (b.certificates.revocation[0].type = 'x'),
    'a path of no hashes': (b) => (b.audit[0].path = ['AAAA']),
  }
  for (const [what, spoil] of Object.entries(wrong)) {
    const bundle = full()
    spoil(bundle)
    t.not(faultsOfForm(JSON.stringify(bundle)).length, 0, `${what}: the schema`)
    t.notOk(readerTakes(bundle), `${what}: the reader`)
  }
})

t.test('what stands in a bundle as one text is of any form, by the schema and by the reader', (t) => {
  const any: Record<string, (b: Json) => void> = {
    'a manifest': (b) => (b.manifest = 'x'),
    'an event': (b) => (b.events = ['x']),
    'an identity': (b) => (b.identities = ['x']),
    'a checkpoint': (b) => (b.logs[0].checkpoint = 'x'),
    'a leaf': (b) => (b.logs[0].leaves[0].leaf = '{}'),
  }
  for (const [what, spoil] of Object.entries(any)) {
    const bundle = full()
    spoil(bundle)
    t.same(faultsOfForm(JSON.stringify(bundle)), [], `${what}: the schema`)
    t.ok(readerTakes(bundle), `${what}: the reader`)
  }
  t.end()
})
