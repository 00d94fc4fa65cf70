export const tests = ['http/door']

const at = (...tests) => ({ tests })

export const faults = {
  'values/cursor.ts': [
    [
      'writeCursor(list, place) === cursor',
      "cursor !== ''",
      'a cursor of another node gives a page of this one',
      at('http/cursors'),
    ],
    [
      'checks.every((check, i) => check(place[i]))',
      'true',
      'a cursor of another form reaches the store',
      at('http/cursors'),
    ],
    [
      'JSON.stringify([list, ...place])',
      'JSON.stringify(place)',
      'a cursor of one list goes on in another',
      at('http/cursors'),
    ],
    [
      "cursor === undefined || cursor === ''",
      'cursor === undefined',
      'an empty cursor is refused, where it says the beginning',
      at('http/cursors'),
    ],
    [
      'place.length === checks.length',
      'place.length >= checks.length',
      'a cursor with more in it is one of ours',
      at('http/cursors'),
    ],
  ],
  'values/schema.ts': [
    ["  'date-time': isTimeText,", "  'date-time': true,", 'a text that is no time comes in', at('values/schemas')],
    [
      "  'media-type': isMediaType,",
      "  'media-type': true,",
      'a media type that the receiver refuses leaves',
      at('values/schemas'),
    ],
    [
      "REASONS[params['format'] ?? '']?.(",
      "undefined && REASONS['']?.(",
      'nobody is told why a time is none',
      at('exchange/values'),
    ],
  ],
  'values/time.ts': [
    [
      'hour > 23 || minute > 59 || second > 59',
      'hour > 24 || minute > 59 || second > 59',
      '24:00 is another day',
      at('values/time'),
    ],
    [
      'offsetHour > 23 || offsetMinute > 59',
      'offsetHour > 99',
      'an offset of ninety hours moves a deadline',
      at('values/time'),
    ],
    ["(m[8] === '-' ? -1 : 1)", '1', 'a time west of Greenwich is another time', at('values/time')],
    [
      'return isMs(ms) ? { ms }',
      'return ms > 0 || ms <= 0 ? { ms }',
      'what was read cannot be written',
      at('values/time'),
    ],
    ['Math.min(Math.max(ms, EARLIEST), LATEST)', 'ms', 'what was written cannot be read', at('values/time')],
  ],
  'http/incoming.ts': [
    [
      "![operation.coding, 'identity'].includes(coding.trim().toLowerCase())",
      "coding === 'x'",
      'gzip is signed as a PDF',
    ],
    ['form && length > 0', 'form && length < 0', 'a form becomes a document'],
    ['if (url.length > MAX_URL)', 'if (url.length > 1e9)', 'an address has no end'],
    ['    decodeURIComponent(query)\n', '', 'an escape that is none is taken as it stands'],
    ['if (!operation.bodies.includes(mediaType))', 'if (mediaType === null)', 'text is taken for JSON'],
    [
      "charset !== undefined && charset !== 'utf-8' && charset !== 'us-ascii'",
      "charset === 'x'",
      'JSON in another encoding is read as UTF-8',
    ],
    ['headers.host === undefined', "headers.host === 'x'", 'a request without a host is one'],
    [
      "(typeof text === 'string' ? textFault(text) : undefined)",
      'undefined as string | undefined',
      'U+0000 in a path reaches the store',
      at('exchange/values'),
    ],
  ],
  'http/conditions.ts': [
    [
      "isThere(tag, tags) !== (name === 'if-match')",
      'false',
      'of two who change one record the last wins unseen',
      at('cases/permit-rows'),
    ],
    [
      "return name === 'if-match' ? tags : tags.map",
      'return tags.map',
      'a weak entity tag lets something be changed',
      at('cases/permit-rows'),
    ],
    [
      "tag === null ? { 'if-none-match': '*' }",
      'tag === null ? {}',
      'what was put there meanwhile is revoked as if it were new',
      at('cases/permit-rows'),
    ],
    [
      "if (by === 'proposal')",
      'if (false)',
      'whoever confirms is told of a header that he has not sent',
      at('cases/permit-rows'),
    ],
  ],
  'window/kept-act.ts': [
    [
      '...withoutConditions(headers), ...on',
      '...withoutConditions(headers)',
      'what was proposed of a record is done to another one',
      at('cases/permit-rows'),
    ],
    [
      '...withoutConditions(headers), ...on',
      '...headers, ...on',
      'conditions of whoever confirms are taken for those of what was proposed',
      at('cases/permit-rows'),
    ],
  ],
  'procedures/documents/stated-table.ts': [
    [
      "where('own', '=', 0).execute()",
      "where('own', '=', 1).execute()",
      'a use that has become a fault is shown',
      at('cases/permit-rows'),
    ],
    [
      "readableCase(reader, 'whole', 'permitSaid')",
      'e.lit(true)',
      'an agency reads what another has used',
      at('cases/permit-rows'),
    ],
    [
      'e.tuple(...from)))\n          if (to',
      'e.tuple(...to!)))\n          if (to',
      'pages of uses leave some out',
      at('cases/permit-rows'),
    ],
  ],
  'procedures/documents/permit-cases.ts': [
    ['c === undefined || c.test ||', 'c === undefined ||', 'a test is a permit of the list', at('cases/permit-rows')],
    [
      'new Set(since.flatMap((m) => touchedIn(s, m)))',
      'fresh',
      'what is said of a use later is not shown of it',
      at('cases/permit-rows'),
    ],
  ],
  'procedures/documents/known-permit.ts': [
    [
      'touchedBy(isNew ? ledger.entries : entries)',
      'entries.map(({ message }) => message)',
      'a use that was cancelled is shown as confirmed',
      at('cases/permit-rows'),
    ],
    [
      'canonicalJson([record, revocation ?? null, replacement ?? null])',
      'canonicalJson([record.additionalDocument])',
      'a record that has changed has the tag that it had',
      at('cases/permit-rows'),
    ],
  ],
  'http/problems.ts': [
    ["code === 'HPE_HEADER_OVERFLOW'", "code === 'HPE_'", 'a header that is too large is called no HTTP'],
    ["reply.header('allow', methods)", "reply.header('allow', '')", 'nobody learns which method a resource takes'],
    ['if (allowed.length === 0)', 'if (allowed.length >= 0)', 'a wrong method is said to be no resource'],
    ["if (fault.rule === 'content-encoding')", "if (fault.rule === 'x')", 'nobody learns which encoding is taken'],
  ],
  'documents/admit.ts': [
    [
      "if (charset !== undefined) throw invalid(charset, 'charset', pointer)",
      '',
      'a document says one encoding and is another',
    ],
    [
      "if (encodingOf(bytes) === 'utf-8' && !isUtf8(bytes))",
      'if (!isUtf8(bytes) && bytes.length === 0)',
      'Latin-1 goes over as UTF-8, and the neighbour cannot read it',
    ],
    ['    checkWellFormed(bytes, pointer)\n', '', 'XML that no parser reads goes over', at('exchange/receive')],
  ],
  'documents/json-ld.ts': [
    [
      "if (typeof context === 'string')",
      "if (typeof context === 'string') return around\n  if (context === '')",
      'a context of elsewhere counts as none',
      at('documents/json-ld'),
    ],
    ['&& PREFIX.test(iri)', '', 'a term is taken for a prefix', at('documents/json-ld')],
    [
      'pointer.length > POINTER ? at : pointer',
      'pointer',
      'a pointer is as long as the document likes',
      at('documents/json-ld'),
    ],
    [
      'flatMap((one, i) => listOf(one, below(at, i)))',
      'flatMap((one) => listOf(one, at))',
      'nobody hears which of many is wrong',
      at('documents/json-ld'),
    ],
    ['added.length === 0 ? around.named : ', '', 'a context that adds nothing copies all', at('documents/json-ld')],
    [
      'if (left.copies < 0)',
      'if (left.copies === 0)',
      'contexts make reading a document dear',
      at('documents/json-ld'),
    ],
    [
      'if (untold.has(prefix)) tell(prefix)',
      '',
      'a context is read in the order of its members',
      at('documents/json-ld'),
    ],
    [
      'told.has(prefix) || !Object.hasOwn(context, prefix) ?',
      'Object.hasOwn(terms, prefix) ?',
      'a term is explained by what it was',
      at('documents/json-ld'),
    ],
    ['if (iri.length > IRI)', 'if (iri.length === 0)', 'a prefix is written out without end', at('documents/json-ld')],
    [
      'if (other !== undefined)',
      "if (other === '')",
      'what stands beside a value is passed over',
      at('documents/json-ld'),
    ],
    ['{ exact: true }', '{}', 'a number loses its last digits', at('documents/json-ld')],
    [
      "  throw refuse(\n    'term',",
      "  return term\n  throw refuse(\n    'term',",
      'a term that nobody explained means itself',
      at('documents/json-ld'),
    ],
    ['Object.hasOwn(named, term) ?', 'term in named ?', 'what every object has is a prefix', at('documents/json-ld')],
    [
      'if (context === null) return {',
      'if (context === null) return around\n  if (context === undefined) return {',
      'a context that was ended goes on',
      at('documents/json-ld'),
    ],
  ],
  'documents/profiles.ts': [
    [
      'if (profile.notation !== notation)',
      "if (profile.name === '')",
      'a profile of JSON-LD reads XML',
      at('documents/epix-and-one-record'),
    ],
  ],
  'procedures/pre-arrival/one-record-profile.ts': [
    [
      ': iri.slice(0, place) === list)',
      ': place > 0)',
      'a code of any list is taken',
      at('documents/epix-and-one-record'),
    ],
    [
      '(code) => Object.hasOwn(WAYBILLS, code)',
      '() => true',
      'a waybill of another type is read, and told to nobody',
      at('documents/epix-and-one-record'),
    ],
    [
      '.filter((one) => Object.keys(one.properties).length > 0)',
      '',
      'a piece by its name alone is an item of goods',
      at('documents/epix-and-one-record'),
    ],
    [
      'if (event?.id !== API + EVENTS[type])',
      "if (event?.id === '')",
      'a shipment that was updated is declared',
      at('documents/epix-and-one-record'),
    ],
    [
      '?? literalOf(whole, `${CARGO}goodsDescription`),',
      ',',
      'goods that are described as a whole are of nothing',
      at('documents/epix-and-one-record'),
    ],
  ],
  'procedures/documents/issuer.ts': [
    [
      "xIssuer['country'] === own",
      "xIssuer['country'] !== ''",
      'the context says of which country a document is',
      at('documents/epix-and-one-record'),
    ],
    [
      'if (xIssuer === undefined)',
      "if (xIssuer === '')",
      'a document of no agency is asked about',
      at('documents/epix-and-one-record'),
    ],
  ],
  'procedures/documents/measured.ts': [
    [
      '!e.hasText ||',
      "e.text === '' ||",
      'an amount that is not taken counts as read',
      at('documents/epix-and-one-record'),
    ],
    [
      '|| others.length === 0) return first',
      ') return first\n  if (others.length >= 0) return first',
      'of two quantities the first is that of the item',
      at('documents/epix-and-one-record'),
    ],
    ['one?.unitCode === first.unitCode &&', '', 'a pair and a piece are two', at('documents/epix-and-one-record')],
  ],
  'procedures/documents/ephyto-profile.ts': [
    [
      'another === undefined && ',
      '',
      'of two countries of origin the first is that of the item',
      at('documents/epix-and-one-record'),
    ],
    [
      'isSaid(item) ? item : inWords',
      'isSaid(item) ? item : () => ({})',
      'a line in words alone is not there',
      at('documents/epix-and-one-record'),
    ],
  ],
  'procedures/documents/stated-beside.ts': [
    [
      '{ ...item, ...items[at] }',
      '{ ...items[at], ...item }',
      'what stands on a paper is said otherwise beside it',
      at('documents/epix-and-one-record'),
    ],
  ],
  'procedures/documents/epix-profile.ts': [
    [
      '&& others.every(isSame) ?',
      '?',
      'goods of two permits leave under the first',
      at('documents/epix-and-one-record'),
    ],
    [
      'isSaid(stated) ? stated : inWords',
      'isSaid(stated) ? stated : () => ({})',
      'what is added to a paper in words alone is not there',
      at('documents/epix-and-one-record'),
    ],
    [
      'if (served && answer.namespace !== SERVICE)',
      "if (served && answer.namespace === '')",
      'an answer of another service is read',
      at('documents/epix-and-one-record'),
    ],
  ],
  'documents/xml-tree.ts': [
    [
      "node.attrs.filter((a) => a.namespaceUri === '')",
      'node.attrs',
      'five kilograms are five tonnes',
      at('documents/profiles'),
    ],
    [
      '.filter((c) => c.namespace === namespace).map(',
      '.map(',
      'the element of somebody else is read in place of our own',
      at('documents/transit-and-ics2'),
    ],
  ],
  'documents/model-time.ts': [
    [
      '(FORMS[code] && converted(text, FORMS[code])) ?? text',
      '(FORMS[code] && converted(text, FORMS[code])) ?? undefined',
      'a time that is none is left out, and nobody says so',
      at('documents/profiles'),
    ],
    ["zone.slice(3).replace(':', '') || '00'", "'00'", 'half an hour of a zone is lost', at('documents/profiles')],
  ],
  'documents/places.ts': [
    [
      "!('fixed' in as) || get(entry, member) === as.fixed",
      'true',
      'an invoice is written as a carnet',
      at('documents/transit-and-ics2'),
    ],
    [
      '.some((path) => allAt(e, path).some((x) => x.hasText)))',
      '.some(() => true))',
      'a seal makes a container without a number',
      at('documents/transit-and-ics2'),
    ],
    ['({ ...around, ...entry })', 'entry', 'a guarantee has lost its type', at('documents/transit-and-ics2')],
    [
      'Array.isArray(before) && Array.isArray(value)',
      'false',
      'of receptacles and containers the last alone is stopped',
      at('documents/transit-and-ics2'),
    ],
    [
      'each.every && entries.length === 0',
      'false',
      'a waybill that nobody can name is loaded beside one that is stopped',
      at('documents/transit-and-ics2'),
    ],
    [
      'reading.repeatable >= 0',
      'true',
      'a document of a megabyte becomes a message of five hundred',
      at('documents/transit-and-ics2'),
    ],
  ],
  'documents/unread.ts': [
    ['clipped(name, NAME)', 'name', 'a path is as long as the document likes', at('documents/json-ld')],
    [' && unread.size < PATHS', '', 'there are as many paths as places', at('documents/json-ld')],
    ['!asked.has(holds)', 'true', 'all is said to be unread', at('documents/transit-and-ics2')],
    [
      'for (const [name, value] of Object.entries(e.attributes))',
      'for (const [name, value] of Object.entries(e.attributes).slice(1))',
      'an attribute that no field takes is told to nobody',
      at('documents/transit-and-ics2'),
    ],
    [
      'for (const name of e.foreign) ',
      'for (const name of []) ',
      'nor one in another name space',
      at('documents/transit-and-ics2'),
    ],
    [
      'if (one.held !== undefined) all.push(',
      "if (one.held === '') all.push(",
      'what JSON-LD names and no field takes is told to nobody',
      at('documents/epix-and-one-record'),
    ],
  ],
  'procedures/pre-arrival/ncts-profile.ts': [
    [
      "if (beside['xSubject'] !== undefined) return undefined",
      'return undefined',
      'a release of two boxes frees the lorry',
      at('documents/transit-and-ics2'),
    ],
    [
      'if (!PART.includes(indicator))',
      "if (indicator === '')",
      'goods go that nobody has released',
      at('documents/transit-and-ics2'),
    ],
  ],
  'procedures/pre-arrival/ics2-entry-summary.ts': [
    [
      "'containerIdentificationNumber|seal/identifier'",
      "'containerIdentificationNumber'",
      'a seal of a load compartment is on nothing',
      at('documents/transit-and-ics2'),
    ],
    [
      "['goodsItem*', 'governmentAgencyGoodsItem', item],",
      '',
      'goods of a house consignment are read by nobody',
      at('documents/transit-and-ics2'),
    ],
  ],
  'procedures/pre-arrival/ics2-profile.ts': [
    [
      'if (part === undefined) return undefined',
      'return undefined',
      'a control of one item is one of everything',
      at('documents/transit-and-ics2'),
    ],
    [
      "if (own['xSubject'] !== undefined)",
      'if (false)',
      'a control of an item in a house is one of the whole house',
      at('documents/transit-and-ics2'),
    ],
    [
      "stops !== undefined && own['xDoNotLoad'] === undefined",
      'false',
      'results that stop pass for results that stop nothing',
      at('documents/transit-and-ics2'),
    ],
  ],
  'documents/wco-xml.ts': [
    [
      'c.name === tag && c.namespace === e.namespace',
      'c.name === tag',
      'an extension of somebody else overwrites the declaration',
      at('documents/profiles'),
    ],
  ],
  'cases/enter.ts': [
    [
      'await needs.admitOwn.get(message.procedure)?.(message, fold.case, leaving.payer)',
      'undefined',
      'hours are accepted that this node computes otherwise',
      { tests: ['views/opening-hours', 'procedures/hours-work'] },
    ],
    [
      "if (unkept) throw problemOf('request-invalid', unkept, leaving)",
      '',
      'a context that nobody keeps is signed',
      at('exchange/values'),
    ],
    [
      "if (unkept) throw problemOf('schema-invalid', unkept, message)",
      '',
      'a context of a peer ends the process',
      at('exchange/values'),
    ],
  ],
  'peers/allows.ts': [
    [
      'q.exp > q.iat + document.limits.expiry_days * 86_400',
      'q.exp < 0',
      'a message waits longer than was agreed',
      at('exchange/values'),
    ],
  ],
}
