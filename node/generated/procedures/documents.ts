/** Types of node/procedures/documents/messages.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    /** @description One of everybody: cites, phytosanitary, veterinary, food-safety, origin, kimberley, waste, catch, timber, due-diligence, dual-use, cultural-goods, firearms; or one that the agreement adds (`permit_kinds`) */
    Kind: string
    /** @description Which document of its kind, as the table of kinds has them (export-permit, import-permit, notification …) or the agreement does (`permit_kinds[].subtypes`) */
    Subtype: string
    /** @enum {string} */
    UsePoint: 'export' | 're-export' | 'import'
    /** @enum {string} */
    Standing: 'unknown' | 'issued' | 'revoked' | 'expired' | 'replaced'
    /** @enum {string} */
    LineState: 'issued' | 'reserved' | 'partly-used' | 'used' | 'revoked' | 'expired' | 'replaced'
    /**
     * @description The item of the permit, as the permit numbers it
     */
    ItemNumber: Elements['Code']
    /**
     * @description Purpose of the transaction (CITES permit, box 5a; Res. Conf. 12.3)
     * @enum {string}
     */
    PurposeCode: 'T' | 'Z' | 'G' | 'Q' | 'S' | 'H' | 'P' | 'M' | 'E' | 'N' | 'B' | 'L'
    /**
     * @description Of the Convention
     * @enum {string}
     */
    Appendix: 'I' | 'II' | 'III'
    /**
     * @description Where the specimen is from (CITES permit, box 10; Res. Conf. 12.3). W: the wild; X: the sea, outside any jurisdiction; R: ranched; D, C, F: bred; A, Y: propagated; U: unknown; I: confiscated; O: from before the Convention
     * @enum {string}
     */
    SourceCode: 'W' | 'X' | 'R' | 'D' | 'A' | 'C' | 'F' | 'U' | 'I' | 'O' | 'Y'
    Classification: {
      /** @description Harmonized System, at least six digits */
      id: string
    }
    /** @description The annual export quota of which an item is (CITES permit, box 11a) */
    Quota: {
      /**
       * @description As the country has published it; a paper that is presented need not name it and its year
       */
      id?: Elements['Id']
      year?: number
      /** @description The whole quota */
      quantityQuantity: components['schemas']['Quantity']
      /**
       * @description In its unit: how much was granted of it in the year, with this permit, as its issuer counts it
       */
      xGranted?: Elements['PositiveDecimal']
    }
    /** @description Packages of one kind in which it is (ISPM 12, model certificate: number and description of packages) */
    Packaging: {
      typeCode: Elements['Code']
      quantityQuantity: Elements['Count']
    }
    /** @description The permit or certificate under which it came before (CITES permit, boxes 12 and 12a), as the country that issued it has numbered it */
    PreviousDocument: {
      id: Elements['Id']
      /**
       * @description Which issued it: of origin, or of the last re-export
       */
      xCountry?: Elements['Country']
      /**
       * @description Its day counts
       */
      xIssuedAt?: Elements['DayOrTime']
    }
    /** @description Disinfestation or disinfection (ISPM 12, model certificate, part III) */
    Treatment: {
      xTreatment: Elements['Name']
      /**
       * @description The time, in the register; a paper may state the day alone
       */
      xTreatedAt?: Elements['DayOrTime']
      xActiveIngredient?: Elements['Name']
      xConcentration?: Elements['Name']
      xDuration?: Elements['Name']
      xTemperature?: Elements['Name']
    }
    /** @description An item of a document, as it was issued or presented */
    Item: {
      /** @description Where it is numbered; otherwise it is the only item of the document */
      xItem?: components['schemas']['ItemNumber']
      description?: Elements['Name']
      quantityQuantity?: components['schemas']['Quantity']
      xScientificName?: Elements['Name']
      xAppendix?: components['schemas']['Appendix']
      xSourceCode?: components['schemas']['SourceCode']
      /**
       * @description Confiscated, or from before the Convention, beside where it is from
       * @enum {string}
       */
      xSecondSourceCode?: 'I' | 'O'
      xQuota?: components['schemas']['Quota']
      xSpecimenMarks?: Elements['Text']
      origin?: {
        countryCode: Elements['Country']
      }
      classification?: components['schemas']['Classification']
      /**
       * @description Entry of the list by which it is controlled: of waste, of dual-use items, of cultural goods, of firearms
       */
      xListCode?: Elements['Code']
      valueAmount?: Elements['Amount']
      packaging?: components['schemas']['Packaging'][]
      previousDocument?: components['schemas']['PreviousDocument'][]
      /** @description Of a movement of waste, as its issuer counts it against its notification */
      xNotified?: {
        /** @description How many shipments were notified */
        xShipments: number
        /** @description How many are made, with this one */
        xShipment: number
        /** @description How much of the item was notified */
        quantityQuantity: components['schemas']['Quantity']
        /**
         * @description In its unit: how much of it is moved, with this one
         */
        xGranted: Elements['PositiveDecimal']
      }
      /**
       * @description Where it was caught (FAO area)
       */
      xCatchArea?: Elements['Name']
    }
    /** @description What a document states beside its balance */
    Particulars: {
      xKind?: components['schemas']['Kind']
      xSubtype?: components['schemas']['Subtype']
      xPurposeCode?: components['schemas']['PurposeCode']
      /**
       * @description Number of the security stamp (CITES permit, box 5)
       */
      xSecurityStampId?: Elements['Id']
      /** @description A country of import may extend its validity */
      xTimber?: boolean
      xCorrespondingPermit?: components['schemas']['CorrespondingPermit']
      xTreatments?: components['schemas']['Treatment'][]
      /** @description In these alone it is used for import */
      xDestinations?: Elements['Country'][]
      /** @description Of export, re-export or transit, as it names them beside those of destination: they are told what stands in it */
      xCountriesConcerned?: Elements['Country'][]
      /**
       * @description What the goods are for and with whom they stay
       */
      xEndUse?: Elements['Text']
      xFishingVessel?: {
        /**
         * @description IMO number, or the one of its register
         */
        id: Elements['Id']
        name?: Elements['Name']
        xFlag: Elements['Country']
      }
      seal?: {
        id: Elements['Id']
      }
      /** @description In how many parcels the shipment is */
      xParcels?: number
      /** @description For how many shipments a notification of waste is (Basel Convention, notification, block 4) */
      xShipments?: number
      xItems?: components['schemas']['Item'][]
    }
    Quantity: {
      value: Elements['PositiveDecimal']
      /**
       * @description UNECE Recommendation 20; of the dimension that the permit has it in
       */
      unitCode: Elements['Code']
    }
    AdditionalDocument: {
      id: Elements['Id']
      typeCode: Elements['Code']
      categoryCode?: Elements['Code']
    }
    WrittenOff: components['schemas']['AdditionalDocument'] & {
      writeOff: {
        quantityQuantity: components['schemas']['Quantity']
        amountAmount?: Elements['Amount']
      }
    }
    Issuer: {
      country: Elements['Country']
      agency: Elements['Id']
    }
    CorrespondingPermit: components['schemas']['AdditionalDocument'] & {
      xIssuer: components['schemas']['Issuer']
    }
    /** @description One item at one use point, as the issuer holds it over all who use the permit */
    Balance: {
      item: components['schemas']['ItemNumber']
      usePoint: components['schemas']['UsePoint']
      state: components['schemas']['LineState']
      granted: Elements['PositiveDecimal']
      reserved: Elements['PositiveDecimal']
      used: Elements['PositiveDecimal']
      available: Elements['PositiveDecimal']
      unitCode: Elements['Code']
    }
    Balances: components['schemas']['Balance'][]
    /** @enum {string} */
    RefusalReason:
      | 'unknown-document'
      | 'unknown-item'
      | 'kind'
      | 'destination'
      | 'marks'
      | 'use-point'
      | 'unit'
      | 'overdraw'
      | 'duplicate-use'
      | 'one-consignment'
      | 'one-declaration'
      | 'retained'
      | 'not-yet-valid'
      | 'expired'
      | 'expired-at-export'
      | 'revoked'
      | 'replaced'
      | 'presented'
      | 'corresponding-permit'
      | 'endorser'
      | 'not-extendable'
      | 'extended'
      | 'too-long'
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
        xSubtype?: components['schemas']['Subtype']
        xPurposeCode?: components['schemas']['PurposeCode']
        /**
         * @description Number of the security stamp (CITES permit, box 5)
         */
        xSecurityStampId?: Elements['Id']
        /** @description A country of import may extend its validity */
        xTimber?: boolean
        /** @description As the paper names it, which may do so by its number and country alone */
        xCorrespondingPermit?: {
          id: Elements['Id']
          typeCode?: Elements['Code']
          categoryCode?: Elements['Code']
          xIssuer?: {
            country: Elements['Country']
            agency?: Elements['Id']
          }
        }
        xTreatments?: components['schemas']['Treatment'][]
        /** @description In these alone it is used for import */
        xDestinations?: Elements['Country'][]
        /** @description Of export, re-export or transit, as it names them beside those of destination: they are told what stands in it */
        xCountriesConcerned?: Elements['Country'][]
        /**
         * @description What the goods are for and with whom they stay
         */
        xEndUse?: Elements['Text']
        xFishingVessel?: {
          /**
           * @description IMO number, or the one of its register
           */
          id: Elements['Id']
          name?: Elements['Name']
          xFlag: Elements['Country']
        }
        seal?: {
          id: Elements['Id']
        }
        /** @description In how many parcels the shipment is */
        xParcels?: number
        /** @description For how many shipments a notification of waste is (Basel Convention, notification, block 4) */
        xShipments?: number
        xItems?: components['schemas']['Item'][]
        /**
         * @description Of the electronic document that was presented
         */
        xDigest?: Elements['Digest']
        xIssuedAt?: Elements['DayOrTime']
        xValidTo?: Elements['DayOrTime']
      }
    }
    reservation: {
      additionalDocument: components['schemas']['WrittenOff']
      xIssuer: components['schemas']['Issuer']
      xItem: components['schemas']['ItemNumber']
      xUsePoint: components['schemas']['UsePoint']
      /**
       * @description Unused until then, it lapses: within the limit of the agreement, and before the document ends
       */
      xUntil: Elements['Time']
      declaration?: {
        id: Elements['Id']
      }
    }
    use: {
      /**
       * @description The user's own; a use id counts once for a permit and country
       */
      xUseId: Elements['Id']
      /**
       * @description The message that made the reservation
       */
      xReservation?: Elements['MessageId']
      /**
       * @description provisional: a fact, while the issuer is out of reach
       * @enum {string}
       */
      xMode: 'request' | 'provisional'
      xKind: components['schemas']['Kind']
      xUsePoint: components['schemas']['UsePoint']
      additionalDocument: components['schemas']['WrittenOff']
      xIssuer: components['schemas']['Issuer']
      xItem: components['schemas']['ItemNumber']
      /**
       * @description Which specimens these are; firearms, by their marks
       */
      xSpecimenMarks?: Elements['Text']
      /**
       * @description Where validity is tested at the export date (CITES)
       */
      xExportedAt?: Elements['Time']
      /** @description Goods in transit are exempt (CITES Art. VII 1) and use nothing */
      xTransit?: boolean
      declaration: {
        id: Elements['Id']
      }
      /** @description The consignment, where it is in more than one declaration: a permit for one consignment is for all of them */
      ucr?: {
        id: Elements['Id']
      }
      governmentAgencyGoodsItem?: {
        sequenceNumeric: number
      }
      xCorrespondingPermit?: components['schemas']['CorrespondingPermit']
      /** @description Nothing more of this item will be used at this point */
      xFinal: boolean
    }
    /** @description The reference of the message names the use, or the reservation that is given back */
    'use-cancelled': {
      additionalDocument: components['schemas']['AdditionalDocument']
      xReason: Elements['Text']
    }
    /** @description The using side has stopped goods or a document (ISPM 13) */
    interception: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xIssuer: components['schemas']['Issuer']
      xItem?: components['schemas']['ItemNumber']
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
      additionalInformation?: Elements['AdditionalInformationList']
    }
    status: components['schemas']['Particulars'] & {
      additionalDocument: components['schemas']['AdditionalDocument']
      xStanding: components['schemas']['Standing']
      /** @enum {string} */
      xUse?: 'single' | 'multiple'
      xValidFrom?: Elements['Time']
      xValidTo?: Elements['Time']
      xReplacedBy?: Elements['Id']
      /** @description Another use of the same balance was refused for the use that the reference names */
      xContested?: boolean
      xBalance?: components['schemas']['Balances']
      /**
       * @description conforms: all that stands in the document was presented as it was issued; not-compared: nothing differs, and not all was compared
       * @enum {string}
       */
      xVerification?: 'conforms' | 'differs' | 'not-compared' | 'unknown'
      /** @description Members of xPresented that are not as issued */
      xDiffers?: Elements['Id'][]
      /** @description Members of the document that were not presented, and those of xPresented of which the register says nothing; xItems, where an item was not */
      xNotCompared?: Elements['Id'][]
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
    'reservation-lapsed': components['schemas']['reservation-confirmed']
    /** @description The issuer needs what is reserved; the reference of the message names the reservation */
    'reservation-withdrawn': {
      additionalDocument: components['schemas']['AdditionalDocument']
      xReason: Elements['Text']
    }
    'use-confirmed': {
      xUseId: Elements['Id']
      xBalance: components['schemas']['Balances']
    }
    'use-refused': {
      xUseId: Elements['Id']
      xReason: components['schemas']['RefusalReason']
      /** @description There was enough, until another use was confirmed before it */
      xConcurrent?: boolean
      xBalance: components['schemas']['Balances']
    }
    /** @description What left, as the office of export has seen it (CITES permit, box 15): of an import permit the side of export says it, of all others their issuer */
    endorsement: {
      additionalDocument: components['schemas']['AdditionalDocument']
      /** @description Where another than the issuer endorses, and begins a case by it */
      xIssuer?: components['schemas']['Issuer']
      xItem: components['schemas']['ItemNumber']
      xEndorsedAt: Elements['Time']
      xQuantity: components['schemas']['Quantity']
      xTransportDocument?: Elements['Id']
    }
    /** @description The country of import has extended the validity of a permit of timber that arrived before it ended and is not imported yet (Res. Conf. 12.3) */
    extension: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xIssuer: components['schemas']['Issuer']
      /**
       * @description In the port of final destination, where it is held
       */
      xArrivedAt: Elements['Time']
      /**
       * @description The new end: once, and at most six months after the one of the permit
       */
      xValidTo: Elements['Time']
      /**
       * @description Where it is held, and will be imported
       */
      xOffice?: Elements['OfficeId']
    }
    revocation: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xReason: Elements['Text']
      xEffectiveFrom?: Elements['Time']
    }
    replacement: {
      additionalDocument: components['schemas']['AdditionalDocument']
      xReplacement: components['schemas']['AdditionalDocument']
      xReason?: Elements['Text']
    }
    /** @description What was stated and what was granted do not fit; the reference of the message names the use, the endorsement or the extension */
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
