/** A message is taken back: its sender asks whether it came, and the receiver says so, or refuses it for ever. */
import type { Transaction } from 'kysely'
import { wakeCases } from '../cases/case-plans.ts'
import type { Told } from '../message/events.ts'
import { HELD, type State } from '../message/lifecycle.ts'
import type { Node } from '../node.ts'
import type { Tables } from '../store/tables.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import { DAY } from '../values/time.ts'
import { fetchReceipt } from './aside.ts'
import { contradicts, type Heard, type Judge } from './keep-event.ts'
import { moveMessage, type MessageRow } from './message-rows.ts'
import { aboutMessage, issueSet, receiptIn, setsAbout, waitsToTell } from './sets.ts'
import { signSet } from './signed-events.ts'

const TRIED_MS = 30 * DAY

/** A message that never came is not taken any more; where its sender has told the heads that it had, what names it in a case goes on without it. */
async function refuseForEver(
  db: Transaction<Tables>,
  { heads, ...row }: Omit<Tables['tombstone'], 'heads'> & { readonly heads: readonly MessageId[] | null },
): Promise<void> {
  const told = heads && JSON.stringify(heads)
  await db
    .insertInto('tombstone')
    .values({ ...row, heads: told })
    .onConflict((c) =>
      c
        .column('jti')
        .doUpdateSet({ heads: told })
        .where('tombstone.heads', 'is', null)
        .where('tombstone.iss', '=', row.iss),
    )
    .execute()
}

/** The sender asks whether a message came. One that never came is refused for ever; one that came is said to have come. */
export function answerWithdrawal(
  node: Node,
  { peer, claims, told: { body }, at }: Heard<Told<'withdrawn'>>,
): Judge<MessageRow | null> {
  const { message, manifest_digest: manifestDigest, heads = null } = body
  const jti = newMessageId(at)
  const conversation = claims.txn!
  return async (tx, row, said) => {
    // As long as the answer to the same question is on its way there is nothing to add to it.
    const asked = said.some(
      ({ event, body: before }) => event === 'withdrawn' && JSON.stringify(before) === JSON.stringify(body),
    )
    if (asked && (await waitsToTell(tx.db, 'withdrawn', message))) return 'known'
    return async () => {
      if (!row) {
        await refuseForEver(tx.db, { jti: message, iss: peer, manifestDigest, at, heads })
        // What waits for it in its case waits no more.
        await wakeCases(tx.db, [{ peer, conversation, at }])
      }
      const held = row ? receiptIn(await setsAbout(tx.db, message), row) : undefined
      const receipt = held ? { receipt: held.jws } : {}
      const answer = { message, manifest_digest: manifestDigest, status: row ? 'received' : 'tombstone', ...receipt }
      const jws = await signSet(node, 'withdrawn', answer, peer, jti, conversation)
      const set = { jti, event: 'withdrawn', jws, message, manifestDigest }
      const leaf = aboutMessage(row?.salt ?? null, peer, jws)
      await issueSet(tx, { set, peer, leaf, at }, { priority: 1, expiresAt: at + TRIED_MS })
    }
  }
}

/** The receiver's word on a message that we asked about. */
export const judgeWithdrawn =
  ({ body: { status } }: Told<'withdrawn'>): Judge =>
  async (tx, { id, exp, state }, said, at) => {
    const before = said.filter(({ event, body }) => event === 'withdrawn' && body['status'] !== 'requested')
    const known = before.some(({ body }) => body['status'] === status)
    if (status === 'received') {
      if (before.some(({ body }) => body['status'] === 'tombstone'))
        return contradicts('the receiver has said that it never took this message', 'withdrawn')
      // It had arrived: one more attempt with the same bytes brings the stored receipt.
      const fetch = () => fetchReceipt(tx, id, at)
      if (!known) return fetch
      await fetch()
      return 'known'
    }
    if (HELD.has(state)) return contradicts('the receiver has receipted this message', 'receipted')
    const end = async (): Promise<void> => {
      const to: State = at >= exp * 1000 ? 'expired' : 'cancelled'
      const cause = 'the receiver confirms that it never took it'
      if (await moveMessage(tx, { id, from: ['queued', 'sealed', 'parked'], to, cause, at }))
        await tx.db.deleteFrom('outbox').where('id', '=', id).where('kind', '=', 'message').execute()
    }
    if (!known) return end
    await end()
    return 'known'
  }
