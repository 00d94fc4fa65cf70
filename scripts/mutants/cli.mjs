// What would hurt in the commands by which a country keeps and restores its node.
export const tests = ['cli/backup-file']

export const faults = {
  'cli/backup-file.ts': [
    ['nonce[11] = last ? 1 : 0', 'nonce[11] = 0', 'a backup that was cut off between two chunks restores as whole'],
    ['nonce.writeUIntBE(number, 5, 6)', 'nonce.writeUIntBE(0, 5, 6)', 'chunks are exchanged, and two share a nonce'],
    [
      '!(await read(end, END.length)).equals(END)) throw truncated()',
      'false) throw truncated()',
      'a backup without its end is called damaged',
      { equal: 'The last chunk does not verify without its end; the closing word only tells cut off from damaged.' },
    ],
    [
      'if (!timingSafeEqual(createHmac',
      'if (false && !timingSafeEqual(createHmac',
      'a wrong passphrase is called damage',
    ],
    ['N >= 2 ** 14 && N <= 2 ** 20', 'N >= 2 ** 14', 'a forged header takes all memory before the passphrase is asked'],
    ['N >= 2 ** 14 && N <= 2 ** 20', 'N <= 2 ** 20', 'a passphrase is guessed a thousand times as fast'],
    [
      'if (!digest.equals(checks.subarray(0, MAC))) throw',
      'if (digest.length === 0) throw',
      'damage of the header is called a wrong passphrase',
      { equal: 'The HMAC covers the header too; the digest only tells damage from a wrong passphrase.' },
    ],
  ],
  'cli/backup-records.ts': [
    ["&& part !== '..')", ')', 'a backup writes wherever its maker wants'],
    [
      "path.split('/').every((part) => part !== '' &&",
      "path.split('/').every((part) => ",
      'a backup writes to the root of the machine',
    ],
    ['!/[\\\\\\0:]/.test(path) &&', '', 'a backup leads out of the folder where paths have backslashes'],
    ['if (!isInside(path)) throw', "if (path === '') throw", 'a backup writes wherever its maker wants'],
    ['if (index !== tree.size) throw broken', 'if (index < 0) throw broken', 'a log with a gap is restored'],
    ['|| !leafHash(data).equals(hash))', ')', 'a leaf that was changed is restored'],
    ['!tree.root().equals(signed.root))', 'signed.root.length === 0)', 'another log than was signed is restored'],
    ['if (tree.size !== head.size) throw', 'if (tree.size > head.size) throw', 'a log without its end is restored'],
    [
      'this.#checkpoints.get(head.shard)?.size ?? 0) > head.size)',
      'this.#checkpoints.get(head.shard)?.size ?? 0) < 0)',
      'a log is restored that is shorter than what was signed',
    ],
    [
      'if (JSON.stringify(end) !== JSON.stringify(counted)) throw',
      'if (end === null) throw',
      'a backup from which rows were taken restores as whole',
    ],
    ["if (!ended) throw wrong('it has no end')", '', 'a backup that ends half way restores as whole'],
    ["if (ended) throw wrong('something follows its end')", '', 'what follows the end is restored, counted by nobody'],
    ['if (schema > newest(SCHEMA))', 'if (schema < 0)', 'a backup of a newer release is read as an older one'],
    [
      "if (at !== tables.length - 1) throw wrong('tables are missing')",
      '',
      'a backup without its last tables restores as whole',
      { equal: 'What its end counts is held against what came, table by table.' },
    ],
  ],
}
