/** The two servers and their routes: the window side for Single Windows, operators and auditors, the exchange side for peers. */
import { setsIn } from '../exchange/sets.ts'
import { casesIn } from '../cases/case-table.ts'
import { agenciesIn } from '../exchange/agencies.ts'
import { logIn } from '../store/log.ts'
import { keysIn, registryIn } from '../peers/registry.ts'
import { readText } from '../operate/node-folder.ts'
import { JuxtaError } from '../values/errors.ts'
import { caseRoutes } from '../window/case-routes.ts'
import { subscriptionRoutes } from '../window/subscription-routes.ts'
import { traderRoutes } from '../procedures/aeo/trader-routes.ts'
import { createForward } from '../exchange/forward.ts'
import { createOriginator } from '../exchange/originator.ts'
import { onwardRoutes } from '../window/onward-routes.ts'
import { contingencyRoutes } from '../window/contingency-routes.ts'
import { exchangeRoutes, peerOfRequest } from '../exchange/exchange-routes.ts'
import { messageRoutes } from '../window/message-routes.ts'
import { identify, mtlsOptions } from '../http/mtls.ts'
import { operationsRoutes } from '../window/operations-routes.ts'
import { operatorRoutes } from '../window/operator-routes.ts'
import { buildServer } from '../http/server.ts'
import { WindowAuth } from '../http/window-auth.ts'
import { logRoutes } from '../evidence/log-routes.ts'
import { parseLeaf } from '../log/entry.ts'
import type { PublicJwk } from '../message/identity.ts'
import { PROCEDURES } from '../cases/registry.ts'
import { signInvite } from '../seal/identity.ts'
import { readManifest, readManifestHeader } from '../seal/manifest.ts'
import { signJws, verifyJws, type SigningKey } from '../seal/jws.ts'
import { readSealedHeader, readSealedSyntax } from '../seal/sealing.ts'
import { thumbprint } from '../seal/keys.ts'
import { publicOf } from '../seal/webcrypto.ts'
import { fingerprintWords } from '../seal/words.ts'
import type { Country } from '../values/ids.ts'
import type { Cases, Views } from './cases.ts'
import { borderRoutes } from './border.ts'
import { registerRoutes } from './registers.ts'
import { fieldsOf } from '../window/fields.ts'
import type { Ground } from './ground.ts'
import type { Messages } from './messages.ts'
import type { Proof } from './proof.ts'

const peerOf = (leaf: string): Country => parseLeaf(leaf).peer

export function openWindow(ground: Ground, messages: Messages, cases: Cases, views: Views, proof: Proof) {
  const {
    settings,
    clock,
    log,
    events,
    store,
    country,
    paths,
    signer,
    own,
    renew,
    originOf,
    directory,
    ownLeaf,
    queue,
    wake,
    life,
    onFatal,
  } = ground
  const { submit, courier, collect, agree, introduce, renewIdentity } = messages
  const { evidence, retain, admitting } = proof
  const { book } = cases
  const auth = new WindowAuth(keysIn(store), () => clock.now())
  const windowTls = settings.windowTls && {
    cert: readText(settings.windowTls.certificate),
    key: readText(settings.windowTls.key),
    minVersion: 'TLSv1.2' as const,
  }
  // Base64 in a JSON envelope swells a document by a third, and escapes can double a text.
  const window = buildServer({
    side: 'window',
    bodyLimit: settings.messageBytes * 2 + 65_536,
    logger: log,
    ...(windowTls ? { tls: windowTls } : {}),
    onFatal,
  })
  window.guard((operation, request) => auth.check(operation, request))
  onwardRoutes(
    {
      store,
      caller: (request) => auth.caller(request),
      forward: createForward({
        store,
        submit,
        agreement: (peer, hash) => directory.find(peer)?.agreements.find((a) => a.hash === hash)?.document,
      }),
      originatorOf: createOriginator({
        store,
        clock,
        readManifest(jws) {
          const read = readManifestHeader(jws)
          const { claims } = readManifest(read)
          return { kid: read.kid, claims, verify: (key) => verifyJws(read, key) }
        },
        signingKey: (iss, kid) => directory.upToDate(() => directory.signingKey(iss, kid)),
      }),
      admitting,
    },
    window.route,
  )
  contingencyRoutes(
    {
      store,
      receive: messages.receive,
      senderOf: (jwe) => readSealedHeader(readSealedSyntax(jwe)).iss,
      activePeer(peer) {
        if (directory.get(peer).state === 'blocked')
          throw new JuxtaError('peer-unknown', `${peer} is blocked at this node`, { rule: 'blocked' })
      },
      admitting,
      alert: ground.alert,
    },
    window.route,
  )
  messageRoutes(
    {
      store,
      events,
      caller: (request) => auth.caller(request),
      submit,
      collected: (id, agency) => collect.collected(id, agency),
      answer: (id, given, agency) => collect.answer(id, given, agency),
      wake,
      originOf,
      fields: fieldsOf,
      evidence,
      erase: (id, reason, by) => retain.order(id, reason, by),
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
  borderRoutes(ground, cases, views, window.route, (request) => auth.caller(request))
  registerRoutes(ground, cases, views, proof, window.route, (request) => auth.caller(request))
  caseRoutes({ book, cases: casesIn(store), caller: (request) => auth.caller(request) }, window.route)
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
      auth,
      caller: (request) => auth.caller(request),
      invite,
      wordsOf: async (peer) => fingerprintWords(await thumbprint(JSON.parse(peer.identityKey) as PublicJwk)),
      circuitOpen: (peer) => courier.circuitOpen(peer),
      operatorLeaf: (object) => ownLeaf('operator', country, object),
      ownIdentity: () => ({ identity: own.identity, jws: own.jws }),
      renew: renewIdentity,
      now: () => clock.now(),
    },
    window.route,
  )
  operationsRoutes(
    { store, events, queueHealthy: () => queue.healthy(), now: () => clock.now(), stopping: () => life.stopping },
    window.route,
  )

  logRoutes({ log: logIn(store), peerOf }, window.route, () => null)
  window.route('getLog', async () => {
    await renew()
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

export function openExchange(ground: Ground, messages: Messages, { witness, admitting, running }: Proof) {
  const {
    settings,
    clock,
    log,
    store,
    country,
    signer,
    own,
    renew,
    signingKey,
    renewals,
    directory,
    tlsMaterial,
    fatal,
    onFatal,
  } = ground
  const { courier, receive, takeEvent, agree } = messages
  // A JWE is a third longer than its plaintext, in which a text may be escaped.
  const exchange = buildServer({
    side: 'exchange',
    bodyLimit: settings.messageBytes * 2 + 131_072,
    logger: log,
    tls: mtlsOptions(tlsMaterial()),
    onFatal,
  })
  exchangeRoutes(
    {
      country,
      async identify(request) {
        const look = () =>
          directory.upToDate(() => identify(request, (pin) => directory.byPin(pin, clock.now()), clock.now()))
        try {
          return await look()
        } catch (error) {
          // A certificate of a peer's authority for a key that is not pinned: the peer may have published it since.
          const of = error instanceof JuxtaError && error.rule === 'pin' ? (error.members['country'] as Country) : null
          if (!of || !directory.find(of) || !(await renewals.lookAgain(of))) throw error
          return look()
        }
      },
      heardOf: (peer) => void courier.heardOf(peer).catch(fatal),
      receive,
      takeEvent,
      takeAgreement: (peer, hash, body) => agree.receive(peer, hash, body),
      identities: async (after) =>
        (await registryIn(store).identities(country)).filter((i) => i.version > after).map((i) => i.jws),
      async description() {
        await renew()
        return signJws(
          signer,
          signingKey,
          'juxta-node+jwt',
          JSON.stringify({
            iss: country,
            iat: Math.floor(clock.now() / 1000),
            exp: Math.floor(clock.now() / 1000) + 86_400,
            name: own.identity.name,
            exchange: settings.exchangeUrl,
            limits: { message_bytes: settings.messageBytes },
            procedures: Object.entries(PROCEDURES).map(([name, { version }]) => ({ name, versions: [version] })),
            log: own.identity.log.origin,
          }),
        )
      },
      addCheckpoint: (peer, body) => witness.addCheckpoint(peer, body),
      witnessed: (peer) => witness.seenOf(peer),
      sets: setsIn(store),
      now: () => clock.now(),
      admitting,
      cosigning: running,
    },
    exchange.route,
    exchange.guard,
  )
  logRoutes({ log: logIn(store), peerOf }, exchange.route, peerOfRequest)

  return exchange
}
