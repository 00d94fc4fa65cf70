// What would hurt a Single Window that talks to its node by the client.
export const tests = ['client/client']

export const faults = {
  '../client/src/repeat.ts': [
    [
      "return taken === 'whole' || !answer.ok ? await whole(answer) : answer",
      'return answer',
      'an answer that breaks off fails, though it could be asked for again',
    ],
    ["IDEMPOTENT.includes(method) || headers.has('idempotency-key')", 'true', 'what may be done once is done twice'],
    ['const may = problem.retryable &&', 'const may =', 'what the node calls final is asked for again'],
    [
      'Math.max(asked, pauseMs(attempt, patience))',
      'pauseMs(attempt, patience)',
      'nobody waits as long as the node asks',
    ],
    ['request.signal.throwIfAborted()', '', 'who has given up is told that the node is away'],
  ],
  '../client/src/juxta.ts': [
    ["{ 'x-juxta-console': '1' }", '{}', 'who is signed in at the node reads and cannot write'],
    [
      "method === 'PUT' ? once : patiently",
      'patiently',
      'a piece that broke off is sent again over what came of it',
      { equal: 'The node refuses it by its offset, and the client asks then how much has come.' },
    ],
  ],
  '../client/src/feeds.ts': [
    ['cursor: i === items.length - 1 ? page.next : cursor', 'cursor: page.next', 'a crash amid a page loses its rest'],
    ['if (!passes(error)) throw error', '', 'a feed asks for ever with a key that does not count'],
    [
      'for (let cursor: string | null | undefined; cursor !== null;)',
      'for (let cursor: string | null | undefined; cursor === undefined;)',
      'a list ends after its first page',
    ],
  ],
  '../client/src/document.ts': [
    ["range: `bytes=${read}-`, 'if-range': tag", "'if-range': tag", 'a document has its beginning twice'],
    [
      'if (length === undefined || read >= length) return',
      'return',
      'a document that breaks off is taken as whole',
      { equal: 'fetch itself fails where fewer bytes come than Content-Length says; this is for one that would not.' },
    ],
  ],
  '../client/src/webhooks.ts': [
    [
      "typeof secrets === 'string' ? [secrets] : secrets)",
      "typeof secrets === 'string' ? [secrets] : secrets.slice(0, 1))",
      'while a secret is changed, what is told is not believed',
    ],
  ],
  'cli/terminal.ts': [
    [
      'styleText(style, shown(text)',
      'styleText(style, text',
      'a neighbour steers a terminal by a state of its own',
      { tests: ['cli/terminal'] },
    ],
    ["if ((env['NO_COLOR'] ?? '') !== '') return false", '', 'NO_COLOR ends no colours', { tests: ['cli/terminal'] }],
  ],
}
