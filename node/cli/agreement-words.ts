/** `juxta agreement print` and `compare`: an agreement as people read it, from the node or from a file that nobody has signed yet. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { AGREEMENT_BYTES, agreementHash, checkAgreementSize } from '../peers/agreement.ts'
import type { components } from '../generated/window.ts'
import { changesOf, type Change } from '../peers/clauses/clauses.ts'
import { LANGUAGES, type Language } from '../peers/clauses/words.ts'
import type { Digest } from '../values/digest.ts'
import { canonicalJson, parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { shown } from '../values/text.ts'
import { DRAFT, standingOf, type Standing } from '../pages/agreement-marks.ts'
import type { Client } from './client.ts'
import { optional, usage, type Io, type Values } from './command.ts'
import { languageIn } from './language.ts'

type Said = { readonly document: Readonly<Record<string, unknown>>; readonly hash: Digest; readonly standing: Standing }

/** The agreement of a hash as the node has it; else that in a file, which may be a draft. */
export async function saidBy(client: Client, subject: string): Promise<Said> {
  if (subject.startsWith('sha-256:')) {
    const view = (await client.request('GET', `/v1/agreements/${encodeURIComponent(subject)}`)).json<
      components['schemas']['Agreement']
    >()
    if (view.document === undefined) throw usage(`${subject} cannot be read: ${view.fault}`)
    return { document: view.document, hash: subject as Digest, standing: standingOf(view, Date.now()) }
  }
  checkAgreementSize((await stat(subject)).size, '', 2 * AGREEMENT_BYTES)
  const document = parseStrictJson(await readFile(subject))
  if (!isObject(document)) throw usage(`${subject} is no agreement`)
  return { document, hash: agreementHash(canonicalJson(document)), standing: DRAFT }
}

export async function printAgreement(io: Io, said: Said, values: Values): Promise<number> {
  const language = languageIn(values)
  const file = optional(values, 'output')
  const { agreementFile, printedAgreement } = await import('../pages/agreement-print.ts')
  const pdf = file?.endsWith('.pdf') === true
  const printed = pdf ? await agreementFile({ ...said, language }) : printedAgreement({ ...said, language })
  if (file === undefined) io.out(printed.toString().trimEnd())
  else {
    await writeFile(file, printed)
    io.out(io.json ? JSON.stringify({ ok: true, file, hash: said.hash }) : `${file}: ${said.hash}`)
  }
  return 0
}

const SIGNS = { before: '-', after: '+' } as const

/** A difference as lines: where it stands, what was said, what is said. What the neighbour wrote steers no terminal. */
const linesOf = ({ kind, within, before, after }: Change, language: Language): string =>
  [
    `${within.map(shown).join(' › ')}: ${LANGUAGES[language][kind]}`,
    ...(before === null ? [] : [`  ${SIGNS.before} ${shown(before)}`]),
    ...(after === null ? [] : [`  ${SIGNS.after} ${shown(after)}`]),
  ].join('\n')

export function compareAgreements(io: Io, [before, after]: readonly [Said, Said], values: Values): number {
  const language = languageIn(values)
  const changes = changesOf(before.document, after.document, language)
  if (io.json) io.out(JSON.stringify({ ok: true, before: before.hash, after: after.hash, changes }))
  else if (changes.length === 0) io.out(LANGUAGES[language].same)
  else for (const change of changes) io.out(linesOf(change, language))
  return 0
}
