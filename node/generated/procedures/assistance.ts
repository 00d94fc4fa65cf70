/** Bodies of the messages of assistance, from openapi/procedures/assistance.yaml, written by "node scripts/procedure-types.mjs". */
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
      xDescription?: components['schemas']['Text']
      xUseLimitation: components['schemas']['UseLimitation']
    }
    /** @enum {string} */
    Side: 'exit' | 'entry'
    /** @description UNECE Recommendation 19: 1 maritime, 2 rail, 3 road, 4 air, 8 inland waterway */
    ModeCode: string
    /** @description For what, before whom and how far the content may be used */
    UseLimitation: {
      purposes: components['schemas']['Id'][]
      proceedings?: ('administrative' | 'judicial' | 'criminal')[]
      /**
       * @description Whether it may be passed on
       * @enum {string}
       */
      onward: 'none' | 'with-consent' | 'free'
      text?: components['schemas']['Text']
    }
    /** @description Personal data need an equivalence of protection that both have agreed (Johannesburg Convention Art. 26) */
    PersonalData: {
      categories: components['schemas']['Code'][]
      xEquivalence?: {
        ref: components['schemas']['Id']
        agreedAt: components['schemas']['Time']
      }
    }
    Attachments: components['schemas']['Attachment'][]
    request: {
      /** @enum {string} */
      xInstrument: 'tfa-12' | 'nairobi' | 'johannesburg' | 'bilateral' | 'other'
      xRequestNo?: components['schemas']['Id']
      /** @description What it is about; content for the special role only */
      xMatter: components['schemas']['Text']
      xQuestions: components['schemas']['Text'][]
      /** @description The term agreed; 90 days by default */
      xAnswerBy?: components['schemas']['Time']
      xUrgent?: boolean
      xPersonalData?: components['schemas']['PersonalData']
      xUseLimitation?: components['schemas']['UseLimitation']
      xAttachments?: components['schemas']['Attachments']
    }
    supplement: {
      xText: components['schemas']['Text']
      xQuestions?: components['schemas']['Text'][]
      xPersonalData?: components['schemas']['PersonalData']
      xAttachments?: components['schemas']['Attachments']
    }
    accepted: {
      xAnswerBy?: components['schemas']['Time']
      xText?: components['schemas']['Text']
    }
    conditional: {
      xConditions: components['schemas']['Text'][]
      xUseLimitation?: components['schemas']['UseLimitation']
      xAnswerBy?: components['schemas']['Time']
    }
    'conditions-accepted': {
      xText?: components['schemas']['Text']
    }
    'conditions-declined': {
      xText?: components['schemas']['Text']
    }
    postponed: {
      /** @enum {string} */
      xReason: 'ongoing-investigation' | 'prosecution' | 'proceedings' | 'resources' | 'legal-advice' | 'other'
      xUntil?: components['schemas']['Time']
      xText?: components['schemas']['Text']
    }
    resumed: {
      xAnswerBy?: components['schemas']['Time']
      xText?: components['schemas']['Text']
    }
    refused: {
      /** @enum {string} */
      xReason:
        | 'no-legal-basis'
        | 'no-equivalence'
        | 'sovereignty'
        | 'security'
        | 'public-policy'
        | 'commercial-secrecy'
        | 'national-law'
        | 'disproportionate'
        | 'no-reciprocity'
        | 'not-available'
        | 'other'
      xText?: components['schemas']['Text']
    }
    'partial-answer': {
      xText: components['schemas']['Text']
      /** @description Of the text itself */
      xUseLimitation: components['schemas']['UseLimitation']
      /** @description When retention ends: used and passed on no more */
      xRetainUntil: components['schemas']['Time']
      xPersonalData?: components['schemas']['PersonalData']
      xAttachments?: components['schemas']['Attachments']
    }
    answer: {
      xText: components['schemas']['Text']
      /** @description Of the text itself */
      xUseLimitation: components['schemas']['UseLimitation']
      /** @description When retention ends: used and passed on no more */
      xRetainUntil: components['schemas']['Time']
      xPersonalData?: components['schemas']['PersonalData']
      xAttachments?: components['schemas']['Attachments']
    }
    withdrawal: {
      xText?: components['schemas']['Text']
    }
    spontaneous: {
      xText: components['schemas']['Text']
      /** @description Of the text itself */
      xUseLimitation: components['schemas']['UseLimitation']
      /** @description When retention ends: used and passed on no more */
      xRetainUntil: components['schemas']['Time']
      xPersonalData?: components['schemas']['PersonalData']
      xAttachments?: components['schemas']['Attachments']
    }
    /** @description The reference of the message names the answer */
    'onward-use-request': {
      xRecipient: components['schemas']['Name']
      xPurpose: components['schemas']['Text']
      xParts?: components['schemas']['Id'][]
    }
    'onward-use-answer': {
      xGranted: boolean
      xConditions?: components['schemas']['Text'][]
      xReason?: components['schemas']['Text']
    }
    /** @description The reference of the message names the answer, or nothing: all that was received */
    destroyed: {
      xDestroyedAt: components['schemas']['Time']
      xMethod?: components['schemas']['Name']
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
