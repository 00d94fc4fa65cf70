/** Types of node/cases/elements.yaml, written by "npm run api-types". */
export interface components {
  schemas: {
    Text: string
    Name: string
    Code: string
    Id: string
    OfficeId: string
    /** Format: media-type */
    MediaType: string
    Country: string
    MessageId: string
    Digest: string
    /**
     * Format: date-time
     * @description RFC 3339 with offset
     */
    Time: string
    /**
     * Format: date-or-time
     * @description RFC 3339 with offset; or the day alone, as that of the office, where the time is not known
     */
    DayOrTime: string
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
      /** @description A vehicle, trailer, wagon, vessel or aircraft: all that the declaration says it carries, where it is the means of transport of one */
      borderTransportMeans?: {
        id: components['schemas']['Id']
        identificationTypeCode?: components['schemas']['Code']
      }
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
    /** @description Who has decided, and by what power; required wherever a person is touched */
    DecidedBy: {
      /**
       * @description authority: somebody above the office, by a decision of his own; court: a judge or prosecutor, by an order; machine: nobody, and so nothing that a person must decide
       * @enum {string}
       */
      kind: 'officer' | 'head-of-office' | 'authority' | 'court' | 'machine'
      /** @description By which the administration finds who it was: a service number, the number of an order. No name is needed */
      ref: components['schemas']['Id']
      /** @description In which function, as the duty roster has it */
      function: string
      office: components['schemas']['OfficeId']
      /** @description The provision that gives the power to decide this */
      legalGround: string
      /** @description By whose authenticated call it was stated: a client of the window side of the sender, or signed-in where its identity provider has confirmed that very person. The node of the sender writes it */
      client?: components['schemas']['Id']
      /** @description The message that told the roster by which he is on duty, at a juxtaposed office. The node of the sender writes it */
      roster?: components['schemas']['MessageId']
    }
    Context: {
      xSchema?: components['schemas']['Id']
      xProfile?: components['schemas']['Id']
      xDocument?: Record<string, never>
      xHeads?: components['schemas']['MessageId'][]
      xCaseHash?: components['schemas']['Digest']
      xCrossing?: components['schemas']['Id']
      xCrossingLinked?: components['schemas']['Id'][]
      xSubject?: components['schemas']['Subject'][]
      xPurpose?: components['schemas']['Id']
      xLegalBasis?: components['schemas']['Text']
      xOffice?: components['schemas']['Id']
      xAgency?: components['schemas']['Id']
      xFromAgency?: components['schemas']['Id']
      xDecidedBy?: components['schemas']['DecidedBy']
      /** @description The offices of this message that by the opening hours in force between the two are not competent for what was declared. The node of the sender writes it */
      xNotCompetent?: components['schemas']['Id'][]
      xReferences?: {
        type: components['schemas']['Code']
        value: components['schemas']['Id']
      }[]
      xTest?: boolean
    }
    /** @description The decision of a court, or of an authority above whoever has seized, by which a seizure or a detention ends */
    Ruling: {
      /**
       * @description As in DecidedBy
       * @enum {string}
       */
      kind: 'court' | 'authority'
      /** @description Which court or authority it was */
      authority: components['schemas']['Name']
      /** @description The number of the decision */
      ref: components['schemas']['Id']
      /** @description When it was taken */
      date: components['schemas']['DayOrTime']
    }
    /**
     * @description returned: sent back; abandoned: to the State, by whoever held them; confiscated: taken by the State, which may sell them
     * @enum {string}
     */
    EndOfGoods: 'destroyed' | 'returned' | 'abandoned' | 'confiscated'
    /** @description An agency that holds goods consents to what another that holds them does with them, or takes its consent back */
    Consent: {
      /** @description Which consents: that of the key that states it, or customs, where none is named */
      xAgency?: components['schemas']['Id']
      /** @description Which disposes of them */
      xToAgency: components['schemas']['Id']
      /** @description To this alone */
      xDisposal: components['schemas']['EndOfGoods']
      /** @description false: it consents no more */
      xConsent: boolean
      /** @description All that it holds, where none is named */
      xSubject?: components['schemas']['Subjects']
      xAt?: components['schemas']['Time']
      additionalInformation?: components['schemas']['AdditionalInformationList']
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
      limitDateTime?: components['schemas']['DayOrTime']
      pointer?: components['schemas']['Pointers']
      /** @description By whose rules it is stated (IATA, line of OCI) */
      xCountry?: components['schemas']['Country']
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
      mediaType?: components['schemas']['MediaType']
    }
    /** @enum {string} */
    Side: 'exit' | 'entry'
    /** @description UNECE Recommendation 19: 1 maritime, 2 rail, 3 road, 4 air, 8 inland waterway */
    ModeCode: string
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
