/** The receiving side's view of a granting country's traders: "is this one recognised here, now, and since when". Fed with what the case has applied. */
import { createHmac } from 'node:crypto'
import { keyOf, nextStatus, traderKey, type Aeo, type Entry, type Status, type Trader, type TraderKey } from './aeo.ts'

type Row = {
  readonly key: TraderKey
  /** By time of effect; the last one that has begun counts. */
  readonly statuses: readonly { readonly status: Status; readonly from: number; readonly to?: number }[]
  readonly name?: string
  readonly successors: readonly string[]
  /** Crossings on the road for which what was before goes on. */
  readonly grace: readonly string[]
}

export type Recognition = {
  readonly recognised: boolean
  readonly status: Status | 'unknown'
  /** RFC 3339; since when the status holds. */
  readonly since?: string
  readonly reason?: 'unknown' | 'not-active' | 'recognition-suspended' | 'not-yet' | 'over'
  /** The status is no longer active, but this crossing was on the road. */
  readonly grace?: true
}

export class TraderRegister {
  readonly #rows = new Map<string, Row>()
  readonly #aliases = new Map<string, string>()
  readonly #tombstones = new Set<string>()
  readonly #secret: Uint8Array

  /** `secret` keys the hashes by which withdrawn traders are remembered without their data. */
  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  get size(): number {
    return this.#rows.size
  }

  /** Empties the register before the first part of a snapshot. */
  reset(): void {
    this.#rows.clear()
    this.#aliases.clear()
  }

  load(traders: Iterable<Trader>): void {
    for (const t of traders) {
      if (t.xConsent === undefined) continue
      this.#put(t, t.xStatus ?? 'active', undefined)
    }
  }

  apply(entries: Iterable<Entry>): void {
    for (const e of entries) {
      const key = traderKey(keyOf(e))
      const old = this.#rows.get(key)
      if (e.xAction === 'consent-withdrawn') {
        this.#rows.delete(key)
        for (const [alias, of] of this.#aliases) if (of === key) this.#aliases.delete(alias)
        this.#tombstones.add(this.#tombstone(key))
        continue
      }
      const status = nextStatus(old?.statuses.at(-1)?.status, e.xAction)
      if (status !== undefined) this.#put(e, status, old)
    }
  }

  /** Whether consent for this trader was withdrawn, without keeping who it was. */
  wasWithdrawn(key: TraderKey): boolean {
    return this.#tombstones.has(this.#tombstone(traderKey(key)))
  }

  /** The status of a trader at `now` (milliseconds since 1970), and whether it counts here. */
  recognition(key: TraderKey, aeo: Pick<Aeo, 'unrecognised'>, now: number, crossing?: string): Recognition {
    const text = traderKey(key)
    const row = this.#rows.get(text) ?? this.#rows.get(this.#aliases.get(alias(key.id, key.programme)) ?? '')
    if (row === undefined) return { recognised: false, status: 'unknown', reason: 'unknown' }
    const begun = row.statuses.filter((s) => s.from <= now)
    const last = begun.at(-1)
    if (last === undefined) return { recognised: false, status: row.statuses[0]!.status, reason: 'not-yet' }
    const since = new Date(last.from).toISOString()
    const told = { status: last.status, since }
    const suspended = [traderKey(row.key), '*'].some((k) => {
      const from = Object.hasOwn(aeo.unrecognised, k) ? aeo.unrecognised[k] : undefined
      return from !== undefined && (from === null || Date.parse(from) <= now)
    })
    if (suspended) return { recognised: false, ...told, reason: 'recognition-suspended' }
    const before = begun.at(-2)
    const onTheRoad = crossing !== undefined && row.grace.includes(crossing)
    if (last.status !== 'active')
      return onTheRoad && before?.status === 'active'
        ? { recognised: true, ...told, grace: true }
        : { recognised: false, ...told, reason: 'not-active' }
    if (last.to !== undefined && last.to <= now)
      return onTheRoad ? { recognised: true, ...told, grace: true } : { recognised: false, ...told, reason: 'over' }
    return { recognised: true, ...told }
  }

  #put(t: Trader | Entry, status: Status, old: Row | undefined): void {
    const key = keyOf(t)
    const text = traderKey(key)
    const from = Date.parse(t.xEffectiveFrom)
    const entry = { status, from, ...(t.xEffectiveTo === undefined ? {} : { to: Date.parse(t.xEffectiveTo) }) }
    const statuses = old ? [...old.statuses, entry].sort((a, b) => a.from - b.from) : [entry]
    const name = t.xName ?? old?.name
    this.#rows.set(text, {
      key,
      statuses,
      ...(name === undefined ? {} : { name }),
      successors: 'xSuccessorOf' in t && t.xSuccessorOf ? t.xSuccessorOf : (old?.successors ?? []),
      grace: 'xGraceCrossings' in t && t.xGraceCrossings ? t.xGraceCrossings : (old?.grace ?? []),
    })
    for (const a of t.xAliases ?? []) this.#aliases.set(alias(a.id, key.programme), text)
  }

  #tombstone(key: string): string {
    return createHmac('sha256', this.#secret).update(key).digest('base64url')
  }
}

const alias = (id: string, programme: string): string => JSON.stringify([id, programme])
