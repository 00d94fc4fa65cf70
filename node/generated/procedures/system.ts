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
    }
    maintenance: {
      xFrom: Elements['Time']
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
      xScope?: components['schemas']['Scope']
      xInstructions?: Elements['Text']
    }
    test: {
      xTestId: Elements['Id']
      xExpect?: Elements['Text']
      /**
       * @description The reference of the message names the test
       * @enum {string}
       */
      xResult?: 'passed' | 'failed'
      xText?: Elements['Text']
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
