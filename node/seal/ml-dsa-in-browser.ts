/** ML-DSA for the page that verifies in a browser: what `ml-dsa.ts` verifies, by noble alone, which the page holds whole. */
import { ml_dsa44, ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'
import type * as node from './ml-dsa.ts'

export const ML_DSA: typeof node.ML_DSA = {
  44: { publicKey: 1312, signature: 2420 },
  65: { publicKey: 1952, signature: 3309 },
}

export const verifyMlDsa: typeof node.verifyMlDsa = (set, publicKey, bytes, signature) => {
  try {
    // A Buffer of the page is a Uint8Array of its own class, which noble does not take for one.
    return (set === 44 ? ml_dsa44 : ml_dsa65).verify(
      Uint8Array.from(signature),
      Uint8Array.from(bytes),
      Uint8Array.from(publicKey),
    )
  } catch {
    return false
  }
}
