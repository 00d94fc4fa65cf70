/** A receiver of webhooks as a process that a test kills: `node receiving.js PORT FILE`. What it is told is on disk before it says so. */
import { appendFileSync } from 'node:fs'
import { startReceiver } from './receiver.ts'

const [port, file] = process.argv.slice(2) as [string, string]
await startReceiver(
  { teardown: () => undefined },
  ({ id, data, headers, body, path }) => {
    appendFileSync(file, `${JSON.stringify({ id, data, headers, body, path })}\n`)
    return 200
  },
  Number(port),
)
process.send?.('ready')
