/** The Node: what every room stands on, made once when it starts and passed as it is. */
import { hostname } from 'node:os'
import { pino, type Logger } from 'pino'
import { embeddedQueue } from './adapters/embedded-queue.ts'
import { httpsTransport } from './adapters/https-transport.ts'
import { learningPins } from './adapters/learning-pins.ts'
import type { Queue } from './adapters/queue.ts'
import { systemClock } from './adapters/system-clock.ts'
import type { TlsMaterial } from './http/mtls.ts'
import type { Routes } from './http/server.ts'
import { isAuthority, openTlsFiles, type TlsFiles, type TlsPair } from './http/tls-files.ts'
import { parseIdentity } from './message/identity.ts'
import type { ManifestClaims } from './message/manifest.ts'
import { BusinessEvents, type BusinessEvent } from './operate/events.ts'
import { folder, readText } from './operate/node-folder.ts'
import { openQuotas, type Quotas } from './operate/quota-alerts.ts'
import type { Settings } from './operate/settings.ts'
import { certificatesIn, type CertificateWanted } from './peers/certificate.ts'
import { PeerDirectory } from './peers/directory.ts'
import { createIntroduce, type Introduce } from './peers/introduce.ts'
import { lines, type Lines } from './peers/lines.ts'
import type { Transport } from './peers/transport.ts'
import { openOwnIdentity, type OwnIdentity } from './peers/own-identity.ts'
import { alertsIn, raiseAlert } from './operate/alert-rows.ts'
import type { AlertKind, ClosingKind } from './operate/alerts.ts'
import { registryIn } from './peers/registry.ts'
import { openFileSigner, type FileSigner } from './seal/file-signer.ts'
import { logIn } from './store/log.ts'
import { openStore, type Store } from './store/store.ts'
import type { Schema } from './store/migrate.ts'
import type { Tx } from './store/tx.ts'
import type { Clock } from './values/clock.ts'
import { asJuxtaError, JuxtaError } from './values/errors.ts'
import type { Country } from './values/country.ts'
import { newMessageId } from './values/id.ts'

export type Node = {
  readonly country: Country
  readonly settings: Settings
  /** The files of the node's folder. */
  readonly paths: ReturnType<typeof folder>
  readonly clock: Clock
  /** Chance in [0, 1), for jitter. */
  chance(): number
  readonly logger: Logger
  readonly events: BusinessEvents
  readonly store: Store
  readonly signer: FileSigner
  /** Its identity and signing key of the moment. */
  readonly own: OwnIdentity
  readonly directory: PeerDirectory
  readonly introduce: Introduce
  readonly queue: Queue
  readonly transport: Lines
  /** What each peer, key and address may ask for. */
  readonly quotas: Quotas
  /** Names this process in leases. Whoever listens at its port is the only one: leases of that name at its start are those of its dead predecessor. */
  readonly owner: string
  /** Aborted when the node has been told to stop: it says that it is not ready, so that nobody is led to it any more, and still answers. */
  readonly leaving: AbortController
  /** Aborted when the node begins to stop: nothing new is taken after that, and whoever waits for something is answered. */
  readonly ending: AbortController
  /** The TLS files in use: those shown to peers, and to Single Windows where there are any. */
  readonly tls: { readonly exchange: TlsFiles; readonly window: TlsFiles | null }
  tlsMaterial(): TlsMaterial
  /**
   * Tells people. One alert is open for each kind, peer and `subject` (a case, a message; the peer or the node itself where nothing is named), and is
   * counted from then on; `detail` is what was said last. `within`: the transaction of what it tells.
   */
  alert(kind: AlertKind, peer: Country | null, detail: string, subject?: string, within?: Tx): Promise<void>
  /** The cause of such an alert is gone. */
  settle(kind: ClosingKind, peer: Country | null, subject?: string): Promise<void>
  /** The same where something goes well that goes well all the time: costs nothing where this process knows that no such alert is open, and never fails. */
  settleOnce(kind: ClosingKind, peer: Country): Promise<void>
  /** Ends the process: a promise to a peer can no longer be kept. Recovery is the ordinary start. */
  fatal(error: unknown): void
}

/** What steps between a node and its neighbours where it plays one: requests in, requests out. A node that serves has none. */
export type Between = {
  readonly routes?: (straight: Routes<Country>, node: Node) => Routes<Country>
  readonly transport?: (straight: Transport) => Transport
  /** Refuses a message, by failing, after its signature and address were checked and before its content is: signed, stored and logged as any refusal. */
  readonly judge?: (claims: ManifestClaims) => void
}

export type NodeOptions = {
  readonly settings: Settings
  readonly between?: Between
  readonly clock?: Clock
  readonly logger?: Logger
  /** Called once when the process must stop (log.md: fatal). */
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

/** Opens the store, whose tables `schema` lists, the keys and the ways out. Fails with `settings-invalid`. */
export async function openNode(options: NodeOptions, schema: Schema): Promise<Node> {
  const store = await openStore(options.settings.store, schema, options.onFatal)
  try {
    return await nodeOn(store, options)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function nodeOn(store: Store, options: NodeOptions): Promise<Node> {
  const { settings, between = {}, clock = systemClock, logger, onFatal } = options
  const paths = folder(settings.dataDir)
  const log = logger ?? pino({ level: settings.logLevel, base: { country: settings.country } })
  const events = new BusinessEvents()
  const { country } = store.node
  if (country !== settings.country)
    throw new JuxtaError(
      'settings-invalid',
      `the store holds the node of ${country}, JUXTA_COUNTRY is ${settings.country}`,
      { pointer: '/JUXTA_COUNTRY', rule: 'country' },
    )
  const signer = await openFileSigner(paths.keys)
  const own = await openOwnIdentity({ country, peers: registryIn(store), signer, clock, keys: paths.keys })
  const directory = new PeerDirectory(
    registryIn(store),
    (jws) => parseIdentity(JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8'))),
    (peer, version, err) => log.warn({ err: asJuxtaError(err), peer, version }, 'a stored identity counts for nothing'),
  )
  await directory.refresh(true)
  const pairIn = (files: TlsPair, wanted: () => Omit<CertificateWanted, 'path'>): TlsFiles =>
    openTlsFiles(
      () => ({ certificate: readText(files.certificate), key: readText(files.key) }),
      () => ({ path: files.certificate, ...wanted() }),
      () => clock.now(),
    )
  const tls = {
    exchange: pairIn({ certificate: paths.tlsCertificate, key: paths.tlsKey }, () => ({
      use: 'tls',
      country,
      authorities: certificatesIn(readText(paths.authority)),
    })),
    window: settings.windowTls && pairIn(settings.windowTls, () => ({ use: 'server' })),
  }
  const tlsMaterial = (): TlsMaterial => ({
    ...tls.exchange.used(),
    // Of a peer whose authority cannot be read nobody is trusted; the others are.
    authorities: [readText(paths.authority), ...directory.all().map((p) => p.tlsAuthority)].filter(isAuthority),
  })
  const straight = httpsTransport({ directory, clock, connections: settings.inFlight, material: tlsMaterial })
  const pinned = between.transport?.(straight) ?? straight
  /** Of which no alert is open, as far as this process knows: none at its start. */
  const well = new Set<string>()
  const alert: Node['alert'] = async (kind, peer, detail, subject = '', within) => {
    const at = clock.now()
    const row = { id: newMessageId(at), at, kind, peer, detail, subject: subject.slice(0, 300) }
    const raised = await (within ? raiseAlert(within, row) : alertsIn(store).raise(row))
    well.delete(`${kind} ${peer}`)
    if (raised) events.tell({ kind: 'alert', peer, alert: kind, detail })
  }
  const settle: Node['settle'] = async (kind, peer, subject = '') => {
    await alertsIn(store).settle(kind, peer, subject.slice(0, 300), clock.now())
  }
  const settleOnce: Node['settleOnce'] = async (kind, peer) => {
    const about = `${kind} ${peer}`
    if (well.has(about)) return
    well.add(about)
    await settle(kind, peer).catch(() => well.delete(about))
  }
  await tellApart(directory, { alert, settle })
  const introduce = createIntroduce({ country, store, clock, directory, transport: pinned, alert })
  const queue = await openQueue(settings, (message) => log.warn(message))
  events.listen((event) => {
    if (ATTENTION.has(event.kind)) log.warn(event, event.kind)
    else log.debug(event, event.kind)
  })
  return {
    country,
    settings,
    paths,
    clock,
    chance: Math.random,
    logger: log,
    events,
    store,
    signer,
    own,
    directory,
    introduce,
    queue,
    quotas: openQuotas({ settings, clock, events, logger: log, store, alert, settle }),
    transport: lines(learningPins(pinned, (peer) => introduce.lookAgain(peer))),
    owner: `${hostname()}:${settings.exchangeListen.port}`,
    leaving: new AbortController(),
    ending: new AbortController(),
    tls,
    tlsMaterial,
    alert,
    settle,
    settleOnce,
    fatal: (error) =>
      onFatal(error instanceof JuxtaError ? error : new JuxtaError('internal', String(error), { cause: error })),
  }
}

/** BullMQ is loaded where there is a Redis alone: it costs a start a third of a second. */
async function openQueue({ queue, queuePrefix }: Settings, log: (message: string) => void): Promise<Queue> {
  if (queue === 'embedded') return embeddedQueue()
  const { bullmqQueue } = await import('./adapters/bullmq-queue.ts')
  return bullmqQueue({ url: queue, prefix: queuePrefix, log })
}

/** An alert for each peer of whom something that is stored cannot be read, which closes when it can, or when the peer is blocked. */
async function tellApart(directory: PeerDirectory, { alert, settle }: Pick<Node, 'alert' | 'settle'>): Promise<void> {
  /** Of whom an alert may be open: at first of all. */
  let open = new Set([...directory.all(), ...directory.setApart().map(({ row }) => row)].map((p) => p.country))
  const tell = async (): Promise<void> => {
    const apart = directory.setApart().filter(({ row }) => row.state !== 'blocked')
    for (const { row, fault } of apart)
      await alert('peer-unreadable', row.country, `what is stored of ${row.country} cannot be read: ${fault}`)
    const there = new Set(apart.map(({ row }) => row.country))
    for (const country of open) if (!there.has(country)) await settle('peer-unreadable', country)
    open = there
  }
  await tell()
  directory.onChange(tell)
}

/** Reads the identity of the node again where another process has opened the next shard of its log. */
export async function renewOwn({ store, own }: Node): Promise<void> {
  if ((await logIn(store).head()).origin !== own.identity.log.origin) await own.refresh()
}

/** Whose lists a cursor is of: the node as its log names it, whatever the shard. */
export function listsOf({ country, own }: Node): string {
  const { origin } = own.identity.log
  return `${country} ${origin.slice(0, origin.lastIndexOf('/'))}`
}

/** The origin of a shard of the node's own log. */
export function originOf({ own }: Node, shard: string): string {
  const { origin } = own.identity.log
  return `${origin.slice(0, origin.lastIndexOf('/'))}/${shard}`
}
