/**
 * The last step of an inbound message: our Single Window took it, and says what it makes of it; both are signed back to the sender. Where several agencies
 * share the inbox, each collects and answers for itself, and what one does takes nothing from another.
 */
import type { Transaction } from 'kysely'
import type { Collection } from '../message/agencies.ts'
import type { State } from '../message/lifecycle.ts'
import type { Node } from '../node.ts'
import type { Tables } from '../store/tables.ts'
import type { Tx } from '../store/tx.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import { clipped } from '../values/text.ts'
import { agenciesIn, collectionsOf } from './agencies.ts'
import { moveMessage, type MessageRow } from './message-rows.ts'
import { findMessage, messagesIn } from './messages.ts'
import { aboutMessage, bodyOf, isKnownSet, issueSet, setsIn, type SetRow } from './sets.ts'
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

/** No longer than a peer takes it. */
const clip = (text: string | undefined, max: number): string | undefined =>
  text === undefined ? undefined : clipped(text, max)

/** What was answered: the outcome, and what was said with it. */
type Given = Partial<Record<'outcome' | 'rule' | 'reason' | 'pointer', string | undefined>>

/** What a SET of this node says about a message, and for whom; the node as a whole is the empty agency. */
function givenIn({ event, jws }: SetRow): Given & { agency: string } {
  const { agency = '', rule, reason, pointer } = bodyOf(jws) as Given & { agency?: string }
  const said = Object.entries({ rule, reason, pointer }).filter(([, text]) => text !== undefined)
  return { agency, outcome: event, ...Object.fromEntries(said) }
}

/** What an agency (empty: the whole node) says of a message. */
type Word = {
  readonly event: 'collected' | 'accepted' | 'rejected'
  readonly more: Record<string, unknown>
  readonly state: Collection['state']
  /** What becomes of the message, where it can. */
  readonly move: { readonly from: readonly State[]; readonly to: State }
}

/** The agencies that are to answer a message: the one that it is addressed to, or those that subscribe to it. */
async function concerned({ store }: Node, row: MessageRow): Promise<string[]> {
  if (row.agency !== null) return [row.agency]
  const wanted = (await agenciesIn(store).subscriptions()).filter(
    (s) => s.procedure === row.procedure && (s.types === null || s.types.includes(row.type)),
  )
  return [...new Set(wanted.map((s) => s.agency))]
}

async function keepWord(db: Transaction<Tables>, row: Collection): Promise<void> {
  const { state, at } = row
  await db
    .insertInto('collection')
    .values(row)
    .onConflict((c) => c.columns(['message', 'agency']).doUpdateSet({ state, at }))
    .execute()
}

async function inbound(node: Node, id: MessageId): Promise<MessageRow> {
  const row = await messagesIn(node.store).message(id)
  if (!row || row.direction !== 'in') throw noSuch('message in the inbox')
  return row
}

export function createCollect(node: Node): Collect {
  const { store, clock } = node

  /**
   * Says what `decide` makes of the message and of what was said about it, all of it in one transaction under the log's lock: of two who speak at once the second
   * sees what the first has said. `decide` answers null where there is nothing to say.
   */
  async function speak(
    id: MessageId,
    by: string,
    decide: (row: MessageRow, said: readonly Collection[]) => Word | null,
  ): Promise<boolean> {
    const { peer } = await inbound(node, id)
    const at = clock.now()
    const jti = newMessageId(at)
    const said = await store.transact(async (tx: Tx) => {
      // Tried again after a commit of which nobody heard that it was done.
      if (await isKnownSet(tx.db, 'issued', peer, jti)) return true
      const row = (await findMessage(tx.db, id))!
      const word = decide(row, await collectionsOf(tx.db, [id]))
      if (word === null) return false
      const { event, more, state, move } = word
      const about = { message: id, manifest_digest: row.manifestDigest, ...(by === '' ? {} : { agency: by }) }
      const jws = await signSet(node, event, { ...about, ...more }, peer, jti, row.conversation)
      await keepWord(tx.db, { message: id, agency: by, state, at })
      await moveMessage(tx, { id, ...move, cause: by === '' ? event : `${event} by ${by}`, at })
      const set = { jti, event, jws, message: id, manifestDigest: row.manifestDigest }
      const leaf = aboutMessage(row.salt, peer, jws)
      await issueSet(tx, { set, peer, leaf, at }, { priority: 3, expiresAt: at + 30 * 86_400_000 })
      return true
    })
    if (said) node.queue.wake(peer)
    return said
  }

  /** The same answer is answered as the first time. Fails with `state-conflict` and the answer that was given where it is another. */
  async function again(row: MessageRow, by: string, word: Given): Promise<MessageRow> {
    const words = (await setsIn(store).setsOf(row.id)).filter(
      (set) => set.direction === 'issued' && (set.event === 'accepted' || set.event === 'rejected'),
    )
    const given = words.map(givenIn)
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
      await speak(id, by, (row, said) => {
        const whole = agency === null && (row.state === 'answered' || (row.state === 'collected' && said.length === 0))
        if (whole || said.some((c) => c.agency === by)) return null
        return {
          event: 'collected',
          more: {},
          state: 'collected',
          move: { from: ['received', 'notified'], to: 'collected' },
        }
      })
      return inbound(node, id)
    },

    /** Idempotent: the same answer twice is answered like once. */
    async answer(id, { outcome, wcoPointer = [], ...given }, agency) {
      const by = agency ?? ''
      const [reason, pointer, rule] = [clip(given.reason, 2000), clip(given.pointer, 1000), clip(given.rule, 100)]
      const agencies = agency === null || outcome === 'rejected' ? [] : await concerned(node, await inbound(node, id))
      const told = await speak(id, by, (row, said) => {
        const answered = said.filter((c) => c.state === 'answered').map((c) => c.agency)
        // The word of the whole node is the last one; that of an agency is its own.
        const whole = row.state === 'answered' && (agency === null || answered.length === 0)
        if (whole || answered.includes('') || answered.includes(by)) return null
        const pending = agencies.filter((a) => a !== by && !answered.includes(a))
        return {
          event: outcome,
          more: {
            ...(reason === undefined ? {} : { reason }),
            ...(pointer === undefined ? {} : { pointer }),
            ...(rule === undefined ? {} : { rule }),
            ...(wcoPointer.length === 0 ? {} : { wco_pointer: wcoPointer }),
            // The message as a whole is accepted once nobody is left who has to say so.
            ...(pending.length === 0 ? {} : { pending: pending.length }),
          },
          state: 'answered',
          move:
            pending.length === 0
              ? { from: ['received', 'notified', 'collected'], to: 'answered' }
              : { from: ['received', 'notified'], to: 'collected' },
        }
      })
      const row = await inbound(node, id)
      return told ? row : again(row, by, { outcome, rule, reason, pointer })
    },
  }
}
