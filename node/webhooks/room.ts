/** What all that delivers to webhooks, or tells them again, stands on. */
import type { WebhookClient } from '../adapters/webhook-client.ts'
import type { Node } from '../node.ts'
import type { Places } from './places.ts'
import type { Secrets } from './secrets.ts'
import type { WebhookAlerts } from './webhook-alerts.ts'

/** What came of an attempt; `dropped`: nothing, since the key may not see it any more, or the node stops. */
export type Outcome = 'taken' | 'failed' | 'dropped'

export type WebhookRoom = Pick<WebhookAlerts, 'rightsOf' | 'callerOf' | 'watch'> & {
  readonly node: Node
  readonly client: WebhookClient
  readonly secrets: Secrets
  readonly places: Places
  tell(outcome: Outcome): void
}
