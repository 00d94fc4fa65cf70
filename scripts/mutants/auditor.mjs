const at = (...tests) => ({ tests })
export const tests = ['log/verify']

export const faults = {
  'auditor/signature-times.ts': [
    [
      'archiveImprint(jws, etsiU.slice(0, i))',
      'archiveImprint(jws, etsiU.slice(0, 1))',
      'a date is over what it is not over',
      at('evidence/timestamps'),
    ],
  ],
  'auditor/certificates.ts': [
    [
      'since <= attested * 1000',
      'since <= 0',
      'a receipt whose certificate had been withdrawn is as good as any',
      at('evidence/timestamps'),
    ],
    [
      'lists.filter((crl) => isCrlOf(crl, issuer))',
      'lists',
      'anybody says which certificates are withdrawn',
      at('evidence/timestamps'),
    ],
  ],
  'auditor/erasures.ts': [
    ['if (place < 0 ||', 'if (', 'the erasure of one message excuses another', { tests: ['log/verify-against'] }],
    [
      "erasure?.what === 'manifests' && erasure.leaf ===",
      'erasure !== null || erasure ===',
      'any erasure explains why a manifest is missing',
      { tests: ['evidence/retention'] },
    ],
    [
      'if (!isLogged) continue',
      'void isLogged',
      'a record that no log has explains why a manifest is missing',
      { tests: ['evidence/retention'] },
    ],
  ],
  'auditor/identities.ts': [
    [
      'identity.keys.filter(isSigning).find(',
      'identity.keys.find(',
      'an encryption key vouches for what was said',
      { equal: 'An encryption key has another alg than every JWS header may have: verifyJws refuses it.' },
    ],
    ['if (revoked_at !== undefined)', 'if (revoked_at === 0)', 'a key that was withdrawn signs on'],
    [
      '      if (without)\n',
      '      if (key.until === 0 && without)\n',
      'a key that an identity dropped signs on',
      at('log/verify-against'),
    ],
    ['b.at < a.at ? b : a', 'a', 'a key that was withdrawn signs on until its end'],
    [
      'if (version !== before + 1)',
      'if (version <= before)',
      'a version that hides a withdrawal is not missed',
      at('log/verify-against'),
    ],
    [
      'if (pin !== null && newest < pin)',
      'if (pin !== null && newest < 0)',
      'the newest identity is hidden and nobody says so',
      at('log/verify-against'),
    ],
    [
      'if (both.length > 1)',
      'if (both.length > 9)',
      'a country has two identities of one version',
      at('log/verify-against'),
    ],
    [
      'followsIdentity(v.identity.prev, b.jws)',
      'b.jws.length > 0',
      'an identity follows one that it does not know',
      at('log/verify-against'),
    ],
  ],
  'auditor/parties.ts': [
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
    ['return isBetween(claims, set) ? null', 'return true ? null', 'a third country tells of a message'],
    ['(set.claims.iss === manifest.claims.aud ? null', '(true ? null', 'the sender writes its own receipt'],
    [
      'if (claims.jti !== evidence.message)',
      "if (claims.jti === '')",
      'a bundle is about another message than its name',
    ],
    ['claims.salt_hash !== digestOf(evidence.salt)', "claims.salt_hash === ''", 'the salt in a bundle is any salt'],
    [
      'counts: other === null && set.claims.iss === wanted',
      'counts: other === null',
      'the sender accepts its own message',
      at('log/verify-against'),
    ],
  ],
  'auditor/second-signatures.ts': [
    ['    read.verify(known.key)\n', '', 'anybody makes a second signature', at('log/verify-second')],
    [
      'if (revoked_at !== undefined)',
      'if (revoked_at === 0)',
      'a stolen key of second signatures proves',
      at('log/verify-second'),
    ],
    ['read.iat < from || ', '', 'a second signature is older than its key', at('log/verify-second')],
    [
      "by.trust.second ? {} : { weight: 'note' }",
      "{ weight: 'note' }",
      'who asks for second signatures is not told that one is missing',
      at('log/verify-second'),
    ],
    [
      'first.iat - LISTED_FOR',
      'first.iat',
      'a message of the first hour lacks a second signature',
      at('log/verify-second'),
    ],
  ],
  'auditor/signatures.ts': [
    ['await s.verify(key)', 'void key', 'no signature is checked'],
    [
      'if (!namesCertificate(s.x5t, key))',
      "if (s.x5t === '')",
      'a signature names a certificate that is not its key’s',
    ],
    [
      'Math.max(s.iat, s.attested ?? s.iat) >= over.at',
      's.iat >= over.at',
      'a message signed with a stolen key, dated back, is valid',
    ],
    [
      'if (s.attested === null && over.at <= now)',
      'if (over.at < 0)',
      'a withdrawn key counts where nobody has seen what it signed',
      at('log/verify-against'),
    ],
    ['judged.counts && receipt.ours', 'judged.counts', 'a receipt of another message tells the outcome of this one'],
    [
      "  if (counts) found.say('manifest'",
      "  found.say('manifest'",
      'a manifest is said to be good whose key did not count',
    ],
    [
      'judged.counts && event!.counts',
      'judged.counts',
      'an event by somebody whose word it is not is believed',
      at('log/verify-against'),
    ],
  ],
  'auditor/times.ts': [
    ['if (iat > attested + SKEW)', 'if (iat > attested * SKEW)', 'a message claims a time after it had been logged'],
    [
      'if (attested > iat + LATE)',
      'if (attested > iat * LATE)',
      'a message that was dated back by a month is in time',
      at('log/verify-against'),
    ],
    [
      'answer.iat < manifest.iat - SKEW',
      'answer.iat < 0',
      'a receipt comes before its message',
      at('log/verify-against'),
    ],
    [
      'answer.iat > claims.exp + SKEW',
      'answer.iat > claims.exp * SKEW',
      'a receipt comes after the end of its message',
      at('log/verify-against'),
    ],
  ],
  'auditor/witnesses.ts': [
    [
      '!keys.some((key) => theirs.has(publicKey(key)))',
      'keys.length >= 0',
      'a party witnesses its own log under another name',
      at('log/verify-against'),
    ],
    [
      '(country === null || !countries.includes(country)) &&',
      '',
      'a country witnesses its own log',
      {
        equal:
          'The keys of a country are among those that are left out by themselves; without keys it has cosigned nothing, and every party has an identity or party-unknown.',
      },
    ],
    ['shares(other.keys, witness.keys) ||', '', 'one key under two names is a quorum', at('log/verify-against')],
    ['who.length >= asked', 'who.length >= asked - 1', 'one witness fewer is enough'],
    ['[owner, ...parties]', '[owner]', 'the other party witnesses for the owner of a log'],
  ],
  'auditor/attested.ts': [
    ['[log.owner, ...signers]', '[]', 'who signed attests his own signature', at('log/verify-against')],
    [
      'times.length === 0 ? null : Math.min(...times)',
      'times.length === 0 ? null : Math.max(...times)',
      'a message looks younger than its witnesses say',
    ],
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
  ],
  'auditor/logs.ts': [
    [
      "checkNote(read.note, key) === 'valid'",
      "checkNote(read.note, key) !== 'absent'",
      'a checkpoint with a forged signature is a country’s',
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
      "receipt && !receipt.received ? ['refused', 'event'] :",
      "receipt ? ['refused', 'event'] :",
      'no leaf of a receipt is found in any log',
    ],
    [
      '  const stands = verifyInclusion(',
      '  const stands = entry.index < 0 || true || verifyInclusion(',
      'a leaf is said to be logged that no log holds',
    ],
    [
      '(wanted.peer !== null && leaf.peer !== wanted.peer)',
      '(wanted.peer === undefined)',
      'a leaf about another neighbour counts',
    ],
    ['return leaf.c === c ||', 'return c.length > 0 ||', 'any leaf of the log stands for this message'],
    [
      'if (first && first.entry.index < from.size)',
      'if (first && first.entry.index < 0)',
      'a message was logged after a time at which it was there',
      at('log/verify-against'),
    ],
  ],
  'auditor/consistency.ts': [
    [
      'else if (!before.hash.equals(hash))',
      'else if (before.hash.length !== hash.length)',
      'two histories of one log pass',
    ],
    [
      'if ([...reach(b)].some((name) => reached.has(name))) continue',
      'if (reached.size > 0) continue',
      'two views of one log, each cosigned, pass in one call',
      at('log/verify-against'),
    ],
    [
      '    if (!holds) return false\n',
      '    if (!holds && from.size < 0) return false\n',
      'a proof of nothing shows that a log has one history',
      at('log/verify-against'),
    ],
  ],
  'auditor/contradictions.ts': [
    [
      "leaf.c === commitment('received', salt, input)",
      "leaf.c !== ''",
      'the leaf in a receipt is of another message',
      at('log/verify'),
    ],
    [
      'some((k) => k.country === claims.aud)',
      'some((k) => k.country !== undefined)',
      'a receipt names a log of nobody',
    ],
    [
      'if (entry.index === index && entry.leaf === leaf) held = true',
      'if (entry.leaf === leaf) held = true',
      'a receipt names another place in the log',
    ],
    ['  if (!held)\n', '  if (!held && index < 0)\n', 'nobody says that the receiver’s leaf is missing'],
    [
      'seen > receipt!.claims.iat + SKEW',
      'seen < 0',
      'a receiver cuts its log off below what it has receipted',
      at('log/verify-against'),
    ],
  ],
  'auditor/agreements.ts': [
    [
      'if (digest !== claims.agreement)',
      "if (digest === '')",
      'another agreement than was signed stands in the bundle',
      at('log/verify-against'),
    ],
    [
      'if (under !== text)',
      'if (under.length < 0)',
      'a signature under another text makes an agreement',
      at('log/verify-against'),
    ],
    [
      "await crypto.verifyText(jws, 'juxta-agreement+jwt', ",
      'void (',
      'no signature under an agreement is checked',
      at('log/verify-against'),
    ],
  ],
  'peers/agreement.ts': [
    [
      'if (agreementText(document) !== text)',
      "if (text === '')",
      'one agreement has as many texts and digests as somebody likes',
      at('log/verify-against'),
    ],
    [
      'checkAgreementSize(Buffer.byteLength(text))',
      'checkAgreementSize(0)',
      'a bundle holds an agreement that no node takes',
      at('log/verify-against'),
    ],
  ],
  'auditor/documents.ts': [
    ['has.size !== size || has.digest !== digest', 'has.size !== size', 'another document of the same size passes'],
    [
      'if (!claims.parts.some((p) => p.id === id))',
      'if (claims.parts.length === 0)',
      'a document that nobody signed is in the bundle',
    ],
    [
      'l.opened && l.entry.of === `records/${n}`',
      'l.opened',
      'an erasure is believed that no log holds',
      at('log/verify-against'),
    ],
  ],
  'auditor/timestamps.ts': [
    [
      'if (seconds <= now) return { log, stamp, time: seconds }',
      'return { log, stamp, time: seconds }',
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
    [
      "if (!all.some((s) => logs[s.log]!.subjects.has('manifest')))",
      'if (all.length > 99)',
      'nobody says that the date is missing that was asked for',
    ],
  ],
  'auditor/verify.ts': [
    ["if (!holds('manifest')) found.say", 'if (logs.length > 99) found.say', 'nobody says that a message is in no log'],
    [
      "evidence.receipt !== null && !holds('receipt')",
      "evidence.receipt === ''",
      'nobody says that a receipt is in no log',
    ],
    ['if (!book.knows(country))\n', 'if (country === "XX")\n', 'nobody says that the receiver is not known'],
    [
      'if (isReceivers) open.discredited.add(origin)',
      '',
      'a log of two histories still says when a message was attested',
      at('auditor/liars'),
    ],
    [
      'const isReceivers = open?.parties?.claims.aud === owner',
      'const isReceivers = open?.parties?.claims.aud === owner && owner === ""',
      'two histories of the receiver’s log undo what its sender can prove',
      at('auditor/liars'),
    ],
    ['views.splits.forEach(split)', 'void split', 'two histories of one log pass'],
    [
      '        if (origins.has(log.origin)) {\n',
      '        if (log.origin === "") {\n',
      'a log that was found out goes on being believed',
      at('log/verify-against'),
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
    ["'split-view': invalid(", "'split-view': note(", 'two histories are a note'],
    ["'time-impossible': invalid(", "'time-impossible': note(", 'an impossible time is a note'],
  ],
}
