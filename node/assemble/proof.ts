/** The rooms of the log: it is published, witnessed, dated, gathered into evidence, and judged at start. */
import { readText } from '../config/node-folder.ts'
import { JuxtaError } from '../errors.ts'
import type { MessageId } from '../ids.ts'
import { tsaClient } from '../adapters/tsa-client.ts'
import { createRetain } from '../evidence/retain.ts'
import { createDate } from '../evidence/date.ts'
import { readCertificates } from '../log/rfc3161.ts'
import { createGather } from '../evidence/gather.ts'
import { writeEvidence } from '../log/bundle.ts'
import { parseVerifierKey } from '../log/note.ts'
import { createPublisher } from '../log/publish.ts'
import { createWitness } from '../peering/witness.ts'
import { parseSetClaims } from '../message/security-event.ts'
import { claimsOf, readJws } from '../seal/jws.ts'
import type { Ground } from './ground.ts'

export type Proof = ReturnType<typeof openProof>

export function openProof(ground: Ground) {
  const { settings, clock, store, country, signer, own, directory, ownLeaf, alert, transport, life } = ground
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
    if (life.stopping) throw new JuxtaError('busy', 'the node is stopping', { retryAfter: 5 })
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

  return {
    publish,
    witness,
    retain,
    date,
    evidence,
    judgeOwnLog,
    running,
    admitting,
    /** Why nothing new is put on the log now; null where nothing stands against it. */
    unsure: (): string | null => unsure,
  }
}
