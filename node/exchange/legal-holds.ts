/** Legal hold: either party of an agreement orders that data are kept beyond their time, and lifts that again; the other hears of it by an event, and keeps them too. */
import { newestFirst } from '../peers/allows.ts'
import type { Told } from '../message/events.ts'
import { EVENT } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { tellList } from '../operate/change-rows.ts'
import { readAgreements } from '../peers/agreed-terms.ts'
import type { AgreementDocument } from '../peers/agreement.ts'
import { registryIn } from '../peers/registry.ts'
import { isNewer, saidAfter } from '../peers/suspensions.ts'
import type { Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import type { Heard } from './keep-event.ts'
import { findHold, legalHoldsIn, putHold, type Kept, type LegalHold } from './legal-hold-rows.ts'
import { issueSet } from './sets.ts'
import { newEvent } from './signed-events.ts'

const KEPT_MS = 30 * 86_400_000

export type HoldOrder = {
  readonly peer: Country
  /** One of the two: that of a conversation is its own. */
  readonly procedure?: string
  readonly conversation?: MessageId
  readonly keeps: Kept
  /** Who ordered it: a court, an office. */
  readonly authority: string
  readonly reason: string
  /** In seconds; until it is lifted, where absent. */
  readonly until?: number
}

const saysWho = ({ procedures }: AgreementDocument, name: string): boolean =>
  procedures.some((p) => p.name === name && p.data_protection !== undefined)

export type LegalHolds = ReturnType<typeof createLegalHolds>

export function createLegalHolds(node: Node) {
  const { store, clock, country, queue } = node
  const seconds = (): number => Math.floor(clock.now() / 1000)

  /** Agreements with a peer that are or were in force and say who may order that data of a procedure are kept; the newest first. */
  async function naming(peer: Country, procedure: string): Promise<readonly Digest[]> {
    const rows = (await registryIn(store).agreements()).filter((row) => row.peer === peer && row.inForceAt !== null)
    const named = readAgreements(rows).readable.filter(({ document }) => saysWho(document, procedure))
    return newestFirst(named).map(({ hash }) => hash)
  }

  async function procedureOf(peer: Country, conversation: MessageId): Promise<string> {
    const row = await store.read
      .selectFrom('message')
      .select('procedure')
      .where('conversation', '=', conversation)
      .where('peer', '=', peer)
      .limit(1)
      .executeTakeFirst()
    if (row) return row.procedure
    throw new JuxtaError('request-invalid', `nothing of this conversation with ${peer} is held here`, {
      pointer: '/conversation',
      rule: 'known',
    })
  }

  /** Keeps our word and tells the peer, in one commit. */
  async function say(hold: Omit<LegalHold, 'jti'>): Promise<LegalHold> {
    const { id, peer, agreement, procedure, conversation, keeps, authority, until } = hold
    const body = {
      ...{ hold: id, agreement, procedure, keeps, authority, reason: hold.liftReason ?? hold.reason },
      ...(conversation === null ? {} : { conversation }),
      ...(until === null ? {} : { until }),
      ...(hold.liftedAt === null ? {} : { lifted: true as const }),
    }
    const event = await newEvent(node, 'legal-hold', body, peer, hold.said)
    const said = { ...hold, jti: event.set.jti }
    await store.decide(async (tx) => {
      await issueSet(tx, event, { priority: 0, expiresAt: event.at + KEPT_MS })
      await putHold(tx.db, said)
      await tellList(tx, { list: 'agreements', subject: agreement, peer, at: event.at })
    })
    queue.wake(peer)
    return said
  }

  /** An order of this side that stands. */
  async function toLift(id: MessageId): Promise<LegalHold> {
    const hold = await legalHoldsIn(store).find(id, country)
    if (!hold) throw noSuch('order of this side to keep data')
    if (hold.liftedAt !== null)
      throw new JuxtaError('state-conflict', 'this order was lifted before', { rule: 'lifted' })
    return hold
  }

  return {
    /** Orders that data are kept, on both sides. `client`: by whom. */
    async set(order: HoldOrder, client: string): Promise<LegalHold> {
      const { peer, conversation = null, keeps, authority, reason, until = null } = order
      const now = seconds()
      if (until !== null && until <= now)
        throw new JuxtaError('request-invalid', 'a hold ends after it begins', { pointer: '/until', rule: 'order' })
      const procedure = conversation === null ? order.procedure : await procedureOf(peer, conversation)
      if (procedure === undefined || (order.procedure ?? procedure) !== procedure)
        throw new JuxtaError('request-invalid', 'a hold is of a procedure, or of a conversation with its own', {
          pointer: '/procedure',
          rule: 'procedure',
        })
      const [agreement] = await naming(peer, procedure)
      if (agreement === undefined)
        throw new JuxtaError('no-agreement', 'no agreement of the two says who may order that these data are kept', {
          pointer: '/procedure',
          rule: 'legal-hold',
        })
      return say({
        ...{ id: newMessageId(clock.now()), by: country, peer, agreement, procedure, conversation, keeps },
        ...{ authority, reason, until, since: now, setBy: client, said: now },
        ...{ liftedAt: null, liftedBy: null, liftReason: null },
      })
    },

    toLift,

    /** Ends an order of this side; what the other has ordered it lifts itself. */
    async lift(id: MessageId, reason: string, client: string): Promise<LegalHold> {
      const hold = await toLift(id)
      const now = seconds()
      return say({ ...hold, said: saidAfter(hold, now), liftedAt: now, liftedBy: client, liftReason: reason })
    },

    list: (before: MessageId | null, limit: number): Promise<LegalHold[]> => legalHoldsIn(store).list(before, limit),

    /** Fails with `malformed` where the agreement that a peer names says nothing of such orders. */
    async check({ peer, told }: Heard<Told<'legal-hold'>>): Promise<void> {
      const { agreement, procedure } = told.body
      if ((await naming(peer, procedure)).includes(agreement)) return
      throw new JuxtaError('malformed', 'this agreement does not say who may order that these data are kept', {
        pointer: `/events/${EVENT}legal-hold/agreement`,
        rule: 'legal-hold',
      })
    },

    /** A word of the peer, in the commit that keeps its event: of each order its newest counts. */
    async heard(tx: Tx, { peer, claims, told }: Heard<Told<'legal-hold'>>): Promise<void> {
      const { hold: id, agreement, procedure, conversation, keeps, authority, reason, until, lifted } = told.body
      const before = await findHold(tx.db, id, peer)
      const [said, jti] = [claims.iat, claims.jti]
      if (!isNewer({ said, jti }, before)) return
      const order = lifted ? (before?.reason ?? reason) : reason
      await putHold(tx.db, {
        ...{ id, by: peer, peer, agreement, procedure, conversation: conversation ?? null, keeps, authority },
        ...{ reason: order, until: until ?? null, since: before?.since ?? said, setBy: null, said, jti },
        ...{ liftedAt: lifted ? said : null, liftedBy: null, liftReason: lifted ? reason : null },
      })
      await tellList(tx, { list: 'agreements', subject: agreement, peer, at: clock.now() })
    },
  }
}
