/** What neighbours have seen of our own log, as far as they prove it: under our own signatures, and nothing else counts (log.md, rollback). */
import { openCheckpoint, readCheckpoint } from '../log/checkpoint.ts'
import { parseVerifierKey, verifierKey, type VerifierKey } from '../log/note.ts'
import { parseReceived, parseSetClaims } from '../message/security-event.ts'
import type { IdentityKey } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { registryIn } from '../peers/registry.ts'
import { claimsOf, openJws } from '../seal/jws.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { Members } from '../values/members.ts'
import { isText } from '../values/text.ts'

/** The body of `GET /v1/witnessed`: the signed checkpoint that was cosigned last, and the receipt that names the highest leaf; null where there is none. */
export type Seen = { readonly origin: string; readonly checkpoint: string | null; readonly receipt: string | null }

/** So many leaves of a log of ours were seen: by its checkpoint, with its root, or by a receipt for the last of them. `proof` is what shows it. */
export type Proven = {
  readonly origin: string
  readonly size: number
  readonly root: Buffer | null
  readonly proof: string
}

const isShown = (v: unknown): v is string | null => v === null || isText(20_000)(v)

export function createSeenOfOurs(node: Node) {
  const { country, store, transport, own, signer, directory } = node
  /** Our own keys of all times: those that our identities name, and, of a log that this store may not know yet, those in the folder. */
  async function ownKeys(): Promise<{ log: (origin: string) => VerifierKey[]; signing: IdentityKey[] }> {
    const identities = (await registryIn(store).identities(country)).map(({ jws }) => directory.read(jws))
    const base = (origin: string): string => origin.slice(0, origin.lastIndexOf('/') + 1)
    return {
      log: (origin) => [
        ...identities.filter((i) => i.log.origin === origin).map((i) => parseVerifierKey(i.log.vkey)),
        ...(base(origin) === base(own.identity.log.origin)
          ? signer.noteKeys().map((key) => verifierKey(origin, 1, key))
          : []),
      ],
      signing: identities.flatMap((i) => i.keys).filter((k) => k.use === 'sig'),
    }
  }

  async function prove(said: Seen): Promise<Proven[]> {
    const keys = await ownKeys()
    const found: Proven[] = []
    if (said.checkpoint !== null) {
      const { origin } = readCheckpoint(said.checkpoint).checkpoint
      const { checkpoint } = openCheckpoint(said.checkpoint, keys.log(origin))
      found.push({ ...checkpoint, proof: said.checkpoint })
    }
    if (said.receipt !== null) {
      const { claims, event, body } = parseSetClaims(
        claimsOf(await openJws(said.receipt, 'secevent+jwt', keys.signing)),
      )
      if (claims.iss !== country || event !== 'received')
        throw new JuxtaError('answer-invalid', 'what it shows is no receipt of ours', { rule: 'receipt' })
      const { origin, index } = parseReceived(body).log
      found.push({ origin, size: index + 1, root: null, proof: said.receipt })
    }
    return found
  }

  return {
    /**
     * What `peer` proves to have seen; null where it does not answer. What it says without proof is an alert, and counts for nothing. `closes`: an answer that
     * holds ends that alert.
     */
    async ask(peer: Country, closes = false): Promise<readonly Proven[] | null> {
      let body: unknown
      try {
        const answer = await transport.request(peer, { method: 'GET', path: '/v1/witnessed', timeoutMs: 5000 })
        if (answer.status !== 200) return null
        body = answer.body
      } catch {
        return null
      }
      try {
        const m = new Members(parseStrictJson(body as Buffer))
        const origin = m.required('origin', isText(200), 'the origin of a log')
        const checkpoint = m.required('checkpoint', isShown, 'a signed checkpoint or null')
        const receipt = m.required('receipt', isShown, 'a SET or null')
        m.close()
        const proven = await prove({ origin, checkpoint, receipt })
        if (closes) await node.settle('witness-claim', peer)
        return proven
      } catch (cause) {
        const error = asJuxtaError(cause)
        if (error.fault === 'fatal') throw error
        await node.alert(
          'witness-claim',
          peer,
          `${peer} says something of our log that nothing under our own keys proves: ${error.message}`,
        )
        return []
      }
    },
  }
}

export type SeenOfOurs = ReturnType<typeof createSeenOfOurs>
