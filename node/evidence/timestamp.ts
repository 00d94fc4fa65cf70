/** Asking the timestamp authority (RFC 3161) of the settings to date something, with what its certificate and its clock are held against. */
import { randomBytes } from 'node:crypto'
import { tsaClient } from '../adapters/tsa-client.ts'
import { readCertificates, readTimestampResponse, timestampRequest, verifyTimestamp } from '../log/rfc3161.ts'
import type { Node } from '../node.ts'
import { createConditions, TSA_CLOCK } from '../operate/conditions.ts'
import { readText } from '../operate/node-folder.ts'

/** Milliseconds by which our clock may differ from what the authority states, beyond the time that it had for its answer. */
const SKEW_MS = 60_000

/** A token (DER); `genTime`: what it states, `validUntil`: when the certificate of the authority ends, in milliseconds since 1970. */
export type Dated = { readonly token: Buffer; readonly genTime: number; readonly validUntil: number }

export type TimestampAuthority = NonNullable<ReturnType<typeof createTimestamp>>

/** Null where no authority is configured. Fails with `settings-invalid` where its certificates cannot be read. */
export function createTimestamp(node: Node) {
  if (node.settings.tsa === null) return null
  const { url, certificate } = node.settings.tsa
  /** Certificates of the authority or of its issuer: all of the file, read anew each time, so that a renewed one counts. */
  const certificates = () => readCertificates([readText(certificate)])
  certificates()
  const ask = tsaClient(url)
  const hold = createConditions(node)

  /** The nonce says that the time was stated between the two of ours. */
  async function compareClocks(asked: number, genTime: number, answered: number): Promise<void> {
    const isAhead = genTime < asked - SKEW_MS
    const isOff = isAhead || genTime > answered + SKEW_MS
    const detail = isAhead
      ? 'our clock is ahead of that of the timestamp authority by more than a minute'
      : 'our clock is behind that of the timestamp authority by more than a minute'
    await hold(
      'clock',
      isOff ? [{ peer: null, subject: TSA_CLOCK, detail }] : [],
      (_, subject) => subject === TSA_CLOCK,
    )
  }

  return {
    certificates,
    /** Has the SHA-256 `imprint` dated. Fails with `unreachable`, `answer-invalid` or `log-invalid`. */
    async date(imprint: Buffer): Promise<Dated> {
      const nonce = randomBytes(8)
      const asked = node.clock.now()
      const token = readTimestampResponse(await ask(timestampRequest(imprint, nonce)))
      const { genTime, validUntil } = verifyTimestamp(token, imprint, certificates(), nonce)
      await compareClocks(asked, genTime, node.clock.now())
      return { token, genTime, validUntil }
    },
  }
}
