/** Types of node/procedures/joint-control/messages.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    /**
     * @description What is looked for, as both countries name it: safety-security, revenue, drugs, veterinary, …
     */
    Objective: Elements['Code']
    Objectives: components['schemas']['Objective'][]
    /** @description The agencies of the sender that take part; each of them owes a result for each subject */
    Agencies: Elements['Id'][]
    Seal: {
      id: Elements['Id']
      /**
       * @description Who affixed it (UN/EDIFACT 9303): CU customs, AC quarantine, CA carrier, SH shipper, TO terminal
       */
      xSealingParty?: Elements['Code']
    }
    SealBefore: {
      id: Elements['Id']
      /** @enum {string} */
      condition: 'intact' | 'broken' | 'missing' | 'replaced'
      /**
       * @description Who had affixed it (UN/EDIFACT 9303)
       */
      xSealingParty?: Elements['Code']
    }
    request: {
      /**
       * @description What both call this control
       */
      xControl: Elements['Id']
      /**
       * @description The side of the sender
       */
      xSide: Elements['Side']
      xPlace: Elements['Id']
      xStart: Elements['Time']
      xObjectives: components['schemas']['Objectives']
      xSubject: Elements['Subjects']
      xAgencies: components['schemas']['Agencies']
      xAnswerBy?: Elements['Time']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    acceptance: {
      xAgencies: components['schemas']['Agencies']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    reschedule: {
      xStart: Elements['Time']
      xPlace?: Elements['Id']
      /** @description Those that both are to control for; as they stand where none is named */
      xObjectives?: components['schemas']['Objectives']
      /** @description Of the sender; those that it has said before where it is not there */
      xAgencies?: components['schemas']['Agencies']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'reschedule-accepted': {
      /** @description Of the sender; those that it has said before where it is not there */
      xAgencies?: components['schemas']['Agencies']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    Reason: {
      xReasonCode: Elements['Code']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    decline: components['schemas']['Reason']
    aborted: components['schemas']['Reason']
    start: {
      xStart: Elements['Time']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'no-show': {
      /**
       * @description At or after the start that was agreed
       */
      xWaitedUntil: Elements['Time']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    result: {
      xControl: Elements['Id']
      /** @description Counted per side, agency and subject */
      xResultNo: number
      /**
       * @description The result before it; from the second on
       */
      xSupersedes?: Elements['MessageId']
      /** @enum {string} */
      xFinality: 'interim' | 'final'
      xAgency: Elements['Id']
      supervisingOffice?: {
        id: Elements['Id']
      }
      /** @description What was found, objective by objective; a final result says it of each that both have agreed on */
      xOutcomes: {
        xObjective: components['schemas']['Objective']
        /** @enum {string} */
        xResultCode: 'satisfactory' | 'discrepancy' | 'not-controlled'
      }[]
      xSubject: Elements['Subjects']
      xStart: Elements['Time']
      xEnd: Elements['Time']
      transportEquipment?: {
        id: Elements['Id']
        xSealBefore?: components['schemas']['SealBefore'][]
        /** @description After the control */
        seal?: components['schemas']['Seal'][]
      }[]
      xWeighing?: {
        grossMassMeasure: Elements['Quantity']
        instrument: Elements['Id']
        /**
         * @description International vehicle weight certificate, where there is one
         */
        certificate?: Elements['Id']
        /** @description The weight on each axle or group of axles, from the front, each in a unit of mass */
        xAxles?: Elements['Quantity'][]
      }
      /** @description Samples that were drawn, by which the laboratory answers */
      xSamples?: {
        /**
         * @description Its number, of no other sample of the result
         */
        id: Elements['Id']
        laboratory?: Elements['Id']
        /**
         * @description Under which it is examined there
         */
        laboratoryReference?: Elements['Id']
        seal?: components['schemas']['Seal']
      }[]
      xDiscrepancies?: {
        pointer: Elements['Pointers']
        declared?: Elements['Text']
        found?: Elements['Text']
      }[]
      xDisposal?: Elements['Code']
      /** @description Attachments by their digest */
      xImages?: Elements['Attachment'][]
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'concluded-without': {
      /**
       * @description The side of the agency that has not reported
       */
      xSide: Elements['Side']
      xAgency: Elements['Id']
      xReasonCode: Elements['Code']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'joint-record': {
      /**
       * @description SHA-256 of the canonical JSON (RFC 8785) of the final results, and of the agencies without which it was concluded
       */
      xRecordDigest: Elements['Digest']
    }
    recognition: {
      xRecordDigest: Elements['Digest']
      xObjectives: components['schemas']['Objectives']
      /**
       * @description All of the control, where none is named
       */
      xSubject?: Elements['Subjects']
      /** @description For each sealed equipment, when its seal was last seen intact */
      xSealLastSeen?: {
        transportEquipment: Elements['Id']
        seal: Elements['Id']
        at: Elements['Time']
      }[]
      xUntil?: Elements['Time']
    }
    'non-recognition': {
      xRecordDigest: Elements['Digest']
      xReasonCode: Elements['Code']
      additionalInformation?: Elements['AdditionalInformationList']
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
