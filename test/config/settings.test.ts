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
  const { settings } = readSettings(dir, {})
  t.equal(settings.store, 'postgres://juxta:s3cret@db/juxta')
  t.notMatch(JSON.stringify(settings.shown), /s3cret/)
  for (const [name, value] of [
    ['JUXTA_STORE', 'postgres://h/db?user=u&password=s3cret'],
    ['JUXTA_STORE', 'postgres://u:s3c@s3cret@h/db?sslpassword=s3cret'],
    ['JUXTA_QUEUE', 'rediss://:s3cret@h:6379/0'],
    ['JUXTA_TSA_URL', 'https://u:s3cret@tsa/?apikey=s3cret'],
  ] as const) {
    const read = readSettings(folderWith(GOOD), {
      [name]: value,
      JUXTA_TSA_CERTIFICATE: 'x',
      JUXTA_TSA_URL: 'https://tsa',
      ...{ [name]: value },
    })
    t.notMatch(JSON.stringify(read.settings.shown), /s3c/, value)
    t.match(JSON.stringify(read.settings.shown), /:\/\/(\*{3}@)?(h|tsa)/, `${value}: the rest is shown`)
  }
  for (const value of ['postgres://u:1/s3cret@h/db', 'postgres://u:1#s3cret@h/db', 'postgres://u:s3/cret@h/db'])
    for (const fault of faultsOf(`${GOOD}JUXTA_STORE=${value}\n`))
      t.match(fault, /^JUXTA_STORE must (have|be an address)/)
  t.same(faultsOf(`${GOOD}JUXTA_STORE_FILE=postgres://u:s3cret@h\n`), [
    'JUXTA_STORE_FILE cannot be read: postgres://***@h',
  ])
  t.match(faultsOf(`${GOOD}JUXTA_STORE_FILE=absent\n`), [/JUXTA_STORE_FILE cannot be read/])
  t.match(faultsOf(`${GOOD}JUXTA_STORE_FILE=x\nJUXTA_STORE=sqlite:x\n`), [/both set/])
})

t.test('a value out of its range, or of another form, is a fault of its own name', async (t) => {
  for (const line of [
    'JUXTA_IN_FLIGHT=0',
    'JUXTA_IN_FLIGHT=513',
    'JUXTA_IN_FLIGHT=1e2',
    'JUXTA_WITNESS_QUORUM=-1',
    'JUXTA_MESSAGE_BYTES=4194305',
    'JUXTA_COUNTRY=xa',
    'JUXTA_NAME=""',
    'JUXTA_LOG_LEVEL=loud',
    'JUXTA_QUEUE=amqp://x',
    'JUXTA_EXCHANGE_LISTEN=127.0.0.1',
    'JUXTA_EXCHANGE_LISTEN=127.0.0.1:65536',
    'JUXTA_EXCHANGE_URL=http://xa.example',
    'JUXTA_EXCHANGE_URL=https://u:p@xa.example',
    'JUXTA_EXCHANGE_URL=https://xa.example/path',
    'JUXTA_OFFICES=a,,b',
  ]) {
    const faults = faultsOf(`${GOOD}${line}\n`)
    t.same([faults.length, faults[0]?.split(' ')[0]], [1, line.split('=')[0]], line)
  }
  t.match(faultsOf('JUXTA_COUNTRY=XA\n'), [/^JUXTA_NAME is missing/])
  t.match(faultsOf(`${GOOD}JUXTA_TSA_URL=http://tsa.example\n`), [/JUXTA_TSA_URL and .* belong together/])
  t.match(faultsOf(`${GOOD}x\n`), [/juxta.env:3: a line is NAME=value/])
})

t.test('paths are those of the data folder, wherever the node is started', async (t) => {
  const dir = folderWith(`${GOOD}JUXTA_DATA_DIR=data\nJUXTA_XSD=sets.json\n`)
  const { settings } = readSettings(dir, {})
  t.equal(settings.dataDir, join(dir, 'data'))
  t.equal(settings.store, `sqlite:${join(dir, 'data', 'juxta.db')}`)
  t.equal(settings.xsd, join(dir, 'data', 'sets.json'))
  const absolute = readSettings(folderWith(`${GOOD}JUXTA_STORE=sqlite:/var/lib/juxta.db\n`), {})
  t.equal(absolute.settings.store, 'sqlite:/var/lib/juxta.db')
})

t.test('plain HTTP is for loopback', async (t) => {
  t.match(faultsOf(`${GOOD}JUXTA_WINDOW_LISTEN=0.0.0.0:7080\n`), [/plain HTTP is only for loopback/])
  for (const host of ['10.0.0.1', '192.168.0.1', '[::]', 'xa.example', '1.127.0.1'])
    t.match(faultsOf(`${GOOD}JUXTA_WINDOW_LISTEN=${host}:7080\n`), [/plain HTTP is only for loopback/], host)
  for (const host of ['[::1]', '127.0.0.53', 'localhost'])
    t.same(faultsOf(`${GOOD}JUXTA_WINDOW_LISTEN=${host}:7080\n`), [], host)
  t.match(faultsOf(`${GOOD}JUXTA_WINDOW_CERTIFICATE=x.pem\n`), [/belong together/])
})

t.test('values are text: no control character, no other encoding, no end', async (t) => {
  t.match(faultsOf(`${GOOD}JUXTA_DATA_DIR="a\\u0007b"\n`), [/JUXTA_DATA_DIR holds a control character/])
  t.match(faultsOf(`${GOOD}JUXTA_DATA_DIR="a\\u0000b"\n`), [/a value in quotes is a JSON string/])
  t.match(faultsOf(`${GOOD}JUXTA_QUEUE="embedded\n`), [/:3: a value in quotes is a JSON string/])
  t.match(faultsOf(GOOD, { JUXTA_DATA_DIR: 'x'.repeat(5000) }), [/longer than 4096/])
  t.match(faultsOf(GOOD, { JUXTA_TSA_URL: 'https://a\n', JUXTA_TSA_CERTIFICATE: 'x' }), [/JUXTA_TSA_URL/])
  const dir = folderWith(GOOD)
  writeFileSync(join(dir, 'juxta.env'), Buffer.from('JUXTA_NAME=K\xe4se\n', 'latin1'))
  t.throws(() => readSettings(dir, {}), { code: 'settings-invalid', rule: 'file', message: /UTF-8/ })
})
