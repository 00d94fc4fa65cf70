/** Agreements on their way into force: proposed with one signature, in force with two, ended by a signed revocation. */
import { agreementState, receivedOf, registryIn, saveAgreement } from '../peers/registry.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { isDigest } from '../values/digest.ts'
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
import { readAgreements } from '../peers/agreed-terms.ts'
import { checkSets } from '../peers/allows.ts'
import { GRACE_SECONDS, runs } from '../peers/notice.ts'
import { checkSecurity } from '../peers/security-clause.ts'
import { checkStated } from '../peers/stated.ts'
import { keyCounts } from '../message/identity.ts'
import type { Node } from '../node.ts'
import type { Quotas } from '../operate/quota-alerts.ts'
import { openJws, signJws } from '../seal/jws.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { Tx } from '../store/tx.ts'
import type { AgreementRow } from '../store/types.ts'
import { createEnds, KEPT_MS } from './agreement-ends.ts'
import { checkKnown } from './agreement-known.ts'
import { enqueue } from './enqueue.ts'
import { publicWitnesses } from './public-witnesses.ts'

/** What `read` answers; where it fails, with the place in what was sent. */
function standingAt<T>(pointer: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw asJuxtaError(error).under(pointer)
  }
}

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
   * the peer, or what `also` does. Where `also` answers false nothing is stored. `becomes`: what it becomes, where that is decided in the commit. Fails with `store-conflict`.
   */
  async function save(
    row: AgreementRow,
    was: AgreementRow['state'] | null,
    {
      offer = false,
      also = async () => true,
      becomes = async () => row,
    }: { offer?: boolean; also?: (tx: Tx) => Promise<boolean>; becomes?: (tx: Tx) => Promise<AgreementRow> } = {},
  ): Promise<AgreementRow> {
    const { hash, peer } = row
    const body = JSON.stringify({
      agreement: row.document,
      signatures: { [country]: row.ourSignature ?? undefined, [peer]: row.theirSignature ?? undefined },
    })
    const at = clock.now()
    let wrote = false
    let saved = row
    await store.decide(async (tx) => {
      if (!(await also(tx))) return false
      // Tried again after a commit of which nobody heard that it was done: then it is as it should be.
      if (wrote && (await agreementState(tx.db, hash)) === saved.state) return true
      saved = await becomes(tx)
      const { state } = saved
      // Thrown, so that nothing of `also` is kept.
      if (!(await saveAgreement(tx, saved, was, ownLeaf('agreement', peer, body), at))) throw meanwhile()
      wrote = true
      if (offer)
        await enqueue(tx.db, [{ kind: 'agreement', hash, state, body, peer, priority: 0, expiresAt: at + KEPT_MS, at }])
      return true
    })
    await directory.refresh(true)
    node.events.tell({ kind: 'agreement', peer, hash, state: saved.state })
    if (offer) queue.wake(peer)
    return saved
  }

  const other = (document: AgreementDocument): Country => {
    const peer = document.parties.find((p) => p !== country)
    if (!peer || !document.parties.includes(country))
      throw new JuxtaError('agreement-invalid', `${country} is not a party`, { pointer: '/parties', rule: 'party' })
    return peer
  }

  /** Fails with `agreement-invalid` where what it replaces is no agreement of the two that runs, or was drawn up after it. */
  async function checkReplaced({ replaces = [], issued_at: at }: AgreementDocument, peer: Country): Promise<void> {
    const rows = replaces.length === 0 ? [] : await registryIn(store).agreements()
    for (const [i, hash] of replaces.entries()) {
      const row = rows.find(
        (one) => one.hash === hash && one.peer === peer && runs(one, Math.floor(clock.now() / 1000)),
      )
      const fault = (rule: string, reason: string): JuxtaError =>
        new JuxtaError('agreement-invalid', reason, { pointer: `/replaces/${i}`, rule })
      if (row === undefined) throw fault('replaces', 'only an agreement of the two that is in force is replaced')
      if (readAgreements([row]).readable.some(({ document }) => document.issued_at >= at))
        throw fault('order', 'an agreement is drawn up after those that it replaces')
    }
  }

  /** Fails with `agreement-invalid` where nobody has stated what is signed, or nobody here could follow it. */
  async function checkToTake(document: AgreementDocument, peer: Country): Promise<void> {
    checkStated(document)
    checkKnown(document, enter, Math.floor(clock.now() / 1000))
    await checkReplaced(document, peer)
  }

  /** Fails with `agreement-invalid` where this node cannot keep what it would sign, or nobody has stated what is signed. */
  async function checkToSign(document: AgreementDocument, peer: Country): Promise<void> {
    const { identity } = directory.get(peer)
    await checkToTake(document, peer)
    checkSets(document, enter.xsdSet)
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
    await checkToSign(document, peer)
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
    await checkToSign(document, row.peer)
    return { row, document }
  }

  return {
    list: (): Promise<AgreementRow[]> => registryIn(store).agreements(),
    find,

    toPropose,
    toAccept,
    ...createEnds(node, find, save),

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
          reason: null,
          createdAt: clock.now(),
          ourEnd: null,
          theirEnd: null,
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
        const { n, bytes } = await receivedOf(store.read, peer, hash, clock.now() - KEPT_MS)
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
      const known = (await registryIn(store).agreements()).find((a) => a.hash === hash)
      if (known?.state === 'in-force' || known?.state === 'revoked') return known
      // The same proposal again; but nobody accepts what we have taken back.
      if (known?.theirSignature && (known.state === 'withdrawn' || known.state === 'declined')) return known
      if (known?.state === 'withdrawn' || known?.state === 'declined')
        throw new JuxtaError('agreement-invalid', `the agreement was ${known.state} before it was accepted`, {
          rule: known.state,
        })
      if (known?.state === 'proposed') {
        // Who accepted it in time may have been unable to say so.
        if (document.accept_by !== undefined && clock.now() / 1000 > document.accept_by + GRACE_SECONDS)
          throw new JuxtaError('agreement-invalid', 'the time is over until which it may be accepted', {
            pointer: '/agreement/accept_by',
            rule: 'accept-by',
          })
        if (ours !== undefined && ours !== known.ourSignature)
          throw new JuxtaError('agreement-invalid', 'our own signature is not the one we gave', {
            pointer: `/signatures/${country}`,
            rule: 'own-signature',
          })
        return save({ ...known, state: 'in-force', theirSignature: theirs, inForceAt: clock.now() }, known.state)
      }
      await checkToTake(document, peer).catch((error: unknown) => {
        throw asJuxtaError(error).under('/agreement')
      })
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
          reason: null,
          createdAt: clock.now(),
          ourEnd: null,
          theirEnd: null,
          ourSuspension: null,
          theirSuspension: null,
        },
        known?.state ?? null,
        {
          // Others of this peer may have come since its quota was asked.
          async also({ db }) {
            const { n, bytes } = await receivedOf(db, peer, hash, clock.now() - KEPT_MS)
            if (!known && (n >= quota.limits.agreements || bytes + text.length > quota.limits['agreement-bytes']))
              throw meanwhile()
            return true
          },
        },
      )
    },
  }
}
