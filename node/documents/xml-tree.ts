/** An XML document as a plain tree, read by libxml2 with entities, DTD, XInclude and network off. Its input is attacker-controlled. */
import { ParseOption, XmlDocument, XmlElement, XmlLibError, XmlText, XmlCData } from 'libxml2-wasm'
import { JuxtaError } from '../values/errors.ts'

export type Element = {
  readonly name: string
  readonly namespace: string
  readonly line: number
  /** Those in no namespace. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** Its own text, without that of its children. */
  readonly text: string
  /** Whether it has any: to ask reads nothing of the document (`unread.ts`). */
  readonly hasText: boolean
  /** The names of those in the name space of somebody else, with their prefixes: nobody reads them. What says where a schema is (`xsi`) is none of the document. */
  readonly foreign: readonly string[]
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const DEPTH = 64
const ELEMENTS = 1_000_000

export const PARSE = {
  option:
    ParseOption.XML_PARSE_NONET |
    ParseOption.XML_PARSE_NO_XXE |
    ParseOption.XML_PARSE_NOWARNING |
    ParseOption.XML_PARSE_BIG_LINES,
}

const invalid = (rule: string, message: string, pointer = '/document'): JuxtaError =>
  new JuxtaError('schema-invalid', message, { rule, pointer })

const [LESS, EQUALS, AMPERSAND] = [0x3c, 0x3d, 0x26]

/** So many elements, attributes and references any text may have, and one more for each so many bytes. */
const [MARKS, BYTES_A_MARK] = [20_000, 16]

/** Whether the tree would be many times as large as the text. */
function isOvergrown(bytes: Uint8Array): boolean {
  let left = MARKS + Math.floor(bytes.length / BYTES_A_MARK)
  if (bytes.length <= left) return false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if ((byte === LESS || byte === EQUALS || byte === AMPERSAND) && --left < 0) return true
  }
  return false
}

function parse(bytes: Uint8Array, pointer?: string): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, PARSE)
  } catch (cause) {
    if (!(cause instanceof XmlLibError)) throw cause
    const [first] = cause.details
    const why = (first?.message ?? cause.message).trim().slice(0, 300)
    throw invalid('xml-syntax', `line ${first?.line ?? 0}: ${why}`, pointer)
  }
}

/**
 * The document that `bytes` are, to be disposed by who asked. Fails with `schema-invalid`: before anything is parsed where it would be many times as large as its text,
 * and with the line where it is not well-formed.
 */
export function parseXml(bytes: Uint8Array): XmlDocument {
  if (isOvergrown(bytes))
    throw invalid('xml-size', 'the XML holds more elements and attributes than its length lets it have')
  return parse(bytes)
}

/**
 * Fails with `schema-invalid` and the line where the XML is not well-formed (XML 1.0, with namespaces), or nested deeper than libxml2 goes, 256. Nobody has to read it: what
 * would be many times as large as its text goes through unparsed.
 */
export function checkWellFormed(bytes: Uint8Array, pointer: string): void {
  if (!isOvergrown(bytes)) parse(bytes, pointer).dispose()
}

/** Fails with `schema-invalid` where the XML is not well-formed, deeper than 64 elements, or of more than a million. */
export function readXml(bytes: Uint8Array): Element {
  const document = parseXml(bytes)
  try {
    let count = 0
    const read = (node: XmlElement, depth: number): Element => {
      if (depth > DEPTH) throw invalid('xml-depth', `line ${node.line}: elements are nested deeper than ${DEPTH}`)
      if (++count > ELEMENTS) throw invalid('xml-size', `the XML has more than ${ELEMENTS} elements`)
      const children: Element[] = []
      let text = ''
      for (let child = node.firstChild; child !== null; child = child.next)
        if (child instanceof XmlElement) children.push(read(child, depth + 1))
        else if (child instanceof XmlText || child instanceof XmlCData) text += child.content
      // Those of the document type are in no namespace; `x:unitCode` is not `unitCode`.
      const own = node.attrs.filter((a) => a.namespaceUri === '')
      const attributes = Object.fromEntries(own.map((a) => [a.name, a.value]))
      const foreign = node.attrs
        .filter((a) => a.namespaceUri !== '' && a.namespaceUri !== XSI)
        .map((a) => (a.prefix === '' ? a.name : `${a.prefix}:${a.name}`))
      const { name, namespaceUri: namespace, line } = node
      const held = text.trim()
      return { name, namespace, line, attributes, foreign, children, text: held, hasText: held !== '' }
    }
    return read(document.root, 1)
  } finally {
    document.dispose()
  }
}

/** `e` without what stands in it in another namespace than this: that is an extension of somebody else's. */
export const inNamespace = (e: Element, namespace: string): Element => {
  const own = e.children.filter((c) => c.namespace === namespace).map((c) => inNamespace(c, namespace))
  // Mostly nothing is: what is whole is not made again.
  if (own.length === e.children.length && own.every((c, n) => c === e.children[n])) return e
  return Object.create(e, { children: { value: own, enumerable: true } }) as Element
}

export const childrenOf = (e: Element | undefined, name: string): Element[] =>
  e === undefined ? [] : e.children.filter((c) => c.name === name)
export const childOf = (e: Element | undefined, ...path: readonly string[]): Element | undefined => {
  let at = e
  for (const name of path) at = at?.children.find((c) => c.name === name)
  return at
}
/** The text at the end of a path; undefined where there is none. */
export const textOf = (e: Element | undefined, ...path: readonly string[]): string | undefined =>
  childOf(e, ...path)?.text || undefined

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}
export const escapeXml = (text: string): string => text.replace(/[&<>"\r]/g, (c) => ESCAPES[c]!)
