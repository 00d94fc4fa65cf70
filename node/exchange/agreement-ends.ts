/** How what was agreed or proposed comes to an end: a party revokes it, both do so sooner than its notice, its proposer takes it back, or the other one declines it. */
import type { Node } from '../node.ts'
import { readAgreements } from '../peers/agreed-terms.ts'
import { endTogether, isOffered, runs, SKEW_SECONDS, type Wanted } from '../peers/notice.ts'
import type { Tx } from '../store/tx.ts'
import type { AgreementRow } from '../store/types.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { contradicts } from './keep-event.ts'
import { issueSet, receiveSet, saidOfItself, type NewSet } from './sets.ts'
import { newEvent } from './signed-events.ts'

/** How long what is offered, or said of it, waits to be taken. */
export const KEPT_MS = 30 * 86_400_000

/** When an agreement may end of which somebody tells at `said`, in seconds: after the notice that it names; at once, where it cannot be read any more. */
export const earliestEnd = (row: AgreementRow, said: number): number =>
  said + (readAgreements([row]).readable[0]?.document.exit?.notice_days ?? 0) * 86_400

/** Whether a word to end an agreement together, signed at `said`, counts where it comes at `came` (seconds): after 30 days its sender has given it up. */
export const isInTime = (said: number, came: number): boolean => came <= said + KEPT_MS / 1000 + SKEW_SECONDS

/** What one side has said to end an agreement together. */
async function wantedIn(tx: Tx, side: 'issued' | 'received', { hash, peer }: AgreementRow): Promise<Wanted[]> {
  const said = await saidOfItself(tx.db, side, peer, 'agreement-revoked')
  return said.flatMap(({ body, iat, at }) =>
    body['agreement'] === hash && body['together'] === true && isInTime(iat, Math.floor(at / 1000))
      ? [{ end: body['effective_at'] as number, said: iat }]
      : [],
  )
}

type Save = (
  row: AgreementRow,
  was: AgreementRow['state'],
  more?: {
    readonly also?: (tx: Tx) => Promise<boolean>
    readonly becomes?: (tx: Tx) => Promise<AgreementRow>
  },
) => Promise<AgreementRow>

/** `effectiveAt` in seconds since 1970. `together`: only where the other side wants it too, and then without the notice. */
export type Ending = { readonly effectiveAt?: number | undefined; readonly together?: boolean | undefined }

const conflict = (message: string, rule: string, pointer?: string): JuxtaError =>
  new JuxtaError('state-conflict', message, { rule, ...(pointer === undefined ? {} : { pointer }) })

/** Saves what this side has decided, with the event that tells the other. */
function sayer(node: Node, save: Save) {
  return async (
    row: AgreementRow,
    was: AgreementRow['state'],
    event: Awaited<ReturnType<typeof newEvent>>,
    becomes: (tx: Tx) => Promise<AgreementRow> = async () => row,
  ): Promise<AgreementRow> => {
    const saved = await save(row, was, {
      becomes,
      async also(tx) {
        await issueSet(tx, event, { priority: 0, expiresAt: event.at + KEPT_MS })
        return true
      },
    })
    node.queue.wake(row.peer)
    return saved
  }
}

/** How a proposal ends that nobody has accepted. */
function createProposalEnds(node: Node, find: (hash: string) => Promise<AgreementRow>, save: Save) {
  const say = sayer(node, save)

  /** What is taken back or declined while nobody has accepted it. */
  async function toGiveUp(hash: string, state: 'proposed' | 'received'): Promise<AgreementRow> {
    const row = await find(hash)
    if (row.state === state) return row
    throw state === 'proposed'
      ? conflict('only what this side proposed can be withdrawn, until the other accepts it', 'proposed')
      : conflict('only what the other side proposed can be declined, until it is accepted', 'received')
  }

  return {
    /** Takes back what we proposed. */
    async withdraw(hash: string, reason: string): Promise<AgreementRow> {
      const row = await toGiveUp(hash, 'proposed')
      const event = await newEvent(node, 'agreement-withdrawn', { agreement: row.hash, reason }, row.peer)
      return say({ ...row, state: 'withdrawn', reason }, row.state, event)
    },

    /** Does not accept what the peer proposed. */
    async decline(hash: string, reason: string): Promise<AgreementRow> {
      const row = await toGiveUp(hash, 'received')
      const event = await newEvent(node, 'agreement-declined', { agreement: row.hash, reason }, row.peer)
      return say({ ...row, state: 'declined', reason }, row.state, event)
    },

    /**
     * The peer takes back what it proposed. Where we have accepted it and the peer has not taken that yet, it had taken it back before: it never was in force. Fails with
     * `state-conflict` where it has, and where it is no proposal of the peer.
     */
    async withdrawnByPeer(row: AgreementRow, reason: string | null, event: NewSet): Promise<void> {
      if (row.state !== 'received' && row.state !== 'in-force')
        throw contradicts('the agreement is no proposal of its signer', 'proposed')
      await save({ ...row, state: 'withdrawn', reason, inForceAt: null }, row.state, {
        async also(tx) {
          const waiting = await tx.db
            .deleteFrom('outbox')
            .where('id', '=', `${row.hash}/in-force`)
            .returning('id')
            .executeTakeFirst()
          if (row.state === 'in-force' && waiting === undefined)
            throw contradicts('the agreement was accepted before it was withdrawn', 'accepted')
          return receiveSet(tx, event)
        },
      })
    },

    /** The peer does not accept what we proposed. Fails with `state-conflict` where it has. */
    async declinedByPeer(row: AgreementRow, reason: string | null, event: NewSet): Promise<void> {
      if (row.state !== 'proposed') throw contradicts('the agreement waits for no answer of its signer', 'proposed')
      await save({ ...row, state: 'declined', reason }, row.state, { also: (tx) => receiveSet(tx, event) })
    },
  }
}

export function createEnds(node: Node, find: (hash: string) => Promise<AgreementRow>, save: Save) {
  const { clock } = node
  const seconds = (): number => Math.floor(clock.now() / 1000)

  async function ofPeer(peer: Country, hash: Digest): Promise<AgreementRow> {
    const row = await find(hash)
    if (row.peer === peer) return row
    throw new JuxtaError('not-found', 'there is no such agreement', { rule: 'known' })
  }

  const say = sayer(node, save)

  /** What would end, and when (seconds): with `together` only where the other side wants it too. */
  async function toRevoke(hash: string, { effectiveAt, together = false }: Ending) {
    const row = await find(hash)
    const now = seconds()
    if (!runs(row, now)) throw conflict('only an agreement in force can be revoked', 'in-force')
    const earliest = together ? now : earliestEnd(row, now)
    const at = effectiveAt ?? earliest
    if (at < earliest - SKEW_SECONDS)
      throw together
        ? conflict('an agreement does not end before that is said', 'backwards', '/effectiveAt')
        : conflict('the agreement ends after the notice that it names, and not before', 'notice', '/effectiveAt')
    if (row.revokedAt !== null && at >= row.revokedAt)
      throw conflict('the agreement ends then already, or sooner', 'sooner', '/effectiveAt')
    if (together && isOffered(row.ourEnd, now) && at >= row.ourEnd)
      throw conflict('this side has said so already', 'sooner', '/effectiveAt')
    return { row, at }
  }

  const ended = (row: AgreementRow, at: number | null, reason: string | null): AgreementRow =>
    at === null ? row : { ...row, state: 'revoked', revokedAt: at, reason }

  return {
    toRevoke,

    /**
     * Ends it for both, after the notice that it names or at a time to come, or sooner than was said before; or sooner than its notice, once both have said so. What was
     * signed before may still arrive for 72 hours.
     */
    async revoke(hash: string, reason: string, ending: Ending = {}): Promise<AgreementRow> {
      const { row, at } = await toRevoke(hash, ending)
      const told = { agreement: row.hash, effective_at: at, reason }
      if (!ending.together)
        return say(ended(row, at, reason), row.state, await newEvent(node, 'agreement-revoked', told, row.peer))
      const said = seconds()
      const event = await newEvent(node, 'agreement-revoked', { ...told, together: true }, row.peer, said)
      return say(row, row.state, event, async (tx) => {
        const end = endTogether({ end: at, said }, await wantedIn(tx, 'received', row))
        return ended({ ...row, ourEnd: at }, end, reason)
      })
    },

    /** Of two ends the sooner counts. `event`: the SET that says so, kept in the same commit. */
    async revokedByPeer(row: AgreementRow, at: number, reason: string | null, event: NewSet): Promise<void> {
      await save(ended(row, at, reason), row.state, { also: (tx) => receiveSet(tx, event) })
    },

    /** What the peer has said in `event`: it would have it end. It does, where we want it too. */
    async wantedByPeer(row: AgreementRow, word: Wanted, reason: string | null, event: NewSet): Promise<void> {
      await save(row, row.state, {
        also: (tx) => receiveSet(tx, event),
        async becomes(tx) {
          const end = endTogether(word, await wantedIn(tx, 'issued', row))
          const sooner = end !== null && (row.revokedAt === null || end < row.revokedAt)
          return ended({ ...row, theirEnd: word.end }, sooner ? end : null, reason)
        },
      })
    },

    ofPeer,
    ...createProposalEnds(node, find, save),
  }
}
