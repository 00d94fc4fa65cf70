/** Types of node/procedures/aeo/messages.yaml, written by "npm run api-types". */
import type { components as shared } from '../elements.ts'
type Elements = shared['schemas']
export interface components {
  schemas: {
    Party: {
      id: Elements['Id']
      roleCode?: Elements['Code']
    }
    Holder: {
      id: Elements['Id']
      categoryCode?: Elements['Code']
    }
    /** @enum {string} */
    LegalGround: 'legal-obligation' | 'public-task' | 'international-agreement'
    Trader: {
      aeoMutualRecognitionParty: components['schemas']['Party']
      authorisationHolder: components['schemas']['Holder']
      xProgramme: Elements['Code']
      /**
       * @default active
       * @enum {string}
       */
      xStatus?: 'active' | 'suspended'
      xEffectiveFrom: Elements['Time']
      /**
       * @description When the authorisation ends by itself
       */
      xEffectiveTo?: Elements['Time']
      /**
       * @description Number of the certificate
       */
      xCertificateNumber?: Elements['Id']
      /**
       * @description Who issued the certificate
       */
      xIssuingAuthority?: Elements['Name']
      /** @description The sites that the certificate covers */
      xSites?: {
        /**
         * @description A code of the site, as a UN/LOCODE
         */
        id?: Elements['Id']
        xName?: Elements['Name']
        address: Elements['Address']
      }[]
      xAliases?: {
        /**
         * @description As EORI or TIN
         */
        scheme: Elements['Code']
        id: Elements['Id']
      }[]
      xName?: Elements['Name']
      address?: Elements['Address']
      /** @description That the trader has consented; without it, another ground */
      xConsent?: {
        ref: Elements['Id']
        at: Elements['Time']
      }
      /** @description On what else than consent the trader is published; the agreement names the kinds that may be */
      xLegalGround?: {
        kind: components['schemas']['LegalGround']
        /**
         * @description The provision that allows or demands it
         */
        ref: Elements['Text']
      }
    }
    Entry: components['schemas']['Trader'] & {
      /** @enum {string} */
      xAction:
        'granted' | 'changed' | 'suspended' | 'reinstated' | 'revoked' | 'expired' | 'succeeded' | 'consent-withdrawn'
      /** @description Identifiers of those whom this trader succeeds */
      xSuccessorOf?: Elements['Id'][]
      /** @description Crossings on the road for which the old status goes on */
      xGraceCrossings?: Elements['Id'][]
      xReasonCategory?: Elements['Code']
    }
    Key: {
      id: Elements['Id']
      programme: Elements['Code']
      type?: Elements['Code']
      role?: Elements['Code']
    }
    Sequence: number
    snapshot: {
      /**
       * @description The same for all parts
       */
      xSnapshot: Elements['Id']
      xPart: number
      xParts: number
      /**
       * @description Traders in all parts
       */
      xCount: Elements['Count']
      /** @description Of the last delta that it holds */
      xSequence: number
      /**
       * @description SHA-256 of the digests of the parts, in their order
       */
      xHash: Elements['Digest']
      /**
       * @description SHA-256 of the canonical JSON of xTraders, or of the attachment
       */
      xPartHash?: Elements['Digest']
      /**
       * @description Traders in this part
       */
      xPartCount?: Elements['Count']
      /** @description Every ground, beside consent, on which traders of this part are published */
      xLegalGrounds?: {
        xProgramme: Elements['Code']
        kind: components['schemas']['LegalGround']
      }[]
      xTraders?: components['schemas']['Trader'][]
      /**
       * @description The traders, one JSON text a line (NDJSON); part is attachment-1, digest the SHA-256 of its bytes
       */
      xAttachment?: Elements['Attachment']
    }
    delta: {
      xSequence: components['schemas']['Sequence']
      /**
       * @description SHA-256 of the hash before (as text) and the canonical JSON of xEntries
       */
      xHash: Elements['Digest']
      xEntries: components['schemas']['Entry'][]
    }
    status: {
      xTraders: {
        key: components['schemas']['Key']
        /** @enum {string} */
        status: 'active' | 'suspended' | 'revoked' | 'expired' | 'succeeded' | 'unknown'
        since?: Elements['Time']
      }[]
    }
    applied: {
      xSequence: number
      xRiskEngineTookAt?: Elements['Time']
    }
    query: {
      xKeys: components['schemas']['Key'][]
    }
    resync: {
      /** @enum {string} */
      xReason: 'gap' | 'hash' | 'requested'
      xLastSequence?: number
    }
    'recognition-suspended': {
      /** @description The whole programme, where absent */
      xKeys?: components['schemas']['Key'][]
      xEffectiveFrom?: Elements['Time']
      xReasonCategory?: Elements['Code']
    }
    'recognition-restored': components['schemas']['recognition-suspended']
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
