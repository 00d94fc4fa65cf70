/** What a verification says of one file: the verdict, every finding, and what the findings establish. */
import type { Country } from '../values/country.ts'
import type { Finding, Verdict } from './findings.ts'

/** What is known of one checkpoint of a bundle. Times in seconds since 1970. */
export type LogFacts = {
  readonly origin: string
  readonly country: Country
  readonly size: number
  readonly witnesses: readonly { readonly name: string; readonly time: number }[]
  readonly timestamps: readonly { readonly tsa: string; readonly time: number }[]
}

export type Report = {
  readonly message: string
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  /** What the findings establish; null where they do not. Times in seconds since 1970. */
  readonly facts: {
    readonly sender: Country | null
    readonly receiver: Country | null
    readonly procedure: string | null
    readonly type: string | null
    /** The sender's claim. */
    readonly issuedAt: number | null
    readonly outcome: 'received' | 'refused' | null
    /** The receipt's time: the legal one. */
    readonly receiptAt: number | null
    /** The sender's log held the message only after this time, as foreign witnesses say. */
    readonly loggedAfter: number | null
    /** The earliest time by which, as foreign witnesses and TSAs say, the message had been logged. */
    readonly loggedBy: number | null
    readonly logs: readonly LogFacts[]
  }
}

export const NOTHING: Report['facts'] = {
  sender: null,
  receiver: null,
  procedure: null,
  type: null,
  issuedAt: null,
  outcome: null,
  receiptAt: null,
  loggedAfter: null,
  loggedBy: null,
  logs: [],
}
