/**
 * The XSD sets that the operator has configured for document types: each compiled once, at start, from files of its own folder alone. They judge what
 * comes in and goes out here; they decide nothing about a case, because the other side may have other sets.
 */
import { readFileSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  closeBuffer,
  openBuffer,
  readBuffer,
  XmlDocument,
  XmlElement,
  type XmlNode,
  xmlRegisterInputProvider,
  XmlLibError,
  XsdValidator,
} from 'libxml2-wasm'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { PARSE, parseXml } from './xml-tree.ts'
import { addTo } from '../values/groups.ts'

/** One fault of a document by its XSD set. */
export type XsdFault = { readonly line: number; readonly pointer: string; readonly reason: string }

export type XsdSet = {
  readonly profile: string
  /** Over the digests of all files of the set in their order: what an agreement can name. */
  readonly digest: string
  /** All faults, at most 100; none where the document is valid. Fails with `schema-invalid` where it is not well-formed. */
  validate(bytes: Uint8Array): XsdFault[]
}

const invalid = (message: string): JuxtaError =>
  new JuxtaError('settings-invalid', message, { pointer: '/JUXTA_XSD', rule: 'xsd' })

/** What may be read while a set is compiled, by URL; empty otherwise, so that no document reaches a file. */
const readable = new Map<string, Buffer>()
let folder: string | undefined
/** What stands in no file: one schema for each name space of which a set has several roots, by URL. */
const joined = new Map<string, Buffer>()
let registered = false

/** libxml2 asks this for every file that a schema names. Only files below the folder of the set are answered, and nothing at other times. */
function provide(): void {
  if (registered) return
  registered = true
  const answers = (url: string): boolean => folder !== undefined && url.startsWith('file:') && url.startsWith(folder)
  xmlRegisterInputProvider({
    match: answers,
    open(url) {
      if (!answers(url)) return undefined
      const made = joined.get(url)
      if (made) return openBuffer(made)
      try {
        const bytes = readFileSync(new URL(url))
        readable.set(url, bytes)
        return openBuffer(bytes)
      } catch {
        return undefined
      }
    },
    read: (fd, buffer) => readBuffer(fd, buffer),
    close(fd) {
      closeBuffer(fd)
      return true
    },
  })
}

const namespaceOf = (xsd: Buffer, file: string): string | null => {
  const document = XmlDocument.fromBuffer(xsd, PARSE)
  try {
    if (document.root.name !== 'schema') throw invalid(`${file} is no XML schema`)
    return document.root.attr('targetNamespace')?.value ?? null
  } finally {
    document.dispose()
  }
}

const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'

/** A schema that has all roots of the set, so that an envelope and what it holds are judged together. Of a name space the first import counts alone: several roots of it are included in one. */
function driver(roots: readonly string[]): string {
  const spaces = new Map<string | null, string[]>()
  for (const file of roots) {
    const namespace = namespaceOf(readFileSync(file), file)
    addTo(spaces, namespace, pathToFileURL(file).href)
  }
  const include = (url: string): string => `<xs:include schemaLocation="${url}"/>`
  const imports = [...spaces].map(([namespace, urls], i) => {
    if (namespace === null) return urls.map(include).join('')
    let [at] = urls
    if (urls.length > 1) {
      at = `${folder}set-${i}.xsd`
      joined.set(at, Buffer.from(`<xs:schema ${XS} targetNamespace="${namespace}">${urls.map(include).join('')}</xs:schema>`)) // prettier-ignore
    }
    return `<xs:import namespace="${namespace}" schemaLocation="${at}"/>`
  })
  return `<xs:schema ${XS}>${imports.join('')}</xs:schema>`
}

/** The set of the root schemas `roots` (paths), which may name files in or below `within`. Fails with `settings-invalid` and the line of the schema where a set does not compile. */
export function compileSet(profile: string, within: string, roots: readonly string[]): XsdSet {
  provide()
  readable.clear()
  folder = `${pathToFileURL(within).href.replace(/\/+$/, '')}/`
  try {
    const source = XmlDocument.fromString(driver(roots), { ...PARSE, url: `${folder}set.xsd` })
    const validator = XsdValidator.fromDoc(source)
    const digests = [...readable].map(
      ([url, bytes]) => `${url.slice(folder!.length)} ${createHash('sha256').update(bytes).digest('base64url')}`,
    )
    const digest = `sha-256:${createHash('sha256').update(digests.sort().join('\n')).digest('base64url')}`
    return { profile, digest, validate: (bytes) => validate(validator, bytes) }
  } catch (cause) {
    if (cause instanceof JuxtaError) throw cause
    const detail = cause instanceof XmlLibError ? cause.details.find((d) => d.level >= 2) : undefined
    throw new JuxtaError(
      'settings-invalid',
      `the XSD set of ${profile} does not compile: ${detail ? `line ${detail.line}: ${detail.message.trim()}` : String(cause)}`,
      { cause, pointer: '/JUXTA_XSD', rule: 'xsd' },
    )
  } finally {
    folder = undefined
    readable.clear()
    joined.clear()
  }
}

function validate(validator: XsdValidator, bytes: Uint8Array): XsdFault[] {
  const document = parseXml(bytes)
  try {
    validator.validate(document)
    return []
  } catch (cause) {
    // libxml2 gives up at limits of its own: on a pattern that it would have to try in too many ways.
    if (!(cause instanceof XmlLibError))
      throw new JuxtaError('schema-invalid', 'the document cannot be judged by its XSD set: it would take too much', {
        cause,
        rule: 'too-expensive',
        pointer: '/document',
      })
    return cause.details.slice(0, 100).map(({ line, message, xpath }) => ({
      line,
      pointer: `/document${pathOf(xpath === undefined ? null : document.get(withoutPrefixes(xpath)))}`,
      reason: message
        .trim()
        .replace(/\{[^}]*\}/g, '')
        .slice(0, 400),
    }))
  } finally {
    document.dispose()
  }
}

/** A path in which prefixes that only the document knows are compared as text. */
const withoutPrefixes = (xpath: string): string =>
  xpath.replace(/\/([^/:[\]*@]+:[^/[\]]+)/g, (_all, name: string) => `/*[name()='${name}']`)

/** The names of an element and of all around it, with its place among those of its name. */
function pathOf(node: XmlNode | null): string {
  if (!(node instanceof XmlElement)) return node === null || node.parent === null ? '' : pathOf(node.parent)
  let place = 1
  for (let before = node.prev; before !== null; before = before.prev)
    if (before instanceof XmlElement && before.name === node.name) place++
  return `${node.parent === null ? '' : pathOf(node.parent)}/${node.name}${place > 1 ? `[${place}]` : ''}`
}

/**
 * The sets that `file` names: `{"wco-dec-dms-2": {"folder": "dms", "roots": ["declaration/WCO_DEC_2_DMS.xsd", …]}}`; the folder from the file's own,
 * the roots from the folder. A schema may name files in or below the folder. Fails with `settings-invalid`.
 */
export function readXsdSets(file: string): ReadonlyMap<string, XsdSet> {
  let value: unknown
  try {
    value = parseStrictJson(readFileSync(file))
  } catch (cause) {
    throw new JuxtaError('settings-invalid', `JUXTA_XSD: ${file} cannot be read as JSON: ${String(cause)}`, {
      cause,
      pointer: '/JUXTA_XSD',
      rule: 'json',
    })
  }
  if (!isObject(value)) throw invalid('JUXTA_XSD names no object of profiles')
  const sets = new Map<string, XsdSet>()
  for (const [profile, entry] of Object.entries(value)) {
    const { folder: within, roots } = isObject(entry) ? entry : {}
    if (typeof within !== 'string') throw invalid(`JUXTA_XSD: /${profile}/folder must be a path`)
    if (!Array.isArray(roots) || roots.length === 0 || !roots.every((r): r is string => typeof r === 'string'))
      throw invalid(`JUXTA_XSD: /${profile}/roots must be a list of schema files`)
    const below = resolve(dirname(file), within)
    const paths = roots.map((r) => resolve(below, r))
    for (const path of paths)
      if (!statSync(path, { throwIfNoEntry: false })?.isFile())
        throw invalid(`JUXTA_XSD: /${profile}/roots: there is no file ${path}`)
    sets.set(profile, compileSet(profile, below, paths))
  }
  return sets
}
