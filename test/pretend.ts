/** A stand-in for a node that was stopped: it answers at the node's address with its certificate, and says what a test tells it to say. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { join } from 'node:path'
import type { TestNode } from './nodes.ts'

export type Said = { status: number; type?: string; body?: string; headers?: Record<string, string> }

/**
 * `say` gets method and path, and the body; null is silence: the connection stays open and nothing comes. It takes one message at a time, so that each attempt is
 * a request of its own.
 */
export async function pretend(
  node: TestNode,
  say: (request: string, body: string) => Said | null | Promise<Said | null>,
): Promise<Server> {
  const server = createServer(
    {
      cert: readFileSync(join(node.dir, 'certificates', 'tls.pem')),
      key: node.key('tls'),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      const answer = (said: Said | null): void => {
        if (said)
          response.writeHead(said.status, { 'content-type': said.type ?? 'text/plain', ...said.headers }).end(said.body)
      }
      request.on('end', () => {
        const asked = `${request.method} ${request.url}`
        if (asked === 'POST /v1/messages') return answer({ status: 404 })
        void Promise.resolve(say(asked, Buffer.concat(chunks).toString())).then(answer)
      })
    },
  )
  await new Promise<void>((done) => server.listen(Number(new URL(node.url).port), '127.0.0.1', done))
  return server
}

/** Ends the stand-in. A connection whose handshake is under way is none that `closeAllConnections` knows: it is ended when it comes. */
export const gone = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.on('secureConnection', (socket) => socket.destroy())
    server.close(() => done())
    server.closeAllConnections()
  })

export const aSet = (status: number, body: string): Said => ({ status, type: 'application/secevent+jwt', body })

export const aProblem = (
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Said => ({ status, type: 'application/problem+json', body: JSON.stringify({ status, ...body }), headers })
