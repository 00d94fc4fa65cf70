/** The cases of a node: how messages enter them and what they amount to. Whatever is shown or kept of cases stands on this. */
import { readXsdSets } from '../documents/xsd.ts'
import type { Node } from '../node.ts'
import { agreedTerms } from '../peers/agreed-terms.ts'
import { registryIn } from '../peers/registry.ts'
import { CaseBook } from './book.ts'
import { createEnter, type Enter } from './enter.ts'
import { judgeXml, type JudgeXml } from './judge-xml.ts'
import type { Procedures } from './procedures.ts'
import { readBodyBy } from './read-body.ts'

export type Cases = {
  readonly node: Node
  readonly procedures: Procedures
  readonly book: CaseBook
  readonly enter: Enter
  /** Absent where no XSD set is configured. */
  readonly xsd: JudgeXml | undefined
}

export function openCases(node: Node, procedures: Procedures): Cases {
  const { store, settings } = node
  const read = readBodyBy(procedures.profiles)
  const terms = agreedTerms(registryIn(store))
  const book = new CaseBook(node, procedures.lookup, read, terms)
  const xsd = settings.xsd === null ? undefined : judgeXml(readXsdSets(settings.xsd))
  const enter = createEnter({ book, procedures, read, terms, xsd: xsd ?? (() => undefined) })
  return { node, procedures, book, enter, xsd }
}
