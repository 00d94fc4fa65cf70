/** One country of the suite as deploy/compose.yaml describes it: its hosts, and its desk behind its balancer. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Country as Code } from '../../../node/values/country.ts'
import { Desk } from './desk.ts'
import { composeUp } from './compose.ts'
import { WORK, type Host } from './machine.ts'
import { hostsOf, type Up, type World } from './rows/row.ts'

export class Country extends Desk {
  readonly balancer: Host
  readonly replicas: readonly Host[]
  readonly postgres: Host
  readonly redis: Host
  readonly seen = '/data'

  constructor(code: Code, hosts: ReadonlyMap<string, Host>) {
    const name = code.toLowerCase()
    const host = (one: string): Host => hosts.get(one)!
    const dir = join(WORK, 'volumes', `${name}-folder`)
    const said = readFileSync(join(dir, 'first-operator-key.txt'), 'utf8')
    const [operator] = /\bjuxta_\S+|\b[A-Za-z0-9_-]{40,}\b/.exec(said)!
    super(code, {
      dir,
      url: `https://${name}:7080`,
      ca: readFileSync(join(dir, 'certificates', 'authority.pem')),
      operator,
    })
    this.balancer = host(name)
    this.replicas = [host(`${name}-1`), host(`${name}-2`)]
    this.postgres = host(`${name}-postgres`)
    this.redis = host(`${name}-redis`)
  }

  get environment(): Readonly<Record<string, string>> {
    return this.replicas[0]!.service.environment
  }

  /** `juxta` on one of its replicas. Fails with what it said. */
  async juxta(...words: string[]): Promise<string> {
    const replica = this.replicas.find((r) => r.running)!
    const { code, out } = await replica.run(['juxta', ...words, '--dir', '/data'])
    if (code !== 0) throw new Error(`juxta ${words.join(' ')} on ${replica.service.name}: ${out}`)
    return out
  }
}

/** The two countries of deploy/compose.yaml. */
export async function countriesUp(): Promise<Up<World>> {
  const hosts = await composeUp()
  const [a, b] = [new Country('XA' as Code, hosts), new Country('XB' as Code, hosts)]
  return { a, b, all: hostsOf({ a, b }), world: (load) => ({ a, b, load }) }
}
