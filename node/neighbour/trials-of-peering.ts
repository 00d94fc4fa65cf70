/** What is tried before a message goes: TLS, who answers, its identity and description, and how it takes agreements. */
import type { ConnectionOptions } from 'node:tls'
import { AGREEMENT_BYTES, agreementHash, agreementText, type AgreementDocument } from '../peers/agreement.ts'
import { isSigning, type Identity } from '../message/identity.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { openIdentity } from '../seal/identity.ts'
import { claimsOf, openJws, signJws } from '../seal/jws.ts'
import { digestOf } from '../values/digest.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { isTimeText } from '../values/time.ts'
import { spoken } from './spoken.ts'
import { ask, expect, judgeForm, said, type Kit } from './kit.ts'

const pinged = (url: string, options: ConnectionOptions): Promise<string | null> =>
  spoken(url, options, { line: 'GET /v1/ping' })

const isRefused = (line: string | null): boolean => line === null || / 40[13] /.test(line)
const heard = (line: string | null): string => line ?? 'the connection was refused'

export async function tryTls({ node, peer, book, stranger }: Kit): Promise<void> {
  const { exchangeUrl } = node.directory.get(peer)
  const { certificate: cert, key } = node.tlsMaterial()
  const old = await pinged(exchangeUrl, { cert, key, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })
  book.write('TLS-1', 'TLS 1.2, with the right certificate', old === null, heard(old))
  const none = await pinged(exchangeUrl, { minVersion: 'TLSv1.3' })
  book.write('TLS-2', 'no certificate', isRefused(none), heard(none))
  const other = await pinged(exchangeUrl, { ...stranger, minVersion: 'TLSv1.3' })
  book.write('TLS-2', 'a certificate of our authority for a key that is not pinned', isRefused(other), heard(other))
}

export async function tryIdentity(kit: Kit): Promise<void> {
  const { node, peer, book } = kit
  await book.try('ID-1', 'GET /v1/ping', async () => {
    const answer = await ask(kit, { method: 'GET', path: '/v1/ping' })
    const body = answer.status === 200 ? parseStrictJson(answer.body) : null
    const right =
      isObject(body) && body['country'] === peer && body['peer'] === node.country && isTimeText(String(body['time']))
    expect(right, said(answer))
    return answer.body
  })
  await book.try('ID-2', 'GET /v1/identity', async () => {
    const answer = await ask(kit, { method: 'GET', path: '/v1/identity?after=0' })
    const body = answer.status === 200 ? parseStrictJson(answer.body) : null
    expect(isObject(body) && Array.isArray(body['identities']) && body['identities'].length > 0, said(answer))
    const { identityKey, identity } = node.directory.get(peer)
    const key = JSON.parse(identityKey) as Parameters<typeof openIdentity>[1]
    let previous: { jws: string; version: number } | undefined
    const logs = new Map<string, Identity['log']>()
    for (const jws of body['identities'] as string[]) {
      const { version, log } = await openIdentity(jws, key, previous)
      previous = { jws, version }
      logs.set(log.origin, log)
    }
    expect(
      body['more'] === true || previous?.version === identity.version,
      `the newest is version ${previous?.version}`,
    )
    kit.logs = [...logs.values()]
    return `versions up to ${previous?.version}, ${kit.logs.length === 1 ? 'one log' : `logs ${[...logs.keys()].join(', ')}`}`
  })
  await book.try('ID-3', 'GET /.well-known/juxta', async () => {
    const answer = await ask(kit, { method: 'GET', path: '/.well-known/juxta' })
    expect(answer.status === 200, said(answer))
    const keys = node.directory.get(peer).identity.keys.filter(isSigning)
    const claims = claimsOf(await openJws(answer.body.trim(), 'juxta-node+jwt', keys)) as Record<string, unknown>
    const [iat, exp] = [Number(claims['iat']), Number(claims['exp'])]
    expect(claims['iss'] === peer && exp > iat && exp - iat <= 86_400, answer.body)
    return `from ${iat} to ${exp}`
  })
}

/** Two that must not be taken; `agreed`: a document that could be proposed. */
export async function tryAgreements(kit: Kit, agreed: AgreementDocument): Promise<void> {
  const { node, book } = kit
  const offer = async (hash: string, text: string): Promise<PeerAnswer> => {
    const jws = await signJws(node.signer, node.own.signingKey, 'juxta-agreement+jwt', text)
    const body = JSON.stringify({ agreement: text, signatures: { [node.country]: jws } })
    return ask(kit, { method: 'PUT', path: `/v1/agreements/${hash}`, contentType: 'application/json', body })
  }
  const text = agreementText({ ...agreed, title: `Never to be signed, ${AGREEMENT_BYTES}` })
  const spread = JSON.stringify(JSON.parse(text), null, 1)
  for (const [tried, hash, document] of [
    ['the path of another agreement', digestOf('another'), text],
    ['a text that is not canonical', agreementHash(spread), spread],
  ] as const) {
    const answer = await offer(hash, document)
    book.write('AGR-2', tried, answer.status >= 400 && answer.status < 500, said(answer))
    if (answer.status >= 400) judgeForm(kit, tried, answer)
  }
}
