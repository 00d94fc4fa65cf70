/** The settings: read in one place from `juxta.env` and the environment, validated together, frozen. Which there are stands in settings-table.ts. */
import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { isIrrevocable, type Irrevocable } from './irrevocable.ts'
import { JuxtaError } from '../values/errors.ts'
import { SETTINGS_FILE } from './node-folder.ts'
import { listen, SETTINGS, type Row } from './settings-table.ts'
import { parseStrictJson } from '../values/json.ts'
import { decodeUtf8, textFault } from '../values/text.ts'
import { readLimits, type Limits, type Whose } from './quotas.ts'
import type { Country } from '../values/country.ts'

type Name = keyof typeof SETTINGS
const NAMES = Object.keys(SETTINGS) as Name[]
const OPTIONAL: readonly Name[] = [
  'JUXTA_WINDOW_CERTIFICATE',
  'JUXTA_WINDOW_KEY',
  'JUXTA_XSD',
  'JUXTA_TSA_URL',
  'JUXTA_TSA_CERTIFICATE',
  'JUXTA_EXCHANGE_URL',
  'JUXTA_OFFICES',
  'JUXTA_WITNESSES',
  'JUXTA_CONSOLE_URL',
  'JUXTA_HOURS_URL',
  'JUXTA_OIDC_ISSUER',
  'JUXTA_OIDC_CLIENT_ID',
  'JUXTA_OIDC_CLIENT_SECRET',
  'JUXTA_OIDC_ROLES',
  'JUXTA_OIDC_AGENCY_CLAIM',
]

/** A setting as people read it; `value` null: it is not set. */
export type ShownSetting = {
  readonly name: string
  readonly value: string | null
  readonly doc: string
  readonly from: 'environment' | 'juxta.env' | 'default' | 'unset'
  readonly fallback: string | null
}

export type Listen = { readonly host: string; readonly port: number }

export type Settings = {
  readonly country: Country
  readonly name: string
  readonly dataDir: string
  readonly store: string
  readonly queue: string
  readonly queuePrefix: string
  readonly exchangeListen: Listen
  readonly exchangeUrl: string
  readonly windowListen: Listen
  readonly windowTls: { readonly certificate: string; readonly key: string } | null
  readonly logLevel: string
  /** The file that names the XSD sets. */
  readonly xsd: string | null
  readonly expensiveMs: number
  readonly tsa: { readonly url: string; readonly certificate: string } | null
  readonly tsaSeconds: number
  /** From where lists of withdrawn certificates are fetched. */
  readonly revocation: 'public' | 'any' | 'off'
  readonly witnessQuorum: number
  readonly witnessSeconds: number
  /** The tlog-policy file of witnesses beyond the neighbours, and the private networks in which they may be. */
  readonly witnesses: string | null
  readonly witnessNetworks: readonly string[]
  readonly inFlight: number
  readonly messageBytes: number
  readonly partBytes: number
  readonly uploadHours: number
  readonly quotas: { readonly [W in Whose]: Limits<W> }
  readonly preArrival: { readonly by: 'node' | 'window'; readonly offices: readonly string[] | null }
  readonly sweepMs: number
  readonly backlogSeconds: number
  readonly diskFreeMib: number
  /** The identity provider by which people sign in to the console. */
  readonly oidc: {
    readonly issuer: string
    readonly name: string
    readonly clientId: string
    readonly secret: string | null
    readonly scope: string
    readonly claim: string
    readonly roles: readonly { readonly value: string; readonly role: string }[]
    readonly agencyClaim: string | null
    readonly consoleUrl: string
  } | null
  /** By which drivers reach the window side; null: there are no pages for them. */
  readonly hoursUrl: string | null
  readonly sessionIdleMinutes: number
  readonly sessionHours: number
  readonly drainMs: number
  readonly tallySeconds: number
  readonly auditDays: number
  readonly alertDays: number
  readonly changeDays: number
  readonly checkpointDays: number
  /** Networks beside the public ones in which targets of webhooks may be, and for how many days attempts are kept. */
  readonly webhooks: { readonly targets: readonly string[]; readonly days: number }
  readonly twoPersons: readonly Irrevocable[]
  /** Clients of keys that have two persons want a grave act before they send it. */
  readonly twoElsewhere: readonly string[]
  readonly retryAlone: number
  readonly readReason: 'session' | 'always'
  /** All of them as people read them: what opens something is hidden. */
  readonly shown: readonly ShownSetting[]
}

/** Lines `NAME=value`; `#` begins a comment line; a value may stand in double quotes (JSON string). */
export function parseEnvFile(content: string, file: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [i, line] of content.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const found = /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (!found) throw new JuxtaError('settings-invalid', `${file}:${i + 1}: a line is NAME=value`, { rule: 'syntax' })
    const [, name, raw] = found as unknown as [string, string, string]
    values[name] = raw.startsWith('"') ? quoted(raw, `${file}:${i + 1}`) : raw
  }
  return values
}

function quoted(raw: string, place: string): string {
  try {
    const value = parseStrictJson(raw)
    if (typeof value === 'string') return value
  } catch {
    // Said below.
  }
  throw new JuxtaError('settings-invalid', `${place}: a value in quotes is a JSON string`, { rule: 'syntax' })
}

/** Longer is no setting: a path or an address. */
const LONGEST = 4096

/** What no setting may be, whatever its own rule says. */
function unfit(value: string): string | null {
  if (value.length > LONGEST) return `is longer than ${LONGEST} characters`
  return textFault(value) ?? (/[\u0000-\u001f\u007f]/.test(value) ? 'holds a control character' : null)
}

/** A value with whatever in it opens something: the user part of an address, whatever it holds, and the values of its query. */
const hidden = (value: string): string => value.replace(/\/\/.*@/, '//***@').replace(/([?&][^=&#]*=)[^&#]*/g, '$1***')

export type Read = { readonly settings: Settings }

const listenOf = (v: string): Listen => {
  const at = v.lastIndexOf(':')
  return { host: v.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(v.slice(at + 1)) }
}

const listOf = (v: string): string[] => (v === '' ? [] : v.split(','))

export const isLoopback = ({ host }: Listen): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host)

function readIn(file: string): string {
  try {
    return decodeUtf8(readFileSync(file))
  } catch (cause) {
    const { message } = cause as Error
    throw new JuxtaError('settings-invalid', `${file} cannot be read: ${message}`, { rule: 'file', cause })
  }
}

/** What single settings do not show. */
function togetherFaults(values: Partial<Record<Name, string>>): string[] {
  const faults: string[] = []
  if ((values.JUXTA_WINDOW_CERTIFICATE === undefined) !== (values.JUXTA_WINDOW_KEY === undefined))
    faults.push('JUXTA_WINDOW_CERTIFICATE and JUXTA_WINDOW_KEY belong together')
  if ((values.JUXTA_TSA_URL === undefined) !== (values.JUXTA_TSA_CERTIFICATE === undefined))
    faults.push('JUXTA_TSA_URL and JUXTA_TSA_CERTIFICATE belong together')
  const provider = ['JUXTA_OIDC_ISSUER', 'JUXTA_OIDC_CLIENT_ID', 'JUXTA_OIDC_ROLES', 'JUXTA_CONSOLE_URL'] as const
  if (values.JUXTA_OIDC_ISSUER !== undefined && provider.some((name) => values[name] === undefined))
    faults.push(`JUXTA_OIDC_ISSUER needs ${provider.slice(1).join(', ')}`)
  const window = values.JUXTA_WINDOW_LISTEN ?? ''
  if (!listen(window) && !isLoopback(listenOf(window)) && values.JUXTA_WINDOW_CERTIFICATE === undefined)
    faults.push(
      'JUXTA_WINDOW_LISTEN is not on loopback: plain HTTP is only for loopback, set JUXTA_WINDOW_CERTIFICATE and JUXTA_WINDOW_KEY',
    )
  return faults
}

/** Of a provider that is named: what it needs is there. */
const oidcOf = (given: Partial<Record<Name, string>>, v: Record<Name, string>): Settings['oidc'] =>
  given.JUXTA_OIDC_ISSUER === undefined
    ? null
    : {
        issuer: v.JUXTA_OIDC_ISSUER,
        name: v.JUXTA_OIDC_NAME,
        clientId: v.JUXTA_OIDC_CLIENT_ID,
        secret: given.JUXTA_OIDC_CLIENT_SECRET ?? null,
        scope: v.JUXTA_OIDC_SCOPE,
        claim: v.JUXTA_OIDC_CLAIM,
        roles: v.JUXTA_OIDC_ROLES.split(',').map((pair) => {
          const at = pair.lastIndexOf('=')
          return { value: pair.slice(0, at), role: pair.slice(at + 1) }
        }),
        agencyClaim: given.JUXTA_OIDC_AGENCY_CLAIM ?? null,
        consoleUrl: v.JUXTA_CONSOLE_URL,
      }

/** Names of ours that no setting has. */
function strangers(fromFile: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv): string[] {
  const known = new Set<string>([...NAMES, ...NAMES.map((n) => `${n}_FILE`)])
  const ours = (name: string): boolean => /^JUXTA_(?!TEST_|DEBUG_STACK$)/.test(name)
  return [...Object.keys(fromFile), ...Object.keys(environment).filter(ours)].filter((name) => !known.has(name))
}

/** All of them, each as it may be shown. */
const shownOf = (
  values: Partial<Record<Name, string>>,
  from: Partial<Record<Name, ShownSetting['from']>>,
): ShownSetting[] =>
  NAMES.map((name) => {
    const row: Row = SETTINGS[name]
    const { doc, secret = false } = row
    const value = values[name]
    const of = value === undefined ? null : secret === 'whole' ? '***' : secret ? hidden(value) : value
    return { name, value: of, doc, from: from[name] ?? 'unset', fallback: row.fallback ?? null }
  })

/** All faults are reported at once. Fails with `settings-invalid`, member `faults`. */
export function readSettings(dir: string, environment: NodeJS.ProcessEnv): Read {
  const file = join(dir, SETTINGS_FILE)
  if (!existsSync(file))
    throw new JuxtaError(
      'settings-invalid',
      `${file} is not there: is this the folder of a node? (juxta init makes one)`,
      { rule: 'no-node' },
    )
  const fromFile = parseEnvFile(readIn(file), file)
  const faults: string[] = []
  for (const name of strangers(fromFile, environment)) faults.push(`${name} is not a setting of this release`)
  const values: Partial<Record<Name, string>> = {}
  const from: Partial<Record<Name, ShownSetting['from']>> = {}
  for (const name of NAMES) {
    const row: Row = SETTINGS[name]
    for (const [source, where] of [
      [environment, 'environment'],
      [fromFile, SETTINGS_FILE],
    ] as const) {
      const [direct, byFile] = [source[name], source[`${name}_FILE`]]
      if (direct !== undefined && byFile !== undefined) faults.push(`${name} and ${name}_FILE are both set`)
      if (direct === undefined && byFile === undefined) continue
      try {
        values[name] = direct ?? decodeUtf8(readFileSync(resolve(dir, byFile!))).trim()
        from[name] = where
      } catch {
        faults.push(`${name}_FILE cannot be read: ${hidden(byFile!)}`)
      }
      break
    }
    if (values[name] === undefined && row.fallback !== undefined) {
      values[name] = row.fallback
      from[name] = 'default'
    }
    const value = values[name]
    if (value === undefined) {
      if (!OPTIONAL.includes(name)) faults.push(`${name} is missing: ${row.doc}`)
      continue
    }
    const fault = unfit(value) ?? row.check(value)
    if (fault) faults.push(`${name} ${fault}`)
  }
  faults.push(...togetherFaults(values))
  if (faults.length > 0)
    throw new JuxtaError('settings-invalid', faults.join('\n'), { rule: 'settings', members: { faults } })

  const v = values as Record<Name, string>
  const dataDir = resolve(dir, v.JUXTA_DATA_DIR)
  const inData = (p: string): string => (isAbsolute(p) ? p : join(dataDir, p))
  const exchangeListen = listenOf(v.JUXTA_EXCHANGE_LISTEN)
  const settings: Settings = {
    country: v.JUXTA_COUNTRY as Country,
    name: v.JUXTA_NAME,
    dataDir,
    store: v.JUXTA_STORE.startsWith('sqlite:') ? `sqlite:${inData(v.JUXTA_STORE.slice(7))}` : v.JUXTA_STORE,
    queue: v.JUXTA_QUEUE,
    queuePrefix: v.JUXTA_QUEUE_PREFIX,
    exchangeListen,
    exchangeUrl:
      v.JUXTA_EXCHANGE_URL ??
      `https://${exchangeListen.host.includes(':') ? `[${exchangeListen.host}]` : exchangeListen.host}:${exchangeListen.port}`,
    windowListen: listenOf(v.JUXTA_WINDOW_LISTEN),
    windowTls:
      v.JUXTA_WINDOW_CERTIFICATE === undefined
        ? null
        : { certificate: inData(v.JUXTA_WINDOW_CERTIFICATE), key: inData(v.JUXTA_WINDOW_KEY) },
    logLevel: v.JUXTA_LOG_LEVEL,
    xsd: values.JUXTA_XSD === undefined ? null : inData(v.JUXTA_XSD),
    expensiveMs: Number(v.JUXTA_EXPENSIVE_MS),
    tsa:
      values.JUXTA_TSA_URL === undefined
        ? null
        : { url: values.JUXTA_TSA_URL, certificate: inData(v.JUXTA_TSA_CERTIFICATE) },
    tsaSeconds: Number(v.JUXTA_TSA_SECONDS),
    revocation: v.JUXTA_REVOCATION as Settings['revocation'],
    witnessQuorum: Number(v.JUXTA_WITNESS_QUORUM),
    witnessSeconds: Number(v.JUXTA_WITNESS_SECONDS),
    witnesses: values.JUXTA_WITNESSES === undefined ? null : inData(v.JUXTA_WITNESSES),
    witnessNetworks: listOf(v.JUXTA_WITNESS_NETWORKS),
    inFlight: Number(v.JUXTA_IN_FLIGHT),
    messageBytes: Number(v.JUXTA_MESSAGE_BYTES),
    partBytes: Number(v.JUXTA_PART_BYTES),
    uploadHours: Number(v.JUXTA_UPLOAD_HOURS),
    quotas: {
      peer: readLimits('peer', v.JUXTA_PEER_QUOTA) as Limits<'peer'>,
      key: readLimits('key', v.JUXTA_KEY_QUOTA) as Limits<'key'>,
      address: readLimits('address', v.JUXTA_ADDRESS_QUOTA) as Limits<'address'>,
    },
    preArrival: {
      by: v.JUXTA_PRE_ARRIVAL_REGISTER as 'node' | 'window',
      offices: values.JUXTA_OFFICES === undefined ? null : v.JUXTA_OFFICES.split(','),
    },
    sweepMs: Number(v.JUXTA_SWEEP_MS),
    backlogSeconds: Number(v.JUXTA_BACKLOG_SECONDS),
    diskFreeMib: Number(v.JUXTA_DISK_FREE_MIB),
    oidc: oidcOf(values, v),
    hoursUrl: values.JUXTA_HOURS_URL ?? null,
    sessionIdleMinutes: Number(v.JUXTA_SESSION_IDLE_MINUTES),
    sessionHours: Number(v.JUXTA_SESSION_HOURS),
    drainMs: Number(v.JUXTA_DRAIN_MS),
    tallySeconds: Number(v.JUXTA_TALLY_SECONDS),
    auditDays: Number(v.JUXTA_AUDIT_DAYS),
    alertDays: Number(v.JUXTA_ALERT_DAYS),
    changeDays: Number(v.JUXTA_CHANGE_DAYS),
    checkpointDays: Number(v.JUXTA_CHECKPOINT_DAYS),
    webhooks: { targets: listOf(v.JUXTA_WEBHOOK_TARGETS), days: Number(v.JUXTA_WEBHOOK_DAYS) },
    twoPersons: v.JUXTA_TWO_PERSONS.split(',').filter(isIrrevocable),
    twoElsewhere: listOf(v.JUXTA_TWO_PERSONS_ELSEWHERE),
    retryAlone: Number(v.JUXTA_RETRY_ALONE),
    readReason: v.JUXTA_READ_REASON as Settings['readReason'],
    shown: shownOf(values, from),
  }
  return { settings: Object.freeze(settings) }
}
