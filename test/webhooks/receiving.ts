/** A receiver of webhooks as a process that a test kills: `node receiving.js PORT FILE`. What it is told is on disk before it says so, and so is how often two told it of one conversation at once. */
import { appendFileSync } from 'node:fs'
import { startReceiver } from './receiver.ts'

const [port, file] = process.argv.slice(2) as [string, string]
const receiver = await startReceiver(
  { teardown: () => undefined },
  async ({ id, data, headers, body, path }) => {
    appendFileSync(file, `${JSON.stringify({ id, data, headers, body, path, beside: receiver.beside })}\n`)
    // Whoever else tells it does so meanwhile.
    await new Promise((done) => setTimeout(done, 10))
    return 200
  },
  Number(port),
)
process.send?.('ready')
