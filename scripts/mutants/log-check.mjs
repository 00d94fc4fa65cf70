const at = (...tests) => ({ tests })
export const tests = ['log/check']

export const faults = {
  'auditor/check.ts': [
    ['if (who.size < (options.quorum ?? 0))', 'if (who.size < 0)', 'a log that nobody witnessed checks'],
    [
      'for (const { name } of invalid)\n    report.say',
      'for (const { name } of invalid.slice(1))\n    report.say',
      'a forged cosignature on a log is passed over',
    ],
    [
      'if (!builder.root().equals(root))',
      'if (builder.root().length !== root.length)',
      'a log that was written anew checks',
    ],
    ['if (range.root().equals(root)) continue', 'continue', 'a log that changed since it was last seen checks'],
    [
      'for (const { size: before, said } of this.#left.reverse())',
      'for (const { size: before, said } of this.#left.slice(0, 0))',
      'a log that lost its end checks',
    ],
    [
      'if (wanted.equals(got.subarray(0, wanted.length))) return',
      'return',
      'the tiles that neighbours fetch are not those of the entries',
    ],
  ],
  'auditor/check-opening.ts': [
    [
      "if (leaf.kind !== 'shard') return differs",
      "if (leaf.kind === 'sent') return differs",
      'a year’s log begins with anything',
      at('log/opening'),
    ],
    [
      "if (leaf.c !== commitment('shard', opening.salt, opening.object))",
      "if (leaf.c === '')",
      'a year’s log does not follow the one before',
      at('log/opening'),
    ],
    [
      'if (seen.size === last.size && seen.root.equals(last.root)) return null',
      'if (seen.size === last.size) return null',
      'a year’s log follows another history of the one before',
      at('log/opening'),
    ],
    [
      'if (!last || seen.origin !== last.origin) return',
      'if (!last) return',
      'a year’s log follows that of another country',
      at('log/opening'),
    ],
  ],
  'auditor/reconcile.ts': [
    [
      'if (peer !== this.#parties[1 - side]!.country ||',
      "if (peer === 'ZZ' ||",
      'messages with a third country are counted between two',
      at('log/reconcile'),
    ],
    ['if (sent > 1)', 'if (sent > 2)', 'what is logged twice goes unnoticed', at('log/reconcile')],
    [
      '} else if (!this.#isKnown(receiver, at(receiver, 1))) this.#later[receiver]++',
      '} else if (received > 0) this.#later[receiver]++',
      'a message that nobody sent was received, and nobody says so',
      at('log/reconcile'),
    ],
    [
      '} else if (issued.length > 0 && held.length === 0) {',
      '} else if (issued.length < 0) {',
      'a receipt that the sender denies goes unnoticed',
      at('log/reconcile'),
    ],
    [
      'if (held.length === 0) this.#unproven(',
      'if (held.length < 0) this.#unproven(',
      'a receipt that is only claimed counts as one that is held',
      at('log/reconcile'),
    ],
    [
      'else if (held.length > 0 && asked.length === 0) {',
      'else if (held.length > 0 && asked.length > 0) {',
      'a receipt that its issuer never logged goes unnoticed',
      at('log/reconcile'),
    ],
    [
      'p.index < this.#parties[side]',
      'p.index <= this.#parties[side]',
      'what the other one could not know yet is held against it',
      at('log/reconcile'),
    ],
  ],
}
