/** What cannot be undone is wanted by two: the first request is kept as a proposal, and is done when another person confirms it. */
import type { Exchange } from '../exchange/exchange.ts'
import { withdrawnSince } from '../exchange/renew.ts'
import type { components } from '../generated/window.ts'
import type { Caller } from '../http/caller.ts'
import type { WindowHandler, WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { onRecord } from '../operate/audit.ts'
import { confirming, PROPOSED_MS, proposalsIn, type Proposal, type Proposed } from '../operate/proposals.ts'
import type { Settings } from '../operate/settings.ts'
import type { GraveOperation, GraveOperations } from '../procedures/slice.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import { parseSeconds, timeOfSeconds } from '../values/time.ts'
import { confirmingOf, keptRequest, requestAgain, requestLike, wantsTwo } from './kept-act.ts'
import { proposalRoutes } from './proposal-routes.ts'
import { proposalView } from './proposal-view.ts'
import { tooManyForOne } from './retry-many.ts'
import { visible } from './visible.ts'

type Schemas = components['schemas']

/** What a request would do, for whoever is to confirm it; null where it does nothing that two persons must want. */
type Wanted = {
  readonly subject: string
  readonly detail: string
  readonly of?: GraveOperation['of']
  readonly on?: GraveOperation['on']
} | null
/** `bare`: the operation takes no body. */
type Judge = { readonly action: Proposed; readonly bare?: true; judge(incoming: WindowIncoming): Promise<Wanted> }

/** When, as whoever confirms reads it: what is judged is in seconds, as it is signed. */
const secondsOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseSeconds(text)

/** What binds, stops or ends an agreement. Each is refused here as it would be when it is done: nobody confirms what cannot be. */
const ofAgreements = ({ agree, suspend }: Pick<Exchange, 'agree' | 'suspend'>): Readonly<Record<string, Judge>> => ({
  proposeAgreement: {
    action: 'agree',
    async judge({ json }) {
      const { hash, peer, document } = await agree.toPropose(json())
      return { subject: hash, detail: `this side signs and offers to ${peer}: ${document.title}` }
    },
  },
  acceptAgreement: {
    action: 'agree',
    bare: true,
    async judge({ params }) {
      const { row, document } = await agree.toAccept(params['hash']!)
      return document && { subject: row.hash, detail: `this side accepts what ${row.peer} proposed: ${document.title}` }
    },
  },
  revokeAgreement: {
    action: 'suspend',
    async judge({ params, json }) {
      const { reason, effectiveAt, together } = json() as Schemas['AgreementEnd']
      const { row, at } = await agree.toRevoke(params['hash']!, { effectiveAt: secondsOf(effectiveAt), together })
      const how = together ? ', where the other side wants it too' : ''
      return { subject: row.hash, detail: `this side ends the agreement with ${row.peer} on ${timeOfSeconds(at)}${how}: ${reason}` } // prettier-ignore
    },
  },
  suspendAgreement: {
    action: 'suspend',
    async judge({ params, json }) {
      const order = json() as { procedures?: string[]; reason: string; effectiveAt?: string; until?: string }
      const { reason, effectiveAt: from, until } = order
      const times = { effectiveAt: secondsOf(from), until: secondsOf(until) }
      const { row, changed } = await suspend.toSuspend(params['hash']!, { ...order, ...times })
      const what = changed.join(', ')
      return {
        subject: row.hash,
        detail:
          from === undefined
            ? until === undefined
              ? `this side suspends ${what}: ${reason}`
              : `this side suspends ${what} until ${until}: ${reason}`
            : until === undefined
              ? `this side suspends ${what} from ${from} on: ${reason}`
              : `this side suspends ${what} from ${from} until ${until}: ${reason}`,
      }
    },
  },
  resumeAgreement: {
    action: 'suspend',
    async judge({ params, json }) {
      const { effectiveAt: at, from, ...order } = json() as Schemas['Resumption']
      const times = { effectiveAt: secondsOf(at), from: secondsOf(from) }
      const { row, changed } = await suspend.toResume(params['hash']!, { ...order, ...times })
      const what = from === undefined ? changed.join(', ') : `${changed.join(', ')} (${from})`
      const { reason } = order
      return {
        subject: row.hash,
        detail:
          at === undefined
            ? `this side resumes ${what}: ${reason}`
            : `this side resumes ${what} from ${at} on: ${reason}`,
      }
    },
  },
})

/** An operation of a procedure by which somebody acts as gravely as by a message. */
const ofProcedure = (settings: Settings, graveIn: GraveOperations[string]): Judge => ({
  action: 'grave',
  async judge(incoming) {
    const grave = wantsTwo(settings, incoming.caller) ? await graveIn(incoming) : null
    return grave && { subject: grave.subject, detail: grave.does, of: grave.of, on: grave.on }
  },
})

/** The operations that do what cannot be undone, or too much for one. What the operation itself would refuse is left to it, or refused as it would be. */
const judges = (
  { store, settings, own, directory, introduce }: Node,
  { legalHolds, ...exchange }: Pick<Exchange, 'agree' | 'suspend' | 'legalHolds'>,
  grave: GraveOperations,
): Readonly<Record<string, Judge>> => ({
  ...ofAgreements(exchange),
  ...Object.fromEntries(Object.entries(grave).map(([id, graveIn]) => [id, ofProcedure(settings, graveIn)])),
  eraseDocuments: {
    action: 'erase',
    async judge(incoming) {
      const { id } = await visible(store, incoming, 'steer')
      return { subject: id, detail: (incoming.json() as { reason: string }).reason }
    },
  },
  publishIdentity: {
    action: 'withdraw-key',
    judge({ json }) {
      const { identity } = json() as { identity: string }
      let keys: string[] = []
      try {
        keys = withdrawnSince(own.identity, directory.read(identity)).map(({ key }) => key)
      } catch {
        // What cannot be read is refused by the operation.
      }
      return Promise.resolve(keys.length === 0 ? null : { subject: keys[0]!, detail: `withdraws ${keys.join(', ')}` })
    },
  },
  acceptPeer: {
    action: 'trust-peer',
    async judge({ json }) {
      const { invite, trust, words } = json() as { invite: string; trust?: boolean; words?: string }
      if (trust !== true || words !== undefined) return null
      const { country, words: shown, exchange } = await introduce.read(invite)
      return { subject: country, detail: `the words are ${shown}, at ${exchange}` }
    },
  },
  liftLegalHold: {
    action: 'lift-hold',
    async judge({ params, json }) {
      const { id } = await legalHolds.toLift(params['id'] as MessageId)
      return { subject: id, detail: (json() as { reason: string }).reason }
    },
  },
  retryMessages: { action: 'retry-many', judge: (incoming) => tooManyForOne(store, settings.retryAlone, incoming) },
})

const actOf = ({ of }: NonNullable<Wanted>, { agency, person }: Caller): Proposal['act'] =>
  of === undefined ? null : { ...of, to: [], conversation: null, agency, person: person ?? null, message: null }

export function twoPersons(
  node: Node,
  exchange: Pick<Exchange, 'agree' | 'suspend' | 'legalHolds'>,
  grave: GraveOperations,
  /** Since when there is the key of a caller, in milliseconds since 1970; whom an identity provider confirms was always there. */
  keySince: (caller: Caller) => Promise<number | undefined>,
): { guard(routes: WindowRoutes): WindowRoutes; routes: WindowRoutes } {
  const { store, clock, settings } = node
  const irrevocable = judges(node, exchange, grave)
  const handlers = new Map<string, WindowHandler>()

  const guarded = (what: string, handler: WindowHandler): WindowHandler => {
    handlers.set(what, handler)
    const { action, bare, judge } = irrevocable[what]!
    // How many are too many for one is a setting of its own.
    if (action !== 'retry-many' && !settings.twoPersons.includes(action)) return handler
    return async (incoming) => {
      const wanted = await judge(incoming)
      if (!wanted) return handler(incoming)
      const at = clock.now()
      const row: Proposal = {
        id: newMessageId(at),
        at,
        expiresAt: at + PROPOSED_MS,
        action,
        what,
        request: keptRequest(incoming.params, bare ? null : incoming.json(), wanted.on),
        detail: wanted.detail,
        subject: wanted.subject.slice(0, 300),
        client: incoming.caller.client,
        key: incoming.caller.id,
        confirmedBy: null,
        confirmedAt: null,
        refusedBy: null,
        refusedAt: null,
        reason: null,
        act: actOf(wanted, incoming.caller),
      }
      incoming.about(row.subject, 'proposed')
      await proposalsIn(store).propose(row)
      return { status: 202, body: proposalView(row, at) }
    }
  }

  /** Does what was proposed, on record with both, and has it confirmed in the commit that does it: a crash leaves both or none. */
  const done = async (row: Proposal, incoming: WindowIncoming): Promise<void> => {
    const { caller, about: _about, ...rest } = incoming
    const asked = {
      request: incoming.request,
      address: incoming.address,
      what: row.what,
      key: caller.id,
      client: caller.client,
      agency: caller.agency,
      subject: row.subject,
      proposer: row.client,
    }
    const second = confirming({ id: row.id, by: caller.client, at: clock.now() })
    const both = { ...caller, proposer: row.client, name: `${row.client} and ${caller.name}` }
    const isSent = row.what === 'submitMessage'
    const again = isSent ? requestAgain(row) : requestLike(row, incoming)
    // A message is on record by its own id, as those are that one person sends.
    const about = (subject: string): void => void (isSent && (asked.subject = subject))
    const as = row.act === null ? both : { ...both, confirms: confirmingOf(row) }
    const act = () => handlers.get(row.what)!({ ...rest, ...again, caller: as, about })
    // A message is confirmed by name, where it is sent (`confirms`).
    if (isSent) return void (await onRecord(node, asked, act))
    await onRecord(node, { ...asked, second }, act)
    // What was there already was not done again.
    if (!second.said) await second.within(store.transact, async () => undefined)
  }

  return {
    guard: (routes) =>
      Object.fromEntries(
        Object.entries(routes).map(([id, handler]) => {
          // What is grave of a message is known once it was judged in its case: that is kept, and sent, where it is submitted.
          if (id === 'submitMessage') handlers.set(id, handler)
          return [id, Object.hasOwn(irrevocable, id) ? guarded(id, handler) : handler]
        }),
      ),

    routes: proposalRoutes(node, keySince, done),
  }
}
