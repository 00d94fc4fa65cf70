/** The composition root: reads the node's folder and puts the rooms together. Everything is passed in here and nowhere else; longer than most files for that reason. */
import { pino, type Logger } from 'pino'
import { randomBytes, X509Certificate } from 'node:crypto'
import { hostname } from 'node:os'
import { bullmqQueue } from './adapters/bullmq-queue.ts'
import { embeddedQueue } from './adapters/embedded-queue.ts'
import { openFileSigner } from './adapters/file-signer.ts'
import { httpsTransport } from './adapters/https-transport.ts'
import { openStore } from './adapters/sql/store.ts'
import { systemClock } from './adapters/system-clock.ts'
import { folder, readText } from './config/node-folder.ts'
import type { Settings } from './config/settings.ts'
import { admitDocument } from './documents/admit.ts'
import { JuxtaError } from './errors.ts'
import { BusinessEvents, type BusinessEvent } from './events.ts'
import { newMessageId, sha256, type Country, type MessageId } from './ids.ts'
import { caseRoutes } from './http/case-routes.ts'
import { traderRoutes } from './http/trader-routes.ts'
import { exchangeRoutes, peerOfRequest } from './http/exchange-routes.ts'
import { messageRoutes } from './http/message-routes.ts'
import { identify, mtlsOptions, reloadTls, type TlsMaterial } from './http/mtls.ts'
import { operationsRoutes } from './http/operations-routes.ts'
import { operatorRoutes } from './http/operator-routes.ts'
import { buildServer } from './http/server.ts'
import { WindowAuth } from './http/window-auth.ts'
import { createCollect } from './inbound/collect.ts'
import { createReceive } from './inbound/receive.ts'
import { createTakeEvent } from './inbound/take-event.ts'
import { tsaClient } from './adapters/tsa-client.ts'
import { createRetain } from './evidence/retain.ts'
import { createDate } from './evidence/date.ts'
import { readCertificates } from './log/rfc3161.ts'
import { createGather } from './evidence/gather.ts'
import { logRoutes } from './http/log-routes.ts'
import { writeEvidence } from './log/bundle.ts'
import { parseVerifierKey } from './log/note.ts'
import { createPublisher } from './log/publish.ts'
import { createWitness } from './peering/witness.ts'
import { commitment, parseLeaf, type LeafKind } from './log/entry.ts'
import { EVENT, parseSetClaims, type EventName, type SetClaims } from './message/security-event.ts'
import { parseIdentity, type Identity, type IdentityKey, type PublicJwk } from './message/identity.ts'
import { CaseBook } from './cases/book.ts'
import { createEnter } from './cases/enter.ts'
import { createFollow } from './cases/follow.ts'
import { readBody } from './cases/read-body.ts'
import { Courier } from './outbound/courier.ts'
import { createDeliver } from './outbound/deliver.ts'
import { createSubmit, referencesIn } from './outbound/submit.ts'
import { createAgree } from './peering/agree.ts'
import { createIntroduce } from './peering/introduce.ts'
import { createTally } from './peering/tally.ts'
import { PeerDirectory } from './peers/directory.ts'
import type { Clock } from './ports/clock.ts'
import type { NewLeaf } from './ports/store.ts'
import { lookupProcedure } from './procedures/all.ts'
import { PROCEDURES, isProcedure, priorityOf } from './procedures/registry.ts'
import { openIdentity, openInvite, signInvite } from './seal/identity.ts'
import { claimsOf, openJws, readJws, signJws, verifyJws, type SigningKey } from './seal/jws.ts'
import { thumbprint } from './seal/keys.ts'
import { readManifest, readManifestHeader, signManifest } from './seal/manifest.ts'
import { openSealed, readSealedHeader, readSealedSyntax, sealBundle } from './seal/sealing.ts'
import { publicOf } from './seal/webcrypto.ts'
import { fingerprintWords } from './seal/words.ts'
import { RecognisedTraders } from './views/recognised-traders.ts'
import { TraderFeed } from './views/trader-feed.ts'
import { statusesDue } from './views/trader-statuses.ts'
import { startRounds } from './workers/rounds.ts'

export type AssembleOptions = {
  readonly settings: Settings
  readonly clock?: Clock
  readonly logger?: Logger
  /** Called once when the process must stop (log.md: fatal); recovery is the ordinary start. */
  onFatal(error: JuxtaError): void
}

const ATTENTION: ReadonlySet<BusinessEvent['kind']> = new Set([
  'refused',
  'refused-by-peer',
  'attempt-failed',
  'peer-down',
  'parked',
  'alert',
])

export type Node = Awaited<ReturnType<typeof assemble>>

export async function assemble({ settings, clock = systemClock, logger, onFatal }: AssembleOptions) {
  const paths = folder(settings.dataDir)
  const log = logger ?? pino({ level: settings.logLevel, base: { country: settings.country } })
  const events = new BusinessEvents()
  const store = await openStore(settings.store, onFatal)
  const { country } = store.node
  if (country !== settings.country) {
    await store.close()
    throw new JuxtaError(
      'settings-invalid',
      `the store holds the node of ${country}, JUXTA_COUNTRY is ${settings.country}`,
      { pointer: '/JUXTA_COUNTRY', rule: 'country' },
    )
  }
  const signer = await openFileSigner(paths.keys)
  const own = await ownIdentity()
  const origin = own.identity.log.origin

  async function ownIdentity(): Promise<{ identity: Identity; signing: IdentityKey & { x5tS256: string } }> {
    const newest = (await store.peers.identities(country)).at(-1)
    if (!newest)
      throw new JuxtaError('settings-invalid', 'the store holds no identity of this node: run init first', {
        rule: 'identity',
      })
    const identity = parseIdentity(JSON.parse(Buffer.from(newest.jws.split('.')[1]!, 'base64url').toString('utf8')))
    const signing = identity.keys
      .filter((k) => k.use === 'sig' && k.revoked_at === undefined && signer.has(k.kid))
      .sort((a, b) => b.from - a.from)[0]
    if (!signing?.x5c?.[0])
      throw new JuxtaError(
        'settings-invalid',
        `no key file in ${paths.keys} is a signing key of this node's identity`,
        { rule: 'signing-key' },
      )
    const x5tS256 = Buffer.from(
      new X509Certificate(Buffer.from(signing.x5c[0], 'base64')).fingerprint256.replaceAll(':', ''),
      'hex',
    ).toString('base64url')
    return { identity, signing: { ...signing, x5tS256 } }
  }

  const signingKey = { kid: own.signing.kid, alg: own.signing.alg as 'ES256' | 'Ed25519', x5tS256: own.signing.x5tS256 }
  const directory = new PeerDirectory(store.peers, (jws) =>
    parseIdentity(JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8'))),
  )
  await directory.refresh(true)

  const leaf = (kind: LeafKind, peer: Country, salt: Uint8Array, object: string, keep = false): NewLeaf => ({
    kind,
    peer,
    c: commitment(kind, salt, object),
    ...(keep ? { own: { salt: Buffer.from(salt), object } } : {}),
  })
  const ownLeaf = (kind: LeafKind, peer: Country, object: string): NewLeaf =>
    leaf(kind, peer, randomBytes(32), object, true)

  const signSet = (
    name: EventName,
    body: Record<string, unknown>,
    to: Country,
    jti: MessageId,
    txn: MessageId | null,
  ): Promise<string> => {
    const claims: SetClaims = {
      iss: country,
      aud: to,
      jti,
      iat: Math.floor(clock.now() / 1000),
      ...(txn === null ? {} : { txn }),
      events: { [`${EVENT}${name}`]: body },
    }
    return signJws(signer, signingKey, 'secevent+jwt', JSON.stringify(claims))
  }
  const openSet = async (jws: string, peer: Country) => {
    const read = await openJws(jws, 'secevent+jwt', directory.signingKeys(peer))
    const set = parseSetClaims(claimsOf(read))
    if (set.claims.iss !== peer)
      throw new JuxtaError('sender-mismatch', 'the event is not from this peer', { pointer: '/iss', rule: 'iss' })
    if (set.claims.aud !== country)
      throw new JuxtaError('wrong-recipient', 'the event is addressed to somebody else', {
        pointer: '/aud',
        rule: 'aud',
      })
    return set
  }
  const alert = async (kind: string, peer: Country | null, detail: string): Promise<void> => {
    const raised = await store.alerts.raise({ id: newMessageId(clock.now()), at: clock.now(), kind, peer, detail })
    if (raised) events.tell({ kind: 'alert', peer, alert: kind, detail })
  }

  const queue =
    settings.queue === 'embedded'
      ? embeddedQueue()
      : bullmqQueue({ url: settings.queue, prefix: settings.queuePrefix, log: (message) => log.warn(message) })
  const wake = (peer: Country, delayMs = 0): void => queue.wake(peer, delayMs)
  const tlsMaterial = (): TlsMaterial => ({
    certificate: readText(paths.tlsCertificate),
    key: readText(paths.tlsKey),
    authorities: [readText(paths.authority), ...directory.all().map((p) => p.tlsAuthority)],
  })
  const transport = httpsTransport({ directory, clock, connections: settings.inFlight, material: tlsMaterial })

  let stopping = false
  const book = new CaseBook({ country, store: store.cases, lookup: lookupProcedure, read: readBody })
  const enter = createEnter({ book, lookup: lookupProcedure, read: readBody })

  const submit = createSubmit({
    country,
    store,
    clock,
    events,
    limits: { messageBytes: settings.messageBytes },
    async allow(peer, q) {
      const agreement = await directory.upToDate(() => {
        directory.get(peer)
        return directory.allow(peer, { ...q, iss: country })
      })
      return {
        hash: agreement.hash,
        defaultContext: agreement.document.default_context,
        expiryDays: agreement.document.limits.expiry_days,
      }
    },
    known(procedure, type) {
      const priority = priorityOf(procedure, type)
      if (!isProcedure(procedure))
        throw new JuxtaError('request-invalid', `there is no procedure ${procedure}`, {
          pointer: '/procedure',
          rule: 'known',
        })
      if (priority === undefined)
        throw new JuxtaError('request-invalid', `the procedure ${procedure} has no message type ${type}`, {
          pointer: '/type',
          rule: 'known',
        })
      return { version: PROCEDURES[procedure].version, priority }
    },
    admit: ({ mediaType, bytes }, pointer) => admitDocument(mediaType, bytes, pointer),
    enterCase: (message) => enter.leave(message),
    sign: (claims) => signManifest(signer, signingKey, claims),
    leaf,
    wake,
  })

  const deliver = createDeliver({
    country,
    store,
    clock,
    transport,
    events,
    random: Math.random,
    seal(bundle, peer) {
      const key = directory.encryptionKey(peer, clock.now())
      return sealBundle(bundle, { kid: key.kid, jwk: key.jwk }, country, peer)
    },
    openSet,
    readLeaf: parseLeaf,
    leaf,
    commitment,
    withdrawal: (message) =>
      signSet(
        'withdrawn',
        { message: message.id, manifest_digest: message.manifestDigest, status: 'requested' },
        message.peer,
        newMessageId(clock.now()),
        message.conversation,
      ),
    alert,
  })
  // Whoever listens here is the only one: leases that bear this name when it starts are those of its dead predecessor.
  const owner = `${hostname()}:${settings.exchangeListen.port}`
  const fatal = (error: unknown): void =>
    onFatal(error instanceof JuxtaError ? error : new JuxtaError('internal', String(error), { cause: error }))
  const courier = new Courier({
    store: store.outbound,
    clock,
    events,
    owner,
    inFlight: settings.inFlight,
    random: Math.random,
    deliver,
    wake,
    fatal,
  })

  const receive = createReceive({
    country,
    store,
    clock,
    events,
    readSyntax: readSealedSyntax,
    readHeader: readSealedHeader,
    open: (jwe, header) => openSealed(signer, jwe, header),
    readManifest(jws) {
      const read = readManifestHeader(jws)
      const { claims, digest } = readManifest(read)
      return {
        kid: read.kid,
        alg: read.alg,
        x5t: read.header['x5t#S256'] as string,
        claims,
        digest,
        verify: (key) => verifyJws(read, key),
      }
    },
    signingKey: (iss, kid) => directory.upToDate(() => directory.signingKey(iss, kid)),
    async allow(peer, claims, now, bytes) {
      await directory.upToDate(() => directory.allowUnder(peer, claims.agreement, { ...claims, now, bytes }))
      if (!isProcedure(claims.procedure) || priorityOf(claims.procedure, claims.type) === undefined)
        throw new JuxtaError('unsupported-version', `this node does not know ${claims.procedure}/${claims.type}`, {
          pointer: '/type',
          rule: 'known',
        })
    },
    admit: ({ mediaType, bytes }, pointer) => admitDocument(mediaType, bytes, pointer),
    referencesIn,
    arrive: (message) => enter.arrive(message),
    signSet: ({ name, body }, to, jti, txn) => signSet(name, body, to, jti, txn),
    leaf,
  })

  const tally = createTally({
    store,
    clock,
    events,
    signSet,
    leaf: (kind, peer, object) => ownLeaf(kind, peer, object),
    alert,
    wake,
  })
  const agree = createAgree({
    country,
    store,
    clock,
    directory,
    events,
    sign: (text) => signJws(signer, signingKey, 'juxta-agreement+jwt', text),
    verify: async (jws, peer) => (await openJws(jws, 'juxta-agreement+jwt', directory.signingKeys(peer))).text,
    signSet,
    leaf: (kind, peer, object) => ownLeaf(kind, peer, object),
    wake,
  })
  const introduce = createIntroduce({
    country,
    store,
    clock,
    directory,
    transport,
    openInvite,
    openIdentity,
    words: fingerprintWords,
    leaf: (kind, peer, object) => ownLeaf(kind, peer, object),
  })
  const takeEvent = createTakeEvent({
    country,
    store,
    clock,
    events,
    openSet,
    signSet,
    leaf: (kind, peer, salt, object, keep) => leaf(kind, peer, salt, object, keep),
    salt: () => randomBytes(32),
    compareTally: (peer, counted) => tally.compare(peer, counted),
    revokeAgreement: (peer, hash, at) => agree.revokedByPeer(peer, hash, at),
    refreshIdentity: async (peer) => void (await introduce.refreshIdentity(peer)),
    wake,
  })
  const collect = createCollect({ store, clock, signSet, leaf, wake })

  const traders = new RecognisedTraders(store.traders, country)
  const traderFeed = new TraderFeed({
    store: store.traders,
    messages: store.messages,
    book,
    clock,
    // Ed25519 is deterministic (RFC 8032): all replicas, which share the key files, come to the same secret, and the store alone to none.
    secret: async () => sha256(await signer.signNote('log', Buffer.from('juxta: key of the tombstones of traders'))),
    done(name, error) {
      if (error === undefined)
        void follow().catch((e: unknown) => log.warn({ err: e }, 'the cases could not be followed'))
      else log.error({ err: error, ...name }, 'the register of traders could not be brought to its case')
    },
  })
  const follow = createFollow({
    country,
    store: store.cases,
    clock,
    book,
    reject: (id, pointer, reason) => collect.answer(id, { outcome: 'rejected', pointer, reason }),
    async send({ key, to, procedure, type, version, conversation, ref, body, test }) {
      const once = { client: 'node', key, fingerprint: key }
      if (await store.outbound.findIdempotent(once.client, key)) return
      const document = { mediaType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) }
      await submit(
        {
          to: [{ country: to }],
          procedure,
          type,
          version,
          conversation,
          ...(ref === undefined ? {} : { inReplyTo: ref }),
          document,
          attachments: [],
          test,
          fanOut: false,
        },
        once,
      )
    },
    alert,
    keptUp: (name, open) => traderFeed.keptUp(name, open),
    moreDue: (name, open) => statusesDue(traders, country, name, open, clock.now()),
  })

  // A case moves on as soon as something came into it; the round finds what another replica took.
  let followSoon = false
  events.listen(({ kind }) => {
    if ((kind !== 'accepted' && kind !== 'delivered') || followSoon) return
    followSoon = true
    setTimeout(() => {
      followSoon = false
      if (!stopping)
        void follow().catch((error: unknown) => log.warn({ err: error }, 'the cases could not be followed'))
    }, 25).unref()
  })

  events.listen((event) => {
    if (ATTENTION.has(event.kind)) log.warn(event, event.kind)
    else log.debug(event, event.kind)
  })

  // What passed while nobody could be reached is compared as soon as somebody can.
  events.listen((event) => {
    if (event.kind === 'peer-up')
      void tally.send(event.peer as Country).catch((error: unknown) => log.warn({ err: error }, 'the tally failed'))
  })

  const noteKeys = {
    log: parseVerifierKey(own.identity.log.vkey),
    witness: parseVerifierKey(own.identity.witness.vkey),
  }
  const publish = createPublisher({
    store: store.log,
    clock,
    keyOf(name) {
      if (name !== noteKeys.log.name)
        throw new JuxtaError('settings-invalid', `the identity of this node names no key for the log ${name}`, {
          rule: 'log-key',
        })
      return noteKeys.log
    },
    sign: (bytes) => signer.signNote('log', bytes),
  })
  const witness = createWitness({
    store,
    clock,
    directory,
    transport,
    key: noteKeys.witness,
    sign: (bytes) => signer.signNote('witness', bytes),
    alert,
  })
  const retain = createRetain({ country, store, clock, leaf: ownLeaf })
  const date =
    settings.tsa &&
    createDate({
      country,
      log: store.log,
      clock,
      trusted: readCertificates([readText(settings.tsa.certificate)]),
      ask: tsaClient(settings.tsa.url),
      alert,
    })
  const gather = createGather({
    country,
    store,
    transport,
    readSet: (jws) => parseSetClaims(claimsOf(readJws(jws, 'secevent+jwt'))),
  })
  const evidence = async (id: MessageId, documents: boolean): Promise<string> => {
    const bundle = await gather(id, { documents })
    return writeEvidence(bundle)
  }

  // Until a neighbour that has witnessed our log says that it still has its end, nothing new is put on it.
  let unsure: string | null = 'the node is starting'
  const running = (): void => {
    if (stopping) throw new JuxtaError('busy', 'the node is stopping', { retryAfter: 5 })
  }
  const admitting = (): void => {
    running()
    if (unsure !== null) throw new JuxtaError('log-unavailable', unsure, { rule: 'rollback-check', retryAfter: 5 })
  }
  async function judgeOwnLog(): Promise<void> {
    const verdict = await witness.judgeOwnLog()
    if (verdict.kind === 'ahead')
      throw new JuxtaError(
        'log-invalid',
        `${verdict.detail}: this store was restored from an older copy, or its log was tampered with; the node does not go on`,
        { rule: 'rollback', members: { peer: verdict.peer } },
      )
    const before = unsure
    unsure =
      verdict.kind === 'unknown'
        ? `no neighbour that has witnessed our log answers yet (${verdict.silent.join(', ')}), so nobody can say that it still has its end`
        : null
    if (unsure !== null && before !== unsure) await alert('log-unconfirmed', null, unsure)
    if (unsure === null && before !== null)
      for (const open of await store.alerts.alerts(true))
        if (open.kind === 'log-unconfirmed') await store.alerts.closeAlert(open.id, clock.now())
  }

  const auth = new WindowAuth(store.keys, () => clock.now())
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
  messageRoutes(
    {
      store,
      events,
      caller: (request) => auth.caller(request),
      submit,
      collected: (id) => collect.collected(id),
      answer: (id, given) => collect.answer(id, given),
      wake,
      originOf: () => origin,
      evidence,
      erase: (id, reason, by) => retain.order(id, reason, by),
      witnessed: async (row) => ((await store.log.covering(row.shard, row.logIndex))?.cosignatures.length ?? 0) > 0,
      admitting,
      now: () => clock.now(),
    },
    window.route,
  )
  traderRoutes({ traders, caller: (request) => auth.caller(request), now: () => clock.now() }, window.route)
  caseRoutes({ book, cases: store.cases, caller: (request) => auth.caller(request) }, window.route)
  const invite = async (): Promise<{ invite: string; words: string; fingerprint: string }> => {
    const { jwk } = await publicOf(readText(paths.identityKey))
    const kid = await thumbprint(jwk)
    const identity = (await store.peers.identities(country)).at(-1)!.jws
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
      now: () => clock.now(),
    },
    window.route,
  )
  operationsRoutes(
    { store, events, queueHealthy: () => queue.healthy(), now: () => clock.now(), stopping: () => stopping },
    window.route,
  )

  const logNeeds = { log: store.log, peerOf: (leaf: string) => parseLeaf(leaf).peer }
  logRoutes(logNeeds, window.route, () => null)
  window.route('getLog', async () => {
    const head = await store.log.head()
    const sizes = await store.log.cosignedSizes(head.shard)
    return {
      body: {
        ...head,
        published: (await store.log.published(head.shard))?.size ?? null,
        vkey: own.identity.log.vkey,
        witness: own.identity.witness.vkey,
        cosigned: [...sizes].map(([name, size]) => ({ witness: name, size })),
      },
    }
  })

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
      identify: (request) =>
        directory.upToDate(() => identify(request, (pin) => directory.byPin(pin, clock.now()), clock.now())),
      heardOf: (peer) => void courier.heardOf(peer).catch(fatal),
      receive,
      takeEvent,
      takeAgreement: (peer, hash, body) => agree.receive(peer, hash, body),
      identities: async (after) =>
        (await store.peers.identities(country)).filter((i) => i.version > after).map((i) => i.jws),
      description: () =>
        signJws(
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
            log: origin,
          }),
        ),
      addCheckpoint: (peer, body) => witness.addCheckpoint(peer, body),
      witnessed: (peer) => witness.seenOf(peer),
      sets: store.sets,
      now: () => clock.now(),
      admitting,
      cosigning: running,
    },
    exchange.route,
    exchange.guard,
  )
  logRoutes(logNeeds, exchange.route, peerOfRequest)

  let stopRounds: () => Promise<void> = async () => undefined
  const reload = async (): Promise<void> => {
    reloadTls(exchange.app, tlsMaterial())
    await transport.forget()
  }
  directory.onChange(async () => {
    queue.watch(directory.all().map((p) => p.country))
    await reload()
  })

  return {
    settings,
    country,
    store,
    directory,
    events,
    courier,
    log,
    window: window.app,
    exchange: exchange.app,
    signer,
    own,
    reload,
    tally,
    publish,
    judgeOwnLog,
    witness,
    retain,

    /** Listens and works. The exchange side opens only after the store was checked. */
    async start(): Promise<void> {
      await store.check()
      queue.watch(directory.all().map((p) => p.country))
      // The witness port opens first, so that two nodes that start at once can answer each other.
      await exchange.app.listen({ host: settings.exchangeListen.host, port: settings.exchangeListen.port })
      // One process owns an embedded store: all leases are void.
      await store.outbound.releaseLeases(settings.store.startsWith('sqlite:') ? null : owner)
      try {
        await judgeOwnLog()
      } catch (error) {
        await exchange.app.close()
        throw error
      }
      await queue.start((peer) => courier.drain(peer))
      await window.app.listen({ host: settings.windowListen.host, port: settings.windowListen.port })
      // Whoever has something for us need not wait for the end of a pause.
      for (const { country: peer, state } of directory.all())
        if (state === 'active')
          void transport.request(peer, { method: 'GET', path: '/v1/ping', timeoutMs: 5000 }).catch(() => undefined)
      stopRounds = startRounds({
        sweepMs: settings.sweepMs,
        tallyMs: settings.tallySeconds * 1000,
        dateMs: settings.tsaSeconds * 1000,
        clock,
        sweep: async () => {
          for (const peer of (await store.outbound.duePeers(clock.now())).peers) wake(peer)
        },
        async refresh() {
          await directory.refresh()
          if (unsure !== null) await judgeOwnLog()
        },
        cases: follow,
        publish: async () => void (await publish()),
        cosign: () => witness.submit(),
        retain: async () => void (await retain.round()),
        date: async () => void (await date?.()),
        tally: async () => {
          for (const peer of directory.all()) if (peer.state === 'active') await tally.send(peer.country)
        },
        failed: (round, error) => {
          log.error({ err: error }, `the round ${round} failed`)
          if (error instanceof JuxtaError && (error.code === 'store-failed' || error.rule === 'rollback'))
            onFatal(error)
        },
      })
    },

    /** Lets go of what was opened, of a node that was not started. */
    async close(): Promise<void> {
      await queue.close()
      await transport.close()
      await store.close()
    },

    /** Ends in order: nothing new is taken, what is in flight is finished, then the store closes. */
    async stop(): Promise<void> {
      stopping = true
      await stopRounds()
      await traderFeed.stop()
      await queue.close()
      await Promise.race([courier.stop(), new Promise((resolve) => setTimeout(resolve, 10_000).unref())])
      await store.outbound.releaseLeases(owner).catch(() => undefined)
      await Promise.all([window.app.close(), exchange.app.close()])
      // What was appended last is published too, so that an export of the stopped folder has it.
      if (unsure === null)
        await publish().catch((error: unknown) => log.warn({ err: error }, 'the last checkpoint failed'))
      await transport.close()
      await store.close()
    },
  }
}
