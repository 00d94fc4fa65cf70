/** Who issued a certificate that was presented: its country stands in the document, in which its agency is named in words alone; the context says which one that is to us. */
import { Unmapped, type Beside } from '../../documents/profile.ts'
import { textOf, type Element } from '../../documents/xml-tree.ts'
import { isCountry } from '../../values/country.ts'
import { isObject } from '../../values/members.ts'

/** The country to which the goods go, as a paper names it; none where it is no code. */
export function destinationOf(country: string | undefined): { xDestinations?: string[] } {
  return country !== undefined && isCountry(country) ? { xDestinations: [country] } : {}
}

/** `country`: the element that names it, where there is one. */
export function issuerOf(country: Element | undefined, beside: Beside): { xIssuer: unknown } | Unmapped {
  const { xIssuer } = beside
  if (xIssuer === undefined)
    return new Unmapped('issuer', 'the document names its agency in words: xIssuer of xDocument says which one that is')
  const own = textOf(country)
  if (own === undefined || (isObject(xIssuer) && xIssuer['country'] === own)) return { xIssuer }
  return new Unmapped('issuer', `the document is of ${own}, xIssuer of xDocument is not`, country!.line)
}
