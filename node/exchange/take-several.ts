/** Several messages in one request (wire.md, MSG-8): each is taken as if it had come by itself, whatever becomes of the others, and the answers go back together. */
import { setTimeout } from 'node:timers/promises'
import { problemAnswer } from '../http/problems.ts'
import type { Answer, Handler, Incoming } from '../http/server.ts'
import type { Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { expectType } from './exchange-routes.ts'

/** More are not taken at once. */
const MOST = 32
/** How long the others wait for one that takes its time, in milliseconds; it goes on being judged, and is answered when it comes again. */
const PATIENCE_MS = 5000

const [SPACE, LINE_FEED] = [0x20, 0x0a]

type Line = { readonly jti: string; readonly jwe: Buffer }

/** The lines of a body, without copying it. Fails with `malformed`. */
function linesIn(body: Buffer): Line[] {
  const malformed = (detail: string): JuxtaError => new JuxtaError('malformed', detail, { rule: 'lines' })
  const lines: Line[] = []
  for (let from = 0; from < body.length;) {
    if (lines.length === MOST) throw malformed(`a request has at most ${MOST} messages`)
    const found = body.indexOf(LINE_FEED, from)
    const end = found < 0 ? body.length : found
    const line = body.subarray(from, end)
    const space = line.indexOf(SPACE)
    if (space < 0) throw malformed(`line ${lines.length + 1} is not an id, a space and a compact JWE`)
    lines.push({ jti: line.toString('latin1', 0, space), jwe: line.subarray(space + 1) })
    from = end + 1
  }
  if (lines.length === 0) throw malformed('a request of several messages has at least one')
  return lines
}

/** What a message would be answered by itself; `retry_after` in seconds. */
type Answered = { readonly status: number; readonly type: string; readonly body: string; readonly retry_after?: number }

function answered({ status = 200, type = '', body = '', headers }: Answer): Answered {
  const after = headers?.['retry-after']
  return { status, type, body: body as string, ...(after === undefined ? {} : { retry_after: Number(after) }) }
}

/** For a message that is not judged in time. Without `retry_after` its sender tries this one again, and goes on with the others meanwhile. */
function unanswered(): Answered {
  const { status, type, body } = problemAnswer(
    new JuxtaError('busy', 'the message is still being judged: send it again', { rule: 'patience' }),
  )
  return { status, type, body }
}

/** `put` takes one message, as `putMessage` does; each counts as a request of its caller. */
export function takeSeveral(
  { quotas, logger }: Pick<Node, 'quotas' | 'logger'>,
  put: Handler<Country>,
): Handler<Country> {
  async function one(incoming: Incoming<Country>, { jti, jwe }: Line, index: number): Promise<Answered> {
    try {
      if (index > 0) quotas.peer.take(incoming.caller, 'requests')
      const alone: Pick<Incoming<Country>, 'params' | 'bytes' | 'mediaType'> = {
        params: { jti },
        bytes: jwe,
        mediaType: 'application/jose',
      }
      return answered(await put(Object.assign(Object.create(incoming) as Incoming<Country>, alone)))
    } catch (error) {
      const fault = asJuxtaError(error)
      if (fault.fault === 'fatal') logger.error({ err: error, peer: incoming.caller }, 'a message of several failed')
      return answered(problemAnswer(fault))
    }
  }
  return async (incoming) => {
    expectType(incoming, 'text/plain')
    const lines = linesIn(incoming.bytes)
    const answers = lines.map((line, i) => one(incoming, line, i))
    const patience = new AbortController()
    const late = setTimeout(PATIENCE_MS, null, { signal: patience.signal }).then(unanswered, unanswered)
    const inTime = await Promise.all(answers.map((answer) => Promise.race([answer, late])))
    patience.abort()
    return { body: { answers: inTime } }
  }
}
