// What would hurt where Single Windows, operators and auditors come in.
const at = (...tests) => ({ tests })
export const tests = ['window/auth']

export const faults = {
  'http/window-auth.ts': [
    ['if (!row || row.revokedAt !== null)', 'if (!row)', 'a revoked key goes on opening the window'],
    [
      'if (!row.roles.some((role) => roles.includes(role)))',
      'if (row.roles.length === 0)',
      'every key may do everything',
    ],
    [
      '/^Bearer +([A-Za-z0-9_-]{10,200})$/i',
      '/^Bearer +([A-Za-z0-9_-]{10,200})$/',
      'a client that writes "bearer" is turned away',
      at('window/auth', 'http/door'),
    ],
    [
      'caller.types.some((t) => t.type === type && (t.procedure ?? procedure) === procedure)',
      'caller.types.some((t) => t.type === type)',
      'a key for a type of one procedure reads its namesake in another',
    ],
    [
      'caller.types.some((t) => t.type === type && (t.procedure ?? procedure) === procedure)',
      'caller.types.length > 0',
      'a key for one type reads all',
    ],
    [
      '(caller.procedures === null || caller.procedures.includes(procedure)) &&',
      '',
      'a key for one procedure reads all',
      at('window/auth', 'exchange/one-stop-shop'),
    ],
    [
      "procedure === 'assistance'\n    ? caller.roles.has('assistance')",
      "procedure === 'assistance'\n    ? caller.roles.size > 0",
      'mutual assistance is open to every key',
      at('window/auth', 'cases/assistance'),
    ],
    [
      "hash('sha256', secret, 'base64url')",
      'secret',
      'the store holds the keys themselves',
      at('window/auth', 'security'),
    ],
    ['randomBytes(32)', 'randomBytes(2)', 'a key is guessed in an hour', at('window/auth')],
  ],
  'http/mtls.ts': [
    [
      'if (!socket.authorized) {',
      "if (String(socket.authorizationError) === '') {",
      'a certificate of any authority opens the exchange',
      at('exchange/receive'),
    ],
    [
      "minVersion: 'TLSv1.3',\n  }) as",
      "minVersion: 'TLSv1.2',\n  }) as",
      'a peer talks TLS down to 1.2',
      at('exchange/receive'),
    ],
    [
      'if (now > known.notAfter) throw',
      'if (known.notAfter === 0) throw',
      'a connection outlives its certificate for ever',
      at('exchange/receive', 'exchange/rotation'),
    ],
    [
      'if (country !== undefined && country !== peer.country)',
      "if (country === '')",
      'a certificate for one country is pinned to another',
      at('exchange/receive'),
    ],
  ],
  'window/message-routes.ts': [
    [
      "row?.direction === 'in' && caller.agency !== null && row.agency !== null && row.agency !== caller.agency",
      "row?.direction === 'in' && caller.agency === ''",
      'one agency reads what was sent to another',
      at('exchange/one-stop-shop'),
    ],
    [
      "!['window', 'auditor', 'assistance'].some((role) => roles.has(role))",
      "!['window', 'auditor', 'assistance', 'operator'].some((role) => roles.has(role))",
      'an operator reads a document',
    ],
    [
      "if (bytes.toString('base64') !== content.data)",
      'if (bytes.length < 0)',
      'a document that is no base64 is sent half',
      at('exchange/delivery', 'http/door'),
    ],
    [
      'if (!mayUse(caller, outgoing.procedure, outgoing.type))',
      'if (caller.name === null)',
      'a key sends types that it is not for',
    ],
    ['...(caller.types === null ? {} : { types: caller.types }),', '', 'a search shows types that the key is not for'],
    [
      '...(caller.agency === null ? {} : { agency: caller.agency }),',
      '',
      'a search shows what is for another agency',
      at('exchange/one-stop-shop'),
    ],
    [
      "...(caller.roles.has('assistance') ? {} : { exceptProcedures: ['assistance'] }),",
      '',
      'a search shows mutual assistance to all',
    ],
    [
      "exceptProcedures: caller.roles.has('assistance') ? [] : ['assistance'],",
      'exceptProcedures: [],',
      'the inbox shows mutual assistance to all',
      at('window/auth', 'cases/assistance'),
    ],
    [
      "'content-disposition': 'attachment',\n        'x-content",
      "'x-content",
      'a browser runs somebody else’s document as a page of the node',
      at('exchange/delivery', 'http/door'),
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
    [
      "if (row.direction !== 'out')",
      "if (row.direction === 'in' && row.peer === row.procedure)",
      'an inbound message is cancelled',
      at('exchange/delivery'),
    ],
  ],
  'exchange/agencies.ts': [
    [
      'if (exceptProcedures.length > 0) all.push',
      'if (exceptProcedures.length > 9) all.push',
      'the inbox shows mutual assistance to all',
      at('window/auth', 'cases/assistance'),
    ],
    [
      "all.push(e.or([e('message.agency', '=', agency), wanted]))",
      'all.push(wanted)',
      'an agency does not get what is addressed to it',
      at('exchange/one-stop-shop'),
    ],
    [
      "const open = e('message.agency', 'is', null)",
      'const open = e.lit(true)',
      'an agency gets what is addressed to another',
      at('exchange/one-stop-shop'),
    ],
    [
      "e.and([e('message.procedure', '=', procedure), e('message.type', '=', type)])",
      "e('message.type', '=', type)",
      'a key for a type of one procedure finds its namesake in another',
    ],
  ],
}
