/** Addresses from which something is let in: ranges in the notation of CIDR (RFC 4632, RFC 4291 §2.3), and whether an address is in one. */
import { BlockList, isIPv4, isIPv6 } from 'node:net'

type Range = { readonly text: string; readonly family: 'ipv4' | 'ipv6'; readonly net: string; readonly prefix: number }

/** `10.1.0.0/16`, `2001:db8::/32`, or one address. An IPv4 address is written as one: not mapped into IPv6. */
function rangeOf(text: string): Range | null {
  const found = /^([0-9A-Fa-f:.]{2,45})(?:\/(0|[1-9][0-9]{0,2}))?$/.exec(text)
  if (!found) return null
  const [, net, length] = found as unknown as [string, string, string?]
  const family = isIPv4(net) ? 'ipv4' : isIPv6(net) && !/^::ffff:/i.test(net) ? 'ipv6' : null
  const longest = family === 'ipv4' ? 32 : 128
  const prefix = length === undefined ? longest : Number(length)
  return family === null || prefix > longest ? null : { text, family, net, prefix }
}

export const isRange = (text: string): boolean => rangeOf(text) !== null

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of ranges) {
    const range = rangeOf(text)
    if (range) list.addSubnet(range.net, range.prefix, range.family)
  }
  return list
}

/** Whether an address, as a socket tells it, is in one of the ranges. An IPv4 address that came mapped into IPv6 (`::ffff:192.0.2.1`) is that IPv4 address. */
export const isWithin = (address: string, ranges: readonly string[]): boolean => {
  const plain = address.replace(/%.*$/, '')
  return isIPv4(plain) ? listOf(ranges).check(plain, 'ipv4') : isIPv6(plain) && listOf(ranges).check(plain, 'ipv6')
}

/** Networks that are nobody's on the open internet (RFC 6890). */
const NOT_PUBLIC_4 = listOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  '224.0.0.0/3',
])
/** Of IPv6 all that is no global unicast (RFC 4291 §2.4), so what is IPv4 in another form: mapped, or by NAT64, which leads anywhere. */
const NOT_PUBLIC_6 = listOf([
  ...['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
])

/** Whether an address is reached over the open internet. */
export function isPublic(address: string): boolean {
  const plain = address.replace(/%.*$/, '')
  return isIPv4(plain) ? !NOT_PUBLIC_4.check(plain, 'ipv4') : isIPv6(plain) && !NOT_PUBLIC_6.check(plain, 'ipv6')
}

/** Whether every address of `range` is in one of `ranges`. */
export function isRangeWithin(range: string, ranges: readonly string[]): boolean {
  const inner = rangeOf(range)
  return (
    inner !== null &&
    ranges.some((text) => {
      const outer = rangeOf(text)
      return (
        outer?.family === inner.family && outer.prefix <= inner.prefix && listOf([text]).check(inner.net, inner.family)
      )
    })
  )
}
