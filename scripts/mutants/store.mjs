// What would hurt where everything is kept.
export const tests = ['store/store', 'store/faults']

export const faults = {
  'store/leaves.ts': [
    [
      'c: commitment(kind, salt, signingInput(jws))',
      'c: commitment(kind, salt, jws)',
      'the twin of a signature is another receipt to the log',
      { tests: ['log/entry'] },
    ],
  ],
  'store/faults.ts': [
    [
      '(SQLITE_(BUSY|LOCKED)|40001|40P01|55P03)',
      '(SQLITE_(BUSY|LOCKED)|40001|55P03)',
      'a deadlock, which passes, is told to a Single Window',
      { tests: ['store/faults'] },
    ],
    [
      '(SQLITE_(IOERR|CORRUPT|NOTADB)|58030|XX001|XX002)',
      '(SQLITE_(CORRUPT|NOTADB)|58030|XX001|XX002)',
      'a receipt goes out for what may not be on the disk',
      { tests: ['store/faults'] },
    ],
    [
      '(SQLITE_CONSTRAINT|23)',
      '(SQLITE_CONSTRAINT|99)',
      'a conflict of two writes is an error of the program',
      { tests: ['store/faults'] },
    ],
    ["?.meaning ?? 'refused'", "?.meaning ?? 'fatal'", 'one odd message ends the node', { tests: ['store/faults'] }],
    [
      "|| meaningOf(fault) !== 'refused'",
      "|| meaningOf(fault) === 'refused'",
      'a case is set aside because the store was away',
      { tests: ['store/faults'] },
    ],
  ],
  'store/dump.ts': [
    [
      'await sql`rollback`.execute(db)',
      'void sql`rollback`',
      'a backup that is broken off keeps the write-ahead log until its process ends',
      { equal: 'The connection is closed right after it, which ends the transaction too.' },
    ],
    [
      'await sql`begin deferred`.execute(db)',
      'await sql`select 1`.execute(db)',
      'a backup holds rows of different moments',
      { tests: ['store/store'] },
    ],
  ],
  'store/thin-checkpoints.ts': [
    [
      'if (minute(row) === last) continue',
      'void last',
      'of one minute two checkpoints stay, and one that fewer have cosigned',
      { tests: ['store/checkpoints'] },
    ],
    [
      'b.cosignatures - a.cosignatures ||',
      '0 ||',
      'of a minute the checkpoint goes that most witnesses have cosigned',
      { tests: ['store/checkpoints'] },
    ],
    [
      'if (dated || Number((await newestCheckpoint(db, shard))?.size) === Number(size)) return true',
      'if (Number((await newestCheckpoint(db, shard))?.size) === Number(size)) return true',
      'a timestamp dates a checkpoint that nobody has any more',
      { tests: ['store/checkpoints'] },
    ],
    [
      'return last.rows.some((row) => Number(row.size) === Number(size))',
      'return false',
      'what a witness has cosigned last is forgotten, and it is asked for a proof that nobody can give',
      { tests: ['store/checkpoints'] },
    ],
    [
      ".where('at', '<', before)",
      ".where('at', '<', 2 ** 50)",
      'the history of yesterday is thinned out as if it were old',
      { tests: ['store/checkpoints'] },
    ],
    [
      "['cosignature', 'checkpoint'] as const",
      "['checkpoint'] as const",
      'cosignatures stay whose checkpoint has gone, for ever',
      { tests: ['store/checkpoints'] },
    ],
  ],
  'operate/alert-rows.ts': [
    [
      "'closedAt', before, limit",
      "'at', before, limit",
      'an alert that is open goes when it is old',
      { tests: ['store/checkpoints'] },
    ],
  ],
  'exchange/kept-acts.ts': [
    [
      'firstIdAt(before)',
      'firstIdAt(before + 3 * 86_400_000)',
      'a proposal goes days before its time',
      { tests: ['store/checkpoints'] },
    ],
  ],
  'evidence/clean.ts': [
    [
      'now - settings.checkpointDays * DAY',
      'now',
      'of checkpoints one a minute stays at once, whatever JUXTA_CHECKPOINT_DAYS says',
      { tests: ['store/checkpoints'] },
    ],
    [
      'if (count < AT_ONCE || leaving.signal.aborted) return done',
      'if (count < 10 * AT_ONCE || leaving.signal.aborted) return done',
      'of what is to go a few hundred rows go a round, and the table grows for ever',
      { tests: ['store/checkpoints'] },
    ],
  ],
  'store/gather.ts': [
    [
      "if (some.length > 1 && meaningOf(judge(error)) === 'refused') for (const one of some) await answer([one])\n      else for",
      'for',
      'what one peer asks with an odd id fails for all who ask in the same turn',
      { tests: ['store/fixed', 'exchange/inbox'] },
    ],
    [
      "some.length > 1 && meaningOf(judge(error)) === 'refused'",
      'some.length > 1',
      'a store that is away is asked again by each who waits for it',
      { tests: ['store/fixed'] },
    ],
  ],
  'store/fixed.ts': [
    [
      'if (there.pending) await there.pending',
      '',
      'what a statement of fixed text reads is told before it is on the disk',
      { tests: ['store/write-ahead'] },
    ],
  ],
  'store/write-ahead.ts': [
    ['if (error) return lost(error)', '', 'what the disk has refused is promised', { tests: ['store/write-ahead'] }],
  ],
  'store/sqlite.ts': [
    [
      'await this.#log.sync()',
      'void this.#log.sync()',
      'a write is promised before it is on the disk',
      { tests: ['store/write-ahead'] },
    ],
    [
      'if (log.pending) await log.pending',
      '',
      'what is read is told before it is on the disk',
      { tests: ['store/write-ahead'] },
    ],
  ],
  'store/commit.ts': [
    [
      'if (this.#pending.length <= this.#last / FEW)',
      'if (this.#last < 0)',
      'the first of a crowd has a commit of its own, for which all others wait',
      { tests: ['store/commit'] },
    ],
    [
      'Along.take(handed)',
      'Along.take()',
      'what a write was handed does not go along with it',
      { tests: ['store/along'] },
    ],
    [
      'along && results[i] !== false ? [along.rows()] : []',
      'along ? [along.rows()] : []',
      'what was not done is on record as done',
      { tests: ['store/along'] },
    ],
    [
      "if (meaning === 'again' && performance.now() < until)",
      "if (meaning === 'again' && attempt < 2)",
      'a deadlock that comes twice is told to a Single Window',
    ],
    [
      "if (meaning === 'refused' && batch.length > 1)",
      "if (meaning === 'refused' && batch.length > 200)",
      'one bad message refuses all that came with it',
    ],
    [
      "if (meaning === 'fatal' && !this.#failed)",
      'if (!this.#failed)',
      'one write that cannot be done ends the node',
      { tests: ['store/along'] },
    ],
    [
      'places.forEach((place, i) => (results[place] = answers[i]))',
      'places.forEach((place, i) => (results[place] = answers[places.length - 1 - i]))',
      'one Single Window gets the answer of another',
    ],
    ['await tx.flush(', 'void (', 'a message is receipted whose leaf is nowhere'],
  ],
  'store/checkpoints.ts': [
    [
      'sort(([a, m], [b, n]) => n - m || a - b)',
      'sort(([a], [b]) => a - b)',
      'evidence lacks a quorum that the next checkpoint has',
      { tests: ['store/checkpoints'] },
    ],
    [
      'if (there !== from || (from !== null && size <= from)) return false',
      'if (from !== null && size <= from) return false',
      'two replicas sign two histories',
      { tests: ['store/checkpoints'] },
    ],
    [
      'if (there !== from || (from !== null && size <= from)) return false',
      'if (there !== from) return false',
      'a checkpoint of a smaller log is signed after a larger one',
      { tests: ['store/checkpoints'] },
    ],
    [
      ".where('kept', '=', sql.lit(0))",
      '',
      'the checkpoint goes that a witness has cosigned, and its evidence with it',
      { tests: ['store/checkpoints'] },
    ],
    [
      ".where('at', '<', at - UNWITNESSED_MS)",
      '',
      'a neighbour cosigns what is no longer there',
      { tests: ['store/checkpoints'] },
    ],
    [
      'if (!(await keepCheckpoint(db, shard, size))) return',
      'void keepCheckpoint',
      'what was cosigned goes after a minute',
      { tests: ['store/checkpoints'] },
    ],
    [
      ".where('size', '>', index).orderBy('size')",
      ".where('size', '>=', index).orderBy('size')",
      'evidence names a checkpoint that does not cover its leaf',
      { tests: ['store/checkpoints'] },
    ],
    [
      'newest && newest.size > index',
      'newest && newest.size >= index',
      'evidence names a checkpoint that does not cover its leaf',
      { tests: ['store/checkpoints'] },
    ],
  ],
  'exchange/settlements.ts': [
    [
      "items.filter((item, i) => moved[i] && item.state === 'delivered')",
      "items.filter((item, i) => moved[i] && item.state === 'expired')",
      'an answer that came before the receipt is forgotten',
      { tests: ['exchange/take-event'] },
    ],
  ],
  'exchange/outbox.ts': [
    [
      "update = update.where('leaseOwner', '=', owner)",
      "update = update.where('leaseOwner', 'is not', null)",
      'a replica that stops takes from the others what they are sending, and it is sent twice',
      { tests: ['exchange/courier'] },
    ],
  ],
  'exchange/aside.ts': [
    [
      ".where('peer', '=', peer)\n    .where('receiptShard', '=', lost.shard)",
      ".where('receiptShard', '=', lost.shard)",
      'a peer that lost its log has the messages of all others sent again',
      { tests: ['exchange/events'] },
    ],
    [
      ".where('receiptIndex', '>=', lost.size)",
      ".where('receiptIndex', '>', lost.size)",
      'the first message that a peer lost is never sent again',
      { tests: ['exchange/events'] },
    ],
    [
      ".where('attempts', '<=', begun ? 0 : 1)",
      ".where('attempts', '<=', 1)",
      'a message is cancelled that the receiver may hold',
      { tests: ['exchange/courier'] },
    ],
  ],
}
