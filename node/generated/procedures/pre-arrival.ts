/** Bodies of the messages of pre-arrival, from openapi/procedures/pre-arrival.yaml, written by "node scripts/procedure-types.mjs". */
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
    Seal: {
      sequenceNumeric?: number
      id: components['schemas']['Id']
    }
    Party: {
      id?: components['schemas']['Id']
      name?: components['schemas']['Name']
      address?: components['schemas']['Address']
    }
    PreviousDocument: {
      id?: components['schemas']['Id']
      typeCode?: components['schemas']['Code']
      lineNumeric?: number
    }
    GoodsItem: {
      sequenceNumeric: number
      origin?: {
        countryCode?: components['schemas']['Country']
      }
      commodity?: {
        description?: components['schemas']['Text']
        classification?: {
          id: components['schemas']['Code']
          identificationTypeCode?: components['schemas']['Code']
        }[]
        dangerousGoods?: {
          undgid?: string
        }[]
        goodsMeasure?: {
          grossMassMeasure?: components['schemas']['Quantity']
        }
        transportEquipment?: {
          id: components['schemas']['Id']
        }[]
      }
      packaging?: {
        sequenceNumeric?: number
        typeCode?: components['schemas']['Code']
        quantityQuantity?: components['schemas']['Quantity'] | components['schemas']['Count']
        marksNumbersId?: components['schemas']['Name']
      }[]
      additionalDocument?: {
        id?: components['schemas']['Id']
        typeCode?: components['schemas']['Code']
        categoryCode?: components['schemas']['Code']
      }[]
      previousDocument?: components['schemas']['PreviousDocument'][]
    }
    Declaration: {
      /**
       * @default lodged
       * @enum {string}
       */
      xEffect?: 'lodged' | 'advance-information'
      functionCode?: components['schemas']['Code']
      typeCode?: components['schemas']['Code']
      functionalReferenceId: components['schemas']['Id']
      id?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declarationOfficeId?: components['schemas']['Id']
      specificCircumstancesCodeCode?: components['schemas']['Code']
      goodsItemQuantity?: components['schemas']['Count']
      totalGrossMassMeasure?: components['schemas']['Quantity']
      totalPackageQuantity?: components['schemas']['Count']
      declarant?: {
        id?: components['schemas']['Id']
        name?: components['schemas']['Name']
      }
      agent?: {
        id?: components['schemas']['Id']
        name?: components['schemas']['Name']
        functionCode?: components['schemas']['Code']
      }
      exitOffice?: {
        id: components['schemas']['Id']
      }
      borderTransportMeans?: {
        id?: components['schemas']['Id']
        identificationTypeCode?: components['schemas']['Code']
        typeCode?: components['schemas']['Code']
        modeCode?: components['schemas']['ModeCode']
        registrationNationalityCode?: components['schemas']['Country']
      }
      consignment?: {
        carrier?: {
          id?: components['schemas']['Id']
          name?: components['schemas']['Name']
        }
        itinerary?: {
          sequenceNumeric?: number
          routingCountryCode?: components['schemas']['Country']
        }[]
      }
      goodsShipment?: {
        consignor?: {
          id?: components['schemas']['Id']
          name?: components['schemas']['Name']
        }
        consignee?: {
          id?: components['schemas']['Id']
          name?: components['schemas']['Name']
        }
        destination?: {
          countryCode?: components['schemas']['Country']
        }
        exportCountry?: {
          id?: components['schemas']['Country']
        }
        ucr?: {
          id?: components['schemas']['Id']
        }
        aeoMutualRecognitionParty?: {
          id?: components['schemas']['Id']
          roleCode?: components['schemas']['Code']
        }[]
        previousDocument?: components['schemas']['PreviousDocument'][]
        consignment?: {
          containerCode?: components['schemas']['Code']
          loadingLocation?: {
            id?: components['schemas']['Id']
          }
          goodsLocation?: {
            id?: components['schemas']['Id']
          }
          transportEquipment?: {
            sequenceNumeric?: number
            id: components['schemas']['Id']
            seal?: components['schemas']['Seal'][]
          }[]
        }
        governmentAgencyGoodsItem?: components['schemas']['GoodsItem'][]
      }
      xOfficeOfFirstEntry?: components['schemas']['Id']
      xEstimatedArrival?: components['schemas']['Time']
      xScheduledDeparture?: components['schemas']['Time']
      xScheduledLoading?: components['schemas']['Time']
      /**
       * @description Which deadline of its mode applies
       * @enum {string}
       */
      xRoute?: 'deep-sea' | 'short-sea' | 'other-sea' | 'short-haul' | 'long-haul'
      xContainerised?: boolean
      xPlaceOfUnloading?: components['schemas']['Id']
      xTransportDocument?: {
        documentNumber: components['schemas']['Id']
        type: components['schemas']['Code']
      }[]
      xSplit?: {
        previousMrn: components['schemas']['Id']
      }
    }
    declaration: {
      /**
       * @default lodged
       * @enum {string}
       */
      xEffect?: 'lodged' | 'advance-information'
      functionCode?: components['schemas']['Code']
      typeCode?: components['schemas']['Code']
      functionalReferenceId: components['schemas']['Id']
      id?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declarationOfficeId?: components['schemas']['Id']
      specificCircumstancesCodeCode?: components['schemas']['Code']
      goodsItemQuantity?: components['schemas']['Count']
      totalGrossMassMeasure?: components['schemas']['Quantity']
      totalPackageQuantity?: components['schemas']['Count']
      declarant?: {
        id?: components['schemas']['Id']
        name?: components['schemas']['Name']
      }
      agent?: {
        id?: components['schemas']['Id']
        name?: components['schemas']['Name']
        functionCode?: components['schemas']['Code']
      }
      exitOffice?: {
        id: components['schemas']['Id']
      }
      borderTransportMeans?: {
        id?: components['schemas']['Id']
        identificationTypeCode?: components['schemas']['Code']
        typeCode?: components['schemas']['Code']
        modeCode?: components['schemas']['ModeCode']
        registrationNationalityCode?: components['schemas']['Country']
      }
      consignment?: {
        carrier?: {
          id?: components['schemas']['Id']
          name?: components['schemas']['Name']
        }
        itinerary?: {
          sequenceNumeric?: number
          routingCountryCode?: components['schemas']['Country']
        }[]
      }
      goodsShipment?: {
        consignor?: {
          id?: components['schemas']['Id']
          name?: components['schemas']['Name']
        }
        consignee?: {
          id?: components['schemas']['Id']
          name?: components['schemas']['Name']
        }
        destination?: {
          countryCode?: components['schemas']['Country']
        }
        exportCountry?: {
          id?: components['schemas']['Country']
        }
        ucr?: {
          id?: components['schemas']['Id']
        }
        aeoMutualRecognitionParty?: {
          id?: components['schemas']['Id']
          roleCode?: components['schemas']['Code']
        }[]
        previousDocument?: components['schemas']['PreviousDocument'][]
        consignment?: {
          containerCode?: components['schemas']['Code']
          loadingLocation?: {
            id?: components['schemas']['Id']
          }
          goodsLocation?: {
            id?: components['schemas']['Id']
          }
          transportEquipment?: {
            sequenceNumeric?: number
            id: components['schemas']['Id']
            seal?: components['schemas']['Seal'][]
          }[]
        }
        governmentAgencyGoodsItem?: components['schemas']['GoodsItem'][]
      }
      xOfficeOfFirstEntry?: components['schemas']['Id']
      xEstimatedArrival?: components['schemas']['Time']
      xScheduledDeparture?: components['schemas']['Time']
      xScheduledLoading?: components['schemas']['Time']
      /**
       * @description Which deadline of its mode applies
       * @enum {string}
       */
      xRoute?: 'deep-sea' | 'short-sea' | 'other-sea' | 'short-haul' | 'long-haul'
      xContainerised?: boolean
      xPlaceOfUnloading?: components['schemas']['Id']
      xTransportDocument?: {
        documentNumber: components['schemas']['Id']
        type: components['schemas']['Code']
      }[]
      xSplit?: {
        previousMrn: components['schemas']['Id']
      }
    }
    amendment: {
      functionCode?: components['schemas']['Code']
      functionalReferenceId: components['schemas']['Id']
      id?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      amendment?: {
        changeReasonCode?: components['schemas']['Code']
        pointer?: components['schemas']['Pointers']
      }[]
      /** @description Subjects that it touches; all, where absent */
      xSubject?: components['schemas']['Subjects']
      /** @description The declaration as it is to read */
      xDeclaration?: components['schemas']['Declaration']
    }
    invalidation: {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      id?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    'information-response': {
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xSubject?: components['schemas']['Subjects']
      /** @default true */
      xFinal?: boolean
      xAttachments?: components['schemas']['Attachment'][]
    }
    'screening-result': {
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xSubject?: components['schemas']['Subjects']
      /** @default true */
      xFinal?: boolean
      xAttachments?: components['schemas']['Attachment'][]
      xScreening: {
        method: components['schemas']['Code']
        resultCode: components['schemas']['Code']
        screenedAt?: components['schemas']['Time']
        subject?: components['schemas']['Subjects']
        remarks?: components['schemas']['Text']
      }[]
    }
    exit: {
      functionalReferenceId?: components['schemas']['Id']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      exitOffice?: {
        id: components['schemas']['Id']
      }
      exitDateTime?: components['schemas']['Time']
      xSubject?: components['schemas']['Subjects']
      xDiscrepancies?: components['schemas']['AdditionalInformationList']
    }
    'do-not-load-answer': {
      functionalReferenceId?: components['schemas']['Id']
      /** @enum {string} */
      xOutcome: 'relayed' | 'executed' | 'already-loaded' | 'not-found'
      /** @description When the carrier had it */
      xAt?: components['schemas']['Time']
      xSubject?: components['schemas']['Subjects']
    }
    diverted: {
      functionalReferenceId?: components['schemas']['Id']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      xTo?: {
        country?: components['schemas']['Country']
        office?: components['schemas']['Id']
      }
      xAt?: components['schemas']['Time']
      xEstimatedArrival?: components['schemas']['Time']
      xReasonCode?: components['schemas']['Code']
    }
    'not-arrived': {
      functionalReferenceId?: components['schemas']['Id']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      xTo?: {
        country?: components['schemas']['Country']
        office?: components['schemas']['Id']
      }
      xAt?: components['schemas']['Time']
      xEstimatedArrival?: components['schemas']['Time']
      xReasonCode?: components['schemas']['Code']
    }
    registered: {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
        acceptanceDateTime?: components['schemas']['Time']
      }
      /** @description Agencies that must decide; customs where absent */
      xAgencies?: components['schemas']['Id'][]
    }
    rejected: {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      error?: components['schemas']['Error'][]
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    'amendment-accepted': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    'amendment-rejected': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      error?: components['schemas']['Error'][]
      additionalInformation?: components['schemas']['AdditionalInformationList']
    }
    'invalidation-accepted': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      /**
       * @description lapsed: the goods did not arrive in time; no request is needed
       * @default requested
       * @enum {string}
       */
      xGround?: 'requested' | 'lapsed'
    }
    'authority-amendment': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      amendment?: {
        changeReasonCode?: components['schemas']['Code']
        pointer?: components['schemas']['Pointers']
      }[]
      xSubject?: components['schemas']['Subjects']
      xDeclaration?: components['schemas']['Declaration']
    }
    'information-request': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      xSubject?: components['schemas']['Subjects']
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xLimit?: components['schemas']['Time']
      contactOffice?: components['schemas']['ContactOffice']
    }
    'screening-request': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      xSubject?: components['schemas']['Subjects']
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xLimit?: components['schemas']['Time']
      contactOffice?: components['schemas']['ContactOffice']
      xMethods?: components['schemas']['Code'][]
    }
    'risk-outcome': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId: string
      }
      xComplete: boolean
      xSubject?: components['schemas']['Subjects']
      xResults?: {
        requestReference?: components['schemas']['Id']
        analysisType?: components['schemas']['Code']
        areaCode?: components['schemas']['Code']
        level?: components['schemas']['Code']
        resultCode: components['schemas']['Code']
        completedAt?: components['schemas']['Time']
        subject?: components['schemas']['Subjects']
      }[]
      xControlRecommendations?: {
        placeOfControl?: components['schemas']['Id']
        subject?: components['schemas']['Subjects']
        additionalInformation?: components['schemas']['AdditionalInformationList']
      }[]
    }
    'do-not-load': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      /** @description The agency that issues it; that of the context, or customs, where absent */
      xAgency?: components['schemas']['Id']
      xSubject: components['schemas']['Subjects']
      xLoadingPlace?: components['schemas']['Id']
      xScheduledLoading?: components['schemas']['Time']
      xReasonDisclosable?: boolean
      additionalInformation?: components['schemas']['AdditionalInformationList']
      contactOffice?: components['schemas']['ContactOffice']
    }
    'do-not-load-lifted': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xAgency?: components['schemas']['Id']
      xSubject?: components['schemas']['Subjects']
    }
    'control-recommendation': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xControlRecommendations: {
        placeOfControl?: components['schemas']['Id']
        subject?: components['schemas']['Subjects']
        additionalInformation?: components['schemas']['AdditionalInformationList']
      }[]
    }
    'control-notice': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xSubject?: components['schemas']['Subjects']
      xScheduledControl?: components['schemas']['Time']
      xPlaceOfControl?: components['schemas']['Id']
    }
    arrival: {
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      xActualOffice?: components['schemas']['Id']
      arrivalTransportMeans?: {
        id?: components['schemas']['Id']
        identificationTypeCode?: components['schemas']['Code']
        modeCode?: components['schemas']['ModeCode']
      }
      xAt?: components['schemas']['Time']
      xSubject?: components['schemas']['Subjects']
    }
    presentation: {
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      xActualOffice?: components['schemas']['Id']
      arrivalTransportMeans?: {
        id?: components['schemas']['Id']
        identificationTypeCode?: components['schemas']['Code']
        modeCode?: components['schemas']['ModeCode']
      }
      xAt?: components['schemas']['Time']
      xSubject?: components['schemas']['Subjects']
      presentationOffice?: {
        id: components['schemas']['Id']
      }
      xPresenter?: components['schemas']['Id']
    }
    'presentation-revoked': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      xReasonCode?: components['schemas']['Code']
    }
    'control-decision': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      /** @description The agency that decides; that of the context, or customs, where absent */
      xAgency?: components['schemas']['Id']
      xSubject?: components['schemas']['Subjects']
      xControlTypes?: components['schemas']['Code'][]
      xScheduledControl?: components['schemas']['Time']
      xPlaceOfControl?: components['schemas']['Id']
      xAt?: components['schemas']['Time']
    }
    'control-result': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      /** @description The agency that decides; that of the context, or customs, where absent */
      xAgency?: components['schemas']['Id']
      xSubject?: components['schemas']['Subjects']
      xControlTypes?: components['schemas']['Code'][]
      xScheduledControl?: components['schemas']['Time']
      xPlaceOfControl?: components['schemas']['Id']
      xAt?: components['schemas']['Time']
      xResultCode: components['schemas']['Code']
      xDiscrepancies?: components['schemas']['AdditionalInformationList']
    }
    'agency-decision': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      /** @description The agency that decides; that of the context, or customs, where absent */
      xAgency?: components['schemas']['Id']
      xSubject?: components['schemas']['Subjects']
      xControlTypes?: components['schemas']['Code'][]
      xScheduledControl?: components['schemas']['Time']
      xPlaceOfControl?: components['schemas']['Id']
      xAt?: components['schemas']['Time']
      /** @enum {string} */
      xDisposal: 'open' | 'control' | 'released' | 'conditional' | 'refused' | 'seized' | 'destroyed' | 'returned'
      xConditions?: components['schemas']['AdditionalInformationList']
    }
    release: {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      /** @description The agency that decides; that of the context, or customs, where absent */
      xAgency?: components['schemas']['Id']
      xSubject?: components['schemas']['Subjects']
      xControlTypes?: components['schemas']['Code'][]
      xScheduledControl?: components['schemas']['Time']
      xPlaceOfControl?: components['schemas']['Id']
      xAt?: components['schemas']['Time']
      status?: {
        nameCode?: components['schemas']['Code']
        releaseDateTime?: components['schemas']['Time']
        effectiveDateTime?: components['schemas']['Time']
      }
      xConditional?: boolean
      xConditions?: components['schemas']['AdditionalInformationList']
    }
    'refusal-of-entry': {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      /** @description The agency that decides; that of the context, or customs, where absent */
      xAgency?: components['schemas']['Id']
      xSubject?: components['schemas']['Subjects']
      xControlTypes?: components['schemas']['Code'][]
      xScheduledControl?: components['schemas']['Time']
      xPlaceOfControl?: components['schemas']['Id']
      xAt?: components['schemas']['Time']
      xReasonCode?: components['schemas']['Code']
    }
    returned: {
      functionCode?: components['schemas']['Code']
      functionalReferenceId?: components['schemas']['Id']
      issueDateTime?: components['schemas']['Time']
      declaration?: {
        id?: components['schemas']['Id']
        functionalReferenceId?: components['schemas']['Id']
        versionId?: string
      }
      additionalInformation?: components['schemas']['AdditionalInformationList']
      /** @description The agency that decides; that of the context, or customs, where absent */
      xAgency?: components['schemas']['Id']
      xSubject?: components['schemas']['Subjects']
      xControlTypes?: components['schemas']['Code'][]
      xScheduledControl?: components['schemas']['Time']
      xPlaceOfControl?: components['schemas']['Id']
      xAt?: components['schemas']['Time']
      xTo?: components['schemas']['Country']
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
