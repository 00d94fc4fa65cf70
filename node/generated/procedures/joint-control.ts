/** Bodies of the messages of joint-control, from openapi/procedures/joint-control.yaml, written by "node scripts/procedure-types.mjs". */
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
    /** @description What is looked for, as both countries name it: safety-security, revenue, drugs, veterinary, … */
    Objective: components['schemas']['Code']
    Objectives: components['schemas']['Objective'][]
    /** @description The agencies of the sender that take part; each of them owes a result for each subject */
    Agencies: components['schemas']['Id'][]
    Seal: {
      id: components['schemas']['Id']
    }
    SealBefore: {
      id: components['schemas']['Id']
      /** @enum {string} */
      condition: 'intact' | 'broken' | 'missing' | 'replaced'
    }
    request: {
      /** @description What both call this control */
      xControl: components['schemas']['Id']
      /** @description The side of the sender */
      xSide: components['schemas']['Side']
      xPlace: components['schemas']['Id']
      xStart: components['schemas']['Time']
      xObjectives: components['schemas']['Objectives']
      xSubject: components['schemas']['Subjects']
      xAgencies: components['schemas']['Agencies']
      xAnswerBy?: components['schemas']['Time']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    acceptance: {
      xAgencies: components['schemas']['Agencies']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    reschedule: {
      xStart: components['schemas']['Time']
      xPlace?: components['schemas']['Id']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    'reschedule-accepted': {
      xAgencies?: components['schemas']['Agencies']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    Reason: {
      xReasonCode: components['schemas']['Code']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    decline: components['schemas']['Reason']
    aborted: components['schemas']['Reason']
    start: {
      xStart: components['schemas']['Time']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    'no-show': {
      /** @description At or after the start that was agreed */
      xWaitedUntil: components['schemas']['Time']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    result: {
      xControl: components['schemas']['Id']
      /** @description Counted per side, agency and subject */
      xResultNo: number
      /** @description The result before it; from the second on */
      xSupersedes?: components['schemas']['MessageId']
      /** @enum {string} */
      xFinality: 'interim' | 'final'
      xAgency: components['schemas']['Id']
      supervisingOffice?: {
        id: components['schemas']['Id']
      }
      xObjectives: components['schemas']['Objectives']
      xSubject: components['schemas']['Subjects']
      xStart: components['schemas']['Time']
      xEnd: components['schemas']['Time']
      transportEquipment?: {
        id: components['schemas']['Id']
        xSealBefore?: components['schemas']['SealBefore'][]
        /** @description After the control */
        seal?: components['schemas']['Seal'][]
      }[]
      xWeighing?: {
        grossMassMeasure: components['schemas']['Quantity']
        instrument: components['schemas']['Id']
        /** @description International vehicle weight certificate, where there is one */
        certificate?: components['schemas']['Id']
      }
      /** @enum {string} */
      xResultCode: 'satisfactory' | 'discrepancy' | 'not-controlled'
      xDiscrepancies?: {
        pointer: components['schemas']['Pointers']
        declared?: components['schemas']['Text']
        found?: components['schemas']['Text']
      }[]
      xDisposal?: components['schemas']['Code']
      /** @description Attachments by their digest */
      xImages?: components['schemas']['Attachment'][]
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    'joint-record': {
      /** @description SHA-256 of the canonical JSON (RFC 8785) of the final results */
      xRecordDigest: components['schemas']['Digest']
    }
    recognition: {
      xRecordDigest: components['schemas']['Digest']
      xObjectives: components['schemas']['Objectives']
      /** @description All of the control, where none is named */
      xSubject?: components['schemas']['Subjects']
      /** @description For each sealed equipment, when its seal was last seen intact */
      xSealLastSeen?: {
        transportEquipment: components['schemas']['Id']
        seal: components['schemas']['Id']
        at: components['schemas']['Time']
      }[]
      xUntil?: components['schemas']['Time']
    }
    'non-recognition': {
      xRecordDigest: components['schemas']['Digest']
      xReasonCode: components['schemas']['Code']
      additionalInformation?: components['schemas']['AdditionalInformationList']
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
