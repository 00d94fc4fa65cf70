/** Bodies of the messages of aeo, from openapi/procedures/aeo.yaml, written by "node scripts/procedure-types.mjs". */
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
    Party: {
      id: components['schemas']['Id']
      roleCode?: components['schemas']['Code']
    }
    Holder: {
      id: components['schemas']['Id']
      categoryCode?: components['schemas']['Code']
    }
    Trader: {
      aeoMutualRecognitionParty: components['schemas']['Party']
      authorisationHolder: components['schemas']['Holder']
      xProgramme: components['schemas']['Code']
      /**
       * @default active
       * @enum {string}
       */
      xStatus?: 'active' | 'suspended'
      xEffectiveFrom: components['schemas']['Time']
      xEffectiveTo?: components['schemas']['Time']
      xAliases?: {
        scheme: components['schemas']['Code']
        id: components['schemas']['Id']
      }[]
      xName?: components['schemas']['Name']
      address?: components['schemas']['Address']
      /** @description No consent, no record */
      xConsent?: {
        ref: components['schemas']['Id']
        at: components['schemas']['Time']
      }
    }
    Entry: {
      aeoMutualRecognitionParty: components['schemas']['Party']
      authorisationHolder: components['schemas']['Holder']
      xProgramme: components['schemas']['Code']
      /**
       * @default active
       * @enum {string}
       */
      xStatus?: 'active' | 'suspended'
      xEffectiveFrom: components['schemas']['Time']
      xEffectiveTo?: components['schemas']['Time']
      xAliases?: {
        scheme: components['schemas']['Code']
        id: components['schemas']['Id']
      }[]
      xName?: components['schemas']['Name']
      address?: components['schemas']['Address']
      /** @description No consent, no record */
      xConsent?: {
        ref: components['schemas']['Id']
        at: components['schemas']['Time']
      }
      /** @enum {string} */
      xAction:
        'granted' | 'changed' | 'suspended' | 'reinstated' | 'revoked' | 'expired' | 'succeeded' | 'consent-withdrawn'
      /** @description Identifiers of those whom this trader succeeds */
      xSuccessorOf?: components['schemas']['Id'][]
      /** @description Crossings on the road for which the old status goes on */
      xGraceCrossings?: components['schemas']['Id'][]
      xReasonCategory?: components['schemas']['Code']
    }
    Key: {
      id: components['schemas']['Id']
      programme: components['schemas']['Code']
      type?: components['schemas']['Code']
      role?: components['schemas']['Code']
    }
    Sequence: number
    snapshot: {
      /** @description The same for all parts */
      xSnapshot: components['schemas']['Id']
      xPart: number
      xParts: number
      /** @description Traders in all parts */
      xCount: components['schemas']['Count']
      /** @description Of the last delta that it holds */
      xSequence: number
      /** @description SHA-256 of the digests of the parts, in their order */
      xHash: components['schemas']['Digest']
      /** @description SHA-256 of the canonical JSON of xTraders, or of the attachment */
      xPartHash?: components['schemas']['Digest']
      /** @description Traders in this part */
      xPartCount?: components['schemas']['Count']
      xTraders?: components['schemas']['Trader'][]
      /** @description The traders, one JSON text a line (NDJSON); part is attachment-1, digest the SHA-256 of its bytes */
      xAttachment?: components['schemas']['Attachment']
    }
    delta: {
      xSequence: components['schemas']['Sequence']
      /** @description SHA-256 of the hash before (as text) and the canonical JSON of xEntries */
      xHash: components['schemas']['Digest']
      xEntries: components['schemas']['Entry'][]
    }
    status: {
      xTraders: {
        key: components['schemas']['Key']
        /** @enum {string} */
        status: 'active' | 'suspended' | 'revoked' | 'expired' | 'succeeded' | 'unknown'
        since?: components['schemas']['Time']
      }[]
    }
    applied: {
      xSequence: number
      xRiskEngineTookAt?: components['schemas']['Time']
    }
    query: {
      xKeys: components['schemas']['Key'][]
    }
    resync: {
      /** @enum {string} */
      xReason: 'gap' | 'hash' | 'requested'
      xLastSequence?: number
    }
    'recognition-suspended': {
      /** @description The whole programme, where absent */
      xKeys?: components['schemas']['Key'][]
      xEffectiveFrom?: components['schemas']['Time']
      xReasonCategory?: components['schemas']['Code']
    }
    'recognition-restored': {
      /** @description The whole programme, where absent */
      xKeys?: components['schemas']['Key'][]
      xEffectiveFrom?: components['schemas']['Time']
      xReasonCategory?: components['schemas']['Code']
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
