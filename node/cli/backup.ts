/** `juxta backup`: a consistent, encrypted copy of a node in one file, taken while it runs. */
import { existsSync } from 'node:fs'
import { link, unlink } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { SCHEMA } from '../schema.ts'
import { withSnapshot } from '../store/dump.ts'
import { readSettings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'
import { time } from '../values/time.ts'
import { SCRYPT_COST, writeBackupFile } from './backup-file.ts'
import { amounts, backupLines, type End, type Start } from './backup-records.ts'
import { type Command, DIR, output, required, text, usage } from './command.ts'
import { progressOf } from './terminal.ts'
import { filesOf, syncFolder } from './node-files.ts'
import { nodeEnvironment, PASSPHRASE, passphraseOf } from './passphrase.ts'
import { recorded } from './recorded.ts'

/** Writes beside and then names it, so that a file of that name is always a whole backup. Refuses a file that is there. */
async function inPlace<T>(output: string, write: (path: string) => Promise<T>): Promise<T> {
  const refuse = (): JuxtaError =>
    new JuxtaError('state-conflict', `${output} is there already`, { rule: 'file-exists' })
  if (existsSync(output)) throw refuse()
  const part = `${output}.${process.pid}.part`
  try {
    const result = await write(part)
    await link(part, output).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'EEXIST' ? refuse() : cause
    })
    await syncFolder(dirname(output))
    return result
  } finally {
    await unlink(part).catch(() => undefined)
  }
}

export type BackupDone = End & { start: Start; bytes: number; outside: string[] }

/** Writes a backup of the node in `dir` to the new file `output`. `cost` is scrypt's N. */
export async function makeBackup(
  dir: string,
  output: string,
  passphrase: string,
  {
    onRows = () => undefined,
    cost = SCRYPT_COST,
  }: { onRows?: (done: number, all: number) => void; cost?: number } = {},
): Promise<BackupDone> {
  const { settings } = readSettings(dir, nodeEnvironment())
  return inPlace(output, (part) =>
    withSnapshot(settings.store, SCHEMA, async (snapshot) => {
      // After the state of the store is fixed: a key lies in the folder before an identity in the store names it.
      const { files, outside } = await filesOf(dir, settings.dataDir)
      const start: Start = {
        madeAt: time(Date.now()),
        country: snapshot.node.country,
        name: snapshot.node.name,
        dialect: snapshot.dialect,
        schema: snapshot.schema,
      }
      let end: End | null = null
      const lines = backupLines(snapshot, start, files, onRows, (told) => (end = told))
      const bytes = await writeBackupFile(part, passphrase, lines, cost)
      return { ...end!, start, bytes, outside }
    }),
  )
}

export const backup: Command = {
  usage: 'backup --dir D -o F [--passphrase-file P]',
  about: `Writes everything that makes the node (settings, keys, certificates, every table of the store, the message log) as of one moment to one
encrypted file. The node may run meanwhile. The passphrase is the content of P, or ${PASSPHRASE} in the environment; without it nobody
restores the file. Keep both, and keep them apart.`,
  options: {
    ...DIR,
    output: output('FILE', 'where the backup is written'),
    'passphrase-file': text('FILE', 'holds the passphrase'),
  },
  example: 'backup --dir xa -o xa.backup --passphrase-file passphrase',
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage('the passphrase is never an argument, and nothing else is either')
    const [dir, output] = [resolve(required(values, 'dir')), resolve(required(values, 'output'))]
    const progress = progressOf(io, 'backing up')
    const passphrase = await passphraseOf(values)
    const { settings } = readSettings(dir, nodeEnvironment())
    const done = await recorded(settings, 'backup', basename(output), () =>
      makeBackup(dir, output, passphrase, { onRows: progress.at }),
    ).finally(progress.end)
    const { start, logs, rows, files, bytes, outside } = done
    if (io.json) io.out(JSON.stringify({ ok: true, file: output, bytes, ...start, files, rows, logs, outside }))
    else {
      io.out(`${output}: ${bytes} bytes, the node of ${start.country} as of ${start.madeAt}`)
      for (const line of amounts(done)) io.out(`  ${line}`)
      for (const name of outside) io.out(`  not in it, because it lies outside the folder: ${name}`)
    }
    return 0
  },
}
