/** Types of node/procedures/opening-hours/messages.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    /** Format: date */
    LocalDate: string
    LocalTime: string
    /** @description A zone of the IANA time zone database */
    TimeZone: string
    Duration: string
    Office: {
      id: Elements['OfficeId']
    }
    /** @description Clock times at the office; it is open when the clock there reads from or later and not yet to */
    Hours: {
      from: components['schemas']['LocalTime']
      to: components['schemas']['LocalTime']
      /** @description to is on the day after */
      nextDay?: boolean
    }
    WeeklyHours: {
      /** @enum {string} */
      day: 'mo' | 'tu' | 'we' | 'th' | 'fr' | 'sa' | 'su'
      from: components['schemas']['LocalTime']
      to: components['schemas']['LocalTime']
      /** @description to is on the day after */
      nextDay?: boolean
    }
    /** @description Other hours, or none, on the days from and to and between. Emergency and temporary changes are messages of their own */
    Exception: {
      /** @enum {string} */
      rank: 'dated' | 'holiday' | 'season'
      from: components['schemas']['LocalDate']
      to: components['schemas']['LocalDate']
      /** @description The days on which it begins again each year (RRULE of RFC 5545) */
      recurs?: string
      /** @description More days on which it begins, for feasts that no rule of the calendar finds (RDATE of RFC 5545) */
      days?: components['schemas']['LocalDate'][]
      /** @constant */
      closed?: true
      hours?: components['schemas']['Hours'][]
    }
    Rule: {
      lane?: Elements['Id']
      /**
       * @description Seen from the side whose hours these are
       * @enum {string}
       */
      direction: 'exit' | 'entry' | 'both'
      modeCode: Elements['ModeCode'][]
      currentCode?: Elements['Code'][]
      classificationId?: string[]
      agency: Elements['Id']
      service: Elements['Id']
      weekly: components['schemas']['WeeklyHours'][]
      exceptions?: components['schemas']['Exception'][]
    }
    /** @description What a change is about; everything, where a member is absent. Direction as seen from its sender */
    Scope: {
      lane?: Elements['Id']
      /** @enum {string} */
      direction?: 'exit' | 'entry' | 'both'
      modeCode?: Elements['ModeCode'][]
      agency?: Elements['Id']
      service?: Elements['Id']
    }
    Proposal: {
      /** @description Of this side, ascending */
      xVersion: number
      xBasedOn?: {
        version: number
        digest?: Elements['Digest']
      }
      exitOffice: components['schemas']['Office']
      xEntryOffice: Elements['OfficeId']
      /**
       * @description The country whose hours these are: the sender
       */
      xSide: Elements['Country']
      xTimeZone: components['schemas']['TimeZone']
      xTzdb: string
      xValidFrom: Elements['Time']
      xValidTo?: Elements['Time']
      xRules: components['schemas']['Rule'][]
      /** @description Whoever is there this long before closing is served */
      xAdmittedBefore?: components['schemas']['Duration']
      xNoticeDays?: number
      xIntervalsDigest?: Elements['Digest']
    }
    proposal: components['schemas']['Proposal']
    'counter-proposal': components['schemas']['Proposal']
    acceptance: {
      /** @description The version of the other side that is accepted */
      xVersion?: number
      /**
       * @description Of the materialised intervals in UTC
       */
      xIntervalsDigest?: Elements['Digest']
      xTzdb?: string
    }
    rejection: {
      xVersion?: number
      xReason?: Elements['Text']
    }
    withdrawal: components['schemas']['rejection']
    'temporary-change': {
      xFrom: Elements['Time']
      xTo: Elements['Time']
      xScope?: components['schemas']['Scope']
      xReason?: Elements['Text']
      /**
       * @description true closes, at once; else the side would be open, once the other accepts
       * @default false
       */
      xClosed?: boolean
    }
    'emergency-closing': {
      xFrom: Elements['Time']
      xScope?: components['schemas']['Scope']
      xReason?: Elements['Text']
      /**
       * @description Whoever was admitted before is still served
       */
      xAdmittedBefore?: Elements['Time']
      xAlternatives?: Elements['Id'][]
      xReviewAt: Elements['Time']
      /** @description What happens with each open movement */
      xInstructions: {
        crossing: Elements['Id']
        /** @enum {string} */
        instruction: 'wait' | 'divert' | 'return' | 'proceed'
        office?: Elements['Id']
      }[]
    }
    reopening: {
      xAt: Elements['Time']
      xReason?: Elements['Text']
    }
    'out-of-hours-request': {
      xFrom: Elements['Time']
      xTo: Elements['Time']
      modeCode?: Elements['ModeCode']
      xReason?: Elements['Text']
    }
    'out-of-hours-answer': {
      xGranted: boolean
      /**
       * @description The slot that is kept, within what was asked for; all of it, where absent
       */
      xFrom?: Elements['Time']
      xTo?: Elements['Time']
      /**
       * @description What the service costs whoever it is rendered to
       */
      xCharge?: Elements['Amount']
      xConditions?: Elements['Text']
      xReason?: Elements['Text']
    }
    /** @description Sent by the owner's machine. What has run out is named by `ref`, a version also by its number */
    lapsed: {
      /** @description Of its sender */
      xVersion?: number
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
