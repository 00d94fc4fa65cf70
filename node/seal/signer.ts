/** The port behind which private keys live: files for a small node, an HSM where a country wants one. No private key ever passes through it. */
import type { Compact } from './compact.ts'

/** Protected header of a JWS that the signer is to make; `alg` and `kid` must be those of the key (RFC 7515 §4.1). */
export type JwsHeader = Readonly<
  { alg: 'ES256' | 'Ed25519' | 'ML-DSA-65'; typ: string; kid: string } & Record<string, unknown>
>

export interface Signer {
  /** Whether this signer holds the private key with RFC 7638 thumbprint `kid`. */
  has(kid: string): boolean
  /** Compact JWS of `payload` (UTF-8) under exactly `header`. Fails with `key-unknown` where `kid` is not held, `internal` where `alg` does not fit the key. */
  signCompact(header: JwsHeader, payload: string): Promise<string>
  /** Plaintext of a compact JWE addressed to `kid`. The header was checked before. Fails with `cannot-decrypt`, never saying why. */
  decryptCompact(kid: string, jwe: Compact): Promise<Uint8Array>
  /**
   * Signature over `bytes`, by the note key with this public half: pure Ed25519 (64 bytes; its public half 32), or pure ML-DSA-44 (2420; 1312). It is that
   * of a log, which signs checkpoints, or of the witness, which cosigns those of neighbours. Keys made since the signer was opened count. Fails with `settings-invalid` where it is not held.
   */
  signNote(publicKey: Uint8Array, bytes: Uint8Array): Promise<Uint8Array>
}
