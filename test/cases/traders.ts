/** Lists of traders as a granting country's Single Window makes them: for stories between real nodes. */
import { deltaHash, snapshotHash } from '../../node/procedures/aeo/aeo.ts'
import type { Entry, Trader } from '../../node/procedures/aeo/trader-record.ts'
import { digestOf } from '../../node/values/digest.ts'
import { json, type TestNode } from '../nodes.ts'
import { officer } from '../officer.ts'

export const PROGRAMME = 'AEO-XA'

export const trader = (id: string, more: object = {}): Trader => ({
  aeoMutualRecognitionParty: { id },
  authorisationHolder: { id: `H-${id}`, categoryCode: 'AEOF' },
  xProgramme: PROGRAMME,
  xEffectiveFrom: '2026-01-01T00:00:00Z',
  xName: `Trader ${id}`,
  xConsent: { ref: `C-${id}`, at: '2026-01-01T00:00:00Z' },
  ...more,
})

export const entry = (id: string, xAction: Entry['xAction'], more: object = {}): Entry => ({
  ...trader(id),
  xAction,
  xEffectiveFrom: '2026-02-01T00:00:00Z',
  ...more,
})

export const key = (id: string) => ({ id, programme: PROGRAMME, type: 'AEOF' })

const lines = (traders: readonly Trader[]): string => traders.map((x) => `${JSON.stringify(x)}\n`).join('')

/** The parts of a snapshot, each as what is posted of it: document and attachments. */
export function snapshotOf(xSnapshot: string, xSequence: number, parts: readonly (readonly Trader[])[]) {
  const texts = parts.map(lines)
  const digests = texts.map((text) => digestOf(text))
  const xHash = snapshotHash(digests)
  const documents = parts.map((part, i) => ({
    xSnapshot,
    xPart: i + 1,
    xParts: parts.length,
    xCount: parts.reduce((sum, p) => sum + p.length, 0),
    xSequence,
    xHash,
    xPartCount: part.length,
    xAttachment: { part: 'attachment-1', digest: digests[i]! },
  }))
  return {
    hash: xHash,
    documents,
    posts: documents.map((document, i) => ({
      type: 'snapshot',
      document: json(document),
      attachments: [{ mediaType: 'application/x-ndjson', text: texts[i]! }],
    })),
  }
}

export const deltaOf = (xSequence: number, before: string, xEntries: Entry[]) => {
  const xHash = deltaHash(before, xEntries)
  return {
    hash: xHash,
    post: {
      type: 'delta',
      context: { xSchema: 'aeo', xDecidedBy: officer('XA-1') },
      document: json({ xSequence, xHash, xEntries }),
    },
  }
}

/** Posts one message of aeo that claims its schema; the answer as the window gave it. */
export const post = (from: TestNode, to: TestNode, conversation: string | undefined, more: object) =>
  from.call('POST', '/v1/messages', {
    to: to.country,
    procedure: 'aeo',
    context: { xSchema: 'aeo' },
    ...(conversation === undefined ? {} : { conversation }),
    ...more,
  })
