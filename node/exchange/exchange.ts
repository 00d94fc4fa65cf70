/** The exchange: everything through which a message goes out to a peer and comes in from one, put together once for a node. */
import type { Enter } from '../cases/enter.ts'
import { buildServer, type Routes } from '../http/server.ts'
import { mtlsOptions } from '../http/mtls.ts'
import { logRoutes } from './log-routes.ts'
import { listsOf, type Between, type Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { Admission } from './admission.ts'
import { createAgree } from './agree.ts'
import { createCollect } from './collect.ts'
import { createCompareWitnessed } from './compare-witnessed.ts'
import { Courier } from './courier.ts'
import { exchangeRoutes, identifyPeer } from './exchange-routes.ts'
import { createLegalHolds } from './legal-holds.ts'
import { createLogWarning } from './log-warning.ts'
import { partRoutes } from './part-routes.ts'
import { createPublicWitnesses } from './public-witnesses.ts'
import { createReceive } from './receive.ts'
import { createRenew } from './renew.ts'
import { Shares, Turns } from './shares.ts'
import { createSubmit } from './submit.ts'
import { createSuspend } from './suspend.ts'
import { createTakeEvent } from './take-event.ts'
import { takeSeveral } from './take-several.ts'
import { createTally } from './tally.ts'
import { createWitness } from './witness.ts'

export type Exchange = ReturnType<typeof openExchange>

export function openExchange(node: Node, enter: Enter, judge?: Between['judge']) {
  const tally = createTally(node)
  const agree = createAgree(node, node.quotas.peer, enter)
  const suspend = createSuspend(node)
  const legalHolds = createLegalHolds(node)
  const logWarnings = createLogWarning(node)
  const publicWitnesses = createPublicWitnesses(node)
  const witness = createWitness(node, logWarnings, publicWitnesses)
  const witnessed = createCompareWitnessed(node, logWarnings)
  // A neighbour that is new, or is let in again, hears what is known of the logs of the others.
  node.directory.onChange(() =>
    logWarnings
      .tellAll()
      .catch((error: unknown) => node.logger.warn({ err: error }, 'what is known of logs could not be told')),
  )
  // What passed while nobody could be reached is compared as soon as somebody can.
  node.events.listen((event) => {
    if (event.kind === 'peer-up')
      for (const compared of [tally.send(event.peer as Country), witnessed.compare(event.peer as Country)])
        void compared.catch((error: unknown) => node.logger.warn({ err: error }, 'the tally failed'))
  })
  const courier = new Courier(node)
  return {
    procedures: enter.procedures,
    turns: new Turns(new Shares(node.settings.inFlight)),
    submit: createSubmit(node, enter, courier),
    courier,
    receive: createReceive(node, enter, judge),
    tally,
    agree,
    suspend,
    legalHolds,
    renewIdentity: createRenew(node),
    takeEvent: createTakeEvent(node, { agree, suspend, legalHolds, tally }),
    collect: createCollect(node),
    witness,
    witnessed,
    publicWitnesses,
    logWarnings,
    admission: new Admission(node, witness),
  }
}

/** The server for peers: mutual TLS 1.3, which ends in the node. */
export function openExchangeSide(node: Node, exchange: Exchange, between: Between['routes'] = (straight) => straight) {
  // A JWE is a third longer than its plaintext, in which a text may be escaped.
  const server = buildServer<Country>({
    side: 'exchange',
    lists: listsOf(node),
    async identify({ id }, request) {
      const { country } = await identifyPeer(node, request)
      const woken = id === 'ping' ? exchange.courier.greeted(country) : Promise.resolve()
      void Promise.all([woken, exchange.courier.heardOf(country)]).catch((error: unknown) =>
        node.logger.warn({ err: error, peer: country }, 'what waits was not woken'),
      )
      return country
    },
    enter: (_operation, _request, peer) => node.quotas.peer.enter(peer),
    bodyLimit: node.settings.messageBytes * 2 + 131_072,
    logger: node.logger,
    tls: mtlsOptions(node.tlsMaterial()),
  })
  const straight: Routes<Country> = {
    ...exchangeRoutes(node, exchange),
    ...partRoutes(node, exchange.admission),
    ...logRoutes(node.store, (peer: Country) => peer),
  }
  // Each of several is taken as one that comes by itself, whatever steps between.
  const routes: Routes<Country> = between(
    { ...straight, postMessages: takeSeveral(node, (incoming) => routes['putMessage']!(incoming)) },
    node,
  )
  server.routes(routes)
  return server
}
