/** Profiles of the WCO Data Model 3.6 in its DMS customization: declarations (DEC) and responses (RES), with the notifications that RES carries. */
import { Unmapped, type Beside, type MessageName, type ProfileOf } from '../../documents/profile.ts'
import { dayOrTimeOf } from '../../documents/model-time.ts'
import { fromXml, toXml, type Json, type Shape } from '../../documents/wco-xml.ts'
import { childOf, childrenOf, inNamespace, textOf, type Element } from '../../documents/xml-tree.ts'

const METADATA = 'urn:wco:datamodel:WCO:DocumentMetaData-DMS:2'
const DEC = 'urn:wco:datamodel:WCO:DEC-DMS:2'
const RES = 'urn:wco:datamodel:WCO:RES-DMS:2'

/** The one `name` in `namespace` of the document, in its MetaData or alone. */
function only(root: Element, name: string, namespace: string): Element | Unmapped {
  const found = root.name === name ? [root] : root.name === 'MetaData' ? childrenOf(root, name) : []
  const [first, second] = found
  if (first === undefined) return new Unmapped('root', `there is no ${name}`, root.line)
  if (second !== undefined) return new Unmapped('one', `there is more than one ${name}`, second.line)
  if (first.namespace !== namespace)
    return new Unmapped(
      'namespace',
      `${name} is in ${first.namespace || 'no namespace'}, not in ${namespace}`,
      first.line,
    )
  return inNamespace(first, namespace)
}

const isJson = (v: unknown): v is Json => typeof v === 'object' && v !== null && !Array.isArray(v)

/** DEC in each of the three messages by which it is lodged, amended and invalidated. */
function readDeclaration(root: Element, { type }: MessageName, shape: Shape, beside: Beside): Json | Unmapped {
  const e = only(root, 'Declaration', DEC)
  if (e instanceof Unmapped) return e
  const own = fromXml(e, shape)
  if (!isJson(own)) return new Unmapped('empty', 'the Declaration holds nothing that is mapped', e.line)
  if (type !== 'amendment' || shape.kind !== 'object') return { ...beside, ...own }
  const whole = shape.members['xDeclaration']
  const declaration = whole && fromXml(e, whole)
  return { ...beside, ...own, ...(isJson(declaration) ? { xDeclaration: declaration } : {}) }
}

function writeDeclaration(body: Json, { type }: MessageName, shape: Shape): string {
  const whole = shape.kind === 'object' ? shape.members['xDeclaration'] : undefined
  const amended = type === 'amendment' && isJson(body['xDeclaration']) ? body['xDeclaration'] : undefined
  const merged = amended ? { ...amended, ...body } : body
  const members =
    amended && shape.kind === 'object' && whole?.kind === 'object' ? { ...whole.members, ...shape.members } : undefined
  const xml = toXml(merged, members ? { kind: 'object', members } : shape, 'Declaration', '  ')
  return `<?xml version="1.0" encoding="UTF-8"?>
<MetaData xmlns="${METADATA}">
  <WCODataModelVersionCode>3.6</WCODataModelVersionCode>
  <WCOTypeName>DEC</WCOTypeName>
${xml.replace('<Declaration>', `<Declaration xmlns="${DEC}">`)}</MetaData>
`
}

export const decProfile: ProfileOf<'xml'> = {
  name: 'wco-dec-dms-2',
  mapping: '3',
  title: 'WCO Data Model 3.6, DEC, DMS customization 2',
  notation: 'xml',
  messages: ['pre-arrival/declaration', 'pre-arrival/amendment', 'pre-arrival/invalidation'],
  read: readDeclaration,
  write: writeDeclaration,
}

/** What a response may say, by its function code; the message type that carries it must be of these. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  registered: ['01', '02'],
  rejected: ['03'],
  'control-notice': ['05'],
  'information-request': ['06', '11'],
  'authority-amendment': ['07'],
  release: ['08', '09'],
  'invalidation-accepted': ['10'],
  exit: ['16'],
}

const pointersOf = (e: Element): Json[] =>
  childrenOf(e, 'Pointer').map((p) => {
    const sequence = textOf(p, 'SequenceNumeric')
    const [section, tag] = [textOf(p, 'DocumentSectionCode'), textOf(p, 'TagID')]
    return {
      ...(sequence === undefined || !/^[1-9]\d{0,4}$/.test(sequence) ? {} : { sequenceNumeric: Number(sequence) }),
      ...(section === undefined ? {} : { documentSectionCode: section }),
      ...(tag === undefined ? {} : { tagId: tag }),
    }
  })

/** The errors of a response (class 53A), with their pointers (97A). */
const errorsOf = (response: Element): Json[] =>
  childrenOf(response, 'Error').map((e) => {
    const [code, description, pointer] = [textOf(e, 'ValidationCode'), textOf(e, 'Description'), pointersOf(e)]
    return {
      validationCode: code ?? 'unspecified',
      ...(description === undefined ? {} : { description }),
      ...(pointer.length === 0 ? {} : { pointer: pointer.slice(0, 20) }),
    }
  })

const readResponse =
  (namespace: string) =>
  (root: Element, { type }: MessageName, shape: Shape, beside: Beside): Json | Unmapped => {
    const response = only(root, 'Response', namespace)
    if (response instanceof Unmapped) return response
    const declarations = childrenOf(response, 'Declaration')
    if (declarations.length > 1)
      return new Unmapped('one', 'the response is about more than one Declaration', declarations[1]!.line)
    const code = textOf(response, 'FunctionCode')
    const allowed = FUNCTIONS[type] ?? []
    if (code === undefined || !allowed.includes(code))
      return new Unmapped(
        'function-code',
        `a response of function ${code ?? 'none'} is no ${type}`,
        childOf(response, 'FunctionCode')?.line ?? response.line,
      )
    const members = shape.kind === 'object' ? shape.members : {}
    const [declaration] = declarations
    const own = fromXml(response, shape)
    const body: Json = isJson(own) ? own : {}
    const acceptance = childOf(declaration, 'AcceptanceDateTime')
    if (members['declaration'] && declaration) {
      const named = fromXml(declaration, members['declaration'])
      const accepted = acceptance && dayOrTimeOf(acceptance)
      if (isJson(named))
        body['declaration'] = {
          ...named,
          ...(accepted !== undefined &&
          'acceptanceDateTime' in (members['declaration'].kind === 'object' ? members['declaration'].members : {})
            ? { acceptanceDateTime: accepted }
            : {}),
        }
    }
    const errors = errorsOf(response)
    if (members['error'] && errors.length > 0) body['error'] = errors
    return { ...beside, ...body }
  }

export const resProfile: ProfileOf<'xml'> = {
  name: 'wco-res-dms-2',
  mapping: '2',
  title: 'WCO Data Model 3.6, RES, DMS customization 2',
  notation: 'xml',
  messages: Object.keys(FUNCTIONS).map((type) => `pre-arrival/${type}`),
  read: readResponse(RES),
}

/** As some nodes of the field send it: without a namespace, which a profile of its own must name. */
export const bareResProfile: ProfileOf<'xml'> = {
  ...resProfile,
  name: 'wco-res-bare',
  title: 'WCO Data Model 3.6, RES, without a namespace',
  read: readResponse(''),
}
