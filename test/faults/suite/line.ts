/** A line between two countries where there are no network namespaces: a TCP proxy in front of a node, which does to what passes as a bad network would. */
import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * `cut`: connections end, and none comes; `hole`: they stay, and nothing passes; `slow`: everything is late; `lossy`: every tenth piece is late by a second,
 * as one that TCP had to send again; `reset`: at every tenth piece the connection is reset.
 */
export type Weather = 'sound' | 'cut' | 'hole' | 'slow' | 'lossy' | 'reset'

const SLOW_MS = 600
const AGAIN_MS = 1000

export class Line {
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #weather: Weather = 'sound'
  #to: number
  #pieces = 0

  constructor(to: number) {
    this.#to = to
    this.#server = createServer((near) => this.#join(near))
  }

  listen(port: number): Promise<void> {
    return new Promise((done) => this.#server.listen(port, '127.0.0.1', done))
  }

  /** Another weather from now on; connections that are open go on in it, but for those that are cut. */
  set weather(weather: Weather) {
    this.#weather = weather
    if (weather === 'cut') this.#drop()
  }

  /** Leads to another port from now on. */
  lead(to: number): void {
    this.#to = to
    this.#drop()
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  #join(near: Socket): void {
    if (this.#weather === 'cut') return void near.resetAndDestroy()
    const far = connect(this.#to, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from)
      let before = Promise.resolve()
      from.on('data', (piece: Buffer) => {
        before = before.then(() => this.#pass(piece, from, to))
      })
      from.on('end', () => void before.then(() => to.end()))
      from.on('error', () => to.destroy())
      from.on('close', () => (this.#sockets.delete(from), void before.then(() => to.destroy())))
    }
  }

  async #pass(piece: Buffer, from: Socket, to: Socket): Promise<void> {
    const tenth = this.#pieces++ % 10 === 9
    if (this.#weather === 'hole') return
    if (this.#weather === 'reset' && tenth) return void [from, to].forEach((socket) => socket.resetAndDestroy())
    const late = this.#weather === 'slow' ? SLOW_MS : this.#weather === 'lossy' && tenth ? AGAIN_MS : 0
    if (late > 0) await new Promise((done) => setTimeout(done, late))
    if (!to.destroyed) to.write(piece)
  }
}
