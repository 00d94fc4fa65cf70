/**
 * The secrets with which deliveries are signed. None is stored: each follows from the key of the node's folder, the webhook and a number (HKDF, RFC 5869), so that no
 * dump of the store holds what signs, and rotating is counting.
 */
import { hash, hkdfSync } from 'node:crypto'
import { Webhook as Signer } from 'standardwebhooks'
import { readText } from '../operate/node-folder.ts'

export type Secrets = {
  /** `whsec_` and 32 bytes. `number` counts from 1. */
  secret(webhook: string, number: number): string
  /** Tells whether the folder still has the key from which a secret followed, and tells nothing of it. */
  check(webhook: string, number: number): string
}

export function openSecrets(keyFile: string): Secrets {
  /** Read when a secret is asked for: a node without webhooks needs none. */
  let key: string | null = null
  const derive = (webhook: string, number: number, use: string, length: number): Buffer => {
    key ??= readText(keyFile).trim()
    return Buffer.from(hkdfSync('sha256', key, webhook, `juxta webhook ${use} ${number}`, length))
  }
  return {
    secret: (webhook, number) => `whsec_${derive(webhook, number, 'secret', 32).toString('base64')}`,
    check: (webhook, number) => hash('sha256', derive(webhook, number, 'check', 32), 'base64url').slice(0, 16),
  }
}

/** The headers of Standard Webhooks, signed with each of `secrets`. `now` in milliseconds, of this attempt. */
export function signedHeaders(
  event: string,
  now: number,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  const at = new Date(now)
  return {
    'webhook-id': event,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': secrets.map((secret) => new Signer(secret).sign(event, at, body)).join(' '),
  }
}
