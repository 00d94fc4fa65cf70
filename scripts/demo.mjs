// `npm run demo`: installs and builds what is missing, then runs the demo in this process. Everything that is not the demo's goes to stderr.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (command, args) => {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}
if (!existsSync(new URL('../node_modules/fastify', import.meta.url))) run('npm', ['ci', '--ignore-scripts'])
run(process.execPath, [fileURLToPath(new URL('build.mjs', import.meta.url))])
process.argv.splice(2, 0, 'demo')
await import('../bin/juxta.js')
