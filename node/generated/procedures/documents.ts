/** Bodies of the messages of documents, from openapi/procedures/documents.yaml, written by "node scripts/procedure-types.mjs". */
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
      /** @description UNECE Recommendation 20, as the permit has it */
      unitCode: components['schemas']['Code']
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
    Kind: 'cites' | 'phytosanitary' | 'veterinary' | 'food-safety' | 'origin'
    /** @enum {string} */
    UsePoint: 'export' | 're-export' | 'import'
    /** @enum {string} */
    Standing: 'unknown' | 'issued' | 'revoked' | 'expired' | 'replaced'
    /** @enum {string} */
    LineState: 'issued' | 'reserved' | 'partly-used' | 'used' | 'revoked' | 'expired' | 'replaced'
    /** @description The item of the permit */
    Item: components['schemas']['Code']
    AdditionalDocument: {
      id: components['schemas']['Id']
      typeCode: components['schemas']['Code']
      categoryCode?: components['schemas']['Code']
    }
    WrittenOff: {
      id: components['schemas']['Id']
      typeCode: components['schemas']['Code']
      categoryCode?: components['schemas']['Code']
      writeOff: {
        quantityQuantity: components['schemas']['Quantity']
        amountAmount?: components['schemas']['Amount']
      }
    }
    Issuer: {
      country: components['schemas']['Country']
      agency: components['schemas']['Id']
    }
    /** @description One item at one use point, as the issuer holds it over all who use the permit */
    Balance: {
      item: components['schemas']['Item']
      usePoint: components['schemas']['UsePoint']
      state: components['schemas']['LineState']
      granted: components['schemas']['PositiveDecimal']
      reserved: components['schemas']['PositiveDecimal']
      used: components['schemas']['PositiveDecimal']
      available: components['schemas']['PositiveDecimal']
      unitCode: components['schemas']['Code']
    }
    Balances: components['schemas']['Balance'][]
    /** @enum {string} */
    RefusalReason:
      | 'unknown-document'
      | 'unknown-item'
      | 'use-point'
      | 'unit'
      | 'overdraw'
      | 'duplicate-use'
      | 'one-consignment'
      | 'retained'
      | 'not-yet-valid'
      | 'expired'
      | 'expired-at-export'
      | 'revoked'
      | 'replaced'
      | 'invalid'
    query: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xIssuer: components['schemas']['Issuer']
    }
    /** @description Is the document that was presented the one that was issued? */
    verification: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xIssuer: components['schemas']['Issuer']
      xPresented: {
        xKind?: components['schemas']['Kind']
        /** @description Of the electronic document that was presented */
        xDigest?: components['schemas']['Digest']
        xIssuedAt?: components['schemas']['Time']
        xValidTo?: components['schemas']['Time']
        xItem?: components['schemas']['Item']
        quantityQuantity?: components['schemas']['Quantity']
        xSpecimenMarks?: components['schemas']['Text']
      }
    }
    reservation: {
      additionalDocument: components['schemas']['WrittenOff']
      xIssuer: components['schemas']['Issuer']
      xItem: components['schemas']['Item']
      xUsePoint: components['schemas']['UsePoint']
      /** @description Unused until then, it lapses */
      xUntil: components['schemas']['Time']
      declaration?: {
        id: components['schemas']['Id']
      }
    }
    use: {
      /** @description The user's own; a use id counts once for a permit and country */
      xUseId: components['schemas']['Id']
      /** @description The message that made the reservation */
      xReservation?: components['schemas']['MessageId']
      /**
       * @description provisional: a fact, while the issuer is out of reach
       * @enum {string}
       */
      xMode: 'request' | 'provisional'
      xKind: components['schemas']['Kind']
      xUsePoint: components['schemas']['UsePoint']
      additionalDocument: components['schemas']['WrittenOff']
      xIssuer: components['schemas']['Issuer']
      xItem: components['schemas']['Item']
      xSpecimenMarks?: components['schemas']['Text']
      /** @description CITES: validity is tested at the export date */
      xExportedAt?: components['schemas']['Time']
      /** @description Goods in transit are exempt (CITES Art. VII 1) and use nothing */
      xTransit?: boolean
      declaration: {
        id: components['schemas']['Id']
      }
      governmentAgencyGoodsItem?: {
        sequenceNumeric: number
      }
      /** @description Nothing more of this item will be used at this point */
      xFinal: boolean
    }
    /** @description The reference of the message names the use, or the reservation that is given back */
    'use-cancelled': {
      additionalDocument: components['schemas']['AdditionalDocument']
      xReason: components['schemas']['Text']
    }
    /** @description The using side has stopped goods or a document (ISPM 13) */
    interception: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xIssuer: components['schemas']['Issuer']
      xItem?: components['schemas']['Item']
      /** @enum {string} */
      xReason:
        | 'false-document'
        | 'altered-document'
        | 'not-conforming'
        | 'pest-found'
        | 'disease-found'
        | 'quantity-exceeded'
        | 'other'
      /** @enum {string} */
      xMeasure?: 'detained' | 'refused' | 'destroyed' | 'treated' | 'seized' | 'released'
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    status: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xStanding: components['schemas']['Standing']
      xKind?: components['schemas']['Kind']
      /** @enum {string} */
      xUse?: 'single' | 'multiple'
      xValidFrom?: components['schemas']['Time']
      xValidTo?: components['schemas']['Time']
      xReplacedBy?: components['schemas']['Id']
      /** @description Another use of the same balance was refused for the use that the reference names */
      xContested?: boolean
      xBalance?: components['schemas']['Balances']
      /** @enum {string} */
      xVerification?: 'conforms' | 'differs' | 'unknown'
      /** @description Members of xPresented that are not as issued */
      xDiffers?: components['schemas']['Id'][]
    }
    'reservation-confirmed': {
      xBalance: components['schemas']['Balances']
    }
    'reservation-refused': {
      xReason: components['schemas']['RefusalReason']
      /** @description There was enough, until another use was confirmed before it */
      xConcurrent?: boolean
      xBalance: components['schemas']['Balances']
    }
    'reservation-lapsed': {
      xBalance: components['schemas']['Balances']
    }
    'use-confirmed': {
      xUseId: components['schemas']['Id']
      xBalance: components['schemas']['Balances']
    }
    'use-refused': {
      xUseId: components['schemas']['Id']
      xReason: components['schemas']['RefusalReason']
      /** @description There was enough, until another use was confirmed before it */
      xConcurrent?: boolean
      xBalance: components['schemas']['Balances']
    }
    /** @description What left, as the office of export has seen it (CITES permit, box 15) */
    endorsement: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xItem: components['schemas']['Item']
      xEndorsedAt: components['schemas']['Time']
      xQuantity: components['schemas']['Quantity']
      xTransportDocument?: components['schemas']['Id']
    }
    revocation: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xReason: components['schemas']['Text']
      xEffectiveFrom?: components['schemas']['Time']
    }
    replacement: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xReplacement: components['schemas']['AdditionalDocument']
      xReason?: components['schemas']['Text']
    }
    /** @description What was used and what was granted do not fit; the reference of the message names the use */
    discrepancy: {
      xReason: components['schemas']['RefusalReason']
      /** @description By how much more was used than there was */
      xOverdrawn?: components['schemas']['Quantity']
      xBalance: components['schemas']['Balances']
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
