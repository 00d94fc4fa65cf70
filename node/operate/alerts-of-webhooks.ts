/** The rows of the table of alerts that are about webhooks: nobody but those who are told waits for them. */
import type { Alert } from './alert.ts'

export const OF_WEBHOOKS = {
  'webhook-disabled': {
    severity: 'warning',
    means:
      'A webhook is told nothing any more: its target has answered that it is gone (410), or has taken nothing for three days. What it is to be told waits, and stays in the feed for JUXTA_CHANGE_DAYS.',
    mend: 'Tell the client that it is of: juxta webhooks deliveries shows every attempt. When the target is there again, juxta webhooks enable goes on where it was, and nothing is left out.',
    closes: 'When it is enabled or deleted.',
  },
  'webhook-behind': {
    severity: 'warning',
    means: 'Events have waited for a webhook for longer than JUXTA_BACKLOG_SECONDS: its target fails, or is slow.',
    mend: 'Tell the client that it is of: juxta webhooks deliveries shows what the target answers. Nobody else waits for it.',
    closes: 'When nothing has waited for so long.',
  },
  'webhook-key': {
    severity: 'warning',
    means:
      'The key by whose rights a webhook is told has ended or was revoked: it is told nothing until another key of its client takes it over. What it is to be told stays in the feed.',
    mend: 'The client calls POST /v1/webhooks/{id}/enable with its new key, and it goes on where it was; a webhook that nobody needs any more is deleted.',
    closes: 'When a key of its client has taken it over, or it is deleted.',
  },
  'webhook-secret': {
    severity: 'warning',
    means:
      'The key of the folder (local.key) is not the one from which the secrets of a webhook follow, so that nothing can be signed for it: the folder was made anew, or replicas have different ones.',
    mend: 'Put the file local.key back from the backup, the same for every replica; or rotate the secret (juxta webhooks rotate) and hand the new one to the client.',
    closes: 'When the secrets follow from the key of the folder again.',
  },
  'webhook-gap': {
    severity: 'warning',
    means:
      'A webhook was away for longer than changes are kept (JUXTA_CHANGE_DAYS): what it was not told in time it is not told any more, and goes on with what is kept.',
    mend: 'Tell the client: it reads the state of its messages anew (GET /v1/messages).',
  },
} as const satisfies Record<string, Alert>
