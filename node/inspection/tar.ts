/** A folder of files as one stream (POSIX.1-2001 ustar), written and read file by file: what is sent of an inspection, so that no side holds all of it. */
import { JuxtaError } from '../values/errors.ts'
import { isPath } from './format.ts'

const BLOCK = 512

export type TarFile = { readonly path: string; readonly bytes: Buffer }

/** `mtime` in seconds since 1970. */
function header(path: string, size: number, mtime: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number): void =>
    void block.write(value.toString(8).padStart(length - 1, '0'), at, 'ascii')
  block.write(path, 0, 'ascii')
  octal(0o644, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(mtime, 136, 12)
  block.fill(' ', 148, 156)
  block.write('0', 156, 'ascii')
  block.write('ustar\x0000', 257, 'latin1')
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  )
  block[155] = 0x20
  return block
}

export async function* writeTar(files: AsyncIterable<TarFile>, mtime: number): AsyncGenerator<Buffer> {
  for await (const { path, bytes } of files) {
    if (!isPath(path)) throw new JuxtaError('internal', `${path} is no path of a package`)
    yield header(path, bytes.length, mtime)
    if (bytes.length > 0) yield bytes
    const rest = bytes.length % BLOCK
    if (rest > 0) yield Buffer.alloc(BLOCK - rest)
  }
  yield Buffer.alloc(2 * BLOCK)
}

/** Reads what `writeTar` wrote. Fails with `malformed` where it is something else, and with `answer-invalid` where it ends before its end. */
export async function* readTar(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<TarFile> {
  const chunks = stream[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let length = 0
  const take = async (wanted: number): Promise<Buffer> => {
    while (length < wanted) {
      const next = await chunks.next()
      if (next.done === true)
        throw new JuxtaError('answer-invalid', 'the package ends before its end', { rule: 'truncated' })
      held.push(Buffer.from(next.value))
      length += next.value.length
    }
    const all = held.length === 1 ? held[0]! : Buffer.concat(held)
    held = [all.subarray(wanted)]
    length -= wanted
    return all.subarray(0, wanted)
  }
  const textOf = (block: Buffer, at: number, size: number): string =>
    block
      .subarray(at, at + size)
      .toString('latin1')
      .replace(/[\0 ]+$/, '')
  for (;;) {
    const block = await take(BLOCK)
    if (block.every((byte) => byte === 0)) return
    const path = textOf(block, 0, 100)
    const size = Number.parseInt(textOf(block, 124, 12), 8)
    if (!isPath(path) || !Number.isSafeInteger(size) || size > maxBytes)
      throw new JuxtaError('malformed', 'the package holds a file that no package holds', { rule: 'tar' })
    const bytes = Buffer.from(await take(size))
    await take((BLOCK - (size % BLOCK)) % BLOCK)
    yield { path, bytes }
  }
}
