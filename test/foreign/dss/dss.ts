/** EU DSS in one JVM: it is asked about files, one line each, and answers what it says of them. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Asked = {
  /** The signature, in compact or JSON serialisation. */
  readonly signature: string
  /** Certificates (PEM or DER) that are trusted, that are merely known, and CRLs (DER). */
  readonly anchors?: readonly (string | Buffer)[]
  readonly known?: readonly (string | Buffer)[]
  readonly crls?: readonly Buffer[]
  /** Seconds since 1970; now where absent. */
  readonly at?: number
}

/** As in ETSI EN 319 102-1: TOTAL-PASSED, INDETERMINATE or TOTAL-FAILED; `UNREADABLE` where it is no signature for it. */
export type Said = { readonly indication: string; readonly why: string; readonly level: string }

const SOURCE = fileURLToPath(new URL('../../../../test/foreign/dss/Check.java', import.meta.url))

/** `folder`: where the files may be laid. */
export function startDss(classpath: string, folder: string, explain = false) {
  const java = spawn('java', [...(explain ? ['-Dexplain'] : []), '-cp', classpath, SOURCE], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: java.stdout })[Symbol.asyncIterator]()
  let count = 0
  const lay = (content: string | Buffer): string => {
    const path = join(folder, `${count++}`)
    writeFileSync(path, content)
    return path
  }
  const list = (of: readonly (string | Buffer)[] = []): string => of.map(lay).join(',') || '-'
  return {
    /** The answers to many questions, in their order. */
    async ask(questions: readonly Asked[]): Promise<Said[]> {
      const said: Said[] = []
      for (const { signature, anchors, known, crls, at } of questions) {
        java.stdin.write(
          `${[lay(signature), list(anchors), list(known), list(crls), at === undefined ? '-' : at].join('\t')}\n`,
        )
        const { value, done } = await lines.next()
        if (done) throw new Error('DSS has ended')
        const [indication = '', why = '', level = ''] = value.split('\t')
        said.push({ indication, why, level })
      }
      return said
    },
    stop: (): void => void java.stdin.end(),
  }
}
