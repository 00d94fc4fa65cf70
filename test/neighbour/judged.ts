/** `juxta conform` with somebody who operates the other side: takes the kit's invitation, accepts its agreement, and sends when he is asked. */
import { join } from 'node:path'
import { juxta } from '../cli/juxta.ts'
import { sparePort, temporaryFolder } from '../servers.ts'

type Scope = { teardown(fn: () => unknown): unknown }

/** What the operator of an implementation does. */
export type Operated = {
  readonly url: string
  /** Writes its invitation into a file; answers its path. */
  invitation(): Promise<string>
  takes(invite: string): Promise<void>
  /** Accepts the agreement that the kit proposes, and sends it a message once it is in force. */
  operates(): Promise<void>
}

export type Judged = {
  readonly code: number
  /** The clauses by what they came to. */
  readonly outcomes: Readonly<Record<'pass' | 'fail' | 'not tested', readonly string[]>>
  readonly json: any
}

export type Kit = { readonly judge: (...more: string[]) => Promise<Judged> }

/** A kit that `operated` knows. */
export async function introducedKit(t: Scope, operated: Operated): Promise<Kit> {
  const dir = join(temporaryFolder(t), 'kit')
  const url = `https://127.0.0.1:${await sparePort()}`
  const made = await juxta('conform', operated.url, '--dir', dir, '--exchange-url', url, '--json')
  if (made.code !== 2) throw new Error(made.out)
  await operated.takes(made.json.invite)
  const theirs = await operated.invitation()
  return {
    async judge(...more) {
      const running = juxta(
        'conform',
        operated.url,
        '--dir',
        dir,
        '--invite',
        theirs,
        '--wait',
        '60',
        '--json',
        ...more,
      )
      const [{ code, json }] = await Promise.all([running, operated.operates()])
      const named = (outcome: string): string[] =>
        (json?.clauses ?? []).filter((c: any) => c.outcome === outcome).map((c: any) => c.clause)
      return { code, json, outcomes: { pass: named('pass'), fail: named('fail'), 'not tested': named('not tested') } }
    },
  }
}
