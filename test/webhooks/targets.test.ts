/** Where a webhook may lead: nowhere into the network of the node, whatever an address, a name, the DNS or an answer says. */
import { generateKeyPairSync } from 'node:crypto'
import type { LookupAddress } from 'node:dns'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { createAuthority, issueCertificate } from '../../certs-dev/authority.ts'
import { guardedLookup, type Lookup } from '../../node/adapters/guarded-lookup.ts'
import { guardOf, webhookClient } from '../../node/adapters/webhook-client.ts'
import { isPublic } from '../../node/values/address.ts'
import { targetOf } from '../../node/webhooks/target.ts'
import { refuses } from '../refused.ts'
import { startReceiver } from './receiver.ts'

const NOBODY = new AbortController().signal
const PRIVATE = [
  '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '127.0.0.1', '127.8.8.8', '169.254.169.254', '100.64.0.1', '100.127.255.254', '0.0.0.0', '192.0.0.8',
  '198.18.0.1', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:10.0.0.1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1',
  '64:ff9b::10.0.0.1', '64:ff9b:1::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1', 'ff02::1', '2002:a00:1::', '2001:db8::1', '2001::1', '3fff::1',
] // prettier-ignore

t.test('addresses that are nobody’s on the internet are refused, in every way in which they are written', async (t) => {
  for (const address of PRIVATE) {
    t.notOk(isPublic(address), address)
    const host = address.includes(':') ? `[${address}]` : address
    await refuses(t, host, () => targetOf(`https://${host}/`, []), {
      code: 'request-invalid',
      pointer: '/url',
      rule: 'address',
    })
  }
  for (const host of [
    '0x7f.1',
    '2130706433',
    '017700000001',
    '127.1',
    '①②⑦.0.0.1',
    '0',
    '0xa9fea9fe',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    '[::ffff:7f00:1]',
  ])
    await refuses(t, host, () => targetOf(`https://${host}/`, []), {
      code: 'request-invalid',
      pointer: '/url',
      rule: 'address',
    })
  for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '193.0.6.139']) t.ok(isPublic(address), address)
})

t.test('what an address says of itself is refused by name', async (t) => {
  const wrong: Record<string, string[]> = {
    uri: ['', 'example.org', '/path', 'https://', 'https://exa mple.org/'],
    https: [
      'http://example.org/',
      'ftp://example.org/',
      'file:///etc/passwd',
      'javascript:0',
      'gopher://8.8.8.8/',
      'http://10.0.0.1/',
    ],
    userinfo: ['https://user@example.org/', 'https://user:password@example.org/', 'https://:p@example.org'],
    fragment: ['https://example.org/#a', 'https://example.org/#'],
    port: ['https://example.org:22/', 'https://example.org:80/', 'https://example.org:1023/', 'https://example.org:0/'],
  }
  for (const [rule, urls] of Object.entries(wrong))
    for (const url of urls)
      await refuses(t, url, () => targetOf(url, []), { code: 'request-invalid', pointer: '/url', rule })
  t.equal(targetOf('https://example.org', []).href, 'https://example.org/')
  t.equal(targetOf('https://example.org:8443/a?b=c', []).href, 'https://example.org:8443/a?b=c')
  t.equal(targetOf('https://10.1.2.3/', ['10.1.0.0/16']).hostname, '10.1.2.3', 'a network that the operator allows')
  t.equal(targetOf('http://localhost:3000/', ['127.0.0.0/8']).port, '3000')
  await refuses(t, 'another network', () => targetOf('https://10.2.2.3/', ['10.1.0.0/16']), {
    code: 'request-invalid',
    pointer: '/url',
    rule: 'address',
  })
})

/** A DNS that answers something else each time. */
function changing(...answers: string[]): { lookup: Lookup; asked: () => number } {
  let n = 0
  const lookup: Lookup = (_host, _options, done) => {
    const address = answers[Math.min(n++, answers.length - 1)]!
    done(null, [{ address, family: address.includes(':') ? 6 : 4 } satisfies LookupAddress])
  }
  return { lookup, asked: () => n }
}

t.test('what a name leads to is judged where it is connected to, each time', async (t) => {
  const server = createServer((socket) => socket.end())
  let connections = 0
  server.on('connection', () => connections++)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const dns = changing('127.0.0.1', '::ffff:127.0.0.1', '::1', '169.254.169.254', '10.0.0.1')
  const client = webhookClient([], () => Date.now(), dns.lookup)
  t.teardown(() => client.close())
  for (let i = 0; i < 5; i++) {
    const { status, error } = await client.post(new URL(`https://rebinds.example:${port}/`), {}, '{}', NOBODY)
    t.equal(status, null)
    t.match(error, /rebinds\.example leads to no public address, and JUXTA_WEBHOOK_TARGETS does not allow others/)
  }
  t.equal(dns.asked(), 5, 'nothing that was found out before counts')
  t.equal(connections, 0, 'nothing was connected to')

  await t.test('of several addresses those alone that may be', async (t) => {
    const some: Lookup = (_host, _options, done) =>
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '8.8.8.8', family: 4 },
        { address: 'fd00::1', family: 6 },
      ])
    const lookedUp = guardedLookup(guardOf([], false), some)
    const found = await new Promise((done) => lookedUp('x.example', { all: true }, (_error, all) => done(all)))
    t.same(found, [{ address: '8.8.8.8', family: 4 }])
    const one = await new Promise((done) => lookedUp('x.example', {}, (_error, address) => done(address)))
    t.equal(one, '8.8.8.8')
  })

  await t.test('plain http leads to this machine alone, whatever networks are allowed', async (t) => {
    const plain = webhookClient(['10.0.0.0/8', '127.0.0.0/8'], () => Date.now(), changing('10.0.0.1').lookup)
    t.teardown(() => plain.close())
    t.match(await plain.post(new URL('http://localhost:8080/'), {}, '{}', NOBODY), {
      status: null,
      error: /is not on this machine/,
    })
  })
})

t.test('answers are taken as they are: not followed, not waited for, and little of them kept', async (t) => {
  const client = webhookClient(['127.0.0.0/8', '::1'], () => Date.now())
  t.teardown(() => client.close())
  const elsewhere = await startReceiver(t)
  const receiver = await startReceiver(t)
  const post = () => client.post(new URL(receiver.url), { 'webhook-id': 'x' }, '{"type":"a"}', NOBODY)
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answers = (_told, response) => {
      response.writeHead(status, { location: elsewhere.url }).end()
      return null
    }
    t.match(await post(), { status, error: null })
  }
  t.equal(elsewhere.told.length, 0, 'no redirection was followed')
  receiver.answers = (_told, response) => {
    response.writeHead(500, { 'content-type': 'text/plain' })
    response.write(`\u001b[31mred\u202e${'x'.repeat(100)}\u0000\n`)
    const more = setInterval(() => response.write('y'.repeat(100_000)), 5)
    response.once('close', () => clearInterval(more))
    return null
  }
  const { answer, status } = await post()
  t.equal(status, 500)
  t.ok(answer.length <= 200 && answer.startsWith('[31mred x') && !/\p{C}/u.test(answer), answer)
  receiver.answers = (_told, response) => {
    response.writeHead(200).write('a')
    return null
  }
  t.match(await post(), { status: 200, answer: 'a' }, 'a body that never ends is not waited for')
  receiver.answers = (_told, response) => {
    response.socket!.end(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(70_000)}\r\n\r\n`)
    return null
  }
  t.match(await post(), { status: null, error: 'the header of the answer is too large' })
  receiver.answers = (_told, response) => {
    response.socket!.destroy()
    return null
  }
  t.match(await post(), { status: null, error: /the connection (broke off|was reset)/ })
  receiver.answers = (_told, response) => {
    response.writeHead(503, { 'retry-after': new Date(Date.now() + 600_000).toUTCString() }).end()
    return null
  }
  const { retryAfterMs } = await post()
  t.ok(retryAfterMs! > 590_000 && retryAfterMs! <= 600_000, `${retryAfterMs}`)
  await receiver.close()
  t.match(await post(), { status: null, error: 'the connection was refused' })
})

t.test('a certificate that nobody vouches for is refused', async (t) => {
  const authority = await createAuthority({ country: 'XA', name: 'Nobody' })
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { certificatePem } = await issueCertificate(authority, {
    country: 'XA',
    name: 'Nobody',
    use: 'tls',
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    hosts: ['127.0.0.1'],
  })
  let asked = 0
  const server = createTlsServer(
    { cert: certificatePem, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
    (_request, response) => {
      asked++
      response.end()
    },
  )
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  const client = webhookClient(['127.0.0.0/8'], () => Date.now())
  t.teardown(() => client.close())
  const { port } = server.address() as AddressInfo
  t.match(await client.post(new URL(`https://127.0.0.1:${port}/`), {}, '{}', NOBODY), { status: null })
  t.equal(asked, 0, 'nothing was sent')
})
