/** What neighbours have seen of our own log, as far as they prove it: under our own signatures, and nothing else counts (log.md, rollback). */
import { openCheckpoint, readCheckpoint } from '../log/checkpoint.ts'
import { parseVerifierKey, verifierKey, type VerifierKey } from '../log/note.ts'
import { parseReceived } from '../message/security-event.ts'
import { isSigning, type IdentityKey } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { openSecurityEvent } from '../seal/security-event.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'

/** The body of `GET /v1/witnessed`, of each log of who asks: the signed checkpoint that was cosigned last, and the receipt that names the highest leaf. */
export type Seen = { readonly checkpoints: readonly string[]; readonly receipts: readonly string[] }

/** Logs that are told of, a shard a year. */
export const MOST_LOGS = 16

/** So many leaves of a log of ours were seen: by its checkpoint, with its root, or by a receipt for the last of them. `proof` is what shows it. */
export type Proven = {
  readonly origin: string
  readonly size: number
  readonly root: Buffer | null
  readonly proof: string
}

type OwnKeys = { readonly log: (origin: string) => VerifierKey[]; readonly signing: IdentityKey[] }

/** So much of a log of ours a neighbour has cosigned, by its own cosignature. */
export type Cosigned = { readonly origin: string; readonly size: number }

const isShown = (v: unknown): v is string[] => isArray(v) && v.length <= MOST_LOGS && v.every(isText(20_000))

/** Whether what is proven is as much as was cosigned. */
const isEnough = (proven: readonly Proven[], { origin, size }: Cosigned): boolean =>
  proven.some((p) => p.origin === origin && p.size >= size)

export function createSeenOfOurs(node: Node) {
  const { country, transport, own, signer, directory } = node
  /** Our own keys of all times: those that our identities name, and, of a log that this store may not know yet, those in the folder. */
  async function ownKeys(): Promise<OwnKeys> {
    const identities = await directory.identitiesOf(country)
    const base = (origin: string): string => origin.slice(0, origin.lastIndexOf('/') + 1)
    return {
      log: (origin) => [
        ...identities.filter((i) => i.log.origin === origin).map((i) => parseVerifierKey(i.log.vkey)),
        ...(base(origin) === base(own.identity.log.origin)
          ? signer.noteKeys().map((key) => verifierKey(origin, 1, key))
          : []),
      ],
      signing: identities.flatMap((i) => i.keys).filter(isSigning),
    }
  }

  async function proveCheckpoint(note: string, { log }: OwnKeys): Promise<Proven> {
    const { origin } = readCheckpoint(note).checkpoint
    return { ...openCheckpoint(note, log(origin)).checkpoint, proof: note }
  }

  async function proveReceipt(set: string, { signing }: OwnKeys): Promise<Proven> {
    const { claims, event, body } = await openSecurityEvent(set, signing)
    if (claims.iss !== country || event !== 'received')
      throw new JuxtaError('answer-invalid', 'what it shows is no receipt of ours', { rule: 'receipt' })
    const { origin, index } = parseReceived(body).log
    return { origin, size: index + 1, root: null, proof: set }
  }

  /** What of an answer our own keys prove, and why the rest is not proven. */
  async function prove(body: string): Promise<{ proven: Proven[]; claims: string[] }> {
    const proven: Proven[] = []
    const claims: string[] = []
    const attempt = async (work: () => Promise<Proven[]>): Promise<void> => {
      try {
        proven.push(...(await work()))
      } catch (cause) {
        const error = asJuxtaError(cause)
        if (error.fault === 'fatal') throw error
        claims.push(error.message)
      }
    }
    const keys = await ownKeys()
    await attempt(async () => {
      const m = new Members(parseStrictJson(body))
      const checkpoints = m.required('checkpoints', isShown, `at most ${MOST_LOGS} signed checkpoints`)
      const receipts = m.required('receipts', isShown, `at most ${MOST_LOGS} SETs`)
      m.close()
      for (const note of checkpoints) await attempt(async () => [await proveCheckpoint(note, keys)])
      for (const set of receipts) await attempt(async () => [await proveReceipt(set, keys)])
      return []
    })
    return { proven, claims }
  }

  return {
    /**
     * What `peer` proves to have seen; null where it does not answer. What it says without proof, or that it has seen less than it has `cosigned` itself, is an alert,
     * and counts for nothing: then the answer is not `enough`. `closes`: an answer that holds ends that alert.
     */
    async ask(
      peer: Country,
      { cosigned, closes = false }: { cosigned?: Cosigned | undefined; closes?: boolean } = {},
    ): Promise<{ readonly proven: readonly Proven[]; readonly enough: boolean } | null> {
      const answer = await transport
        .request(peer, { method: 'GET', path: '/v1/witnessed', timeoutMs: 5000 })
        .catch(() => null)
      if (answer?.status !== 200) return null
      const { proven, claims } = await prove(answer.body)
      const enough = !cosigned || isEnough(proven, cosigned)
      if (!enough)
        claims.push(`it has cosigned ${cosigned.size} leaves of ${cosigned.origin}, and shows nothing that says so`)
      if (claims.length > 0)
        await node.alert(
          'witness-claim',
          peer,
          `${peer} says something of our log that nothing under our own keys proves: ${claims.join('; ')}`,
        )
      else if (closes) await node.settle('witness-claim', peer)
      return { proven, enough }
    },
  }
}

export type SeenOfOurs = ReturnType<typeof createSeenOfOurs>
