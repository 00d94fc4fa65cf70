/** What either party suspends of what was agreed: said by an event, with the notice that was agreed, and taken back by another. */
import { SUSPENSIONS, type Told } from '../message/events.ts'
import type { Node } from '../node.ts'
import { parseAgreement, type AgreementDocument } from '../peers/agreement.ts'
import { runs } from '../peers/notice.ts'
import { registryIn, saveSuspension } from '../peers/registry.ts'
import {
  counting,
  covers,
  earliest,
  hasEnded,
  isHeardOf,
  isNewer,
  isSame,
  saidAfter,
  wordOf,
  type Opened,
  type Suspended,
  type Suspension,
} from '../peers/suspensions.ts'
import type { Store } from '../store/store.ts'
import type { Tx } from '../store/tx.ts'
import type { AgreementRow } from '../store/types.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import { canonicalJson, parseStrictJson } from '../values/json.ts'
import type { Heard } from './keep-event.ts'
import { issueSet } from './sets.ts'
import { newEvent } from './signed-events.ts'

const KEPT_MS = 30 * 86_400_000

/** Of which procedures: where none is named, of all that the agreement names. */
type Order = { readonly procedures?: readonly string[]; readonly reason: string }
/** Times in seconds since 1970. */
type Stop = Order & { readonly effectiveAt?: number | undefined; readonly until?: number | undefined }
/** `from`: that alone which is suspended from then on, or is to be. */
type GoOn = Order & { readonly from?: number | undefined; readonly effectiveAt?: number | undefined }
/** Who gives it. */
type By = { readonly client: string }
type Change = {
  readonly row: AgreementRow
  readonly procedures: Suspended[]
  readonly changed: readonly string[]
}

/** What opened a conversation with `peer`; undefined where nothing of it is held. */
export async function openedAt(
  { read }: Pick<Store, 'read'>,
  peer: Country,
  conversation: MessageId,
): Promise<Opened | undefined> {
  const first = await read
    .selectFrom('message')
    .select(['iat', 'createdAt'])
    .where('conversation', '=', conversation)
    .where('peer', '=', peer)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return first && { signed: Number(first.iat), held: Math.floor(Number(first.createdAt) / 1000) }
}

const documentOf = (row: AgreementRow): AgreementDocument => parseAgreement(parseStrictJson(row.document))

/** Fails with `not-found` where there is none of that hash, or it is with another peer. */
async function agreementIn(store: Store, hash: string, peer: Country | undefined): Promise<AgreementRow> {
  const row = (await registryIn(store).agreements()).find((a) => a.hash === hash)
  if (row && (peer === undefined || row.peer === peer)) return row
  throw new JuxtaError('not-found', 'there is no such agreement', { rule: 'known' })
}

/** Fails with `state-conflict` where it is to end before it begins. */
function planned(name: string, from: number, until: number | undefined): Suspended {
  if (until === undefined) return { name, from }
  if (until > from) return { name, from, until }
  throw new JuxtaError('state-conflict', 'a suspension ends after it begins', { pointer: '/until', rule: 'order' })
}

const isSameStretch = (one: Suspended, next: Suspended): boolean => isSame(one, next) && one.until === next.until

/** What an order of this side would change, or why it cannot be. */
function createOrders({ store, clock }: Pick<Node, 'store' | 'clock'>) {
  const seconds = (): number => Math.floor(clock.now() / 1000)

  /** The agreement in force, or that runs on until its notice is over, what it says, the procedures that it names, and what we suspend of it. */
  async function about(hash: string, { procedures }: Order, now: number) {
    const row = await agreementIn(store, hash, undefined)
    if (!runs(row, now))
      throw new JuxtaError('state-conflict', 'only of an agreement in force something is suspended', {
        rule: 'in-force',
      })
    const document = documentOf(row)
    const known = document.procedures.map(({ name }) => name)
    const strange = (procedures ?? []).findIndex((name) => !known.includes(name))
    if (strange >= 0)
      throw new JuxtaError('request-invalid', 'the agreement does not name this procedure', {
        pointer: `/procedures/${strange}`,
        rule: 'known',
      })
    const ours = (wordOf(row.ourSuspension)?.procedures ?? []).filter((p) => isHeardOf(document, p, now))
    return { row, document, known, ours }
  }

  /** What this side would suspend from now on, `changed` of it by this order: what is planned goes on beside it, but where it says of the same beginning another end. */
  async function toSuspend(hash: string, order: Stop): Promise<Change> {
    const now = seconds()
    const { row, document, known, ours } = await about(hash, order, now)
    // By `system` an outage is announced, and so what this is for: it stops where it is named.
    const names = new Set(order.procedures ?? known.filter((name) => name !== 'system'))
    const added = [...names].flatMap((name): Suspended[] => {
      const may = earliest(document, name, now)
      const from = order.effectiveAt ?? may
      if (from < may)
        throw new JuxtaError('state-conflict', 'a suspension begins after the notice that was agreed, and not before', {
          pointer: '/effectiveAt',
          rule: 'notice',
        })
      const next = planned(name, from, order.until)
      // A plan goes on when what it lies within is taken back.
      const is = order.effectiveAt === undefined ? covers : isSameStretch
      return ours.some((p) => is(p, next)) ? [] : [next]
    })
    if (added.length === 0) throw new JuxtaError('state-conflict', 'this is suspended already', { rule: 'suspended' })
    const procedures = [...ours.filter((p) => !added.some((next) => isSame(p, next))), ...added]
    if (procedures.length > SUSPENSIONS)
      throw new JuxtaError('state-conflict', `of one agreement ${SUSPENSIONS} suspensions stand at a time`, {
        rule: 'limit',
      })
    return { row, procedures, changed: added.map(({ name }) => name) }
  }

  /** What this side would still suspend, and what no more: at once, or from a time to come. */
  async function toResume(hash: string, order: GoOn): Promise<Change> {
    const now = seconds()
    const { effectiveAt = now, from = null } = order
    const { row, known, ours } = await about(hash, order, now)
    if (effectiveAt < now)
      throw new JuxtaError('state-conflict', 'what is suspended goes on at once, or from a time to come', {
        pointer: '/effectiveAt',
        rule: 'backwards',
      })
    const names = new Set(order.procedures ?? known)
    const ends = ours.filter(
      (p) => names.has(p.name) && !hasEnded(p, effectiveAt) && (from === null || p.from === from),
    )
    if (ends.length === 0)
      throw new JuxtaError('state-conflict', 'this side suspends nothing of it', { rule: 'suspended' })
    const procedures = ours.flatMap((p): Suspended[] => {
      if (!ends.includes(p)) return [p]
      return order.effectiveAt !== undefined && p.from < effectiveAt ? [{ ...p, until: effectiveAt }] : []
    })
    return { row, procedures, changed: [...new Set(ends.map(({ name }) => name))] }
  }

  return { toSuspend, toResume }
}

export type Suspend = ReturnType<typeof createSuspend>

export function createSuspend(node: Node) {
  const { store, clock, country, directory, queue } = node

  const seconds = (): number => Math.floor(clock.now() / 1000)

  const find = (hash: string, peer?: Country): Promise<AgreementRow> => agreementIn(store, hash, peer)

  /** Whoever decides what passes hears of it. */
  async function told({ hash, peer, state }: AgreementRow): Promise<void> {
    await directory.refresh(true)
    node.events.tell({ kind: 'agreement', peer, hash, state })
  }

  /** Says what we suspend from now on, in the place of what we said before. */
  async function say(
    row: AgreementRow,
    procedures: Suspended[],
    { reason, client }: Order & By,
  ): Promise<AgreementRow> {
    const { hash, peer } = row
    const said = saidAfter(wordOf(row.ourSuspension), seconds())
    const event = await newEvent(node, 'agreement-suspended', { agreement: hash, procedures, reason }, peer, said)
    const word = canonicalJson({ by: country, procedures, said, jti: event.set.jti, reason, client })
    await store.decide(async (tx) => {
      await issueSet(tx, event, { priority: 0, expiresAt: event.at + KEPT_MS })
      if (!(await saveSuspension(tx, row, 'ourSuspension', { was: row.ourSuspension, word }, event.at)))
        throw new JuxtaError('store-conflict', 'the agreement was changed at the same time: look at it again', {
          retryAfter: 1,
        })
    })
    await told(row)
    queue.wake(peer)
    return find(hash)
  }

  const { toSuspend, toResume } = createOrders(node)
  return {
    toSuspend,
    toResume,

    /** Suspends procedures after the notice that was agreed, or at a later time (seconds), until it is taken back or a time is over. */
    async suspend(hash: string, order: Stop & By): Promise<AgreementRow> {
      const { row, procedures } = await toSuspend(hash, order)
      return say(row, procedures, order)
    },

    /** Ends what we suspend, at once or at a time to come; what the other side suspends it ends itself. */
    async resume(hash: string, order: GoOn & By): Promise<AgreementRow> {
      const { row, procedures } = await toResume(hash, order)
      return say(row, procedures, order)
    },

    find: (peer: Country, hash: string): Promise<AgreementRow> => find(hash, peer),
    told,

    /** A word of the peer, in the commit that keeps its event. */
    async heard(tx: Tx, { hash, peer }: AgreementRow, { claims, told }: Heard<Told<'agreement-suspended'>>) {
      const row = await tx.db
        .selectFrom('agreement')
        .select(['document', 'theirSuspension'])
        .where('hash', '=', hash)
        .executeTakeFirstOrThrow()
      const before = wordOf(row.theirSuspension)
      const { procedures, reason } = told.body
      const word: Suspension = {
        by: peer,
        procedures,
        said: claims.iat,
        jti: claims.jti,
        ...(reason === undefined ? {} : { reason }),
      }
      if (!isNewer(word, before)) return
      const counts = counting(parseAgreement(parseStrictJson(row.document)), word, before, seconds())
      const change = { was: row.theirSuspension, word: canonicalJson(counts) }
      if (!(await saveSuspension(tx, { hash, peer }, 'theirSuspension', change, clock.now())))
        throw new JuxtaError('store-conflict', 'the agreement was changed at the same time', { retryAfter: 1 })
    },
  }
}
