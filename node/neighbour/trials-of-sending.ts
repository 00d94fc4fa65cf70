/** What is tried with a message that the neighbour sends: it gets no answer, then one that is no receipt for it, and only then its receipt. */
import { randomBytes } from 'node:crypto'
import { commitment, encodeLeaf } from '../log/entry.ts'
import { signingInput } from '../message/manifest.ts'
import type { Country } from '../values/country.ts'
import type { Between } from '../node.ts'
import { readManifest, readManifestHeader } from '../seal/manifest.ts'
import { openSealed, readSealedHeader, readSealedSyntax } from '../seal/sealing.ts'
import type { Node } from '../node.ts'
import { digestOf } from '../values/digest.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { forgeEvent } from './forged.ts'
import type { Kit } from './kit.ts'
import { tryAnswers } from './trials-of-events.ts'

/** One attempt of theirs, as it came. */
type Attempt = { readonly jti: string; readonly sealed: string; readonly manifest: string | null }
/** Seconds that the first attempt is asked to wait. */
const RETRY_AFTER = 2
/** How often it is told so: a kit that greets the neighbour meanwhile says that the time is over. */
const MOST_WAITS = 4
type Sent = {
  readonly jti: string
  readonly txn: string
  readonly digest: string
  readonly taken: boolean
  readonly answered: string
}

/** Hears what the neighbour sends, and answers the first attempts of its first message as no receiver should. */
export class Listener {
  readonly attempts: Attempt[] = []
  /** What became of each message that was answered as it must be. */
  readonly sent = new Map<string, Sent>()
  /** After how many attempts of it each lie was told. */
  readonly lied: number[] = []
  /** After how many attempts of it all it was said not to be decrypted. */
  undecrypted: number | null = null
  /** Milliseconds after which it came again, having been told when; null where that was never seen. */
  gap: number | null = null
  /** The one that is answered wrongly at first. */
  #teased: string | null = null
  /** Since when it waits, and how often the neighbour had been greeted by then: whoever is greeted need not wait any longer. */
  #waiting: { readonly at: number; readonly greeted: number } | null = null
  #greeted = 0
  #told = 0

  #asksForTime(): boolean {
    const now = performance.now()
    if (this.gap !== null || this.#told > MOST_WAITS) return false
    if (this.#waiting?.greeted === this.#greeted) {
      this.gap = now - this.#waiting.at
      return false
    }
    this.#waiting = { at: now, greeted: this.#greeted }
    this.#told++
    return true
  }

  readonly between: Between = {
    transport: (straight) => ({
      ...straight,
      request: async (peer, request) => {
        const greets = request.path === '/v1/ping'
        if (greets) this.#greeted++
        try {
          return await straight.request(peer, request)
        } finally {
          if (greets) this.#greeted++
        }
      },
    }),
    routes: (straight, node) => ({
      ...straight,
      putMessage: async (incoming) => {
        const jti = incoming.params['jti']!
        const jwe = incoming.bytes.toString('latin1')
        const about = await manifestOf(node, jwe).catch(() => null)
        this.attempts.push({ jti, sealed: digestOf(jwe), manifest: about?.digest ?? null })
        this.#teased ??= jti
        if (jti === this.#teased && this.#asksForTime())
          throw new JuxtaError('busy', 'the first attempt is told to come again', { retryAfter: RETRY_AFTER })
        const lie = (['manifest', 'sealing'] as const)[this.lied.length]
        if (jti === this.#teased && lie !== undefined) {
          this.lied.push(this.attempts.filter((a) => a.jti === jti).length)
          const receipt = await lyingReceipt(node, incoming.caller, jwe, lie)
          return { status: 202, type: 'application/secevent+jwt', body: receipt }
        }
        if (jti === this.#teased && this.undecrypted === null) {
          this.undecrypted = this.attempts.length
          throw new JuxtaError('cannot-decrypt', 'kid names no decryption key of this node', { rule: 'encryption-key' })
        }
        const answer = await straight['putMessage']!(incoming).catch((error: unknown) => asJuxtaError(error))
        const status = answer instanceof Error ? 0 : (answer.status ?? 200)
        const answered =
          answer instanceof Error ? answer.message : `${status} ${status === 202 ? '' : String(answer.body)}`
        this.sent.set(jti, { jti, txn: about?.txn ?? '', digest: about?.digest ?? '', taken: status === 202, answered })
        if (answer instanceof Error) throw answer
        return answer
      },
    }),
  }
}

async function manifestOf(node: Node, jwe: string) {
  const syntax = readSealedSyntax(jwe)
  const { manifest, salt } = await openSealed(node.signer, syntax, readSealedHeader(syntax))
  const { claims, digest } = readManifest(readManifestHeader(manifest))
  return { jti: claims.jti, txn: claims.txn, digest, salt, manifest }
}

/** Signed by our key, and for another manifest, or right but for the bytes that came. */
async function lyingReceipt(node: Node, to: Country, jwe: string, about: 'manifest' | 'sealing'): Promise<string> {
  const { txn, jti, digest, salt, manifest } = await manifestOf(node, jwe)
  const c = about === 'manifest' ? digestOf('lie') : commitment('received', salt, signingInput(manifest))
  const mid = randomBytes(16).toString('base64url')
  const leaf = encodeLeaf({ kind: 'received', peer: to, mid, c }).toString('utf8')
  const log = { origin: node.own.identity.log.origin, index: 0, leaf }
  const body = {
    message: jti,
    manifest_digest: about === 'manifest' ? digestOf('lie') : digest,
    sealed_digest: about === 'manifest' ? digestOf(jwe) : digestOf('other bytes'),
    log,
  }
  return forgeEvent(node, to, 'received', body, { txn })
}

/** Waits up to `seconds` for a message of theirs, and judges how it was sent. */
export async function trySending(kit: Kit, listener: Listener, seconds: number, asked: () => void): Promise<void> {
  const { book } = kit
  if (seconds === 0) return
  asked()
  const { attempts } = listener
  const done = (): Sent | undefined => (attempts[0] ? listener.sent.get(attempts[0].jti) : undefined)
  for (const end = Date.now() + seconds * 1000; Date.now() < end && !done();) await sleep(100)
  const first = attempts[0]
  if (!first) return
  const sent = done()
  const of = attempts.filter((a) => a.jti === first.jti)
  if (sent)
    book.write('SND-1', 'a message of theirs', sent.taken, sent.taken ? `${sent.jti} was receipted` : sent.answered)
  // Until it is told that nobody can decrypt it.
  const sealings =
    listener.undecrypted === null ? of : attempts.slice(0, listener.undecrypted).filter((a) => of.includes(a))
  const same = new Set(sealings.map((a) => a.sealed)).size === 1
  const came = `${sealings.length} attempts, ${same ? 'the same bytes' : 'other bytes'}`
  book.write('SND-2', 'no answer to the first attempt', sealings.length > 1 && same, came)
  if (listener.gap !== null) {
    const waited = listener.gap / 1000
    // By a clock that nobody sets; a timer may be a few milliseconds early.
    const held = waited >= RETRY_AFTER - 0.05
    book.write('SND-5', `503 with Retry-After ${RETRY_AFTER}`, held, `it came again after ${waited.toFixed(2)} s`)
  }
  for (const [n, tried] of ['a receipt for another manifest', 'a receipt for other bytes than were sent'].entries()) {
    const after = listener.lied[n]
    if (after === undefined) break
    const again = of.length > after
    book.write('SND-3', tried, again, again ? 'it came again' : 'it did not come again', 'the same message again')
  }
  const [told, anew] = [sealings.at(-1)!, of[sealings.length]]
  if (listener.undecrypted !== null) {
    const resealed = anew !== undefined && anew.sealed !== told.sealed && anew.manifest === told.manifest
    const how =
      anew === undefined ? 'it did not come again' : anew.sealed === told.sealed ? 'the same bytes' : 'another manifest'
    const tried = '400 cannot-decrypt with the rule encryption-key'
    book.write('ROT-4', tried, resealed, resealed ? 'the same manifest, sealed anew' : how)
  }
  const ids = new Set(attempts.filter((a) => of.some((o) => o.sealed === a.sealed)).map((a) => a.jti))
  book.write('SND-4', 'the ids under which these bytes came', ids.size === 1, `${ids.size}`)
  if (sent?.taken) await tryAnswers(kit, sent)
}
