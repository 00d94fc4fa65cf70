/**
 * What this process has read of messages when they were sent or taken, until they come into their cases: nothing is read again that was in memory.
 * What does not fit is forgotten, and read from the store as after a restart.
 */
import type { Digest } from '../values/digest.ts'
import type { CaseFault, CaseMessage } from './case-message.ts'

/** A message as its case reads it; `fault`: why its document does not count. */
export type ReadMessage = {
  readonly message: CaseMessage
  readonly fault: CaseFault | undefined
  /** What it comes to in memory, in bytes as counted. */
  readonly bytes: number
}

/** Which manifest it was: one that is signed anew has another time, and another agreement may stand in it. */
export type Signed = { readonly agreement: Digest; readonly iat: number }

export type HandedLimits = { readonly messages: number; readonly bytes: number }

export const HANDED: HandedLimits = { messages: 20_000, bytes: 32 * 1024 * 1024 }

/** What a message comes to beside its context and document. */
const EACH = 2000

/** What a message comes to in memory, whose document is of `size` bytes and whose context of `characters`. Of a large document the case keeps little. */
export function weighed(message: CaseMessage, size: number, characters: number): number {
  const body = message.body === null ? 0 : size <= 65_536 ? size : JSON.stringify(message.body).length
  return EACH + 2 * (characters + body)
}

export class Handed {
  readonly #limits: HandedLimits
  readonly #read = new Map<string, ReadMessage & { readonly agreement: Digest }>()
  #bytes = 0

  constructor(limits = HANDED) {
    this.#limits = limits
  }

  put(read: ReadMessage, agreement: Digest): void {
    const { id } = read.message
    this.#drop(id)
    this.#read.set(id, { ...read, agreement })
    this.#bytes += read.bytes
    for (const oldest of this.#read.keys()) {
      if (this.#read.size <= this.#limits.messages && this.#bytes <= this.#limits.bytes) break
      this.#drop(oldest)
    }
  }

  /** What was read of a message, once; undefined where nothing is kept of this manifest. */
  take(id: string, { agreement, iat }: Signed): ReadMessage | undefined {
    const kept = this.#drop(id)
    return kept !== undefined && kept.agreement === agreement && kept.message.iat === iat ? kept : undefined
  }

  #drop(id: string): (ReadMessage & { readonly agreement: Digest }) | undefined {
    const kept = this.#read.get(id)
    if (kept === undefined) return undefined
    this.#bytes -= kept.bytes
    this.#read.delete(id)
    return kept
  }
}
