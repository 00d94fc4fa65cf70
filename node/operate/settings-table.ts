/** Which settings there are, what each may be and is where nobody says, in one table, which is also their documentation. */
import { isRange } from '../values/address.ts'
import { isCountry } from '../values/country.ts'
import { IRREVOCABLE, isIrrevocable } from './irrevocable.ts'
import { readLimits, type Whose } from './quotas.ts'

export type Row = {
  readonly doc: string
  readonly fallback?: string
  /** What of it is shown to nobody: whatever in an address opens something, or the whole value. */
  readonly secret?: boolean | 'whole'
  readonly check: (value: string) => string | null
}

const text = (max: number) => (v: string) => (v.length > 0 && v.length <= max ? null : `must be 1 to ${max} characters`)
export const listen = (v: string): string | null =>
  /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})$/.test(v) && Number(v.split(':').at(-1)) <= 65535
    ? null
    : 'must be host:port'
const number = (from: number, to: number) => (v: string) =>
  /^[0-9]+$/.test(v) && Number(v) >= from && Number(v) <= to ? null : `must be a whole number from ${from} to ${to}`
const limits = (whose: Whose) => (v: string) => {
  const read = readLimits(whose, v)
  return typeof read === 'string' ? read : null
}
/** An address that every library reads alike: what stands after a / ? or # that is not encoded would be no password any more, and could be told. */
const address = (v: string): string | null => {
  if (!URL.canParse(v)) return 'must be an address, host:port and all'
  const { pathname, hash } = new URL(v)
  return /@/.test(pathname + hash) ? 'must have / ? # and @ of its password percent-encoded: %2F %3F %23 %40' : null
}
/** Plain HTTP goes no further than this machine. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?$/
const networks = (v: string): string | null =>
  v === '' || v.split(',').every(isRange) ? null : 'must be ranges such as 10.1.0.0/16, separated by commas'
const path = (v: string): string | null => (v.length > 0 && !v.includes('\0') ? null : 'must be a path')

export const SETTINGS = {
  JUXTA_COUNTRY: {
    doc: 'country of this node, ISO 3166-1 alpha-2',
    check: (v) => (isCountry(v) ? null : 'must be two capital letters'),
  },
  JUXTA_NAME: { doc: 'name of the administration', check: text(200) },
  JUXTA_DATA_DIR: { doc: 'folder of keys, certificates and the embedded store', fallback: '.', check: path },
  JUXTA_STORE: {
    doc: 'sqlite:PATH or postgres://…',
    fallback: 'sqlite:./juxta.db',
    secret: true,
    check: (v) =>
      /^sqlite:.+$/.test(v)
        ? null
        : /^postgres(ql)?:\/\/.+$/.test(v)
          ? address(v)
          : 'must be sqlite:PATH or postgres://…',
  },
  JUXTA_QUEUE: {
    doc: 'embedded, or redis://… for many replicas',
    fallback: 'embedded',
    secret: true,
    check: (v) => (v === 'embedded' ? null : /^rediss?:\/\/.+$/.test(v) ? address(v) : 'must be embedded or redis://…'),
  },
  JUXTA_QUEUE_PREFIX: {
    doc: 'prefix of all Redis keys',
    fallback: 'juxta',
    check: (v) => (/^[A-Za-z0-9_-]{1,64}$/.test(v) ? null : 'must be letters, digits, - and _'),
  },
  JUXTA_EXCHANGE_LISTEN: { doc: 'where peers connect, mutual TLS', fallback: '127.0.0.1:7443', check: listen },
  JUXTA_EXCHANGE_URL: {
    doc: 'the address that peers are told, https://host:port',
    check: (v) => (/^https:\/\/[^/?#@\s]+$/.test(v) ? null : 'must be https://host:port'),
  },
  JUXTA_WINDOW_LISTEN: { doc: 'where Single Windows and operators connect', fallback: '127.0.0.1:7080', check: listen },
  JUXTA_WINDOW_CERTIFICATE: { doc: 'PEM chain for TLS on the window side; needed off loopback', check: path },
  JUXTA_WINDOW_KEY: { doc: 'PEM key for TLS on the window side', check: path },
  JUXTA_LOG_LEVEL: {
    doc: 'debug, info, warn, error or silent',
    fallback: 'info',
    check: (v) => (/^(debug|info|warn|error|silent)$/.test(v) ? null : 'must be debug, info, warn, error or silent'),
  },
  JUXTA_XSD: {
    doc: 'JSON file that names the XSD sets by which XML documents are judged, by profile',
    check: path,
  },
  JUXTA_EXPENSIVE_MS: {
    doc: 'how long judging one document by its XSD set, or working out one question about opening hours, may take in its thread, in milliseconds',
    fallback: '10000',
    check: number(50, 600000),
  },
  JUXTA_TSA_URL: {
    doc: 'RFC 3161 time-stamping authority',
    secret: true,
    check: (v) => (/^https?:\/\/\S+$/.test(v) ? address(v) : 'must be http(s)://…'),
  },
  JUXTA_TSA_CERTIFICATE: { doc: 'PEM certificates of the authority or of its issuer', check: path },
  JUXTA_TSA_SECONDS: { doc: 'how often a log that has grown is dated', fallback: '60', check: number(1, 86400) },
  JUXTA_REVOCATION: {
    doc: 'whether lists of withdrawn certificates are fetched from the addresses that certificates name: from public addresses, from any, or off',
    fallback: 'public',
    check: (v) => (/^(public|any|off)$/.test(v) ? null : 'must be public, any or off'),
  },
  JUXTA_WITNESS_QUORUM: {
    doc: 'how many witnesses, neighbours and others, are to have cosigned the log',
    fallback: '1',
    check: number(0, 100),
  },
  JUXTA_WITNESS_SECONDS: {
    doc: 'after how long a log that has grown without that quorum raises an alert',
    fallback: '3600',
    check: number(1, 604800),
  },
  JUXTA_WITNESSES: {
    doc: 'file of witnesses beyond the neighbours (C2SP tlog-policy): those with a URL, their submission prefix, are asked to cosign',
    check: path,
  },
  JUXTA_WITNESS_NETWORKS: {
    doc: 'private networks in which such a witness may be, CIDR, comma-separated; plain http is for loopback alone',
    fallback: '',
    check: networks,
  },
  JUXTA_IN_FLIGHT: { doc: 'attempts in flight and connections per peer', fallback: '32', check: number(1, 512) },
  JUXTA_MESSAGE_BYTES: {
    doc: 'size of the parts that travel inside one message, at most 4 MiB; larger ones follow it',
    fallback: '4194304',
    check: number(1024, 4194304),
  },
  JUXTA_PART_BYTES: {
    doc: 'size of the largest part of a message, sent or received, at most 2 GiB; what an agreement allows a message is less by default',
    fallback: '2147483648',
    check: number(1024, 2147483648),
  },
  JUXTA_UPLOAD_HOURS: {
    doc: 'for how long an upload that nothing is added to, or that no message has used, is kept; and what a peer has sent of a part whose message does not come back',
    fallback: '48',
    check: number(1, 8760),
  },
  JUXTA_PEER_QUOTA: {
    doc: 'what one peer may do at this process: requests and bytes a second, concurrent requests, leaves and events an hour, milliseconds of expensive work a minute, agreements that wait and their bytes, bytes of parts whose message is not complete, such as requests=50,leaves=100000',
    fallback: '',
    check: limits('peer'),
  },
  JUXTA_KEY_QUOTA: {
    doc: 'what one API key may do at this process: requests and bytes a second, concurrent requests, leaves an hour, milliseconds of expensive work a minute, bytes of uploads, webhooks of its client, and how many events may wait for one of them before what follows waits in the feed',
    fallback: '',
    check: limits('key'),
  },
  JUXTA_ADDRESS_QUOTA: {
    doc: 'what one address may do without a valid key at this process: requests and bytes a second, concurrent requests, milliseconds of expensive work a minute',
    fallback: '',
    check: limits('address'),
  },
  JUXTA_PRE_ARRIVAL_REGISTER: {
    doc: 'who registers a declaration that is in order: window (the Single Window) or node (by itself, under an MRN of its own)',
    fallback: 'window',
    check: (v) => (v === 'window' || v === 'node' ? null : 'must be window or node'),
  },
  JUXTA_OFFICES: {
    doc: 'customs offices of first entry of this country, comma-separated; where absent, those of the reference data sent to a peer',
    check: (v) => (/^[^,\s]+(,[^,\s]+)*$/.test(v) ? null : 'must be office ids separated by commas'),
  },
  JUXTA_SWEEP_MS: { doc: 'how often the outbox is looked through', fallback: '1000', check: number(50, 60000) },
  JUXTA_BACKLOG_SECONDS: {
    doc: 'how long something may wait for a peer before an alert is raised',
    fallback: '900',
    check: number(1, 604800),
  },
  JUXTA_DISK_FREE_MIB: {
    doc: 'how much of the disk of the folder must be free, else an alert is raised',
    fallback: '512',
    check: number(0, 1_000_000_000),
  },
  JUXTA_TWO_PERSONS: {
    doc: `what two persons must want, comma-separated: ${IRREVOCABLE.join(', ')}; or none`,
    fallback: 'none',
    check: (v) =>
      v === 'none' || v.split(',').every(isIrrevocable) ? null : `must be none, or some of ${IRREVOCABLE.join(', ')}`,
  },
  JUXTA_TWO_PERSONS_ELSEWHERE: {
    doc: 'clients of keys that ask a second officer of their own for grave acts, comma-separated: these go at once (JUXTA_TWO_PERSONS, grave); empty: none',
    fallback: '',
    check: () => null,
  },
  JUXTA_RETRY_ALONE: {
    doc: 'how many messages one person may put back at once; more are put back when another person confirms it',
    fallback: '1000',
    check: number(1, 10000),
  },
  JUXTA_READ_REASON: {
    doc: 'who has to say why contents are opened: session (people in the console) or always (whoever opens them)',
    fallback: 'session',
    check: (v) => (v === 'session' || v === 'always' ? null : 'must be session or always'),
  },
  JUXTA_SESSION_IDLE_MINUTES: {
    doc: 'after how many minutes in which nobody does anything there a session of the console ends, however long its pages stay open',
    fallback: '30',
    check: number(1, 1440),
  },
  JUXTA_SESSION_HOURS: {
    doc: 'after how many hours a session of the console ends, however much it is used',
    fallback: '12',
    check: number(1, 168),
  },
  JUXTA_HOURS_URL: {
    doc: 'the address by which drivers reach the window side, https://host:port: where the code at a border leads; without it there are no pages for drivers',
    check: (v) =>
      /^https:\/\/[^/?#@\s]+$/.test(v) || LOOPBACK.test(v)
        ? null
        : 'must be https://host:port; http for loopback alone',
  },
  JUXTA_CONSOLE_URL: {
    doc: 'the address by which browsers reach the window side, https://host:port: where an identity provider leads back to',
    check: (v) =>
      /^https:\/\/[^/?#@\s]+$/.test(v) || LOOPBACK.test(v)
        ? null
        : 'must be https://host:port; http for loopback alone',
  },
  JUXTA_OIDC_ISSUER: {
    doc: 'OpenID Connect: the issuer of the identity provider by which people sign in to the console',
    check: (v) =>
      URL.canParse(v) && /^https:\/\/[^?#@\s]+$/.test(v)
        ? null
        : LOOPBACK.test(v)
          ? null
          : 'must be https://…; http for loopback alone',
  },
  JUXTA_OIDC_NAME: { doc: 'what people call that provider', fallback: 'OpenID Connect', check: text(60) },
  JUXTA_OIDC_CLIENT_ID: { doc: 'as what the provider knows this node', check: text(200) },
  JUXTA_OIDC_CLIENT_SECRET: {
    doc: 'the secret of that client, best by a file; absent: a public client',
    secret: 'whole',
    check: text(500),
  },
  JUXTA_OIDC_SCOPE: {
    doc: 'what the provider is asked for',
    fallback: 'openid profile',
    check: (v) =>
      /^openid( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(v) ? null : 'must be openid, and further scopes after a space',
  },
  JUXTA_OIDC_CLAIM: {
    doc: 'the claim that says what a person may do, its members by dots: roles, realm_access.roles',
    fallback: 'roles',
    check: text(200),
  },
  JUXTA_OIDC_ROLES: {
    doc: 'which values of that claim give which role here, comma-separated: night-shift=operator,officers=window',
    check: (v) =>
      v.split(',').every((pair) => /^[^=]+=(window|operator|auditor|assistance)$/.test(pair))
        ? null
        : 'must be value=role separated by commas; roles are window, operator, auditor and assistance',
  },
  JUXTA_OIDC_AGENCY_CLAIM: {
    doc: 'the claim that names the agency of a person; where it is set, nobody without it signs in',
    check: text(200),
  },
  JUXTA_DRAIN_MS: {
    doc: 'how long a node that stops says that it is not ready, and goes on answering, before it closes',
    fallback: '2000',
    check: number(0, 60000),
  },
  JUXTA_TALLY_SECONDS: { doc: 'how often tallies are exchanged', fallback: '900', check: number(1, 86400) },
  JUXTA_AUDIT_DAYS: {
    doc: 'days for which it is kept who did and read what',
    fallback: '3650',
    check: number(1, 36500),
  },
  JUXTA_ALERT_DAYS: {
    doc: 'days for which alerts that were closed, and proposals that were confirmed or are over, are kept',
    fallback: '365',
    check: number(1, 36500),
  },
  JUXTA_CHANGE_DAYS: {
    doc: 'days for which changes are kept for those who follow them (GET /v1/changes)',
    fallback: '30',
    check: number(1, 36500),
  },
  JUXTA_WEBHOOK_TARGETS: {
    doc: 'networks beside the public ones in which the target of a webhook may be, CIDR, comma-separated; plain http is for those of loopback alone',
    fallback: '',
    check: networks,
  },
  JUXTA_WEBHOOK_DAYS: {
    doc: 'days for which every attempt to deliver to a webhook is kept',
    fallback: '14',
    check: number(1, 3650),
  },
  JUXTA_CHECKPOINT_DAYS: {
    doc: 'days after which one cosigned checkpoint a minute is kept of the log, where it was one a second',
    fallback: '90',
    check: number(1, 36500),
  },
} as const satisfies Record<string, Row>
