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
    Agencies: Elements['Id'][]
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
      /** @description The newest version of the dossier of the other side; that to which this side has agreed, to open what it has suspended */
      xVersion: number
      additionalInformation?: Elements['AdditionalInformationList']
    }
    suspension: {
      xReasonCode: Elements['Code']
      xFrom: Elements['Time']
      /**
       * @description To agree again to what is agreed ends it earlier
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
      /**
       * @description The suspension of the office, which the machine says again in the case of each open movement
       */
      xRepeats?: Elements['MessageId']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    roster: {
      xFrom: Elements['Time']
      xTo: Elements['Time']
      /** @description Who is on duty at the office for the sender, by function; for as long as it is valid it takes the place of those that were told before. No name is stated */
      xDuty: {
        xAgency: Elements['Id']
        /** @description As `xDecidedBy.function` names it in what he decides */
        xFunction: string
        /**
         * @description As `xDecidedBy.ref`; only where the agreement has the effect `officers-by-reference`
         */
        xRef?: Elements['Id']
        /** @description What he is competent to decide; all that a person decides, where nothing is named */
        xDecides?: (
          | 'suspension'
          | 'entry-refused'
          | 'refusal-revoked'
          | 'detained'
          | 'detention-lifted'
          | 'seized'
          | 'seizure-lifted'
          | 'disposed'
          | 'disposal-consent'
          | 'release-revoked'
          | 'readmitted'
          | 'handover-revoked'
          | 'control-again-answer'
          | 'control-again'
          | 'incident'
        )[]
      }[]
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'exit-completed': {
      xOfficeId: Elements['Id']
      /**
       * @description The conversation of the office: the movement begins only while it is in force there, and by its agencies and rosters
       */
      xOfficeCase: Elements['MessageId']
      xZone: Elements['Id']
      xLane: Elements['Id']
      xSubject: Elements['Subjects']
      /**
       * @description Whose step it is: that of the key that states it, or customs, where none is named
       */
      xAgency?: Elements['Id']
      /** @description Which agencies of the exit side control it, beside the one whose control is over; it is handed over once all have ended theirs */
      xAgencies?: components['schemas']['Agencies']
      xAt: Elements['Time']
      declaration?: {
        id: Elements['Id']
      }
      additionalInformation?: Elements['AdditionalInformationList']
    }
    Step: {
      /**
       * @description Whose step it is: that of the key that states it, or customs, where none is named
       */
      xAgency?: Elements['Id']
      xAt: Elements['Time']
      /**
       * @description All of the movement, where none is named
       */
      xSubject?: Elements['Subjects']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    handover: components['schemas']['Step']
    'entry-started': components['schemas']['Step'] & {
      /** @description Which agencies of the entry side control it, beside the one that has begun; it has entered once all have ended theirs */
      xAgencies?: components['schemas']['Agencies']
      /** @description What it names was found with what was handed over, and no exit was completed for it: it is a subject of its own from here on */
      xUndeclared?: boolean
    }
    'entry-completed': components['schemas']['Step'] & {
      declaration?: {
        id: Elements['Id']
      }
    }
    Reasoned: components['schemas']['Step'] & {
      xReasonCode: Elements['Code']
    }
    'entry-refused': components['schemas']['Reasoned']
    'refusal-revoked': components['schemas']['Step'] & {
      xReasonCode: Elements['Code']
    }
    detained: components['schemas']['Reasoned']
    'detention-lifted': components['schemas']['Step'] & {
      xReasonCode: Elements['Code']
      /**
       * @description Where it was not the agency itself that wanted it
       */
      xRuling?: Elements['Ruling']
    }
    seized: components['schemas']['Reasoned']
    'seizure-lifted': components['schemas']['Step'] & {
      xRuling: Elements['Ruling']
    }
    disposed: components['schemas']['Step'] & {
      xDisposal: Elements['EndOfGoods']
    }
    'disposal-consent': Elements['Consent']
    'release-revoked': components['schemas']['Step'] & {
      xReasonCode: Elements['Code']
      /**
       * @description Where that which has entered still stands; without it it has gone on
       */
      xZone?: Elements['Id']
    }
    returned: components['schemas']['Step']
    readmitted: components['schemas']['Step']
    'handover-revoked': components['schemas']['Reasoned']
    'control-again-request': components['schemas']['Reasoned']
    'control-again-answer': {
      /**
       * @description Whose step it is: that of the key that states it, or customs, where none is named
       */
      xAgency?: Elements['Id']
      xAt: Elements['Time']
      /** @description To one more control by the exit side, of what its request is about */
      xConsent: boolean
      xReasonCode?: Elements['Code']
      additionalInformation?: Elements['AdditionalInformationList']
    }
    'control-again': components['schemas']['Step'] & {
      xResultCode?: Elements['Code']
    }
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
