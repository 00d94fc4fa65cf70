// What would hurt where both countries hold the same case.
export const tests = ['cases/engine']

export const faults = {
  'cases/engine.ts': [
    ['else this.#waitFor(still, waiter)', 'else continue', 'what has seen two messages never takes part'],
    [
      'const still = this.#missing(waiter.message)[0]',
      'const still = this.#missing(waiter.message)[9]',
      'what has seen two messages takes part after the first of them, and the other side orders them otherwise',
    ],
  ],
  'cases/seen.ts': [
    [
      'if (base + seen.length === end) return hashes[end]',
      'return hashes[end]',
      'messages that crossed alert both sides for nothing',
    ],
  ],
}
