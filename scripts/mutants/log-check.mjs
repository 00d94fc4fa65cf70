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
      "if (places.every((p) => p.kind === 'refused')) return",
      '',
      'a refusal that was lost on the way is a finding',
      at('log/reconcile'),
    ],
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
  'auditor/log-trust.ts': [
    [
      'if (one === owner) continue',
      'if (one === null) continue',
      'a country is the witness of its own log',
      at('cli/log'),
    ],
    [
      'const who = same ?? (',
      'const who = keys.length > 9 ? same : (',
      'one witness that is listed twice makes a quorum of two',
      at('cli/log'),
    ],
    [
      'if (pinned !== null && newest < pinned)',
      'if (pinned !== null && newest < 0)',
      'an identity that was withdrawn long ago vouches for a log',
      at('cli/log'),
    ],
    [
      'else if (prev === null || !before.digests.has(prev))',
      'else if (version < 0)',
      'an identity that follows another one vouches for a log',
      at('log/log-trust'),
    ],
  ],
  'cli/log-check.ts': [
    [
      'if (keys.length === 0 && asked.trust)',
      'if (keys.length === 0 && !asked.trust)',
      'a log that was made up this minute is that of a country',
      at('cli/log'),
    ],
    ['if (!asked.trust && newest)', 'if (!asked.trust && !newest)', 'arithmetic passes for honesty', at('cli/log')],
    [
      'if (committed(leaf.kind, opened) !== leaf.c)',
      "if (leaf.c === '')",
      'an export says of a key or an erasure what it likes',
      at('cli/log'),
    ],
    ['if (closed.length > 0)', 'if (closed.length > 99)', 'an erasure is kept back from the auditor', at('cli/log')],
  ],
  'cli/log-files.ts': [
    [
      'if (!entry.isFile() && !entry.isDirectory())',
      'if (entry.isSocket())',
      'an export has files of the auditor’s machine read as its own',
      at('cli/log'),
    ],
    [
      'if (rest.length > MAX_LINE)',
      'if (rest.length < 0)',
      'a line without end fills the memory of the auditor',
      {
        equal: 'The line is refused all the same where the file ends within it; only the memory that it takes differs.',
      },
    ],
  ],
  'cli/witnessed.ts': [
    [
      "if (!log.keys.some((k) => checkNote(read.note, k) === 'valid'))",
      'if (log.keys.length === 0)',
      'a witness makes up what a country has signed',
      at('cli/log'),
    ],
    [
      'return parties.some((party) => party.country === by)',
      'return parties.length === 0',
      'the word of the other party convicts a country',
      at('cli/log'),
    ],
    [
      'if (at === null || made <= at + SKEW_MS)',
      'if (at === null || made > 0)',
      'an export whose end was cut off is only older',
      at('cli/log'),
    ],
    [
      'earlier: (origin) => beginnings.get(origin) ?? []',
      'earlier: (origin) => beginnings.get(`${origin} `) ?? []',
      'what two countries have removed together stays unseen',
      at('cli/log'),
    ],
  ],
  'cli/check-audit.ts': [
    [
      'const lost = missing.filter((id) => timeOf(id) > erased)',
      'const lost = missing.filter((id) => timeOf(id) < erased)',
      'an operator removes what is on record of him',
      at('window/audit'),
    ],
  ],
  'operate/audit-proof.ts': [
    [
      '?.equals(markOf(record, hashOf(record))) === false)',
      '?.equals(markOf(record, hashOf(record))) === undefined)',
      'a record that was changed is not named',
      at('window/audit'),
    ],
  ],
}
