/** What so takes from somebody, or gives back what was taken, that two persons must want it where the node is set so. */
import type { Grave } from '../../cases/message-type.ts'

/** What an agency takes from whom the goods are. */
const GONE_OR_SEIZED: readonly unknown[] = ['seized', 'confiscated', 'destroyed', 'abandoned']

export const grave = {
  'agency-decision': {
    does: 'goods are seized, confiscated, destroyed or taken as abandoned',
    some: {
      is: ({ xDisposal }) => GONE_OR_SEIZED.includes(xDisposal),
      when: 'where it seizes, confiscates, destroys or takes as abandoned',
    },
  },
  'seizure-lifted': { does: 'goods that were seized are given back' },
  'disposal-consent': { does: 'the disposal of goods is agreed to' },
  'release-revoked': { does: 'a release is taken back' },
} satisfies Readonly<Record<string, Grave>>
