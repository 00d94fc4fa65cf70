/** Who is at the other end of a connection: each certificate is faultless but for one thing, and is refused by name. */
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import t from 'tap'
import { createAuthority, issueCertificate, type CertificateFault } from '../../certs-dev/authority.ts'
import { identify, mtlsOptions } from '../../node/http/mtls.ts'
import { pinOf } from '../../node/peers/certificate.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import { X509Certificate } from 'node:crypto'

t.test('the certificate of a peer, and all that is none', async (t) => {
  const [ours, theirs] = await Promise.all(
    ['XA', 'XB'].map((country) => createAuthority({ country, name: `Customs of ${country}` })),
  )
  const certificate = (fault?: CertificateFault) =>
    issueCertificate(theirs!, {
      country: 'XB',
      name: 'Customs of XB',
      use: 'tls',
      ...(fault === undefined ? {} : { fault }),
    })
  const own = await issueCertificate(ours!, { country: 'XA', name: 'Customs of XA', use: 'tls' })
  const material = {
    certificate: own.certificatePem,
    key: own.privateKeyPem!,
    authorities: [ours!.certificatePem, theirs!.certificatePem],
  }
  let now = Date.now()
  // Whatever key is shown is pinned to XB: only what TLS says of it decides.
  const pins = new Set<string>()
  const find = (pin: string) => {
    if (!pins.has(pin)) throw new JuxtaError('peer-unknown', 'no such pin', { rule: 'pin' })
    return { country: 'XB' } as never
  }
  const server = createServer(mtlsOptions(material), (request, response) => {
    try {
      response.end(identify({ raw: request } as never, find, now).country)
    } catch (error) {
      response.end((error as JuxtaError).rule)
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => new Promise((done) => server.close(done)))
  const { port } = server.address() as AddressInfo

  const opened = (shown: ConnectionOptions): Promise<TLSSocket> =>
    new Promise((done, failed) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...shown }, () => done(socket))
      socket.once('error', failed)
    })
  /** What is answered to one more request over a connection. */
  const asked = (socket: TLSSocket): Promise<string> =>
    new Promise((done, failed) => {
      let text = ''
      const take = (chunk: Buffer): void => {
        text += chunk.toString()
        const [head, body] = text.split('\r\n\r\n')
        const length = Number(/content-length: (\d+)/i.exec(head!)?.[1] ?? NaN)
        if (body === undefined || body.length < length) return
        socket.off('data', take)
        done(body)
      }
      socket.on('data', take).once('error', failed)
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    })
  const answer = async (shown: ConnectionOptions): Promise<string> => {
    const socket = await opened(shown)
    try {
      return await asked(socket)
    } finally {
      socket.destroy()
    }
  }
  const shown = async (fault?: CertificateFault): Promise<ConnectionOptions> => {
    const { certificatePem, privateKeyPem } = await certificate(fault)
    pins.add(pinOf(new X509Certificate(certificatePem).raw))
    return { cert: certificatePem, key: privateKeyPem! }
  }

  const good = await shown()
  t.equal(await answer(good), 'XB', 'what is faultless')
  for (const [fault, rule] of [
    ['expired', /^CERT_HAS_EXPIRED$/],
    ['not-yet-valid', /^CERT_NOT_YET_VALID$/],
    ['wrong-usage', /^INVALID_PURPOSE$/],
    ['other-authority', /^(UNABLE_TO|CERT_SIGNATURE|SELF_SIGNED)/],
    ['wrong-country', /^COUNTRY$/],
  ] as const)
    t.match(await answer(await shown(fault)), rule, fault)
  t.equal(await answer({}), 'certificate', 'none')
  const self = await createAuthority({ country: 'XB', name: 'Customs of XB' })
  pins.add(pinOf(new X509Certificate(self.certificatePem).raw))
  t.not(await answer({ cert: self.certificatePem, key: self.privateKeyPem }), 'XB', 'self-signed')
  pins.delete(pinOf(new X509Certificate(good.cert as string).raw))
  t.equal(await answer(good), 'pin', 'a key that nobody has pinned')
  pins.add(pinOf(new X509Certificate(good.cert as string).raw))

  await t.rejects(
    opened({ ...good, maxVersion: 'TLSv1.2' }),
    { code: /PROTOCOL_VERSION|ALERT/ },
    'nothing below TLS 1.3',
  )

  const socket = await opened(good)
  t.equal(await asked(socket), 'XB')
  now += 900 * 86_400_000
  t.equal(await asked(socket), 'CERT_HAS_EXPIRED', 'a connection does not outlive its certificate')
  socket.destroy()
})
