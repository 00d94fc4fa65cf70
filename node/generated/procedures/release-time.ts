/** Bodies of the messages of release-time, from openapi/procedures/release-time.yaml, written by "node scripts/procedure-types.mjs". */
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
    /** @enum {string} */
    EventCode:
      | 'queue-in'
      | 'arrival'
      | 'presentation'
      | 'lodgement'
      | 'acceptance'
      | 'documents-requested'
      | 'documents-supplied'
      | 'control-decided'
      | 'control-started'
      | 'control-ended'
      | 'sampling'
      | 'lab-result'
      | 'agency-decision'
      | 'payment'
      | 'release'
      | 'removal'
      | 'exit'
    event: {
      xEventId: components['schemas']['Id']
      xCode: components['schemas']['EventCode']
      xOccurredAt: components['schemas']['Time']
      xRecordedAt: components['schemas']['Time']
      xClock: {
        source: components['schemas']['Code']
        uncertaintyMs: number
      }
      /** @enum {string} */
      xCapture: 'automatic' | 'manual' | 'derived'
      xDerivedFrom?: components['schemas']['Id']
      /** @enum {string} */
      xActor?: 'customs' | 'agency' | 'trader' | 'carrier' | 'operator'
      declaration?: {
        id?: components['schemas']['Id']
      }
      modeCode?: components['schemas']['ModeCode']
      currentCode?: components['schemas']['Code']
      xChannel?: components['schemas']['Code']
      xAeo?: boolean
      xStudy?: components['schemas']['Id']
    }
    correction: {
      /** @description Of an event of its sender */
      xEventId: components['schemas']['Id']
      xOccurredAt?: components['schemas']['Time']
      /**
       * @description It did not happen
       * @constant
       */
      xVoid?: true
      xReason: components['schemas']['Text']
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
