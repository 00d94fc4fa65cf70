export const tests = ['neighbour/sandbox']

const kit = { tests: ['neighbour/conform'] }
const planted = { tests: ['neighbour/planted'] }

export const faults = {
  'cli/sandbox.ts': [['  checkDevelopment(peerDir)\n', '', 'a sandbox peers with a node that serves']],
  'neighbour/behaviour.ts': [
    ['(contains === undefined || seen.document.includes(contains))', 'true', 'the rule of one message is that of all'],
  ],
  'neighbour/conformance-report.ts': [
    ['      ...exchanges.flatMap(lineOf),\n', '', 'a report does not say what was sent and what came back', kit],
  ],
  'neighbour/trials-of-rotation.ts': [
    ['if (answer.body === first.body) return', 'return', 'a message that is taken twice is called one', planted],
  ],
  'neighbour/trials-of-second-signatures.ts': [
    [
      "expect(second !== null, 'the receipt has none')",
      "if (second === null) return ''",
      'a receipt without its second signature is called one with it',
      planted,
    ],
  ],
  'neighbour/trials-of-parts.ts': [
    [
      "answer.headers['upload-offset'] === String(RECORD)",
      'true',
      'a sender that broke off does not learn where to go on',
      planted,
    ],
  ],
  'neighbour/conform.ts': [["=== 'fail') ? 1", "=== 'fail') ? 0", 'what breaks a clause conforms', kit]],
}
