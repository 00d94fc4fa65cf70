/** The node's folder: which file is what. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { JuxtaError } from '../values/errors.ts'

/** Holds the settings of the node, one a line as `name=value`. */
export const SETTINGS_FILE = 'juxta.env'

export const folder = (dataDir: string) =>
  ({
    keys: join(dataDir, 'keys'),
    certificates: join(dataDir, 'certificates'),
    tlsKey: join(dataDir, 'keys', 'tls.pem'),
    tlsCertificate: join(dataDir, 'certificates', 'tls.pem'),
    tlsRequest: join(dataDir, 'certificates', 'tls.csr'),
    nextTlsKey: join(dataDir, 'keys', 'tls-next.pem'),
    nextTlsCertificate: join(dataDir, 'certificates', 'tls-next.pem'),
    nextTlsRequest: join(dataDir, 'certificates', 'tls-next.csr'),
    developmentAuthorityKey: join(dataDir, 'development-authority', 'authority-key.pem'),
    signingCertificate: join(dataDir, 'certificates', 'signing.pem'),
    signingRequest: join(dataDir, 'certificates', 'signing.csr'),
    authority: join(dataDir, 'certificates', 'authority.pem'),
    developmentAuthority: join(dataDir, 'development-authority'),
    identityKey: join(dataDir, 'keys', 'identity.pem'),
    localKey: join(dataDir, 'local.key'),
    /** A tz database that goes before the one of Node, where there is one (`juxta tz update`). */
    tzdata: join(dataDir, 'tzdata.zi'),
    /** Where the command line reaches a node that runs. */
    socket: join(dataDir, 'juxta.sock'),
  }) as const

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new JuxtaError('settings-invalid', `${path} cannot be read: ${(cause as Error).message}`, {
      rule: 'file',
      cause,
    })
  }
}
