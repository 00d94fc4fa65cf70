/** An embedded store has one process: whoever holds its lock, which the system takes back when the process ends, in whatever way. */
import Sqlite from 'libsql'
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { JuxtaError } from '../values/errors.ts'
import { judge } from './faults.ts'

/** Who holds a lock, as people are told. */
function holderOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return 'another process'
  }
}

/** Takes the lock of the embedded store at `path`; the answer lets go of it. Fails with `settings-invalid`, and says who holds it. */
export function ownEmbedded(path: string): () => void {
  let lock: Sqlite.Database | null = null
  try {
    // SQLite's own lock of a file beside it: the store itself stays open to whoever reads it, and nothing is left that could grow stale.
    lock = new Sqlite(`${path}-lock`)
    lock.pragma('busy_timeout=0')
    lock.pragma('journal_mode=memory')
    lock.exec('begin exclusive')
    writeFileSync(`${path}-owner`, `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}\n`)
  } catch (error) {
    lock?.close()
    const fault = judge(error)
    throw new JuxtaError(
      'settings-invalid',
      fault.rule === 'store-locked'
        ? `the store ${path} belongs to a node that runs: ${holderOf(`${path}-owner`)}`
        : `the store ${path} cannot be held: ${error instanceof Error ? error.message : String(error)}`,
      { pointer: '/JUXTA_STORE', rule: 'owner', cause: error },
    )
  }
  const held = lock
  return () => {
    // The driver closes a connection when the last of its statements is collected, which may be later.
    held.exec('rollback')
    held.close()
  }
}
