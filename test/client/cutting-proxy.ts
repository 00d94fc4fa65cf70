/** A line between a client and its node that breaks where a test says: after so many bytes of what is asked, or of what is answered. */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

type Scope = { teardown(fn: () => unknown): unknown }

export type Cut = {
  readonly of: 'request' | 'answer'
  /** So many bytes still pass. */
  readonly after: number
  /** Happens before the line breaks. */
  readonly first?: () => unknown
}

export type CuttingProxy = {
  readonly url: string
  /** Each breaks one connection, in this order; with none left the line is whole. */
  readonly cuts: Cut[]
  /** Where the connections go. */
  port: number
}

export async function cuttingProxy(t: Scope, port: number): Promise<CuttingProxy> {
  const proxy = { url: '', cuts: [] as Cut[], port }
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(proxy.port, '127.0.0.1')
    const ended = (): void => void [near, far].forEach((socket) => socket.destroy())
    let passed = 0
    const pass = (of: Cut['of'], to: Socket) => (bytes: Buffer) => {
      const cut = proxy.cuts[0]
      if (cut?.of !== of) return void to.write(bytes)
      const left = cut.after - passed
      if (bytes.length < left) {
        passed += bytes.length
        return void to.write(bytes)
      }
      proxy.cuts.shift()
      to.write(bytes.subarray(0, left), () => {
        void Promise.resolve(cut.first?.()).then(ended)
      })
    }
    near.on('data', pass('request', far))
    far.on('data', pass('answer', near))
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', ended).on('close', () => (open.delete(socket), ended()))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return Object.assign(proxy, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
