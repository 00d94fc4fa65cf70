/**
 * The last step of an inbound message: our Single Window took it, and says what it makes of it; both are signed back to the sender. Where several agencies
 * share the inbox, each collects and answers for itself, and what one does takes nothing from another.
 */
import { agenciesIn } from './agencies.ts'
import { setsIn } from './sets.ts'
import { messagesIn } from './messages.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/ids.ts'
import type { State } from '../message/lifecycle.ts'
import type { Node } from '../node.ts'
import { leafOf } from '../store/leaves.ts'
import type { IssueSetItem, MessageRow, SetRow } from '../store/types.ts'
import { signSet } from './signed-events.ts'

export type BusinessAnswer = {
  readonly outcome: 'accepted' | 'rejected'
  readonly reason?: string
  readonly pointer?: string
  /** Of a functional error: the rule that was broken, and the element in the WCO Data Model (97A). */
  readonly rule?: string
  readonly wcoPointer?: readonly object[]
}

/** `agency` null: the whole node speaks. */
export type Collect = {
  collected(id: MessageId, agency: string | null): Promise<MessageRow>
  answer(id: MessageId, answer: BusinessAnswer, agency: string | null): Promise<MessageRow>
}

type Word = Partial<Record<'outcome' | 'rule' | 'reason' | 'pointer', string | undefined>>

/** What a SET of this node says about a message, and for whom; the node as a whole is the empty agency. */
function wordOf({ event, jws }: SetRow): Word & { agency: string } {
  const { events } = JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8')) as {
    events: Record<string, Word & { agency?: string }>
  }
  const { agency = '', rule, reason, pointer } = Object.values(events)[0]!
  const said = Object.entries({ rule, reason, pointer }).filter(([, text]) => text !== undefined)
  return { agency, outcome: event, ...Object.fromEntries(said) }
}

/** Two agencies that answer at once: who comes second looks again. */
const TRIES = 20

export function createCollect(node: Node): Collect {
  const { store, clock } = node

  async function inbound(id: MessageId): Promise<MessageRow> {
    const row = await messagesIn(store).message(id)
    if (!row || row.direction !== 'in') throw new JuxtaError('not-found', 'there is no such message in the inbox')
    return row
  }

  async function tell(
    row: MessageRow,
    event: 'collected' | 'accepted' | 'rejected',
    more: Record<string, unknown>,
    move: { from: readonly State[]; to: State },
    collection: NonNullable<IssueSetItem['collection']>,
  ): Promise<boolean> {
    const now = clock.now()
    const jti = newMessageId(now)
    const { agency } = collection
    const jws = await signSet(
      node,
      event,
      { message: row.id, manifest_digest: row.manifestDigest, ...(agency === '' ? {} : { agency }), ...more },
      row.peer,
      jti,
      row.conversation,
    )
    const issued = await setsIn(store).issue({
      set: { jti, event, jws, message: row.id, manifestDigest: row.manifestDigest },
      peer: row.peer,
      leaf: leafOf('event', row.peer, row.salt!, jws),
      deliver: { priority: 3, expiresAt: now + 30 * 86_400_000 },
      move: { id: row.id, ...move, cause: agency === '' ? event : `${event} by ${agency}` },
      collection,
      at: now,
    })
    if (issued) node.queue.wake(row.peer)
    return issued
  }

  /** The agencies that are to answer a message: the one that it is addressed to, or those that subscribe to it. */
  async function concerned(row: MessageRow): Promise<string[]> {
    if (row.agency !== null) return [row.agency]
    const wanted = (await agenciesIn(store).subscriptions()).filter(
      (s) => s.procedure === row.procedure && (s.types === null || s.types.includes(row.type)),
    )
    return [...new Set(wanted.map((s) => s.agency))]
  }

  /** The same answer is answered as the first time. Fails with `state-conflict` and the answer that was given where it is another. */
  async function again(row: MessageRow, by: string, word: Word): Promise<MessageRow> {
    const words = (await setsIn(store).setsOf(row.id)).filter(
      (set) => set.direction === 'issued' && (set.event === 'accepted' || set.event === 'rejected'),
    )
    const given = words.map(wordOf)
    const ours = given.find((w) => w.agency === by) ?? given.find((w) => w.agency === '')
    if (ours && (['outcome', 'rule', 'reason', 'pointer'] as const).every((name) => ours[name] === word[name]))
      return row
    const { agency, ...first } = ours ?? given.at(-1) ?? { agency: '' }
    const members = { given: agency === '' ? first : { ...first, agency } }
    throw new JuxtaError('state-conflict', `the message was answered before: ${JSON.stringify(members.given)}`, {
      rule: 'answered',
      members,
    })
  }

  return {
    /** Idempotent: collecting twice is answered like once. */
    async collected(id, agency) {
      const by = agency ?? ''
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const row = await inbound(id)
        const there = await agenciesIn(store).collections([id])
        const whole = agency === null && (row.state === 'answered' || (row.state === 'collected' && there.length === 0))
        if (whole || there.some((c) => c.agency === by)) return row
        const answered = there.filter((c) => c.state === 'answered').map((c) => c.agency)
        const move = { from: ['received', 'notified'] as const, to: 'collected' as const }
        if (await tell(row, 'collected', {}, move, { message: id, agency: by, state: 'collected', answered })) break
      }
      return inbound(id)
    },

    /** Idempotent: the same answer twice is answered like once. */
    async answer(id, { outcome, rule, reason, pointer, wcoPointer = [] }, agency) {
      const by = agency ?? ''
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const row = await inbound(id)
        const there = (await agenciesIn(store).collections([id])).filter((c) => c.state === 'answered')
        const answered = there.map((c) => c.agency)
        // The word of the whole node is the last one; that of an agency is its own.
        const whole = row.state === 'answered' && (agency === null || there.length === 0)
        if (whole || answered.includes('') || answered.includes(by))
          return again(row, by, { outcome, rule, reason, pointer })
        const pending =
          agency === null || outcome === 'rejected'
            ? []
            : (await concerned(row)).filter((a) => a !== by && !answered.includes(a))
        const told = await tell(
          row,
          outcome,
          {
            ...(reason === undefined ? {} : { reason }),
            ...(pointer === undefined ? {} : { pointer }),
            ...(rule === undefined ? {} : { rule }),
            ...(wcoPointer.length === 0 ? {} : { wco_pointer: wcoPointer }),
            // The message as a whole is accepted once nobody is left who has to say so.
            ...(pending.length === 0 ? {} : { pending: pending.length }),
          },
          pending.length === 0
            ? { from: ['received', 'notified', 'collected'], to: 'answered' }
            : { from: ['received', 'notified'], to: 'collected' },
          { message: id, agency: by, state: 'answered', answered },
        )
        if (told) return inbound(id)
      }
      throw new JuxtaError('store-conflict', 'others answered the message at the same time: try again', {
        retryAfter: 1,
      })
    },
  }
}
