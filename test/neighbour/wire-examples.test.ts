/** The examples of docs/wire.md are what a node makes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sumOf } from '../../node/exchange/tally.ts'
import { commitment, encodeLeaf, leafHash } from '../../node/log/entry.ts'
import { encodeVerifierKey, verifierKey } from '../../node/log/note.ts'
import { sealRecords } from '../../node/seal/aes128gcm.ts'
import { thumbprint } from '../../node/seal/keys.ts'
import { fingerprintWords } from '../../node/seal/words.ts'
import { digestOf } from '../../node/values/digest.ts'
import { ROOT } from '../shared-data.ts'

const counted = (n: number): Buffer => Buffer.from(Array.from({ length: n }, (_, i) => i))

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

t.test('every example of the page is what a node makes of it', async (t) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } as const
  const key = Buffer.from(jwk.x, 'base64url')
  const kid = await thumbprint(jwk)
  const c = commitment('received', counted(32), 'e30.e30')
  const mid = counted(16).toString('base64url')
  const leaf = encodeLeaf({ kind: 'received', peer: 'XA', mid, c })
  const stream: Buffer[] = []
  for await (const piece of sealRecords(counted(16), counted(16), once(Buffer.from('abc')), 3)) stream.push(piece)
  const page = readFileSync(join(ROOT, 'docs/wire.md'), 'utf8')
  const section = page.slice(page.indexOf('## Examples'))
  const shown = [...section.matchAll(/^\| .+ \| `(.+)` \|$/gm)].map((m) => m[1])
  t.same(shown, [
    kid,
    fingerprintWords(kid),
    encodeVerifierKey(verifierKey('xb.example/log/1', 1, key)),
    encodeVerifierKey(verifierKey('xb.example/log/1/witness', 4, key)),
    digestOf('e30.e30'),
    c,
    leaf.toString('utf8'),
    leafHash(leaf).toString('hex'),
    digestOf(counted(16), Buffer.from('abc')),
    Buffer.concat(stream).toString('hex'),
    sumOf([]),
    sumOf([digestOf('a'), digestOf('b')]),
  ])
})
