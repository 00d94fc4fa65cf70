/** Types of node/procedures/pre-arrival/messages.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    Seal: {
      sequenceNumeric?: number
      id: Elements['Id']
    }
    /** @description A number without its unit is no weight */
    Measure: {
      value: Elements['PositiveDecimal']
      /**
       * @description UNECE Recommendation 20: KGM, TNE
       */
      unitCode: Elements['Code']
    }
    Party: {
      id?: Elements['Id']
      name?: Elements['Name']
      address?: Elements['Address']
    }
    Guarantee: {
      /**
       * @description The type of guarantee
       */
      securityDetailsCode: Elements['Code']
      /**
       * @description GRN, or the number of the carnet
       */
      referenceId?: Elements['Id']
      /**
       * @description Of a guarantee without a GRN: the other reference under which it is given
       */
      id?: Elements['Id']
      /**
       * @description The amount covered
       */
      amountAmount?: Elements['Amount']
      guaranteeOffice?: {
        id: Elements['Id']
      }
    }
    /** @description Its nationality says which of two plates alike it is */
    TransportMeans: {
      id: Elements['Id']
      identificationTypeCode?: Elements['Code']
      registrationNationalityCode?: Elements['Country']
    }
    Containers: {
      id: Elements['Id']
    }[]
    AdditionalDocument: {
      id?: Elements['Id']
      typeCode?: Elements['Code']
      categoryCode?: Elements['Code']
    }
    PreviousDocument: {
      id?: Elements['Id']
      typeCode?: Elements['Code']
      lineNumeric?: number
    }
    GoodsItem: {
      sequenceNumeric: number
      origin?: {
        countryCode?: Elements['Country']
      }
      commodity?: {
        description?: Elements['Text']
        classification?: {
          id: Elements['Code']
          identificationTypeCode?: Elements['Code']
        }[]
        dangerousGoods?: {
          undgid?: string
        }[]
        goodsMeasure?: {
          grossMassMeasure?: components['schemas']['Measure']
          netNetWeightMeasure?: components['schemas']['Measure']
        }
        transportEquipment?: {
          id: Elements['Id']
          seal?: components['schemas']['Seal'][]
        }[]
      }
      packaging?: {
        sequenceNumeric?: number
        typeCode?: Elements['Code']
        quantityQuantity?: Elements['Quantity'] | Elements['Count']
        marksNumbersId?: Elements['Name']
      }[]
      additionalDocument?: components['schemas']['AdditionalDocument'][]
      additionalInformation?: Elements['AdditionalInformationList']
      previousDocument?: components['schemas']['PreviousDocument'][]
    }
    Declaration: {
      /**
       * @description lodged: with the customs of entry, for whoever must lodge it there (UCC Art. 127(4): the carrier, or the importer, the consignee or another person in whose name or on whose behalf the carrier acts, or who can present the goods). It needs his mandate, and an agreement that gives a forwarded declaration this effect
       * @default advance-information
       * @enum {string}
       */
      xEffect?: 'lodged' | 'advance-information'
      /** @description By which it is lodged for whoever must lodge it */
      xMandate?: {
        ref: Elements['Id']
        /**
         * @description His identifier: EORI, TIN or that of the country
         */
        givenBy: Elements['Id']
        /**
         * @description By UCC Art. 127(4); principal: another person in whose name or on whose behalf the carrier acts; presenter: who can present the goods; representative: the customs representative of one of these
         * @enum {string}
         */
        capacity: 'carrier' | 'importer' | 'consignee' | 'principal' | 'presenter' | 'representative'
        at?: Elements['Time']
      }
      functionCode?: Elements['Code']
      typeCode?: Elements['Code']
      functionalReferenceId: Elements['Id']
      /**
       * @description The number of this declaration where it is lodged
       */
      id?: Elements['Id']
      /**
       * @description The MRN of the export declaration under which the goods leave. The number by which the entry side registers is another (`declaration.id` of registered): neither stands for the other
       */
      xExportMrn?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declarationOfficeId?: Elements['Id']
      specificCircumstancesCodeCode?: Elements['Code']
      /** @description Also the carnet under which the goods move: 952 TIR, 955 ATA (UN/EDIFACT 1001) */
      additionalDocument?: components['schemas']['AdditionalDocument'][]
      additionalInformation?: Elements['AdditionalInformationList']
      goodsItemQuantity?: Elements['Count']
      totalGrossMassMeasure?: components['schemas']['Measure']
      totalPackageQuantity?: Elements['Count']
      declarant?: {
        id?: Elements['Id']
        name?: Elements['Name']
      }
      agent?: {
        id?: Elements['Id']
        name?: Elements['Name']
        functionCode?: Elements['Code']
      }
      exitOffice?: {
        id: Elements['Id']
      }
      borderTransportMeans?: {
        id?: Elements['Id']
        identificationTypeCode?: Elements['Code']
        typeCode?: Elements['Code']
        /**
         * @description UNECE Recommendation 19. Of two digits the first is the active means that crosses the border, by whose mode the time limits are, and the second what it carries: 16 a lorry on a ship, 23 a lorry on a train
         */
        modeCode?: Elements['ModeCode']
        registrationNationalityCode?: Elements['Country']
      }
      consignment?: {
        carrier?: {
          id?: Elements['Id']
          name?: Elements['Name']
        }
        itinerary?: {
          sequenceNumeric?: number
          routingCountryCode?: Elements['Country']
        }[]
      }
      goodsShipment?: {
        consignor?: {
          id?: Elements['Id']
          name?: Elements['Name']
        }
        consignee?: {
          id?: Elements['Id']
          name?: Elements['Name']
        }
        destination?: {
          countryCode?: Elements['Country']
        }
        exportCountry?: {
          id?: Elements['Country']
        }
        ucr?: {
          id?: Elements['Id']
        }
        aeoMutualRecognitionParty?: {
          id?: Elements['Id']
          roleCode?: Elements['Code']
        }[]
        previousDocument?: components['schemas']['PreviousDocument'][]
        consignment?: {
          containerCode?: Elements['Code']
          arrivalTransportMeans?: {
            id: Elements['Id']
            identificationTypeCode?: Elements['Code']
            modeCode?: Elements['ModeCode']
          }
          /** @description Lorry and trailer, or each wagon, are means of transport of their own */
          departureTransportMeans?: {
            id: Elements['Id']
            identificationTypeCode?: Elements['Code']
            modeCode?: Elements['ModeCode']
            registrationNationalityCode?: Elements['Country']
          }[]
          loadingLocation?: {
            id?: Elements['Id']
          }
          goodsLocation?: {
            id?: Elements['Id']
          }
          /** @description What is sealed and has no number of its own is the load compartment of the means of transport */
          transportEquipment?: {
            sequenceNumeric?: number
            id?: Elements['Id']
            seal?: components['schemas']['Seal'][]
          }[]
        }
        governmentAgencyGoodsItem?: components['schemas']['GoodsItem'][]
      }
      /** @description Under which the goods are to move, as it is declared; which of them hold, the release for transit says. Its access code has no place here */
      obligationGuarantee?: {
        /**
         * @description The type of guarantee
         */
        securityDetailsCode?: Elements['Code']
        /**
         * @description GRN, or the number of the carnet
         */
        referenceId?: Elements['Id']
        /**
         * @description Of a guarantee without a GRN: the other reference under which it is given
         */
        id?: Elements['Id']
        /**
         * @description The amount covered
         */
        amountAmount?: Elements['Amount']
        guaranteeOffice?: {
          id: Elements['Id']
        }
      }[]
      /**
       * @description The holder of the TIR carnet, by the number under which he may use carnets (TIR Convention, Annex 9, Part II)
       */
      xTirHolder?: Elements['Id']
      xOfficeOfTransit?: Elements['Id'][]
      /**
       * @description Of a transit, as it is declared
       */
      xOfficeOfDestination?: Elements['Id']
      /**
       * @description Of a transit, as whoever declares proposes it; the one that holds, the release for transit says
       */
      xLimit?: Elements['DayOrTime']
      xOfficeOfFirstEntry?: Elements['Id']
      xEstimatedArrival?: Elements['Time']
      xScheduledDeparture?: Elements['Time']
      xScheduledLoading?: Elements['Time']
      /**
       * @description Which deadline of its mode applies
       * @enum {string}
       */
      xRoute?: 'deep-sea' | 'short-sea' | 'other-sea' | 'short-haul' | 'long-haul' | 'short-run' | 'long-run'
      xContainerised?: boolean
      xPlaceOfUnloading?: Elements['Id']
      xTransportDocument?: {
        documentNumber: Elements['Id']
        type: Elements['Code']
      }[]
      /** @description What travels under the consignment, each with parties and a transport document of its own (ICS2: consignmentHouseLevel). Its goods are numbered within it, so that none is found by its number; it is, by its document and its containers */
      xHouseConsignment?: {
        sequenceNumeric?: number
        totalGrossMassMeasure?: components['schemas']['Measure']
        ucr?: {
          id?: Elements['Id']
        }
        consignor?: {
          id?: Elements['Id']
          name?: Elements['Name']
        }
        consignee?: {
          id?: Elements['Id']
          name?: Elements['Name']
        }
        xTransportDocument?: {
          documentNumber: Elements['Id']
          type: Elements['Code']
        }[]
        transportEquipment?: {
          id?: Elements['Id']
          seal?: components['schemas']['Seal'][]
        }[]
        additionalDocument?: components['schemas']['AdditionalDocument'][]
        additionalInformation?: Elements['AdditionalInformationList']
        governmentAgencyGoodsItem?: components['schemas']['GoodsItem'][]
      }[]
      xSplit?: {
        previousMrn: Elements['Id']
      }
    }
    declaration: components['schemas']['Declaration']
    amendment: {
      functionCode?: Elements['Code']
      functionalReferenceId: Elements['Id']
      id?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      amendment?: {
        changeReasonCode?: Elements['Code']
        pointer?: Elements['Pointers']
      }[]
      /**
       * @description Subjects that it touches; all, where absent
       */
      xSubject?: Elements['Subjects']
      /** @description The declaration as it is to read */
      xDeclaration?: components['schemas']['Declaration']
    }
    invalidation: {
      functionCode?: Elements['Code']
      functionalReferenceId?: Elements['Id']
      id?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'information-response': {
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      additionalInformation?: Elements['AdditionalInformationList']
      xSubject?: Elements['Subjects']
      /** @default true */
      xFinal?: boolean
      xAttachments?: Elements['Attachment'][]
    }
    'screening-result': components['schemas']['information-response'] & {
      xScreening: {
        method: Elements['Code']
        resultCode: Elements['Code']
        screenedAt?: Elements['Time']
        subject?: Elements['Subjects']
        remarks?: Elements['Text']
      }[]
    }
    exit: {
      functionalReferenceId?: Elements['Id']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      exitOffice?: {
        id: Elements['Id']
      }
      exitDateTime?: Elements['DayOrTime']
      xSubject?: Elements['Subjects']
      xDiscrepancies?: Elements['AdditionalInformationList']
    }
    'do-not-load-answer': {
      functionalReferenceId?: Elements['Id']
      /** @enum {string} */
      xOutcome: 'relayed' | 'executed' | 'already-loaded' | 'not-found'
      /**
       * @description When the carrier had it
       */
      xAt?: Elements['Time']
      xSubject?: Elements['Subjects']
    }
    diverted: {
      functionalReferenceId?: Elements['Id']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      xTo?: {
        country?: Elements['Country']
        office?: Elements['Id']
      }
      xAt?: Elements['Time']
      xEstimatedArrival?: Elements['Time']
      xReasonCode?: Elements['Code']
    }
    'not-arrived': components['schemas']['diverted']
    /** @description Whoever brought the goods has turned round before anything was decided of them */
    withdrawn: {
      functionalReferenceId?: Elements['Id']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      xSubject?: Elements['Subjects']
      xAt?: Elements['Time']
      xReasonCode?: Elements['Code']
    }
    RecognisedParty: {
      id: Elements['Id']
      roleCode?: Elements['Code']
      /** @description Recognised by the entry side for one benefit at least */
      xRecognised: boolean
      /** @enum {string} */
      xStatus: 'active' | 'suspended' | 'revoked' | 'expired' | 'succeeded' | 'unknown'
      /**
       * @description Why it is not recognised
       * @enum {string}
       */
      xReason?:
        | 'not-active'
        | 'recognition-suspended'
        | 'not-yet'
        | 'over'
        | 'not-agreed'
        | 'programme-not-agreed'
        | 'type-not-agreed'
        | 'role-not-agreed'
      xProgramme?: Elements['Code']
      /**
       * @description Of the authorisation, as AEOS
       */
      xType?: Elements['Code']
      /** @description What it brings by the agreement */
      xBenefits: Elements['Code'][]
    }
    registered: {
      functionCode?: Elements['Code']
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
        acceptanceDateTime?: Elements['DayOrTime']
        /** @description Those whom the declaration names, as they were when it was lodged: that counts for this declaration */
        aeoMutualRecognitionParty?: components['schemas']['RecognisedParty'][]
      }
      /** @description Agencies that must decide; customs where absent */
      xAgencies?: Elements['Id'][]
    }
    rejected: {
      functionCode?: Elements['Code']
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      error?: Elements['Error'][]
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'amendment-accepted': {
      functionCode?: Elements['Code']
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'amendment-rejected': components['schemas']['rejected']
    'invalidation-accepted': components['schemas']['amendment-accepted'] & {
      /**
       * @description lapsed: the goods did not arrive in time; no request is needed
       * @default requested
       * @enum {string}
       */
      xGround?: 'requested' | 'lapsed'
    }
    'authority-amendment': components['schemas']['amendment-accepted'] & {
      amendment?: {
        changeReasonCode?: Elements['Code']
        pointer?: Elements['Pointers']
      }[]
      xSubject?: Elements['Subjects']
      xDeclaration?: components['schemas']['Declaration']
    }
    'information-request': {
      functionCode?: Elements['Code']
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      xSubject?: Elements['Subjects']
      additionalInformation?: Elements['AdditionalInformationList']
      xLimit?: Elements['Time']
      contactOffice?: Elements['ContactOffice']
    }
    'screening-request': components['schemas']['information-request'] & {
      xMethods?: Elements['Code'][]
    }
    'risk-outcome': {
      functionCode?: Elements['Code']
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId: string
      }
      xComplete: boolean
      xSubject?: Elements['Subjects']
      xResults?: {
        requestReference?: Elements['Id']
        analysisType?: Elements['Code']
        areaCode?: Elements['Code']
        level?: Elements['Code']
        resultCode: Elements['Code']
        completedAt?: Elements['Time']
        subject?: Elements['Subjects']
      }[]
      /**
       * @description What must not be loaded by the results themselves: a do-not-load of the case has named it before
       */
      xDoNotLoad?: Elements['Subjects']
      xControlRecommendations?: {
        placeOfControl?: Elements['Id']
        subject?: Elements['Subjects']
        additionalInformation?: Elements['AdditionalInformationList']
      }[]
    }
    /**
     * @description security-threat: an explosive or another imminent threat to the means of transport or to people; dangerous-goods: not or wrongly declared as such; health: of people, animals or plants; goods-description: missing, or too vague to be judged; parties: consignor or consignee missing, unknown or a placeholder; not-declared: nothing was declared, or not in time; information-missing: what was asked about it was not answered; screening: not done, or without a clear result; investigation: asked for by who investigates; other: said in words
     * @enum {string}
     */
    StopReason:
      | 'security-threat'
      | 'weapons'
      | 'dangerous-goods'
      | 'drugs'
      | 'prohibited-goods'
      | 'sanctions'
      | 'health'
      | 'goods-description'
      | 'parties'
      | 'not-declared'
      | 'information-missing'
      | 'screening'
      | 'investigation'
      | 'other'
    'do-not-load': {
      functionCode?: Elements['Code']
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      /**
       * @description The agency that issues it: that of the key which sends it, or customs, where absent
       */
      xAgency?: Elements['Id']
      xSubject: Elements['Subjects']
      xLoadingPlace?: Elements['Id']
      xScheduledLoading?: Elements['Time']
      /** @description Why, of a closed list; what else is to be said stands in additionalInformation, and must for other */
      xReasonCodes?: components['schemas']['StopReason'][]
      /** @description Whether the carrier and the declarant may be told why; not, where absent */
      xReasonDisclosable?: boolean
      additionalInformation?: Elements['AdditionalInformationList']
      contactOffice?: Elements['ContactOffice']
    }
    'do-not-load-lifted': components['schemas']['amendment-accepted'] & {
      xAgency?: Elements['Id']
      xSubject?: Elements['Subjects']
    }
    'control-recommendation': components['schemas']['amendment-accepted'] & {
      /**
       * @description What must not be loaded by the results themselves: a do-not-load of the case has named it before
       */
      xDoNotLoad?: Elements['Subjects']
      xControlRecommendations: {
        placeOfControl?: Elements['Id']
        subject?: Elements['Subjects']
        additionalInformation?: Elements['AdditionalInformationList']
      }[]
    }
    'control-notice': components['schemas']['amendment-accepted'] & {
      xSubject?: Elements['Subjects']
      xScheduledControl?: Elements['Time']
      xPlaceOfControl?: Elements['Id']
    }
    arrival: {
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      xActualOffice?: Elements['Id']
      arrivalTransportMeans?: {
        id?: Elements['Id']
        identificationTypeCode?: Elements['Code']
        modeCode?: Elements['ModeCode']
      }
      xAt?: Elements['Time']
      xSubject?: Elements['Subjects']
      /** @description What it names was found with goods that are declared, and is no part of their declaration */
      xUndeclared?: boolean
    }
    presentation: {
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      xActualOffice?: Elements['Id']
      arrivalTransportMeans?: {
        id?: Elements['Id']
        identificationTypeCode?: Elements['Code']
        modeCode?: Elements['ModeCode']
      }
      xAt?: Elements['Time']
      xSubject?: Elements['Subjects']
      presentationOffice?: {
        id: Elements['Id']
      }
      xPresenter?: Elements['Id']
    }
    'presentation-revoked': components['schemas']['amendment-accepted'] & {
      xReasonCode?: Elements['Code']
    }
    'control-decision': components['schemas']['amendment-accepted'] & {
      /**
       * @description The agency that decides: that of the key which sends it, or customs, where absent
       */
      xAgency?: Elements['Id']
      xSubject?: Elements['Subjects']
      xControlTypes?: Elements['Code'][]
      xScheduledControl?: Elements['Time']
      xPlaceOfControl?: Elements['Id']
      xAt?: Elements['Time']
    }
    'control-result': components['schemas']['control-decision'] & {
      xResultCode: Elements['Code']
      xDiscrepancies?: Elements['AdditionalInformationList']
    }
    'agency-decision': components['schemas']['control-decision'] & {
      /** @enum {string} */
      xDisposal:
        | 'open'
        | 'control'
        | 'released'
        | 'conditional'
        | 'refused'
        | 'seized'
        | 'destroyed'
        | 'returned'
        | 'abandoned'
        | 'confiscated'
      /** @description Of a release, decided before the goods are there: it takes effect when they arrive (TFA 7.1) */
      xEffectiveOnArrival?: boolean
      xConditions?: Elements['AdditionalInformationList']
      /** @description Of a release by customs: not for free circulation, the goods go on under their transit */
      xUnderTransit?: boolean
    }
    release: components['schemas']['control-decision'] & {
      status?: {
        nameCode?: Elements['Code']
        releaseDateTime?: Elements['DayOrTime']
        effectiveDateTime?: Elements['DayOrTime']
      }
      xConditional?: boolean
      /** @description Decided before the goods are there: it takes effect when they arrive (TFA 7.1) */
      xEffectiveOnArrival?: boolean
      xConditions?: Elements['AdditionalInformationList']
      /** @description Of a release by customs: not for free circulation, the goods go on under their transit */
      xUnderTransit?: boolean
    }
    'seizure-lifted': components['schemas']['amendment-accepted'] & {
      /**
       * @description Whose own decision ends: that of the key which sends it, or customs, where absent
       */
      xAgency?: Elements['Id']
      xSubject?: Elements['Subjects']
      xAt?: Elements['Time']
      xRuling: Elements['Ruling']
    }
    'disposal-consent': Elements['Consent']
    /** @description A release by mistake is taken back by the agency that released, while the goods are there */
    'release-revoked': {
      functionCode?: Elements['Code']
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      additionalInformation?: Elements['AdditionalInformationList']
      /**
       * @description Whose own decision ends: that of the key which sends it, or customs, where absent
       */
      xAgency?: Elements['Id']
      xSubject?: Elements['Subjects']
      xAt?: Elements['Time']
      xRuling?: Elements['Ruling']
      xReasonCode: Elements['Code']
      /** @description Where goods stand that all agencies had let go; without it they have left */
      goodsLocation?: {
        id: Elements['Id']
      }
    }
    'refusal-of-entry': components['schemas']['control-decision'] & {
      xReasonCode?: Elements['Code']
    }
    returned: components['schemas']['control-decision'] & {
      xTo?: Elements['Country']
    }
    /** @description The goods were released for transit; the anticipated record that the next office needs (after NCTS, IE001 and IE050) */
    'transit-release': {
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      /** @description The transit declaration */
      declaration: {
        /**
         * @description Its MRN
         */
        id: Elements['Id']
        /**
         * @description T1, T2, TIR, or of a national transit
         */
        typeCode: Elements['Code']
        acceptanceDateTime?: Elements['DayOrTime']
      }
      /** @description Its access code is nobody's but the holder's, and has no place here */
      obligationGuarantee: components['schemas']['Guarantee'][]
      /** @description Also the carnet under which the goods move: 952 TIR, 955 ATA (UN/EDIFACT 1001) */
      additionalDocument?: components['schemas']['AdditionalDocument'][]
      /**
       * @description The holder of the transit procedure
       */
      xHolder?: Elements['Id']
      /**
       * @description The holder of the TIR carnet, by the number under which he may use carnets (TIR Convention, Annex 9, Part II)
       */
      xTirHolder?: Elements['Id']
      /**
       * @description What the entry side is to this transit
       * @enum {string}
       */
      xEntry: 'destination' | 'transit'
      xOfficeOfDeparture: Elements['OfficeId']
      xOfficeOfTransit?: Elements['OfficeId'][]
      xOfficeOfDestination: Elements['OfficeId']
      /**
       * @description By when it must be presented at the office of destination; a day lasts there until it ends
       */
      xLimit: Elements['DayOrTime']
      xReleasedAt?: Elements['DayOrTime']
      transportEquipment?: components['schemas']['Containers']
      seal?: components['schemas']['Seal'][]
      /** @description Lorry and trailer, or each wagon, as they left */
      departureTransportMeans?: components['schemas']['TransportMeans'][]
      borderTransportMeans?: components['schemas']['TransportMeans']
    }
    /** @description The office of transit has seen it pass (after NCTS, IE118) */
    'transit-crossing': {
      functionalReferenceId?: Elements['Id']
      issueDateTime?: Elements['DayOrTime']
      declaration?: {
        id?: Elements['Id']
        functionalReferenceId?: Elements['Id']
        versionId?: string
      }
      xActualOffice?: Elements['OfficeId']
      xAt: Elements['Time']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'transit-arrival': components['schemas']['transit-crossing'] & {
      xSealsIntact?: boolean
      transportEquipment?: components['schemas']['Containers']
      /** @description Put on where something happened on the way */
      seal?: components['schemas']['Seal'][]
      /** @description Onto which it was transhipped on the way */
      arrivalTransportMeans?: components['schemas']['TransportMeans'][]
    }
    'transit-result': components['schemas']['amendment-accepted'] & {
      /** @enum {string} */
      xOutcome: 'satisfactory' | 'considered-satisfactory' | 'discrepancies'
      /** @description Of what was presented after its limit: the delay is not attributable to the carrier or the holder, as was shown to the office of destination */
      xDelayJustified?: boolean
      xResultCode?: Elements['Code']
      xDiscrepancies?: Elements['AdditionalInformationList']
    }
    'transit-discharged': components['schemas']['amendment-accepted'] & {
      /**
       * @default control-results
       * @enum {string}
       */
      xGround?: 'control-results' | 'alternative-proof' | 'debt-paid'
      /** @description What is free again; all of it, where absent */
      obligationGuarantee?: {
        referenceId: Elements['Id']
        amountAmount?: Elements['Amount']
      }[]
    }
    'transit-diverted': components['schemas']['amendment-accepted'] & {
      /**
       * @description What the entry side is to it from now on; none: it does not come there
       * @enum {string}
       */
      xEntry: 'destination' | 'transit' | 'none'
      xOfficeOfDestination: Elements['OfficeId']
      /**
       * @description By when it must be presented there; as before, where absent
       */
      xLimit?: Elements['DayOrTime']
    }
    'transit-enquiry': components['schemas']['amendment-accepted'] & {
      contactOffice?: Elements['ContactOffice']
    }
    'transit-enquiry-answer': components['schemas']['amendment-accepted'] & {
      /**
       * @description arrived: what is owed of it follows
       * @enum {string}
       */
      xOutcome: 'not-found' | 'arrived' | 'diverted' | 'lost'
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
