/** The window side for onward transit: passing a received message on to a third country, and who said what was passed on to us. */
import { messagesIn } from '../exchange/messages.ts'
import type { Request } from '../http/server.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country, MessageId } from '../values/ids.ts'
import type { Originator } from '../exchange/originator.ts'
import { requestFingerprint, type Idempotent, type SubmitOutcome } from '../exchange/submit.ts'
import type { Store } from '../store/store.ts'
import type { MessageRow } from '../store/types.ts'
import { submitted } from './message-view.ts'
import { time } from '../values/time.ts'
import type { Handler, Incoming } from '../http/server.ts'
import { mayUse, type Caller } from '../http/window-auth.ts'

export type OnwardNeeds = {
  readonly store: Store
  caller(request: Request): Caller
  forward(
    row: MessageRow,
    to: Country,
    conversation: MessageId | undefined,
    idempotent: Idempotent,
  ): Promise<SubmitOutcome>
  originatorOf(row: MessageRow): Promise<Originator | null>
  /** Fails with `log-unavailable` where nothing can be taken at the moment. */
  admitting(): void
}

export function onwardRoutes(needs: OnwardNeeds, route: (id: string, handler: Handler) => void): void {
  async function received({ request, params }: Incoming): Promise<MessageRow> {
    const row = await messagesIn(needs.store).message(params['id'] as MessageId)
    if (!row || row.direction !== 'in' || !mayUse(needs.caller(request), row.procedure))
      throw new JuxtaError('not-found', 'there is no such message in the inbox')
    return row
  }

  route('forwardMessage', async (incoming) => {
    needs.admitting()
    const row = await received(incoming)
    const { request, bytes } = incoming
    const { to, conversation } = incoming.json() as { to: Country; conversation?: MessageId }
    const outcome = await needs.forward(row, to, conversation, {
      client: needs.caller(request).client,
      key: request.headers['idempotency-key'] as string,
      fingerprint: requestFingerprint(request.url, request.headers['content-type'] ?? '', bytes),
    })
    const headers = outcome.replayed ? { 'idempotent-replayed': 'true' } : {}
    return { status: 202, headers, body: submitted(outcome.messages[0]!) }
  })

  route('getOriginator', async (incoming) => {
    const found = await needs.originatorOf(await received(incoming))
    if (!found) throw new JuxtaError('not-found', 'the message was not passed on: its sender is its originator')
    const { issuedAt, parts, ...more } = found
    return {
      body: { ...more, ...(issuedAt === undefined ? {} : { issuedAt: time(issuedAt * 1000) }), parts: [...parts] },
    }
  })
}
