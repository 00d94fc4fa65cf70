/** What a node looks at by itself because it is worth waking somebody for: its neighbours and what waits for them, certificates and keys, clocks, the disk, Redis and the store. */
import { X509Certificate } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { isSecond, isSigning, keyCounts, type Identity } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { createConditions, TSA_CLOCK, type Holding } from '../operate/conditions.ts'
import { settleQuiet } from '../operate/quiet.ts'
import { processesIn } from '../operate/processes.ts'
import { readText } from '../operate/node-folder.ts'
import { isObject } from '../values/members.ts'
import { parseStrictJson } from '../values/json.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError } from '../values/errors.ts'
import { DAY, isTimeText, parseCertificateTime, parseTime, time } from '../values/time.ts'
import type { Courier } from './courier.ts'
import { outboxIn } from './outbox.ts'
import type { ServiceLevels } from './service-levels.ts'

/** How often a neighbour is asked whether it is there, and how often in a row it must have kept silent to be down. */
const PING_MS = 20_000
const SILENT_TIMES = 2
/** Milliseconds by which clocks may differ; messages bear five minutes. */
const SKEW_MS = 60_000
/** Of how many pings in a row none may differ: behind one address answer several processes, each by its own clock. */
const SKEWS = 3
/** For how long, and in how many looks in a row, a process of this node must have said nothing to be down: a clock that is set ahead is no pause. */
const MISSED_MS = 30_000
const MISSED_LOOKS = 3
/** Between two pings so many requests, and such a part of all, may be lost or late; twice in a row they make a bad line, and twice not a good one. */
const FARED_BADLY = 2
const FARED_BADLY_PART = 0.02
const TWICE = 2
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
    ['signing key', identity.keys.filter(isSigning)],
    ['encryption key', identity.keys.filter((k) => k.use === 'enc')],
    ...(identity.keys.some(isSecond) ? [['key of second signatures', identity.keys.filter(isSecond)] as const] : []),
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
    ['certificate authority', paths.authority],
    ...(settings.windowTls ? [['window certificate', settings.windowTls.certificate] as const] : []),
  ] as const
  return files.flatMap(([name, path]) => {
    try {
      const { validTo } = new X509Certificate(readText(path))
      const detail = endOf(`the ${name} in the file ${path}`, parseCertificateTime(validTo), clock.now())
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

/**
 * The other processes of this node. None is judged by a clock: one is there when what it said last has changed since the look before. What it said shows
 * how its clock stands to ours.
 */
function createProcessWatch({ store, clock, owner }: Node, hold: ReturnType<typeof createConditions>) {
  const others = new Map<string, { at: number; heardAt: number; missed: number; heard: boolean }>()
  return async function watchProcesses(): Promise<{ wrong: Holding[]; judges(subject: string): boolean }> {
    const processes = processesIn(store)
    await processes.works(owner, clock.now())
    await processes.forget(clock.now() - DAY)
    const now = await processes.all()
    const wrong: Holding[] = []
    for (const gone of [...others.keys()].filter((name) => !now.has(name))) others.delete(gone)
    for (const [name, at] of now) {
      if (name === owner) continue
      const before = others.get(name)
      const heard = before !== undefined && before.at !== at
      if (heard && Math.abs(at - clock.now()) > SKEW_MS)
        wrong.push({
          peer: null,
          subject: name,
          detail: `the clocks of ${owner} and ${name} differ by more than a minute`,
        })
      others.set(name, {
        at,
        heardAt: heard || !before ? clock.now() : before.heardAt,
        missed: heard || !before ? 0 : before.missed + 1,
        heard: heard || before?.heard === true,
      })
    }
    await hold(
      'process-down',
      [...others]
        .filter(([, { heardAt, missed }]) => missed >= MISSED_LOOKS && clock.now() - heardAt >= MISSED_MS)
        .map(([subject]) => ({ peer: null, subject, detail: `${subject} has not been heard of for half a minute` })),
      (_peer, subject) => others.get(subject)?.heard !== false,
    )
    return { wrong, judges: (subject) => !now.has(subject) || others.get(subject)?.missed === 0 }
  }
}

/** Whether the line to a neighbour is bad, by how requests to it have fared. Asked once for each time between two pings. */
function createLineWatch({ transport }: Node) {
  const lines = new Map<Country, { bad: boolean; against: number }>()
  return {
    /** `answers`: one that does not answer at all is down, which says nothing of its line. */
    look(peer: Country, answers: boolean): void {
      const { requests, lost, late } = transport.faredTo(peer)
      if (!answers) return
      const badly = lost + late
      const isBad = badly > FARED_BADLY && badly > requests * FARED_BADLY_PART
      const { bad, against } = lines.get(peer) ?? { bad: false, against: 0 }
      const now = isBad === bad ? 0 : against + 1
      lines.set(peer, now >= TWICE ? { bad: isBad, against: 0 } : { bad, against: now })
    },
    isBad: (peer: Country): boolean => lines.get(peer)?.bad === true,
  }
}

/** What waits, the disk of the folder, and Redis. */
function createOwnWatch({ store, clock, queue, settings, owner }: Node, hold: ReturnType<typeof createConditions>) {
  let away = 0

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

  return { watchQueues, watchDisk, watchRedis }
}

export function createWatch(node: Node, courier: Courier, levels: Pick<ServiceLevels, 'heard'>) {
  const { clock, directory } = node
  const hold = createConditions(node)
  const { watchQueues, watchDisk, watchRedis } = createOwnWatch(node, hold)
  const watchStore = createStoreWatch(node, hold)
  const watchProcesses = createProcessWatch(node, hold)
  const line = createLineWatch(node)
  const silences = new Map<Country, number>()
  /** By how much the clock of a neighbour was ahead of ours when it was asked last, newest first. */
  const skews = new Map<Country, readonly number[]>()
  let pinged = -Infinity

  /** Whether it answers as one that works. */
  async function ping(peer: Country): Promise<boolean> {
    const sent = clock.now()
    try {
      const { status, body } = await node.transport.request(peer, { method: 'GET', path: '/v1/ping', timeoutMs: 5000 })
      silences.set(peer, 0)
      if (status !== 200) return false
      await courier.heardOf(peer)
      const answer = parseStrictJson(body)
      const said = isObject(answer) ? answer['time'] : null
      // On the way there and back the clocks went on.
      const between = (sent + clock.now()) / 2
      if (typeof said === 'string' && isTimeText(said))
        skews.set(peer, [parseTime(said) - between, ...(skews.get(peer) ?? [])].slice(0, SKEWS))
      return true
    } catch {
      silences.set(peer, (silences.get(peer) ?? 0) + 1)
      return false
    }
  }

  const activePeers = () => directory.all().filter((p) => p.state === 'active')
  /** Whether the pings say how it is with a neighbour. */
  const judged = (peer: Country | null): boolean =>
    !activePeers().some((p) => p.country === peer) || silences.get(peer!) === 0

  async function watchPeers(): Promise<void> {
    const active = activePeers()
    const now = clock.now()
    if (Math.abs(now - pinged) >= PING_MS) {
      pinged = now
      const answers = await Promise.all(active.map(async (peer) => ({ peer, answered: await ping(peer.country) })))
      // What cannot be counted is told all the same.
      await levels
        .heard(answers)
        .catch((error: unknown) => node.logger.warn({ err: error }, 'how neighbours answered could not be counted'))
      for (const { country } of active) line.look(country, silences.get(country) === 0)
    }
    await hold(
      'peer-down',
      active
        .filter((p) => (silences.get(p.country) ?? 0) >= SILENT_TIMES)
        .map((p) => ({ peer: p.country, detail: `${p.country} does not answer at ${p.exchangeUrl}` })),
      judged,
    )
    await hold(
      'peer-unsteady',
      active
        .filter((p) => line.isBad(p.country))
        .map((p) => ({ peer: p.country, detail: `requests to ${p.country} are lost, or answered late` })),
      judged,
    )
    await hold('key-expiry', [
      ...keysThatEnd(node.own.identity, null, now),
      ...active.flatMap((p) => keysThatEnd(p.identity, p.country, now)),
    ])
  }

  async function watchClocks(): Promise<void> {
    const processes = await watchProcesses()
    const active = activePeers()
    const skewOf = (p: { country: Country }): number => skews.get(p.country)?.find((s) => Math.abs(s) > SKEW_MS) ?? 0
    await hold(
      'clock',
      [
        ...processes.wrong,
        ...active
          .filter((p) => skewOf(p) !== 0)
          .map((p) => ({
            peer: p.country,
            detail:
              skewOf(p) > 0
                ? `the clock of ${p.country} is ahead of ours by more than a minute`
                : `the clock of ${p.country} is behind ours by more than a minute`,
          })),
      ],
      (peer, subject) => (peer === null ? subject !== TSA_CLOCK && processes.judges(subject) : judged(peer)),
    )
  }

  let looking: Promise<void> = Promise.resolve()
  async function look(): Promise<void> {
    if (!(await watchStore())) return
    await watchRedis()
    await watchDisk()
    await watchQueues()
    await hold('certificate-expiry', certificatesThatEnd(node))
    await watchPeers()
    await watchClocks()
    await settleQuiet(node)
  }
  /** One look at everything; looks never run beside each other. */
  return (): Promise<void> => {
    const next = looking.then(look)
    looking = next.catch(() => undefined)
    return next
  }
}
