// npm run faults -- [--list] [--short] [--seconds=N] [--kills=N [--seed=N]] [--plain] [NAME…]: two countries as deploy/compose.yaml describes them, under load,
// and one fault after the other. Needs root on Linux, PostgreSQL, Redis, haproxy, nftables and a C compiler: it makes network namespaces of its own, which end
// with it. Elsewhere, or with --plain, it is two processes with embedded stores and a proxy of ours between them, and the faults that can be tried so.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const main = [process.execPath, at('dist/test/faults/suite/main.js'), ...process.argv.slice(2)]
const run = ([program, ...args]) => spawnSync(program, args, { stdio: 'inherit' }).status ?? 1

if (process.argv.includes('--list') || process.argv.includes('--plain')) process.exit(run(main))
const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n', '--preserve-env=PATH']
const [program, ...args] = [...asRoot, 'unshare', '--net', '--mount', '--pid', '--fork', 'true']
if (process.platform === 'linux' && spawnSync(program, args).status === 0)
  process.exit(run([...asRoot, 'sh', at('test/faults/suite/apart.sh'), ...main]))
if (process.argv.some((word) => word.startsWith('--kills'))) {
  console.error('--kills needs root on Linux: it kills PostgreSQL, Redis and balancers too')
  process.exit(1)
}
console.log(
  'no network namespaces can be made here (that takes root on Linux): two plain processes, with a proxy between them',
)
process.exit(run([...main, '--plain']))
