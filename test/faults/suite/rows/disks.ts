/** Disks that are full, or fail. */
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WORK } from '../machine.ts'
import type { Row } from './row.ts'

/** Fills the file system of a folder to the last byte. Answers what makes room again. */
function fill(folder: string): () => void {
  const file = join(folder, 'ballast')
  const ballast = openSync(file, 'w')
  try {
    for (const size of [2 ** 20, 4096])
      for (const chunk = Buffer.alloc(size); ;)
        try {
          writeSync(ballast, chunk)
        } catch {
          break
        }
  } finally {
    closeSync(ballast)
  }
  return () => rmSync(file)
}

const volume = (name: string): string => join(WORK, 'volumes', name)

/** The file that makes the disk fail while it is there. */
const FAILS = join(WORK, 'disk-fails')
const SHIM = join(WORK, 'failing-disk.so')
const SOURCE = fileURLToPath(new URL('../../../../../test/faults/suite/failing-disk.c', import.meta.url))

export const DISKS: readonly Row[] = [
  {
    name: 'disk-full-xb',
    fault: 'the disk of PostgreSQL of XB is full',
    short: true,
    inject: async () => fill(volume('xb-postgres')),
  },
  {
    name: 'folder-full-xa',
    fault: 'the disk with the folder of XA is full',
    inject: async () => fill(volume('xa-folder')),
  },
  {
    name: 'disk-fails-xb',
    fault: 'EIO at every write and sync of PostgreSQL of XB',
    async inject({ b: { postgres } }) {
      execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', SHIM, SOURCE, '-ldl'])
      await postgres.hold('SIGINT')
      postgres.more = { LD_PRELOAD: SHIM, FAILING_DISK: FAILS }
      postgres.start()
      writeFileSync(FAILS, '')
      return () => {
        rmSync(FAILS)
        postgres.more = {}
      }
    },
  },
]
