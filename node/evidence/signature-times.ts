/**
 * Timestamps over signature values (JAdES B-T, B-LTA): asked of the timestamp authority when evidence is first made of a message, never on its way, kept, and
 * followed by others before their certificates end. What goes with them is what a signature is judged by: certificates and what their authorities say.
 */
import { asJuxtaError } from '../values/errors.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import type { MessageId } from '../values/id.ts'
import { parseIdentity } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Evidence, Revocation, Signed, SignatureTimestamps } from './bundle.ts'
import { RENEW_EVERY_MS, RENEW_MS } from './date.ts'
import {
  archiveImprint,
  readComponent,
  signatureImprint,
  writeTimestamp,
  writeTimestampValues,
  writeValues,
} from './jades.ts'
import type { TimestampAuthority } from './timestamp.ts'

const AT_ONCE = 50
/** An authority that is away is left alone for so long: evidence is made without it meanwhile. */
const REST_MS = 60_000

/** What is kept of the signature `jws`; `validUntil`: when the certificate behind its last token ends, in milliseconds since 1970. */
type Kept = {
  readonly message: MessageId
  readonly of: Signed
  readonly jws: string
  readonly etsiU: readonly string[]
  readonly validUntil: number
}
type Row = { message: string; of: string; jws: string; etsiU: string; validUntil: number }
const keptOf = (row: Row): Kept => ({
  ...row,
  message: row.message as MessageId,
  of: row.of as Signed,
  etsiU: JSON.parse(row.etsiU) as string[],
})

export const signatureTimesIn = inStore(({ read, apart }: Store) => ({
  of: async (message: MessageId): Promise<Kept[]> =>
    (await read.selectFrom('signatureTimes').selectAll().where('message', '=', message).execute()).map(keptOf),

  /** Keeps what is of a new signature; of the same, what another process kept first stands. */
  async keep({ etsiU, ...kept }: Kept): Promise<void> {
    const row: Row = { ...kept, etsiU: JSON.stringify(etsiU) }
    await apart((db) =>
      db
        .insertInto('signatureTimes')
        .values(row)
        .onConflict((c) => c.columns(['message', 'of']).doUpdateSet(row).where('signatureTimes.jws', '!=', row.jws))
        .execute(),
    )
  },

  /** Those whose last token ends before `before`, the first to end first. */
  ending: async (before: number, limit: number): Promise<Kept[]> =>
    (
      await read
        .selectFrom('signatureTimes')
        .selectAll()
        .where('validUntil', '<', before)
        .orderBy('validUntil')
        .limit(limit)
        .execute()
    ).map(keptOf),

  /** Lengthens what is kept, where it still stands as it was. */
  async lengthen({ message, of, etsiU: before }: Kept, etsiU: readonly string[], validUntil: number): Promise<void> {
    await apart((db) =>
      db
        .updateTable('signatureTimes')
        .set({ etsiU: JSON.stringify(etsiU), validUntil })
        .where('message', '=', message)
        .where('of', '=', of)
        .where('etsiU', '=', JSON.stringify(before))
        .execute(),
    )
  },
}))

const jsonOf = (segment: string | undefined): unknown => parseStrictJson(strictBase64url(segment ?? ''))

/** The certificates (DER) of the key that signed `jws`, as the identities, which were verified when they were stored, have them. */
export function certificatesOf(jws: string, identities: readonly string[]): Buffer[] {
  const { kid } = jsonOf(jws.split('.')[0]) as { kid: string }
  for (const identity of [...identities].reverse()) {
    const key = parseIdentity(jsonOf(identity.split('.')[1])).keys.find((k) => k.kid === kid)
    if (key?.x5c) return key.x5c.map((text) => Buffer.from(text, 'base64'))
  }
  return []
}

/** The certificates (DER) among components of ours. */
const certificatesIn = (etsiU: readonly string[]): Buffer[] =>
  etsiU.flatMap((text) => {
    const component = readComponent(text, '')
    return 'certificates' in component ? component.certificates : []
  })

/** `revocationOf`: what the issuers of certificates (DER) say of them now. */
export function createSignatureTimes(
  node: Pick<Node, 'store' | 'clock' | 'alert' | 'settle'>,
  authority: TimestampAuthority | null,
  revocationOf: (certificates: readonly Buffer[]) => Promise<readonly Revocation[]>,
) {
  const { store, clock } = node
  const kept = signatureTimesIn(store)
  let restUntil = 0
  let renewFrom = 0

  /** What `work` answers; null, with an alert, where the authority does not date. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      const done = await work()
      await node.settle('timestamp', null)
      return done
    } catch (cause) {
      const error = asJuxtaError(cause)
      if (error.fault === 'fatal' && error.code !== 'internal') throw error
      restUntil = clock.now() + REST_MS
      await node.alert('timestamp', null, `the timestamp authority did not date a signature: ${error.message}`)
      return null
    }
  }

  async function make(message: MessageId, of: Signed, jws: string, identities: readonly string[]): Promise<Kept> {
    const first = await authority!.date(signatureImprint(jws))
    const own = certificatesOf(jws, identities)
    const issuers = authority!.certificates().map((c) => c.raw)
    const certificates = [...own, ...issuers.filter((c) => !own.some((o) => o.equals(c)))]
    const values = writeValues({ certificates, revocation: await revocationOf(certificates) })
    const before = [writeTimestamp('sigTst', first.token), ...values]
    const last = await authority!.date(archiveImprint(jws, before))
    return { message, of, jws, etsiU: [...before, writeTimestamp('arcTst', last.token)], validUntil: last.validUntil }
  }

  async function renewOne(row: Kept): Promise<boolean> {
    const { jws, etsiU, validUntil } = row
    const certificates = authority!.certificates().map((c) => c.raw)
    const revocation = await revocationOf([...certificatesIn(etsiU), ...certificates])
    const before = [...etsiU, ...writeTimestampValues({ certificates, revocation })]
    const last = await authority!.date(archiveImprint(jws, before))
    // It has no other certificate yet: nothing would be gained by what is kept growing by the hour.
    if (last.validUntil <= validUntil) return false
    await kept.lengthen(row, [...before, writeTimestamp('arcTst', last.token)], last.validUntil)
    return true
  }

  return {
    /** What is kept of the signatures of a message, and made now where nothing is yet. */
    async of({ message, manifest, receipt, identities }: Evidence): Promise<SignatureTimestamps[]> {
      const signed = [['manifest', manifest] as const, ['receipt', receipt] as const]
      const isOf = (k: Kept): boolean => signed.some(([of, jws]) => k.of === of && k.jws === jws)
      const there = (await kept.of(message)).filter(isOf)
      const missing = signed.filter(([of, jws]) => jws !== null && !there.some((k) => k.of === of))
      if (authority && missing.length > 0 && clock.now() >= restUntil) {
        const made = await attempt(() => Promise.all(missing.map(([of, jws]) => make(message, of, jws!, identities))))
        for (const one of made ?? []) await kept.keep(one)
        if (made) there.splice(0, there.length, ...(await kept.of(message)).filter(isOf))
      }
      return there.map(({ of, etsiU }) => ({ of, etsiU })).sort((a, b) => (a.of < b.of ? -1 : 1))
    },

    /** Dates anew what would lose its last certificate soon. Answers how many. */
    async renew(): Promise<number> {
      let count = 0
      if (!authority || clock.now() < Math.max(restUntil, renewFrom)) return 0
      for (const row of await kept.ending(clock.now() + RENEW_MS, AT_ONCE)) {
        const done = await attempt(() => renewOne(row))
        if (done) count++
        else {
          renewFrom = clock.now() + RENEW_EVERY_MS
          break
        }
      }
      return count
    },
  }
}
