/** The alerts of a node, in one table: what each kind means, how grave it is, what to do, and when it closes by itself. From it come the list, the metric and the page for people. */
import type { Alert } from './alert.ts'
import { OF_ANSWERS } from './alerts-of-answers.ts'
import { OF_CASES } from './alerts-of-cases.ts'
import { OF_WEBHOOKS } from './alerts-of-webhooks.ts'

export const ALERTS = {
  'split-view': {
    severity: 'critical',
    security: true,
    means:
      'Two histories of one log, of a neighbour or of this node, each signed by the log: this node was shown both, or it and a neighbour were shown one each.',
    mend: 'The command juxta log finding writes the proof as a file that anybody can verify; the detail holds both checkpoints. Speak to the neighbour before anything else is exchanged, and have juxta reconcile compare the exports of both logs.',
  },
  inconsistent: {
    severity: 'critical',
    security: true,
    means:
      'The proof that a neighbour shows does not lead from the checkpoint that this node has cosigned to the new one.',
    mend: 'As for split-view: keep the detail, speak to the neighbour, block the peer where it cannot explain it.',
  },
  'log-unproven': {
    severity: 'warning',
    security: true,
    means:
      'This node and a neighbour have each cosigned a checkpoint of the log of a third, and the third does not show that the one is the beginning of the other: it cannot be reached, or shows something else.',
    mend: 'Where it can be reached, ask it why its log does not lead from the one checkpoint to the other; the detail holds both. It is asked again with each tally, and what it then shows may prove that there are two histories.',
    closes: 'When it shows that both are of one log.',
  },
  behind: {
    severity: 'warning',
    security: true,
    means:
      'For a minute a neighbour has shown a smaller log than this node has cosigned, and nothing else: its log lost its end.',
    mend: 'Ask the neighbour whether it was restored from a backup: its own node says so at its start.',
    closes: 'When the neighbour shows again all that was cosigned, and that it leads on from there.',
  },
  'log-behind': {
    severity: 'critical',
    security: true,
    means: 'A neighbour has cosigned more leaves of the log of this node than it has: the log lost its end.',
    mend: 'Stop, restore the newest copy of the database, and start again: the start judges the log and says how it goes on.',
  },
  'identity-conflict': {
    severity: 'critical',
    security: true,
    means:
      'A neighbour has published an identity that names a log, a witness or a key which belongs to another country, or to this one. It was not taken.',
    mend: 'Nothing of it counts. Speak to both neighbours: either a file was confused, or one country tries to speak for another.',
  },
  'foreign-log': {
    severity: 'warning',
    security: true,
    means:
      'A neighbour asked this node to cosign the log of another country. It was refused, and nothing of it was kept.',
    mend: 'Ask the neighbour: either two countries run with one set of files, or it tries to speak for the other, which should be told of it.',
  },
  'peer-unreadable': {
    severity: 'critical',
    security: true,
    means:
      'What is stored of a neighbour (its identity, or an agreement with it) cannot be read, or names what belongs to another country. Nothing is exchanged with it; everything goes on with the others.',
    mend: 'The store was changed or damaged: compare it with the backup. The peer can be blocked meanwhile (juxta peer block).',
    closes: 'When it can be read again, or the peer is blocked.',
  },
  'agreement-unreadable': {
    severity: 'critical',
    security: true,
    means:
      'An agreement that is stored cannot be read: its deadlines do not count, and what was exchanged under it is not erased in its time. Everything goes on under the others.',
    mend: 'The store was changed or damaged: compare the agreement that the subject names with the backup, or with the copy of the neighbour.',
    closes: 'When it can be read again.',
  },
  'witness-claim': {
    severity: 'warning',
    security: true,
    means:
      'A neighbour, or a witness of the settings, says of the log of this node that it has seen more of it, or another history, and shows nothing under the own keys of this node that would prove it.',
    mend: 'It counts for nothing: do not give up any of the log for it. Ask whoever says so for the checkpoint or the receipt that it means; a witness that shows one under the key of this node has proven that the log lost its end.',
    closes: 'When its next answer holds.',
  },
  'log-rollback': {
    severity: 'critical',
    security: true,
    means:
      'The log of this node had lost its end and goes on under another name, because an operator has ordered that.',
    mend: 'Make sure that what was lost is sent again by the neighbours (they are told), and that the backup which was restored is known.',
  },
  'peer-rollback': {
    severity: 'warning',
    security: true,
    means:
      'A neighbour has proven that its log lost its end; the messages that it had receipted there, and not answered, are sent again.',
    mend: 'Look at the messages that could not be sent again, which the detail names, and settle them with the neighbour.',
  },
  'log-warning': {
    severity: 'warning',
    security: true,
    means:
      'A neighbour shows, by the signed word of another one, that the log of that one lost its end, which it has not told this node itself.',
    mend: 'Where the word of that neighbour does not come soon, ask it why it tells its neighbours different things. The detail holds what it signed.',
    closes: 'When that neighbour says so itself.',
  },
  'log-unconfirmed': {
    severity: 'critical',
    means:
      'No neighbour that has witnessed the log of this node shows what it has seen of it, so that nobody can say that it still has its end. Nothing new is taken.',
    mend: 'Restore the connection to one of the neighbours that the detail names. Where that cannot be waited for, and the store is known to be the newest, start --accept-rollback "reason" goes on all the same, on record.',
    closes: 'As soon as one of them confirms the log.',
  },
  'quorum-old': {
    severity: 'warning',
    means:
      'For longer than the settings allow, fewer witnesses than the quorum have cosigned the newest growth of the log.',
    mend: 'See who cosigns (GET /v1/log) and why the others do not: juxta peer test says whether neighbours can be reached.',
    closes: 'When a quorum has cosigned again.',
  },
  'witness-answer': {
    severity: 'warning',
    means:
      'A neighbour answered the request to cosign with something that is no cosignature of its witness key, or shows as witnessed what is no checkpoint.',
    mend: 'Ask the neighbour; its identity may name another witness key than its node uses.',
    closes: 'With its next cosignature, or when what it has witnessed can be compared.',
  },
  'public-witness': {
    severity: 'warning',
    means:
      'A witness of the settings, beyond the neighbours, does not cosign the log of this node: it has not been reached for five minutes, does not know the log, or answers what is no cosignature of its key.',
    mend: 'See the detail. 404: whoever runs it has to be told the verifier key of this log (juxta log policy shows it), after each rotation too. Where it is gone for good take it out of JUXTA_WITNESSES. Traffic does not wait for it.',
    closes: 'With its next cosignature.',
  },
  'certificate-revoked': {
    severity: 'critical',
    security: true,
    means:
      'The authority that issued the certificate of a signing key, or of the timestamp authority, has withdrawn it: by the law of its country what is signed with it since may be worth nothing.',
    mend: 'Of our own: make a new key, have it certified, withdraw the old one (juxta key). Of a neighbour: ask it to publish an identity that withdraws the key; block it until it does, where that cannot wait.',
  },
  'revocation-missing': {
    severity: 'warning',
    means:
      'A list of withdrawn certificates could not be fetched from the address that a certificate names, or is not what its issuer signs. Evidence made meanwhile says nothing of such certificates; messages go on.',
    mend: 'See the detail. Where the node may not reach that address, let it through, or set JUXTA_REVOCATION=off; any allows addresses that are not public.',
    closes: 'When the list comes.',
  },
  timestamp: {
    severity: 'warning',
    means: 'The timestamp authority did not date the log, or a signature.',
    mend: 'See the detail; the settings name the authority and its certificates. Checkpoints stay undated meanwhile.',
    closes: 'With the next timestamp.',
  },
  'tally-missing': {
    severity: 'critical',
    security: true,
    means: 'A neighbour does not count messages as received for which this node holds its receipts.',
    mend: 'The receipts prove that they were taken. Send the neighbour the evidence of the messages that the detail names.',
  },
  'tally-extra': {
    severity: 'critical',
    security: true,
    means: 'A neighbour counts messages as received that are not among those it has receipted.',
    mend: 'Ask the neighbour for its copies; where their signatures are good, this node has lost rows: compare with the backup.',
  },
  'tally-difference': {
    severity: 'warning',
    means:
      'This node and a neighbour count different messages over the same stretch of the log. Both exchange lists of digests.',
    mend: 'Wait for the lists: tally-missing or tally-extra says what differs, or nothing where the difference was a delay.',
  },
  ...OF_CASES,
  'tls-files': {
    severity: 'warning',
    means: 'A TLS certificate or key that was put into the folder does not hold: the one in use before stays.',
    mend: 'The detail names what is wrong. Put the right pair there: it is taken within a second, or at once by SIGHUP.',
    closes: 'When the files hold.',
  },
  'list-incomplete': {
    severity: 'critical',
    means:
      'A list of authorised traders does not hold all that its granting country has said: a delta is missing, or does not come to its hash. Whoever was suspended or revoked there still stands as recognised.',
    mend: 'A resync is asked for by itself: the granting country sends a snapshot (juxta traders send). Until it is applied every answer about that list says incomplete; suspend recognition where that cannot be borne.',
    closes: 'When a whole snapshot was applied.',
  },
  'traders-under-way': {
    severity: 'warning',
    means:
      'A delta suspends or revokes authorised traders, or a snapshot that mends a list has them no more, while they have goods under way: open declarations name them, with the status that they had at lodgement.',
    mend: 'See which they are, on either side: with the trader in the console, or GET /v1/traders/{id}/under-way. The status at lodgement stays for them; whether they are controlled all the same is decided by customs. Close the alert when that is settled.',
  },
  'quota-reached': {
    severity: 'warning',
    means:
      'A neighbour, an API key or callers without one ask for more than their quota; what is above it is answered busy, or 429, and is to come again.',
    mend: 'The detail names who and which quota. Where it is somebody who works as he should, raise the quota in the settings; else speak to him, block the peer or revoke the key.',
    closes: 'After a minute in which nothing was turned away.',
  },
  'peer-down': {
    severity: 'warning',
    means:
      'A neighbour does not answer, or the way to it is cut: nothing is delivered to it, and what is for it waits.',
    mend: 'Run juxta peer test: it names what fails, and whose turn it is. What waits is sent by itself when the neighbour is back.',
    closes: 'When it answers again.',
  },
  'service-level': {
    severity: 'info',
    means:
      'In a month that is over, the service of a neighbour was less than what is agreed with it, as this node has measured it.',
    mend: 'The detail names the level and the counts; juxta service-levels shows all of the month. Speak to the neighbour, who has measured the other direction alone, and close the alert.',
  },
  'peer-unsteady': {
    severity: 'warning',
    means:
      'A neighbour answers, but for a minute some of the requests to it have been lost, or answered late: the line to it is bad, or its node has trouble.',
    mend: 'Compare with what the neighbour sees: if it sees the same of this node it is the line between, else it is its node. What was lost is sent again by itself.',
    closes: 'When all were answered in time for a while.',
  },
  'backlog-old': {
    severity: 'warning',
    means: 'What is to be sent to a neighbour has waited for longer than the settings allow.',
    mend: 'Run juxta peer test: it says whether the neighbour can be reached; GET /v1/queues shows how much waits, juxta show why a message does.',
    closes: 'When nothing has waited for as long any more.',
  },
  parked: {
    severity: 'warning',
    means: 'Messages to a neighbour are parked: they are not tried again until somebody says so.',
    mend: 'Run juxta show: it tells why a message is parked; mend that, then juxta retry, or juxta cancel.',
    closes: 'When no message to the neighbour is parked any more.',
  },
  'certificate-expiry': {
    severity: 'warning',
    means:
      'A certificate of this node ends soon: neighbours or Single Windows will not talk to it any more. Told 60, 30, 7 and 1 days before.',
    mend: 'Have it issued again for the request that lies beside it and put it in its place: it is taken without a restart.',
    closes: 'When the certificate that lies there is valid for longer.',
  },
  'key-expiry': {
    severity: 'warning',
    means:
      'A key ends soon, of this node or of a neighbour, and no other follows it in the identity. Told 60, 30, 7 and 1 days before.',
    mend: 'Of this node: juxta identity rotate. Of a neighbour: ask it to publish its next identity.',
    closes: 'When a key that is valid for longer stands in the identity.',
  },
  clock: {
    severity: 'warning',
    means:
      'The clock of this node and that of a neighbour or of the timestamp authority, or those of two processes of this node, differ by more than a minute; from five on messages are refused.',
    mend: 'Compare with a third clock, and have the one that is wrong set by NTP.',
    closes: 'When both show the same time.',
  },
  disk: {
    severity: 'critical',
    means: 'The disk on which the folder of the node lies is nearly full. When it is full nothing is taken any more.',
    mend: 'Make room, or lay the folder on a larger disk.',
    closes: 'When there is room again.',
  },
  'process-down': {
    severity: 'warning',
    means:
      'A process of this node, which shares its store with others, has not been heard of for half a minute and did not end in order. The others do its work.',
    mend: 'See why it ended, or stands still, and start it again; the subject names it.',
    closes: 'When it works again; after a day nobody misses it any more.',
  },
  redis: {
    severity: 'warning',
    means: 'A process of the node does not reach Redis: it works by its own clock, slower, and nothing is lost.',
    mend: 'Restore Redis or the way to it; the subject names the process.',
    closes: 'When the process reaches it again.',
  },
  store: {
    severity: 'critical',
    means:
      'The store is slow, full, read-only or cannot be reached: callers are told to come back. What cannot be written while it lasts is told when it is over.',
    mend: 'See the detail: room on the disk, the database server, or the way to it. The node goes on by itself.',
    closes: 'When the store takes what is written, as fast as ever.',
  },
  deadline: {
    severity: 'warning',
    means: 'Something in a case was due and has not come.',
    mend: 'See the case for what is due and whose turn it is.',
  },
  'not-on-duty': {
    severity: 'warning',
    means:
      'At a juxtaposed office somebody has decided who was not on its roster, as is seen now that the roster is here; the decision stands in the case on both sides.',
    mend: 'See the movement, and ask the head of the office whose decision it was: the roster is corrected, or the decision taken back by the next step of the movement.',
  },
  'machine-message': {
    severity: 'warning',
    means: 'A message that this node sends by itself could not be sent.',
    mend: 'See the detail: mostly an agreement that does not allow the type, or a case that has moved on.',
  },
  'delivery-refused': {
    severity: 'warning',
    means: 'A neighbour refuses deliveries without a signature, so that nothing is decided: they are tried again.',
    mend: 'See the detail; a proxy in between, a blocked peer or another release are the usual causes.',
    closes: 'When it takes a message that had failed there.',
  },
  'event-undelivered': {
    severity: 'info',
    means: 'A signed event about a message (collected, accepted, rejected) could not be delivered in its time.',
    mend: 'The neighbour may ask for it: GET /v1/messages/{id} holds the event.',
  },
  'event-refused': {
    severity: 'warning',
    security: true,
    means:
      'A neighbour has signed an event that contradicts what it has signed before (a second answer, "it never came" after its receipt), or a rollback without its proof. It was not kept and changes nothing.',
    mend: 'Speak to the neighbour: the detail names the event, and its own signed words stand with the message.',
  },
  ...OF_ANSWERS,
  'contingency-import': {
    severity: 'info',
    means: 'A sealed message was brought by a person and taken, exempt from its expiry.',
    mend: 'Nothing; an auditor sees the same in the history of the message.',
  },
  ...OF_WEBHOOKS,
} as const satisfies Record<string, Alert>

export type AlertKind = keyof typeof ALERTS

/** The kinds that close without a person: those whose row says when. */
export type ClosingKind = {
  [K in AlertKind]: (typeof ALERTS)[K] extends { readonly closes: string } ? K : never
}[AlertKind]

/** The kinds that are critical. */
export type CriticalKind = {
  [K in AlertKind]: (typeof ALERTS)[K]['severity'] extends 'critical' ? K : never
}[AlertKind]

/** The row of a kind; a kind that an older release has raised is a warning of which nothing more is known. */
export const alertOf = (kind: string): Alert =>
  Object.hasOwn(ALERTS, kind)
    ? ALERTS[kind as AlertKind]
    : { severity: 'warning', means: 'Raised by another release of this software.', mend: 'See the detail.' }
