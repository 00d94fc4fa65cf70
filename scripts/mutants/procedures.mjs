// What would hurt in the procedures of the border.
const ledger = { tests: ['procedures/documents-ledger'] }
const documents = { tests: ['procedures/documents'] }
const preArrival = { tests: ['procedures/pre-arrival'] }
const preArrivals = { tests: ['cases/pre-arrival'] }
const jointControl = { tests: ['procedures/joint-control'] }
const office = { tests: ['procedures/juxtaposed-office'] }
const systems = { tests: ['procedures/system'] }
const levels = { tests: ['exchange/service-levels'] }
const releaseTime = { tests: ['procedures/release-time'] }
const service = { tests: ['procedures/hours-service'] }
const page = { tests: ['procedures/hours-page'] }
const hours = { tests: ['procedures/common-hours', 'procedures/opening-hours'] }
const zones = { tests: ['procedures/time-zones'] }
const intervals = { tests: ['procedures/intervals'] }
const assistance = { tests: ['procedures/assistance'] }
const aeo = { tests: ['procedures/trader-list'] }
const aeoUnit = { tests: ['procedures/aeo'] }
const sheets = { tests: ['procedures/sheets'] }
export const tests = ['procedures/common-hours']

export const faults = {
  'procedures/joint-control/sheet.ts': [
    ['`${span(START_WITHIN)} after', '`30 minutes after', 'a sheet promises a term that the code has changed', sheets],
  ],
  'procedures/documents/sheet.ts': [
    [
      'term: span((ANSWER_HOURS * HOUR) / MINUTE)',
      "term: '4 hours'",
      'a sheet promises a term of permits by hand',
      sheets,
    ],
    ['span((ANSWER_HOURS * HOUR)', 'span((4 * HOUR)', 'a term is reckoned of a number by hand', sheets],
    ['at most ${EXTENSION_MONTHS} months', 'at most six months', 'a number in words is a term by hand', sheets],
  ],
  'procedures/pre-arrival/sheet.ts': [
    ['within ${span(LIMITS.lapse)} of', 'within 200 days of', 'prose of a sheet states a term by hand', sheets],
  ],
  'procedures/aeo/sheet.ts': [
    ['${number(TOUCHED_AT_MOST)} traders since', '100,000 traders since', 'a bound is stated by hand', sheets],
  ],
  'procedures/sheet.ts': [
    ['minutes >= of && minutes % of === 0', 'minutes >= of', 'a sheet says one hour for ninety minutes', sheets],
    ["minutes === of ? '' : 's'", "minutes > of ? '' : 's'", 'a sheet says 2 day', sheets],
  ],
  'procedures/data-classes.ts': [
    ["...['aeo/Key.id', ", '...[', 'the number of a trader that somebody asks about is of no class', sheets],
    ["'xText', ", '', 'what somebody writes is of no class', sheets],
    ["'R123', ", '', 'a declarant is nobody', sheets],
    ["'T006', ", '', 'the plate of a lorry is of no class', sheets],
    ["...['D014', ", "...['D0', ", 'a list of what is commercial names what is nowhere', sheets],
    ["...['065', ", "...['065', '240', ", 'the telephone of somebody is of nobody', sheets],
    [
      'return [...names.map((name) => `${procedure}/${name}`), ...names]',
      'return [...names, ...names.map((name) => `${procedure}/${name}`)]',
      'what is said of one procedure decides after what is said of all',
      sheets,
    ],
  ],
  'procedures/pre-arrival/transit-state.ts': [
    [
      "t.phase !== 'discharged' && (t.phase !== 'ended' || untilDischarged)",
      "t.phase !== 'discharged' && untilDischarged",
      'goods under transit are released for free circulation',
      preArrival,
    ],
    [
      "(t.phase !== 'ended' || untilDischarged)",
      "t.phase !== 'ended'",
      'goods that the agreement holds until the discharge are released before',
      preArrival,
    ],
  ],
  'procedures/pre-arrival/limit-day.ts': [
    [
      'dayBegins(zone, parseDate(limit) + DAY)',
      'dayBegins(zone, parseDate(limit))',
      'a day ends where it begins',
      preArrival,
    ],
    [
      'isDateText(limit) && zone !== null',
      'isDateText(limit) && zone === null',
      'a day ends by no clock of its office',
      preArrival,
    ],
    [
      'parseDate(limit) + DAY + LAST_ZONE',
      'parseDate(limit)',
      'a day is over before it has come to everybody',
      preArrival,
    ],
    [
      'parseDate(limit) + DAY - FIRST_ZONE',
      'parseDate(limit) + DAY + FIRST_ZONE',
      'nobody enquires while it is that day anywhere',
      preArrival,
    ],
    [
      'isDateText(limit) ? dayOnClock(time) : undefined',
      'undefined',
      'the clock of the office says nothing of its day',
      preArrival,
    ],
  ],
  'procedures/pre-arrival/offices.ts': [
    [
      'lacking(m, next.declaration) !== undefined ? flag',
      'false ? flag',
      'nobody sees that goods came to an office that is not competent for them',
      preArrival,
    ],
    ["['destination', b.xOfficeOfDestination,", "['transit', b.xOfficeOfDestination,", 'an office of destination is one of transit', preArrival], // prettier-ignore
    ['byHours.includes(office) ||', '', 'what the hours of an office say of it marks nothing', preArrivals],
    ["m.type === 'registered' && next", 'next', 'of several offices that are not competent one is found', preArrival],
  ],
  'procedures/pre-arrival/slice.ts': [
    ['if (stated !== undefined &&', 'if (false &&', 'anybody writes which offices are not competent', preArrivals],
    ['message.type === REFUSED ? unfit(found[0].pointer) :', '', 'goods move under transit to an office that its hours do not let end it', preArrivals], // prettier-ignore
    ['return first && unfit(first.pointer)', 'return undefined', 'a neighbour’s node alone says whether an office ends a transit', preArrivals], // prettier-ignore
  ],
  'procedures/opening-hours/competent-offices.ts': [
    ['from <= at && (until', '(until', 'an office is held against hours that have not begun', preArrivals],
    ['counting.length > 0 &&', '', 'an office without hours is competent for nothing', preArrivals],
    ['counting.every(', 'counting.some(', 'an office of two pairs is what the narrower of them says', preArrivals],
    ['status: AGREED, ', '', 'what is only proposed fills the places of what is agreed', { equal: 'more than 200 cases that name one office would have to be proposed' }], // prettier-ignore
  ],
  'procedures/pre-arrival/transit.ts': [
    ['if (unfit) return unfit', '', 'a transit goes to an office that cannot end it', preArrival],
    [
      'if (m.iat * 1000 < endedSomewhere(t.limit))',
      'if (false)',
      'a carrier is enquired about before his time has passed',
      preArrival,
    ],
    [
      "alert('transit-limit', limit,",
      "alert('transit-limit', Infinity,",
      'nobody learns that a transit did not arrive',
      preArrival,
    ],
    [
      "alert('transit-discharge', due,",
      "alert('transit-discharge', Infinity,",
      'a guarantee is held for goods that have arrived, and nobody is told',
      preArrival,
    ],
    [
      't.result!.at * 1000 + limits.transitDischarge',
      'at(t.at!) + limits.transitDischarge',
      'days of control are counted as days in which nobody discharged',
      preArrival,
    ],
  ],
  'procedures/opening-hours/time-zones.ts': [
    [
      'laidDown?.stamp !== stamp',
      'laidDown === null',
      'a tz database that is laid down while a node runs counts after a restart',
      zones,
    ],
    [
      'date - offset < span[1]',
      'date - offset <= span[1]',
      'a day begins before the clock shows it',
      { ...zones, equal: 'at the change itself both stretches give the same time' },
    ],
    [
      'Math.max(found.span[0], date - found.offset)',
      'date - found.offset',
      'a day begins at a midnight that the clock skips',
      zones,
    ],
  ],
  'procedures/opening-hours/tzdata.ts': [
    [
      'from + last.offset <= last.from + before.offset',
      'false',
      'a zone that changes its rules in the hour of the change has two',
      zones,
    ],
    ["clock === 'wall' ? save : 0", '0', 'summer time ends an hour late', zones],
    ["'>' ? (weekday - is + 7) % 7", "'>' ? (weekday - is + 6) % 7", 'clocks change on a Saturday', zones],
    ['if (at >= ends()) break', '', 'a zone keeps rules that it gave up', zones],
  ],
  'procedures/opening-hours/office-hours.ts': [
    [
      'about.some((e) => e.hours === undefined) ? []',
      'about.every((e) => e.hours === undefined) ? []',
      'a day that is closed and has hours is open',
      hours,
    ],
    [
      'const first = Math.floor(from / DAY) * DAY - DAY',
      'const first = Math.floor(from / DAY) * DAY',
      'a night that began yesterday ends at midnight',
      hours,
    ],
    ['...(e.days ?? [])', '...[]', 'an office is open on a moving feast', hours],
  ],
  'procedures/opening-hours/opening-hours.ts': [
    [
      'if (at(m.body.xAt) < closing.from) return',
      'if (at(m.body.xAt) < 0) return',
      'an office reopens before it was closed, and was never closed',
      { tests: ['procedures/opening-hours'] },
    ],
  ],
  'procedures/opening-hours/closing-notice.ts': [
    ['e.dateList === list && e.hours !== undefined', 'false', 'a market day is taken off on its eve', service],
    ['e.dateList === list && e.hours !== undefined', 'true', 'a feast stays closed that is none', service],
    ['serving(s, of, m).length > 0', 'true', 'a second case of the same offices passes the notice by', service],
    ['m.iat * 1000 + notice', 'm.iat * 1000', 'a closing is planned for the next hour', hours],
    ['v.side === of && v.from !== null', 'v.from !== null', 'the notice of one side binds the other', hours],
    [
      '(v.until ?? Infinity) > iat * 1000',
      'v.until === null',
      'whoever has withdrawn his hours may close at once',
      service,
    ],
    [
      "MINUTE * (get(m.terms?.limits ?? {}, 'closingNotice') ?? 0)",
      '0',
      'the notice that two countries agreed binds neither',
      service,
    ],
    [
      '!known.includes(day) && !keepsNotice',
      '!keepsNotice',
      'a list that is renewed tells again what it has told in time',
      service,
    ],
    [
      'known.filter((day) => day < today)',
      '[]',
      'a feast of last year was a working day once the list is renewed',
      service,
    ],
    ['m.body.xDays.filter((day) => day >= today)', 'm.body.xDays', 'a list changes what has been', service],
  ],
  'procedures/opening-hours/out-of-hours.ts': [
    ['open.length < REQUESTS', 'true', 'a neighbour fills a day with requests', service],
    ['|| x.unanswered === true', '', 'a request that is withdrawn makes room for the next, and stays', service],
    ['from > now + AHEAD_DAYS * DAY', 'from < 0', 'a neighbour asks for each day of the next thousand years', service],
    [
      'put(withoutOld(s, m.iat * 1000), m.id, asked)',
      'put(s.outOfHours, m.id, asked)',
      'requests stay in their case for ever',
      service,
    ],
    [
      'if (lacks !== undefined)',
      'if (false)',
      'an office is asked for what the agreement gives it no competence for',
      service,
    ],
    ['x.to > now || asked.has(x.slot)', 'true', 'slots that are over stay in their case for ever', service],
    ['x.to > now || asked.has(x.slot)', 'x.to > now', 'a request for a place loses the slot that it names', service],
    ['.length > SLOTS', '.length < 0', 'a side fills a case with slots', service],
    [
      'if (to > asked.to) return',
      'if (to < 0) return',
      'more is served out of hours than was asked for',
      { tests: ['procedures/opening-hours'] },
    ],
    [
      "if (isFull(slot)) return fault('slot-full', '/document/xGranted'",
      "if (false) return fault('slot-full', '/document/xGranted'",
      'the last place is given twice',
      service,
    ],
    [
      'slots: asked.granted === true && slot !== undefined',
      'slots: slot === undefined',
      'a place that nobody needs stays taken',
      service,
    ],
    ['left.set(slot, free - 1)', 'left.set(slot, free)', 'the machine promises one place to all who ask', service],
    ['if (next.capacity < next.given)', 'if (false)', 'places that were given are taken away', service],
    [
      'charge.currencyCode !== cost.currencyCode ||',
      '',
      'a charge in one currency is held against the cost in another',
      service,
    ],
    ['m.iat * 1000 >= asked.to', 'false', 'what was served is withdrawn afterwards', service],
    ['if (!isSame(slot.charge, charge))', 'if (false)', 'a place costs more than was offered', service],
  ],
  'procedures/opening-hours/competence.ts': [
    ['goods.startsWith(code)', 'goods === code', 'an office for a chapter may not handle its headings', service],
    ["inUnit(mass, 'KGM')! > inUnit(most, 'KGM')!", 'mass.value > most.value', 'a lorry of 40 000 kg is lighter than 40 t', service], // prettier-ignore
  ],
  'procedures/opening-hours/office-pairs.ts': [
    [
      '[`${c.conversation} ${key}`, slot]',
      '[key, slot]',
      'a slot hides one of the same name that another case has',
      service,
    ],
  ],
  'procedures/opening-hours/hours-state.ts': [
    ['get(s.ownOf ?? {}, id) ?? s', 's', 'the feasts of one case are those of another', service],
    ['v.from <= time && (v.until', '(v.until', 'an office may handle only what its next hours will say', service],
  ],
  'procedures/opening-hours/hours-page.ts': [
    ['first.admitted <= now', 'first.closes! <= now', 'a driver is sent to a gate that admits nobody any more', page],
    ['late ? nextCommonOpening(s, p, found![1]) : found', 'found', 'who comes too late is told to come at once', page],
  ],
  'procedures/opening-hours/hours-calendar.ts': [
    [
      "if (!lines.includes('BEGIN:VEVENT'))",
      'if (false)',
      'a calendar without a component, which no program reads',
      hours,
    ],
    [
      'for (const [start, end] of openings)',
      'for (const [start, end] of openings.map(([a, b]) => [Math.max(a, from), b]))',
      'an opening is another each day for whoever subscribes',
      hours,
    ],
  ],
  'procedures/opening-hours/common-hours.ts': [
    [
      'subtract(opening, closed(own, rule))',
      'subtract(opening, closed(s, rule))',
      'a closing by the notice of one case closes the hours of another',
      service,
    ],
    [
      '(scope.service === undefined || scope.service === rule.service)',
      'true',
      'a closing of one service closes the office',
    ],
    [
      "(scope.direction === undefined || scope.direction === 'both' || scope.direction === w.direction) &&",
      '',
      'a closing of the way out closes the way in',
    ],
    [
      '(scope.modeCode === undefined || scope.modeCode.includes(w.modeCode)) &&',
      '',
      'a closing for rail closes the road',
    ],
    [
      '(scope.lane === undefined || scope.lane === (rule.lane ?? w.lane)) &&',
      '',
      'a closing of one lane closes all',
      { tests: ['procedures/opening-hours'] },
    ],
    [
      '(scope.agency === undefined || scope.agency === rule.agency) &&',
      '',
      'a closing of one agency closes all',
      { tests: ['procedures/opening-hours'] },
    ],
    [
      'subtract(union(beyond, granted), emergency())',
      'subtract(beyond, emergency()), granted',
      'a lorry is sent to an office that burns, since it was promised service out of hours',
    ],
    [
      'x.granted === true && x.crossing === p.crossing',
      'x.crossing === p.crossing',
      'service that was asked for is service that was granted',
    ],
    [
      'x.granted === true && x.crossing === p.crossing',
      'x.granted === true',
      'service for one crossing is service for all',
    ],
    [
      'w.admittedAt < (x.admittedBefore ?? -Infinity)',
      'w.admittedAt <= (x.admittedBefore ?? -Infinity)',
      'who came when it was too late is served',
      { tests: ['procedures/opening-hours'] },
    ],
    [
      'subtract(union(subtract(opening, closed(own, rule)), intersect(opened(rule), [[first, last]])), emergency(rule))',
      'union(subtract(opening, closed(own, rule)), intersect(opened(rule), [[first, last]]))',
      'an emergency closes nothing',
    ],
  ],
  'procedures/opening-hours/office-hours.ts': [
    [
      '(w.service === undefined || rule.service === w.service) &&',
      '',
      'the hours of clearance are those of the veterinarian',
    ],
    [
      "(rule.direction === 'both' || rule.direction === w.direction) &&",
      '',
      'the hours of the way out are those of the way in',
    ],
    ['rule.modeCode.includes(w.modeCode) &&', '', 'the hours of the road are those of rail'],
  ],
  'procedures/documents/ledger-entry.ts': [
    [' || exempt ?', ' ?', 'what is bred for trade needs two permits', ledger],
    [
      '[item.xSourceCode, item.xSecondSourceCode]',
      '[item.xSourceCode]',
      'what is older than the Convention needs two',
      ledger,
    ],
  ],
  'procedures/documents/kinds.ts': [
    [
      "'large-project': { months: 48, longer: true }",
      "'large-project': { months: 48 }",
      'no project takes longer than four years',
      ledger,
    ],
    [
      "'travelling-exhibition': { months: 36",
      "'travelling-exhibition': { months: 12",
      'an exhibition ends after a year',
      ledger,
    ],
    ['{ ...kind, ...kind.subtypes?.[subtype] }', 'kind', 'all documents of a kind are alike', ledger],
  ],
  'procedures/documents/quotas.ts': [
    ['isUsed ? ONE : 0n', '0n', 'a shipment that was made counts for nothing once it is over', ledger],
    ['taken = left < total ? left : total', 'taken = left', 'a use sets how much is summed', ledger],
    ['const until = isOver ? 0 :', 'const until =', 'what was granted of a quota and revoked counts on', ledger],
    ['sum.isGranted && ', '', 'a total that nobody states any more binds', ledger],
    ['own.set(key, added(parts))', '', 'two items of one permit are counted apart', ledger],
    [
      'granted === undefined || granted > total',
      'granted !== undefined && granted > total',
      'what has no unit of the quota is free',
      ledger,
    ],
  ],
  'procedures/documents/notified.ts': [
    [
      'if (all > billionths(value))',
      'if (here > billionths(value))',
      'each movement has the whole notification',
      ledger,
    ],
    [
      'if (count >= BigInt(xShipments))',
      'if (count > BigInt(xShipments))',
      'one shipment more is made than was notified',
      ledger,
    ],
    [
      "if (standing !== 'issued') throw",
      "if (standing === 'unknown') throw",
      'waste moves under what was revoked',
      ledger,
    ],
    [' || whole.xListCode !== xListCode', '', 'other waste moves than was notified', ledger],
    [
      'other?.xIssuer.country === country ?',
      'other !== undefined ?',
      'a notification of another country is looked for here',
      ledger,
    ],
  ],
  'procedures/documents/status.ts': [
    ['isNamed(record, peer) ||', 'true ||', 'whoever asks for a number is told all of it', ledger],
    [' && use.reason === undefined', '', 'a use that was refused opens a permit', ledger],
    ['heldTo(record, peer, kinds) === undefined', 'false', 'a kind is told to who has not agreed on it', ledger],
    [
      'const { xSecurityStampId: _, xEndUse: __, ...told } = particularsOf(record, ledger)',
      'const told = particularsOf(record, ledger)',
      'whoever forges reads the stamp',
      ledger,
    ],
  ],
  'procedures/documents/record-rules.ts': [
    ['r.agreed === undefined ? r : undefined', 'r', 'a kind is used by who has not agreed on it', ledger],
    [
      'if (!isIssuedIn(agreed, parseTime(r.xIssuedAt))) return undefined',
      '',
      'a kind that has ended is used on',
      ledger,
    ],
    ['r.agreedWith?.includes(country) === true || ', '', 'what was issued stops when a kind is changed', ledger],
    ['|| isSameKind(agreed, r.agreed) ?', '|| agreed ?', 'two kinds of one name are one', ledger],
    [
      'if (error instanceof JuxtaError) return undefined',
      'if (error instanceof JuxtaError) return held',
      'narrower rules bind nobody',
      ledger,
    ],
  ],
  'procedures/documents/kind.ts': [
    [
      'Math.min(of.months ?? Infinity, by.months ?? Infinity)',
      'of.months ?? Infinity',
      'a kind is good for longer than agreed',
      ledger,
    ],
    [
      'of.longer === true && by.months !== undefined ? { longer: false } : {}',
      '{}',
      'a large project is longer than two countries have agreed',
      ledger,
    ],
    ['...of.may.filter((name) => by.needs.includes(name))', '', 'what two have agreed to state is left out', ledger],
    [
      'of.points.filter((point) => by.points.includes(point))',
      'of.points',
      'a kind is used where the two have not agreed',
      ledger,
    ],
  ],
  'procedures/documents/documents.ts': [
    [
      "if (kind === undefined) return noKind('/document/xKind')",
      'if (kind === undefined) return undefined',
      'a use names any kind',
      documents,
    ],
    [
      'xValidFrom !== undefined && !isIssuedIn',
      'xValidFrom === null && !isIssuedIn',
      'a kind that has ended is issued on',
      documents,
    ],
  ],
  'values/units.ts': [
    ['num / den + (num % den > 0n ? 1n : 0n)', 'num / den', 'what is too small for the unit is free', ledger],
  ],
  'procedures/documents/ledger.ts': [
    [
      '!isOneConsignment(u, asked)',
      'u.declaration !== asked.declaration',
      'a consignment in two declarations is two',
      ledger,
    ],
    [
      "!(asked.kind === 'use' && asked.atPresentation)",
      'true',
      'what the agreement says of presentation counts for nothing',
      ledger,
    ],
    [
      "if (asked.kind === 'reservation' && isPresented(record)) return no('presented')",
      '',
      'a part of a certificate that is presented is reserved',
      ledger,
    ],
    [
      "if (e.outcome !== 'refused' && e.reservation !== undefined)",
      'if (e.reservation !== undefined)',
      'a refused use gives its reservation away',
      ledger,
    ],
    [
      "if (e.outcome !== 'refused' && e.reservation !== undefined) this.#taken.add(e.reservation)",
      '',
      'a use and its reservation both count, and what was granted cannot be used',
      ledger,
    ],
    [" outcome !== 'refused' &&", '', 'what was refused counts as used', ledger],
    ['!(reason !== undefined && ALIEN.has(reason)) &&', '', 'what another country does takes of a permit', ledger],
    ['byIssuer || isFor(record, country)', 'true', 'another country caps what may come in', ledger],
    ["if (!comesInto(record, country)) return 'destination'", '', 'another country extends it', ledger],
    ['!this.#cancelled.has(message),', 'true,', 'what was cancelled is never given back', ledger],
    [
      'const available = over ? 0n : most(granted - used - reserved, 0n)',
      'const available = over ? 0n : most(granted - used, 0n)',
      'what is reserved is used by another',
      ledger,
    ],
    [
      '+ (own?.item === asked.item ? sum([own], line.unitCode) : 0n)',
      '',
      'who holds a reservation cannot use it',
      ledger,
    ],
    [
      'const held = this.held.filter((r) => r !== own && r.usePoint',
      'const held = this.held.filter((r) => r.usePoint',
      'who holds a reservation is refused for it',
      {
        equal:
          'Of its own country nothing stands against a single use, and what stands in `against` is of other countries only.',
      },
    ],
    [
      'u.country === asked.country && u.useId === asked.useId',
      'u.useId === asked.useId',
      'two countries that number alike refuse each other',
      ledger,
    ],
    ['if (tested > (extended', 'if (tested - 9e9 > (extended', 'an expired permit is good', ledger],
    [
      "!atExport && asked.usePoint === 'import'",
      '!atExport',
      'timber leaves under what was extended for its import',
      ledger,
    ],
    ["if (arrivedAt > validUntil(record)) return 'expired'", '', 'timber that came too late is extended', ledger],
    ["if (this.#extensions.length > 0) return 'extended'", '', 'a permit is extended again and again', ledger],
    ['country === undefined || e.country === country', 'true', 'what one country extends holds in all', ledger],
    [
      "byIssuer === (propertiesOf(record).issuedBy === 'import')",
      'byIssuer === null',
      'anybody endorses any permit',
      ledger,
    ],
    ['asked.ofKind !== record.xKind', 'false', 'a use of another kind is confirmed', ledger],
    ["asked.usePoint === 'import' ? comesInto : isFor", '() => true', 'goods come in elsewhere', ledger],
    [
      "asked.usePoint === 'import' ? comesInto : isFor",
      "asked.usePoint === 'import' ? comesInto : () => true",
      'whoever knows a number uses it for export',
      ledger,
    ],
    ['.filter((mark) => !here.includes(mark))', '', 'a firearm comes in twice', ledger],
    ['|| u.declaration !== asked.declaration)', ')', 'a timber licence is declared twice', ledger],
    [
      'e.refused === undefined && e.item === item',
      'e.item === item',
      'an endorsement that was refused limits what may come in',
      ledger,
    ],
    ['return named.id === other.id &&', 'return', 'any import permit of the country will do', ledger],
    ['const limit = usePoint === ', 'const limit = usePoint !== ', 'more comes in than was seen to leave', ledger],
  ],
  'procedures/documents/verify.ts': [
    ['told(presented[name]) === told(issued[name])', 'true', 'another species conforms', ledger],
    ['(id ?? issued.id) === issued.id && (year ?? issued.year) === issued.year &&', '', 'any quota conforms', ledger],
    ['isWhole && isCounted', 'isWhole', 'whatever was granted of a quota conforms', ledger],
    [' || states.includes(name)', '', 'what was added to a paper conforms', ledger],
    ['.slice(0, DIFFERS)', '', 'an answer names more than it may, and is never sent', ledger],
    [
      'const own = item.xItem === undefined && another === undefined ? only : numbered',
      'const own = item.xItem === undefined ? only : numbered',
      'what is not numbered is taken for the first item',
      ledger,
    ],
  ],
  'procedures/documents/permit-steps.ts': [
    [
      "if (asked.state === 'confirmed' || asked.state === 'refused')\n",
      'if (asked.useId === null)\n',
      'a decision about a use is taken back',
      documents,
    ],
    [
      "const next = asked.state === 'cancelled' ? asked : { ...asked, state: to }\n    const uses",
      'const next = { ...asked, state: to }\n    const uses',
      'a use that was cancelled is confirmed all the same',
      documents,
    ],
    [
      "to === 'confirmed' && taken !== undefined ?",
      'taken !== undefined ?',
      'a refused use takes its reservation',
      documents,
    ],
    [
      'if (asked.useId !== m.body.xUseId)',
      "if (asked.useId === '')",
      'the answer to one use is taken for another',
      documents,
    ],
    [
      "const over = s.standing === 'revoked' || s.standing === 'replaced'",
      'const over = false',
      'a permit that was revoked is good again',
      documents,
    ],
    [
      'if (asked !== undefined && asked.answer !== null)',
      'if (asked !== undefined && asked.answer === undefined)',
      'a question has two answers',
      documents,
    ],
    ["if (asked.state === 'provisional')", "if (asked.useId === '')", 'a fact is refused', documents],
  ],
  'procedures/pre-arrival/do-not-load.ts': [
    ["if (reasons.includes('other') &&", 'if (false &&', 'a reason that nobody says is one', preArrival],
    [
      'order.subjects.filter((key) => get(order.lifted, key) === undefined)',
      'order.subjects.filter(() => true)',
      'what may be loaded again stays on the quay',
      preArrival,
    ],
    [
      "(key === 'all' && still.length > 0)",
      "(key === 'all' && still.length > 9)",
      'a container that must not be loaded is, because nothing was named',
      preArrival,
    ],
    [
      '[key, ...meansOf(s.declaration)]',
      'meansOf(s.declaration)',
      'a container that must not be loaded is',
      preArrival,
    ],
    ['[key, ...meansOf(s.declaration)]', '[key]', 'what a stopped lorry carries is loaded', preArrival],
    ['if (missing < 0) return undefined', 'return undefined', 'results stop what nobody is told of', preArrival],
    ['if (order.agency !== agency)', "if (order.agency === '')", 'another agency lifts a do-not-load', preArrival],
    [
      'a.subjects === undefined || a.subjects.includes(key)',
      'true',
      'an answer about one container is one about all',
      preArrival,
    ],
    [
      "if (fresh.length === 0) return refuse('lifted'",
      "if (fresh.length > 99) return refuse('lifted'",
      'an order is lifted twice',
      preArrival,
    ],
    [
      'issued * 1000 + minutes * 60_000',
      'issued * 1000 + minutes * 6_000',
      'an alert comes after three minutes',
      preArrival,
    ],
    ['Math.min(...told)', 'Math.max(...told)', 'the time to the carrier is that of the last word', preArrival],
    [
      "a.outcome === 'relayed' || a.outcome === 'executed'",
      "a.outcome === 'relayed'",
      'what was carried out had never reached the carrier',
      preArrival,
    ],
  ],
  'procedures/pre-arrival/deadlines.ts': [
    ['iat * 1000 > deadline', 'iat * 1000 >= deadline', 'who declares in time is late', preArrival],
    ['time - minutes * MINUTE', 'time + minutes * MINUTE', 'no declaration is ever late', preArrival],
    [
      "if (route === 'long-haul' || route === 'long-run') return false",
      '',
      'a long flight has the deadline of a short one',
      preArrival,
    ],
    ['travel < SHORT[mode] *', 'travel <= SHORT[mode] *', 'four hours are under four hours', preArrival],
    [
      'limits.railShort : limits.rail)',
      'limits.rail : limits.railShort)',
      'short and long runs are exchanged',
      preArrival,
    ],
    ['modeCode?.[0]) {', 'modeCode) {', 'a lorry on a ferry is never late', preArrival],
    ['before(departure, limits.airShort)', 'departure', 'what is agreed of short flights does not count', preArrival],
    [
      '{ ...LIMITS, ...Object.fromEntries(known) }',
      '{ ...Object.fromEntries(known), ...LIMITS }',
      'what an agreement sets does not count',
      preArrival,
    ],
    [
      "if (d.xEffect !== 'lodged') return before(loading, limits.airMinimum)",
      '',
      'advance information is due after the flight',
      preArrival,
    ],
    ['limits.deepSeaContainer)', 'limits.sea)', 'a container at sea has twenty hours too many', preArrival],
  ],
  'procedures/pre-arrival/lapse.ts': [
    ["if (movements.includes('diverted'))", 'if (movements.length === 0)', 'what was diverted lapses', preArrival],
  ],
  'procedures/pre-arrival/pre-arrival.ts': [
    ['if (m.iat * 1000 < at) return', 'if (m.iat < 0) return', 'a declaration lapses on its first day', preArrival],
    ['...(TAKEN.includes(to) ? DONE_WITH : [])', '', 'what was seized can never be destroyed', preArrival],
    ["['withdrawn'] as const", '[] as const', 'who has turned round never leaves again', preArrival],
    ['[...HERE, ...AGAIN]', 'HERE', 'a second exit is in order', preArrival],
  ],
  'procedures/pre-arrival/movement.ts': [
    ['if (keeps) return keeps', '', 'what another agency keeps goes back', preArrival],
    ['agency !== by && KEPT', 'KEPT', 'an agency cannot destroy what it has seized', preArrival],
    ['!from.includes(was) && !late.includes(was)', 'false', 'goods arrive that have left', preArrival],
    ['if (!s.agencies.includes(agency))', "if (agency === '')", 'an agency decides that has no say', preArrival],
    [
      "if (!live(s)) return refuse('not-registered'",
      "if (s.version < 0) return refuse('not-registered'",
      'goods are released that nobody has registered',
      preArrival,
    ],
    [
      "s.agencies.every((name) => get(disposal, name) === 'released')",
      "s.agencies.some((name) => get(disposal, name) === 'released')",
      'goods leave that one agency has not released',
      preArrival,
    ],
    [
      "!['arrived', 'presented'].includes(get(s.subjects, key)!.movement)",
      'false',
      'goods are released that have not come',
      preArrival,
    ],
    ['if (!from.includes(was))\n', 'if (was === null)\n', 'a decision is taken back', preArrival],
  ],
  'procedures/joint-control/joint-control.ts': [
    [
      "fault('competence', '/document/xPlace', 'by the agreement the office is not competent for it')",
      'undefined',
      'both meet at an office that can hold no control',
      jointControl,
    ],
    [
      'agencies: { [asked.side]: asked.agencies, [side]: agencies }',
      'agencies: { ...s.agencies, [side]: agencies }',
      'who has proposed another time takes part with no agency',
      jointControl,
    ],
    [
      "said ?? s.agencies[side] ?? fault('agencies', '/document/xAgencies', 'say which agencies take part')",
      "said ?? s.agencies[side] ?? ['customs']",
      'a control is agreed without the agencies of a side',
      jointControl,
    ],
    [
      'at(m.body.xStart) > m.iat * 1000 ?',
      'at(m.body.xStart) < 0 ?',
      'who says that he starts in ten years never owes a result',
      jointControl,
    ],
    [
      'objectives: objectives ?? s.objectives',
      'objectives: s.objectives',
      'the two agree on other objectives, and control for the old ones',
      jointControl,
    ],
    [
      "(m.type === 'concluded-without' ? 20 : ",
      "(m.type === '' ? 20 : ",
      'a result that was on its way is refused',
      jointControl,
    ],
  ],
  'procedures/juxtaposed-office/movement-steps.ts': [
    [
      'without(detainedBy, agency).length > 0',
      'detainedBy.length < 0',
      'one agency seizes or refuses what another detains',
      office,
    ],
    [
      "known.suspension.ends === 'return' || !isInExit(s.movement, xSubject)",
      'xSubject.length > 0',
      'what is to be completed stays under exit control',
      office,
    ],
    [
      'hasEnded(was.agencies.exit)\n      ? undefined',
      "was.stage === 'exit'\n      ? undefined",
      'what one agency has cleared is handed over while another controls it',
      office,
    ],
    [
      "return hasEnded(entry) ? { stage: 'done'",
      "return agency !== '' ? { stage: 'done'",
      'a movement ends when its first agency has ended',
      office,
    ],
    [
      'exit: { ...agencies.exit, ended: [] }',
      'exit: agencies.exit',
      'the machine hands over again what was taken back',
      office,
    ],
    [
      'again?.consent === true\n      ? undefined',
      'again?.consent !== false\n      ? undefined',
      'what was asked for is allowed',
      office,
    ],
    [
      'to: (was) => ({ ...still(was), again: null })',
      'to: (was) => ({ ...still(was), again: was.again })',
      'one consent is good for any number of controls',
      office,
    ],
    [
      "  from: ['handover'],\n  to: ({ agencies }) => ({ stage: 'exit'",
      "  from: ['handover', 'entry'],\n  to: ({ agencies }) => ({ stage: 'exit'",
      'a handover is taken back though the entry control is under way',
      office,
    ],
    [
      'detainedBy: without(was!.detainedBy, agency)',
      'detainedBy: []',
      'one agency lifts the detention of another',
      office,
    ],
    ['ended: without(ended, agency)', 'ended', 'what an agency detains has entered without it', office],
  ],
  'procedures/juxtaposed-office/office-state.ts': [
    [
      "stage === 'exit' || stage === 'returned' ? roles.exit",
      "stage === 'exit' ? roles.exit",
      'what has gone back is under the law of the country that refused it',
      office,
    ],
    [
      'pairs.findLast((pair) => begins(pair) <= now)',
      'pairs.at(-1)',
      'what is agreed and has not begun takes the place of what is in force',
      office,
    ],
    [
      '...pairs.filter((p) => begins(p) < begins(pair)),',
      '...pairs,',
      'what will never begin is kept for ever',
      office,
    ],
  ],
  'procedures/juxtaposed-office/juxtaposed-office.ts': [
    ["agreement: { ...states('both'), by: 'person',", "agreement: { ...states('both'),", 'a machine opens an office on foreign soil', office], // prettier-ignore
  ],
  'procedures/juxtaposed-office/office-steps.ts': [
    ['if (stranger) return stranger', '', 'somebody off the roster suspends an office', office],
    ['if (off) return off', '', 'somebody off the roster opens an office', office],
    ['.slice(-ROSTERS)', '', 'a case keeps all rosters that ever were', office],
    ['named >= 0 && m.terms?', 'named > 99 && m.terms?', 'officers are named though no agreement says so', office],
    [
      'suspensions: open.filter((x) => x.side !== side)',
      'suspensions: []',
      'one side opens what the other has suspended',
      office,
    ],
    [
      'isAgreedAt(o, Math.max(said, at(xFrom)))',
      'isAgreedAt(o, said)',
      'no office is suspended before it begins',
      office,
    ],
    [
      'const open = o.suspensions.filter((x) => !isOver(x, m.iat * 1000))',
      'const open = o.suspensions',
      'a suspension that ran out holds an office',
      office,
    ],
  ],
  'procedures/juxtaposed-office/competence.ts': [
    [
      '(d.xRef === undefined || ref === undefined || d.xRef === ref)',
      '(ref !== undefined || d.xRef === undefined)',
      'another officer of the function decides than the one on duty',
      office,
    ],
    ['&& time * 1000 < at(r.to)', '', 'a roster binds when its shift is over', office],
    ['r.told <= time &&', '', 'what was decided is held against a roster that was told later', office],
    [
      'told.find(({ id }) => id === named) ?? last',
      'last',
      'who names his shift is judged by one that was told in the same second',
      office,
    ],
    [
      'named !== undefined && !knows(office, side, named)',
      'false',
      'an officer is refused whose shift has not been heard of yet',
      office,
    ],
    [
      'pairAt(office, at(xAt))?.[side].agencies',
      'office.dossiers[side]?.agencies',
      'a dossier that nobody agreed to sends agencies away',
      office,
    ],
  ],
  'procedures/joint-control/control-state.ts': [
    ['if (known) return known', '', 'all results are read again for each answer about a seal', jointControl],
  ],
  'procedures/joint-control/joint-controls.ts': [
    ['asked.length === ANSWERS', 'false', 'one control fills an answer with all that was controlled for', jointControl],
  ],
  'procedures/joint-control/results.ts': [
    [
      'by !== xSide && (due === undefined || m.iat * 1000 < due)',
      'by !== xSide && due === undefined',
      'a side concludes without an agency of the other before its results are due',
      jointControl,
    ],
    [
      '!mine.includes(key) || r.final',
      "!mine.includes(key) || key !== ''",
      'what an agency never finished is in the record',
      jointControl,
    ],
    [
      "body.xFinality === 'final' && silent !== undefined",
      "body.xFinality === 'final' && silent === ''",
      'a final result passes over an objective in silence',
      jointControl,
    ],
    ["inUnit({ value, unitCode }, 'KGM') !== undefined", "value !== ''", 'an axle weighs metres', jointControl],
  ],
  'procedures/joint-control/recognition.ts': [
    ["found === 'discrepancy' ? 'discrepancy' : unseen", 'unseen', 'a discrepancy is relied upon', jointControl],
    [
      'found.length === 1 && sealsIntact',
      'found.length > 0 && sealsIntact',
      'a control is relied upon whose agencies disagree',
      jointControl,
    ],
    [
      'isSealed && sealsIntact === null)',
      'isSealed && sealsIntact === false)',
      'nobody looks whether the seals are there',
      jointControl,
    ],
    [
      'if (m.body.xRecordDigest !== s.record.digest)',
      "if (s.record.digest === '')",
      'another record is recognised than the one that was made',
      jointControl,
    ],
    [
      "code === 'not-controlled' ? undefined : code",
      'code === undefined ? undefined : (code as Found)',
      'what was not controlled is recognised',
      jointControl,
    ],
    [
      'controlledFor(r, o) !== undefined',
      "Object.values(r.outcomes).some((code) => code !== 'not-controlled')",
      'a control for drugs is recognised as one of weight',
      jointControl,
    ],
    [
      'keys.every((key) => covered(o, key))',
      'keys.some((key) => covered(o, key))',
      'one container was controlled, and two are recognised',
      jointControl,
    ],
    ['!left.seals.includes(seal)', 'seal.length === 0', 'a seal that the control did not leave is good', jointControl],
    ['if (at(time) < at(left.at))', 'if (at(time) < 0)', 'a seal was seen before it was put on', jointControl],
    [
      "if (sealed >= 0) return fault('seal'",
      "if (sealed >= 99) return fault('seal'",
      'nobody has looked at the seals',
      jointControl,
    ],
    [
      'decision.recognised && covers',
      'decision.recognised',
      'a recognition for one objective is one for all',
      jointControl,
    ],
    [
      'left.seals.every((seal) => seals.includes(seal))',
      'left.seals.some((seal) => seals.includes(seal))',
      'a broken seal is intact',
      jointControl,
    ],
    ['r !== undefined && r.final ?', 'r !== undefined ?', 'a result that is not final counts', jointControl],
    [
      'if (s.recognition[side]?.recognised === true)',
      'if (s.recognition[side] === null)',
      'a side recognises twice',
      jointControl,
    ],
  ],
  'procedures/pre-arrival/numbers.ts': [
    ['if (entry && own &&', 'if (own &&', 'the exit side may not name its own declaration', preArrival],
    ['if (STOPS.includes(m.type))', 'if (false)', 'a stop is refused for the number that it names', preArrival],
    [' && !same(named, s.declaration?.id)', '', 'what was declared is not named as it was', preArrival],
    [
      'Object.hasOwn(others, type)',
      'false',
      'what moves under transit by its export declaration is refused',
      preArrival,
    ],
    ['same(exported, s.mrn)', 'false', 'the number of entry is one of export', preArrival],
    [
      'same(named, exported ?? exportMrnOf(s.declaration))',
      'false',
      'a declaration is registered under the number of export',
      preArrival,
    ],
    ['(d && isExport(d) ? d.id : undefined)', 'undefined', 'an export declaration has no number', preArrival],
  ],
  'procedures/pre-arrival/may-drive-on.ts': [
    ["holds.size > 0 ? 'held'", "holds.size > 99 ? 'held'", 'what is held drives on', preArrival],
    ['!isGone(x) || DECIDED', 'false || DECIDED', 'what nobody has decided drives on', preArrival],
    [
      'if (!isGone(x) || DECIDED.includes(found.cause)) hold',
      'if (!isGone(x)) hold',
      'one agency lifts what another has decided',
      preArrival,
    ],
    ['if (!isGone(x, agency)) hold', 'if (!isGone(x)) hold', 'one agency lifts the order of another', preArrival],
    ['for (const [key, x] of all)', 'for (const [key, x] of here)', 'the exit side lifts an order', preArrival],
    ['open.length > 0 ? meansOf', 'open.length > 9 ? meansOf', 'a plate is held beside what it carries', preArrival],
    [
      "if (waits) found.push({ cause: 'under-transit' })",
      '',
      'what waits for the end of a transit drives on',
      preArrival,
    ],
    [
      "if (!live(s)) return [{ cause: 'not-registered' }]",
      '',
      'nobody has registered it, and it is not said',
      preArrival,
    ],
    ['get(x.onArrival, agency) ?? now', 'now', 'a release for its arrival does not count', preArrival],
    [
      'key !== undefined && isApart(s, key) ? held.has(key)',
      'false ? false',
      'what was decided of a container is decided of the one beside it',
      preArrival,
    ],
    ['!isJudged(key) && (keys', 'false && (keys', 'what nobody declared may be loaded', preArrival],
  ],
  'procedures/pre-arrival/pre-arrivals.ts': [
    ['  ...UNSAID,', '', 'a row of an earlier build says nothing', preArrival],
  ],
  'procedures/pre-arrival/vehicle.ts': [
    ["all ? free : 'in-part'", 'free', 'who sees a part says that it may drive on', preArrival],
    [
      'parseTime(at) <= now + AHEAD',
      'true',
      'the load of next week holds the lorry of today',
      { tests: ['cases/pre-arrival'] },
    ],
    [
      'looks ? await within(summary) : summary.driveOn',
      'summary.driveOn',
      'a container is held by what stands beside it',
      { tests: ['cases/pre-arrival'] },
    ],
    ['(!decided && !isOfJourney', '(!isOfJourney', 'what was seized on Monday drives on on Wednesday', preArrival],
    ['(moves && isLeft', '(decided && isLeft', 'a container is free once its lorry is elsewhere', preArrival],
    ['(moves && isLeft(summary, began, now)) || ', '', 'a plate is held for ever', preArrival],
    ['s.doNotLoad || last', 'last', 'what must not be loaded is forgotten on the next journey', preArrival],
    ['!comes && began', 'began', 'what is still to come is forgotten', preArrival],
    ['parseTime(last) + APART', 'parseTime(last)', 'what came in the same lorry frees it', preArrival],
    ['opens && opened < OPENED', 'opens', 'a question opens all cases that somebody makes', preArrival],
    ['=> urgency(a) - urgency(b)', '=> 0', 'what is held is looked at after the rest', preArrival],
    [
      'for (const decided of [true, false])',
      'for (const decided of [false])',
      'what was decided is not asked for',
      { tests: ['cases/pre-arrival'] },
    ],
  ],
  'procedures/pre-arrival/versions.ts': [
    ['s.version <= known', 's.version < known', 'each message is a version', preArrival],
    [
      'if (!is.has(name)) yield* between(entry, undefined,',
      'if (is.has(name)) yield* between(entry, undefined,',
      'what is gone is no change',
      preArrival,
    ],
    ['if (changes.length < CHANGES)', 'if (true)', 'an answer has no bound', preArrival],
    ['new Set(names).size === names.length', 'true', 'two of one name are one', preArrival],
  ],
  'procedures/pre-arrival/state.ts': [
    ["['control', 'seized']", "['control']", 'what is seized is sent back by another agency', preArrival],
    ["['destroyed', 'returned']", "['destroyed']", 'what went back holds the lorry', preArrival],
    ['!isSeizedUnjudged(subject) &&', '', 'a seizure closes a case whose risk is still judged', preArrival],
  ],
  'peers/office-clause.ts': [
    [
      'Object.hasOwn(prefixes, country) ? prefixes[country]! : [country]',
      '[country, ...(prefixes[country] ?? [])]',
      'an office by the code of the country is one though another was agreed',
      { tests: ['procedures/opening-hours'] },
    ],
    [
      'first!.some((prefix) => second!.includes(prefix))',
      'first!.length === 0',
      'an office is of both parties',
      { tests: ['peers/agreement'] },
    ],
  ],
  'procedures/pre-arrival/pre-arrival-table.ts': [
    [
      'URGENT.slice(0, i)',
      'URGENT.slice(0, 0)',
      'a case stands on the board as often as it has urgencies',
      { tests: ['cases/pre-arrival'] },
    ],
  ],
  'procedures/release-time/crossing-table.ts': [
    [
      '.where((e) => readable(e, reader))',
      '',
      'a key finds crossings by messages that it may not read',
      { tests: ['window/search'] },
    ],
    [
      'select "startAt" + 1',
      'select "startAt"',
      'of many that crossed in one moment some are in no statistic',
      { tests: ['procedures/crossing-table'] },
    ],
    [
      'begin = last + 1',
      'begin = last',
      'those of a moment between two pages count twice',
      { tests: ['procedures/crossing-table'] },
    ],
  ],
  'procedures/release-time/movements.ts': [
    [
      'said.every((one)',
      'said.some((one)',
      'a figure over many tells of a movement that a key may read in part alone',
      releaseTime,
    ],
    ['i += FIGURES.length', 'i += 1', 'the figures of a movement are taken for each other', releaseTime],
  ],
  'procedures/release-time/measures.ts': [
    ['e.from === side && ', '', 'the arrival of one side and the release of the other', releaseTime],
    ['Math.max(first.time, last.time)', 'last.time', 'goods are released before they came', releaseTime],
    [
      "(end === 'removal' ? removals : releases).at(-1)",
      'releases.at(-1)',
      'what is released and still there has left',
      releaseTime,
    ],
    [
      "e.code === 'arrival' && e.from !== leaves",
      "e.code === 'arrival'",
      'the lead time ends at the office of exit',
      releaseTime,
    ],
    [' || lodged.time >= arrived.time', '', 'what is lodged after arrival has a lead', releaseTime],
    [
      'lead === undefined || lead.dayOnly ? null',
      'lead === undefined ? null',
      'a day is taken for midday, and its minutes for those of somebody',
      releaseTime,
    ],
  ],
  'procedures/release-time/door-to-door.ts': [
    [
      'here < 0 ? [] : all.slice(here)',
      'all',
      'a declaration of ten days before is ten days of the carrier',
      releaseTime,
    ],
  ],
  'procedures/release-time/derived-events.ts': [
    ['dayBegins(zone, midnight)', 'midnight', 'a day of an office begins at midnight UTC', releaseTime],
    ['Math.max(DAY / 2, (to - from) / 2)', '(to - from) / 2', 'a day of 23 hours counts in minutes', releaseTime],
  ],
  'procedures/release-time/release-time.ts': [
    ['if (planned.from === m.from)', 'if (false)', 'who plans a study agrees it for both', releaseTime],
    ['planned.message !== m.ref', 'false', 'what is accepted is no plan that anybody has read', releaseTime],
  ],
  'procedures/release-time/studies.ts': [
    [
      'const drawn = drawnOf(study, passed)\n    const readable = passed.filter(({ movement }) => movement.readable)\n    population += readable.length\n    for (const { movement, office } of readable)\n      if',
      'const readable = passed.filter(({ movement }) => movement.readable)\n    const drawn = drawnOf(study, readable)\n    population += readable.length\n    for (const { movement, office } of readable)\n      if',
      'two keys draw two samples',
      releaseTime,
    ],
    [
      'population += readable.length\n    for (const { movement, office } of readable)\n      if',
      'population += passed.length\n    for (const { movement, office } of passed)\n      if',
      'a key sees movements that it may not read',
      releaseTime,
    ],
  ],
  'procedures/release-time/sampling.ts': [
    [
      'list.sort((a, b) => a.startAt - b.startAt || (a.crossing < b.crossing ? -1 : 1))',
      '',
      'the two sides find other movements in the sample',
      releaseTime,
    ],
    ['`${seed}\\n${name}`', 'name', 'whoever knows the names knows who is measured, whatever the seed', releaseTime],
  ],
  'procedures/release-time/outliers.ts': [
    ['n === null ? null : percentiles(within)', 'percentiles(within)', 'one outlier is the total less what is shown', releaseTime], // prettier-ignore
    ['v <= high', 'v < high', 'what takes as long as the limit is an outlier', releaseTime],
  ],
  'procedures/system/announced-away.ts': [
    [
      '* SECOND + notice <= startsAt',
      '* SECOND <= startsAt',
      'a maintenance that is told too late is none that counts',
      levels,
    ],
    ['noticeFrom(said, came) *', 'said *', 'a maintenance that is dated back excuses an outage', levels],
  ],
  'procedures/system/office-check-view.ts': [
    ['after = [conversation, last]', 'break', 'a list shows the newest cases alone', { tests: ['cases/system'] }],
  ],
  'procedures/system/system-index.ts': [
    ['|| isPart(planned)', '', 'a maintenance of one procedure excuses the silence of all', levels],
    ['planned.cancelled ||', '', 'a maintenance that is cancelled excuses silence', levels],
  ],
  'procedures/system/system-table.ts': [
    [".where('endsAt', '>=', from)", '', 'a maintenance that is over excuses silence', levels],
    [
      'there.version > version ||',
      '',
      'older reference data take the place of the newest',
      { tests: ['cases/system'] },
    ],
    ['.limit(AT_ONCE)', '', 'who announces without end is read whole', levels],
    [".where('startsAt', '<=', to)", '', 'a maintenance excuses silence before it begins', levels],
    ['.filter((message) => !stands.has(message))', '.filter(() => false)', 'what is cancelled stays', levels],
  ],
  'procedures/system/corrections.ts': [
    [
      "owner: 'both', kind: 'alert', what: 'wrong data not corrected'",
      "owner: 'XX', kind: 'alert', what: 'wrong data not corrected'",
      'nobody hears that wrong data are not put right',
      systems,
    ],
    [
      'get(m.terms?.corrections ?? {}, procedure)',
      'get(m.terms?.corrections ?? {}, m.procedure)',
      'the hours are those of another procedure',
      systems,
    ],
    ['asked.country !== m.from', 'false', 'who asked for a correction says that it was made', systems],
  ],
  'procedures/system/system.ts': [
    ['> LONGEST_MAINTENANCE', '> Infinity', 'a maintenance excuses a neighbour for good', systems],
    ['full(s.outages, s.contingencies) ??', '', 'a case holds any number of interruptions', systems],
    ['full(s.corrections) ??', '', 'a case holds any number of corrections', systems],
    ['full(s.maintenance)', 'full()', 'a case holds any number of maintenances', systems],
    ['full(s.tests) ??', '', 'a case holds any number of tests', systems],
    [
      "by: { person: ({ xResult }) => xResult === 'refused',",
      'by: { person: () => false,',
      'a machine lets wrong data stand',
      systems,
    ],
    [
      "owner: 'both', kind: 'alert', what: 'contingency not regularised'",
      "owner: 'XX', kind: 'alert', what: 'contingency not regularised'",
      'nobody hears that what was done on paper is not in the exchange',
      systems,
    ],
    [
      "xProcedure === 'none' ? null : (m.terms?.limits['regularisation'] ?? LIMITS.regularisation)",
      'LIMITS.regularisation',
      'the term is another than was agreed',
      systems,
    ],
    [
      "if (open.regularised !== null) return fault('regularised', '/ref', 'it was regularised before')",
      '',
      'what is settled is settled again, at another time',
      systems,
    ],
  ],
  'procedures/system/edition-check.ts': [
    [
      'if (mine !== yours)\n',
      'if (mine !== undefined && yours !== undefined && mine !== yours)\n',
      'what one side has not named fits',
      systems,
    ],
    [
      'if (stated === version) return []',
      'if (stated !== undefined) return []',
      'any edition is the agreed one',
      systems,
    ],
  ],
  'procedures/release-time/small-cells.ts': [
    [
      'export const SMALLEST_CELL = 5',
      'export const SMALLEST_CELL = 4',
      'four movements are shown, and one is that of a competitor',
      releaseTime,
    ],
    [
      'out.length > 1 && sum >= SMALLEST_CELL',
      'out.length > 0 && sum >= SMALLEST_CELL',
      'a hidden figure is the total less what is shown',
      releaseTime,
    ],
    [
      'out.length > 1 && sum >= SMALLEST_CELL',
      'out.length > 1',
      'two hidden cells of one movement each are told by their total',
      releaseTime,
    ],
    [
      'c.n < SMALLEST_CELL).map',
      'c.n <= SMALLEST_CELL).map',
      'five movements are hidden that may be shown',
      releaseTime,
    ],
    [
      '...(totals.column(c.column) ? [`c${c.column}`] : [])',
      '',
      'a hidden figure is told by the total of its column',
      releaseTime,
    ],
  ],
  'procedures/opening-hours/intervals.ts': [
    [
      'from <= last[1]) last[1]',
      'from < last[1]) last[1]',
      'at midnight an office closes for no time at all',
      intervals,
    ],
    ['Math.max(last[1], to)', 'to', 'a short opening within a long one ends it', intervals],
    [
      'while (j < b.length && b[j]![1] <= from) j++',
      'while (j < b.length && b[j]![1] < from) j++',
      'what ends as something begins takes from it',
      {
        ...intervals,
        equal: 'What ends there takes nothing: the piece before it is empty, and the next begins where it was.',
      },
    ],
    [
      'if (set[middle]![1] <= time) low',
      'if (set[middle]![1] < time) low',
      'an office is open in the minute in which it closes',
      intervals,
    ],
    ['found[0] <= time', 'found[0] < time', 'an office is closed in the minute in which it opens', intervals],
    [
      'if (from < to) found.push([from, to])\n    if',
      'if (from <= to) found.push([from, to])\n    if',
      'offices that never meet are open for no time',
      intervals,
    ],
  ],
  'procedures/opening-hours/hours-steps.ts': [
    [
      'if (mine.some((v) => v.hours.xVersion >= m.body.xVersion))',
      'if (mine.some((v) => v.hours.xVersion > m.body.xVersion))',
      'two versions have one number',
      hours,
    ],
    [
      "if (v.state !== 'proposed') return fault('no-proposal'",
      "if (v.state === 'lapsed') return fault('no-proposal'",
      'a version that was withdrawn comes into force',
      hours,
    ],
    [
      'm.body.xIntervalsDigest !== stated)',
      "m.body.xIntervalsDigest === '')",
      'two countries agree on hours that differ',
      hours,
    ],
    [
      'Math.max(at(v.hours.xValidFrom), m.iat * 1000 + (v.hours.xNoticeDays ?? 0) * DAY)',
      'at(v.hours.xValidFrom)',
      'new hours begin without their notice',
      hours,
    ],
    [
      "{ ...old, state: 'superseded' as const, until: Math.min(from, old.until ?? from) }",
      "{ ...old, state: 'superseded' as const, until: old.until }",
      'two versions are in force at once',
      hours,
    ],
    ['if (m.iat * 1000 < due) return', 'if (m.iat * 1000 < 0) return', 'hours lapse before their time', hours],
    [
      "if (open.side !== own) return fault('not-own'",
      "if (open.side === null) return fault('not-own'",
      'one country lets the proposal of the other lapse',
      hours,
    ],
    [
      "if (asked.side === own) return fault('own-proposal'",
      "if (asked.side === null) return fault('own-proposal'",
      'a country accepts its own change',
      hours,
    ],
    [
      'if (sideOf(m) !== own ||',
      'if (',
      'a country proposes the hours of the other',
      {
        ...hours,
        equal:
          'Who is who in a case follows from the office in its first proposal, and a case never changes its offices.',
      },
    ],
    [
      "if (asked.side !== side(c, m)) return fault('not-own', '/ref', 'only its sender withdraws",
      "if (asked.side === null) return fault('not-own', '/ref', 'only its sender withdraws",
      'a country withdraws the closing of the other',
      hours,
    ],
  ],
  'procedures/assistance/assistance-steps.ts': [
    [
      "if (s.state === 'conditional') return",
      "if (s.state === 'answered') return",
      'an answer comes before its conditions were accepted',
      assistance,
    ],
    [
      "if (given.destroyed !== null) return refuse('destroyed'",
      "if (given.destroyed === undefined) return refuse('destroyed'",
      'what was destroyed is used onward',
      assistance,
    ],
    [
      'if (m.iat * 1000 >= given.retainUntil)',
      'if (m.iat * 1000 < 0)',
      'what should be destroyed is used onward',
      assistance,
    ],
    [
      "if (limitation.onward === 'none')",
      'if (limitation.onward === null)',
      'what may not be passed on is',
      assistance,
    ],
    [
      "Object.values(given.limitations).every((l) => l.onward === 'none')",
      'false',
      'what may not be passed on is, as a whole',
      assistance,
    ],
    ['stopped(s) ?? unprotected(m)', 'stopped(s)', 'personal data are given that nobody agreed to protect', assistance],
    ['notAgreed(m) ?? unprotected(m)', 'notAgreed(m)', 'persons are asked about whom nobody protects', assistance],
    ['day < from || ', '', 'asked under what is not in force yet', assistance],
    ['until !== undefined && day > until', 'false', 'asked under what is in force no more', assistance],
    ["s.request?.instrument === 'tfa-12' &&", '', 'a convention loses its grounds', assistance],
    ['OF_CONVENTIONS.includes(xReason)', 'false', 'TFA 12 is given other grounds', assistance],
    ['m.iat * 1000 > due', 'false', 'a late notice of a breach passes for one in time', assistance],
    ['isSuspended(s) ? refuse', 'false ? refuse', 'contents pass after a breach that stopped them', assistance],
    ['breach.by === m.from', 'false', 'who had the breach says that all goes on', assistance],
  ],
  'procedures/assistance/assistance.ts': [
    ['notAgreed(m) ?? give', 'give', 'something is told unasked under what is not in force', assistance],
    ['unprotected(m) ?? {', '{', 'more personal data are added that nobody agreed to protect', assistance],
    ['{ until: kept + SAID_WITHIN * MINUTE }', 'undefined', 'nobody is told to destroy what was given', assistance],
  ],
  'procedures/assistance/assistance-limits.ts': [
    ["urgent ? 'urgentAnswer' : 'answer'", "'answer'", 'an urgent request has the term of any other', assistance],
    ['agreed[name] ?? LIMITS[name]', 'LIMITS[name]', 'the agreed term does not count', assistance],
  ],
  'procedures/aeo/ground.ts': [
    [
      't.xConsent === undefined && t.xLegalGround === undefined',
      'false',
      'a trader is published on no ground',
      aeoUnit,
    ],
    [
      'g.xProgramme === t.xProgramme && g.kind === kind',
      'g.kind === kind',
      'a ground of one programme is one of another',
      aeoUnit,
    ],
    ['clause.of === m.from', 'true', 'the grounds of the other country count', aeoUnit],
    ["(programme === '*' || programme === xProgramme) &&", '', 'the grounds of any programme count', aeoUnit],
    ['grounds.some((ground) => ground === kind)', 'grounds.length > 0', 'one ground allows all', aeoUnit],
  ],
  'procedures/aeo/trader-chain.ts': [
    [
      'after.sequence === (before?.sequence ?? -1) + 1 && after.broken === null)',
      'after.broken === null)',
      'a delta counts twice',
      {
        ...aeo,
        equal:
          'A delta that is applied and breaks nothing is the next one: an older one is a fault, a later one breaks the list.',
      },
    ],
    ['broken ? broken.reason : loading', 'loading', 'a list with a gap passes for whole', aeo],
    ['loading.sequence > sequence', 'loading.sequence >= sequence', 'a list that lacks nothing says that it does', aeo],
    ['was?.reason === reason ? was', 'false ? was', 'a gap looks younger with every message', aeo],
    ["if (outcome.status !== 'applied') return", '', 'a delta that the case refused changes the list', aeo],
    [
      'known === undefined || known.sorted !== fold.sorted',
      'known === undefined',
      'a list stands on an order of messages that is void',
      aeo,
    ],
    ['Math.max(at, unrecognised[open]!.from)', 'at', 'recognition is restored before it was suspended', aeo],
    [
      'before?.loading?.id === body.xSnapshot && begun?.name === name ?',
      'begun !== null ?',
      'parts of two snapshots make one list',
      aeo,
    ],
  ],
  'procedures/aeo/trader-record.ts': [
    [
      '(granted ? undefined : old?.statuses.at(-1)?.to)',
      'undefined',
      'a change makes an authorisation valid for ever',
      aeoUnit,
    ],
    ["codes.includes('*') || ", "true || codes.includes('*') || ", 'simplification is recognised as security', aeoUnit],
    [
      'const reason = standing.reason ?? notAgreed(key, named)',
      'const reason = standing.reason',
      'every benefit that is agreed for anybody',
      aeoUnit,
    ],
    ["?? 'not-agreed'\n", "?? 'role-not-agreed'\n", 'the silence of an agreement is about a role', aeoUnit],
    ['NEARER.findLast(', 'NEARER.find(', 'the reason that says least', aeoUnit],
  ],
  'procedures/aeo/at-lodgement.ts': [
    [
      'key.role === undefined || roleCode === undefined || key.role === roleCode',
      'true',
      'a carrier counts as an importer',
      aeoUnit,
    ],
    ['b.xBenefits.length - a.xBenefits.length', '0', 'any authorisation, whatever it brings', aeoUnit],
  ],
  'peers/agreed-terms.ts': [
    [
      'agreed.ending?.includes(version) !== true',
      'true',
      'a case begins in a version that its agreement ends',
      { tests: ['peers/agreement'] },
    ],
    [
      '{ ...q, version })',
      '{ ...q, version, content: undefined })',
      'an agreement on tests ends what is real',
      { tests: ['peers/agreement'] },
    ],
    [
      'Math.max(valid.from, Math.floor(inForceAt / 1000)) <= at &&',
      'valid.from <= at &&',
      'traders were recognised before the second country had signed',
      aeoUnit,
    ],
    [
      'at < Math.min(valid.until, revokedAt ?? Infinity),',
      'at < valid.until,',
      'an agreement that was revoked recognises on',
      aeoUnit,
    ],
    [
      'document.procedures.some(({ name }) => name === procedure)',
      'document.procedures.length > 0',
      'an agreement about something else ends recognition',
      aeoUnit,
    ],
    [
      'filter((clause) => clause.of === of)',
      'filter(() => true)',
      'what the other grants is recognised as ours',
      aeoUnit,
    ],
  ],
  'procedures/aeo/recognised-traders.ts': [
    [
      'filter((l) => l.granting !== this.#country)\n    return',
      'filter(() => true)\n    return',
      'a country recognises its own traders abroad',
      aeo,
    ],
    [
      'alias === undefined || !direct.has(q.id)',
      'true',
      'an alias of another passes for the trader who is called so',
      { tests: ['cases/aeo'] },
    ],
    ['a.scheme === scheme && a.id === id', 'a.id === id', 'a TIN passes for an EORI', { tests: ['cases/aeo'] }],
    ['list.programmes.has(row.programme) &&', '', 'a list that was replaced still counts', aeo],
    ['(q.granting ?? list.granting) === list.granting &&', '', 'a trader of one country is found in another', aeo],
    ['(q.programme ?? row.programme) === row.programme &&', '', 'safety is recognised as simplification', aeo],
    [
      'const last = page.length === limit ? page.at(-1)!.row : undefined',
      'const last = undefined as (typeof page)[number]["row"] | undefined',
      'a list ends after its first page',
      aeo,
    ],
  ],
}
