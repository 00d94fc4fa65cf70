/** Bodies of the messages of juxtaposed-office, from openapi/procedures/juxtaposed-office.yaml, written by "node scripts/procedure-types.mjs". */
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
    Zone: {
      id: components['schemas']['Id']
      /** @description On whose soil it lies */
      territory: components['schemas']['Country']
      lanes: {
        id: components['schemas']['Id']
        modeCode?: components['schemas']['ModeCode']
      }[]
    }
    /**
     * @description complete: goes on to its end; return: no entry control begins any more, what was handed over goes back
     * @enum {string}
     */
    Ends: 'complete' | 'return'
    dossier: {
      xOfficeId: components['schemas']['Id']
      /** @description The side of the sender */
      xSide: components['schemas']['Side']
      xVersion: number
      xZones: components['schemas']['Zone'][]
      xValidFrom: components['schemas']['Time']
      xValidTo?: components['schemas']['Time']
      xLegalBasis: components['schemas']['Text']
      xAgencies?: components['schemas']['Id'][]
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    agreement: {
      /** @description The version of the dossier of the other side */
      xVersion: number
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    suspension: {
      xReasonCode: components['schemas']['Code']
      xFrom: components['schemas']['Time']
      /** @description A new agreement ends it earlier */
      xUntil?: components['schemas']['Time']
      /** @description How each open movement ends */
      xEnds: components['schemas']['Ends']
      /** @description Open movements that end otherwise; only in the case of the office */
      xExceptions?: {
        /** @description The conversation of the movement */
        xMovement: components['schemas']['MessageId']
        xEnds: components['schemas']['Ends']
      }[]
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    'exit-completed': {
      xOfficeId: components['schemas']['Id']
      /** @description The conversation of the office */
      xOfficeCase?: components['schemas']['MessageId']
      xZone: components['schemas']['Id']
      xLane: components['schemas']['Id']
      xSubject: components['schemas']['Subjects']
      xAt: components['schemas']['Time']
      declaration?: {
        id: components['schemas']['Id']
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    Step: {
      xAt: components['schemas']['Time']
      /** @description All of the movement, where none is named */
      xSubject?: components['schemas']['Subjects']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    handover: components['schemas']['Step']
    'entry-started': components['schemas']['Step']
    'entry-completed': {
      xAt: components['schemas']['Time']
      /** @description All of the movement, where none is named */
      xSubject?: components['schemas']['Subjects']
      additionalInformation?: components['schemas']['AdditionalInformationList']
      declaration?: {
        id: components['schemas']['Id']
      }
    }
    Reasoned: {
      xAt: components['schemas']['Time']
      /** @description All of the movement, where none is named */
      xSubject?: components['schemas']['Subjects']
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xReasonCode: components['schemas']['Code']
    }
    'entry-refused': components['schemas']['Reasoned']
    detained: components['schemas']['Reasoned']
    returned: components['schemas']['Step']
    readmitted: components['schemas']['Step']
    incident: {
      xAt: components['schemas']['Time']
      /** @description All of the movement, where none is named */
      xSubject?: components['schemas']['Subjects']
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xWhat: components['schemas']['Text']
      /** @description Whose law was applied */
      xLawApplied: components['schemas']['Country']
      xZone: components['schemas']['Id']
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
