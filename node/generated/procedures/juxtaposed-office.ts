/** Types of node/procedures/juxtaposed-office/messages.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    Zone: {
      id: Elements['Id']
      /**
       * @description On whose soil it lies
       */
      territory: Elements['Country']
      lanes: {
        id: Elements['Id']
        modeCode?: Elements['ModeCode']
      }[]
    }
    /**
     * @description complete: goes on to its end; return: no entry control begins any more, what was handed over goes back
     * @enum {string}
     */
    Ends: 'complete' | 'return'
    dossier: {
      xOfficeId: Elements['Id']
      /**
       * @description The side of the sender
       */
      xSide: Elements['Side']
      xVersion: number
      xZones: components['schemas']['Zone'][]
      xValidFrom: Elements['Time']
      xValidTo?: Elements['Time']
      xLegalBasis: Elements['Text']
      /** @description The agencies of the sender that are there */
      xAgencies?: Elements['Id'][]
      additionalInformation?: Elements['AdditionalInformationList']
    }
    agreement: {
      /** @description The version of the dossier of the other side */
      xVersion: number
      additionalInformation?: Elements['AdditionalInformationList']
    }
    suspension: {
      xReasonCode: Elements['Code']
      xFrom: Elements['Time']
      /**
       * @description A new agreement ends it earlier
       */
      xUntil?: Elements['Time']
      /** @description How each open movement ends */
      xEnds: components['schemas']['Ends']
      /** @description Open movements that end otherwise; only in the case of the office */
      xExceptions?: {
        /**
         * @description The conversation of the movement
         */
        xMovement: Elements['MessageId']
        xEnds: components['schemas']['Ends']
      }[]
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'exit-completed': {
      xOfficeId: Elements['Id']
      /**
       * @description The conversation of the office: where it is named, the movement begins only while its dossiers are in force
       */
      xOfficeCase?: Elements['MessageId']
      xZone: Elements['Id']
      xLane: Elements['Id']
      xSubject: Elements['Subjects']
      xAt: Elements['Time']
      declaration?: {
        id: Elements['Id']
      }
      additionalInformation?: Elements['AdditionalInformationList']
    }
    Step: {
      xAt: Elements['Time']
      /**
       * @description All of the movement, where none is named
       */
      xSubject?: Elements['Subjects']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    handover: components['schemas']['Step']
    'entry-started': components['schemas']['Step']
    'entry-completed': components['schemas']['Step'] & {
      declaration?: {
        id: Elements['Id']
      }
    }
    Reasoned: components['schemas']['Step'] & {
      xReasonCode: Elements['Code']
    }
    'entry-refused': components['schemas']['Reasoned']
    detained: components['schemas']['Reasoned']
    'detention-lifted': components['schemas']['Reasoned']
    seized: components['schemas']['Reasoned']
    returned: components['schemas']['Step']
    readmitted: components['schemas']['Step']
    incident: components['schemas']['Step'] & {
      xWhat: Elements['Text']
      /**
       * @description Whose law was applied
       */
      xLawApplied: Elements['Country']
      xZone: Elements['Id']
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
