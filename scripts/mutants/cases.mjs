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
    [
      'this.#waiting.delete(next.message.id)',
      'void 0',
      'a message that waited stands twice',
      { equal: 'Nothing is placed twice, so that nobody asks for what waited for it again.' },
    ],
    [
      'if (seen.size < end || end === this.#order.length)',
      'if (end === this.#order.length)',
      'messages that crossed alert both sides for nothing',
    ],
    [
      'return this.at(message.heads)!.hash === stated',
      'return this.hash === stated',
      'messages that crossed alert both sides for nothing',
    ],
    [
      'const tips = [...seen].map((node) => node.message.id).filter((id) => !named.has(id))',
      'const tips = [...seen].map((node) => node.message.id)',
      'a sender that saw less than has come since is said to hold another case',
    ],
    [
      'const found = stated === undefined ? undefined : this.#seenBy(message.heads)',
      'const found = this.#seenBy(message.heads)',
      'who says nothing of its case is said to hold another',
    ],
    [
      'if (node === undefined || node.position < 0) return undefined',
      'if (node === undefined || node.position < 0) continue',
      'what nobody here has seen is held against its sender',
    ],
  ],
}
