/** The window side: the server for Single Windows, operators and auditors, with the routes of every room. */
import { agenciesIn } from '../exchange/agencies.ts'
import { logIn } from '../store/log.ts'
import { keysIn, registryIn } from '../peers/registry.ts'
import { readText } from '../operate/node-folder.ts'
import { JuxtaError } from '../values/errors.ts'
import { caseRoutes } from '../window/case-routes.ts'
import { subscriptionRoutes } from '../window/subscription-routes.ts'
import { traderRoutes } from '../procedures/aeo/trader-routes.ts'
import { onwardRoutes } from '../window/onward-routes.ts'
import { contingencyRoutes } from '../window/contingency-routes.ts'
import { messageRoutes } from '../window/message-routes.ts'
import { documentationRoutes } from '../window/documentation-routes.ts'
import { operationsRoutes } from '../window/operations-routes.ts'
import { operatorRoutes } from '../window/operator-routes.ts'
import { buildServer } from '../http/server.ts'
import { WindowAuth } from '../http/window-auth.ts'
import type { PublicJwk } from '../message/identity.ts'
import { signInvite } from '../seal/identity.ts'
import { readSealedHeader, readSealedSyntax } from '../seal/sealing.ts'
import { thumbprint } from '../seal/keys.ts'
import { publicOf } from '../seal/webcrypto.ts'
import { fingerprintWords } from '../seal/words.ts'
import type { Cases, Views } from './cases.ts'
import { borderRoutes } from './border.ts'
import { registerRoutes } from './registers.ts'
import { forward } from '../exchange/forward.ts'
import { originatorOf } from '../exchange/originator.ts'
import { logRoutes } from '../exchange/log-routes.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { EvidenceRoom } from '../evidence/evidence.ts'
import type { SigningKey } from '../seal/jws.ts'
import { ownLeaf } from '../store/leaves.ts'
import { originOf, renewOwn, type Node } from '../node.ts'
import { fieldsOf } from '../window/fields.ts'

export function openWindow(node: Node, exchange: Exchange, cases: Cases, views: Views, evidence: EvidenceRoom) {
  const { settings, clock, logger, events, store, country, paths, signer, own, directory, introduce, queue } = node
  const { submit, courier, agree, admission } = exchange
  const { book } = cases
  const admitting = (): void => admission.admitting()
  const auth = new WindowAuth(keysIn(store))
  const windowTls = settings.windowTls && {
    cert: readText(settings.windowTls.certificate),
    key: readText(settings.windowTls.key),
    minVersion: 'TLSv1.2' as const,
  }
  // Base64 in a JSON envelope swells a document by a third, and escapes can double a text.
  const window = buildServer({
    side: 'window',
    bodyLimit: settings.messageBytes * 2 + 65_536,
    logger,
    ...(windowTls ? { tls: windowTls } : {}),
  })
  window.guard((operation, request) => auth.check(operation, request))
  onwardRoutes(
    {
      store,
      caller: (request) => auth.caller(request),
      forward: (row, to, conversation, idempotent) => forward(node, submit, row, to, conversation, idempotent),
      originatorOf: (row) => originatorOf(node, row),
      admitting,
    },
    window.route,
  )
  contingencyRoutes(
    {
      store,
      receive: exchange.receive,
      senderOf: (jwe) => readSealedHeader(readSealedSyntax(jwe)).iss,
      activePeer(peer) {
        if (directory.get(peer).state === 'blocked')
          throw new JuxtaError('peer-unknown', `${peer} is blocked at this node`, { rule: 'blocked' })
      },
      admitting,
      alert: node.alert,
    },
    window.route,
  )
  messageRoutes(
    {
      store,
      events,
      caller: (request) => auth.caller(request),
      submit,
      collected: (id, agency) => exchange.collect.collected(id, agency),
      answer: (id, given, agency) => exchange.collect.answer(id, given, agency),
      wake: (peer) => node.queue.wake(peer),
      originOf: (shard) => originOf(node, shard),
      fields: fieldsOf,
      evidence: evidence.bundle,
      erase: (id, reason, by) => evidence.retain.order(id, reason, by),
      witnessed: async (row) => ((await logIn(store).covering(row.shard, row.logIndex))?.cosignatures.length ?? 0) > 0,
      admitting,
      now: () => clock.now(),
    },
    window.route,
  )
  subscriptionRoutes(
    { agencies: agenciesIn(store), caller: (request) => auth.caller(request), now: () => clock.now() },
    window.route,
  )
  traderRoutes(
    { traders: views.traders, caller: (request) => auth.caller(request), now: () => clock.now() },
    window.route,
  )
  borderRoutes(node, cases, views, window.route, (request) => auth.caller(request))
  registerRoutes(node, cases, views, admitting, window.route, (request) => auth.caller(request))
  caseRoutes(node, { book, runner: views.runner, caller: (request) => auth.caller(request) }, window.route)
  const invite = async (): Promise<{ invite: string; words: string; fingerprint: string }> => {
    const { jwk } = await publicOf(readText(paths.identityKey))
    const kid = await thumbprint(jwk)
    const identity = (await registryIn(store).identities(country)).at(-1)!.jws
    const key: SigningKey & { jwk: PublicJwk } = { kid, alg: jwk.crv === 'Ed25519' ? 'Ed25519' : 'ES256', jwk }
    const made = await signInvite(signer, key, {
      identity,
      exchange: settings.exchangeUrl,
      tlsAuthority: readText(paths.authority),
      issuedAt: Math.floor(clock.now() / 1000),
    })
    return { invite: made, words: fingerprintWords(kid), fingerprint: kid }
  }
  operatorRoutes(
    {
      store,
      directory,
      introduce,
      agree,
      caller: (request) => auth.caller(request),
      invite,
      wordsOf: async (peer) => fingerprintWords(await thumbprint(JSON.parse(peer.identityKey) as PublicJwk)),
      circuitOpen: (peer) => courier.circuitOpen(peer),
      operatorLeaf: (object) => ownLeaf('operator', country, object),
      ownIdentity: () => ({ identity: own.identity, jws: own.jws }),
      renew: exchange.renewIdentity,
      now: () => clock.now(),
    },
    window.route,
  )
  documentationRoutes(window.route)
  operationsRoutes(
    {
      store,
      events,
      queueHealthy: () => queue.healthy(),
      runner: views.runner,
      now: () => clock.now(),
      stopping: () => node.ending.signal.aborted,
    },
    window.route,
  )

  logRoutes(store, window.route, () => null)
  window.route('getLog', async () => {
    await renewOwn(node)
    const head = await logIn(store).head()
    const sizes = await logIn(store).cosignedSizes(head.shard)
    return {
      body: {
        ...head,
        published: (await logIn(store).published(head.shard))?.size ?? null,
        vkey: own.identity.log.vkey,
        witness: own.identity.witness.vkey,
        cosigned: [...sizes].map(([name, size]) => ({ witness: name, size })),
      },
    }
  })
  return window
}
