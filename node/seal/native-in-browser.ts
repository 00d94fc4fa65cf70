/** What stands for `native.ts` in the page that verifies in a browser: nothing is known here, so that jose does it all on WebCrypto. */
import type * as node from './native.ts'

export const verifyNatively: typeof node.verifyNatively = () => null

export const privateObject: typeof node.privateObject = () => {
  throw new TypeError('a browser holds no private keys')
}
