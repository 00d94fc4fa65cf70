/** Where a request to an address that somebody else has named may lead: looked at where it is connected to, so that no answer of the DNS comes between. */
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'

/** Of all that a name has: what is called in the form of `dns.lookup` with `all`. */
export type Lookup = (
  host: string,
  options: { readonly all: true },
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

export type Guard = {
  /** Whether something may be connected to. */
  may(address: string): boolean
  /** What it fails with where nothing that a host leads to may be. */
  refused(host: string): Error
}

/** The host of a URL as it is connected to: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/** An address is not looked up: it is judged as it stands. Fails as the guard says. */
export function expectAddress(url: URL, { may, refused }: Guard): void {
  const host = hostOf(url)
  if (isIP(host) !== 0 && !may(host)) throw refused(host)
}

/** For the option `lookup` of a connection: of the addresses of a name those alone that may be connected to. */
export const guardedLookup =
  ({ may, refused }: Guard, lookup: Lookup = systemLookup): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0)
      const found = addresses.filter(({ address }) => may(address))
      if (found.length === 0) return done(refused(host), '', 0)
      if (options.all) return done(null, found)
      done(null, found[0]!.address, found[0]!.family)
    })

/**
 * Asks the DNS, and nothing else that the system knows names by. It takes no thread, of which the system's own way has few: names that nobody answers for keep nobody
 * waiting who looks for another one.
 */
export function dnsLookup(): Lookup {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  return (host, _options, done) => {
    if (/^(.+\.)?localhost$/.test(host))
      return done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ])
    void Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]).then(([four, six]) => {
      const found = [
        ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
        ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
      ]
      const fault = four.status === 'rejected' ? four : six.status === 'rejected' ? six : null
      done(found.length === 0 && fault ? (fault.reason as Error) : null, found)
    })
  }
}
