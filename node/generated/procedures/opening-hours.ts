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
      /**
       * @description It also begins on the days of this list, which its side renews without a new version (date-list)
       */
      dateList?: Elements['Id']
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
      /** @description Last admission: who is there this long before closing is served; xAdmittedBefore, where absent */
      admittedBefore?: components['schemas']['Duration']
    }
    GoodsMeasure: {
      grossMassMeasure: {
        value: Elements['PositiveDecimal']
        /** @enum {string} */
        unitCode: 'KGM' | 'TNE'
      }
    }
    /** @description What the office may handle. Each list is closed; what no list is about is not limited */
    Competence: {
      currentCode?: Elements['Code'][]
      modeCode?: Elements['ModeCode'][]
      classificationId?: string[]
      /** @description The heaviest vehicle with its load */
      goodsMeasure?: components['schemas']['GoodsMeasure']
    }
    Capacity: {
      modeCode: Elements['ModeCode']
      lanes: number
      /** @description In all lanes together */
      vehiclesPerHour: number
    }
    Slot: {
      /**
       * @description Its name, once for each side of a case
       */
      slot: Elements['Id']
      from: Elements['Time']
      to: Elements['Time']
      modeCode?: Elements['ModeCode'][]
      /** @description How many crossings are served in it */
      capacity: number
      /**
       * @description What one place costs
       */
      charge?: Elements['Amount']
      /**
       * @description The approximate cost of the service, which limits the charge (RKC 3.2)
       */
      cost?: Elements['Amount']
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
      xCompetence?: components['schemas']['Competence']
      xCapacity?: components['schemas']['Capacity'][]
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
    /** @description The days of a list that exceptions name, from today on; what was before stays as it was */
    'date-list': {
      xDateList: Elements['Id']
      xDays: components['schemas']['LocalDate'][]
    }
    'emergency-closing': {
      xFrom: Elements['Time']
      xScope?: components['schemas']['Scope']
      xReason: Elements['Text']
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
    /** @description Times out of hours at which the sender serves as many crossings as there are places. A slot that is named again has another capacity */
    'out-of-hours-slots': {
      xSlots: components['schemas']['Slot'][]
    }
    'out-of-hours-request': {
      /**
       * @description A place in this slot of the other side
       */
      xSlot?: Elements['Id']
      xFrom: Elements['Time']
      xTo: Elements['Time']
      /** @description Who asks for the service */
      declarant?: {
        id: Elements['Id']
      }
      modeCode?: Elements['ModeCode']
      currentCode?: Elements['Code']
      classificationId?: string
      goodsMeasure?: components['schemas']['GoodsMeasure']
      xReason?: Elements['Text']
    }
    'out-of-hours-answer': {
      xGranted: boolean
      /**
       * @description The slot of which a place is given, or is not: by the machine of whoever offers it
       */
      xSlot?: Elements['Id']
      /**
       * @description The slot that is kept, within what was asked for; all of it, where absent
       */
      xFrom?: Elements['Time']
      xTo?: Elements['Time']
      /**
       * @description What the service costs whoever it is rendered to
       */
      xCharge?: Elements['Amount']
      /**
       * @description The approximate cost of the service, which limits the charge (RKC 3.2)
       */
      xCost?: Elements['Amount']
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
