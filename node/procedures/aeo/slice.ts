/** Authorised economic operators: the procedure, and the register of traders that it feeds at its own pace. */
import type { Slice } from '../slice.ts'
import { aeo } from './aeo.ts'
import { findTraders } from './find-traders.ts'
import { recognisedTraders } from './recognised-traders.ts'
import { TraderFeed } from './trader-feed.ts'
import { traderRoutes } from './trader-routes.ts'
import { statusesDue } from './trader-statuses.ts'

export const aeoSlice: Slice = {
  ...aeo,
  open({ cases, soon }) {
    const { clock, country, logger } = cases.node
    const traders = recognisedTraders(cases.node)
    const feed = new TraderFeed(cases, (name, error) => {
      if (error === undefined) soon()
      else logger.error({ err: error, ...name }, 'the register of traders could not be brought to its case')
    })
    return {
      routes: traderRoutes(traders, cases.node),
      find: findTraders(traders, cases.node),
      keptUp: (name, open) => feed.keptUp(name, open),
      due: (name, open) => statusesDue(traders, country, name, open, clock.now()),
      stop: () => feed.stop(),
    }
  },
}
