/** What is tried with a message that the neighbour sends: it gets no answer, then one that is no receipt for it, and only then its receipt. */
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
type Attempt = { readonly jti: string; readonly sealed: string }
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
  /** The one that is answered wrongly at first. */
  #teased: string | null = null

  readonly between: Between = {
    routes: (straight, node) => ({
      ...straight,
      putMessage: async (incoming) => {
        const jti = incoming.params['jti']!
        const jwe = incoming.bytes.toString('latin1')
        this.attempts.push({ jti, sealed: digestOf(jwe) })
        this.#teased ??= jti
        const turn = this.attempts.filter((a) => a.jti === jti).length
        if (jti === this.#teased && turn === 1)
          throw new JuxtaError('busy', 'the first attempt is answered by nobody', { retryAfter: 1 })
        if (jti === this.#teased && turn === 2) {
          const receipt = await lyingReceipt(node, incoming.caller, jti, jwe)
          return { status: 202, type: 'application/secevent+jwt', body: receipt }
        }
        const answer = await straight['putMessage']!(incoming).catch((error: unknown) => asJuxtaError(error))
        const about = await manifestOf(node, jwe).catch(() => null)
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

async function manifestOf(node: Node, jwe: string): Promise<{ txn: string; digest: string; jti: string }> {
  const syntax = readSealedSyntax(jwe)
  const bundle = await openSealed(node.signer, syntax, readSealedHeader(syntax))
  const { claims, digest } = readManifest(readManifestHeader(bundle.manifest))
  return { jti: claims.jti, txn: claims.txn, digest }
}

/** Signed by our key, and for another manifest. */
async function lyingReceipt(
  node: Node,
  to: Parameters<typeof forgeEvent>[1],
  jti: string,
  jwe: string,
): Promise<string> {
  const { txn } = await manifestOf(node, jwe)
  const leaf = { c: digestOf('lie'), kind: 'received', mid: 'AAAAAAAAAAAAAAAAAAAAAA', peer: to, v: 1 }
  const log = { origin: node.own.identity.log.origin, index: 0, leaf: JSON.stringify(leaf) }
  const body = { message: jti, manifest_digest: digestOf('lie'), sealed_digest: digestOf(jwe), log }
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
  const same = new Set(of.map((a) => a.sealed)).size === 1
  const came = `${of.length} attempts, ${same ? 'the same bytes' : 'other bytes'}`
  book.write('SND-2', 'no answer to the first attempt', of.length > 1 && same, came)
  const again = of.length > 2
  if (of.length > 1)
    book.write('SND-3', 'a receipt for another manifest', again, again ? 'it came again' : 'it did not come again')
  const ids = new Set(attempts.filter((a) => of.some((o) => o.sealed === a.sealed)).map((a) => a.jti))
  book.write('SND-4', 'the ids under which these bytes came', ids.size === 1, `${ids.size}`)
  if (sent?.taken) await tryAnswers(kit, sent)
}
