const at = (...tests) => ({ tests })
export const tests = ['exchange/agree']

export const faults = {
  'peers/certificate.ts': [
    ['if (!isValidAt(issuer, now))', 'if (now < 0)', 'an issuer that has ended is not named', at('cli/publishable')],
    [
      'if (keys && !keys.includes(keyNameOf(found)))',
      'if (keys && now < 0)',
      'keys that no neighbour takes are published',
      at('cli/publishable'),
    ],
    [
      'if (host !== undefined &&',
      "if (host === '' &&",
      'a certificate for another host is published',
      at('cli/publishable'),
    ],
  ],
  'peers/clauses/clauses.ts': [
    [
      'if (old?.text !== text)',
      'if (old === undefined)',
      'a clause that says something else is no difference',
      at('peers/clauses'),
    ],
    ['if (!now.has(path))', 'if (now.size === 0)', 'what a later version leaves out is not told', at('peers/clauses')],
    [
      '.filter((name) => name !== without)',
      '.filter(() => true)',
      'the name of an entry is said twice',
      at('peers/clauses'),
    ],
    ['known.has(own) ? `${own} ${i}` : own', 'own', 'two entries of one name stand in one place', at('peers/clauses')],
    [
      "(name === 'other' ? unknown : members)",
      'members',
      'what this release does not know is not said',
      at('peers/clauses'),
    ],
  ],
  'peers/clauses/words.ts': [
    ["'limits.message_bytes': amount('byte'),", '', 'a size is said without its unit', at('peers/clauses')],
    ["hourCycle: 'h23', ", '', 'midnight is twelve', at('peers/clauses')],
  ],
  'pages/agreement-print.ts': [
    [
      '<bdi>${html(text)}</bdi>',
      '<bdi>${text}</bdi>',
      'what is written into an agreement is markup in its print',
      at('peers/clauses'),
    ],
  ],
  'peers/agreement.ts': [
    [
      'v.every(isCountry) && v[0]! < v[1]!',
      'v.every(isCountry)',
      'one agreement has two hashes, and a country agrees with itself',
      at('peers/agreement'),
    ],
    [
      'if (valid.until <= valid.from)',
      'if (valid.until < valid.from)',
      'an agreement ends when it begins',
      at('peers/agreement'),
    ],
  ],
  'peers/agreed-procedures.ts': [
    [
      'if (!from.every((c) => parties.includes(c)))',
      'if (from.length === 0)',
      'a third country may send under an agreement of two',
      at('peers/agreement'),
    ],
    [
      'if (read.findIndex((p) => p.name === name) !== i)',
      'if (i > 99)',
      'of a procedure that is named twice the second clause is signed and never read',
      at('peers/agreement'),
    ],
  ],
  'peers/stated.ts': [
    [
      'if (!isDigest(text) && (',
      'if (text.length < 99 && (',
      'an agreement is refused for the letters of a digest',
      at('peers/agreement'),
    ],
    ["if (name === 'test') return", 'if (name !== name) return', 'a trial needs a treaty', at('peers/agreement')],
    [
      'd.parties.every((party)',
      'd.parties.some((party)',
      'an agreement is live that one party has signed',
      at('peers/agreement'),
    ],
  ],
  'peers/allows.ts': [
    [
      "if (xPurpose === undefined && purposes.length > 1 && !purposes.includes('*'))",
      'if (false)',
      'data is used for whatever of several purposes',
      at('exchange/agree'),
    ],
    [
      "first === '*' || others.length > 0",
      "first === '*'",
      'a message is said to be for a purpose that nobody stated',
      at('exchange/agree'),
    ],
    [
      'if (inForceAt === null) return',
      'if (inForceAt === undefined) return',
      'messages pass under what one side alone has signed',
      at('peers/agreement'),
    ],
    ['if (q.iat < document.valid.from) return', '', 'messages pass before the agreement begins', at('peers/agreement')],
    [
      'if (q.iat >= end) return',
      'if (q.iat > end) return',
      'messages pass in the second in which the agreement has ended',
      at('peers/agreement'),
    ],
    [
      'Math.min(document.valid.until, revokedAt ?? Infinity)',
      'document.valid.until',
      'messages pass under a revoked agreement',
      at('peers/agreement'),
    ],
    [
      'if (q.now > end + GRACE_SECONDS) return',
      '',
      'messages that are dated back pass for ever after the end of an agreement',
      at('peers/agreement'),
    ],
    [
      'GRACE_SECONDS = 72 * 3600',
      'GRACE_SECONDS = 72 * 60',
      'what was under way when an agreement ended is refused',
      at('peers/agreement'),
    ],
    [
      'if (!procedure) return',
      'if (!procedure && document.procedures.length > 9) return',
      'a procedure that was not agreed is an error of the program',
      at('peers/agreement'),
    ],
    [
      'if (!procedure.versions.includes(q.version))',
      'if (procedure.versions.length === 0)',
      'a version passes that was not agreed',
      at('peers/agreement'),
    ],
    [
      "if (!procedure.types.includes('*') && !procedure.types.includes(q.type))",
      'if (procedure.types.length === 0)',
      'a type of message passes that was not agreed',
      at('peers/agreement'),
    ],
    [
      'if (!procedure.from.includes(q.iss))',
      'if (procedure.from.length === 0)',
      'who may only receive sends',
      at('peers/agreement'),
    ],
    [
      'if (q.bytes > document.limits.message_bytes)',
      'if (q.bytes >= document.limits.message_bytes)',
      'a message of the agreed size is refused',
      at('peers/agreement'),
    ],
    [
      'c.procedure === q.procedure && c.of.includes(q.of) && c.to.includes(q.to)',
      'c.of.includes(q.of) && c.to.includes(q.to)',
      'what is agreed for one procedure is passed on of all',
      at('peers/agreement'),
    ],
    [
      '&& c.of.includes(q.of) &&',
      '&&',
      'what one party may have passed on, the other has passed on too',
      at('peers/agreement'),
    ],
    ['&& c.to.includes(q.to)', '', 'what may go to one country goes to all', at('peers/agreement')],
    [
      '{ onward = [] }: AgreementDocument,',
      "{ onward = [{ procedure: 'pre-arrival', of: ['XA' as Country], to: ['XC' as Country] }] }: AgreementDocument,",
      'where nothing is said data go on to third countries',
      at('peers/agreement'),
    ],
    [
      "if (document.stage.name === 'test' && !content.test)",
      'if (false)',
      'under an agreement for tests goods are cleared',
      at('exchange/agree', 'peers/agreement'),
    ],
  ],
  'peers/agreed-deadlines.ts': [
    ['<= 1_000_000', '<= 1e12', 'a deadline lies beyond every calendar', at('peers/agreement')],
  ],
  'peers/directory.ts': [
    [
      'if (!keyCounts(entry, now, now))',
      'if (entry.until === 0)',
      'a withdrawn TLS key opens the door',
      at('peers/directory', 'exchange/receive', 'exchange/rotation'),
    ],
    [
      "if (peer.state === 'blocked')",
      "if (peer.name === '')",
      'a blocked country goes on sending',
      at('peers/directory', 'exchange/peering', 'exchange/receive'),
    ],
    [
      '?.identity.keys.filter(isSigning)\n      .find',
      "?.identity.keys.filter((k) => !(k.use === 'second'))\n      .find",
      'an encryption key signs',
      { equal: 'Its algorithm is none that a JWS may have: verifyJws refuses it (key.alg !== read.alg).' },
    ],
    [
      '.filter((k) => keyCounts(k, now, now))',
      '',
      'documents are encrypted to a withdrawn key',
      at('peers/directory', 'exchange/rotation'),
    ],
    [
      '(a, b) => b.from - a.from',
      '(a, b) => a.from - b.from',
      'documents are encrypted to the oldest key',
      at('peers/directory', 'exchange/rotation'),
    ],
    [
      "a.peer === row.country && (a.state === 'in-force' || a.state === 'revoked')",
      "(a.state === 'in-force' || a.state === 'revoked')",
      'an agreement with one country lets another send',
      at('peers/directory', 'exchange/receive', 'exchange/agree'),
    ],
    [
      "a.state === 'in-force' || a.state === 'revoked'",
      "a.state !== 'draft'",
      'an agreement that was only proposed counts',
      {
        tests: ['exchange/agree'],
        equal: 'denies() asks whether it is in force, and what is only proposed has no such time.',
      },
    ],
    [
      'find((a) => a.hash === hash)',
      'find((a) => a.hash !== undefined)',
      'a message passes under another agreement than it names',
      at('peers/directory', 'exchange/receive'),
    ],
    [
      '(a, b) => b.document.issued_at - a.document.issued_at',
      '(a, b) => a.document.issued_at - b.document.issued_at',
      'the older of two agreements is used',
      at('peers/directory', 'exchange/agree', 'exchange/delivery'),
    ],
    ['await this.refresh()\n', '', 'one replica does not hear what was agreed at another', at('peers/directory')],
  ],
  'peers/introduce.ts': [
    [
      'if (identity.country === country)',
      'if (identity.country.length === 0)',
      'a node is its own neighbour',
      at('peers/introduce', 'exchange/peering'),
    ],
    [
      'if (known && known.identityKey !== JSON.stringify(invite.identityKey))',
      'if (known && known.identityKey.length === 0)',
      'an invitation takes the place of a neighbour',
      at('peers/introduce', 'exchange/peering'),
    ],
    [
      "words !== undefined && words.trim().toLowerCase().split(/\\s+/).join(' ') !== introduction.words",
      "words === ''",
      'the words that two people compared do not count',
      at('peers/introduce', 'exchange/peering'),
    ],
    [
      'apart?.identityVersion ?? 0) > identity.version',
      'apart?.identityVersion ?? 0) > identity.version + 99',
      'an old invitation brings back keys that were revoked',
      at('peers/introduce', 'exchange/rotation', 'exchange/peering'),
    ],
    [
      'if (version > now.identity.version + 1)',
      'if (version > now.identity.version + 99)',
      'an invitation leaves out a version that withdraws a key',
      at('peers/introduce'),
    ],
  ],
  'peers/newest-identity.ts': [
    [
      "if (error instanceof JuxtaError && error.code === 'identity-invalid')",
      'if (error === null)',
      'nobody is told that a country speaks for another',
      at('peers/introduce'),
    ],
    [
      'if (identity.country !== peer)',
      'if (identity.country.length === 0)',
      'a neighbour publishes the identity of another',
      at('peers/introduce', 'exchange/rotation'),
    ],
    [
      'const unknown = error instanceof JuxtaError',
      'const unknown = false && error instanceof JuxtaError',
      'a renewed key is refused until somebody asks',
      at('peers/introduce', 'exchange/rotation'),
    ],
    [
      "if (directory.find(peer)?.state !== 'active') return false",
      '',
      'a blocked country is asked for its identity',
      at('peers/introduce', 'exchange/rotation'),
    ],
    [
      'Math.abs(now - before.at) < LOOK_AGAIN_MS',
      'Math.abs(now - before.at) < 0',
      'a peer makes us ask as often as it likes',
      at('peers/introduce', 'exchange/rotation'),
    ],
    [
      '.some(({ log }) => log.origin === origin)',
      '.some(({ log }) => log.origin !== undefined)',
      'a receipt names a log of nobody',
      at('peers/introduce'),
    ],
  ],
  'peers/registry.ts': [
    [
      ".onConflict((c) => c.column('id').doNothing())",
      '',
      'whoever has made a key is told that there is a conflict, and nobody holds it',
      at('exchange/unheard'),
    ],
    [
      'return (revoked ||= gone !== undefined)',
      'return gone !== undefined',
      'whoever has revoked a key is told that there is none',
      at('exchange/unheard'),
    ],
    [
      'if ((await agreementState(tx.db, row.hash)) !== was) return false',
      '',
      'of two who decide on an agreement at once both are told that it is as they want',
      at('exchange/unheard'),
    ],
  ],
  'peers/identity-names.ts': [
    [
      'if (stored.country !== country)',
      'if (stored.country.length === 0)',
      'a country takes the log of another',
      at('peers/introduce'),
    ],
    [
      'if (key.name !== name || key.type !== type)',
      'if (key.name !== name)',
      'the key of a witness signs a log',
      at('peers/introduce'),
    ],
    [
      'if (key.name !== name || key.type !== type)',
      'if (key.type !== type)',
      'a log is signed by a key of another name',
      at('peers/introduce'),
    ],
    [
      "{ kind: 'note', what: 'the witness', name: witness.name, pointer: '/witness/name', vkey: null, revokedAt: null },",
      '',
      'a witness is another country’s',
      at('peers/introduce'),
    ],
    [
      "return { kind: 'tls', what: 'the TLS key', name: spki,",
      "return { kind: 'tls', what: 'the TLS key', name: `${i}`,",
      'a TLS key lets two countries in',
      at('peers/introduce'),
    ],
  ],
}
