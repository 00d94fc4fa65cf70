/** What a network does: packets that are dropped, refused, slow or lost on the border, and a neighbour that speaks nonsense inside TLS. */
import { fileURLToPath } from 'node:url'
import type { Country } from '../country.ts'
import { pause, type Host } from '../machine.ts'
import type { Row } from './row.ts'

/** The network that both countries are on. */
const BORDER = 'border'

const onBorder = (country: Country): Host[] => [...country.replicas, country.balancer]

/** Fails with what the program said. */
async function on(host: Host, command: readonly string[], input?: string): Promise<void> {
  const { code, out } = await host.run(command, input)
  if (code !== 0) throw new Error(`${command.join(' ')} on ${host.service.name}: ${out}`)
}

/** What happens to packets that come to the hosts of `at` over the border. Answers what takes the rule away. */
async function rule(at: readonly Host[], text: string): Promise<() => Promise<void>> {
  for (const host of at)
    await on(
      host,
      ['nft', '-f', '-'],
      `table inet fault { chain come { type filter hook input priority 0; iifname "${BORDER}" ${text}; }; }\n`,
    )
  return async () => {
    for (const host of at) await on(host, ['nft', 'delete', 'table', 'inet', 'fault'])
  }
}

async function link(hosts: readonly Host[], state: 'up' | 'down'): Promise<void> {
  for (const host of hosts) await on(host, ['ip', 'link', 'set', BORDER, state])
}

/** Delay by netem; where the kernel has none, a line so thin that a queue of seconds stands in front of it. */
async function slow(hosts: readonly Host[]): Promise<() => Promise<void>> {
  const netem = ['netem', 'delay', '400ms', '200ms']
  const thin = ['tbf', 'rate', '160kbit', 'burst', '5kb', 'latency', '4s']
  for (const host of hosts) {
    const add = (discipline: readonly string[]) => ['tc', 'qdisc', 'add', 'dev', BORDER, 'root', ...discipline]
    if ((await host.run(add(netem))).code !== 0) await on(host, add(thin))
  }
  return async () => {
    for (const host of hosts) await on(host, ['tc', 'qdisc', 'del', 'dev', BORDER, 'root'])
  }
}

const NONSENSE = fileURLToPath(new URL('../nonsense.js', import.meta.url))

export const NETWORK: readonly Row[] = [
  {
    name: 'cut-xa',
    fault: 'the line of XA to the border is down',
    async inject({ a }) {
      await link(onBorder(a), 'down')
      return () => link(onBorder(a), 'up')
    },
  },
  {
    name: 'cut-xb',
    fault: 'the line of XB to the border is down',
    async inject({ b }) {
      await link(onBorder(b), 'down')
      return () => link(onBorder(b), 'up')
    },
  },
  {
    name: 'black-hole-to-xb',
    fault: 'black hole: packets from XA to XB vanish, those from XB come',
    short: true,
    inject: async ({ b }) => rule(onBorder(b), 'drop'),
  },
  {
    name: 'black-hole-to-xa',
    fault: 'black hole: packets from XB to XA vanish, those from XA come',
    inject: async ({ a }) => rule(onBorder(a), 'drop'),
  },
  {
    name: 'connections-to-xb-dropped',
    fault: 'XA reaches nobody at XB; XB reaches XA',
    inject: async ({ b }) => rule([b.balancer], 'tcp dport 7443 drop'),
  },
  {
    name: 'slow',
    fault: 'a slow line between the countries, both ways',
    inject: async ({ a, b }) => slow([...onBorder(a), ...onBorder(b)]),
  },
  {
    name: 'lossy',
    fault: 'every tenth packet on the border is lost, both ways',
    inject: async ({ a, b }) => rule([...onBorder(a), ...onBorder(b)], 'numgen random mod 100 < 10 drop'),
  },
  {
    name: 'reset',
    fault: 'connections over the border are reset, at every tenth packet',
    short: true,
    inject: async ({ a, b }) =>
      rule([a.balancer, b.balancer], 'tcp dport 7443 numgen random mod 100 < 10 reject with tcp reset'),
  },
  {
    name: 'nonsense-in-tls',
    fault: 'whoever answers for XB holds its TLS key, and speaks nonsense inside TLS or in its place',
    short: true,
    async inject({ b }) {
      const liar = b.balancer.beside([process.execPath, NONSENSE, b.dir, '7444'])
      await pause(500)
      await on(
        b.balancer,
        ['nft', '-f', '-'],
        'table ip nonsense { chain come { type nat hook prerouting priority -100; tcp dport 7443 redirect to :7444; }; }\n',
      )
      // Those that are open would go on as they are.
      const lift = await rule([b.balancer], 'tcp dport 7443 ct state established reject with tcp reset')
      await pause(1000)
      await lift()
      return async () => {
        await on(b.balancer, ['nft', 'delete', 'table', 'ip', 'nonsense'])
        liar.kill('SIGKILL')
      }
    },
  },
]
