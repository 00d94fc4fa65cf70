/** The key agreement of TLS between nodes: hybrid with ML-KEM where OpenSSL of this Node has it (3.5: Node 24 and newer), so that what is recorded today stays closed. */
import { createSecureContext, type TLSSocket } from 'node:tls'

export const HYBRID = 'X25519MLKEM768'
// Two key shares at once, so that a peer without the hybrid needs no second round; a server asks for the hybrid whoever offers it (OpenSSL 3.5, "tuples").
const WITH_HYBRID = `*${HYBRID}/*X25519:P-256:P-384`

let hybrid: boolean | null = null
/** Whether this Node can negotiate the hybrid: asked of its OpenSSL, once. */
export function offersHybrid(): boolean {
  if (hybrid === null)
    try {
      createSecureContext({ ecdhCurve: WITH_HYBRID })
      hybrid = true
    } catch {
      hybrid = false
    }
  return hybrid
}

/** For both ends of a connection between nodes. */
export const tlsGroups = (): { readonly ecdhCurve: string } => ({ ecdhCurve: offersHybrid() ? WITH_HYBRID : 'auto' })

/** The group that a connection of ours to a peer has negotiated; null where this Node does not tell. */
export function groupOf(socket: TLSSocket): string | null {
  const info = socket.getEphemeralKeyInfo() as { name?: string; type?: string } | null
  return info?.name ?? info?.type ?? null
}

/** What `juxta doctor` says of it. `peer`: the country. */
export function groupInWords(peer: string, group: string | null): string {
  if (group === HYBRID) return `${HYBRID}: what is recorded today is not opened by a quantum computer later`
  const which = group ?? 'a group that this Node does not tell'
  return offersHybrid()
    ? `${which}: ${peer} does not offer ${HYBRID}`
    : `${which}: this Node (OpenSSL ${process.versions.openssl}) does not offer ${HYBRID}; Node 24 and newer do`
}
