/** What `npm ci` says to a newcomer: nothing. Every package runs on the oldest Node that the project takes, and none runs a script of its own. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { temporaryFolder } from './servers.ts'
import { ROOT } from './shared-data.ts'

type Locked = { readonly hasInstallScript?: boolean; readonly engines?: { readonly node?: string } }

const read = <T>(name: string): T => JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T
const { packages } = read<{ packages: Record<string, Locked> }>('package-lock.json')
const { engines, allowScripts } = read<{ engines: { node: string }; allowScripts: Record<string, boolean> }>(
  'package.json',
)

t.test('npm has nothing to warn of', async (t) => {
  const dir = temporaryFolder(t)
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(join(ROOT, name), join(dir, name))
  // Without the network and without a file written: what is judged stands in the lockfile.
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts'], {
    cwd: dir,
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
  t.notMatch(`${stdout}${stderr}`, /npm warn/i)
})

t.test('no package wants a newer Node than the project, whatever Node runs this', async (t) => {
  const oldest = Number(/(\d+)/.exec(engines.node)![1])
  for (const [path, { engines: wants }] of Object.entries(packages)) {
    if (path === '') continue
    // `>=22`, but not one of several that `||` names.
    const least = /^>=? ?(\d+)[\d.]*$/.exec(wants?.node ?? '')?.[1]
    if (least !== undefined) t.ok(Number(least) <= oldest, `${path} wants Node ${wants!.node}`)
  }
})

t.test('whether a package may run a script when it is installed is decided for each that has one', async (t) => {
  for (const [path, { hasInstallScript }] of Object.entries(packages)) {
    const name = path.split('node_modules/').at(-1)!
    if (hasInstallScript && path !== '') t.type(allowScripts[name], 'boolean', name)
  }
})
