/** Profile of the entry summary declaration in its first form (ICS1): CC315A lodges, CC313A amends; 328A, 316A, 304A and 305A answer. */
import { Unmapped, type Beside, type MessageName, type ProfileOf } from '../../documents/profile.ts'
import { dayOrTimeOf } from '../../documents/model-time.ts'
import type { Json } from '../../documents/wco-xml.ts'
import { childOf, childrenOf, inNamespace, textOf, type Element } from '../../documents/xml-tree.ts'

const ROOTS: Readonly<Record<string, string>> = {
  declaration: 'CC315A',
  amendment: 'CC313A',
  registered: 'CC328A',
  rejected: 'CC316A',
  'amendment-accepted': 'CC304A',
  'amendment-rejected': 'CC305A',
}

/** Without the members that are undefined or hold nothing. */
function compact(value: Json): Json | undefined {
  const held = Object.entries(value).flatMap(([name, v]) => {
    const kept = Array.isArray(v) && v.length === 0 ? undefined : v
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return held.length === 0 ? undefined : Object.fromEntries(held)
}

const time = (e: Element | undefined): string | undefined => (e === undefined ? undefined : dayOrTimeOf(e))
const count = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : text
const mass = (text: string | undefined): Json | undefined =>
  text === undefined ? undefined : { value: text, unitCode: 'KGM' }

function goodsItem(e: Element): Json | undefined {
  const containers = childrenOf(e, 'CONNR2').flatMap((c) => textOf(c, 'ConNumNR21') ?? [])
  const commodity = compact({
    description: textOf(e, 'GooDesGDS23'),
    classification: ((code) => (code === undefined ? [] : [{ id: code, identificationTypeCode: 'HS' }]))(
      textOf(e, 'COMCODGODITM', 'ComNomCMD1'),
    ),
    dangerousGoods: ((code) => (code === undefined ? [] : [{ undgid: code }]))(textOf(e, 'UNDanGooCodGDI1')),
    goodsMeasure: compact({ grossMassMeasure: mass(textOf(e, 'GroMasGDS46')) }),
    transportEquipment: containers.map((id) => ({ id })),
  })
  return compact({
    sequenceNumeric: count(textOf(e, 'IteNumGDS7')),
    commodity,
    packaging: childrenOf(e, 'PACGS2').flatMap(
      (p) =>
        compact({
          typeCode: textOf(p, 'KinOfPacGS23'),
          quantityQuantity: count(textOf(p, 'NumOfPacGS24')),
          marksNumbersId: textOf(p, 'MarNumOfPacGSL21'),
        }) ?? [],
    ),
  })
}

const party = (e: Element | undefined, id: string, name: string): Json | undefined =>
  compact({ id: textOf(e, id), name: textOf(e, name) })

function declarationOf(root: Element): Json {
  const head = childOf(root, 'HEAHEA')
  const items = childrenOf(root, 'GOOITEGDS')
  const containers = [
    ...new Set(items.flatMap((i) => childrenOf(i, 'CONNR2').flatMap((c) => textOf(c, 'ConNumNR21') ?? []))),
  ]
  const documents = items
    .flatMap((i) => childrenOf(i, 'PRODOCDC2'))
    .flatMap((d) => {
      const [documentNumber, type] = [textOf(d, 'DocRefDC23'), textOf(d, 'DocTypDC21')]
      return documentNumber === undefined || type === undefined ? [] : [{ documentNumber, type }]
    })
  const distinct = [...new Map(documents.map((d) => [`${d.type} ${d.documentNumber}`, d])).values()]
  const shipment = compact({
    consignor: party(childOf(root, 'TRACONCO1'), 'TINCO159', 'NamCO17'),
    consignee: party(childOf(root, 'TRACONCE1'), 'TINCE159', 'NamCE17'),
    ucr: compact({ id: textOf(head, 'ComRefNumHEA') }),
    consignment: compact({
      loadingLocation: compact({ id: textOf(head, 'PlaLoaGOOITE334') }),
      transportEquipment: containers.map((id) => ({ id })),
    }),
    governmentAgencyGoodsItem: items.flatMap((i) => goodsItem(i) ?? []),
  })
  return (
    compact({
      functionalReferenceId: textOf(head, 'RefNumHEA4') ?? textOf(head, 'DocNumHEA5'),
      id: textOf(head, 'DocNumHEA5'),
      issueDateTime: time(childOf(head, 'DecDatTimHEA114') ?? childOf(head, 'DatTimAmeHEA113')),
      specificCircumstancesCodeCode: textOf(head, 'SpeCirIndHEA1'),
      goodsItemQuantity: count(textOf(head, 'TotNumOfIteHEA305')),
      totalPackageQuantity: count(textOf(head, 'TotNumOfPacHEA306')),
      totalGrossMassMeasure: mass(textOf(head, 'TotGroMasHEA307')),
      declarant: party(childOf(root, 'PERLODSUMDEC'), 'TINPLD1', 'NamPLD1'),
      borderTransportMeans: compact({
        id: textOf(head, 'IdeOfMeaOfTraCroHEA85'),
        modeCode: textOf(head, 'TraModAtBorHEA76'),
        registrationNationalityCode: textOf(head, 'NatOfMeaOfTraCroHEA87'),
      }),
      consignment: compact({
        carrier: party(childOf(root, 'TRACARENT601'), 'TINTRACARENT602', 'NamTRACARENT604'),
        itinerary: childrenOf(root, 'ITI').flatMap((i, n) => {
          const code = textOf(i, 'CouOfRouCodITI1')
          return code === undefined ? [] : [{ sequenceNumeric: n + 1, routingCountryCode: code }]
        }),
      }),
      goodsShipment: shipment,
      xOfficeOfFirstEntry: textOf(root, 'CUSOFFFENT730', 'RefNumCUSOFFFENT731'),
      xEstimatedArrival: time(childOf(root, 'CUSOFFFENT730', 'ExpDatOfArrFIRENT733')),
      xPlaceOfUnloading: textOf(head, 'PlaUnlGOOITE334'),
      xTransportDocument: distinct,
    }) ?? {}
  )
}

const errorsOf = (root: Element): Json[] =>
  childrenOf(root, 'FUNERRER1').flatMap((e) => {
    const pointer = textOf(e, 'ErrPoiER12')
    const text = [textOf(e, 'ErrReaER13'), pointer && `at ${pointer}`].filter(Boolean).join(' ')
    return [{ validationCode: textOf(e, 'ErrTypER11') ?? 'unspecified', ...(text === '' ? {} : { description: text }) }]
  })

function answerOf(root: Element, type: string): Json {
  const head = childOf(root, 'HEAHEA')
  const declaration = compact({
    id: textOf(head, 'DocNumHEA5'),
    functionalReferenceId: textOf(head, 'RefNumHEA4'),
    acceptanceDateTime: type === 'registered' ? time(childOf(head, 'DecRegDatTimHEA115')) : undefined,
  })
  const issued = ['DecRegDatTimHEA115', 'DecRejDatTimHEA116', 'AmeAccDatTimHEA111', 'AmeRejDatTimHEA112']
    .map((name) => time(childOf(head, name)))
    .find((t) => t !== undefined)
  const error = type === 'rejected' || type === 'amendment-rejected' ? errorsOf(root) : undefined
  return compact({ issueDateTime: issued, declaration, error }) ?? {}
}

function read(root: Element, { type }: MessageName, _shape: unknown, beside: Beside): Json | Unmapped {
  const wanted = ROOTS[type]
  // A SOAP envelope may stand around it.
  const body = root.name === 'Envelope' ? childOf(root, 'Body') : undefined
  const found = body === undefined ? root : (body.children[0] ?? root)
  if (found.name !== wanted)
    return new Unmapped('root', `a ${found.name} is no ${type}; that is a ${wanted}`, found.line)
  if (!found.namespace.endsWith(`/${wanted}`))
    return new Unmapped('namespace', `${wanted} is in ${found.namespace || 'no namespace'}`, found.line)
  // What is in it is in its namespace or, as some write it, in none.
  const isQualified = found.children.some((c) => c.namespace === found.namespace)
  const known = inNamespace(found, isQualified ? found.namespace : '')
  if (type === 'declaration') return { ...beside, ...declarationOf(known) }
  if (type !== 'amendment') return { ...beside, ...answerOf(known, type) }
  const declaration = declarationOf(known)
  const { functionalReferenceId, id, issueDateTime } = declaration
  return { ...beside, ...compact({ functionalReferenceId, id, issueDateTime }), xDeclaration: declaration }
}

export const ensProfile: ProfileOf<'xml'> = {
  name: 'ens-ics1',
  mapping: '3',
  title: 'Entry summary declaration, ICS1 (CC315A, CC313A and their answers)',
  notation: 'xml',
  messages: Object.keys(ROOTS).map((type) => `pre-arrival/${type}`),
  read,
}
