/** Agreements on their way into force: proposed with one signature, in force with two, ended by a signed revocation. */
import { agreementState, receivedOf, registryIn, saveAgreement } from '../peers/registry.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { isDigest, type Digest } from '../values/digest.ts'
import { parseStrictJson } from '../values/json.ts'
import { Members } from '../values/members.ts'
import { isString } from '../values/text.ts'
import {
  agreementHash,
  agreementText,
  checkAgreementSize,
  parseAgreement,
  type AgreementDocument,
} from '../peers/agreement.ts'
import type { Enter } from '../cases/enter.ts'
import { checkSets } from '../peers/allows.ts'
import { readAgreements } from '../peers/agreed-terms.ts'
import { runs, SKEW_SECONDS } from '../peers/notice.ts'
import { checkSecurity } from '../peers/security-clause.ts'
import { checkStated } from '../peers/stated.ts'
import { keyCounts } from '../message/identity.ts'
import type { Node } from '../node.ts'
import type { Quotas } from '../operate/quota-alerts.ts'
import { openJws, signJws } from '../seal/jws.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { Tx } from '../store/tx.ts'
import type { AgreementRow } from '../store/types.ts'
import { enqueue } from './enqueue.ts'
import { issueSet, receiveSet, setsIn, type NewSet } from './sets.ts'
import { publicWitnesses } from './public-witnesses.ts'
import { newEvent } from './signed-events.ts'

/** What `read` answers; where it fails, with the place in what was sent. */
function standingAt<T>(pointer: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw asJuxtaError(error).under(pointer)
  }
}

const KEPT_MS = 30 * 86_400_000

/** When an agreement may end of which somebody tells at `said`, in seconds: after the notice that it names; at once, where it cannot be read any more. */
export const earliestEnd = (row: AgreementRow, said: number): number =>
  said + (readAgreements([row]).readable[0]?.document.exit?.notice_days ?? 0) * 86_400

export type Agree = ReturnType<typeof createAgree>

export function createAgree(
  node: Node,
  quota: Pick<Quotas['peer'], 'hold' | 'limits'>,
  enter: Pick<Enter, 'procedures' | 'xsdSet'>,
) {
  const { store, clock, directory, country, queue } = node
  /** Our JWS over the RFC 8785 text. */
  const sign = (text: string): Promise<string> => signJws(node.signer, node.own.signingKey, 'juxta-agreement+jwt', text)
  /** Verifies the peer's JWS with a signing key of its identity that counts now; answers the text that is signed. */
  async function verify(jws: string, peer: Country): Promise<string> {
    const now = Math.floor(clock.now() / 1000)
    const counting = () => directory.signingKeys(peer).filter((k) => keyCounts(k, now, now))
    return (await node.introduce.knowing(peer, () => openJws(jws, 'juxta-agreement+jwt', counting()))).text
  }

  async function find(hash: string): Promise<AgreementRow> {
    const row = (await registryIn(store).agreements()).find((a) => a.hash === hash)
    if (!row) throw new JuxtaError('not-found', 'there is no such agreement', { rule: 'known' })
    return row
  }

  /** Another one changed the agreement between our reading it and now. */
  const meanwhile = (): JuxtaError =>
    new JuxtaError('store-conflict', 'the agreement was changed at the same time: look at it again', { retryAfter: 1 })

  /**
   * Stores what an agreement has become, where it is still in the state `was` (null: unknown) that this was decided on; with it, in the same commit, it is offered to
   * the peer, or what `also` does. Where `also` answers false nothing is stored. Fails with `store-conflict`.
   */
  async function save(
    row: AgreementRow,
    was: AgreementRow['state'] | null,
    { offer = false, also = async () => true }: { offer?: boolean; also?: (tx: Tx) => Promise<boolean> } = {},
  ): Promise<AgreementRow> {
    const { hash, peer, state } = row
    const body = JSON.stringify({
      agreement: row.document,
      signatures: { [country]: row.ourSignature ?? undefined, [peer]: row.theirSignature ?? undefined },
    })
    const at = clock.now()
    let wrote = false
    await store.transact(async (tx) => {
      if (!(await also(tx))) return
      // Tried again after a commit of which nobody heard that it was done: then it is as it should be.
      if (wrote && (await agreementState(tx.db, hash)) === state) return
      // Thrown, so that nothing of `also` is kept.
      if (!(await saveAgreement(tx, row, was, ownLeaf('agreement', peer, body), at))) throw meanwhile()
      wrote = true
      if (offer)
        await enqueue(tx.db, [{ kind: 'agreement', hash, state, body, peer, priority: 0, expiresAt: at + KEPT_MS, at }])
    })
    await directory.refresh(true)
    node.events.tell({ kind: 'agreement', peer, hash, state })
    if (offer) queue.wake(peer)
    return row
  }

  const other = (document: AgreementDocument): Country => {
    const peer = document.parties.find((p) => p !== country)
    if (!peer || !document.parties.includes(country))
      throw new JuxtaError('agreement-invalid', `${country} is not a party`, { pointer: '/parties', rule: 'party' })
    return peer
  }

  /** Fails with `agreement-invalid` where this node cannot keep what it would sign, or nobody has stated what is signed. */
  function checkToSign(document: AgreementDocument, peer: Country): void {
    const { identity } = directory.get(peer)
    checkStated(document)
    checkSets(document, enter.xsdSet)
    for (const { name } of document.procedures) {
      const found = enter.procedures.newest(name)?.agreed?.(document)
      if (found !== undefined)
        throw new JuxtaError('agreement-invalid', found.reason, { pointer: found.pointer, rule: found.rule })
    }
    if (!document.security) return
    const known = new Set<string>([country, node.own.identity.witness.name])
    for (const neighbour of directory.all()) known.add(neighbour.country).add(neighbour.identity.witness.name)
    for (const { name } of publicWitnesses(node.settings)) known.add(name)
    checkSecurity(document.security, [node.own.identity, identity], known, Math.floor(clock.now() / 1000))
  }

  /** What would be signed and offered, and to whom. */
  async function toPropose(value: unknown) {
    const document = parseAgreement(value)
    const text = agreementText(document)
    checkAgreementSize(Buffer.byteLength(text))
    const peer = other(document)
    checkToSign(document, peer)
    const hash = agreementHash(text)
    const known = (await registryIn(store).agreements()).find((a) => a.hash === hash)
    if (known && known.state !== 'draft')
      throw new JuxtaError('state-conflict', 'this agreement was proposed before', { rule: 'known' })
    return { document, text, hash, peer, known }
  }

  /** What would be countersigned; nothing of what is in force already. */
  async function toAccept(hash: string): Promise<{ row: AgreementRow; document: AgreementDocument | null }> {
    const row = await find(hash)
    if (row.state === 'in-force') return { row, document: null }
    if (row.state !== 'received')
      throw new JuxtaError('state-conflict', 'only an agreement that the peer proposed can be accepted', {
        rule: 'received',
      })
    const document = parseAgreement(parseStrictJson(row.document))
    checkToSign(document, row.peer)
    return { row, document }
  }

  /** What would end, and when (seconds). */
  async function toRevoke(hash: string, effectiveAt?: number): Promise<{ row: AgreementRow; at: number }> {
    const row = await find(hash)
    const now = Math.floor(clock.now() / 1000)
    if (!runs(row, now))
      throw new JuxtaError('state-conflict', 'only an agreement in force can be revoked', { rule: 'in-force' })
    const earliest = earliestEnd(row, now)
    const at = effectiveAt ?? earliest
    if (at < earliest - SKEW_SECONDS)
      throw new JuxtaError('state-conflict', 'the agreement ends after the notice that it names, and not before', {
        pointer: '/effectiveAt',
        rule: 'notice',
      })
    if (row.revokedAt !== null && at >= row.revokedAt)
      throw new JuxtaError('state-conflict', 'the agreement ends then already, or sooner', {
        pointer: '/effectiveAt',
        rule: 'sooner',
      })
    return { row, at }
  }

  return {
    list: (): Promise<AgreementRow[]> => registryIn(store).agreements(),
    find,

    toPropose,
    toAccept,
    toRevoke,

    /** Signs `document` and offers it to the peer. */
    async propose(value: unknown): Promise<AgreementRow> {
      const { text, hash, peer, known } = await toPropose(value)
      return save(
        {
          hash,
          peer,
          state: 'proposed',
          document: text,
          ourSignature: await sign(text),
          theirSignature: null,
          inForceAt: null,
          revokedAt: null,
          createdAt: clock.now(),
          ourSuspension: null,
          theirSuspension: null,
        },
        known?.state ?? null,
        { offer: true },
      )
    },

    /** Countersigns what the peer proposed: with both signatures it is in force. */
    async accept(hash: string): Promise<AgreementRow> {
      const { row, document } = await toAccept(hash)
      if (document === null) return row
      const ourSignature = await sign(row.document)
      return save({ ...row, state: 'in-force', ourSignature, inForceAt: clock.now() }, row.state, { offer: true })
    },

    /** Ends it for both, after the notice that it names or at a time to come, or sooner than was said before; what was signed before may still arrive for 72 hours. */
    async revoke(hash: string, reason: string, effectiveAt?: number): Promise<AgreementRow> {
      const { row, at } = await toRevoke(hash, effectiveAt)
      const told = { agreement: row.hash, effective_at: at, reason }
      const event = await newEvent(node, 'agreement-revoked', told, row.peer)
      const saved = await save({ ...row, state: 'revoked', revokedAt: at }, row.state, {
        async also(tx) {
          await issueSet(tx, event, { priority: 0, expiresAt: event.at + KEPT_MS })
          return true
        },
      })
      queue.wake(row.peer)
      return saved
    },

    /** Of two ends the sooner counts. `event`: the SET that says so, kept in the same commit. */
    async revokedByPeer(peer: Country, hash: Digest, at: number, event: NewSet): Promise<void> {
      const row = await find(hash)
      if (row.peer !== peer) throw new JuxtaError('not-found', 'there is no such agreement', { rule: 'known' })
      if (row.state === 'revoked' && (row.revokedAt ?? 0) <= at) await setsIn(store).receive(event)
      else await save({ ...row, state: 'revoked', revokedAt: at }, row.state, { also: (tx) => receiveSet(tx, event) })
    },

    /** `PUT /v1/agreements/{hash}` from a peer: attacker-controlled. */
    async receive(peer: Country, hash: string, body: unknown): Promise<AgreementRow> {
      const m = new Members(body)
      const text = m.required('agreement', isString, 'the agreement as RFC 8785 text')
      const signatures = new Members(
        m.required(
          'signatures',
          (v): v is Record<string, unknown> => typeof v === 'object' && v !== null,
          'signatures by country',
        ),
        '/signatures',
      )
      const theirs = signatures.required(peer, isString, 'a JWS')
      const ours = signatures.optional(country, isString, 'a JWS')
      signatures.close()
      m.close()
      checkAgreementSize(Buffer.byteLength(text), '/agreement')
      if (!(await registryIn(store).agreements()).some((row) => row.peer === peer && row.hash === hash)) {
        const { n, bytes } = await receivedOf(store.read, peer, hash)
        quota.hold(peer, 'agreements', n, 1)
        quota.hold(peer, 'agreement-bytes', bytes, text.length)
      }
      const document = standingAt('/agreement', () => {
        const read = parseAgreement(parseStrictJson(text))
        if (other(read) === peer) return read
        throw new JuxtaError('agreement-invalid', 'the agreement is not with this peer', {
          pointer: '/parties',
          rule: 'party',
        })
      })
      if (agreementText(document) !== text)
        throw new JuxtaError('agreement-invalid', 'the agreement is not in the form of RFC 8785', {
          pointer: '/agreement',
          rule: 'canonical',
        })
      const expected = agreementHash(text)
      if (!isDigest(hash) || hash !== expected)
        throw new JuxtaError('agreement-invalid', 'the path does not name the hash of the agreement', { rule: 'hash' })
      if ((await verify(theirs, peer)) !== text)
        throw new JuxtaError('signature-invalid', 'the signature is not over this agreement', {
          pointer: `/signatures/${peer}`,
        })
      standingAt('/agreement', () => checkStated(document))
      const known = (await registryIn(store).agreements()).find((a) => a.hash === hash)
      if (known?.state === 'in-force' || known?.state === 'revoked') return known
      if (known?.state === 'proposed') {
        if (ours !== undefined && ours !== known.ourSignature)
          throw new JuxtaError('agreement-invalid', 'our own signature is not the one we gave', {
            pointer: `/signatures/${country}`,
            rule: 'own-signature',
          })
        return save({ ...known, state: 'in-force', theirSignature: theirs, inForceAt: clock.now() }, known.state)
      }
      return save(
        {
          hash,
          peer,
          state: 'received',
          document: text,
          ourSignature: null,
          theirSignature: theirs,
          inForceAt: null,
          revokedAt: null,
          createdAt: clock.now(),
          ourSuspension: null,
          theirSuspension: null,
        },
        known?.state ?? null,
        {
          // Others of this peer may have come since its quota was asked.
          async also({ db }) {
            const { n, bytes } = await receivedOf(db, peer, hash)
            if (!known && (n >= quota.limits.agreements || bytes + text.length > quota.limits['agreement-bytes']))
              throw meanwhile()
            return true
          },
        },
      )
    },
  }
}
