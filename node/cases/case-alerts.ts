/** Alerts about cases. They are for whoever runs the node: of a case that is reserved for a role of its own they say nothing that leads to it. */
import { createHash } from 'node:crypto'
import type { AlertKind, ClosingKind } from '../operate/alerts.ts'
import type { CaseName } from './case-table.ts'
import type { Cases } from './cases.ts'
import type { CaseFold } from './engine.ts'

/** What an alert says, and what it says instead of a reserved case. */
type Detail = { readonly said: string; readonly reserved: string }

/** What an alert about a case that is reserved is told apart by. */
const veiled = ({ peer, conversation }: CaseName): string =>
  createHash('sha256').update(`alert ${peer} ${conversation}`).digest('base64url')

/** What is set aside, as whoever runs the node may know it. */
export function setAsideAlert(
  name: CaseName,
  isReserved: boolean,
  projection: string,
  fault: string,
): { readonly detail: string; readonly subject: string } {
  const { peer, conversation } = name
  return isReserved
    ? {
        detail: `a case with ${peer} is set aside in ${projection}; it is in a register that is for a role of its own: who has it lists it and tries it again`,
        subject: veiled(name),
      }
    : {
        detail: `case ${conversation} with ${peer} is set aside in ${projection}: ${fault}; juxta cases retry ${conversation} tries it again`,
        subject: conversation,
      }
}

export function caseAlerts({ node, procedures }: Pick<Cases, 'node' | 'procedures'>) {
  const isReserved = ({ case: open, first }: CaseFold): boolean =>
    Object.hasOwn(procedures.reserved, open?.procedure ?? first?.procedure ?? '')
  /** What alerts of cases are told apart by. */
  const subject = (name: CaseName, fold: CaseFold): string => (isReserved(fold) ? veiled(name) : name.conversation)

  return {
    alert: (kind: AlertKind, name: CaseName, fold: CaseFold, { said, reserved }: Detail): Promise<void> =>
      node.alert(
        kind,
        name.peer,
        isReserved(fold) ? `${reserved}; it is in a register that is for a role of its own` : said,
        // One is open for all that a peer holds otherwise, and for all times that it states in a procedure.
        kind === 'case-differs'
          ? undefined
          : kind === 'stated-times'
            ? (fold.first?.procedure ?? '')
            : subject(name, fold),
      ),
    settle: (kind: ClosingKind, name: CaseName, fold: CaseFold): Promise<void> =>
      node.settle(kind, name.peer, subject(name, fold)),
  }
}
