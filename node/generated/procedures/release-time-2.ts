/** Types of node/procedures/release-time/messages-2.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    /** @enum {string} */
    EventCode:
      | 'queue-in'
      | 'arrival'
      | 'presentation'
      | 'unloading'
      | 'temporary-storage'
      | 're-presentation'
      | 'lodgement'
      | 'acceptance'
      | 'documents-requested'
      | 'documents-supplied'
      | 'control-decided'
      | 'control-started'
      | 'control-ended'
      | 'sampling'
      | 'lab-result'
      | 'agency-decision'
      | 'payment'
      | 'release'
      | 'removal'
      | 'exit'
    event: {
      xEventId: Elements['Id']
      xCode: components['schemas']['EventCode']
      xOccurredAt: Elements['Time']
      xRecordedAt: Elements['Time']
      xClock: {
        source: Elements['Code']
        uncertaintyMs: number
      }
      /** @enum {string} */
      xCapture: 'automatic' | 'manual' | 'derived'
      xDerivedFrom?: Elements['Id']
      /** @enum {string} */
      xActor?: 'customs' | 'agency' | 'trader' | 'carrier' | 'operator'
      declaration?: {
        id?: Elements['Id']
      }
      modeCode?: Elements['ModeCode']
      currentCode?: Elements['Code']
      xChannel?: Elements['Code']
      xAeo?: boolean
      xStudy?: Elements['Id']
      /** @description Of the Harmonized System, where all goods are of one */
      xHsChapter?: string
      /**
       * @description Whose event it is; that of its sender where absent
       */
      xAgency?: Elements['Id']
    }
    correction: {
      /**
       * @description Of an event of its sender
       */
      xEventId: Elements['Id']
      xOccurredAt?: Elements['Time']
      /**
       * @description It did not happen
       * @constant
       */
      xVoid?: true
      xReason: Elements['Text']
    }
    /** Format: date */
    Day: string
    Seed: string
    /** @description The plan of a study (WCO Time Release Study Guide), proposed by either side */
    study: {
      xStudy: Elements['Id']
      xTitle?: Elements['Name']
      /** @description The first day, in UTC, by the first clock time of a movement at a border: for each side by its own, where it has one */
      xFrom: components['schemas']['Day']
      /** @description The last day, of at most 366 */
      xTo: components['schemas']['Day']
      xOffices: Elements['OfficeId'][]
      modeCode?: Elements['ModeCode'][]
      /**
       * @default release
       * @enum {string}
       */
      xMeasure?: 'release' | 'door-to-door' | 'lead-time'
      /** @description Which movements are measured; both sides find the same ones (docs/how-to/release-time.md) */
      xSampling:
        | {
            /** @constant */
            method: 'all'
          }
        | {
            /** @constant */
            method: 'fraction'
            perMille: number
            seed: components['schemas']['Seed']
          }
        | {
            /** @constant */
            method: 'systematic'
            every: number
            seed: components['schemas']['Seed']
          }
      /** @description What is an outlier: nothing; beyond the fences of Tukey, a factor of the distance between the quartiles away from them; longer than a limit */
      xOutliers:
        | {
            /** @constant */
            rule: 'none'
          }
        | {
            /** @constant */
            rule: 'tukey'
            /**
             * @description As 1.5
             */
            factor: Elements['PositiveDecimal']
          }
        | {
            /** @constant */
            rule: 'limit'
            minutes: number
          }
      xText?: Elements['Text']
    }
    /** @description The other side takes part in the study as it was planned; the reference of the message names the plan */
    'study-acceptance': {
      xStudy: Elements['Id']
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
