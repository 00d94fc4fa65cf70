/** What two persons must want: seen, confirmed, and refused. */
import { isUtf8 } from 'node:buffer'
import type { components } from '../generated/window.ts'
import { mayOfProposal, type Caller } from '../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { defined } from '../cases/state-record.ts'
import { proposalsIn, settledBefore, type Proposal } from '../operate/proposals.ts'
import { keysIn } from '../peers/registry.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { checkKept, confirmingOf, requestAgain, requestOf } from './kept-act.ts'
import { proposalView, stateOf } from './proposal-view.ts'
import { PERSON } from './sessions.ts'
import { outgoingOf } from './submission.ts'

type Schemas = components['schemas']

/** Bytes of a text that is shown whole to whoever is to confirm it. */
const SHOWN = 100_000

/** That an upload is gone or another is no fault of whoever only looks. */
function lost(error: unknown): undefined {
  if (error instanceof JuxtaError && ['request-invalid', 'state-conflict'].includes(error.code)) return undefined
  throw error
}

/** Fails where `caller` could not have done it himself. */
function checkRight(row: Proposal, caller: Caller): void {
  if (!mayOfProposal(caller, row, 'act'))
    throw new JuxtaError('forbidden', 'only somebody who may do this himself can confirm or refuse it', {
      rule: 'role',
    })
}

/** Fails where `caller` is not the second person. A client is a person here, whatever keys it has. */
function checkSecond(row: Proposal, caller: Caller, keySince: number | undefined): void {
  checkRight(row, caller)
  const own = row.client === caller.client
  if (own)
    throw new JuxtaError('forbidden', `${caller.client} proposed this: another person confirms it`, {
      rule: 'two-persons',
    })
  if (keySince === undefined || keySince >= row.at)
    throw new JuxtaError(
      'forbidden',
      'the key was made after the proposal: it confirms nothing that was proposed before',
      {
        rule: 'key-younger',
      },
    )
}

/** `keySince`: since when there is the key of a caller, in milliseconds since 1970. `done` does what was proposed, on record with both. */
export function proposalRoutes(
  { store, clock, settings }: Pick<Node, 'store' | 'clock' | 'settings'>,
  keySince: (caller: Caller) => Promise<number | undefined>,
  done: (row: Proposal, incoming: WindowIncoming) => Promise<unknown>,
): WindowRoutes {
  const found = async (id: string, caller: Caller): Promise<Proposal> => {
    const row = await proposalsIn(store).find(id as MessageId)
    if (!row || !mayOfProposal(caller, row, 'facts')) throw noSuch('proposal')
    return row
  }
  /** Nobody does what was asked for with a key that was revoked since: whoever had it may have been somebody else. */
  async function checkProposer({ client, key }: Proposal): Promise<void> {
    if (client.startsWith(PERSON)) return
    const row = await keysIn(store).keyById(key as MessageId)
    if (!row || row.revokedAt !== null)
      throw new JuxtaError('state-conflict', 'the key by which it was proposed was revoked', { rule: 'proposer' })
  }
  const settled = (row: Proposal): JuxtaError =>
    new JuxtaError('state-conflict', `the proposal is ${stateOf(row, clock.now())}`, { rule: 'open' })

  /** All that would be sent, for whoever is to confirm it. Nothing of it where an upload is gone or another: it can be refused alone then. */
  async function submissionOf(
    row: Proposal,
    incoming: WindowIncoming,
  ): Promise<Schemas['ProposedSubmission'] | undefined> {
    const as = { ...incoming.caller, confirms: confirmingOf(row) }
    const asked = { ...incoming, ...requestAgain(row), caller: as }
    const outgoing = await outgoingOf(store, asked, settings.messageBytes)
      .then((found) => (checkKept(as, found), found))
      .catch(lost)
    if (outgoing === undefined) return undefined
    return {
      context: (outgoing.context ?? outgoing.stated ?? null) as Schemas['ProposedSubmission']['context'],
      documents: [outgoing.document, ...outgoing.attachments].map(({ mediaType, ...part }) => ({
        mediaType,
        size: part.bytes?.length ?? ('size' in part ? part.size : 0),
        text: part.bytes !== null && part.bytes.length <= SHOWN && isUtf8(part.bytes) ? part.bytes.toString() : null,
      })),
    }
  }

  return {
    async listProposals({ caller, query, after, next }) {
      const limit = Number(query['limit'] ?? 100)
      const { state, conversation } = query
      const now = clock.now()
      const filter = {
        before: after(isMessageId)?.[0] ?? null,
        ...(state === undefined ? {} : { openAt: now }),
        ...(conversation === undefined ? {} : { conversation }),
      }
      const rows = await proposalsIn(store).list(filter, limit)
      const last = rows.length === limit ? rows.at(-1) : undefined
      const items = rows.filter((row) => mayOfProposal(caller, row, 'facts')).map((row) => proposalView(row, now))
      return { body: { items, next: next(last && [last.id]) } }
    },

    async getProposal(incoming) {
      const row = await found(incoming.params['id']!, incoming.caller)
      const more =
        row.request === '' || !mayOfProposal(incoming.caller, row, 'contents')
          ? {}
          : row.what === 'proposeAgreement'
            ? { agreement: requestOf(row).body as Schemas['AgreementDocument'] }
            : row.what === 'submitMessage'
              ? defined({ submission: await submissionOf(row, incoming) })
              : row.what === 'putPermit'
                ? { permit: requestOf(row).body as Schemas['PermitRecord'] }
                : {}
      return { body: { ...proposalView(row, clock.now()), ...more } }
    },

    async confirmProposal(incoming) {
      const { caller, params } = incoming
      const row = await found(params['id']!, caller)
      checkSecond(row, caller, await keySince(caller))
      if (stateOf(row, clock.now()) !== 'open') throw settled(row)
      // What was told as over stays so, whatever the clock says.
      if (row.request === '') throw settledBefore()
      await checkProposer(row)
      await done(row, incoming)
      return { body: proposalView((await proposalsIn(store).find(row.id))!, clock.now()) }
    },

    async refuseProposal(incoming) {
      const { caller, params } = incoming
      const row = await found(params['id']!, caller)
      if (row.client !== caller.client) checkRight(row, caller)
      const { reason } = incoming.json() as { reason: string }
      const refused = await proposalsIn(store).refuse(row.id, caller.client, clock.now(), reason)
      const now = (await proposalsIn(store).find(row.id))!
      if (!refused) throw settled(now)
      return { body: proposalView(now, clock.now()) }
    },
  }
}
