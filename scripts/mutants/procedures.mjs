// What would hurt in the procedures of the border.
const ledger = { tests: ['procedures/documents-ledger'] }
export const tests = ['procedures/common-hours']

export const faults = {
  'procedures/opening-hours/common-hours.ts': [
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
      'subtract(subtract(union(opening, opened), changed(true, rule)), emergency(rule))',
      'union(subtract(opening, changed(true, rule)), opened)',
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
      { tests: ['procedures/opening-hours'] },
    ],
    ['rule.modeCode.includes(w.modeCode) &&', '', 'the hours of the road are those of rail'],
  ],
  'procedures/documents/ledger.ts': [
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
    ["(u) => u.outcome !== 'refused' && u.reason", '(u) => u.reason', 'what was refused counts as used', ledger],
    ['!this.#cancelled.has(u.message),', 'true,', 'what was cancelled is never given back', ledger],
    [
      'const available = over ? 0n : most(granted - used - reserved, 0n)',
      'const available = over ? 0n : most(granted - used, 0n)',
      'what is reserved is used by another',
      ledger,
    ],
    ['+ (own?.item === asked.item ? billionths(own.value) : 0n)', '', 'who holds a reservation cannot use it', ledger],
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
    ['if (tested > validUntil(record))', 'if (tested > validUntil(record) + 9e9)', 'an expired permit is good', ledger],
    ['const limit = usePoint === ', 'const limit = usePoint !== ', 'more comes in than was seen to leave', ledger],
  ],
}
