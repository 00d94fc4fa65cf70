// What would hurt where Single Windows, operators and auditors come in.
const at = (...tests) => ({ tests })
export const tests = ['window/auth']

export const faults = {
  'window/case-routes.ts': [
    [
      "test ? 'test' : ",
      '',
      'a test under an agreement that is live says that it counts',
      { tests: ['exchange/agree'] },
    ],
    [
      'messages.map(stageOf)',
      'messages.slice(0, 1).map(stageOf)',
      'nothing flags a case of which a part has no effect in law',
      { tests: ['exchange/agree'] },
    ],
    [
      'this.leftOut[pointer] = size - this.#limit',
      'void pointer',
      'what of a long case is not shown is not there',
      { tests: ['cases/long-case'] },
    ],
  ],
  'window/change-stream.ts': [
    [
      ' ${rightsOf(caller)}`',
      '`',
      'what was read for one who follows is told to another who may not read it',
      at('window/change-stream'),
    ],
  ],
  'exchange/messages.ts': [
    [
      "select(['message.procedure', 'message.type', 'message.createdAt', 'message.test', 'message.state'])\n      .where((e) => readable(e, reader))",
      "select(['message.procedure', 'message.type', 'message.createdAt', 'message.test', 'message.state'])",
      'a search finds what its caller may not read',
      at('window/search'),
    ],
  ],
  'values/plain.ts': [
    ["text.normalize('NFKC')", "text.normalize('NFC')", 'full-width letters are other letters', at('values/plain')],
  ],
  'http/session-cookie.ts': [
    [
      "headers['x-juxta-console'] !== '1'",
      'false',
      'a form of another page writes by a session',
      at('window/sessions'),
    ],
    [
      'new URL(origin).host !== headers.host',
      'false',
      'a page of any origin writes by a session',
      at('window/sessions'),
    ],
    ['values.length === 1 &&', '', 'a cookie that was planted beside another counts', at('window/sessions')],
  ],
  'window/change-stream.ts': [
    [
      'told(await still(), after, asked)',
      'told(asked.caller, after, asked)',
      'a stream goes on after its key or session',
      at('window/changes'),
    ],
  ],
  'window/sessions.ts': [
    ['(!key || key.revokedAt !== null)', '!key', 'a session outlives the revocation of its key', at('window/sessions')],
    [' && row.usedAt + idleMs > clock.now()', '', 'a session that nobody uses goes on', at('window/sessions')],
    ['row.endsAt > clock.now() && ', '', 'a session never ends while it is used', at('window/sessions')],
    [
      'if (acts && row',
      'if (row',
      'a console that was left open stays signed in',
      at('window/sessions', 'window/changes'),
    ],
    [
      'await sessions.used(row.id, clock.now())',
      'undefined',
      'a session that is used ends as if it were not',
      at('window/sessions'),
    ],
  ],
  'window/sign-in.ts': [
    [
      'expectedState: state,',
      'expectedState: client.skipStateCheck,',
      'a way back that was forged signs in',
      at('window/sign-in'),
    ],
    [
      '/^\\/console(\\/|$)/.test(url.pathname)',
      'true',
      'a sign-in leads to any page of this host',
      at('window/sign-in'),
    ],
  ],
  'window/console-routes.ts': [
    [
      'const to = pageOf(begun.to)',
      'const { to } = begun',
      'a sign-in leads where a cookie says',
      at('window/sign-in'),
    ],
  ],
  'http/window-auth.ts': [
    ['if (row.expiresAt <= now)', 'if (row.expiresAt <= 0)', 'a key never ends', at('window/auth')],
    [
      'row.addresses !== null && !isWithin(',
      'row.addresses !== null && isWithin(',
      'a key is used from anywhere but where it may be',
      at('window/auth'),
    ],
    [
      'if (!row || !caller || row.revokedAt !== null)',
      'if (!row || !caller)',
      'a revoked key goes on opening the window',
    ],
    [
      'if (!roles.some((role) => caller.roles.has(role)))',
      'if (caller.roles.size === 0)',
      'every key may do everything',
    ],
    ['{10,200})$/i', '{10,200})$/', 'a client that writes "bearer" is turned away', at('window/auth', 'http/door')],
    ["hash('sha256', secret, 'base64url')", 'secret', 'the store holds the keys themselves', at('http/caller')],
    ['randomBytes(32)', 'randomBytes(2)', 'a key is guessed in an hour', at('http/caller')],
  ],
  'exchange/put-back.ts': [
    [
      "deleteFrom('putBack').where('id', '=', id).returning('messages')",
      "selectFrom('putBack').where('id', '=', id).select('messages')",
      'what was put back is put back again as often as it comes to nothing',
      at('exchange/aside'),
    ],
    [
      'left(now - LEFT_MS)',
      'left(now)',
      'an order is carried out by two at once, and who gave it is told that less was put back',
      at('exchange/aside'),
    ],
    [
      'from += AT_ONCE) {',
      'from += ids.length) {',
      'all that are not of the first hundred stay where they are',
      at('exchange/aside'),
    ],
  ],
  'window/retry-many.ts': [
    [
      'if (expected !== count)',
      'if (expected < count)',
      'fewer than were seen are put back without a word',
      at('window/many'),
    ],
    [
      'if (rows.length <= alone) return null',
      'if (rows.length <= alone * 2) return null',
      'one person puts back more than he may',
      at('window/many'),
    ],
  ],
  'window/opened.ts': [
    [
      "readReason === 'always' || ",
      '',
      'contents are opened by programs without a reason where the setting asks for one',
      at('window/timeline'),
    ],
  ],
  'window/study-report-routes.ts': [
    ["(query['language'] ?? 'en')", "('en')", 'a report is English whoever reads it', at('views/release-times')],
  ],
  'window/health.ts': [
    [
      'if (before?.state === state) return before.since',
      '',
      'what lasts begins anew each time that it is asked',
      at('window/timeline'),
    ],
  ],
  'window/two-persons.ts': [
    [
      'trust !== true || words !== undefined',
      'trust !== true || true',
      'one person trusts a neighbour unseen',
      at('window/two-persons'),
    ],
    [
      "acceptAgreement: {\n    action: 'agree'",
      "acceptAgreement: {\n    action: 'erase'",
      'an agreement is accepted by whom the setting of erasure says',
      at('window/two-persons'),
    ],
    [
      'await suspend.toSuspend(params',
      'await suspend.toResume(params',
      'a suspension is judged as what ends it',
      at('window/two-persons'),
    ],
    [
      'await onRecord(node, { ...asked, second }, act)',
      'await onRecord(node, asked, act)',
      'what two persons want is done in one commit and confirmed in another',
      at('faults/two-persons'),
    ],
  ],
  'window/proposal-routes.ts': [
    [
      'const own = row.client === caller.client',
      'const own = row.key === caller.id',
      'one person with two keys is two',
      at('window/two-persons'),
    ],
    [
      'if (!row || row.revokedAt !== null)',
      'if (!row)',
      'what a key asked for that was revoked since is done',
      at('window/two-persons'),
    ],
    ['keySince >= row.at', 'false', 'a second person is made when one is needed', at('window/two-persons')],
  ],
  'window/kept-act.ts': [
    [
      'session === true || !twoElsewhere',
      '!twoElsewhere',
      'whoever signs in with the key of a Single Window needs no second person',
      at('window/two-persons'),
    ],
    [
      'digestOfDocuments(outgoing) !== confirms.digest',
      'false',
      'other documents are sent than were proposed',
      at('window/two-persons'),
    ],
  ],
  'window/trail.ts': [
    ['if (operation.open) return answer(null)', 'return answer(null)', 'nothing is on record', at('window/audit')],
    [
      '!isRead || operation.content\n      if',
      '!isRead\n      if',
      'content is read without a record',
      at('window/audit'),
    ],
    [
      'if (request.caller === null) return isCounted(asked.address)',
      '',
      'who has no key fills the store with records',
      at('window/audit'),
    ],
  ],
  'http/caller.ts': [
    [
      'ownerClient: client, ownerAgency: agency }, doing)',
      'ownerClient: client, ownerAgency: caller.agency }, doing)',
      'an agency confirms what another has proposed',
      at('window/two-persons'),
    ],
    [
      'Object.hasOwn(caller.reserved, procedure) ? hasRoleOf(caller, procedure) : isGeneral(caller, doing)',
      'isGeneral(caller, doing)',
      'mutual assistance is open to every key',
      at('http/caller'),
    ],
    [
      'Object.hasOwn(caller.reserved, procedure) ? hasRoleOf(caller, procedure) : isGeneral(caller, doing)',
      'true',
      'a key without a role reads everything',
      at('http/caller'),
    ],
    [
      '(caller.procedures === null || caller.procedures.includes(procedure)) &&',
      '',
      'a key for one procedure reads all',
      at('http/caller'),
    ],
    [
      't.type === type && (t.procedure ?? procedure) === procedure',
      't.type === type',
      'a key for a type of one procedure reads its namesake in another',
      at('http/caller'),
    ],
    [
      'caller.types.some((t) => t.type',
      'caller.types.length > 0 || caller.types.some((t) => t.type',
      'a key for one type reads all',
      at('http/caller'),
    ],
    [
      '=== null || about.agency === agency',
      "=== null || about.agency !== ''",
      'one agency reads what was sent to another',
      at('http/caller'),
    ],
    ['return ownerAgency === agency || ', 'return ', 'an agency does not see what it has sent', at('http/caller')],
    [
      'ownerClient === null || ownerClient === client',
      'ownerClient !== agency',
      'one agency reads what another has sent',
      at('http/caller'),
    ],
    [
      "contents: ['window', 'auditor']",
      "contents: ['window', 'auditor', 'operator']",
      'operators read what passes through the node',
      at('http/caller'),
    ],
    [
      '(type !== undefined &&',
      '(type === undefined ||',
      'a key of some types sees what all of a procedure comes to',
      at('http/caller'),
    ],
    [
      'filter((procedure) => !hasRoleOf(caller, procedure))',
      'filter(() => false)',
      'every list shows mutual assistance',
      at('http/caller'),
    ],
    [
      'procedures: isGeneral(caller, doing)',
      'procedures: procedures !== undefined',
      'a key for mutual assistance lists everything else',
      at('http/caller'),
    ],
    [
      "facts: ['window', 'operator', 'auditor']",
      "facts: ['window', 'operator', 'auditor', 'assistance']",
      'a key for mutual assistance reads everything else',
      at('http/caller'),
    ],
  ],
  'http/mtls.ts': [
    [
      'if (!socket.authorized) {',
      "if (String(socket.authorizationError) === '') {",
      'a certificate of any authority opens the exchange',
      at('http/mtls'),
    ],
    [
      "minVersion: 'TLSv1.3',\n    ...tlsGroups(),",
      "minVersion: 'TLSv1.2',\n    ...tlsGroups(),",
      'a peer talks TLS down to 1.2',
      at('http/mtls'),
    ],
    [
      'if (now > known.notAfter) throw',
      'if (known.notAfter === 0) throw',
      'a connection outlives its certificate for ever',
      at('http/mtls'),
    ],
    [
      'if (country !== undefined && country !== peer.country)',
      "if (country === '')",
      'a certificate for one country is pinned to another',
      at('http/mtls'),
    ],
  ],
  'http/local-socket.ts': [
    [
      'chmodSync(path, 0o600)',
      'chmodSync(path, 0o666)',
      'everybody on the machine reaches the node as its operator',
      at('cli/socket'),
    ],
    ['    rmSync(path, { force: true })\n', '', 'a node that was killed does not start again', at('cli/socket')],
    [
      'if (await answersAt(path)) return',
      'if (path === "") return',
      'a second process takes the socket of the first',
      at('cli/socket'),
    ],
  ],
  'window/key-routes.ts': [
    [
      '(one) => !caller.roles.has(one)',
      '() => false',
      'an operator makes himself a key of every role',
      at('window/auth'),
    ],
    ['row.expiresAt > caller.expiresAt', 'row.expiresAt < 0', 'a key makes one that outlives it', at('window/auth')],
    ['given === null ? 0 :', 'given === null ? -1 :', 'a limited key makes one without limits', at('window/auth')],
  ],
  'http/server.ts': [
    [
      'performance.now() - begun > WAITED_MS',
      'performance.now() - begun < 0',
      'a long poll is answered after its key was revoked',
      at('window/auth'),
    ],
  ],
  'values/address.ts': [
    [
      'outer.prefix <= inner.prefix',
      'outer.prefix >= 0',
      'a key for few addresses makes one for many',
      at('window/auth'),
    ],
  ],
  'window/visible.ts': [
    [
      'if (!row || !mayRead(caller, row, doing)) throw',
      'if (!row) throw',
      'who knows the id of a message reads it',
      at('window/auth'),
    ],
  ],
  'window/submission.ts': [
    [
      "if (bytes.toString('base64') !== content.data)",
      'if (bytes.length < 0)',
      'a document that is no base64 is sent half',
      at('http/door', 'exchange/delivery'),
    ],
  ],
  'window/document-answer.ts': [
    [
      "'content-disposition': 'attachment',\n",
      '',
      'a browser runs somebody else’s document as a page of the node',
      at('exchange/submit'),
    ],
    ['from >= to', 'from > to', 'a range beyond the end is answered as if it were there', at('exchange/large')],
  ],
  'window/message-routes.ts': [
    [
      "if (documents && !mayRead(incoming.caller, row, 'contents'))",
      "if (documents && !mayRead(incoming.caller, row, 'facts'))",
      'an operator with the role of a reserved procedure takes the documents of the others',
      at('window/access'),
    ],
    [
      "if (!mayRead(caller, { procedure, type }, 'act'))",
      "if (caller.name === '')",
      'a key sends types that it is not for',
    ],
    [
      "if (failed === states.length) return 'failed'",
      "if (failed > 0) return 'failed'",
      'a fan-out of which one failed is called failed',
      at('exchange/one-stop-shop'),
    ],
    [
      "states.every((s) => s === 'accepted') ? 'accepted'",
      "states.some((s) => s === 'accepted') ? 'accepted'",
      'a fan-out that one has accepted is called accepted',
      at('exchange/one-stop-shop'),
    ],
  ],
  'http/readable.ts': [
    [
      '...(exceptProcedures.length > 0 ?',
      '...(exceptProcedures.length > 9 ?',
      'every list shows mutual assistance',
      at('exchange/messages', 'window/auth', 'cases/assistance'),
    ],
    [
      "e(unindexed('agency'), 'in', ['', agency])",
      'e.lit(true)',
      'a list shows what came for another agency',
      at('exchange/inbox', 'exchange/messages', 'exchange/one-stop-shop', 'window/auth'),
    ],
    [
      ": e.and([e(unindexed('procedure'), '=', procedure), e(unindexed('type'), '=', type)]),",
      ": e(unindexed('type'), '=', type),",
      'a key for a type of one procedure finds its namesake in another',
    ],
    [
      "e(unindexed('ownerAgency'), '=', agency)",
      'e.lit(true)',
      'a list shows what another agency has sent',
      at('exchange/messages', 'window/owner'),
    ],
  ],
  'cases/readable-cases.ts': [
    [
      'if (!readsInPart(caller)) return [...rows]',
      'if (rows.length >= 0) return [...rows]',
      'an agency sees what a case comes to by the messages of another',
      at('cases/readable-cases'),
    ],
  ],
  'exchange/agencies.ts': [
    [
      "e.or([e(unindexed('agency'), '=', agency), e.and",
      'e.or([e.and',
      'an agency does not get what is addressed to it',
      at('exchange/inbox', 'exchange/one-stop-shop'),
    ],
    [
      "e.and([e('message.agency', 'is', null), e.or(wanted)])",
      "e('message.agency', 'is', null)",
      'an agency gets what it has not subscribed to',
      at('exchange/inbox', 'exchange/one-stop-shop'),
    ],
  ],
}
