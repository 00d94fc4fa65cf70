/** The quotas of a node: what each peer, key and address may ask for, and the one alert that is open while somebody asks for more. */
import type { Logger } from 'pino'
import type { Store } from '../store/store.ts'
import type { Clock } from '../values/clock.ts'
import type { Country } from '../values/country.ts'
import { alertsIn } from './alert-rows.ts'
import type { AlertKind, ClosingKind } from './alerts.ts'
import type { BusinessEvents } from './events.ts'
import { Quota, type Limits, type Shed } from './quotas.ts'
import type { Settings } from './settings.ts'

/** After so long without anybody turned away the alert closes; while they are it is counted up as often. */
const QUIET_MS = 60_000

/** An alert that is open, and when somebody was turned away last. */
type Open = { readonly peer: Country | null; readonly subject: string; last: number; toldAt: number; detail: string }

/** The limits as the description of the node states them. */
export const statedLimits = (limits: Limits<'peer'>): Readonly<Record<string, number>> => ({
  requests_per_second: limits.requests,
  bytes_per_second: limits.bytes,
  concurrent_requests: limits.concurrent,
  leaves_per_hour: limits.leaves,
  events_per_hour: limits.events,
  work_ms_per_minute: limits.work,
  pending_agreements: limits.agreements,
  pending_agreement_bytes: limits['agreement-bytes'],
  pending_part_bytes: limits['part-bytes'],
})

export type Quotas = ReturnType<typeof openQuotas>

export type QuotaNeeds = {
  readonly settings: Pick<Settings, 'quotas'>
  readonly clock: Clock
  readonly events: BusinessEvents
  readonly logger: Pick<Logger, 'warn'>
  readonly store: Store
  alert(kind: AlertKind, peer: Country | null, detail: string, subject: string): Promise<void>
  settle(kind: ClosingKind, peer: Country | null, subject: string): Promise<void>
}

export function openQuotas({ settings, clock, events, logger, store, alert, settle }: QuotaNeeds) {
  /** By whom it is about. */
  const open = new Map<string, Open>()
  let adopted = false

  const tell = async (one: Open): Promise<void> => {
    one.toldAt = clock.now()
    await alert('quota-reached', one.peer, one.detail, one.subject)
  }

  /** Never waits: turning somebody away writes nothing, but for the first in a minute. */
  function shed({ whose, name, what, detail }: Shed): void {
    events.tell({ kind: 'shed', whose, name, quota: what })
    // Addresses together: nobody knows whose they are, and there may be very many.
    const subject = whose === 'peer' ? '' : whose === 'key' ? name : 'address'
    const about = `${whose} ${subject || name}`
    const now = clock.now()
    const known = open.get(about)
    if (known) {
      known.last = now
      known.detail = `${whose} ${name} has asked for more than its quota: ${detail}`
      return
    }
    const peer = whose === 'peer' ? (name as Country) : null
    const one: Open = {
      peer,
      subject,
      last: now,
      toldAt: now,
      detail: `${whose} ${name} has asked for more than its quota: ${detail}`,
    }
    open.set(about, one)
    void tell(one).catch((error: unknown) => logger.warn({ err: error }, 'an alert could not be raised'))
  }

  /** Alerts that this process finds open were another's, or its own before it started: closed as any other. */
  async function adopt(): Promise<void> {
    const now = clock.now()
    for (const { peer, subject, detail } of await alertsIn(store).openOf('quota-reached')) {
      const about = peer === null ? `${subject === 'address' ? 'address' : 'key'} ${subject}` : `peer ${peer}`
      if (!open.has(about)) open.set(about, { peer, subject, last: now, toldAt: now, detail })
    }
    adopted = true
  }

  return {
    peer: new Quota('peer', settings.quotas.peer, shed),
    key: new Quota('key', settings.quotas.key, shed),
    address: new Quota('address', settings.quotas.address, shed),

    /** Closes the alerts of those who keep within their quota again, and counts the others up. */
    async round(): Promise<void> {
      if (!adopted) await adopt()
      const now = clock.now()
      for (const [about, one] of open)
        if (now - one.last >= QUIET_MS) {
          open.delete(about)
          await settle('quota-reached', one.peer, one.subject)
        } else if (one.last > one.toldAt && now - one.toldAt >= QUIET_MS) await tell(one)
    },
  }
}
