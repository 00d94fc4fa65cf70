/** A trust file for nodes of a test, as an auditor has it who has compared their identity keys by phone. */
import { createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes it into `dir` and answers its path. */
export function trustOf(
  dir: string,
  nodes: readonly { readonly country: string; readonly dir: string }[],
  more: Record<string, unknown> = {},
): string {
  const path = join(dir, 'trust.json')
  const key = (node: { dir: string }) =>
    createPublicKey(readFileSync(join(node.dir, 'keys', 'identity.pem'))).export({ format: 'jwk' })
  const identities = Object.fromEntries(nodes.map((node) => [node.country, { key: key(node), version: 1 }]))
  writeFileSync(path, JSON.stringify({ identities, ...more }))
  return path
}
