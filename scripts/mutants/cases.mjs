// What would hurt where both countries hold the same case.
const at = (...tests) => ({ tests })
export const tests = ['cases/order', 'cases/engine']

export const faults = {
  'cases/engine.ts': [
    ['else this.#waitFor(still, waiter)', 'else continue', 'what has seen two messages never takes part'],
    [
      'const still = this.#missing(waiter.message)[0]',
      'const still = this.#missing(waiter.message)[9]',
      'what has seen two messages takes part after the first of them, and the other side orders them otherwise',
    ],
    [
      'if (known) return { placed: []',
      'if (known && known.position < 0) return { placed: []',
      'a message that comes twice counts twice',
    ],
    [
      'return [...this.#frontier].sort()',
      'return [...this.#frontier].slice(0, 1)',
      'a message that crossed another is not among what the next one has seen',
    ],
    [
      'const missing = node.waits ? this.#missing(message) : []',
      'const missing = this.#missing(message)',
      'an alarm waits for a declaration that is late',
    ],
    [
      'ready.push(...this.#released(next.message.id))',
      'void this.#released',
      'what waits for a message waits for ever',
    ],
    [
      'if (this.#ended.has(id) || this.#placed(id) !== undefined) return { placed',
      'if (this.#ended.has(id)) return { placed',
      'a message that came is taken out of its case when somebody says that it ended',
    ],
    [
      'if (this.#dangling.has(id)) this.#anew(this.#order)\n',
      '',
      'an alarm that names an ended message stands elsewhere on the other side',
    ],
    [
      'return this.#enter(this.#released(id), before)',
      'return this.#enter([], before)',
      'who names a message that was cancelled waits for ever',
    ],
    [
      'else for (const head of before) if (head !== message.id) looked.add(head)',
      '',
      'in place of a head that ended nothing is waited for',
    ],
    [
      'hash !== stated && !isSure(node, placed)',
      'hash === undefined',
      'an alert about another case where a message of the other ended on its way',
    ],
    [
      'return (node.same = hash === stated)',
      'return (node.same = true)',
      'nobody learns that the two countries hold different cases',
    ],
    [
      'if (this.#ended.delete(id)) {',
      'if (this.#ended.has(id)) {',
      'what was said to have ended and came after all is called ended for ever',
    ],
    [
      'from = Math.max(from, at.position + 1)',
      'from = Math.max(from, at.position)',
      'a message stands before what its sender had seen',
    ],
    [
      'for (const tip of this.#frontier) if (!known.has(tip)) whole = false\n',
      '',
      'messages that crossed stand in the order of their arrival, which differs on the two sides',
    ],
    [
      'if (goesFirst(node, this.#order[at]!)) break',
      'if (goesFirst(this.#order[at]!, node)) break',
      'what comes late stands before those that go first',
    ],
    ['snapshot = this.#put(other, at + 1 + i, snapshot)\n', '', 'what comes late changes nothing for those behind it'],
    [
      'if (!placed.includes(other) && !sameOutcome(was, other.outcome!)) turned.push(other.outcome!)',
      'if (!placed.includes(other) && sameOutcome(was, other.outcome!)) turned.push(other.outcome!)',
      'nobody is told that a message which was accepted is none any more',
    ],
    ['if (after.length > 0) this.#sorted++', '', 'what is kept beside a case is not made anew when its order changes'],
    [
      'if (outcome.fault !== undefined && node.message.body !== null) this.#faulty.add(node)',
      'if (outcome.fault === undefined && node.message.body !== null) this.#faulty.add(node)',
      'what a case allows is rejected',
    ],
    ['else this.#faulty.delete(node)', '', 'a message that became right is rejected'],
    [
      'if (before.case === undefined && snapshot.case !== undefined) this.#opened = position',
      '',
      'a second message that could open a case opens it on one side',
    ],
    [
      'for (const head of heads) tips.delete(head)',
      '',
      'a long case is folded from its beginning for each answer',
      { equal: 'Who is not known to have seen all is only compared at greater cost.' },
    ],
  ],
  'cases/order.ts': [
    [
      'a.rank < b.rank || (a.rank === b.rank && a.message.id < b.message.id)',
      'a.rank < b.rank || a.message.id < b.message.id',
      'a request goes before the fact that crossed it',
    ],
    [
      'a.rank < b.rank || (a.rank === b.rank && a.message.id < b.message.id)',
      'a.rank < b.rank',
      'two facts that crossed stand in the order of their arrival',
    ],
    [
      'b.rank - a.rank || (a.node.message.id < b.node.message.id ? 1 : -1)',
      'a.rank - b.rank || (a.node.message.id < b.node.message.id ? 1 : -1)',
      'a case that is ordered anew stands in another order',
    ],
    [
      'b.rank - a.rank || (a.node.message.id < b.node.message.id ? 1 : -1)',
      'b.rank - a.rank || (a.node.message.id < b.node.message.id ? -1 : 1)',
      'two facts that crossed stand in another order once the case was ordered anew',
    ],
    [
      'if (missing === 1) enter(child)',
      'if (missing >= 1) enter(child)',
      'a message stands before the second that its sender had seen',
    ],
    [
      'ready = ready.map(({ node: n }) => ({ node: n, rank: rankOf(n, roles, lookup) })).sort(later)',
      'void later',
      'who came before the case was open is ranked as if nobody knew who it is',
    ],
    [
      'procedure.rank?.(message, roles) ?? defaultRank(procedure, message, roles)',
      'defaultRank(procedure, message, roles)',
      'a do-not-load goes behind a release',
      at('cases/order', 'procedures/pre-arrival', 'procedures/opening-hours'),
    ],
  ],
  'cases/procedure.ts': [
    ['type.decides ? 10 : 30', 'type.decides ? 30 : 10', 'a request goes before the fact that crossed it'],
    [
      '(type.waits ? (type.decides ? 10 : 30) : 0)',
      '(type.decides ? 10 : 30)',
      'an alarm goes behind what it is to stop',
    ],
    ['(place < 0 ? 9 : place)', '0', 'of two facts that crossed the older id counts, not who owns it'],
  ],
  'cases/step.ts': [
    [
      'if (open.procedure !== message.procedure)',
      'if (open.procedure.length === 0)',
      'a case of one procedure takes messages of another',
    ],
    [
      'if (open.version !== message.version)',
      'if (open.version.length === 0)',
      'a case takes messages of a version that it is not pinned to',
    ],
    [
      'roleOf(open.roles, from) === undefined || roleOf(open.roles, to) === undefined ||',
      'roleOf(open.roles, to) === undefined ||',
      'a third country speaks in the case of two',
    ],
    [
      'roleOf(open.roles, from) === undefined || roleOf(open.roles, to) === undefined ||',
      'roleOf(open.roles, from) === undefined ||',
      'what was said to a third country counts in the case of two',
    ],
    ['|| from === to)', ')', 'a country speaks with itself in the case of two'],
    ['if (open.test !== message.test)', 'if (open.test)', 'a test moves a real lorry'],
    ['if (checked !== undefined) return refuse(checked)', '', 'what its schema does not allow changes a case'],
    [
      "type.from !== 'both' && !type.from.some((role) => started.roles[role] === from)",
      "type.from !== 'both' && type.from.length === 0",
      'the country of exit decides for the country of entry',
    ],
    [
      'if (message.body === null) return { snapshot: before, outcome: noted }',
      'if (message.body === null) return refuse(fault("body", "/document", "none"))',
      'a document that nobody can map is rejected',
    ],
    [
      'snapshot: { ...before, unread: true }',
      'snapshot: before',
      'who answers a message that could not be read is rejected',
    ],
    [
      "type.by === 'person' && !isPerson(message.context.xDecidedBy)",
      "type.by === 'person' && message.context.xDecidedBy === undefined",
      'a machine decides what a person must decide',
    ],
    ['isName((by as { ref?: unknown }).ref)', 'true', 'nobody can be asked who decided'],
    [
      "if (message.from === message.to) return fault('parties', '/from', 'a case is between two countries')",
      '',
      'a country has a case with itself',
    ],
    [
      'Object.hasOwn(procedure.types, message.type) ? procedure.types[message.type] : undefined\n  if (type === undefined)',
      'procedure.types[message.type]\n  if (type === undefined)',
      'a type of message that is called toString ends the work on a case',
    ],
  ],
  'cases/states.ts': [
    [
      'for (const at of this.#kept.keys()) if (at > size) this.#kept.delete(at)',
      'void this.#kept',
      'a case that was ordered anew goes on from a state that is void',
      {
        equal: 'Whoever puts a message in its place puts those behind it again, before anybody asks for their states.',
      },
    ],
    ['while (!this.#kept.has(from)) from--', 'from = 0', 'each message costs what its case has seen'],
    ['if (at % every !== 0) this.#kept.delete(at)', '', 'all states of all cases stay in memory', at('cases/states')],
  ],
  'cases/seen.ts': [
    [
      'if (base + seen.length === end) return hashes[end]',
      'return hashes[end]',
      'messages that crossed alert both sides for nothing',
    ],
    [
      'if (loose.some((n) => n.position < base || seen.includes(n))) return undefined',
      '',
      'an alarm that came before what it had seen alerts both sides for nothing',
    ],
    [
      'return loose.some((n) => n.position < position) ? undefined : hashes[position]',
      'return hashes[position]',
      'who answers an alarm that came early alerts both sides for nothing',
    ],
    [
      'if (order.some((n) => own(n) && n.message.heads.some((id) => hasEnded(id)))) return false\n',
      '',
      'who reckoned with a message of its own that ended alerts both sides for nothing',
    ],
  ],
  'cases/case-hash.ts': [
    [
      'const said = fault === undefined ? {} : { fault: { rule: fault.rule, pointer: fault.pointer } }',
      'const said = {}',
      'two countries that judge a message by different rules think that they hold the same',
    ],
    [
      'message: id, status, ...said, ...opens, change',
      'message: id, status, ...said, change',
      'who is who in a case stands in no hash',
      at('cases/case-hash'),
    ],
    [
      '{ after, message: id, status,',
      '{ message: id, status,',
      'the hash of a case says nothing of what came before',
      at('cases/case-hash'),
    ],
    [
      '...said, ...opens, change })',
      '...said, ...opens })',
      'two states of one case have one hash',
      at('cases/case-hash'),
    ],
    [
      'if (shared < old.length) for (const key of old) if (!Object.hasOwn(after, key)) changed.push(key)',
      '',
      'what a message has removed stands in no hash',
      at('cases/case-hash'),
    ],
    [
      'for (let i = after.length; i < before.length; i++) found.push({ path: `${path}/${i}` })',
      '',
      'what a message has removed from a list stands in no hash',
      at('cases/case-hash'),
    ],
    ["name.replaceAll('~', '~0').replaceAll('/', '~1')", 'name', 'two members have one path', at('cases/case-hash')],
    [
      'for (const key of changed.sort(byUnits))',
      'for (const key of changed)',
      'the hash depends on the order in which a state was made',
      at('cases/case-hash'),
    ],
  ],
}
