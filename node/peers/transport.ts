/** The port through which bytes travel to a peer: mutual TLS over the network, or straight into another node in tests. */
import type { Country } from '../values/country.ts'

/** Attempts at once that only what is urgent gets at a peer, beside those of the settings. */
export const URGENT_PLACES = 4

export type PeerRequest = {
  readonly method: 'GET' | 'PUT' | 'POST'
  /** Path below the peer's exchange address, starting with `/`. */
  readonly path: string
  readonly contentType?: string
  readonly body?: string | Buffer
  /** A body of any size, asked for as fast as the peer takes it. No time is set for all of it, as long as it goes on. */
  readonly stream?: AsyncIterable<Buffer>
  /** Beside `contentType` and `priority`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Of the message, 0 to 9: said in the header `Priority` (RFC 9218), whose urgency ends with 7. */
  readonly priority?: number
  /** Milliseconds after which the attempt fails with `unreachable`. */
  readonly timeoutMs?: number
  /** The answer is no text: `body` holds its bytes, one a character (latin1). */
  readonly binary?: boolean
  /**
   * Also from whoever holds a certificate of the peer's authority for a key that is not pinned: for what is signed in itself, so that a new pin
   * can be learned.
   */
  readonly unpinned?: boolean
  /** Another address than the known one: that of an invitation, with the authority (PEM) of its certificates. */
  readonly at?: { readonly exchangeUrl: string; readonly tlsAuthority: string }
}

export type PeerAnswer = {
  readonly status: number
  readonly contentType: string
  readonly retryAfter: number | null
  readonly body: string
}

export interface Transport {
  /**
   * One attempt. The answer's body is attacker-controlled and at most 1 MiB. Fails with `unreachable` (nothing known of what the peer did)
   * or `tls-failed` (with the check that failed and whose turn it is).
   */
  request(peer: Country, request: PeerRequest): Promise<PeerAnswer>
  /** The group of TLS key agreement that the newest connection to `peer` has negotiated; null before the first, or where Node does not tell. */
  group?(peer: Country): string | null
  /** Forgets pooled connections to `peer`, after its keys or address changed; to everybody where none is named. */
  forget(peer?: Country): Promise<void>
  close(): Promise<void>
}
