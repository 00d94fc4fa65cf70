/** The window side for inspections: one package, written to the auditor as it is made. */
import { Readable } from 'node:stream'
import type { EvidenceRoom } from '../evidence/evidence.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import { createInspection } from '../inspection/make.ts'
import { writeTar } from '../inspection/tar.ts'
import type { Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { parseSeconds } from '../values/time.ts'

export function inspectionRoutes(node: Node, evidence: EvidenceRoom): WindowRoutes {
  const make = createInspection(node, evidence)
  return {
    async getInspection({ caller, query, about }) {
      const { peer, from, to, procedure, sample, seed } = query
      about(`${peer!} ${from!} ${to!}`)
      const made = await make(
        {
          peer: peer as Country,
          from: parseSeconds(from!, '/query/from'),
          to: parseSeconds(to!, '/query/to'),
          procedure: procedure ?? null,
          sample: sample === undefined ? null : Number(sample),
          seed: seed ?? null,
          documents: query['documents'] === 'true',
        },
        caller,
      )
      return {
        type: 'application/octet-stream',
        body: Readable.from(writeTar(made.files, made.at), { objectMode: false }),
        headers: {
          'content-disposition': `attachment; filename="inspection-${made.id}.tar"`,
          'x-content-type-options': 'nosniff',
        },
      }
    },
  }
}
