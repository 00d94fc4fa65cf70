/** Docker's name server, as far as haproxy asks it: answers at 127.0.0.11 for the hosts that a hosts file names. Usage: node name-server.js HOSTS */
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'

const [file] = process.argv.slice(2)
const server = createSocket('udp4')

/** The name that a query asks for, and where its question ends (RFC 1035 §4.1.2). */
function questionOf(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 }
}

server.on('message', (query, { port, address }) => {
  const { name, end } = questionOf(query)
  const line = readFileSync(file!, 'utf8')
    .split('\n')
    .map((text) => text.trim().split(/\s+/))
    .find(([, ...names]) => names.includes(name))
  const wantsAddress = query.readUInt16BE(end - 4) === 1
  const answer = Buffer.from(query.subarray(0, end))
  // An answer; a name that is not known is NXDOMAIN, another type of record than an address is none.
  answer.writeUInt16BE(line ? 0x8180 : 0x8183, 2)
  answer.writeUInt16BE(line && wantsAddress ? 1 : 0, 6)
  answer.writeUInt32BE(0, 8)
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...(line?.[0] ?? '').split('.').map(Number)])
  server.send(line && wantsAddress ? Buffer.concat([answer, record]) : answer, port, address)
})
server.bind(53, '127.0.0.11')
