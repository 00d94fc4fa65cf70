/** What a node looks at by itself because it is worth waking somebody for: its neighbours and what waits for them, certificates and keys, clocks, the disk, Redis and the store. */
import { X509Certificate } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { keyCounts, type Identity } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { createConditions, type Holding } from '../operate/conditions.ts'
import { readText } from '../operate/node-folder.ts'
import { isObject } from '../values/members.ts'
import { parseStrictJson } from '../values/json.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError } from '../values/errors.ts'
import { DAY, isTimeText, parseCertificateTime, parseTime, time } from '../values/time.ts'
import type { Courier } from './courier.ts'
import { outboxIn } from './outbox.ts'

/** How often a neighbour is asked whether it is there, and how often in a row it must have kept silent to be down. */
const PING_MS = 20_000
const SILENT_TIMES = 2
/** Milliseconds by which clocks may differ; messages bear five minutes. */
const SKEW_MS = 60_000
/** How long a durable write may take, twice in a row. */
const SLOW_MS = 2000
/** Days before an end at which people are told. */
const TOLD_DAYS = [1, 7, 30, 60]

/** What is said of something that ends at `at` (milliseconds); null while that is far away. Said again when the next of the days has come. */
export function endOf(what: string, at: number, now: number): string | null {
  if (at <= now) return `${what} has ended: ${time(at)}`
  const days = TOLD_DAYS.find((d) => at - now < d * DAY)
  return days === undefined ? null : `${what} ends in less than ${days} days: ${time(at)}`
}

/** Keys of an identity after which none follows, soon. */
function keysThatEnd(identity: Identity, peer: Country | null, now: number): Holding[] {
  const seconds = Math.floor(now / 1000)
  const kinds = [
    ['TLS key', identity.tls],
    ['signing key', identity.keys.filter((k) => k.use === 'sig')],
    ['encryption key', identity.keys.filter((k) => k.use === 'enc')],
  ] as const
  return kinds.flatMap(([name, keys]) => {
    // One that begins later follows; one that was withdrawn does not count.
    const ends = keys.filter((k) => k.revoked_at === undefined && (k.from > seconds || keyCounts(k, seconds, seconds)))
    const last = Math.max(0, ...(ends.length > 0 ? ends : keys).map((k) => k.until))
    const detail = endOf(`the last ${name} of ${peer ?? 'this node'}`, last * 1000, now)
    return detail === null ? [] : [{ peer, subject: name, detail }]
  })
}

function certificatesThatEnd({ paths, settings, clock }: Node): Holding[] {
  const files = [
    ['TLS certificate', paths.tlsCertificate],
    ['signing certificate', paths.signingCertificate],
    ['authority', paths.authority],
    ...(settings.windowTls ? [['window certificate', settings.windowTls.certificate] as const] : []),
  ] as const
  return files.flatMap(([name, path]) => {
    try {
      const { validTo } = new X509Certificate(readText(path))
      const detail = endOf(`the ${name} at ${path}`, parseCertificateTime(validTo), clock.now())
      return detail === null ? [] : [{ peer: null, subject: name, detail }]
    } catch {
      // What cannot be read is told by whoever would take it (tls-files).
      return []
    }
  })
}

/** Whether the store can be used, and is fast. What cannot be written while it is away is told when it is back. */
function createStoreWatch({ store, clock, owner, logger }: Node, hold: ReturnType<typeof createConditions>) {
  let slow = 0
  let trouble: { since: number; detail: string } | null = null
  return async function watchStore(): Promise<boolean> {
    const began = performance.now()
    try {
      await store.check()
    } catch (error) {
      const { message } = asJuxtaError(error)
      trouble ??= { since: clock.now(), detail: message }
      logger.error({ err: error }, 'the store cannot be used')
      return false
    }
    slow = performance.now() - began > SLOW_MS ? slow + 1 : 0
    const mine = (_peer: Country | null, subject: string): boolean => subject === owner
    if (trouble) {
      const detail = `the store could not be used from ${time(trouble.since)} to ${time(clock.now())}: ${trouble.detail}`
      await hold('store', [{ peer: null, subject: owner, detail }], mine)
      trouble = null
    }
    const detail = `a durable write takes more than ${SLOW_MS} ms`
    await hold('store', slow > 1 ? [{ peer: null, subject: owner, detail }] : [], mine)
    return true
  }
}

export function createWatch(node: Node, courier: Courier) {
  const { store, clock, directory, queue, settings, owner } = node
  const hold = createConditions(node)
  const watchStore = createStoreWatch(node, hold)
  const silences = new Map<Country, number>()
  const skews = new Map<Country, number>()
  let pinged = -Infinity
  let away = 0

  async function ping(peer: Country): Promise<void> {
    const sent = clock.now()
    try {
      const { status, body } = await node.transport.request(peer, { method: 'GET', path: '/v1/ping', timeoutMs: 5000 })
      silences.set(peer, 0)
      if (status !== 200) return
      await courier.heardOf(peer)
      const answer = parseStrictJson(body)
      const said = isObject(answer) ? answer['time'] : null
      // On the way there and back the clocks went on.
      const between = (sent + clock.now()) / 2
      if (typeof said === 'string' && isTimeText(said)) skews.set(peer, parseTime(said) - between)
    } catch {
      silences.set(peer, (silences.get(peer) ?? 0) + 1)
    }
  }

  async function watchPeers(): Promise<void> {
    const active = directory.all().filter((p) => p.state === 'active')
    const now = clock.now()
    if (Math.abs(now - pinged) >= PING_MS) {
      pinged = now
      await Promise.all(active.map((p) => ping(p.country)))
    }
    const judged = (peer: Country | null): boolean =>
      !active.some((p) => p.country === peer) || silences.get(peer!) === 0
    await hold(
      'peer-down',
      active
        .filter((p) => (silences.get(p.country) ?? 0) >= SILENT_TIMES)
        .map((p) => ({ peer: p.country, detail: `${p.country} does not answer at ${p.exchangeUrl}` })),
      judged,
    )
    await hold(
      'clock',
      active
        .filter((p) => Math.abs(skews.get(p.country) ?? 0) > SKEW_MS)
        .map((p) => ({
          peer: p.country,
          detail: `the clock of ${p.country} is ${skews.get(p.country)! > 0 ? 'ahead of' : 'behind'} ours by more than a minute`,
        })),
      judged,
    )
    await hold('key-expiry', [
      ...keysThatEnd(node.own.identity, null, now),
      ...active.flatMap((p) => keysThatEnd(p.identity, p.country, now)),
    ])
  }

  async function watchQueues(): Promise<void> {
    const queues = await outboxIn(store).queues()
    const limit = settings.backlogSeconds
    await hold(
      'backlog-old',
      queues
        .filter((q) => q.oldest !== null && clock.now() - q.oldest > limit * 1000)
        .map((q) => ({ peer: q.peer, detail: `what waits for ${q.peer} has waited for more than ${limit} s` })),
    )
    await hold(
      'parked',
      queues
        .filter((q) => q.parked > 0)
        .map((q) => ({ peer: q.peer, detail: `${q.parked} messages to ${q.peer} are parked` })),
    )
  }

  async function watchDisk(): Promise<void> {
    const { bavail, bsize } = await statfs(settings.dataDir)
    const nearlyFull = bavail * bsize < settings.diskFreeMib * 2 ** 20
    const detail = `fewer than ${settings.diskFreeMib} MiB are free at ${settings.dataDir}`
    await hold(
      'disk',
      nearlyFull ? [{ peer: null, subject: owner, detail }] : [],
      (_peer, subject) => subject === owner,
    )
  }

  async function watchRedis(): Promise<void> {
    away = queue.healthy() ? 0 : away + 1
    const detail = `${owner} does not reach Redis`
    await hold('redis', away > 1 ? [{ peer: null, subject: owner, detail }] : [], (_peer, subject) => subject === owner)
  }

  let looking: Promise<void> = Promise.resolve()
  async function look(): Promise<void> {
    if (!(await watchStore())) return
    await watchRedis()
    await watchDisk()
    await watchQueues()
    await hold('certificate-expiry', certificatesThatEnd(node))
    await watchPeers()
  }
  /** One look at everything; looks never run beside each other. */
  return (): Promise<void> => {
    const next = looking.then(look)
    looking = next.catch(() => undefined)
    return next
  }
}
