/** What every room stands on: settings, store, keys, the peers' directory, the queue and the way to peers; and how this node signs, reads and logs. */
import { logIn } from '../store/log.ts'
import { alertsIn, registryIn } from '../peers/registry.ts'
import { pino, type Logger } from 'pino'
import { randomBytes } from 'node:crypto'
import { bullmqQueue } from '../adapters/bullmq-queue.ts'
import { embeddedQueue } from '../adapters/embedded-queue.ts'
import { openFileSigner } from '../seal/file-signer.ts'
import { httpsTransport } from '../adapters/https-transport.ts'
import { SCHEMA } from '../schema.ts'
import { openStore } from '../store/store.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { folder, readText } from '../operate/node-folder.ts'
import type { Settings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'
import { BusinessEvents, type BusinessEvent } from '../operate/events.ts'
import { learningPins } from '../adapters/learning-pins.ts'
import { newMessageId, type Country, type MessageId } from '../values/ids.ts'
import type { TlsMaterial } from '../http/mtls.ts'
import { commitment, type LeafKind } from '../log/entry.ts'
import { EVENT, parseSetClaims, type EventName, type SetClaims } from '../message/security-event.ts'
import { keyCounts, parseIdentity } from '../message/identity.ts'
import { PeerDirectory } from '../peers/directory.ts'
import type { Clock } from '../values/clock.ts'
import type { NewLeaf } from '../store/types.ts'
import { claimsOf, openJws, signJws } from '../seal/jws.ts'
import { openOwnIdentity } from '../peers/own-identity.ts'

export type AssembleOptions = {
  readonly settings: Settings
  readonly clock?: Clock
  readonly logger?: Logger
  /** Called once when the process must stop (log.md: fatal); recovery is the ordinary start. */
  onFatal(error: JuxtaError): void
}

const ATTENTION: ReadonlySet<BusinessEvent['kind']> = new Set([
  'refused',
  'refused-by-peer',
  'attempt-failed',
  'peer-down',
  'parked',
  'alert',
])

/** The ground that the rooms of a node share. */
export type Ground = Awaited<ReturnType<typeof layGround>>

export async function layGround({ settings, clock = systemClock, logger, onFatal }: AssembleOptions) {
  const paths = folder(settings.dataDir)
  const log = logger ?? pino({ level: settings.logLevel, base: { country: settings.country } })
  const events = new BusinessEvents()
  const store = await openStore(settings.store, SCHEMA, onFatal)
  const { country } = store.node
  if (country !== settings.country) {
    await store.close()
    throw new JuxtaError(
      'settings-invalid',
      `the store holds the node of ${country}, JUXTA_COUNTRY is ${settings.country}`,
      { pointer: '/JUXTA_COUNTRY', rule: 'country' },
    )
  }
  const signer = await openFileSigner(paths.keys)
  const own = await openOwnIdentity({ country, peers: registryIn(store), signer, clock, keys: paths.keys })
  const { signingKey } = own
  /** Reads the identity of this node again where another process has opened the next shard. */
  const renew = async (): Promise<void> => {
    if ((await logIn(store).head()).origin !== own.identity.log.origin) await own.refresh()
  }
  const originOf = (shard: string): string => {
    const { origin } = own.identity.log
    return `${origin.slice(0, origin.lastIndexOf('/'))}/${shard}`
  }
  const directory = new PeerDirectory(registryIn(store), (jws) =>
    parseIdentity(JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8'))),
  )
  await directory.refresh(true)

  const leaf = (kind: LeafKind, peer: Country, salt: Uint8Array, object: string, keep = false): NewLeaf => ({
    kind,
    peer,
    c: commitment(kind, salt, object),
    ...(keep ? { own: { salt: Buffer.from(salt), object } } : {}),
  })
  const ownLeaf = (kind: LeafKind, peer: Country, object: string): NewLeaf =>
    leaf(kind, peer, randomBytes(32), object, true)

  const signSet = (
    name: EventName,
    body: Record<string, unknown>,
    to: Country,
    jti: MessageId,
    txn: MessageId | null,
  ): Promise<string> => {
    const claims: SetClaims = {
      iss: country,
      aud: to,
      jti,
      iat: Math.floor(clock.now() / 1000),
      ...(txn === null ? {} : { txn }),
      events: { [`${EVENT}${name}`]: body },
    }
    return signJws(signer, signingKey, 'secevent+jwt', JSON.stringify(claims))
  }
  /** Set once peers can be asked: looks whether `peer` has published a newer identity, where a key of it is not known. */
  const renewals = { lookAgain: async (_peer: Country): Promise<boolean> => false }
  /** `look`, and where it does not know a key of `peer`, once more after the peer's newest identity was fetched. */
  const knowing = async <T>(peer: Country, look: () => Promise<T> | T): Promise<T> => {
    try {
      return await look()
    } catch (error) {
      const unknown = error instanceof JuxtaError && error.code === 'key-unknown'
      if (!unknown || !(await renewals.lookAgain(peer))) throw error
      return look()
    }
  }
  /** `answer`: a receipt or refusal that came over the peer's pinned connection, and may have been signed before its key was withdrawn. */
  const openSet = async (jws: string, peer: Country, answer = false) => {
    const read = await knowing(peer, () => openJws(jws, 'secevent+jwt', directory.signingKeys(peer)))
    const set = parseSetClaims(claimsOf(read))
    if (set.claims.iss !== peer)
      throw new JuxtaError('sender-mismatch', 'the event is not from this peer', { pointer: '/iss', rule: 'iss' })
    if (set.claims.aud !== country)
      throw new JuxtaError('wrong-recipient', 'the event is addressed to somebody else', {
        pointer: '/aud',
        rule: 'aud',
      })
    const key = directory.signingKey(peer, read.kid)
    const { iat } = set.claims
    const now = Math.floor(clock.now() / 1000)
    if (!keyCounts(key, iat, answer ? iat : now))
      throw new JuxtaError(
        'key-unknown',
        'the key does not count at the time of the event, or was revoked before it came',
        { pointer: '/kid', rule: 'key-validity' },
      )
    return set
  }
  const alert = async (kind: string, peer: Country | null, detail: string): Promise<void> => {
    const raised = await alertsIn(store).raise({ id: newMessageId(clock.now()), at: clock.now(), kind, peer, detail })
    if (raised) events.tell({ kind: 'alert', peer, alert: kind, detail })
  }

  const queue =
    settings.queue === 'embedded'
      ? embeddedQueue()
      : bullmqQueue({ url: settings.queue, prefix: settings.queuePrefix, log: (message) => log.warn(message) })
  const wake = (peer: Country, delayMs = 0): void => queue.wake(peer, delayMs)
  const tlsMaterial = (): TlsMaterial => ({
    certificate: readText(paths.tlsCertificate),
    key: readText(paths.tlsKey),
    authorities: [readText(paths.authority), ...directory.all().map((p) => p.tlsAuthority)],
  })
  const transport = learningPins(
    httpsTransport({ directory, clock, connections: settings.inFlight, material: tlsMaterial }),
    (peer) => renewals.lookAgain(peer),
  )

  const fatal = (error: unknown): void =>
    onFatal(error instanceof JuxtaError ? error : new JuxtaError('internal', String(error), { cause: error }))

  events.listen((event) => {
    if (ATTENTION.has(event.kind)) log.warn(event, event.kind)
    else log.debug(event, event.kind)
  })

  /** What changes over the life of the process. */
  const life = { stopping: false }
  return {
    settings,
    clock,
    log,
    events,
    store,
    country,
    paths,
    signer,
    own,
    renew,
    originOf,
    signingKey,
    renewals,
    knowing,
    directory,
    leaf,
    ownLeaf,
    signSet,
    openSet,
    alert,
    queue,
    wake,
    tlsMaterial,
    transport,
    fatal,
    life,
    onFatal,
  }
}
