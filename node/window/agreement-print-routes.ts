/** An agreement as a document: the page to be printed, bound and signed, and the same as PDF. */
import type { Exchange } from '../exchange/exchange.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import { standingOf } from '../pages/agreement-marks.ts'
import { agreementFile, printedAgreement, type Printed } from '../pages/agreement-print.ts'
import { parseStrictJson } from '../values/json.ts'
import type { Language } from '../peers/clauses/words.ts'
import type { Node } from '../node.ts'
import { agreementViews } from './agreement-views.ts'

/** It has a style of its own and nothing else; what somebody wrote into the agreement runs nowhere. */
export const PRINT_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

export function agreementPrintRoutes(node: Pick<Node, 'clock'>, { agree }: Pick<Exchange, 'agree'>): WindowRoutes {
  const { viewOf } = agreementViews(node, { agree })
  const printed = async ({ params, query }: Pick<WindowIncoming, 'params' | 'query'>): Promise<Printed> => {
    const { document, hash } = await agree.find(params['hash']!)
    return {
      document: parseStrictJson(document) as Printed['document'],
      hash,
      standing: standingOf(await viewOf(hash), node.clock.now()),
      language: (query['language'] ?? 'en') as Language,
    }
  }
  return {
    getAgreementPrint: async (incoming) => ({
      type: 'text/html; charset=utf-8',
      headers: PRINT_HEADERS,
      body: printedAgreement(await printed(incoming)),
    }),
    getAgreementFile: async (incoming) => {
      const said = await printed(incoming)
      return {
        type: 'application/pdf',
        headers: {
          'content-disposition': 'attachment; filename="agreement.pdf"',
          'x-content-type-options': 'nosniff',
        },
        body: await agreementFile(said),
      }
    },
  }
}
