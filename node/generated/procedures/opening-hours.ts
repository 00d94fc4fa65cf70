/** Bodies of the messages of opening-hours, from openapi/procedures/opening-hours.yaml, written by "node scripts/procedure-types.mjs". */
export type paths = Record<string, never>
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    Text: string
    Name: string
    Code: string
    Id: string
    Country: string
    MessageId: string
    Digest: string
    /**
     * Format: date-time
     * @description RFC 3339 with offset
     */
    Time: string
    Decimal: string
    PositiveDecimal: string
    Count: number
    Quantity: {
      value: components['schemas']['PositiveDecimal']
      unitCode?: components['schemas']['Code']
    }
    Amount: {
      value: components['schemas']['PositiveDecimal']
      currencyCode: string
    }
    /** @description What a message is about within a consignment */
    Subject: {
      xTransportDocument?: {
        documentNumber: components['schemas']['Id']
        type: components['schemas']['Code']
      }
      transportEquipment?: {
        id: components['schemas']['Id']
      }
      xReceptacle?: components['schemas']['Id']
      governmentAgencyGoodsItem?: {
        sequenceNumeric: number
      }
    }
    Subjects: components['schemas']['Subject'][]
    DecidedBy: {
      kind: components['schemas']['Code']
      ref: components['schemas']['Id']
    }
    Context: {
      xSchema?: components['schemas']['Id']
      xHeads?: components['schemas']['MessageId'][]
      xCaseHash?: components['schemas']['Digest']
      xCrossing?: components['schemas']['Id']
      xCrossingLinked?: components['schemas']['Id'][]
      xSubject?: components['schemas']['Subject'][]
      xPurpose?: components['schemas']['Id']
      xLegalBasis?: components['schemas']['Text']
      xOffice?: components['schemas']['Id']
      xAgency?: components['schemas']['Id']
      xDecidedBy?: components['schemas']['DecidedBy']
      xReferences?: {
        type: components['schemas']['Code']
        value: components['schemas']['Id']
      }[]
      xTest?: boolean
    }
    Pointer: {
      sequenceNumeric?: number
      documentSectionCode?: components['schemas']['Code']
      tagId?: components['schemas']['Code']
    }
    Pointers: components['schemas']['Pointer'][]
    AdditionalInformation: {
      statementCode?: components['schemas']['Code']
      statementDescription?: components['schemas']['Text']
      statementTypeCode?: components['schemas']['Code']
      limitDateTime?: components['schemas']['Time']
      pointer?: components['schemas']['Pointers']
    }
    AdditionalInformationList: components['schemas']['AdditionalInformation'][]
    Error: {
      validationCode: components['schemas']['Code']
      description?: components['schemas']['Text']
      pointer?: components['schemas']['Pointers']
    }
    Communication: {
      id: components['schemas']['Id']
      typeCode?: components['schemas']['Code']
    }
    ContactOffice: {
      id: components['schemas']['Id']
      communication?: components['schemas']['Communication'][]
    }
    Address: {
      line?: components['schemas']['Name']
      cityName?: components['schemas']['Name']
      postcodeId?: components['schemas']['Id']
      countryCode?: components['schemas']['Country']
    }
    Attachment: {
      part: components['schemas']['Id']
      digest: components['schemas']['Digest']
      mediaType?: components['schemas']['Id']
    }
    /** @enum {string} */
    Side: 'exit' | 'entry'
    /** @description UNECE Recommendation 19: 1 maritime, 2 rail, 3 road, 4 air, 8 inland waterway */
    ModeCode: string
    /** Format: date */
    LocalDate: string
    LocalTime: string
    /** @description A zone of the IANA time zone database */
    TimeZone: string
    Duration: string
    Office: {
      id: components['schemas']['Id']
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
      /** @constant */
      closed?: true
      hours?: components['schemas']['Hours'][]
    }
    Rule: {
      lane?: components['schemas']['Id']
      /**
       * @description Seen from the side whose hours these are
       * @enum {string}
       */
      direction: 'exit' | 'entry' | 'both'
      modeCode: components['schemas']['ModeCode'][]
      currentCode?: components['schemas']['Code'][]
      classificationId?: string[]
      agency: components['schemas']['Id']
      service: components['schemas']['Id']
      weekly: components['schemas']['WeeklyHours'][]
      exceptions?: components['schemas']['Exception'][]
    }
    /** @description What a change is about; everything, where a member is absent. Direction as seen from its sender */
    Scope: {
      lane?: components['schemas']['Id']
      /** @enum {string} */
      direction?: 'exit' | 'entry' | 'both'
      modeCode?: components['schemas']['ModeCode'][]
      agency?: components['schemas']['Id']
      service?: components['schemas']['Id']
    }
    Proposal: {
      /** @description Of this side, ascending */
      xVersion: number
      xBasedOn?: {
        version: number
        digest?: components['schemas']['Digest']
      }
      exitOffice: components['schemas']['Office']
      xEntryOffice: components['schemas']['Id']
      /** @description The country whose hours these are: the sender */
      xSide: components['schemas']['Country']
      xTimeZone: components['schemas']['TimeZone']
      xTzdb: string
      xValidFrom: components['schemas']['Time']
      xValidTo?: components['schemas']['Time']
      xRules: components['schemas']['Rule'][]
      /** @description Whoever is there this long before closing is served */
      xAdmittedBefore?: components['schemas']['Duration']
      xNoticeDays?: number
      xIntervalsDigest?: components['schemas']['Digest']
    }
    proposal: {
      /** @description Of this side, ascending */
      xVersion: number
      xBasedOn?: {
        version: number
        digest?: components['schemas']['Digest']
      }
      exitOffice: components['schemas']['Office']
      xEntryOffice: components['schemas']['Id']
      /** @description The country whose hours these are: the sender */
      xSide: components['schemas']['Country']
      xTimeZone: components['schemas']['TimeZone']
      xTzdb: string
      xValidFrom: components['schemas']['Time']
      xValidTo?: components['schemas']['Time']
      xRules: components['schemas']['Rule'][]
      /** @description Whoever is there this long before closing is served */
      xAdmittedBefore?: components['schemas']['Duration']
      xNoticeDays?: number
      xIntervalsDigest?: components['schemas']['Digest']
    }
    'counter-proposal': {
      /** @description Of this side, ascending */
      xVersion: number
      xBasedOn?: {
        version: number
        digest?: components['schemas']['Digest']
      }
      exitOffice: components['schemas']['Office']
      xEntryOffice: components['schemas']['Id']
      /** @description The country whose hours these are: the sender */
      xSide: components['schemas']['Country']
      xTimeZone: components['schemas']['TimeZone']
      xTzdb: string
      xValidFrom: components['schemas']['Time']
      xValidTo?: components['schemas']['Time']
      xRules: components['schemas']['Rule'][]
      /** @description Whoever is there this long before closing is served */
      xAdmittedBefore?: components['schemas']['Duration']
      xNoticeDays?: number
      xIntervalsDigest?: components['schemas']['Digest']
    }
    acceptance: {
      /** @description The version of the other side that is accepted */
      xVersion?: number
      /** @description Of the materialised intervals in UTC */
      xIntervalsDigest?: components['schemas']['Digest']
      xTzdb?: string
    }
    rejection: {
      xVersion?: number
      xReason?: components['schemas']['Text']
    }
    withdrawal: {
      xVersion?: number
      xReason?: components['schemas']['Text']
    }
    'temporary-change': {
      xFrom: components['schemas']['Time']
      xTo: components['schemas']['Time']
      xScope?: components['schemas']['Scope']
      xReason?: components['schemas']['Text']
      /**
       * @description true closes, at once; else the side would be open, once the other accepts
       * @default false
       */
      xClosed?: boolean
    }
    'emergency-closing': {
      xFrom: components['schemas']['Time']
      xScope?: components['schemas']['Scope']
      xReason?: components['schemas']['Text']
      /** @description Whoever was admitted before is still served */
      xAdmittedBefore?: components['schemas']['Time']
      xAlternatives?: components['schemas']['Id'][]
      xReviewAt: components['schemas']['Time']
      /** @description What happens with each open movement */
      xInstructions: {
        crossing: components['schemas']['Id']
        /** @enum {string} */
        instruction: 'wait' | 'divert' | 'return' | 'proceed'
        office?: components['schemas']['Id']
      }[]
    }
    reopening: {
      xAt: components['schemas']['Time']
      xReason?: components['schemas']['Text']
    }
    'out-of-hours-request': {
      xFrom: components['schemas']['Time']
      xTo: components['schemas']['Time']
      modeCode?: components['schemas']['ModeCode']
      xReason?: components['schemas']['Text']
    }
    'out-of-hours-answer': {
      xGranted: boolean
      xConditions?: components['schemas']['Text']
      xReason?: components['schemas']['Text']
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
export type $defs = Record<string, never>
export type operations = Record<string, never>
