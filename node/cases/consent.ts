/** Several agencies may hold the same goods: each ends its own hold, and one consents to what another does with them. */
import { fault, type CaseFault } from './case-message.ts'
import { get, put, type Rec } from './state-record.ts'
import type { components } from '../generated/elements.ts'

export type EndOfGoods = components['schemas']['Consent']['xDisposal']

/** By the agency that consents: to whom, and to which end of the goods. */
export type Consents = Rec<{ readonly to: string; readonly disposal: EndOfGoods }>

type Said = Pick<components['schemas']['Consent'], 'xToAgency' | 'xDisposal' | 'xConsent'>

/** The consents of all agencies but this one, which has decided something else meanwhile. */
export const withoutConsent = (consents: Consents, agency: string): Consents =>
  Object.fromEntries(Object.entries(consents).filter(([by]) => by !== agency))

/** The consent of an agency takes the place of the one that it gave before. */
export const withConsent = (consents: Consents, agency: string, { xToAgency, xDisposal, xConsent }: Said): Consents =>
  xConsent ? put(consents, agency, { to: xToAgency, disposal: xDisposal }) : withoutConsent(consents, agency)

/** Whether an agency that holds goods lets `by` bring them to this end. */
export const consents = (given: Consents, agency: string, by: string, end: string): boolean => {
  const consent = get(given, agency)
  return consent?.to === by && consent.disposal === end
}

/** What one agency does with its own goods needs no consent of its own. */
export const toItself = (agency: string, { xToAgency }: Said): CaseFault | undefined =>
  agency === xToAgency
    ? fault('own-consent', '/document/xToAgency', 'an agency consents to what another does, not to what it does itself')
    : undefined

/** As it is shown. */
export const consentsView = (given: Consents): { agency: string; to: string; disposal: EndOfGoods }[] =>
  Object.entries(given).map(([agency, consent]) => ({ agency, ...consent }))
