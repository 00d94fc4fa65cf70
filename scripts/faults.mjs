// npm run faults -- [--list] [--short] [--seconds=N] [--kills=N [--seed=N]] [NAME…]: two countries as deploy/compose.yaml describes them, under load, and one fault after the other.
// Needs root on Linux, PostgreSQL, Redis, haproxy, nftables and a C compiler: it makes network namespaces of its own, which end with it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const command = [process.execPath, at('dist/test/faults/suite/main.js'), ...process.argv.slice(2)]
if (process.argv.includes('--list')) process.exit(spawnSync(command[0], command.slice(1), { stdio: 'inherit' }).status)
if (process.platform !== 'linux') {
  console.error('the fault suite makes network namespaces: it runs on Linux only')
  process.exit(1)
}
const apart = ['sh', at('test/faults/suite/apart.sh'), ...command]
const [program, ...args] = process.getuid() === 0 ? apart : ['sudo', '-n', '--preserve-env=PATH', ...apart]
process.exit(spawnSync(program, args, { stdio: 'inherit' }).status ?? 1)
