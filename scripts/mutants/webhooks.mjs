// What would hurt where clients of the node are told of changes.
export const tests = ['webhooks/delivery']

const at = (...tests) => ({ tests })

export const faults = {
  'adapters/guarded-lookup.ts': [
    [
      'addresses.filter(({ address }) => may(address))',
      'addresses.filter(({ address }) => address.length > 0)',
      'a name leads a webhook into the network of the node',
      at('webhooks/targets'),
    ],
    [
      'if (isIP(host) !== 0 && !may(host)) throw refused(host)',
      '',
      'an address leads a webhook into the network of the node',
      at('webhooks/targets'),
    ],
  ],
  'adapters/webhook-client.ts': [
    [
      '? isWithin(address, LOOPBACK) && isWithin(address, networks)',
      '? isWithin(address, networks)',
      'events go over a network in the clear',
      at('webhooks/targets'),
    ],
  ],
  'webhooks/target.ts': [
    ["if (url.username !== '' || url.password !== '')", 'if (text.length === 0)', 'a password stands in an address', at('webhooks/targets')], // prettier-ignore
  ],
  'values/address.ts': [
    ["'::/3', ", '', 'a webhook reaches the network of the node over NAT64', at('webhooks/targets')],
  ],
  'webhooks/queue-rows.ts': [
    [".whereRef('before.seq', '<', 'w.seq')", ".whereRef('before.seq', '<', 'before.seq')", 'a conversation is told out of its order'], // prettier-ignore
    [
      ".where('webhook', '=', waiting.webhook)\n          .where('seq', '=', waiting.seq)\n          .execute()",
      ".where('webhook', '=', waiting.webhook)\n          .execute()",
      'an event that fails holds back all others',
    ],
  ],
  'webhooks/places.ts': [['OF_CLIENT - ofClient, ', '', 'a client with many webhooks takes the places of all']],
  'webhooks/webhook-alerts.ts': [
    ['row && counts(row, clock.now())', 'row', 'a key that was revoked is told on and on'],
    [
      'caller: isOfFolder ? caller : null,',
      'caller,',
      'a webhook is told what is signed with a secret that its client does not have',
      at('webhooks/untold'),
    ],
  ],
  'webhooks/deliverer.ts': [
    [
      'webhook?.leaseOwner === node.owner && webhook.leaseUntil > now + ATTEMPT_MS',
      'webhook !== null',
      'a process that was frozen tells what another one tells',
      at('faults/webhooks'),
    ],
    [
      'await tellGap(node, webhook)\n      return queueIn',
      'return queueIn',
      'nobody hears that a webhook has missed what is no longer kept',
      at('webhooks/untold'),
    ],
  ],
  'webhooks/deliver.ts': [
    [
      'await tellGap(node, webhook)\n    return null',
      'return null',
      'nobody hears that what was tried for long is told no more',
      at('webhooks/untold'),
    ],
    ['secretNumber > 1 && previousUntil > now', 'secretNumber > 1', 'a secret that others have seen signs for ever'],
  ],
  'window/webhook-desk.ts': [
    [
      '? covers(caller, owner)',
      '? owner !== null',
      'a key of little rights reads what one of many is told',
      at('webhooks/registering'),
    ],
    ['return caller.client === client ?', 'return client !== null ?', 'a client changes the webhooks of another', at('webhooks/registering')], // prettier-ignore
  ],
}
