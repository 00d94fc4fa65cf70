/** CPU of the servers that a bench uses beside the nodes, PostgreSQL and Redis, where they run on this machine (Linux, proc(5)). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'

const numbered = (folder: string): number[] => readdirSync(folder).map(Number).filter(Number.isInteger)

function quietly<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}

/** The process that listens on a port of this machine. */
function listener(port: number): number | null {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6'])
    for (const line of quietly(() => readFileSync(table, 'utf8'), '').split('\n')) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      // 0A: it listens.
      if (local?.endsWith(hex) && state === '0A') sockets.add(`socket:[${inode}]`)
    }
  return (
    numbered('/proc').find((pid) =>
      quietly(
        () =>
          readdirSync(`/proc/${pid}/fd`).some((fd) =>
            sockets.has(quietly(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '')),
          ),
        false,
      ),
    ) ?? null
  )
}

/** Fields of /proc/PID/stat from the third on. */
const stat = (pid: number): string[] => {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

export type Server = { readonly name: string; readonly pid: number }

/** The server that `url` names, if it runs here. */
export async function serverOf(name: string, url: string, defaultPort: number): Promise<Server | null> {
  const { hostname, port } = new URL(url)
  const here = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
  const found = await lookup(hostname.replace(/^\[|\]$/g, '') || 'localhost').catch(() => null)
  if (!found || !here.includes(found.address)) return null
  const pid = quietly(() => listener(Number(port) || defaultPort), null)
  return pid === null ? null : { name, pid }
}

/** Milliseconds of CPU of a server, of its children and of those that have ended. */
export function serverCpuMs({ pid }: Server): number {
  const own = stat(pid)
  const children = numbered('/proc').flatMap((other) => {
    const fields = quietly(() => stat(other), [])
    return fields[1] === String(pid) ? [Number(fields[11]) + Number(fields[12])] : []
  })
  const self = [11, 12, 13, 14].reduce((sum, i) => sum + Number(own[i]), 0)
  return (self + children.reduce((x, y) => x + y, 0)) * 10
}
