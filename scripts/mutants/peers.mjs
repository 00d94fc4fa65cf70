const at = (...tests) => ({ tests })
export const tests = ['exchange/agree']

export const faults = {
  'peers/agreement.ts': [
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
    [
      'if (!p.from.every((c) => parties.includes(c)))',
      'if (p.from.length === 0)',
      'a third country may send under an agreement of two',
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
    ['minutes > 1_000_000', 'minutes > 1e12', 'a deadline lies beyond every calendar', at('peers/agreement')],
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
      "(k) => k.use === 'sig' && k.kid === kid",
      '(k) => k.kid === kid',
      'an encryption key signs',
      { equal: 'Its algorithm is none that a JWS may have: verifyJws refuses it (key.alg !== read.alg).' },
    ],
    [
      "k.use === 'enc' && keyCounts(k, now, now)",
      "k.use === 'enc'",
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
      'if (known && known.identity.version > identity.version)',
      'if (known && known.identity.version > identity.version + 99)',
      'an old invitation brings back keys that were revoked',
      at('peers/introduce', 'exchange/rotation', 'exchange/peering'),
    ],
  ],
  'peers/newest-identity.ts': [
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
      '.some(({ jws }) => directory.read(jws).log.origin === origin)',
      '.some(({ jws }) => directory.read(jws).log.origin !== undefined)',
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
}
