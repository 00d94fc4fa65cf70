/** The door of HTTP, on both sides: what is wrong with a request is said by name before anything is made of it. */
import { connect } from 'node:net'
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { leavesOf, startTestNodes, untilState, xml, type TestNode } from '../nodes.ts'

const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
const addressOf = ({ node }: TestNode): number => (node.window.server.address() as { port: number }).port

/** What a server answers to bytes as they are. */
function raw(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let answer = ''
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no answer to ${String(bytes).slice(0, 40)}`)))
    socket.once('connect', () => socket.write(bytes))
    socket.on('data', (data) => {
      answer += data.toString('latin1')
      if (/\r\n\r\n\{.*\}$/s.test(answer)) socket.destroy()
    })
    socket.on('error', (error) => (answer === '' ? reject(error) : undefined))
    socket.on('close', () => resolve(answer))
  })
}

const problemIn = (answer: string): Record<string, unknown> =>
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>

t.test('what HTTP itself is wrong about is problem+json by name', async (t) => {
  const ask = async (what: string, request: string, status: number, type: string, detail: RegExp): Promise<void> => {
    const answer = await raw(addressOf(a), request)
    t.match(answer, new RegExp(`^HTTP/1.1 ${status} `), what)
    t.match(answer, /content-type: application\/problem\+json/i, what)
    t.match(problemIn(answer), { type: `/problems/${type}`, status, detail }, what)
  }
  const get = (path: string, more = ''): string =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`
  await ask(
    'a header beyond 16 KiB',
    get('/readyz', `X-Long: ${'x'.repeat(20_000)}\r\n`),
    431,
    'header-too-large',
    /16 KiB/,
  )
  await ask('what is no HTTP', 'HELLO\r\n\r\n', 400, 'request-invalid', /no HTTP request/)
  await ask('an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'request-invalid', /no HTTP request/)
  await ask(
    'two lengths',
    'POST /v1/keys HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
    'request-invalid',
    /no HTTP request/,
  )
  await ask('U+0000 in a header', get('/readyz', 'X-A: a\0b\r\n'), 400, 'request-invalid', /no HTTP request/)
  await ask('no Host', 'GET /readyz HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'request-invalid', /Host/)
  await ask('an address beyond 8192 characters', get(`/readyz?a=${'x'.repeat(9000)}`), 414, 'uri-too-long', /8192/)
  await ask(
    'a name in the path without an end',
    get(`/v1/permits/${'x'.repeat(5000)}`),
    414,
    'uri-too-long',
    /too long/,
  )
  await ask('an escape that is none', get('/v1/permits/%zz'), 400, 'request-invalid', /percent escape/)
  await ask('an escape that is no UTF-8', get('/v1/permits/%ff'), 400, 'request-invalid', /percent escape/)
  await ask('an escape in the query that is none', get('/readyz?a=%zz'), 400, 'request-invalid', /percent escape/)
  await ask('half a pair in the query', get('/readyz?a=%ed%a0%80'), 400, 'request-invalid', /percent escape/)
})

t.test('a method that a resource does not take is 405 with those that it takes', async (t) => {
  for (const [method, path, allow] of [
    ['DELETE', '/v1/messages', 'GET, HEAD, POST'],
    ['PUT', `/v1/messages/${randomUUID()}`, 'GET, HEAD'],
    ['DELETE', '/v1/peers', 'GET, HEAD, POST'],
    ['POST', '/readyz', 'GET, HEAD'],
    ['PATCH', '/v1/permits/a%2Fb', 'GET, HEAD, PUT'],
  ] as const) {
    const { status, headers, body } = await a.call(method as 'PUT', path)
    t.match({ status, body }, { status: 405, body: { type: '/problems/method-not-allowed' } }, `${method} ${path}`)
    t.equal(headers['allow'], allow, `${method} ${path}`)
  }
  t.match(await a.call('DELETE', '/v1/peers', { a: 1 }), { status: 405, headers: { allow: /POST/ } }, 'with a body too')
  t.match(await a.call('POST', '/v1/nothing', { a: 1 }), { status: 404, body: { type: '/problems/not-found' } })
  t.match(await a.ask(b, 'POST', '/v1/nothing', 'application/json', '{}'), { status: 404 }, 'also between nodes')
  t.match(await a.call('GET', '/v1/nothing'), { status: 404, body: { type: '/problems/not-found' } })
  t.match(await a.ask(b, 'GET', '/v1/agreements/x'), { status: 405, headers: { allow: 'PUT' } }, 'also between nodes')
})

t.test('the scheme of a key is read in any case', async (t) => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR'])
    t.equal(
      (await a.call('GET', '/v1/messages', undefined, { authorization: `${scheme} ${a.localKey}` })).status,
      200,
      scheme,
    )
  for (const wrong of [`Basic ${a.localKey}`, a.localKey, `Bearer${a.localKey}`, 'Bearer ', `Bearer ${a.localKey} x`])
    t.match(
      await a.call('GET', '/v1/messages', undefined, { authorization: wrong }),
      { status: 401 },
      wrong.slice(0, 8),
    )
})

const RAW = '/v1/messages?to=XB&procedure=pre-arrival&type=declaration'
const before = await leavesOf(a, 'sent')

t.test('a body is taken as it is, or refused with what would be', async (t) => {
  const send = (body: string | Buffer, headers: Record<string, string>, path = RAW) =>
    a.call('POST', path, body, { 'idempotency-key': randomUUID(), ...headers })
  const doc = '<Declaration>cheese</Declaration>'
  const cases: [string, Promise<unknown>, number, string, RegExp][] = [
    [
      'gzip',
      send('\x1f\x8b', { 'content-type': 'application/pdf', 'content-encoding': 'gzip' }),
      415,
      'media-type',
      /Content-Encoding gzip/,
    ],
    [
      'br on JSON',
      send('{}', { 'content-type': 'application/json', 'content-encoding': 'br' }, '/v1/messages'),
      415,
      'media-type',
      /Content-Encoding br/,
    ],
    [
      'curl -d',
      send(doc, { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'media-type',
      /--data-binary @FILE.*application\/xml/,
    ],
    [
      'curl -F',
      send('--x--', { 'content-type': 'multipart/form-data; boundary=x' }),
      415,
      'media-type',
      /curl -F .*--data-binary @FILE/,
    ],
    [
      'curl -d of JSON',
      send('{}', { 'content-type': 'application/x-www-form-urlencoded' }, '/v1/messages'),
      415,
      'media-type',
      /--data-binary/,
    ],
    [
      'curl -d of a key',
      send('{}', { 'content-type': 'application/x-www-form-urlencoded' }, '/v1/keys'),
      415,
      'media-type',
      /application\/json/,
    ],
    ['text for JSON', send('{}', { 'content-type': 'text/plain' }, '/v1/keys'), 415, 'media-type', /application\/json/],
    [
      'JSON in UTF-16',
      send('{}', { 'content-type': 'application/json; charset=utf-16' }, '/v1/keys'),
      415,
      'media-type',
      /JSON is UTF-8/,
    ],
    [
      'a byte order mark',
      send('\ufeff{}', { 'content-type': 'application/json' }, '/v1/keys'),
      400,
      'malformed',
      /byte order mark/,
    ],
    [
      'Latin-1 by its header alone',
      send(Buffer.from('<Declaration>Käse</Declaration>', 'latin1'), {
        'content-type': 'application/xml; charset=iso-8859-1',
      }),
      415,
      'media-type',
      /charset=iso-8859-1.*utf-8/,
    ],
    [
      'Latin-1 by nothing',
      send(Buffer.from('<Declaration>Käse</Declaration>', 'latin1'), { 'content-type': 'application/xml' }),
      422,
      'schema-invalid',
      /UTF-8/,
    ],
    [
      'a header against the declaration',
      send(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><D>Käse</D>', 'latin1'), {
        'content-type': 'application/xml; charset=utf-8',
      }),
      415,
      'media-type',
      /charset=utf-8.*iso-8859-1/,
    ],
    ['no media type', send(doc, { 'content-type': 'xml' }), 415, 'media-type', /type\/subtype/],
    [
      'one that the receiver refuses',
      send(doc, { 'content-type': 'application/pdf; name="Zeugnis für M.pdf"' }),
      400,
      'request-invalid',
      /printable ASCII/,
    ],
    [
      'one that is too long',
      send(doc, { 'content-type': `application/pdf; name=${'x'.repeat(240)}` }),
      400,
      'request-invalid',
      /255/,
    ],
  ]
  for (const [what, answer, status, type, detail] of cases)
    t.match(await answer, { status, body: { type: `/problems/${type}`, status, detail } }, what)
  const { headers } = await send('x', { 'content-type': 'application/pdf', 'content-encoding': 'zstd' })
  t.equal(headers['accept-encoding'], 'identity')
  t.equal(await leavesOf(a, 'sent'), before, 'nothing was sent')
})

t.test('in an envelope a media type is judged by the rule of the receiver', async (t) => {
  const submission = { to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: xml('<D/>') }
  for (const mediaType of [
    'xml',
    '',
    'application/pdf; name="für"',
    'application/',
    'a/b;',
    'a/b; c',
    'a/b\n',
    'a /b',
    `a/${'b'.repeat(254)}`,
  ])
    for (const [place, body] of [
      ['/document/mediaType', { ...submission, document: { mediaType, text: '<D/>' } }],
      ['/attachments/0/mediaType', { ...submission, attachments: [{ mediaType, text: 'x' }] }],
    ] as const)
      t.match(
        await a.call('POST', '/v1/messages', body),
        { status: 400, body: { pointer: place } },
        `${place} ${mediaType}`,
      )
  const latin1 = { mediaType: 'application/xml; charset=iso-8859-1', text: '<D>Käse</D>' }
  t.match(await a.call('POST', '/v1/messages', { ...submission, document: latin1 }), {
    status: 422,
    body: { rule: 'charset', pointer: '/document' },
  })
})

t.test('what is in order comes through', async (t) => {
  const bytes: [string, Buffer][] = [
    ['application/xml', Buffer.from('<D>Käse</D>')],
    ['application/xml; charset=utf-8', Buffer.from('<D>Käse</D>')],
    ['application/xml;charset="UTF-8"', Buffer.from('\ufeff<D>Käse</D>')],
    ['application/xml; charset=us-ascii', Buffer.from('<D>cheese</D>')],
    [
      'application/xml; charset=ISO-8859-1',
      Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><D>Käse</D>', 'latin1'),
    ],
    ['application/xml', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><D>Käse</D>', 'latin1')],
    ['application/pdf; name="Zeugnis M.pdf"', Buffer.from([0, 1, 2, 255])],
    ['text/plain; charset=iso-8859-1', Buffer.from('Käse', 'latin1')],
    ['application/json; charset=utf-8', Buffer.from('{"a":"Käse"}')],
  ]
  for (const [type, body] of bytes) {
    const { status, body: sent } = await a.call('POST', RAW, body, {
      'content-type': type,
      'content-encoding': 'identity',
      'idempotency-key': randomUUID(),
    })
    if (!t.equal(status, 202, type)) continue
    await untilState(a, sent.id, 'delivered')
    const got = await b.call('GET', `/v1/messages/${sent.id}/document`)
    t.match(got, { status: 200, headers: { 'content-type': type } })
    t.same(
      Buffer.from(got.body instanceof Buffer ? got.body : JSON.stringify(got.body)),
      body,
      `${type}: the same bytes`,
    )
  }
})

t.test('a receiver that is no peer is said to be the one', async (t) => {
  const answer = await a.call('POST', '/v1/messages', {
    to: 'XZ',
    procedure: 'pre-arrival',
    type: 'declaration',
    document: xml('<D/>'),
  })
  t.match(answer, {
    status: 403,
    body: { type: '/problems/receiver-unknown', detail: /XZ is not a peer/, title: /receiver/ },
  })
})

t.test('between nodes: encodings, forms and methods are refused in the same words', async (t) => {
  t.match(
    await a.ask(b, 'PUT', `/v1/agreements/sha-256:${'A'.repeat(43)}`, 'application/x-www-form-urlencoded', 'a=b'),
    {
      status: 415,
      body: { detail: /--data-binary/ },
    },
  )
  t.match(await a.ask(b, 'PUT', `/v1/agreements/sha-256:${'A'.repeat(43)}`, 'text/plain', '{}'), { status: 415 })
  t.match(await a.ask(b, 'GET', '/v1/events?after=%00'), { status: 400 })
  t.match(await a.ask(b, 'GET', '/v1/events?after=%zz'), { status: 400, body: { type: 'urn:juxta:problem:malformed' } })
  t.match(await a.ask(b, 'PUT', '/v1/messages/%00', 'application/jose', 'x'), { status: 400 })
})
