/** What the address of a webhook must be, as far as it says so itself; where its name leads is looked at whenever it is connected to. */
import { expectAddress, hostOf } from '../adapters/guarded-lookup.ts'
import { guardOf } from '../adapters/webhook-client.ts'
import { JuxtaError } from '../values/errors.ts'

export const MAX_TARGET = 2048

/** Ports under it are those of other services than HTTP. */
const FIRST_FREE_PORT = 1024

/** The address that was named. `networks`: those that JUXTA_WEBHOOK_TARGETS allows. Fails with `request-invalid` at `/url`. */
export function targetOf(text: string, networks: readonly string[]): URL {
  const wrong = (rule: string, detail: string): JuxtaError =>
    new JuxtaError('request-invalid', detail, { pointer: '/url', rule })
  if (!URL.canParse(text)) throw wrong('uri', 'url is no absolute address such as https://example.org/customs')
  const url = new URL(text)
  const plain = url.protocol === 'http:'
  if (!plain && url.protocol !== 'https:') throw wrong('https', 'url must be https')
  if (url.username !== '' || url.password !== '')
    throw wrong('userinfo', 'url holds a user or password, which belongs into no address')
  if (url.hash !== '' || text.includes('#')) throw wrong('fragment', 'url has a fragment, which is never sent')
  const host = hostOf(url)
  // Names of this machine, and those that no DNS of the internet knows.
  const isLocal = /^(.+\.)?localhost\.?$/.test(host)
  if (plain && !isLocal && !/^(127\.|::1$)/.test(host))
    throw wrong('https', 'url must be https: plain http is for this machine alone')
  const guard = guardOf(networks, plain)
  if (isLocal && !guard.may('127.0.0.1') && !guard.may('::1')) throw guard.refused(host)
  expectAddress(url, guard)
  const port = Number(url.port || (plain ? 80 : 443))
  if (port !== (plain ? 80 : 443) && port < FIRST_FREE_PORT)
    throw wrong('port', `the port of url must be ${plain ? 80 : 443}, or ${FIRST_FREE_PORT} and more`)
  return url
}
