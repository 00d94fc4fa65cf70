/** Settings: all faults at once, unknown names refused, secrets hidden, files in place of values. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../../node/operate/settings.ts'
import { asJuxtaError } from '../../node/values/errors.ts'
import { temporaryFolder } from '../servers.ts'

const GOOD = 'JUXTA_COUNTRY=XA\nJUXTA_NAME="Customs of \\"North\\""\n'
function folderWith(content: string): string {
  const dir = join(temporaryFolder(t), 'node')
  mkdirSync(dir)
  writeFileSync(join(dir, 'juxta.env'), content)
  return dir
}
const faultsOf = (content: string, environment: NodeJS.ProcessEnv = {}): string[] => {
  try {
    readSettings(folderWith(content), environment)
    return []
  } catch (error) {
    return (asJuxtaError(error).members['faults'] as string[] | undefined) ?? [asJuxtaError(error).message]
  }
}

t.test('defaults, and the environment wins', async (t) => {
  const { settings } = readSettings(folderWith(`${GOOD}JUXTA_IN_FLIGHT=5\n`), { JUXTA_IN_FLIGHT: '7' })
  t.match(settings, { country: 'XA', name: 'Customs of "North"', queue: 'embedded', inFlight: 7 })
  t.match(settings.store, /^sqlite:.*juxta\.db$/)
})

t.test('all faults are told at once, an unknown name is one of them', async (t) => {
  const faults = faultsOf('JUXTA_CHEESE=1\nJUXTA_IN_FLIGHT=many\nJUXTA_STORE=mysql://x\n', { JUXTA_BUTTER: '1' })
  for (const says of [/JUXTA_CHEESE/, /JUXTA_BUTTER/, /JUXTA_IN_FLIGHT/, /JUXTA_STORE/, /JUXTA_COUNTRY is missing/])
    t.ok(
      faults.some((f) => says.test(f)),
      String(says),
    )
})

t.test('a secret comes from a file, and is never shown', async (t) => {
  const dir = folderWith(`${GOOD}JUXTA_STORE_FILE=store.secret\n`)
  writeFileSync(join(dir, 'store.secret'), 'postgres://juxta:s3cret@db/juxta\n')
  const { settings, shown } = readSettings(dir, {})
  t.equal(settings.store, 'postgres://juxta:s3cret@db/juxta')
  t.notMatch(JSON.stringify(shown), /s3cret/)
  t.match(faultsOf(`${GOOD}JUXTA_STORE_FILE=absent\n`), [/JUXTA_STORE_FILE cannot be read/])
  t.match(faultsOf(`${GOOD}JUXTA_STORE_FILE=x\nJUXTA_STORE=sqlite:x\n`), [/both set/])
})

t.test('plain HTTP is for loopback', async (t) => {
  t.match(faultsOf(`${GOOD}JUXTA_WINDOW_LISTEN=0.0.0.0:7080\n`), [/plain HTTP is only for loopback/])
  t.same(faultsOf(`${GOOD}JUXTA_WINDOW_LISTEN=[::1]:7080\n`), [])
  t.match(faultsOf(`${GOOD}JUXTA_WINDOW_CERTIFICATE=x.pem\n`), [/belong together/])
})
