/** Signatures that are dated when evidence is made of them, and dated again in time; and what authorities say of certificates, fetched with care. */
import { X509Certificate } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createAuthority, issueCertificate, type Authority } from '../../certs-dev/authority.ts'
import { fetchList } from '../../node/adapters/list-client.ts'
import { archiveImprint, readComponent, signatureImprint } from '../../node/evidence/jades.ts'
import { createRevocation, revocationIn } from '../../node/evidence/revocation.ts'
import { createSignatureTimes, signatureTimesIn } from '../../node/evidence/signature-times.ts'
import { createTimestamp } from '../../node/evidence/timestamp.ts'
import type { Evidence } from '../../node/evidence/bundle.ts'
import { verifyTimestamp } from '../../node/log/rfc3161.ts'
import type { Node } from '../../node/node.ts'
import { alertsIn } from '../../node/operate/alert-rows.ts'
import type { AlertKind, ClosingKind } from '../../node/operate/alerts.ts'
import type { Country } from '../../node/values/country.ts'
import { newMessageId } from '../../node/values/id.ts'
import type { Store } from '../../node/store/store.ts'
import { crlOf } from '../authority.ts'
import { emptyStore, XA } from '../exchange/stored.ts'
import { makeTsa } from '../log/tsa.ts'
import { exchange, xa, xb } from '../log/world.ts'
import { ShiftedClock } from '../nodes.ts'
import { needsOpenssl, stores, temporaryFolder } from '../servers.ts'

const DAY = 86_400_000

async function serve(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function nodeOver(store: Store, clock: ShiftedClock, settings: object, more: object = {}) {
  const alerts: string[] = []
  const node = {
    country: XA,
    store,
    clock,
    settings,
    async alert(kind: AlertKind, peer: Country | null, detail: string, subject = '') {
      alerts.push(kind)
      await alertsIn(store).raise({ id: newMessageId(Date.now()), at: Date.now(), kind, peer, detail, subject })
    },
    async settle(kind: ClosingKind, peer: Country | null, subject = '') {
      await alertsIn(store).settle(kind, peer, subject, Date.now())
    },
    ...more,
  } as unknown as Node
  return { node, alerts }
}

for (const kind of stores())
  t.test(
    `signatures are dated once, and again before their certificates end: ${kind.name}`,
    { ...needsOpenssl(), ...kind.options },
    async (t) => {
      let tsa = makeTsa({ days: 90 })
      let [asked, away] = [0, false]
      const url = await serve(t, (request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          asked++
          if (away) return void response.writeHead(503).end()
          response
            .writeHead(200, { 'content-type': 'application/timestamp-reply' })
            .end(tsa.answer(Buffer.concat(chunks)))
        })
      })
      const certificate = join(temporaryFolder(t), 'tsa.pem')
      writeFileSync(certificate, tsa.ca)
      const { store } = await emptyStore(t, kind)
      const clock = new ShiftedClock()
      const { node, alerts } = nodeOver(store, clock, { tsa: { url, certificate } })
      const lists = [{ type: 'crl' as const, der: Buffer.from('a list') }]
      const times = createSignatureTimes(node, createTimestamp(node), () => Promise.resolve(lists))
      const sent = await exchange()
      const { id: message, manifest } = sent
      const evidence = {
        message,
        manifest,
        receipt: null,
        identities: [xa.identity, xb.identity],
      } as unknown as Evidence

      away = true
      t.same(await times.of(evidence), [], 'evidence is made without an authority that is away')
      t.same(alerts, ['timestamp'])
      away = false
      t.same(await times.of(evidence), [], 'which is left alone for a while')
      t.equal(asked, 1)
      clock.offset += 61_000
      const [first] = await times.of(evidence)
      t.equal(first?.of, 'manifest')
      t.same(
        first!.etsiU.map((text) => readComponent(text, '').kind),
        ['sigTst', 'xVals', 'rVals', 'arcTst'],
      )
      const tokens = (etsiU: readonly string[]) =>
        etsiU.flatMap((text, i) => {
          const component = readComponent(text, '')
          if (!('token' in component)) return []
          const imprint =
            component.kind === 'sigTst' ? signatureImprint(manifest) : archiveImprint(manifest, etsiU.slice(0, i))
          return [{ kind: component.kind, token: component.token, imprint }]
        })
      for (const { token, imprint } of tokens(first!.etsiU))
        t.ok(verifyTimestamp(token, imprint, [new X509Certificate(tsa.ca)]), 'over what it says')
      t.same(await alertsIn(store).openOf('timestamp'), [], 'the alert is closed')
      asked = 0
      t.same(await times.of(evidence), [first], 'they are kept')
      t.equal(asked, 0)
      const both = await times.of({ ...evidence, receipt: sent.receipt })
      t.same(
        both.map((b) => b.of),
        ['manifest', 'receipt'],
        'a receipt that came later has its own',
      )
      t.equal(asked, 2)
      const signedAnew = await exchange()
      const [anew] = await times.of({ ...evidence, manifest: signedAnew.manifest })
      t.not(anew!.etsiU[0], first!.etsiU[0], 'a manifest that was signed anew is dated anew')
      await times.of(evidence)

      t.equal(await times.renew(), 0, 'nothing ends soon')
      clock.offset = 61 * DAY
      asked = 0
      t.equal(await times.renew(), 0, 'the authority has no other certificate yet')
      t.equal(await times.renew(), 0)
      t.equal(asked, 1, 'which is asked for once in an hour')
      const [before] = await signatureTimesIn(store).of(message)
      tsa = makeTsa({ days: 900 })
      writeFileSync(certificate, tsa.ca)
      clock.offset += 3_600_000
      t.equal(await times.renew(), 2, 'both are dated again while the first certificate holds')
      t.equal(await times.renew(), 0)
      const [after] = (await signatureTimesIn(store).of(message)).filter((k) => k.of === before!.of)
      t.same(after!.etsiU.slice(0, before!.etsiU.length), before!.etsiU, 'nothing that stood there is changed')
      t.same(
        after!.etsiU.slice(before!.etsiU.length).map((text) => readComponent(text, '').kind),
        ['tstVD', 'arcTst'],
      )
      t.ok(after!.validUntil > before!.validUntil)
      const last = tokens((await times.of(evidence))[0]!.etsiU).at(-1)!
      t.ok(
        verifyTimestamp(last.token, last.imprint, [new X509Certificate(tsa.ca)]),
        'the last one is over all before it',
      )
    },
  )

const listed = async (authority: Authority, lists: readonly string[], name: string): Promise<string> => {
  const { certificatePem } = await issueCertificate(authority, { country: 'XA', name, use: 'signing', lists })
  return certificatePem
}
const x5cOf = (pem: string) => [new X509Certificate(pem).raw.toString('base64')]

t.test('lists of withdrawn certificates are fetched with care, kept, and told of', async (t) => {
  const [ours, theirs, other] = await Promise.all(
    ['ours', 'theirs', 'other'].map((name) => createAuthority({ country: 'XA', name })),
  )
  const signer = (a: Authority) => ({ certificate: a.certificatePem, key: a.privateKeyPem })
  const answers = new Map<string, Buffer | number>()
  const asked: string[] = []
  const base = await serve(t, ({ url = '' }, response) => {
    asked.push(url)
    const answer = answers.get(url) ?? 404
    if (typeof answer === 'number') response.writeHead(answer, { location: '/ours' }).end()
    else response.end(answer)
  })
  const own = await listed(ours!, [`${base}/ours`], 'own')
  const peer = await listed(theirs!, [`${base}/theirs`], 'peer')
  const { store } = await emptyStore(t, stores()[0]!)
  const clock = new ShiftedClock()
  const dataDir = temporaryFolder(t)
  mkdirSync(join(dataDir, 'certificates'))
  writeFileSync(join(dataDir, 'certificates', 'authority.pem'), ours!.certificatePem)
  const identity = (country: string, pem: string) => ({
    identity: { country, keys: [{ use: 'sig', until: 9e9, x5c: x5cOf(pem) }] },
  })
  const settings = { dataDir, revocation: 'public' }
  const { node, alerts } = nodeOver(store, clock, settings, {
    own: identity('XA', own),
    directory: { all: () => [identity('XB', peer)] },
  })
  const revocation = createRevocation(node, () => [])
  const open = async () => (await alertsIn(store).openOf('revocation-missing')).map((a) => a.detail)
  const again = () => (clock.offset += 600_001)
  const of = (pem: string) => revocation.of([new X509Certificate(pem).raw])

  answers.set('/ours', await crlOf(signer(ours!)))
  answers.set('/theirs', await crlOf(signer(theirs!)))
  t.equal(await revocation.round(), 0)
  t.same(asked, [], 'an address that is not public is not asked')
  t.match(await open(), [/no public address/, /no public address/])
  settings.revocation = 'off'
  t.equal(await revocation.round(), 0)
  settings.revocation = 'any'
  t.equal(await revocation.round(), 0, 'what failed rests')
  again()
  t.equal(await revocation.round(), 2)
  t.same(await open(), [])
  t.same(await of(own), [{ type: 'crl', der: answers.get('/ours') }])
  t.same(await revocation.of([Buffer.from('no certificate')]), [])
  t.equal(await revocation.round(), 0, 'it is not asked again before it is due')

  const good = answers.get('/ours') as Buffer
  for (const [what, answer, says] of [
    ['nothing', 404, /404/],
    ['another place', 302, /302/],
    ['what is no list', Buffer.from('cheese'), /DER/],
    ['a list of another issuer', await crlOf(signer(other!)), /another issuer/],
    [
      'a list that the issuer did not sign',
      await crlOf({ ...signer(other!), certificate: ours!.certificatePem }),
      /did not sign/,
    ],
    ['a list that is older', await crlOf(signer(ours!), [], [], Date.now() - DAY), /older than the one/],
    ['a list without end', Buffer.alloc(5 * 1024 * 1024), /4096 KiB/],
  ] as const) {
    clock.offset += DAY
    answers.set('/ours', answer)
    t.equal(await revocation.round(), 1, `${what}: the other list comes`)
    t.match(await open(), [says], what)
    t.same(await of(own), [{ type: 'crl', der: good }], `${what}: what was there stays`)
  }
  t.notOk(asked.filter((url) => url === '/ours').length > 8, 'a redirection is not followed')
  t.same(
    alerts.filter((kind) => kind === 'certificate-revoked'),
    [],
  )

  clock.offset += DAY
  answers.set('/ours', await crlOf(signer(ours!)))
  answers.set('/theirs', await crlOf(signer(theirs!), [{ certificate: peer, since: new Date(Date.now() - DAY) }]))
  t.equal(await revocation.round(), 2)
  t.same(await open(), [], 'closed when it comes')
  const told = await alertsIn(store).openOf('certificate-revoked')
  t.match(told, [{ peer: 'XB', detail: /signing key of XB/ }], 'that a key of a neighbour lost its certificate is told')
  t.equal((await revocationIn(store).times()).size, 2)

  const unlisted = createRevocation({ ...node, own: identity('XA', await listed(ours!, [], 'x')) } as never, () => [])
  await unlisted.round()
  t.equal((await revocationIn(store).times()).size, 1, 'lists of certificates that nobody uses are forgotten')

  for (const host of [
    '127.0.0.1',
    '[::1]',
    '10.1.2.3',
    '169.254.169.254',
    '[::ffff:127.0.0.1]',
    '[fd00::1]',
    'localhost',
    '2130706433',
  ])
    await t.rejects(
      fetchList(`http://${host}:1/x`, { anyAddress: false }),
      { code: 'unreachable', message: /public address/ },
      host,
    )
})
