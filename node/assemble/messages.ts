/** The rooms through which a message goes out and comes in, with what peers tell each other about it. */
import { outboxIn } from '../exchange/outbox.ts'
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { admitDocument } from '../documents/admit.ts'
import { JuxtaError } from '../values/errors.ts'
import { keyCounts } from '../message/identity.ts'
import { manifestDigest } from '../message/manifest.ts'
import { newMessageId, type Country } from '../values/ids.ts'
import { createCollect } from '../exchange/collect.ts'
import { createReceive } from '../exchange/receive.ts'
import { createTakeEvent } from '../exchange/take-event.ts'
import { commitment, parseLeaf } from '../log/entry.ts'
import { Courier } from '../exchange/courier.ts'
import { createDeliver } from '../exchange/deliver.ts'
import { createSubmit, referencesIn } from '../exchange/submit.ts'
import { createAgree } from '../exchange/agree.ts'
import { createIntroduce } from '../peers/introduce.ts'
import { createRenew } from '../exchange/renew.ts'
import { createTally } from '../exchange/tally.ts'
import { PROCEDURES, isProcedure, priorityOf } from '../cases/registry.ts'
import { openIdentity, openInvite } from '../seal/identity.ts'
import { openJws, signJws, verifyJws } from '../seal/jws.ts'
import { readManifest, readManifestHeader, signManifest } from '../seal/manifest.ts'
import { openSealed, readSealedHeader, readSealedSyntax, sealBundle } from '../seal/sealing.ts'
import { fingerprintWords } from '../seal/words.ts'
import type { Enter } from '../cases/enter.ts'
import type { Ground } from './ground.ts'

export type Messages = ReturnType<typeof openMessages>

export function openMessages(ground: Ground, enter: Enter) {
  const {
    settings,
    clock,
    log,
    events,
    store,
    country,
    signer,
    own,
    signingKey,
    renewals,
    knowing,
    directory,
    leaf,
    ownLeaf,
    signSet,
    openSet,
    alert,
    wake,
    transport,
    fatal,
  } = ground
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
    pinned: (peer, conversation) => enter.pinned(peer, conversation),
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
    openSet: (jws, peer) => openSet(jws, peer, true),
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
    isWithdrawn: (kid) => own.isWithdrawn(kid),
    async signAnew(manifest, change) {
      const claims = change(readManifest(readManifestHeader(manifest)).claims)
      const signed = await signManifest(signer, signingKey, claims)
      return { manifest: signed, digest: manifestDigest(signed), claims }
    },
    lookAgain: (peer) => renewals.lookAgain(peer),
  })
  // Whoever listens here is the only one: leases that bear this name when it starts are those of its dead predecessor.
  const owner = `${hostname()}:${settings.exchangeListen.port}`
  const courier = new Courier({
    store: outboxIn(store),
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
    signingKey: (iss, kid) => knowing(iss, () => directory.upToDate(() => directory.signingKey(iss, kid))),
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
    async verify(jws, peer) {
      const now = Math.floor(clock.now() / 1000)
      const counting = () => directory.signingKeys(peer).filter((k) => keyCounts(k, now, now))
      return (await knowing(peer, () => openJws(jws, 'juxta-agreement+jwt', counting()))).text
    },
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
  renewals.lookAgain = (peer) => introduce.lookAgain(peer)
  const renewIdentity = createRenew({
    country,
    store,
    clock,
    directory,
    own,
    signer,
    openIdentity,
    signSet,
    leaf: (kind, peer, object) => ownLeaf(kind, peer, object),
    wake,
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
    isLogOf: (peer, origin) => introduce.isLogOf(peer, origin),
    alert,
    wake,
  })
  const collect = createCollect({ store, clock, signSet, leaf, wake })

  // What passed while nobody could be reached is compared as soon as somebody can.
  events.listen((event) => {
    if (event.kind === 'peer-up')
      void tally.send(event.peer as Country).catch((error: unknown) => log.warn({ err: error }, 'the tally failed'))
  })

  return { owner, submit, courier, receive, tally, agree, introduce, renewIdentity, takeEvent, collect }
}
