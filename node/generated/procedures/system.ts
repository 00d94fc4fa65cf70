/** Bodies of the messages of system, from openapi/procedures/system.yaml, written by "node scripts/procedure-types.mjs". */
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
    ProcedureName: string
    /** @description What it is about; all of the system, where nothing is named */
    Scope: {
      procedures?: components['schemas']['ProcedureName'][]
      offices?: components['schemas']['Id'][]
    }
    Office: {
      /** @description Opens with the code of its country */
      id: components['schemas']['Id']
      name: components['schemas']['Name']
      modeCode: components['schemas']['ModeCode'][]
      xRoles?: ('entry' | 'exit' | 'transit' | 'departure' | 'destination' | 'guarantee')[]
      xValidFrom?: components['schemas']['Time']
      xValidTo?: components['schemas']['Time']
    }
    /** @description A way over the border that the sender serves */
    Route: {
      exitOffice: {
        id: components['schemas']['Id']
      }
      entryOffice: {
        id: components['schemas']['Id']
      }
      modeCode: components['schemas']['ModeCode']
      /** @description Open to transit (DUCA) movements */
      xTransit?: boolean
    }
    capabilities: {
      xSystem?: components['schemas']['Name']
      xProcedures: {
        name: components['schemas']['ProcedureName']
        versions: string[]
        types?: components['schemas']['ProcedureName'][]
      }[]
      xMessageBytes?: number
      xLanguages?: string[]
    }
    'reference-data': {
      xVersion: number
      xValidFrom?: components['schemas']['Time']
      /** @description The sender's own */
      xOffices: components['schemas']['Office'][]
      /** @description The other side's offices as the sender has them on file */
      xForeignOffices?: components['schemas']['Office'][]
      xRoutes: components['schemas']['Route'][]
    }
    maintenance: {
      xFrom: components['schemas']['Time']
      xTo: components['schemas']['Time']
      xScope?: components['schemas']['Scope']
      /** @description The reference of the message names the maintenance that does not take place */
      xCancelled?: boolean
      xText?: components['schemas']['Text']
    }
    outage: {
      xSince: components['schemas']['Time']
      xExpectedEnd?: components['schemas']['Time']
      /** @description The reference of the message names the outage that is over */
      xEndedAt?: components['schemas']['Time']
      xScope?: components['schemas']['Scope']
      xText?: components['schemas']['Text']
    }
    contingency: {
      /**
       * @description What stands in for the exchange
       * @enum {string}
       */
      xProcedure: 'paper' | 'stick' | 'e-mail' | 'none'
      xFrom: components['schemas']['Time']
      xReviewAt?: components['schemas']['Time']
      /** @description The reference of the message names the contingency that is over */
      xEndedAt?: components['schemas']['Time']
      xScope?: components['schemas']['Scope']
      xInstructions?: components['schemas']['Text']
    }
    test: {
      xTestId: components['schemas']['Id']
      xExpect?: components['schemas']['Text']
      /**
       * @description The reference of the message names the test
       * @enum {string}
       */
      xResult?: 'passed' | 'failed'
      xText?: components['schemas']['Text']
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
