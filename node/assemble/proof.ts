/** The rooms of the log: it is published, witnessed, dated, gathered into evidence, and judged at start. */
import { alertsIn } from '../peers/registry.ts'
import { logIn } from '../store/log.ts'
import { readText } from '../operate/node-folder.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/ids.ts'
import { tsaClient } from '../adapters/tsa-client.ts'
import { createRetain } from '../evidence/retain.ts'
import { createDate } from '../evidence/date.ts'
import { readCertificates } from '../log/rfc3161.ts'
import { createGather } from '../evidence/gather.ts'
import { writeEvidence } from '../evidence/bundle.ts'
import { parseVerifierKey } from '../log/note.ts'
import { createPublisher } from '../evidence/publish.ts'
import { createWitness } from '../exchange/witness.ts'
import { parseSetClaims } from '../message/security-event.ts'
import { claimsOf, readJws } from '../seal/jws.ts'
import { existsSync } from 'node:fs'
import { writeKeyFile } from '../seal/file-signer.ts'
import { createNextShard, type NextShard } from '../evidence/next-shard.ts'
import { signIdentity } from '../seal/identity.ts'
import { makeKey, thumbprint } from '../seal/keys.ts'
import { publicOf } from '../seal/webcrypto.ts'
import type { Ground } from './ground.ts'
import type { Messages } from './messages.ts'

/** The identity key of the folder; null where it is kept elsewhere. */
async function identityKid(paths: Ground['paths']): Promise<{ kid: string; alg: 'ES256' | 'Ed25519' } | null> {
  if (!existsSync(paths.identityKey)) return null
  const { jwk } = await publicOf(readText(paths.identityKey))
  return { kid: await thumbprint(jwk), alg: jwk.crv === 'Ed25519' ? 'Ed25519' : 'ES256' }
}

export type Proof = ReturnType<typeof openProof>

export function openProof(ground: Ground, messages: Messages) {
  const {
    settings,
    clock,
    store,
    country,
    paths,
    signer,
    own,
    renew,
    directory,
    ownLeaf,
    signSet,
    alert,
    transport,
    life,
  } = ground
  const witnessKey = parseVerifierKey(own.identity.witness.vkey)
  const publish = createPublisher({
    store: logIn(store),
    clock,
    async keyOf(origin) {
      await renew()
      const key = parseVerifierKey(own.identity.log.vkey)
      if (origin !== key.name)
        throw new JuxtaError('settings-invalid', `the identity of this node names no key for the log ${origin}`, {
          rule: 'log-key',
        })
      return key
    },
    sign: (key, bytes) => signer.signNote(key.publicKey, bytes),
  })
  const witness = createWitness({
    country,
    store,
    clock,
    directory,
    transport,
    key: witnessKey,
    sign: (bytes) => signer.signNote(witnessKey.publicKey, bytes),
    refreshIdentity: (peer) => messages.introduce.refreshIdentity(peer),
    leaf: ownLeaf,
    quorum: { size: settings.witnessQuorum, ageMs: settings.witnessSeconds * 1000 },
    alert,
  })
  const nextShard = createNextShard({
    country,
    store,
    clock,
    readIdentity: (jws) => directory.read(jws),
    async signIdentity(identity) {
      const kid = await identityKid(paths)
      if (kid === null || !signer.has(kid.kid))
        throw new JuxtaError(
          'settings-invalid',
          `${paths.identityKey} is not there: the identity key, which may be kept elsewhere, must sign the identity that names the next log`,
          { rule: 'identity-key' },
        )
      return signIdentity(signer, kid, identity)
    },
    signNote: (publicKey, bytes) => signer.signNote(publicKey, bytes),
    async makeLogKey(shard) {
      const made = await makeKey('Ed25519')
      await writeKeyFile(paths.keys, `log-${shard}.pem`, made.pem)
      return made.spki.subarray(-32)
    },
    signSet,
    leaf: ownLeaf,
  })
  const retain = createRetain({ country, store, clock, leaf: ownLeaf })
  const date =
    settings.tsa &&
    createDate({
      country,
      log: logIn(store),
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
    if (life.stopping) throw new JuxtaError('busy', 'the node is stopping', { retryAfter: 5 })
  }
  const admitting = (): void => {
    running()
    if (unsure !== null) throw new JuxtaError('log-unavailable', unsure, { rule: 'rollback-check', retryAfter: 5 })
  }
  /** `accepted`: why an operator goes on with a log that lost its end, under another name; null where none does. */
  async function judgeOwnLog(accepted: string | null = null): Promise<void> {
    const verdict = await witness.judgeOwnLog()
    if (verdict.kind === 'ahead' && accepted !== null) {
      const lost = { peer: verdict.peer, checkpoint: verdict.checkpoint }
      const opened = await nextShard({ reason: accepted, by: 'start --accept-rollback', keepKey: true, lost })
      await renew()
      await alert(
        'log-rollback',
        verdict.peer,
        `${verdict.detail}; accepted: ${accepted}; the log goes on as ${opened.origin}`,
      )
      unsure = null
      return
    }
    if (verdict.kind === 'ahead')
      throw new JuxtaError(
        'log-invalid',
        `${verdict.detail}: this store was restored from an older copy, or its log was tampered with; the node does not go on (start --accept-rollback "reason" opens another log and has neighbours send again)`,
        { rule: 'rollback', members: { peer: verdict.peer } },
      )
    const before = unsure
    unsure =
      verdict.kind === 'unknown'
        ? `no neighbour that has witnessed our log answers yet (${verdict.silent.join(', ')}), so nobody can say that it still has its end`
        : null
    if (unsure !== null && before !== unsure) await alert('log-unconfirmed', null, unsure)
    if (unsure === null && before !== null)
      for (const open of await alertsIn(store).alerts(true))
        if (open.kind === 'log-unconfirmed') await alertsIn(store).closeAlert(open.id, clock.now())
  }

  return {
    publish,
    witness,
    retain,
    date,
    evidence,
    judgeOwnLog,
    async nextShard(order: NextShard) {
      const opened = await nextShard(order)
      await renew()
      return opened
    },
    running,
    admitting,
    /** Why nothing new is put on the log now; null where nothing stands against it. */
    unsure: (): string | null => unsure,
  }
}
