// What would hurt where a message is proven, dated, kept and erased.
const at = (...tests) => ({ tests })
export const tests = ['evidence/evidence']

export const faults = {
  'evidence/gather.ts': [
    [
      'receiptIn(sets, message) ??',
      '',
      'the first receipt of several proves a message that was sent again',
      at('evidence/shards'),
    ],
    ['if (documents)', 'if (id)', 'a bundle for others holds the documents', at('evidence/contents')],
    [
      'const isGone = message.salt === null',
      'const isGone = false',
      'what is left of an erased message proves nothing',
      at('evidence/retention'),
    ],
    [
      "if (witnesses.has(witnessOf(jws) ?? '')) countries.add(peer)",
      'void witnesses',
      'the witnesses of a bundle are unknown to its reader',
      at('evidence/evidence'),
    ],
  ],
  'evidence/receiver.ts': [
    [
      "message.direction !== 'out' || receipt === null",
      'receipt === null',
      'a receiver asks the sender for its own leaf',
      {
        equal:
          'Only an outbound message has a receipt of the peer’s; of an inbound one it is ours, and its leaf would be asked for in vain.',
      },
    ],
    [
      'if (file) await proofs.keep(id, answer.body)',
      '',
      'what the receiver proved is lost when it is away',
      at('evidence/contents'),
    ],
  ],
  'evidence/records.ts': [
    [
      "await add('erased', await retentionIn(store).erasuresOf(message.id))",
      '',
      'an erasure by law looks like documents withheld',
      at('evidence/contents', 'evidence/retention'),
    ],
    [
      'r.proposer !== null || (subject === message.id && ACTS.has(r.what))',
      'subject === message.id',
      'who read a message is told to everybody who gets the bundle',
      at('evidence/contents'),
    ],
    [
      'filter((shard) => shard !== first)',
      'filter((shard) => shard === first)',
      'how a shard began is not shown',
      at('evidence/contents'),
    ],
  ],
  'evidence/own-log.ts': [
    [
      'const cosigned = await log.before(shard, index)',
      'const cosigned = null',
      'a message has no lower bound of time',
      at('evidence/contents'),
    ],
    [
      'if (under) add(',
      'if (last < 0 && under) add(',
      'bundles that are made together cannot be compared',
      at('evidence/contents'),
    ],
    [
      'leaves: leaves.filter((l) => l.index < at.size)',
      'leaves',
      'a leaf is shown under a checkpoint that does not hold it',
      at('evidence/evidence', 'evidence/shards', 'evidence/timestamps'),
    ],
    [
      'for (const size of await log.firstCosigned(shard, index)) attesting.add(size)',
      'void index',
      'a receipt is shown attested only after its key was withdrawn',
      at('auditor/liars'),
    ],
    [
      'if (found.every((c) => last >= c.size)) add(await log.covering(shard, last))',
      '',
      'the receipt of a message is under no checkpoint of its bundle',
      at('evidence/evidence', 'evidence/shards'),
    ],
    [
      'stamps.push(newest)',
      'void newest',
      'a timestamp is worthless once its certificate has ended',
      at('evidence/timestamps'),
    ],
  ],
  'evidence/publish.ts': [
    ['if (index !== builder.size)', 'if (index < 0)', 'a gap in the log is signed over', at('evidence/publish')],
    [
      'if (origin !== key.name)',
      "if (origin === '')",
      'the key of one log signs another',
      { tests: ['evidence/shards'], equal: 'signCheckpoint refuses a key that has not the name of the origin.' },
    ],
    [
      'edge?.shard === shard && edge.builder.size === from',
      'edge?.shard === shard',
      'a replica signs another root than the one beside it',
      {
        tests: ['evidence/publish'],
        equal: 'A builder that is behind reads what lies between, and comes to the same root; it only reads more.',
      },
    ],
    ['const from = last?.size ?? 0', 'const from = 0', 'every round reads the whole log', at('evidence/publish')],
  ],
  'evidence/date.ts': [
    [
      'const grown = published.size > last.size + 1',
      'const grown = published.size > last.size',
      'a log that rests is dated for ever',
      at('evidence/date'),
    ],
    [
      'if (closed) return last.size < published.size',
      '',
      'the end of a year’s log is never dated',
      at('evidence/date'),
    ],
  ],
  'evidence/timestamp.ts': [
    [
      'verifyTimestamp(token, imprint, certificates(), nonce)',
      'verifyTimestamp(token, imprint, certificates())',
      'an old answer of the authority is played back',
      at('evidence/date'),
    ],
  ],
  'evidence/signature-times.ts': [
    [
      'if (last.validUntil <= validUntil) return false',
      '',
      'what is kept of a signature grows by the hour while its authority has no other certificate',
      at('evidence/signature-times'),
    ],
    [
      'k.of === of && k.jws === jws',
      'k.of === of',
      'a signature is shown with the date of another',
      at('evidence/signature-times'),
    ],
  ],
  'evidence/revocation.ts': [
    [
      'if (before && before.thisUpdate > crl.thisUpdate)',
      'if (before && before.thisUpdate < 0)',
      'an old list of withdrawn certificates takes the place of a newer one',
      at('evidence/signature-times'),
    ],
    [
      'if (known.length > 0 && !known.some((c) => isCrlOf(crl, c)))',
      'if (known.length > 9)',
      'anybody on the way says which certificates are withdrawn',
      at('evidence/signature-times'),
    ],
  ],
  'adapters/list-client.ts': [
    [
      'if (!anyAddress) expectAddress(new URL(url), guard)',
      '',
      'a certificate leads a node into its own network',
      at('evidence/signature-times'),
    ],
  ],
  'evidence/jades.ts': [
    [
      "`${payload}.${header}.${signature}.${before.join('')}`",
      '`${payload}.${header}.${signature}.`',
      'a date over an archived signature is not over what it is judged by',
      at('evidence/jades'),
    ],
  ],
  'log/crl.ts': [
    [
      'return verify(digest, crl.signed, issuer.publicKey, crl.signature)',
      'return true',
      'a list that anybody has made counts as its issuer’s',
      at('evidence/jades'),
    ],
  ],
  'evidence/retain.ts': [
    [
      'if (part?.bytes || part?.large)\n',
      'if (part?.size === -1)\n',
      'an order to erase is said to be done, and nothing is',
      at('evidence/retention'),
    ],
    ['now - days * DAY', 'now - days', 'documents are erased a thousand times too early', at('evidence/retention')],
    ["['manifests', retention.manifests_days],", '', 'manifests are kept for ever', at('evidence/retention')],
  ],
  'exchange/legal-hold-rows.ts': [
    [
      'in (\'\', "message"."conversation")',
      "in ('')",
      'what is held of one case is erased',
      at('evidence/erase', 'evidence/retention'),
    ],
    [".where('h.liftedAt', 'is', null)", '', 'nobody lifts a hold', at('evidence/erase', 'evidence/retention')],
    [
      ".whereRef('h.procedure', '=', 'message.procedure')",
      '',
      'one procedure is held, and all are',
      at('evidence/erase'),
    ],
    [
      "what === 'documents' ? ['documents'] : [...KEPT]",
      '[what]',
      'held documents lose what was signed about them',
      at('evidence/erase'),
    ],
  ],
  'exchange/legal-holds.ts': [
    [
      'if (!isNewer({ said, jti }, before)) return',
      '',
      'an old order takes the place of the one that lifts it',
      at('exchange/take-event'),
    ],
    [
      'if ((await naming(peer, procedure)).includes(agreement)) return',
      'if (peer !== procedure) return',
      'whoever asks keeps our data for ever',
      at('exchange/take-event'),
    ],
    [
      'if (agreement === undefined)',
      "if (agreement === '')",
      'data are held that no agreement lets be held',
      at('exchange/agree'),
    ],
  ],
  'evidence/retention.ts': [
    [
      "await tx.db.deleteFrom('maintenance').where('conversation', 'in', cases).where('message', 'in', fresh).execute()",
      '',
      'what was announced stays when its message goes',
      { tests: ['evidence/retention'] },
    ],
    [
      ".where('conversation', 'in', cases).where('message', 'in', fresh)",
      ".where('conversation', 'in', cases)",
      'what is still to come goes with what is over',
      { tests: ['evidence/retention'] },
    ],
    [
      '        .where((e) => e.not(isHeld(e, what, now)))\n',
      '',
      'what a court has ordered to be kept is erased',
      at('evidence/erase', 'evidence/retention'),
    ],
    [
      '        .where((e) => e.not(isHeld(e, what, at)))\n',
      '',
      'or it is erased on order',
      at('evidence/erase', 'evidence/retention'),
    ],
    ["f('c.neededUntil', '<=', now),", '', 'what is over is kept for ever', { tests: ['evidence/erase'] }],
    [
      'f(sql<number>`"c"."neededFrom"`, \'>\', sql<number>`"message"."iat" * 1000`),',
      'f(sql<number>`"c"."neededFrom"`, \'>\', sql<number>`0`),',
      'a case loses the messages that it goes on from',
      { tests: ['evidence/erase'] },
    ],
    [
      "e('state', 'in', [...ENDED]),",
      '',
      'what was cancelled before anybody looked at it is kept for ever',
      { tests: ['evidence/erase'] },
    ],
    [
      ".whereRef('a.conversation', '=', 'message.conversation')",
      ".where('a.conversation', '=', '')",
      'a case that is set aside loses the messages that it is tried again of',
      { tests: ['evidence/erase'] },
    ],
    [
      "        .where('state', 'not in', ['queued', 'sealed'])\n        .where((e) => e.not(isHeld(e, what, at)))",
      '        .where((e) => e.not(isHeld(e, what, at)))',
      'a document is erased that is still on its way',
      at('evidence/erase', 'evidence/retention'),
    ],
    [
      ".where('agreement', '=', agreement)",
      '',
      'what one agreement keeps for years another erases',
      at('evidence/erase', 'evidence/retention'),
    ],
    [
      'tx.append(leafOver(there as Erased[]))',
      "{ shard: '', index: 0 }",
      'nobody can prove that documents were erased in time',
      at('evidence/erase', 'evidence/retention'),
    ],
    [
      '      await forgetLarge(tx.db, fresh)\n',
      '',
      'an erased document that followed its message lies in the store for ever',
      at('exchange/large'),
    ],
    [
      '.set({ bytes: null, salt: null, large: null })',
      '.set({ bytes: null, large: null })',
      'whoever guesses an erased document can prove its guess',
      at('evidence/erase', 'evidence/retention'),
    ],
    [
      "await tx.db.deleteFrom('reference').where('message', 'in', fresh).execute()",
      '',
      'the name of a trader stays when its documents are gone',
      at('evidence/erase', 'evidence/retention'),
    ],
    ['contextJson: null,', '', 'the context of an erased message stays', at('evidence/erase', 'evidence/retention')],
    [
      "{ salt: null, manifest: '', receiptJti: null }",
      "{ manifest: '', receiptJti: null }",
      'an erased message can still be linked to its leaf',
      at('evidence/erase', 'evidence/retention'),
    ],
    [
      'sql<Buffer>`zeroblob(length("bytes"))`',
      'sql<Buffer>`"bytes"`',
      'an erased document can be read from the file',
      at('evidence/erase', 'evidence/retention'),
    ],
    [
      "if (level === 2) await tx.db.updateTable('securityEvent').set({ jws: '' })",
      "if (level === 9) await tx.db.updateTable('securityEvent').set({ jws: '' })",
      'what was said about an erased message stays',
      at('evidence/erase', 'evidence/retention'),
    ],
  ],
  'exchange/judge-own-log.ts': [
    [
      'if (size > head.size)\n',
      'if (size > head.size + 1)\n',
      'the loss of the last leaf goes unnoticed',
      at('exchange/witness', 'evidence/evidence'),
    ],
    [
      'if (size > head.size)\n',
      'if (size > head.size + 9999)\n',
      'a log that lost its end goes on',
      at('exchange/witness', 'evidence/evidence'),
    ],
    [
      'return ours.equals(root)\n',
      'return ours.length > 0\n',
      'a log that was written anew goes on',
      at('exchange/witness', 'evidence/evidence'),
    ],
    [
      "if (silent.length + short.length > 0 && !asked.some((peer) => witnesses.has(peer)))\n    return { kind: 'unknown', silent, short }",
      '',
      'a node that nobody can vouch for goes on',
      at('evidence/evidence', 'exchange/witness'),
    ],
    [
      'if (witnesses.has(peer)) silent.push(peer)',
      'silent.push(peer)',
      'a neighbour that never witnessed us stops the node',
      at('exchange/witness', 'evidence/evidence'),
    ],
  ],
  'exchange/seen-of-ours.ts': [
    [
      'proven.some((p) => p.origin === origin && p.size >= size)',
      'proven.length >= 0 || size === 0 || origin === ""',
      'a past witness that shows nothing vouches for the log',
      at('exchange/witness'),
    ],
    [
      'openCheckpoint(note, log(origin)).checkpoint',
      'readCheckpoint(note).checkpoint',
      'a checkpoint of anybody stops the start of a node',
      at('exchange/witness'),
    ],
    [
      "if (claims.iss !== country || event !== 'received')",
      "if (event !== 'received')",
      'a receipt of another stops the start of a node',
      {
        equal:
          'It was opened with our own signing keys, and what those signed says that we signed it: both are checked.',
      },
    ],
    [
      'base(origin) === base(own.identity.log.origin)',
      'true',
      'a checkpoint of another log is taken for one of ours',
      {
        equal:
          'It is signed with a key in our folder all the same; a log of another name under it is none that this store has, which a test of the next line shows.',
      },
    ],
    [
      "else if (closes) await node.settle('witness-claim', peer)",
      '',
      'an alert about a claim stays though it was proven',
      at('exchange/witness'),
    ],
  ],
  'exchange/witness.ts': [
    [
      "await node.settleOnce('witness-answer', peer)",
      '',
      'an alert about an answer stays though the next is good',
      at('exchange/witness'),
    ],
    [
      "if (!head || (said.kind === 'ahead' && said.size <= head.size)) return",
      'if (!head) return',
      'a replica’s own newer state raises the alarm',
      at('exchange/witness'),
    ],
    [
      'shown && shown.size > head.size',
      "said.kind === 'ahead'",
      'a bare number is called the loss of a log',
      at('exchange/witness'),
    ],
    [
      "if (shown && said.kind === 'split-view' && (await isForeign(store, shown, shard)))".slice(3),
      "(said.kind === 'split-view')",
      'a refusal is called another history',
      at('exchange/witness'),
    ],
    [
      'if (cosigned >= published.size && !forgetful.delete(peer.country)) return',
      '',
      'each round asks every neighbour again',
      {
        equal: 'A witness cosigns the same checkpoint once more, and the same line is kept once: only traffic differs.',
      },
    ],
  ],
  'exchange/cosigning.ts': [
    [
      'if (since?.cosigned === cosigned)',
      'if (since)',
      'replicas that overtake each other are a log that lost its end',
      at('exchange/witnessing'),
    ],
    [
      'if (!log || log.owner === peer) return null',
      'if (!log || log.owner) return null',
      'a third country moves what was witnessed of a second',
      at('exchange/witnessing'),
    ],
    [
      'const due = judgement.grown &&',
      'const due = judgement.grown || true &&',
      'two logs that witness each other grow for ever',
      at('exchange/witnessing'),
    ],
    [
      "if (!('accept' in judgement)) return { store: null, result }",
      "if (!('accept' in judgement)) return { store: { size, root, note: shown, loggedAt: 0 }, result }",
      'what was refused counts as seen',
      at('exchange/witnessing'),
    ],
  ],
}
