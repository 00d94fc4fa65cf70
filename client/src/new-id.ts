/** Names that nobody else makes: of submissions and of uploads. */

/** A UUID by chance (RFC 9562 §5.4), on every origin: browsers have `crypto.randomUUID` on secure ones alone. */
export function newId(): string {
  const octets = crypto.getRandomValues(new Uint8Array(16))
  octets[6] = (octets[6]! & 0x0f) | 0x40
  octets[8] = (octets[8]! & 0x3f) | 0x80
  const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
