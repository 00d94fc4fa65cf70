// The profiles: what is read of which document, and what of it no field takes. The last is found by reading documents and schemas of others, which lie in ../shared; where they are absent, it is kept as it stands.
import { existsSync, readFileSync } from 'node:fs'
import { code, from, opening, table } from './write.mjs'

const { PROCEDURES } = await from('procedures/procedures.js')
const { Unmapped } = await from('documents/profile.js')
const { unreadBy } = await from('documents/unread.js')
const { childrenOf, readXml } = await from('documents/xml-tree.js')
const { readJsonLd } = await from('documents/json-ld.js')
const { shapeOf } = await from('cases/shape.js')

const profileOf = (name) => PROCEDURES.profiles.find((p) => p.name === name)

/** Document path and member of each row, with those of the lists in it. */
const rowsOf = (places, at = '', below = '') =>
  places.flatMap(([path, member, as]) => {
    const [element, field] = [
      [at, path],
      [below, member],
    ].map((both) => both.filter((part) => part !== '').join('/'))
    if (as?.rows) return rowsOf(as.rows, element, member === '' ? below : `${field}[]`)
    return [[element.replaceAll('*', ''), `${field}${as?.values ? '[]' : ''}`, as?.fixed]]
  })

const member = (name) => name.replaceAll('/', '.')
const places = ({ name, title, documents }) =>
  `## ${name}\n\n${title}.\n\n` +
  Object.entries(documents)
    .map(
      ([type, d]) =>
        `### ${name}: ${type}\n\nA ${d.roots.map(code).join(' or a ')} is a [${code(type)}](../data/pre-arrival.md#${type}).${d.lacks ? ` What it has no place for and the context states beside it: ${d.lacks.map(code).join(', ')}.` : ''}\n\n${table(
          ['element', 'member'],
          rowsOf(d.places).map(([path, field, value]) => [
            value === undefined ? code(path) : `(${code(value)}, always)`,
            code(member(field)),
          ]),
        )}`,
    )
    .join('\n\n')

/** By the element around them. */
const grouped = (paths) => {
  const groups = new Map()
  for (const path of paths) {
    const [parent, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)]
    groups.set(parent, [...(groups.get(parent) ?? []), name])
  }
  return table(
    ['in', 'no field takes'],
    [...groups].map(([parent, names]) => [code(parent), names.map(code).join(', ')]),
  )
}

/** The paths of all elements that hold text by the schema of a root; its types stand in the files beside it. */
function leavesOf(folder, root) {
  const types = new Map()
  for (const file of [`${root}.xsd`, 'htypes.xsd', 'ctypes.xsd'])
    for (const e of readXml(readFileSync(`${folder}/${file}`)).children)
      if (e.name === 'complexType') types.set(e.attributes['name'], e)
  const elementsOf = (e) => e.children.flatMap((c) => (c.name === 'element' ? [c] : elementsOf(c)))
  const below = (e, at) => {
    const path = `${at}/${e.attributes['name']}`
    const type = types.get(e.attributes['type'])
    return type ? elementsOf(type).flatMap((c) => below(c, path)) : [path]
  }
  return childrenOf(readXml(readFileSync(`${folder}/${root}.xsd`)), 'element').flatMap((e) => below(e, ''))
}

const SAMPLES = [
  ['ncts-6', 'declaration', 'ncts/ncts-cc015c-declaration.xml'],
  ['ncts-6', 'transit-release', 'ncts/ncts-cc029c-release-for-transit.xml'],
  ['ncts-6', 'transit-arrival', 'ncts/ncts-cc007c-arrival.xml'],
  ['ncts-6', 'release', 'ncts/ncts-cc025c-goods-release.xml', { xSubject: [{ sequenceNumeric: 1 }] }],
  [
    'cites-epix-2',
    'verification',
    'cites/cites-epix-v2-certificate.xml',
    { xIssuer: { country: 'XA', agency: 'CITES-MA' } },
  ],
  ['iata-one-record-3', 'declaration', 'onerecord/onerecord-shipment.json'],
  ['iata-one-record-3', 'declaration', 'onerecord/onerecord-notification.json'],
  ['iata-one-record-3', 'information-response', 'onerecord/onerecord-customs-information.json'],
]

function left(shared) {
  const samples = SAMPLES.map(([name, type, file, beside = {}]) => {
    const profile = profileOf(name)
    const root = (profile.notation === 'xml' ? readXml : readJsonLd)(readFileSync(shared + file))
    const procedure = profile.messages[0].split('/')[0]
    const message = { procedure, type }
    const read = (e) => {
      const body = profile.read(e, message, shapeOf(procedure, type), beside)
      if (body instanceof Unmapped) throw new Error(`${file}: ${body.text}`)
    }
    const paths = unreadBy(root, read)
    const kind = root.name === 'Envelope' ? 'CITESEPermit' : (root.name ?? root.types[0].split('#')[1])
    return `### What a ${kind} holds besides\n\n${paths.length === 0 ? 'Nothing.' : grouped(paths)}`
  })
  const roots = new Map()
  for (const { roots: all, places: read } of Object.values(profileOf('ics2-2').documents))
    for (const root of all)
      roots.set(root, [...(roots.get(root) ?? []), ...rowsOf(read).map(([path]) => `/${root}/${path}`)])
  const schemas = [...roots].map(([root, read]) => {
    const paths = leavesOf(`${shared}ics2/BusinessObjects/ICS/Common/V2`, root).filter((path) => !read.includes(path))
    return `### What an ${root} may hold besides\n\n${grouped(paths.map((path) => path.slice(1)))}`
  })
  const services = Object.values(JSON.parse(readFileSync(`${shared}ics2/messages.json`, 'utf8')).services).flat()
  const none = services.filter((name) => !roots.has(name.slice(0, 6)))
  const whole = `### Messages of ICS2 that are none here\n\n${none.map(code).join(', ')}.`
  return [...samples, ...schemas, whole].join('\n\n')
}

const LEFT = '## What no field takes\n\n'

export function profilesPage(root) {
  const shared = `${root}../shared/data/`
  const page = `${root}docs/reference/profiles.md`
  const kept = existsSync(page)
    ? readFileSync(page, 'utf8').split(LEFT)[1]?.split('\n\n').slice(1).join('\n\n').trim()
    : ''
  const known = PROCEDURES.profiles
  return (
    opening(
      'Profiles',
      'How a document of a named kind is read into the members of a message, where its context names the profile (`xProfile`, or `profile=` of a raw document). Its bytes travel as they are and are what is signed; the members are derived from them, and the same on both sides.',
    ) +
    table(
      ['profile', 'reads', 'messages'],
      known.map((p) => [code(p.name), p.title, p.messages.map((m) => m.split('/')[1]).join(', ')]),
    ) +
    '\n\n**Not read.** Version 4 of the WCO Data Model (DM 4), and the entry summary declarations of traders to ICS2 (the messages IE3F…): no schema and no document of either was to be had, and nothing is guessed. Those of the Data Model at hand are of 3.6; of ICS2 the declaration is read as the common repository holds it (IE4R05).\n\n**Certificates without a profile.** A certificate of origin and a veterinary certificate, as those of all other kinds but CITES and phytosanitary, travel as they are, as a PDF or in a notation of their own: no schema is read of them. What they state is said in a `verification` as JSON, with the SHA-256 of the electronic document (`xDigest`), and its issuer compares both with the register ([Permits and certificates](../how-to/documents.md)); the document itself is sent as an attachment.\n\nOf those that are tables, each element and the member that takes it, as they stand in the code; the rules by which a document is no such message are named where it is refused. Path and member have a part for each level; `[]` is a list. What the document has no place for stands beside it, in `xDocument` of the context: members that begin with `x`, and those that are named with the message.\n\n' +
    known
      .filter((p) => p.documents)
      .map(places)
      .join('\n\n') +
    `\n\n${LEFT}Found by reading the documents and schemas that their makers have published, not by hand: of NCTS, EPIX and ONE Record of the documents, of ICS2, of which there are none, of the schemas. A node says the same of each message that it has: \`unread\` of \`GET /v1/messages/{id}/fields\`.\n\n` +
    (existsSync(shared) ? left(shared) : kept)
  )
}
