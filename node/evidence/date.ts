/** Has the newest checkpoint dated by a timestamp authority (RFC 3161), and dates it again before the authority's certificate runs out. */
import { randomBytes, type X509Certificate } from 'node:crypto'
import { asJuxtaError } from '../errors.ts'
import { sha256, type Country } from '../ids.ts'
import { commitment } from '../log/entry.ts'
import { readTimestampResponse, timestampRequest, verifyTimestamp } from '../log/rfc3161.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import type { LogStore } from '../ports/store.ts'
import type { Clock } from '../ports/clock.ts'

export type DateNeeds = {
  readonly country: Country
  readonly log: LogStore
  readonly clock: Clock
  /** Certificates of the authority or of its issuer. */
  readonly trusted: readonly X509Certificate[]
  /** Sends a TimeStampReq (DER) and answers what came, attacker-controlled. */
  ask(request: Buffer): Promise<Buffer>
  alert(kind: string, peer: null, detail: string): Promise<void>
}

const RENEW_MS = 30 * 86_400_000

/** Answers whether a timestamp was added. That the authority is away stops nothing: it raises an alert, and the next round tries again. */
export function createDate({ country, log, clock, trusted, ask, alert }: DateNeeds): () => Promise<boolean> {
  return async () => {
    const { shard } = await log.head()
    const published = await log.published(shard)
    if (!published || published.size === 0) return false
    const last = await log.newestTimestamp(shard)
    // The leaf of a timestamp grows the log by one: that alone is no reason for the next.
    const grown = !last || published.size > last.size + 1
    const renews = last !== null && last.validUntil - clock.now() < RENEW_MS && published.size > last.leafIndex
    if (!grown && !renews) return false
    try {
      const imprint = sha256(readCheckpoint(published.note).note.text)
      const nonce = randomBytes(8)
      const token = readTimestampResponse(await ask(timestampRequest(imprint, nonce)))
      const { genTime, validUntil } = verifyTimestamp(token, imprint, trusted, nonce)
      const salt = randomBytes(32)
      await log.addTimestamp(
        { shard, size: published.size, token, genTime, validUntil, salt },
        { kind: 'timestamp', peer: country, c: commitment('timestamp', salt, token) },
      )
      return true
    } catch (cause) {
      const error = asJuxtaError(cause)
      if (error.fault === 'fatal' && error.code !== 'internal') throw error
      await alert('timestamp', null, `the timestamp authority did not date the log: ${error.message}`)
      return false
    }
  }
}
