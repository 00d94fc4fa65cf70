/** The passphrase that locks a backup, and the environment as the node's settings see it, without that passphrase. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { JuxtaError } from '../values/errors.ts'
import { optional, usage, type Values } from './command.ts'

export const PASSPHRASE = 'JUXTA_BACKUP_PASSPHRASE'
const MIN_PASSPHRASE = 12

/** The environment as the node's settings see it. */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  const rest = { ...process.env }
  delete rest[PASSPHRASE]
  return rest
}

/** From the file or the environment, never from an argument, which every user of the machine may read. */
export async function passphraseOf(values: Values): Promise<string> {
  const file = optional(values, 'passphrase-file')
  let given = process.env[PASSPHRASE]
  if (file !== undefined)
    given = await readFile(resolve(file), 'utf8').catch((cause: unknown) => {
      throw new JuxtaError('usage', `--passphrase-file cannot be read: ${file}`, { cause })
    })
  if (given === undefined) throw usage(`a passphrase is needed: --passphrase-file, or ${PASSPHRASE} in the environment`)
  const passphrase = given.replace(/\r?\n$/, '')
  if ([...passphrase].length < MIN_PASSPHRASE) throw usage(`the passphrase has less than ${MIN_PASSPHRASE} characters`)
  return passphrase
}
