// What would hurt in the settings of a node, and where it decides whether it may go on.
export const tests = ['config/settings']

export const faults = {
  'exchange/watch.ts': [
    [
      "\n        .catch((error: unknown) => node.logger.warn({ err: error }, 'how neighbours answered could not be counted'))",
      '',
      'what cannot be counted is told to nobody',
      { tests: ['exchange/watch'] },
    ],
    [
      'missed: heard || !before ? 0 :',
      'missed: !before || before.missed >= 0 ? 0 :',
      'a process that is gone is not missed',
      { tests: ['exchange/watch'] },
    ],
    ['badly > FARED_BADLY &&', 'badly < 0 &&', 'a bad line is told nobody', { tests: ['exchange/watch'] }],
  ],
  'peers/lines.ts': [
    ["rule === 'reach'", "rule === ''", 'what is lost on the way counts as nothing', { tests: ['peers/lines'] }],
  ],
  'adapters/bullmq-queue.ts': [
    ['answers && producer', 'producer', 'a Redis that answers nothing counts as there', { tests: ['exchange/watch'] }],
  ],
  'operate/quiet.ts': [
    ['clock.now() - lastAt >= DAY', 'true', 'what a neighbour did a minute ago is over', { tests: ['cases/system'] }],
    [
      'clock.now() - lastAt >= DAY',
      'false',
      'an alert stays for a person although nothing follows',
      { tests: ['cases/system'] },
    ],
  ],
  'operate/proposals.ts': [
    [
      "message, request: ''",
      'message',
      'what was sent is kept once more with its proposal',
      { tests: ['window/two-persons'] },
    ],
    [
      "    .where('request', '!=', '')\n    .where('exp",
      "    .where('exp",
      'what was refused is confirmed',
      { tests: ['window/two-persons'] },
    ],
    [
      "    .where('confirmedBy', 'is', null)\n    .where('req",
      "    .where('req",
      'what was confirmed is done twice',
      { tests: ['window/two-persons'] },
    ],
    [
      'if (!row || !isOpen(proposal(row), at))',
      'if (!row)',
      'of two who confirm at once each does it',
      { tests: ['window/two-persons'] },
    ],
    [
      'if (row) await told(tx, proposal(row), at)',
      '',
      'nobody hears that a proposal was settled',
      { tests: ['window/two-persons'] },
    ],
    ['if (kept) await told(tx, row, row.at)', '', 'nobody hears of a proposal', { tests: ['window/two-persons'] }],
    [
      'for (const row of rows) await told(tx, proposal(row), now)',
      '',
      'nobody hears that the time of a proposal is over',
      { tests: ['window/two-persons'] },
    ],
    [".where('expiresAt', '>', at)", '', 'a proposal is confirmed a year later', { tests: ['window/two-persons'] }],
    [
      ".select(LISTED).orderBy('id', 'desc')",
      ".selectAll().orderBy('id', 'desc')",
      'a page of what was proposed holds five hundred messages in memory',
      { tests: ['window/two-persons'] },
    ],
  ],
  'operate/audit-proof.ts': [
    ['!== leaf.c)', "=== '')", 'another batch is shown for a leaf', { tests: ['window/audit'] }],
    [
      "return root && verifyInclusion(hashOfShown(record), index, said['count'], hashes, root)",
      'return root',
      'a changed record is proven',
      { tests: ['window/audit'] },
    ],
  ],
  'operate/settings-table.ts': [
    [
      'return /@/.test(pathname + hash)',
      'return /@@/.test(pathname + hash)',
      'a password that is not encoded is taken for a path, and told',
    ],
    ['Number(v) >= from && Number(v) <= to', 'Number(v) >= from', 'a number beyond its range is taken'],
    [
      '(/^https:\\/\\/[^/?#@\\s]+$/.test(v) ?',
      '(/^https?:\\/\\/\\S+$/.test(v) ?',
      'peers are told an address with a password, a path or no TLS',
    ],
  ],
  'operate/settings.ts': [
    [
      '.filter((name) => !known.has(name))',
      '.filter(() => false)',
      'a setting that was typed wrong is silently not set',
    ],
    ['unfit(value) ?? row.check(value)', 'unfit(value)', 'a setting that is none is taken'],
    ['unfit(value) ?? row.check(value)', 'row.check(value)', 'a setting holds what no path does'],
    [
      '!isLoopback(listenOf(window)) && values.JUXTA_WINDOW_CERTIFICATE === undefined',
      "values.JUXTA_WINDOW_CERTIFICATE === ''",
      'API keys cross the network in clear',
    ],
    ['/^127\\./.test(host)', '/^1/.test(host)', 'API keys cross the network in clear', { tests: ['config/settings'] }],
    [".replace(/\\/\\/.*@/, '//***@')", '', 'the password of the store is shown'],
    [".replace(/([?&][^=&#]*=)[^&#]*/g, '$1***')", '', 'a password in the query of an address is shown'],
    [
      '(values.JUXTA_WINDOW_CERTIFICATE === undefined) !== (values.JUXTA_WINDOW_KEY === undefined)',
      'values.JUXTA_WINDOW_KEY === null',
      'a certificate without its key starts a node',
    ],
    [
      '(values.JUXTA_TSA_URL === undefined) !== (values.JUXTA_TSA_CERTIFICATE === undefined)',
      'values.JUXTA_TSA_URL === null',
      'an authority without its certificate is asked in vain',
    ],
    [
      'if (direct !== undefined && byFile !== undefined) faults.push',
      'if (direct === null) faults.push',
      'one of two values is taken, and nobody knows which',
    ],
    [
      "[environment, 'environment'],\n      [fromFile, SETTINGS_FILE],",
      "[fromFile, SETTINGS_FILE],\n      [environment, 'environment'],",
      'what the environment says does not count',
    ],
    [
      'if (!OPTIONAL.includes(name)) faults.push',
      "if (name === 'JUXTA_NAME') faults.push",
      'a node starts without a country',
    ],
    ['isAbsolute(p) ? p : join(dataDir, p)', 'p', 'the store lies wherever the node was started'],
  ],
  'exchange/admission.ts': [
    [
      'if (this.#node.ending.signal.aborted) throw',
      'if (false as boolean) throw',
      'a node that stops takes messages that it loses',
      { tests: ['exchange/admission'] },
    ],
    [
      'if (this.#unsure !== null)\n      throw',
      'if (this.#unsure === undefined)\n      throw',
      'a node that may have lost its log takes messages',
      { tests: ['exchange/admission'] },
    ],
    [
      'if (order === null)\n',
      'if (order === undefined)\n',
      'a restored node goes on in a log that it lost',
      { tests: ['exchange/admission'] },
    ],
  ],
  'operate/quotas.ts': [
    [
      'subject.underWay >= concurrent',
      'subject.underWay > 1e9',
      'one caller has all places',
      { tests: ['operate/quotas'] },
    ],
    [
      'if (!left) subject.underWay--',
      'subject.underWay--',
      'whoever leaves twice may have more at once',
      { tests: ['operate/quotas'] },
    ],
    ['if (wait > 0) throw', 'if (wait > 1e9) throw', 'a quota turns nobody away', { tests: ['operate/quotas'] }],
    [
      'Math.max(0, now - this.#at)',
      '(now - this.#at)',
      'a clock that goes back takes what was there',
      { tests: ['operate/quotas'] },
    ],
    [
      'this.#subjects.size > REMEMBERED',
      'this.#subjects.size < 0',
      'whoever invents callers fills the memory',
      { tests: ['operate/quotas'] },
    ],
  ],
  'exchange/exchange-routes.ts': [
    [
      'quotas.peer.affords(caller)',
      'quotas.peer.payer(caller)',
      'a peer that has used up its time sends more to be judged',
      { tests: ['exchange/expensive'] },
    ],
  ],
  'threads/workshop.ts': [
    [
      'void this.#end(thread, this.#options.tooExpensive()), this.#options.ms',
      'undefined, this.#options.ms',
      'a document keeps a thread for ever',
      { tests: ['threads/workshop'] },
    ],
    [
      'if (own.length >= waiting || all',
      'if (all < 0 || all',
      'expensive work piles up without end',
      { tests: ['threads/workshop'] },
    ],
    [
      'if (busy < Math.max(1, this.#options.threads - 1)) return name',
      'if (busy >= 0) return name',
      'the work of one keeps all threads',
      { tests: ['threads/workshop'] },
    ],
    [
      'piece?.payer.spent(performance.now() - piece.begun)',
      'piece?.payer.spent(0)',
      'whoever sends bombs pays for none',
      { tests: ['threads/workshop'] },
    ],
    [
      "if ('took' in answer) piece?.payer.spent(answer.took)",
      'if (thread.ready) piece?.payer.spent(0)',
      'whoever sends much that is nearly a bomb pays for nothing',
      { tests: ['threads/workshop'] },
    ],
    [
      'this.#waiting.delete(payer)\n      if (pieces.length > 0) this.#waiting.set(payer, pieces)',
      'if (pieces.length === 0) this.#waiting.delete(payer)',
      'who came first has all his work done before others have any',
      { tests: ['threads/workshop'] },
    ],
    [
      "error.code === 'ERR_WORKER_OUT_OF_MEMORY'",
      "error.code === ''",
      'a document that fills the memory is a fault of the node',
      { tests: ['threads/workshop'] },
    ],
    [
      'if (!thread.ready) for',
      'if (thread.ready) for',
      'where no thread can begin callers wait for ever',
      { tests: ['threads/workshop'] },
    ],
  ],
  'documents/xsd.ts': [
    [
      'if (urls.length > 1)',
      'if (urls.length < 0)',
      'of two documents of a name space the second is unknown',
      { tests: ['documents/transit-and-ics2'] },
    ],
    [
      "rule: 'too-expensive',",
      "rule: 'xsd',",
      'where libxml2 gives up nobody is told that it was too much',
      { tests: ['exchange/expensive'] },
    ],
  ],
  'exchange/shares.ts': [
    [
      'other !== peer && now - at < RECENT_MS',
      'other === peer',
      'a backlog of one has all places beside others',
      { tests: ['exchange/shares'] },
    ],
    ['if (given) return', 'if (!given) given = false', 'a place is given back twice', { tests: ['exchange/shares'] }],
    [
      'isUrgent(first.priority) && queue.urgent < URGENT_PLACES',
      'first.priority < 0',
      'what cannot wait waits for bulk at the receiver',
      { tests: ['exchange/shares'] },
    ],
    [
      'other.priority > priority',
      'other.priority > 99',
      'at the receiver nothing overtakes',
      { tests: ['exchange/shares'] },
    ],
  ],
  'procedures/opening-hours/hours-work.ts': [
    [
      'const of = pair.cases.map(({ conversation, hash }) => [conversation, hash])',
      'const of = pair.peer',
      'the public calendar shows what was agreed before',
      { tests: ['procedures/hours-work'] },
    ],
    [
      'if (known) return known',
      'if (known === null) return known',
      'the public calendar is worked out for each who asks',
      { tests: ['procedures/hours-work'] },
    ],
  ],
  'http/body.ts': [
    [
      'const wait = visit.read(chunk.length)',
      'const wait = 0',
      'bodies are read as fast as they come',
      { tests: ['http/body'] },
    ],
    [
      'if (size > limit) return',
      'if (size < 0) return',
      'a body without a stated length has no limit',
      { tests: ['http/body'] },
    ],
    [
      'visit.expects(expected)',
      'visit.expects(0)',
      'a body that will wait too long is read first',
      { tests: ['http/body'] },
    ],
  ],
  'operate/quota-alerts.ts': [
    [
      'now - one.last >= QUIET_MS',
      'now - one.last < 0',
      'the alert about a quota never closes',
      { tests: ['exchange/quotas'] },
    ],
    [
      'if (known) {\n      known.last = now',
      'if (known === null) {\n      known.last = now',
      'each request that is turned away is written',
      { tests: ['exchange/quotas'] },
    ],
  ],
}
