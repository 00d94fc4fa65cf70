const at = (...tests) => ({ tests })
export const tests = ['log/verify']

export const faults = {
  'auditor/verify.ts': [
    [
      '.filter(isSigning)\n    .find(',
      '.filter((k) => !(k.use === "second"))\n    .find(',
      'an encryption key vouches for what was said',
      { equal: 'An encryption key has another alg than every JWS header may have: verifyJws refuses it.' },
    ],
    ['await crypto.verifySet(jws, key)', 'void key', 'no receipt’s signature is checked'],
    [
      'if (!keyCounts(key, set.claims.iat, set.claims.iat))',
      'if (key.until === 0)',
      'a receipt counts whose key had ended when it signed',
    ],
    [
      "if (set.body['message'] !== claims.jti) return",
      "if (set.body['message'] === undefined) return",
      'the receipt of another message proves this one',
    ],
    [
      "if (set.body['manifest_digest'] !== digest) return",
      "if (set.body['manifest_digest'] === undefined) return",
      'the receipt of another manifest proves this one',
    ],
    [
      'set.claims.txn !== undefined && set.claims.txn !== claims.txn',
      'set.claims.txn === null',
      'a receipt of another conversation proves this one',
    ],
    ['return parts(claims, set) ? null', 'return true ? null', 'a third country tells of a message'],
    ['(read.claims.iss === claims.aud ? null', '(true ? null', 'the sender writes its own receipt'],
    [
      'if (!verified || other) return null',
      'if (!verified) return null',
      'a receipt of another message tells the outcome of this one',
    ],
    [
      'if (claims.jti !== evidence.message)',
      "if (claims.jti === '')",
      'a bundle is about another message than its name',
    ],
    [
      'if (evidence.salt && claims.salt_hash !== digestOf(evidence.salt))',
      "if (evidence.salt && digestOf(evidence.salt) === '')",
      'the salt in a bundle is any salt',
    ],
    ['if (!namesCertificate(x5t, key))', "if (x5t === '')", 'a manifest names a certificate that is not its key’s'],
    [
      'if (!namesCertificate(set.x5t, key))',
      "if (set.x5t === '')",
      'a receipt names a certificate that is not its key’s',
    ],
    ['await crypto.verifyManifest(evidence.manifest, key)', 'void key', 'no manifest’s signature is checked'],
    [
      'keyCounts(key, claims.iat, firstSeen)',
      'keyCounts(key, claims.iat, claims.iat)',
      'a message signed with a stolen key, dated back, is valid',
    ],
    [
      'if (signed && counts) found.say',
      'if (signed) found.say',
      'a manifest is said to be good whose key did not count',
    ],
    [
      'part.bytes.length !== size || partDigest',
      'part.bytes.length !== size || size < 0 && partDigest',
      'another document of the same size passes',
    ],
    [
      'if (!claims.parts.some((p) => p.id === id))',
      'if (claims.parts.length === 0)',
      'a document that nobody signed is in the bundle',
    ],
    ['claimed > by + SKEW', 'claimed > by + SKEW * 1e6', 'a message claims a time after it had been logged'],
    [
      'for (const country of [claims.iss, claims.aud])',
      'for (const country of [claims.iss])',
      'nobody says that the receiver is not known',
    ],
  ],
  'auditor/verify-logs.ts': [
    [
      'if (log.origin !== read.checkpoint.origin) continue',
      '',
      'the log of one country is that of another',
      {
        equal:
          'keyFrom(log.vkey) is held against log.origin and checkNote against the name on the signature: another origin has no valid signature.',
      },
    ],
    [
      "if (checkNote(read.note, key) === 'valid') return country",
      "if (result !== 'absent') return country",
      'a checkpoint with a forged signature is a country’s',
    ],
    ['.filter(([country]) => country !== owner)', '', 'a country witnesses its own log'],
    ['who: who.size }', 'who: counted.length }', 'one country with two keys is a quorum'],
    ['log.who >= quorum', 'log.who >= quorum - 1', 'one witness fewer is enough'],
    [
      'other.subjects.has(of))',
      'other.subjects.size > 0)',
      'a leaf that nobody has witnessed stands by another’s witness',
    ],
    [
      'other.read.checkpoint.origin === log.read.checkpoint.origin &&',
      '',
      'the witnesses of one country’s log vouch for another’s',
    ],
    [
      "found.say('cosignature-invalid', at,",
      "if (at === '') found.say('cosignature-invalid', at,",
      'a forged cosignature is passed over in silence',
    ],
    [
      "kinds: [owner === claims.iss ? 'sent' : 'received']",
      "kinds: ['sent', 'received']",
      'the sender’s own leaf stands for the receiver’s',
    ],
    [
      'const kinds: LeafKind[] = receipt && !receipt.received ? refused :',
      'const kinds: LeafKind[] = receipt ? refused :',
      'no leaf of a receipt is found in any log',
    ],
    [
      '  const included = verifyInclusion(',
      '  const included = entry.index < 0 || true || verifyInclusion(',
      'a leaf is said to be logged that no log holds',
    ],
    [
      '(wanted.peer !== null && leaf.peer !== wanted.peer)',
      '(wanted.peer === undefined)',
      'a leaf about another neighbour counts',
    ],
    [
      'if (!salt || leaf.c !== commitment(leaf.kind, salt, wanted.object))',
      "if (leaf.c === '')",
      'any leaf of the log stands for this message',
    ],
    [
      'if (said.index !== entry.index || said.leaf !== entry.leaf) {',
      'if (said.leaf !== entry.leaf) {',
      'a receipt names another place in the log',
    ],
    [
      "(evidence.salt && leaf.c !== commitment('received', evidence.salt, input))",
      'false',
      'the leaf in a receipt is of another message',
      at('log/verify'),
    ],
    [
      'some((i) => i.log.origin === said.origin)',
      'some((i) => i.log.origin !== undefined)',
      'a receipt names a log of nobody',
    ],
    [
      'if (before && !before.equals(root))',
      'if (before && before.length !== root.length)',
      'two histories of one log pass',
    ],
    ['roots.get(`${size} ${origin}`)', 'roots.get(`${size}`)', 'two histories of one log pass', at('log/verify')],
    [
      'if (time <= now) return { log, stamp, time }',
      'return { log, stamp, time }',
      'a timestamp of tomorrow counts today',
    ],
    [
      's.stamp.validUntil >= now * 1000 ? [i] : []',
      'true ? [i] : []',
      'a timestamp counts for ever, whatever became of its key',
    ],
    ['later.stamp.genTime <= s.stamp.validUntil &&', '', 'a timestamp is renewed after its key had ended'],
    [
      'logs[later.log]!.subjects.has(`timestamps/${i}`)',
      'logs[later.log]!.subjects.size >= 0',
      'a later timestamp renews one that it does not cover',
    ],
    ["if (!holds('manifest')) found.say", 'if (logs.length > 99) found.say', 'nobody says that a message is in no log'],
    [
      "evidence.receipt !== null && !holds('receipt')",
      "evidence.receipt === ''",
      'nobody says that a receipt is in no log',
    ],
    [
      'trust.tsa.length > 0 && !dated',
      'trust.tsa.length > 99',
      'nobody says that the date is missing that was asked for',
    ],
    [
      'Math.min(loggedBy.get(of) ?? Infinity, ...times)',
      'Math.max(loggedBy.get(of) ?? 0, ...times)',
      'a message looks younger than its witnesses say',
      at('log/verify'),
    ],
  ],
  'auditor/trust.ts': [
    ['Math.max(1, ', 'Math.max(0, -1 + ', 'a log needs no witness where the trust file is silent'],
    ['if (!isCosigner(key))', 'if (key.id === text)', 'the key of a log is trusted as a witness'],
    [
      '(v as number) >= 0 && (v as number) <= 100',
      '(v as number) <= 100',
      'a quorum of less than none is always reached',
    ],
  ],
  'auditor/findings.ts': [
    [
      "if (findings.some((f) => f.weight === 'invalid')) return 'invalid'",
      "if (findings.every((f) => f.weight === 'invalid')) return 'invalid'",
      'one forgery among good findings is called valid',
    ],
    [
      "return findings.some((f) => f.weight === 'incomplete') ? 'incomplete' : 'valid'",
      "return 'valid'",
      'what is missing is called valid',
    ],
    ["if (verdicts.includes('invalid')) return EXIT_CODES.invalid", '', 'a script goes on after a forged bundle'],
    ["'split-view': 'invalid'", "'split-view': 'note'", 'two histories are a note'],
    ["'time-impossible': 'invalid'", "'time-impossible': 'note'", 'an impossible time is a note'],
  ],
}
