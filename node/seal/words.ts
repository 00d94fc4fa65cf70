/** A fingerprint as words that two people compare by phone. */

// Proquints (arXiv:0901.4016): sixteen bits as five letters that can be spoken; eight of them are 128 bits of the fingerprint.
const CONSONANTS = 'bdfghjklmnprstvz'
const VOWELS = 'aiou'

const word = (bits: number): string =>
  CONSONANTS.charAt(bits >> 12) +
  VOWELS.charAt((bits >> 10) & 3) +
  CONSONANTS.charAt((bits >> 6) & 15) +
  VOWELS.charAt((bits >> 4) & 3) +
  CONSONANTS.charAt(bits & 15)

/** Eight words of the first 128 bits of `fingerprint`, the RFC 7638 thumbprint (base64url) of an identity key. */
export function fingerprintWords(fingerprint: string): string {
  const bytes = Buffer.from(fingerprint, 'base64url')
  return Array.from({ length: 8 }, (_, i) => word(bytes.readUInt16BE(i * 2))).join(' ')
}
