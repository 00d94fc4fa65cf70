/** The record of a joint control as a document in the two working languages of the agreement: the page to be printed and signed, and the same as PDF. */
import type { Cases } from '../cases/cases.ts'
import { readableCasesIn } from '../cases/readable-cases.ts'
import { messagesIn } from '../exchange/messages.ts'
import { receiptIn, setsIn } from '../exchange/sets.ts'
import { mayRead, readableBy, readsInPart } from '../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import { printedRecord, recordFile, type PrintedRecord } from '../pages/control-print.ts'
import { workingLanguages } from '../peers/agreed-terms.ts'
import { isLanguage, type Language } from '../peers/clauses/words.ts'
import type { JointControl, Side } from '../procedures/joint-control/control-state.ts'
import type { Proof } from '../procedures/joint-control/record.ts'
import { digestOf } from '../values/digest.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import { PRINT_HEADERS } from './agreement-print-routes.ts'

/** Those asked for; else the first two working languages that a record can be printed in, and English where there are fewer. */
function languagesOf(asked: string | undefined, working: readonly string[]): [Language, Language] {
  const named = (asked?.split(',') ?? working.map((tag) => tag.split('-')[0]!)).filter(isLanguage)
  const [one = 'en', other = one === 'en' ? 'fr' : 'en'] = [...new Set(named)]
  return [one, other]
}

export function controlPrintRoutes({ node, book }: Cases): WindowRoutes {
  const { store, directory, clock } = node

  async function printed({ caller, params, query }: WindowIncoming): Promise<PrintedRecord> {
    const conversation = params['conversation'] as MessageId
    const peers = await book.peersOf(conversation)
    const peer = (query['peer'] as Country | undefined) ?? (peers.length === 1 ? peers[0] : undefined)
    if (peer === undefined || !peers.includes(peer) || !mayRead(caller, { procedure: 'joint-control' }))
      throw noSuch('case', 'conversation')
    const { fold } = await book.open(peer, conversation)
    const led = fold.case
    if (led?.procedure !== 'joint-control') throw noSuch('case', 'conversation')
    if (readsInPart(caller)) {
      const may = await readableCasesIn(store).messages(readableBy(caller), { peer, conversation })
      if (!fold.messages.every((m) => may.has(m.id))) throw noSuch('case', 'conversation')
    }
    const control = led.state as JointControl
    if (control.record === null)
      throw new JuxtaError('not-found', 'the control has no record yet', {
        pointer: '/path/conversation',
        rule: 'not-recorded',
      })
    const proofs = new Map<string, Proof>()
    for (const { id } of fold.messages) {
      const row = await messagesIn(store).message(id as MessageId)
      if (row) {
        const receipt = receiptIn(await setsIn(store).setsOf(row.id), row)
        proofs.set(id, {
          id,
          manifestDigest: row.manifestDigest,
          receipt: receipt ? `${receipt.jti} ${digestOf(receipt.jws)}` : null,
        })
      }
    }
    const working = workingLanguages(directory.find(peer)?.agreements ?? [], 'joint-control', clock.now())
    return {
      facts: { control, countries: led.roles as Record<Side, string>, messages: fold.messages, proofs },
      languages: languagesOf(query['languages'], working),
    }
  }

  return {
    getControlPrint: async (incoming) => ({
      type: 'text/html; charset=utf-8',
      headers: PRINT_HEADERS,
      body: printedRecord(await printed(incoming)),
    }),
    getControlFile: async (incoming) => {
      const said = await printed(incoming)
      return {
        type: 'application/pdf',
        headers: {
          'content-disposition': 'attachment; filename="joint-control.pdf"',
          'x-content-type-options': 'nosniff',
        },
        body: await recordFile(said),
      }
    },
  }
}
