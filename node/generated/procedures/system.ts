/** Types of node/procedures/system/messages.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    ProcedureName: string
    /** @description What it is about; all of the system, where nothing is named */
    Scope: {
      procedures?: components['schemas']['ProcedureName'][]
      offices?: Elements['Id'][]
    }
    Office: {
      /**
       * @description Opens with the code of its country
       */
      id: Elements['Id']
      name: Elements['Name']
      modeCode: Elements['ModeCode'][]
      xRoles?: ('entry' | 'exit' | 'transit' | 'departure' | 'destination' | 'guarantee')[]
      xValidFrom?: Elements['Time']
      xValidTo?: Elements['Time']
    }
    /** @description A way over the border that the sender serves */
    Route: {
      exitOffice: {
        id: Elements['Id']
      }
      entryOffice: {
        id: Elements['Id']
      }
      modeCode: Elements['ModeCode']
      /** @description Open to transit (DUCA) movements */
      xTransit?: boolean
    }
    /** @description A list of codes, in the edition that the sender works with */
    Edition: {
      name: Elements['Name']
      version: Elements['Code']
    }
    Contact: {
      /** @enum {string} */
      role: 'duty-desk' | 'technical' | 'legal' | 'data-protection'
      /**
       * @description Of a desk; a person need not be named
       */
      name: Elements['Name']
      /** @description Telephone numbers and addresses */
      reach: string[]
      /** @description When it is there */
      hours: string
      languages?: string[]
    }
    /**
     * @description The agreement under which they were sent, by its hash: what it promised of them holds for as long as they are there
     */
    SentUnder: Elements['Digest']
    /** @description Categories of data, as the agreement names them */
    Categories: string[]
    Number: number
    capabilities: {
      xSystem?: Elements['Name']
      xProcedures: {
        name: components['schemas']['ProcedureName']
        versions: string[]
        types?: components['schemas']['ProcedureName'][]
      }[]
      xMessageBytes?: number
      xLanguages?: string[]
    }
    'reference-data': {
      xVersion: number
      xValidFrom?: Elements['Time']
      /** @description The sender's own */
      xOffices: components['schemas']['Office'][]
      /** @description The other side's offices as the sender has them on file */
      xForeignOffices?: components['schemas']['Office'][]
      xRoutes: components['schemas']['Route'][]
      xCodeLists?: components['schemas']['Edition'][]
      /** @description The edition of the Harmonized System */
      xHsEdition?: string
      /**
       * @description Where rates of exchange come from
       */
      xRateSource?: Elements['Name']
      /** @description The tz database that hours are computed with */
      xTzdb?: string
    }
    /** @description Whom the other side reaches, and when; in the place of what the sender has stated before, and of its contacts in the agreement */
    contacts: {
      xContacts: components['schemas']['Contact'][]
    }
    maintenance: {
      xFrom: Elements['Time']
      /**
       * @description No more than 31 days later
       */
      xTo: Elements['Time']
      xScope?: components['schemas']['Scope']
      /** @description The reference of the message names the maintenance that does not take place */
      xCancelled?: boolean
      xText?: Elements['Text']
    }
    outage: {
      xSince: Elements['Time']
      xExpectedEnd?: Elements['Time']
      /**
       * @description The reference of the message names the outage that is over
       */
      xEndedAt?: Elements['Time']
      xScope?: components['schemas']['Scope']
      xText?: Elements['Text']
    }
    contingency: {
      /**
       * @description What stands in for the exchange
       * @enum {string}
       */
      xProcedure: 'paper' | 'stick' | 'e-mail' | 'none'
      xFrom: Elements['Time']
      xReviewAt?: Elements['Time']
      /**
       * @description The reference of the message names the contingency that is over
       */
      xEndedAt?: Elements['Time']
      /**
       * @description All that was done meanwhile is in the exchange; the reference of the message names the contingency, which is over
       */
      xRegularisedAt?: Elements['Time']
      xScope?: components['schemas']['Scope']
      xInstructions?: Elements['Text']
    }
    test: {
      /**
       * @description Of a test that the agreement names: its place there, from 1, or its words
       */
      xTestId: Elements['Id']
      xExpect?: Elements['Text']
      /**
       * @description The reference of the message names the test
       * @enum {string}
       */
      xResult?: 'passed' | 'failed'
      xText?: Elements['Text']
    }
    /** @description Data that the other side has sent are wrong, and are to be put right within the hours of the agreement. It names them and does not hold them */
    'correction-request': {
      /** @description Whose data they are */
      xProcedure: components['schemas']['ProcedureName']
      /**
       * @description By which the other side has sent them
       */
      xMessage: Elements['MessageId']
      xAgreement: components['schemas']['SentUnder']
      /** @description What is wrong, as JSON pointers into its document; all of it, where nothing is named */
      xPointers?: string[]
      /**
       * @description Why, without the data themselves
       */
      xText?: Elements['Text']
    }
    /** @description What became of it; the reference of the message names the request */
    'correction-answer': {
      /**
       * @description refused: the data stand as they were sent
       * @enum {string}
       */
      xResult: 'corrected' | 'refused'
      /**
       * @description The message that puts them right
       */
      xCorrectedBy?: Elements['MessageId']
      /**
       * @description Why they stand, where it is refused
       */
      xText?: Elements['Text']
    }
    /** @description Data that passed between the two were lost, altered, or seen by who must not, at the side that says so (GDPR Art. 33; Directive (EU) 2016/680 Art. 30). It names them and does not hold them; what is not known yet is told later */
    'breach-notice': {
      /** @description Of whose data the agreement states the hours */
      xProcedure: components['schemas']['ProcedureName']
      xAgreement: components['schemas']['SentUnder']
      /** @description By which they came, from either side; any of the procedure, where nothing is named */
      xMessages?: Elements['MessageId'][]
      /**
       * @description When its sender found it; the hours count from then
       */
      xKnownAt: Elements['Time']
      xOccurredAt?: Elements['Time']
      xKinds: ('confidentiality' | 'integrity' | 'availability')[]
      /**
       * @description What happened, without the data themselves
       */
      xText: Elements['Text']
      xCategories?: components['schemas']['Categories']
      /** @description Whose data they are, about how many */
      xPersons?: components['schemas']['Number']
      /** @description How many records, about */
      xRecords?: components['schemas']['Number']
      /**
       * @description What it is likely to lead to
       */
      xConsequences?: Elements['Text']
      /**
       * @description What was done against it, and what is going to be
       */
      xMeasures?: Elements['Text']
      /**
       * @description Who tells more; without it, the contact for data protection that its sender has stated
       */
      xContact?: Elements['Text']
      /**
       * @description Why it is told only now; needed where the hours have passed
       */
      xDelayReason?: Elements['Text']
    }
    /** @description What was found out since; the reference of the message names the notice. What it states takes the place of what was stated before */
    'breach-update': {
      /**
       * @description What is known now, without the data themselves
       */
      xText?: Elements['Text']
      xCategories?: components['schemas']['Categories']
      /** @description Whose data they are, about how many */
      xPersons?: components['schemas']['Number']
      /** @description How many records, about */
      xRecords?: components['schemas']['Number']
      /**
       * @description What it is likely to lead to
       */
      xConsequences?: Elements['Text']
      /**
       * @description What was done against it, and what is going to be
       */
      xMeasures?: Elements['Text']
      /**
       * @description Since when it is over and what was to be done is done
       */
      xRemediedAt?: Elements['Time']
    }
    /** @description The other side has taken note; the reference of the message names the notice. Whether the procedure is suspended is said by the agreement */
    'breach-answer': {
      /**
       * @description What this side does against it
       */
      xMeasures?: Elements['Text']
      xText?: Elements['Text']
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
