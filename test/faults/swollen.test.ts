/**
 * What a neighbour sends costs no more memory than three times its bytes: the worst texts that fit into a body, eight of them at once, to each route that takes one.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompactEncrypt, importJWK, type JWK } from 'jose'
import t from 'tap'
import { askOverTls } from '../nodes.ts'
import type { DemoNode } from '../../node/cli/demo-nodes.ts'
import { startPair } from './processes.ts'

const MIB = 1_048_576
const AT_ONCE = 8
/** What a process takes and gives back by itself, whatever it does: room for what is not cleared away yet. */
const ITS_OWN_MIB = 64

const statusOf = ({ pid }: DemoNode, name: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${name}:\\s+([0-9]+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

/** `item` as often as it fits, with commas between. */
const filled = (bytes: number, item: string): string =>
  `${item},`.repeat(Math.floor(bytes / (item.length + 1))).slice(0, -1)

const SHAPES: Readonly<Record<string, (bytes: number) => string>> = {
  'empty lists': (n) => `[${filled(n, '[]')}]`,
  'small objects': (n) => `[${filled(n, '{"a":1}')}]`,
  'as many values as are let through': (n) => `[${filled(n, '{"a":1}                ')}]`,
  numbers: (n) => `[${filled(n, '1')}]`,
  'other names each time': (n) =>
    `{${Array.from({ length: Math.floor(n / 14) }, (_, i) => `"${String(i).padStart(9, '0')}":1`).join(',')}}`,
  'one text': (n) => JSON.stringify('x'.repeat(n)),
  'a text of escapes': (n) => `"${'\\u0041'.repeat(Math.floor(n / 6))}"`,
  'a text in which one character is wide': (n) => JSON.stringify(`${'x'.repeat(n)}€`),
}

const b64 = (text: string): string => Buffer.from(text).toString('base64url')

t.test('bodies that would swell', async (t) => {
  const [a, b] = await startPair(t)
  const shown = {
    cert: readFileSync(join(a.dir, 'certificates', 'tls.pem'), 'utf8'),
    key: readFileSync(join(a.dir, 'keys', 'tls.pem'), 'utf8'),
  }
  const at = { url: b.exchange }
  const { body } = await askOverTls(at, shown, 'GET', '/v1/identity')
  const [newest] = (body as { identities: string[] }).identities.slice(-1)
  const identity = JSON.parse(Buffer.from(newest!.split('.')[1]!, 'base64url').toString()) as {
    keys: { kid: string; use: string; jwk: JWK }[]
  }
  const { kid, jwk } = identity.keys.find((key) => key.use === 'enc')!
  const sealed = async (plain: string): Promise<string> =>
    new CompactEncrypt(Buffer.from(plain))
      .setProtectedHeader({
        alg: 'ECDH-ES',
        enc: 'A256GCM',
        kid,
        typ: 'juxta-message+jwe',
        cty: 'juxta-bundle+json',
        iss: a.country,
        aud: b.country,
      })
      .encrypt(await importJWK(jwk, 'ECDH-ES'))
  const id = '018f0000-0000-7000-8000-000000000000'
  const ROUTES: [string, 'PUT' | 'POST', string, string, number, (text: string) => string | Promise<string>][] = [
    ['a sealed bundle', 'PUT', `/v1/messages/${id}`, 'application/jose', 3 * MIB, sealed],
    [
      'a manifest in it',
      'PUT',
      `/v1/messages/${id}`,
      'application/jose',
      2 * MIB,
      (text) => sealed(JSON.stringify({ manifest: `${b64('{}')}.${b64(text)}.AA`, salt: 'A'.repeat(43), parts: {} })),
    ],
    [
      'the header of a JWE',
      'PUT',
      `/v1/messages/${id}`,
      'application/jose',
      3 * MIB,
      (text) => `${b64(text)}..AA.AA.AA`,
    ],
    ['an event', 'POST', '/v1/events', 'application/secevent+jwt', 2_000_000, (text) => `${b64('{}')}.${b64(text)}.AA`],
    ['an agreement', 'PUT', `/v1/agreements/sha-256:${'A'.repeat(43)}`, 'application/json', 500_000, (text) => text],
    ['a warning', 'POST', '/v1/log-warning', 'application/json', 1_000_000, (text) => text],
    ['what was witnessed', 'POST', '/v1/witnessed', 'application/json', 1_000_000, (text) => text],
  ]
  for (const [what, method, path, type, bytes, made] of ROUTES) {
    let worst = { name: '', more: 0, wire: 0 }
    for (const [name, shape] of Object.entries(SHAPES)) {
      const sent = await made(shape(bytes))
      const before = statusOf(b, 'VmRSS')
      writeFileSync(`/proc/${b.pid}/clear_refs`, '5')
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, () => askOverTls(at, shown, method, path, type, sent)),
      )
      const more = statusOf(b, 'VmHWM') - before
      const wire = (AT_ONCE * sent.length) / MIB
      if (more / wire > worst.more / (worst.wire || 1)) worst = { name, more, wire }
      t.ok(more < 3 * wire + ITS_OWN_MIB, `${what}, ${name}: ${more.toFixed(0)} MiB of ${wire.toFixed(0)} on the wire`)
      t.ok(answers.every(({ status }) => status >= 400 && status < 600))
    }
    t.comment(`${what}: at worst ${worst.more.toFixed(0)} MiB of ${worst.wire.toFixed(0)} (${worst.name})`)
  }
})
