/** The cases of a node: how messages enter them and what they amount to. Whatever is shown or kept of cases stands on this. */
import { openXsdJudge } from '../documents/xsd-judge.ts'
import type { Node } from '../node.ts'
import { agreedTerms } from '../peers/agreed-terms.ts'
import { registryIn } from '../peers/registry.ts'
import { CaseBook } from './book.ts'
import { createEnter, type AdmitOwn, type AdmitTheirs, type Enter } from './enter.ts'
import { judgeXml, type JudgeXml } from './judge-xml.ts'
import type { Procedures } from './procedures.ts'
import { readBodyBy } from './read-body.ts'

export type Cases = {
  readonly node: Node
  readonly procedures: Procedures
  readonly book: CaseBook
  readonly enter: Enter
  /** By procedure, what more is asked of a message of our own: the procedures add to it when they open. */
  readonly admitOwn: Map<string, AdmitOwn>
  /** The same of a message of a peer. */
  readonly admitTheirs: Map<string, AdmitTheirs>
  /** Absent where no XSD set is configured. */
  readonly xsd: JudgeXml | undefined
  /** Ends what is worked on in threads. */
  close(): Promise<void>
}

export function openCases(node: Node, procedures: Procedures): Cases {
  const { store, settings } = node
  node.events.reserve(Object.keys(procedures.reserved))
  const read = readBodyBy(procedures.profiles)
  const terms = agreedTerms(registryIn(store))
  const book = new CaseBook(node, procedures.lookup, read, terms)
  const judge = settings.xsd === null ? undefined : openXsdJudge(settings.xsd, settings.expensiveMs)
  const xsd = judge && judgeXml(judge)
  const admitOwn = new Map<string, AdmitOwn>()
  const admitTheirs = new Map<string, AdmitTheirs>()
  const enter = createEnter({
    admitOwn,
    admitTheirs,
    book,
    procedures,
    read,
    terms,
    xsd: xsd ?? (async () => undefined),
    xsdSet: (p) => judge?.digests.get(p),
  })
  return { node, procedures, book, enter, admitOwn, admitTheirs, xsd, close: async () => judge?.close() }
}
