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
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
