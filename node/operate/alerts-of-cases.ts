/** The alerts of cases and of what stands in their messages, which stand in the one table of all alerts (alerts.ts). */
import type { Alert } from './alert.ts'

export const OF_CASES = {
  'case-differs': {
    severity: 'warning',
    means:
      'A neighbour holds another case than this node at the same heads: one of the two applies messages differently.',
    mend: 'Compare GET /v1/cases on both sides at that message. Two releases that disagree are a fault of the software: report it.',
  },
  'case-waiting': {
    severity: 'warning',
    means: 'A message has waited for a day for another of its case, which its sender had seen and this node has not.',
    mend: 'Ask the neighbour what became of that message: it may be parked there, or its software names what it never sent.',
    closes: 'When no message of the case has waited for a day any more.',
  },
  'case-set-aside': {
    severity: 'warning',
    means: 'The work on a case failed; it stands aside and the others go on.',
    mend: 'Mend the cause that the detail names, then juxta cases retry.',
    closes: 'When the case was tried again with success.',
  },
  'stated-times': {
    severity: 'warning',
    means:
      'A neighbour states times in a procedure that cannot be so, and its messages are rejected, or of what happened so long ago that no figure is made of them. One is open for each neighbour and procedure.',
    mend: 'The detail names the last message and where the time stands. Ask the neighbour to look at the clock, the time zone and the fields of the system that writes these messages: mostly it is one of them for all.',
    closes: 'When for a day no message of the neighbour in the procedure has stated such a time.',
  },
} as const satisfies Record<string, Alert>
