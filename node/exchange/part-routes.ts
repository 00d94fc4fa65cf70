/** The exchange side for parts that follow their messages. */
import type { Routes } from '../http/server.ts'
import type { Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import type { Admission } from './admission.ts'
import { takePart } from './take-part.ts'

export const partRoutes = (node: Node, admission: Pick<Admission, 'running'>): Routes<Country> => ({
  async putPart(incoming) {
    const { caller, params, headers } = incoming
    admission.running()
    if (headers['content-encoding'] !== 'aes128gcm')
      throw new JuxtaError('malformed', 'the Content-Encoding of a part must be aes128gcm (RFC 8188)', {
        pointer: '/header/content-encoding',
        rule: 'content-encoding',
      })
    const jti = params['jti'] as MessageId
    const part = await takePart(node, caller, jti, params['part']!, Number(headers['upload-offset']), incoming.body())
    return { status: 204, headers: { 'upload-offset': String(part.stored), 'upload-complete': '?1' } }
  },
})
