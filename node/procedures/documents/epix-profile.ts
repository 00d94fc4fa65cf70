/**
 * Profile of the CITES permit as EPIX version 2 exchanges it (CITESEPermit 2), by itself or in the answer of its service: whoever was shown one asks its issuer whether it is the
 * one that was issued.
 */
import { Unmapped, type Beside, type MessageName, type ProfileOf } from '../../documents/profile.ts'
import { dayOrTimeOf } from '../../documents/model-time.ts'
import type { Json } from '../../documents/wco-xml.ts'
import { childOf, childrenOf, escapeXml, textOf, type Element } from '../../documents/xml-tree.ts'
import { defined } from '../../cases/state-record.ts'
import type { Bodies } from './documents-state.ts'
import { destinationOf, issuerOf } from './issuer.ts'
import { inWords, isSaid } from './in-words.ts'
import { measured, together } from './measured.ts'
import { withStated } from './stated-beside.ts'

const PERMIT = 'urn:un:unece:uncefact:data:standard:CITESEPermit:2'
const PARTS = 'urn:un:unece:uncefact:data:draft:ReusableAggregateBusinessInformationEntity:1'
const SERVICE = 'urn:CitesDataExchange/v2/'

/** Types of a permit (box 1); `O`, another one, says in words which. */
const TYPES: Readonly<Record<string, Bodies['Subtype']>> = {
  E: 'export-permit',
  R: 're-export-certificate',
  I: 'import-permit',
}

/** The permit of the document: alone, or in the answer of the service, around which a SOAP envelope may stand. */
function permitIn(root: Element): Element | Unmapped {
  const answer = root.name === 'Envelope' ? childOf(root, 'Body')?.children[0] : root
  const served = answer !== undefined && /^Get(NonFinal|Final)CitesCertificateResponse$/.test(answer.name)
  if (served && answer.namespace !== SERVICE)
    return new Unmapped('namespace', `${answer.name} is in ${answer.namespace || 'no namespace'}`, answer.line)
  const permit = served ? childOf(answer, 'CITESEPermit') : answer
  if (permit?.name !== 'CITESEPermit')
    return new Unmapped('root', `a ${(permit ?? answer ?? root).name} is no CITESEPermit`, root.line)
  // The answer of the service has it in no namespace, and what is in it in that of the permit.
  const [first] = permit.children
  const { namespace } = permit.namespace === '' ? (first ?? permit) : permit
  return namespace === PERMIT
    ? permit
    : new Unmapped('namespace', `CITESEPermit is in ${namespace || 'no namespace'}`, permit.line)
}

/** Of all packages in which the item is. */
const quantityOf = (item: Element): Json | undefined =>
  together(
    childrenOf(item, 'TransportLogisticsPackage')
      .flatMap((p) => childOf(p, 'ItemQuantity') ?? [])
      .map(measured),
  )

/** Box 11a: how much of the quota of the year was granted with the permit, and the whole of it. A paper does not say how the quota is called. */
function quotaOf(item: Element): Json | undefined {
  const procedure = childOf(item, 'ApplicableCrossBorderRegulatoryProcedure')
  const whole = measured(childOf(procedure, 'AnnualQuotaQuantity'))
  if (whole === undefined) return undefined
  const granted = measured(childOf(procedure, 'UsedToDateQuotaQuantity'))
  return { quantityQuantity: whole, ...(granted?.unitCode === whole.unitCode ? { xGranted: granted.value } : {}) }
}

type Paper = { readonly id: string; readonly xCountry?: string; readonly xIssuedAt?: string }
/** As it stands in its box: its date is read where a field takes it. */
type Boxed = { readonly id: string; readonly xCountry: string | undefined; readonly issued: Element | undefined }

/** Codes of the document of box 12 and of the one of box 12a, of UN/EDIFACT 1001 or of the type of a permit, and the country that stands beside each. */
const BOXES = [
  { codes: ['861', 'E'], country: 'OriginTradeCountry', code: '861' },
  { codes: ['811', 'R'], country: 'ExportTradeCountry', code: '811' },
] as const

/** Boxes 12 and 12a: under which documents of other countries it came. The last one is that of the last re-export, where it was re-exported. */
const papersOf = (item: Element): Boxed[] =>
  BOXES.flatMap(({ codes, country }) =>
    childrenOf(item, 'AssociatedReferencedDocument').flatMap((document): Boxed[] => {
      const id = isOneOf(codes, textOf(document, 'TypeCode')) ? textOf(document, 'ID') : undefined
      return id === undefined
        ? []
        : [{ id, xCountry: textOf(item, country, 'ID'), issued: childOf(document, 'IssueDateTime') }]
    }),
  )
const isOneOf = (codes: readonly string[], code: string | undefined): boolean =>
  code !== undefined && codes.includes(code)

/** Types of the documents that belong to one: what leaves under one of them comes in under the other (CITES Art. III). */
const BELONG: Readonly<Record<string, readonly string[]>> = { E: ['I'], R: ['I'], I: ['E', 'R'] }

/** What belongs to an import permit, where all its items leave under that one: the certificate of their last re-export, or the permit of their origin. */
function leavingUnder(papers: readonly Boxed[][]): Boxed | undefined {
  const [last, ...others] = papers.map((one) => one.at(-1))
  const isSame = (one: Boxed | undefined): boolean => one?.id === last?.id && one?.xCountry === last?.xCountry
  return last !== undefined && others.every(isSame) ? last : undefined
}

/** The other document that a permit refers to as a whole: of no country, but an import permit is of that of the importer. */
function referredTo(header: Element | undefined, typeCode: string, importer: string | undefined): Json | undefined {
  const document = childrenOf(header, 'ReferenceReferencedDocument').find((one) =>
    isOneOf(BELONG[typeCode] ?? [], textOf(one, 'TypeCode')),
  )
  const id = textOf(document, 'ID')
  return id === undefined ? undefined : { id, ...(typeCode === 'I' ? {} : issuedIn(importer)) }
}
const issuedIn = (country: string | undefined): Json => (country === undefined ? {} : { xIssuer: { country } })

function itemOf(item: Element, papers: readonly Boxed[]): Json {
  const line = childOf(item, 'IncludedSupplyChainTradeLineItem')
  const countryCode = textOf(item, 'OriginTradeCountry', 'ID')
  const stated = defined({
    xItem: textOf(item, 'ID'),
    xScientificName: textOf(line, 'SpecifiedTradeProduct', 'ScientificName'),
    xAppendix: textOf(line, 'TypeCode'),
    xSourceCode: textOf(line, 'TypeExtensionCode'),
    xSpecimenMarks: textOf(item, 'PhysicalLogisticsShippingMarks', 'Marking'),
    origin: countryCode === undefined ? undefined : { countryCode },
    quantityQuantity: quantityOf(item),
    xQuota: quotaOf(item),
    previousDocument:
      papers.length === 0
        ? undefined
        : papers.map(({ id, xCountry, issued }) => defined({ id, xCountry, xIssuedAt: time(issued) })),
  })
  return isSaid(stated) ? stated : inWords(textOf(line, 'SpecifiedTradeProduct', 'Description'))
}

const time = (e: Element | undefined): string | undefined => (e === undefined ? undefined : dayOrTimeOf(e))

function read(root: Element, _message: MessageName, _shape: unknown, beside: Beside): Json | Unmapped {
  const permit = permitIn(root)
  if (permit instanceof Unmapped) return permit
  const header = childOf(permit, 'HeaderExchangedDocument')
  const [id, typeCode] = [textOf(header, 'ID'), textOf(header, 'TypeCode')]
  if (id === undefined || typeCode === undefined)
    return new Unmapped('identifier', 'the permit has no ID or no TypeCode', header?.line ?? permit.line)
  const authority = childOf(header, 'FirstSignatoryDocumentAuthentication', 'ProviderTradeParty')
  const issuer = issuerOf(childOf(authority, 'PostalTradeAddress', 'CountryID'), beside)
  if (issuer instanceof Unmapped) return issuer
  const consignment = childOf(permit, 'SpecifiedSupplyChainConsignment')
  const lines = childrenOf(consignment, 'IncludedSupplyChainConsignmentItem')
  const papers = lines.map(papersOf)
  const leaving = typeCode === 'I' ? leavingUnder(papers) : undefined
  const items = lines
    .map((line, i) => itemOf(line, leaving === undefined ? papers[i]! : papers[i]!.slice(0, -1)))
    .filter(isSaid)
  const importer = textOf(consignment, 'ConsigneeTradeParty', 'PostalTradeAddress', 'CountryID')
  const presented = withStated(
    defined({
      xKind: 'cites',
      xSubtype: TYPES[typeCode],
      xPurposeCode: textOf(header, 'PurposeCode'),
      // Box 5b.
      xSecurityStampId: textOf(header, 'FirstSignatoryDocumentAuthentication', 'ID'),
      xCorrespondingPermit:
        leaving === undefined
          ? referredTo(header, typeCode, importer)
          : { id: leaving.id, ...issuedIn(leaving.xCountry) },
      xIssuedAt: time(childOf(header, 'IssueDateTime')),
      xValidTo: time(childOf(header, 'EffectiveSpecifiedPeriod', 'EndDateTime')),
      // Box 3 and 3a: the importer.
      ...destinationOf(importer),
      xItems: items.length === 0 ? undefined : items,
    }),
    beside,
  )
  if (presented instanceof Unmapped) return presented
  return { ...beside, ...issuer, additionalDocument: { id, typeCode }, xPresented: presented }
}

/** An element of the parts of a permit, with those in it or its text; nothing where there is neither. */
const part = (name: string, inside: string | undefined, attributes = ''): string =>
  inside === undefined || inside === '' ? '' : `<p:${name}${attributes}>${inside}</p:${name}>`
const text = (name: string, value: string | undefined): string =>
  part(name, value === undefined ? undefined : escapeXml(value))

type Presented = Bodies['verification']['xPresented']

/** Papers of other countries, each with that country beside its box: the one of origin in box 12, another in box 12a. */
function writtenPapers(origin: string | undefined, papers: readonly Paper[]): { document: string; exported: string } {
  const boxed = papers.map((paper) => ({ ...paper, box: BOXES[paper.xCountry === origin ? 0 : 1] }))
  return {
    exported: boxed.find(({ box }) => box === BOXES[1])?.xCountry ?? '',
    document: boxed
      .map(({ id, xIssuedAt, box }) =>
        part(
          'AssociatedReferencedDocument',
          text('IssueDateTime', xIssuedAt) + text('TypeCode', box.code) + text('ID', id),
        ),
      )
      .join(''),
  }
}

function writtenItem(item: NonNullable<Presented['xItems']>[number], leaving: readonly Paper[]): string {
  const measure = (name: string, value: string | undefined, unitCode: string | undefined): string =>
    part(name, value, unitCode === undefined ? '' : ` unitCode="${escapeXml(unitCode)}"`)
  const { quantityQuantity: quantity, xQuota: quota, previousDocument = [] } = item
  const { document, exported } = writtenPapers(item.origin?.countryCode, [...(previousDocument as Paper[]), ...leaving])
  const whole = quota?.quantityQuantity
  return part(
    'IncludedSupplyChainConsignmentItem',
    text('ID', item.xItem) +
      part('PhysicalLogisticsShippingMarks', text('Marking', item.xSpecimenMarks)) +
      part('OriginTradeCountry', text('ID', item.origin?.countryCode)) +
      part('ExportTradeCountry', text('ID', exported)) +
      document +
      part('TransportLogisticsPackage', measure('ItemQuantity', quantity?.value, quantity?.unitCode)) +
      part(
        'IncludedSupplyChainTradeLineItem',
        text('TypeCode', item.xAppendix) +
          text('TypeExtensionCode', item.xSourceCode) +
          part('SpecifiedTradeProduct', text('ScientificName', item.xScientificName)),
      ) +
      part(
        'ApplicableCrossBorderRegulatoryProcedure',
        measure('UsedToDateQuotaQuantity', quota?.xGranted, whole?.unitCode) +
          measure('AnnualQuotaQuantity', whole?.value, whole?.unitCode),
      ),
  )
}

function write(body: Json): string {
  const { additionalDocument: d, xIssuer, xPresented: p } = body as unknown as Bodies['verification']
  const authority = part('ProviderTradeParty', part('PostalTradeAddress', text('CountryID', xIssuer.country)))
  const other = p.xCorrespondingPermit
  const country = other?.xIssuer?.country
  // What an import permit names with its country stands in the boxes of its items.
  const isBoxed = d.typeCode === 'I' && country !== undefined
  const leaving = isBoxed ? [{ id: other!.id, xCountry: country }] : []
  const referred =
    other === undefined || isBoxed ? '' : text('TypeCode', BELONG[d.typeCode]?.[0]) + text('ID', other.id)
  const header =
    text('ID', d.id) +
    text('TypeCode', d.typeCode) +
    text('IssueDateTime', p.xIssuedAt) +
    text('PurposeCode', p.xPurposeCode) +
    part('EffectiveSpecifiedPeriod', text('EndDateTime', p.xValidTo)) +
    part('ReferenceReferencedDocument', referred) +
    part('FirstSignatoryDocumentAuthentication', text('ID', p.xSecurityStampId) + authority)
  const [importer] = p.xDestinations ?? []
  const consignee = part('ConsigneeTradeParty', part('PostalTradeAddress', text('CountryID', importer)))
  const items = consignee + (p.xItems ?? []).map((item) => writtenItem(item, leaving)).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>
<CITESEPermit xmlns="${PERMIT}" xmlns:p="${PARTS}">
<HeaderExchangedDocument>${header}</HeaderExchangedDocument>
<SpecifiedSupplyChainConsignment>${items}</SpecifiedSupplyChainConsignment>
</CITESEPermit>
`
}

export const epixProfile: ProfileOf<'xml'> = {
  name: 'cites-epix-2',
  mapping: '6',
  title: 'CITES permits and certificates of EPIX version 2 (CITESEPermit 2)',
  notation: 'xml',
  messages: ['documents/verification'],
  read,
  write,
}
