/** How a server closes: nobody is let in any more, what is being answered is answered to the end, and nobody is waited for without end. */
import type { FastifyInstance } from 'fastify'
import type { Socket } from 'node:net'

/** How often connections are looked for that have become idle. */
const LOOK_MS = 25

/** Answers what closes `app`, after `withinMs` at the latest: then the connections that are left are ended, also those on which nothing was ever said. */
export function closer(app: FastifyInstance): (withinMs: number) => Promise<void> {
  const server = app.server
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async (withinMs) => {
    const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS)
    const late = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, withinMs)
    try {
      await app.close()
    } finally {
      clearInterval(idle)
      clearTimeout(late)
    }
  }
}
