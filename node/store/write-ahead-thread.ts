/** The thread of write-ahead.ts: brings what nobody reads or writes at the moment into the file, and never waits for anybody. */
import Sqlite from 'libsql'
import { parentPort, workerData } from 'node:worker_threads'
import type { Brought } from './write-ahead.ts'

const port = parentPort!
const connection = new Sqlite(workerData as string)
// A connection knows that there is a write-ahead log once it has read.
connection.exec('select 1 from sqlite_schema')
const checkpoint = connection.prepare('pragma wal_checkpoint(passive)')

function bring(): Brought {
  try {
    return checkpoint.all()[0] as Brought
  } catch {
    return null
  }
}

port.on('message', (order: 'bring' | 'end') => {
  if (order === 'bring') return port.postMessage(bring())
  connection.close()
  port.close()
})
