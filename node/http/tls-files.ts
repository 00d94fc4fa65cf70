/** A certificate and its key as they lie in files: those in use, and newer ones, which count only where they hold. */
import { createSecureContext } from 'node:tls'
import { certificatesIn, checkCertificate, checkKey, readChain, type CertificateWanted } from '../peers/certificate.ts'

/** PEM: the chain, its own certificate first, and the key of that. */
export type TlsPair = { readonly certificate: string; readonly key: string }

/** Whether an authority's certificates can be given to OpenSSL: one that cannot would keep all others from being trusted. */
export function isAuthority(pem: string): boolean {
  try {
    createSecureContext({ ca: pem })
    return certificatesIn(pem).length > 0
  } catch {
    return false
  }
}

/**
 * Opens what `read` finds in the files. A certificate that has expired is shown all the same: the node starts, and neighbours say by name why they refuse
 * it. `wanted` says what newer ones must be. Fails with `settings-invalid` where the pair cannot be read, or is none.
 */
export function openTlsFiles(read: () => TlsPair, wanted: () => CertificateWanted, now: () => number) {
  const chainOf = ({ certificate, key }: TlsPair) => {
    const chain = readChain(certificate, wanted().path)
    checkKey(chain[0], key, wanted().path)
    return chain
  }
  let used = read()
  chainOf(used)
  return {
    used: (): TlsPair => used,

    /** Takes what lies in the files now; answers whether it is new. Fails with `settings-invalid`, and what was in use stays. */
    renew(): boolean {
      const found = read()
      if (found.certificate === used.certificate && found.key === used.key) return false
      checkCertificate(chainOf(found), wanted(), now())
      used = found
      return true
    },
  }
}

export type TlsFiles = ReturnType<typeof openTlsFiles>
