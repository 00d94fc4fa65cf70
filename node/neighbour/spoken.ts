/** A request over a TLS connection as it is told to be made, right or wrong: only the first line of its answer counts. */
import { connect, type ConnectionOptions } from 'node:tls'

const TLS_MS = 15_000

type Spoken = {
  /** Method and path. */
  readonly line: string
  /** Beside `host` and `connection`, as they stand on the line. */
  readonly headers?: string
}

/** The first line of the answer; null where the connection is refused, or ends without one. */
export function spoken(url: string, options: ConnectionOptions, { line, headers }: Spoken): Promise<string | null> {
  const { hostname, port } = new URL(url)
  const more = headers === undefined ? '' : `${headers}\r\n`
  return new Promise((done) => {
    const socket = connect({ host: hostname, port: Number(port || 443), rejectUnauthorized: false, ...options }, () =>
      socket.write(`${line} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n${more}\r\n`),
    )
    socket.setTimeout(TLS_MS, () => socket.destroy())
    socket.once('data', (chunk: Buffer) => {
      done(chunk.toString('latin1').split('\r\n')[0]!)
      socket.destroy()
    })
    socket.once('error', () => done(null))
    socket.once('close', () => done(null))
  })
}
