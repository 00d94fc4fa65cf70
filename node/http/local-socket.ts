/**
 * The window side on a socket in the node's folder, for the command line on the same machine. Whoever may open the folder reaches the node; nobody who listens on a
 * port is shown the key of the folder.
 */
import type { FastifyInstance } from 'fastify'
import { chmodSync, closeSync, lstatSync, openSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { JuxtaError } from '../values/errors.ts'

/** `sun_path` of the kernel holds 108 bytes on Linux and 104 elsewhere, the NUL at its end among them. */
const LONGEST = 103

/** How long a process may take to let somebody in. */
const ANSWER_MS = 2000

export type SocketPath = { readonly path: string; close(): void }

/** A path by which the kernel takes the socket, however deep its folder lies: through an open folder where the whole path is too long. Fails with `settings-invalid`. */
export function reachable(path: string): SocketPath {
  if (Buffer.byteLength(path) <= LONGEST) return { path, close: () => undefined }
  if (process.platform !== 'linux')
    throw new JuxtaError('settings-invalid', `${path} is too long for a socket: at most ${LONGEST} bytes`, {
      pointer: '/JUXTA_DATA_DIR',
      rule: 'socket-path',
    })
  const folder = openSync(dirname(path), 'r')
  return { path: join('/proc/self/fd', String(folder), basename(path)), close: () => closeSync(folder) }
}

/** Whether somebody answers at a socket; false where there is none, or one that a process which ended has left. */
export function answersAt(path: string): Promise<boolean> {
  const socket = reachable(path)
  return new Promise<boolean>((answer) => {
    const tried = connect(socket.path)
    const end = (answers: boolean) => (): void => {
      tried.destroy()
      answer(answers)
    }
    tried.once('connect', end(true)).once('error', end(false)).setTimeout(ANSWER_MS, end(false))
  }).finally(() => socket.close())
}

/** Whose the socket is must be whose folder it lies in, or somebody else has put it there. */
export function isOfFolder(path: string): boolean {
  try {
    const found = lstatSync(path)
    return found.isSocket() && found.uid === statSync(dirname(path)).uid
  } catch {
    return false
  }
}

/**
 * Serves `app` at `path`, for the owner of the folder alone (mode 600). What a process that ended has left is replaced; where another process answers, it keeps the
 * socket, and this one has none. Answers what ends it. Fails with `settings-invalid` where something else lies there, or the socket cannot be made.
 */
export async function listenLocally(app: FastifyInstance, path: string): Promise<() => Promise<void>> {
  const wrong = (why: string, cause?: unknown): JuxtaError =>
    new JuxtaError('settings-invalid', `the socket ${path} cannot be served: ${why}`, { rule: 'socket', cause })
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there && !there.isSocket()) throw wrong('something else lies there')
  if (there) {
    if (await answersAt(path)) return async () => undefined
    rmSync(path, { force: true })
  }
  await app.ready()
  const server = createServer({ requireHostHeader: false }, (request, reply) => app.routing(request, reply))
  const socket = reachable(path)
  const mask = process.umask(0o177)
  try {
    await new Promise<void>((listening, failed) => {
      server.once('error', failed)
      server.listen(socket.path, listening)
      process.umask(mask)
    })
    chmodSync(path, 0o600)
  } catch (error) {
    socket.close()
    throw wrong((error as Error).message, error)
  } finally {
    process.umask(mask)
  }
  return async () => {
    const late = setTimeout(() => server.closeAllConnections(), ANSWER_MS)
    await new Promise<void>((closed) => {
      server.close(() => closed())
      server.closeIdleConnections()
    })
    clearTimeout(late)
    socket.close()
  }
}
