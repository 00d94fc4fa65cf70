/** The files of the console as the build has made them, each with what it was compressed to; read once, when somebody first asks. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answer } from '../http/server.ts'
import { JuxtaError } from '../values/errors.ts'

const ROOT = fileURLToPath(new URL('../../console', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
}
/** The dearest to make, and the shortest, first. */
const CODINGS = [
  ['br', 'br'],
  ['gzip', 'gz'],
] as const

/** Nothing but what this node serves; no script and no style in a page itself, and no other page around it. */
const POLICY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const

/** A coding that the request takes (RFC 9110 §12.5.3): named, and not with a weight of nothing. */
const takes = (accepted: string | undefined, coding: string): boolean =>
  (accepted ?? '')
    .split(',')
    .map((one) =>
      one
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
    .some(([name, weight]) => name === coding && !/^q=0(\.0*)?$/.test(weight ?? ''))

export type ConsoleFiles = {
  page(accepted: string | undefined): Answer
  /** Fails with `not-found`. */
  asset(name: string, accepted: string | undefined): Answer
}

export function consoleFiles(): ConsoleFiles {
  let names: ReadonlySet<string> | undefined
  const kept = new Map<string, Buffer>()
  const read = (path: string): Buffer => {
    const known = kept.get(path) ?? readFileSync(join(ROOT, path))
    kept.set(path, known)
    return known
  }
  const there = (): ReadonlySet<string> => {
    try {
      names ??= new Set(['index.html', ...readdirSync(join(ROOT, 'assets')).map((name) => `assets/${name}`)])
    } catch (cause) {
      throw new JuxtaError('not-found', 'this node was built without the console', { rule: 'console', cause })
    }
    return names
  }
  function answer(path: string, type: string, accepted: string | undefined, cache: string): Answer {
    const headers = { ...POLICY, 'cache-control': cache, vary: 'accept-encoding' }
    const coding = CODINGS.find(([name]) => takes(accepted, name))
    if (!coding) return { type, body: read(path), headers }
    return { type, body: read(`${path}.${coding[1]}`), headers: { ...headers, 'content-encoding': coding[0] } }
  }
  return {
    page(accepted) {
      there()
      return answer('index.html', 'text/html; charset=utf-8', accepted, 'no-cache')
    },
    asset(name, accepted) {
      const type = TYPES[name.split('.').at(-1)!]
      if (type === undefined || !there().has(`assets/${name}`))
        throw new JuxtaError('not-found', `the console has no file ${name}`, { pointer: '/path/file', rule: 'known' })
      // Its name changes with what is in it.
      return answer(`assets/${name}`, type, accepted, 'public, max-age=31536000, immutable')
    },
  }
}
