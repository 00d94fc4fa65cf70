/** What a receiver of webhooks does first: is it really the node that says this (Standard Webhooks)? */
import type { components } from '../../node/generated/window.ts'
import { Webhook, WebhookVerificationError as Refusal } from 'standardwebhooks'

/** What came is not what the node has signed with one of the secrets, or not of now. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError'
}

/** Headers as `fetch` has them, or as a server of Node does. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** What a webhook tells: `message.accepted`, `case.changed`, `list.changed`, `alert.opened` and their like. */
export type WebhookEvent = {
  readonly type: string
  readonly timestamp: string
  readonly data: components['schemas']['Change']
}

const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const

function headerOf(headers: WebhookHeaders, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? ''
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
  return typeof found === 'string' ? found : found.join(' ')
}

/**
 * The event of a webhook whose signature verifies with one of `secrets` (`whsec_…`; two while they are changed) and whose time is within five minutes of the own
 * clock. `body` is exactly what came, before anything has parsed it. The `webhook-id` stays the same when an event is delivered again: keep it to know one that was seen.
 * Fails with `WebhookVerificationError`.
 */
export function verifyWebhook<Event = WebhookEvent>(
  secrets: string | readonly string[],
  headers: WebhookHeaders,
  body: string | Uint8Array,
): Event {
  const read = Object.fromEntries(NAMES.map((name) => [name, headerOf(headers, name)]))
  let text: string
  try {
    text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    throw new WebhookVerificationError('the body is not UTF-8')
  }
  let fault = 'no secret was given'
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets)
    try {
      return new Webhook(secret).verify(text, read) as Event
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      fault = error.message
    }
  throw new WebhookVerificationError(fault)
}
