/** Certificates that the development authority of a test's node issues, good ones and faulty ones. */
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueCertificate, type CertificateFault } from '../certs-dev/authority.ts'
import type { TestNode } from './nodes.ts'

/** A TLS certificate (PEM) for the TLS key of `node`, or for another key. */
export async function tlsCertificate(
  node: TestNode,
  fault?: CertificateFault,
  keyPem = node.key('tls'),
): Promise<string> {
  const read = (name: string): string => readFileSync(join(node.dir, 'development-authority', name), 'utf8')
  const authority = {
    country: node.country,
    certificatePem: read('authority.pem'),
    privateKeyPem: read('authority-key.pem'),
  }
  const { certificatePem } = await issueCertificate(authority, {
    country: node.country,
    name: 'Customs',
    use: 'tls',
    publicKeyPem: createPublicKey(keyPem).export({ type: 'spki', format: 'pem' }) as string,
    ...(fault === undefined ? {} : { fault }),
  })
  return certificatePem
}
