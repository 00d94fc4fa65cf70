/** Note keys for tests: made asynchronously, the private half only behind a signing callback. */
import { generateKeyPair, randomBytes, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { mlDsaPublicKey, signMlDsa } from '../../node/seal/ml-dsa.ts'
import { verifierKey, type NoteKeyType, type SignBytes, type VerifierKey } from '../../node/log/note.ts'

export type TestKey = { key: VerifierKey; sign: SignBytes; privateKey: KeyObject; spki: Buffer }

export async function makeNoteKey(name: string, type: NoteKeyType = 1): Promise<TestKey> {
  if (type === 6) {
    const seed = randomBytes(32)
    return {
      key: verifierKey(name, 6, mlDsaPublicKey(44, seed)),
      sign: async (bytes) => signMlDsa(44, seed, bytes),
    } as TestKey
  }
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return {
    key: verifierKey(name, type, spki.subarray(-32)),
    sign: async (bytes) => sign(null, bytes, privateKey),
    privateKey,
    spki,
  }
}
