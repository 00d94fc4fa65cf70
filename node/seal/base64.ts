/**
 * `Uint8Array.prototype.toBase64` and `Uint8Array.fromBase64` (ECMAScript 2026) on top of Buffer, where Node lacks them. jose uses them where
 * they exist; without them it spends more time on base64url in JavaScript than on cryptography (100 KB: 1.4 ms against 0.1 ms). Imported for
 * its effect, before jose.
 */

type Options = { alphabet?: 'base64' | 'base64url'; omitPadding?: boolean }

const encode = function (this: Uint8Array, { alphabet = 'base64', omitPadding = false }: Options = {}): string {
  const bytes = Buffer.from(this.buffer, this.byteOffset, this.byteLength)
  if (alphabet === 'base64url') {
    const text = bytes.toString('base64url')
    return omitPadding ? text : text.padEnd(Math.ceil(text.length / 4) * 4, '=')
  }
  const text = bytes.toString('base64')
  return omitPadding ? text.replace(/=+$/, '') : text
}

const decode = (text: string, { alphabet = 'base64' }: Options = {}): Uint8Array => {
  // Buffer skips what it does not know; the standard throws. Whitespace is legal in the standard, so it goes first.
  const tight = /\s/.test(text) ? text.replace(/[\t\n\f\r ]+/g, '') : text
  const bare = tight.endsWith('=') ? tight.replace(/={1,2}$/, '') : tight
  const bytes = Buffer.from(bare, alphabet)
  const known = alphabet === 'base64url' ? /[^A-Za-z0-9_-]/ : /[^A-Za-z0-9+/]/
  if (bare.length % 4 === 1 || bytes.length !== Math.floor((bare.length * 3) / 4) || known.test(bare))
    throw new SyntaxError('the text is not valid base64')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

const define = (target: object, name: string, value: unknown): void => {
  if (!(name in target)) Object.defineProperty(target, name, { value, writable: true, configurable: true })
}

define(Uint8Array.prototype, 'toBase64', encode)
define(Uint8Array, 'fromBase64', decode)
