/**
 * Writes an export of a made-up log, for programs that nobody here wrote: `node dist/test/log/write-export.js DIR SIZE`. Files: the tiles, `checkpoint`
 * (cosigned by Ed25519 and by ML-DSA-44), `log.vkey`, `witness.vkey` and `witness-ml-dsa-44.vkey`, and proofs of some leaves as `proof-N.tlog-proof` beside `leaf-N`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { encodeVerifierKey } from '../../node/log/note.ts'
import { proveInclusion } from '../../node/log/merkle.ts'
import { encodeProofFile } from '../../node/log/proof.ts'
import { encodeEntries, entriesBetween, tilePath } from '../../node/log/tiles.ts'
import { makeNoteKey } from './note-keys.ts'
import { xa, xc } from './world.ts'

const [dir, text] = process.argv.slice(2)
if (!dir || !text) throw new Error('usage: write-export DIR SIZE')
const size = Number(text)
const write = (path: string, data: string | Buffer): void => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), data)
}
xa.log.fill(size)
const lattice = await makeNoteKey(xc.witness.key.name, 6)
const checkpoint = await xa.log.publish([xc.witness, lattice])
for (const [path, bytes] of xa.log.files) write(path, bytes)
for (const id of entriesBetween(0, size))
  write(tilePath(id), encodeEntries(xa.log.entries.slice(id.index * 256, id.index * 256 + id.width)))
write('checkpoint', checkpoint)
write('log.vkey', encodeVerifierKey(xa.log.key.key))
write('witness.vkey', encodeVerifierKey(xc.witness.key))
write('witness-ml-dsa-44.vkey', encodeVerifierKey(lattice.key))
for (const index of new Set([0, Math.floor(size / 2), size - 1])) {
  const proof = await proveInclusion(index, size, xa.log.nodes())
  write(`proof-${index}.tlog-proof`, encodeProofFile({ index, proof, checkpoint }))
  write(`leaf-${index}`, xa.log.entries[index]!)
}
