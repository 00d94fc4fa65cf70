/**
 * Answers on a port with the TLS key of a country, and never as its node would: noise inside TLS, noise in its place, an answer of HTTP whose body is noise, one
 * that ends in the middle, and a receipt that is none. Usage: node nonsense.js FOLDER PORT
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'

const [folder, port] = process.argv.slice(2) as [string, string]
const answer = (status: string, type: string, body: Buffer, length = body.length): Buffer =>
  Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`), body])
const text = (length: number): Buffer => Buffer.from(randomBytes(length).toString('base64url'))

const ANSWERS: readonly (() => Buffer)[] = [
  () => randomBytes(2000),
  () => answer('202 Accepted', 'application/secevent+jwt', randomBytes(900)),
  () =>
    answer(
      '202 Accepted',
      'application/secevent+jwt',
      Buffer.concat([text(60), Buffer.from('.'), text(300), Buffer.from('.'), text(86)]),
    ),
  () => answer('202 Accepted', 'application/secevent+jwt', text(100), 5000),
  () => answer('400 Bad Request', 'application/problem+json', Buffer.from('{"type":"\ud800"}')),
  () => answer('400 Bad Request', 'application/secevent+jwt', text(200)),
]
let count = 0

const inside = createTlsServer({
  cert: readFileSync(join(folder, 'certificates', 'tls.pem')),
  key: readFileSync(join(folder, 'keys', 'tls.pem')),
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.3',
})
inside.on('secureConnection', (socket) => {
  socket.on('error', () => undefined)
  socket.once('data', () => socket.end(ANSWERS[count++ % ANSWERS.length]!()))
})
inside.on('tlsClientError', () => undefined)

createServer((socket: Socket) => {
  socket.on('error', () => undefined)
  if (count % 7 === 6) {
    count++
    socket.end(randomBytes(500))
  } else inside.emit('connection', socket)
}).listen(Number(port), '0.0.0.0')
