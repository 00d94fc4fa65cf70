/**
 * Witnesses beyond the neighbours (C2SP tlog-witness): whoever a country trusts to see its log, who belongs to none of its neighbours. They are asked in a round of their
 * own, so that one that is slow holds up nobody; what they cosign counts for the quorum and goes into evidence as the cosignatures of neighbours do.
 */
import { readFileSync } from 'node:fs'
import { witnessClient } from '../adapters/witness-client.ts'
import type { VerifierKey } from '../log/note.ts'
import { parsePolicy, type PolicyWitness } from '../log/policy.ts'
import type { Node } from '../node.ts'
import type { Settings } from '../operate/settings.ts'
import type { Published } from '../store/checkpoints.ts'
import { logIn } from '../store/log.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { askWitness, type FinalAnswer } from './ask-witness.ts'

/** A witness that can be asked, by the name of its keys, of which it may have several: one of each kind. */
export type Asked = { readonly name: string; readonly keys: readonly VerifierKey[]; readonly url: string }

/** One that has cosigned is asked again after this time, one that has failed later and later, up to the longest. */
const PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 300_000
/** For how long one may not be reached before somebody is told. */
const TOLD_AFTER_MS = 300_000

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127\./.test(host)

const refused = (message: string, cause?: unknown): JuxtaError =>
  new JuxtaError('settings-invalid', `JUXTA_WITNESSES: ${message}`, {
    pointer: '/JUXTA_WITNESSES',
    rule: 'tlog-policy',
    cause,
  })

/** Those of the settings that can be asked. Fails with `settings-invalid`. */
export function publicWitnesses({ witnesses: file }: Pick<Settings, 'witnesses'>): Asked[] {
  if (file === null) return []
  let all: readonly PolicyWitness[]
  try {
    all = parsePolicy(readFileSync(file)).witnesses
  } catch (cause) {
    throw refused(`${file} cannot be read as a tlog-policy: ${(cause as Error).message}`, cause)
  }
  const asked = new Map<string, Asked>()
  for (const { key, url } of all)
    if (url !== null) {
      const about = `${key.name} ${url}`
      asked.set(about, { name: key.name, keys: [...(asked.get(about)?.keys ?? []), key], url })
    }
  for (const { name, url } of asked.values()) {
    const { protocol, hostname, search, hash, username } = URL.canParse(url) ? new URL(url) : new URL('none:')
    if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname)))
      throw refused(`the URL of ${name} must be https, or http on loopback`)
    if (search + hash + username !== '') throw refused(`the URL of ${name} is the prefix of a path, and nothing else`)
  }
  return [...asked.values()]
}

export function createPublicWitnesses(node: Node) {
  const { store, clock, settings } = node
  const witnesses = publicWitnesses(settings)
  const client = witnessClient(settings.witnessNetworks)
  /** When each is asked next, and since when it has failed. */
  const paused = new Map<string, { until: number; failing: number | null }>()
  /** Of whom no alert is open, as far as this process knows. */
  const well = new Set<string>()

  async function settle(name: string): Promise<void> {
    if (well.has(name)) return
    await node.settle('public-witness', null, name)
    await node.settle('witness-claim', null, name)
    well.add(name)
  }

  async function tell(kind: 'public-witness' | 'witness-claim', name: string, detail: string): Promise<void> {
    well.delete(name)
    await node.alert(kind, null, detail, name)
  }

  const ask = ({ keys, url }: Asked, published: Published, oldSize: number): Promise<FinalAnswer | null> =>
    askWitness(store, published, {
      keys,
      oldSize,
      isLater: (status) => status === 429 || status >= 500,
      ask: (body) => client.addCheckpoint(url, body),
    })

  /** What is wrong; null where it cosigned. */
  async function fault(witness: Asked, published: Published, oldSize: number): Promise<string | null> {
    const { name } = witness
    try {
      const read = await ask(witness, published, oldSize)
      if (read === null) return 'it has no time'
      if (read.kind !== 'cosigned') {
        // Read after it has answered: another replica may have published and submitted more meanwhile.
        const head = (await logIn(store).shards()).find((s) => s.shard === published.shard)
        if (read.kind === 'ahead' && head && read.size <= head.size) return 'it has cosigned more meanwhile'
        // Nothing under our own key shows it: it says so, and no more.
        const said =
          read.kind === 'ahead' ? `that it has cosigned ${read.size} leaves` : 'that it has seen another history'
        await tell(
          'witness-claim',
          name,
          `${name} says of our log, of which it was shown ${published.size} leaves, ${said}`,
        )
        return 'it refuses our checkpoint'
      }
      await settle(name)
      return null
    } catch (cause) {
      const error = asJuxtaError(cause)
      if (error.fault === 'fatal') throw error
      if (error.code === 'answer-invalid')
        await tell('public-witness', name, `${name} at ${witness.url}: ${error.message}`)
      return error.message
    }
  }

  async function submitTo(witness: Asked, published: Published, oldSize: number): Promise<void> {
    const { name } = witness
    const now = clock.now()
    const about = `${name} ${published.shard}`
    const before = paused.get(about)
    // A clock that was set back keeps nobody waiting.
    if (before && now < before.until && before.until - now <= LONGEST_PAUSE_MS) return
    const wrong = await fault(witness, published, oldSize)
    if (wrong === null) {
      paused.set(about, { until: clock.now() + PAUSE_MS, failing: null })
      return
    }
    const failing = before?.failing ?? now
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, clock.now() - failing))
    paused.set(about, { until: clock.now() + pause, failing })
    if (now - failing >= TOLD_AFTER_MS)
      await tell(
        'public-witness',
        name,
        `${name} at ${witness.url} has not cosigned for ${Math.round((now - failing) / 1000)} s: ${wrong}`,
      )
  }

  return {
    /** Shows the newest checkpoint to those that have not cosigned it, and the last of a closed shard to those that have begun to cosign that. */
    async submit(): Promise<void> {
      if (witnesses.length === 0) return
      const head = await logIn(store).head()
      for (const { shard } of await logIn(store).shards()) {
        const published = await logIn(store).published(shard)
        if (!published || published.size === 0) continue
        const sizes = await logIn(store).cosignedSizes(shard)
        const done = ({ name }: Asked): number => sizes.get(name) ?? 0
        const behind = witnesses.filter((w) => done(w) < published.size && (shard === head.shard || done(w) > 0))
        await Promise.all(behind.map((witness) => submitTo(witness, published, done(witness))))
      }
    },

    /**
     * Whether one that has cosigned our newest log cosigns what we hold of it again: it has seen no more of it then, so that it has not lost its end (log.md, rollback).
     * That one has seen more, it cannot prove under our own keys, and it is an alert.
     */
    async confirm(): Promise<boolean> {
      if (witnesses.length === 0) return false
      const { shard } = await logIn(store).head()
      const published = await logIn(store).published(shard)
      if (!published || published.size === 0) return false
      const sizes = await logIn(store).cosignedSizes(shard)
      const past = witnesses.filter(({ name }) => (sizes.get(name) ?? 0) > 0)
      const faults = await Promise.all(past.map((witness) => fault(witness, published, sizes.get(witness.name)!)))
      return faults.includes(null)
    },

    close: (): Promise<void> => client.close(),
  }
}

export type PublicWitnesses = ReturnType<typeof createPublicWitnesses>
