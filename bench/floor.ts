/** The floor: the same cryptography with bare node:crypto, and an empty POST over mutual TLS 1.3 on a kept-alive connection. In CPU time, both sides together. */
import { createHash, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { createServer, request, Agent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { createAuthority, issueCertificate } from '../certs-dev/authority.ts'
import { BY_KEYS, BY_POINTS, bareOpen, bareSeal, bareSign, bareVerify, type Agreement } from './bare.ts'

const makePair = promisify(generateKeyPair)

/** CPU milliseconds of this process for each of `times` runs of `work`, after a warm-up. */
export async function cpuPer(times: number, work: () => unknown): Promise<number> {
  for (let i = 0; i < Math.min(times, 50); i++) await work()
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / times
}

type Pair = { privateKey: KeyObject; publicKey: KeyObject }

/** What both nodes must do for one document of `bytes`: digest, sign, seal; open, verify, digest, sign the receipt; verify the receipt. */
export async function bareCrypto(bytes: number, times: number, agreement: Agreement = BY_KEYS): Promise<number> {
  const [sender, receiver, encryption] = (await Promise.all(
    Array.from({ length: 3 }, () => makePair('ec', { namedCurve: 'P-256' })),
  )) as [Pair, Pair, Pair]
  const document = randomBytes(Math.ceil(bytes / 2))
    .toString('hex')
    .slice(0, bytes)
  const sha = (data: string): string => createHash('sha256').update(data).digest('base64url')
  return cpuPer(times, async () => {
    const manifest = bareSign({ alg: 'ES256' }, JSON.stringify({ digest: sha(document) }), sender.privateKey)
    const sealed = await bareSeal(
      { alg: 'ECDH-ES', enc: 'A256GCM' },
      Buffer.from(JSON.stringify({ manifest, document })),
      encryption.publicKey,
      undefined,
      agreement,
    )
    const opened = JSON.parse(bareOpen(sealed, encryption.privateKey, agreement).toString()) as {
      manifest: string
      document: string
    }
    if (!bareVerify(opened.manifest, sender.publicKey)) throw new Error('the floor does not verify')
    const receipt = bareSign({ alg: 'ES256' }, JSON.stringify({ digest: sha(opened.document) }), receiver.privateKey)
    if (!bareVerify(receipt, receiver.publicKey)) throw new Error('the floor does not verify')
  })
}

/** CPU milliseconds of one POST, client and server: an empty one, or one of so many bytes. */
async function barePost(times: number, bytes: number): Promise<number> {
  const body = randomBytes(bytes)
  const authority = await createAuthority({ country: 'XA', name: 'Bench' })
  const issue = () => issueCertificate(authority, { country: 'XA', name: 'Bench', use: 'tls' })
  const [server, client] = await Promise.all([issue(), issue()])
  const ca = authority.certificatePem
  const listener = createServer(
    {
      cert: server.certificatePem,
      key: server.privateKeyPem!,
      ca,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    },
    (asked, answer) => {
      asked.resume()
      asked.once('end', () => answer.writeHead(202).end())
    },
  )
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  const { port } = listener.address() as AddressInfo
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    cert: client.certificatePem,
    key: client.privateKeyPem!,
    ca,
  })
  const once = (): Promise<void> =>
    new Promise((done, failed) => {
      const asked = request({ host: '127.0.0.1', port, path: '/', method: 'POST', agent }, (answer) => {
        answer.resume()
        answer.once('end', done)
      })
      asked.once('error', failed).end(body)
    })
  try {
    return await cpuPer(times, once)
  } finally {
    agent.destroy()
    listener.close()
  }
}

const ROUNDS = 5
const CRYPTO = 200
const POSTS = 300

export type Floor = {
  /** Milliseconds of CPU a message. */
  readonly cryptoMs: number
  readonly postMs: number
  /** The cryptography with the agreement that costs node:crypto the least, for comparison: the floor itself is written as one would. */
  readonly leastCryptoMs: number
  /** The POST with a body as large as the sealed message is, for comparison: the floor itself counts the empty one. */
  readonly fullPostMs: number
}

const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1]!

/** The median of several rounds. A machine drifts: it is taken before and after what it is compared with. */
export async function floorOf(bytes: number): Promise<Floor> {
  const rounds: Floor[] = []
  for (let i = 0; i < ROUNDS; i++)
    rounds.push({
      cryptoMs: await bareCrypto(bytes, CRYPTO),
      leastCryptoMs: await bareCrypto(bytes, CRYPTO, BY_POINTS),
      postMs: await barePost(POSTS, 0),
      // What is sealed is base64url.
      fullPostMs: await barePost(POSTS / 3, Math.ceil((bytes * 4) / 3)),
    })
  return each((of) => median(rounds.map(of)))
}

const each = (value: (of: (floor: Floor) => number) => number): Floor => ({
  cryptoMs: value((f) => f.cryptoMs),
  leastCryptoMs: value((f) => f.leastCryptoMs),
  postMs: value((f) => f.postMs),
  fullPostMs: value((f) => f.fullPostMs),
})

export const between = (x: Floor, y: Floor): Floor => each((of) => (of(x) + of(y)) / 2)
