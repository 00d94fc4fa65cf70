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
    /** @description They pass where the agreement names the equivalence of protection (Johannesburg Convention Art. 26) */
    PersonalData: {
      /** @description Of those that the agreement names (`data_protection.categories`), and as it does */
      categories: string[]
    }
    Attachment: {
      part: Elements['Id']
      digest: Elements['Digest']
      mediaType?: Elements['Id']
      xDescription?: Elements['Text']
      xUseLimitation: components['schemas']['UseLimitation']
    }
    Attachments: components['schemas']['Attachment'][]
    /**
     * @description Why assistance is refused or put off. TFA 12: public interest, domestic law, proceedings that it would impede, consent that was not given, documents that need not be kept any more (7.1), no reciprocity (8), a burden (9), commercial interests (10). Sovereignty and security: the conventions and bilateral agreements. That the instrument is in force no more: where the agreement has it that what is open ends with it, and for a refusal alone.
     * @enum {string}
     */
    Ground:
      | 'public-interest'
      | 'domestic-law'
      | 'ongoing-proceedings'
      | 'consent-not-given'
      | 'retention-ended'
      | 'no-reciprocity'
      | 'burden'
      | 'commercial-interests'
      | 'sovereignty'
      | 'security'
      | 'instrument-ended'
    /**
     * @description Under which assistance is asked for, or given unasked: one that the agreement names as in force
     * @enum {string}
     */
    Instrument: 'tfa-12' | 'nairobi' | 'johannesburg' | 'bilateral' | 'other'
    /**
     * @description Its classification, of those that the agreement names
     */
    Marking: Elements['Code']
    /**
     * @description Needed for domestic-law: the provision (TFA 12.7)
     */
    LawReference: Elements['Text']
    request: {
      xInstrument: components['schemas']['Instrument']
      xRequestNo?: Elements['Id']
      /**
       * @description What it is about; content for the special role only
       */
      xMatter: Elements['Text']
      xQuestions: Elements['Text'][]
      /**
       * @description The term asked for; without it that of the agreement
       */
      xAnswerBy?: Elements['Time']
      /** @description The shorter term holds, where none is named */
      xUrgent?: boolean
      xMarking?: components['schemas']['Marking']
      /** @description In which it is made and an answer is asked for (BCP 47), of those that the agreement names */
      xLanguage?: string
      /**
       * @description In which form an answer is asked for, of those that the agreement names
       * @enum {string}
       */
      xEvidentialForm?: 'information' | 'copy' | 'certified-copy' | 'original' | 'statement'
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
      xReason: components['schemas']['Ground']
      xLawReference?: components['schemas']['LawReference']
      xUntil?: Elements['Time']
      xText?: Elements['Text']
    }
    resumed: {
      xAnswerBy?: Elements['Time']
      xText?: Elements['Text']
    }
    refused: {
      xReason: components['schemas']['Ground']
      xLawReference?: components['schemas']['LawReference']
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
    spontaneous: {
      xInstrument: components['schemas']['Instrument']
      xMarking?: components['schemas']['Marking']
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
