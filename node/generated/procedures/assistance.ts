/** Types of node/procedures/assistance/messages.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    /** @description For what, before whom and how far the content may be used */
    UseLimitation: {
      purposes: Elements['Id'][]
      proceedings?: ('administrative' | 'judicial' | 'criminal')[]
      /**
       * @description Whether it may be passed on
       * @enum {string}
       */
      onward: 'none' | 'with-consent' | 'free'
      text?: Elements['Text']
    }
    /** @description Personal data need an equivalence of protection that both have agreed (Johannesburg Convention Art. 26) */
    PersonalData: {
      categories: Elements['Code'][]
      xEquivalence?: {
        ref: Elements['Id']
        agreedAt: Elements['Time']
      }
    }
    Attachment: {
      part: Elements['Id']
      digest: Elements['Digest']
      mediaType?: Elements['Id']
      xDescription?: Elements['Text']
      xUseLimitation: components['schemas']['UseLimitation']
    }
    Attachments: components['schemas']['Attachment'][]
    request: {
      /** @enum {string} */
      xInstrument: 'tfa-12' | 'nairobi' | 'johannesburg' | 'bilateral' | 'other'
      xRequestNo?: Elements['Id']
      /**
       * @description What it is about; content for the special role only
       */
      xMatter: Elements['Text']
      xQuestions: Elements['Text'][]
      /**
       * @description The term agreed; 90 days by default
       */
      xAnswerBy?: Elements['Time']
      xUrgent?: boolean
      xPersonalData?: components['schemas']['PersonalData']
      xUseLimitation?: components['schemas']['UseLimitation']
      xAttachments?: components['schemas']['Attachments']
    }
    supplement: {
      xText: Elements['Text']
      xQuestions?: Elements['Text'][]
      xPersonalData?: components['schemas']['PersonalData']
      xAttachments?: components['schemas']['Attachments']
    }
    accepted: {
      xAnswerBy?: Elements['Time']
      xText?: Elements['Text']
    }
    conditional: {
      xConditions: Elements['Text'][]
      xUseLimitation?: components['schemas']['UseLimitation']
      xAnswerBy?: Elements['Time']
    }
    'conditions-accepted': {
      xText?: Elements['Text']
    }
    'conditions-declined': components['schemas']['conditions-accepted']
    postponed: {
      /** @enum {string} */
      xReason: 'ongoing-investigation' | 'prosecution' | 'proceedings' | 'resources' | 'legal-advice' | 'other'
      xUntil?: Elements['Time']
      xText?: Elements['Text']
    }
    resumed: {
      xAnswerBy?: Elements['Time']
      xText?: Elements['Text']
    }
    refused: {
      /** @enum {string} */
      xReason:
        | 'no-legal-basis'
        | 'no-equivalence'
        | 'sovereignty'
        | 'security'
        | 'public-policy'
        | 'commercial-secrecy'
        | 'national-law'
        | 'disproportionate'
        | 'no-reciprocity'
        | 'not-available'
        | 'other'
      xText?: Elements['Text']
    }
    'partial-answer': {
      xText: Elements['Text']
      /** @description Of the text itself */
      xUseLimitation: components['schemas']['UseLimitation']
      /**
       * @description When retention ends: used and passed on no more
       */
      xRetainUntil: Elements['Time']
      xPersonalData?: components['schemas']['PersonalData']
      xAttachments?: components['schemas']['Attachments']
    }
    answer: components['schemas']['partial-answer']
    withdrawal: components['schemas']['conditions-accepted']
    spontaneous: components['schemas']['partial-answer']
    /** @description The reference of the message names the answer */
    'onward-use-request': {
      xRecipient: Elements['Name']
      xPurpose: Elements['Text']
      xParts?: Elements['Id'][]
    }
    'onward-use-answer': {
      xGranted: boolean
      xConditions?: Elements['Text'][]
      xReason?: Elements['Text']
    }
    /** @description The reference of the message names the answer, or nothing: all that was received */
    destroyed: {
      xDestroyedAt: Elements['Time']
      xMethod?: Elements['Name']
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
