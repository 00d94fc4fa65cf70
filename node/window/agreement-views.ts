/** An agreement as the window side shows it: what it says, how it stands, and which took its place. */
import type { Exchange } from '../exchange/exchange.ts'
import type { components } from '../generated/window.ts'
import type { Node } from '../node.ts'
import { readAgreements } from '../peers/agreed-terms.ts'
import { beginOf, withReplaced } from '../peers/allows.ts'
import { isOffered } from '../peers/notice.ts'
import { hasEnded, wordsOf } from '../peers/suspensions.ts'
import type { AgreementRow } from '../store/types.ts'
import { time } from '../values/time.ts'

type Schemas = components['schemas']

const secondsOrNull = (at: number | null): string | null => (at === null ? null : time(at * 1000))

/** As it stands at `now` (seconds since 1970). `replaced`: by what, and from when on. */
export function agreementView(
  row: AgreementRow,
  now: number,
  replaced: { readonly by: string; readonly at: number } | null = null,
): Schemas['Agreement'] {
  const { readable, unreadable } = readAgreements([row])
  const [read, unread] = [readable[0], unreadable[0]]
  // What nobody has answered in time is wanted no more.
  const wanted = (end: number | null): string | null =>
    row.state === 'in-force' && !isOffered(end, now) ? null : secondsOrNull(end)
  return {
    hash: row.hash,
    peer: row.peer,
    state: row.state,
    ...(read ? { document: read.document as unknown as Schemas['AgreementDocument'] } : {}),
    ...(unread ? { fault: unread.fault } : {}),
    inForceAt: row.inForceAt === null ? null : time(row.inForceAt),
    revokedAt: secondsOrNull(row.revokedAt),
    reason: row.reason,
    replacedBy: replaced?.by ?? null,
    replacedAt: secondsOrNull(replaced?.at ?? null),
    together: { ours: wanted(row.ourEnd), theirs: wanted(row.theirEnd) },
    suspensions: wordsOf(row).map(({ by, procedures, said, reason, client }) => ({
      by,
      procedures: procedures
        .filter((p) => !hasEnded(p, now))
        .map(({ name, from, until }) => ({
          name,
          from: time(from * 1000),
          until: until === undefined ? null : time(until * 1000),
        })),
      saidAt: time(said * 1000),
      saidBy: client ?? null,
      reason: reason ?? null,
    })),
  }
}

export function agreementViews({ clock }: Pick<Node, 'clock'>, { agree }: Pick<Exchange, 'agree'>) {
  async function views(): Promise<Schemas['Agreement'][]> {
    const now = Math.floor(clock.now() / 1000)
    const rows = await agree.list()
    const signed = rows.filter(({ inForceAt }) => inForceAt !== null)
    const known = withReplaced(readAgreements(signed).readable)
    return rows.map((row) => {
      const at = known.find(({ hash }) => hash === row.hash)?.replacedAt ?? null
      const by =
        at === null ? undefined : known.find((a) => a.document.replaces?.includes(row.hash) && beginOf(a) === at)
      return agreementView(row, now, by === undefined || at === null ? null : { by: by.hash, at })
    })
  }
  async function viewOf(hash: string): Promise<Schemas['Agreement']> {
    const row = await agree.find(hash)
    return (await views()).find((view) => view.hash === row.hash)!
  }
  return { views, viewOf }
}
