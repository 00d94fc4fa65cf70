/** New TLS files: what holds is shown without a restart, what does not is an alert, and the old pair stays. */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import t from 'tap'
import { makeKey } from '../../node/seal/keys.ts'
import { tlsCertificate } from '../certificates.ts'
import { introduce, settled, startTestNodes, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'

const file = (node: TestNode, folder: string, name: string): string => join(node.dir, folder, name)

const open = async (node: TestNode): Promise<any[]> =>
  (await node.call('GET', '/v1/alerts')).body.items.filter((i: any) => i.kind === 'tls-files')

t.test('files that do not hold keep the old pair, towards peers in both directions', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const [certificate, key] = [file(a, 'certificates', 'tls.pem'), file(a, 'keys', 'tls.pem')]
  const [goodCertificate, goodKey] = [readFileSync(certificate, 'utf8'), readFileSync(key, 'utf8')]
  const other = (await makeKey('ES256')).pem
  const bad: [string, string, string, RegExp][] = [
    ['a key of another pair', goodCertificate, other, /not of a private key of this node/],
    ['a certificate that is cut off', goodCertificate.slice(0, 300), goodKey, /holds no PEM certificate/],
    [
      'a certificate that is garbled',
      goodCertificate.replace(/[A-Za-z]{20}/, 'A'.repeat(20)),
      goodKey,
      /cannot be read/,
    ],
    ['an empty certificate', '', goodKey, /holds no PEM certificate/],
    ['no PEM', 'x', goodKey, /holds no PEM certificate/],
    ['an empty key', goodCertificate, '', /cannot be read/],
    ['one that has expired', await tlsCertificate(a, 'expired'), goodKey, /expired [A-Z]/],
    ['one that is not valid yet', await tlsCertificate(a, 'not-yet-valid'), goodKey, /not valid before/],
    [
      'one of another country',
      await tlsCertificate(a, 'wrong-country'),
      goodKey,
      /is for the country [A-Z]{2}, this node is of XA/,
    ],
    ['one of another authority', await tlsCertificate(a, 'other-authority'), goodKey, /authority.pem has issued/],
    ['one that is for other uses', await tlsCertificate(a, 'wrong-usage'), goodKey, /extended key usage lacks/],
  ]
  let count = 0
  for (const [what, certificatePem, keyPem, says] of bad)
    await t.test(what, async (t) => {
      writeFileSync(certificate, certificatePem)
      writeFileSync(key, keyPem)
      await a.node.reload()
      const [alert] = await open(a)
      t.match(alert.detail, says)
      t.ok(alert.count > count, 'each time that it is asked for')
      count = alert.count
      await a.node.transport.forget()
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const)
        // prettier-ignore
        t.equal((await from.call('POST', `/v1/peers/${to.country}/test`)).body.ok, true)
    })
  const renewed = await tlsCertificate(a)
  writeFileSync(certificate, renewed)
  writeFileSync(key, goodKey)
  await a.node.reload()
  t.same(await open(a), [], 'closed by good files')
  await t.test(
    'files that fail again are told again, by the round that finds them; a restart with good ones closes it',
    async (t) => {
      const told = async (is: number) =>
        settled(`${is} alerts are open`, async () => (await open(a)).filter((i) => i.closedAt === null).length === is)
      for (let n = 0; n < 2; n++) {
        writeFileSync(key, other)
        await told(1)
        writeFileSync(key, goodKey)
        await told(0)
      }
      writeFileSync(key, other)
      await told(1)
      await a.node.stop()
      writeFileSync(key, goodKey)
      await a.restart()
      await told(0)
      t.pass('told and closed')
    },
  )
  const shown = await new Promise<string>((done, fail) => {
    const socket = connect({ port: Number(new URL(a.url).port), host: '127.0.0.1', rejectUnauthorized: false }, () => {
      done(socket.getPeerX509Certificate()!.fingerprint256)
      socket.destroy()
    })
    socket.on('error', fail)
  })
  t.equal(shown, new X509Certificate(renewed).fingerprint256, 'and they are shown')
})

t.test('a peer whose authority cannot be read keeps nobody else out', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  await a.node.store.transact(async ({ db }) => {
    await db.updateTable('peer').set({ tlsAuthority: 'no certificate' }).where('country', '=', 'XB').execute()
  })
  await a.node.directory.refresh(true)
  t.equal((await c.call('POST', '/v1/peers/XA/test')).body.ok, true)
  t.equal((await b.call('POST', '/v1/peers/XA/test')).body.ok, false)
  t.equal((await a.call('POST', '/v1/peers/XB/block')).status, 200, 'it can be blocked')
  await introduce(a, b).catch(() => undefined)
})

t.test(
  'the window side shows its renewed certificate, and keeps the old one where the new does not hold',
  async (t) => {
    const folder = temporaryFolder(t)
    const [certificate, key] = [join(folder, 'window.pem'), join(folder, 'window-key.pem')]
    const make = (): void =>
    void execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=window', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' }) // prettier-ignore
    make()
    const [a] = (await startTestNodes(t, {
      countries: ['XA'],
      env: () => ({ JUXTA_WINDOW_CERTIFICATE: certificate, JUXTA_WINDOW_KEY: key }),
    })) as [TestNode]
    const { port } = new URL(a.node.window.listeningOrigin)
    const shown = (): Promise<string> =>
      new Promise((done, fail) => {
        const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false }, () => {
          done(socket.getPeerX509Certificate()!.fingerprint256)
          socket.destroy()
        })
        socket.on('error', fail)
      })
    const inFile = (): string => new X509Certificate(readFileSync(certificate)).fingerprint256
    const first = inFile()
    t.equal(await shown(), first)
    const good = readFileSync(key)
    writeFileSync(key, (await makeKey('ES256')).pem)
    await a.node.reload()
    t.equal(await shown(), first)
    writeFileSync(key, good)
    make()
    await a.node.reload()
    t.equal(await shown(), inFile())
    t.not(inFile(), first)
  },
)
