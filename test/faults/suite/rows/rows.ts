/** All rows, in the order in which they run. */
import { CHANGES } from './changes.ts'
import { CLOCKS, DAY } from './clocks.ts'
import { DISKS } from './disks.ts'
import { NETWORK } from './network.ts'
import { PROCESSES } from './processes.ts'
import type { Row } from './row.ts'

export const ROWS: readonly Row[] = [...PROCESSES, ...NETWORK, ...DISKS, ...CHANGES, ...CLOCKS, DAY]
