export const tests = ['neighbour/sandbox']

const kit = { tests: ['neighbour/conform'] }

export const faults = {
  'cli/sandbox.ts': [['  checkDevelopment(peerDir)\n', '', 'a sandbox peers with a node that serves']],
  'neighbour/behaviour.ts': [
    ['(contains === undefined || seen.document.includes(contains))', 'true', 'the rule of one message is that of all'],
  ],
  'neighbour/conformance-report.ts': [
    ['      ...exchanges.flatMap(lineOf),\n', '', 'a report does not say what was sent and what came back', kit],
  ],
  'neighbour/conform.ts': [["=== 'fail') ? 1", "=== 'fail') ? 0", 'what breaks a clause conforms', kit]],
}
