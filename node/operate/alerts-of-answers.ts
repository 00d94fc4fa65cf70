/** The alerts of what neighbours answer to messages, which stand in the one table of all alerts (alerts.ts). */
import type { Alert } from './alert.ts'

export const OF_ANSWERS = {
  'answer-invalid': {
    severity: 'warning',
    means:
      'A neighbour gave an answer that is not acceptable: a receipt that does not verify, or no answer of the protocol.',
    mend: 'See the detail. Nothing counts as delivered until a good receipt comes.',
    closes: 'With a good receipt for a message that had failed there.',
  },
  'receipt-false': {
    severity: 'warning',
    security: true,
    means:
      'A neighbour has signed a receipt that is not true: for another message or other bytes than were sent to it, or with a leaf that commits to something else. It was not believed, and the message goes on being tried; what it signed is its own proof.',
    mend: 'The detail holds what it signed and the digest of what was sent: keep it, and speak to the neighbour. Where a release or a proxy of its own is at fault, the message is delivered once it answers rightly; close the alert then.',
  },
} as const satisfies Record<string, Alert>
