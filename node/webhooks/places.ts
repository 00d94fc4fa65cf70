/** Places for attempts that are under way at once: some for each webhook, some for each client, so many in all; and a client that has none always gets one. */

const OF_WEBHOOK = 8
const OF_CLIENT = 16
const OF_ALL = 256
/** After so many attempts in a row that came to nothing a webhook is tried by one at a time, so that a dead target costs next to nothing. */
const SUSPECT_AFTER = 5

export class Places {
  readonly #clients = new Map<string, number>()
  #all = 0

  /** How many more attempts may be begun for a webhook that has `underWay`, and whose last `failures` came to nothing. */
  free(client: string, underWay: number, failures: number): number {
    const ofClient = this.#clients.get(client) ?? 0
    const own = (failures >= SUSPECT_AFTER ? 1 : OF_WEBHOOK) - underWay
    if (own <= 0) return 0
    return ofClient === 0 ? 1 : Math.max(0, Math.min(own, OF_CLIENT - ofClient, OF_ALL - this.#all))
  }

  take(client: string): void {
    this.#clients.set(client, (this.#clients.get(client) ?? 0) + 1)
    this.#all++
  }

  giveBack(client: string): void {
    const left = (this.#clients.get(client) ?? 1) - 1
    if (left > 0) this.#clients.set(client, left)
    else this.#clients.delete(client)
    this.#all--
  }
}
