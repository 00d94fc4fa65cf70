// What would hurt in the settings of a node, and where it decides whether it may go on.
export const tests = ['config/settings']

export const faults = {
  'operate/settings.ts': [
    [
      'if (!known.has(name)) faults.push',
      "if (name === '') faults.push",
      'a setting that was typed wrong is silently not set',
    ],
    ['unfit(value) ?? row.check(value)', 'unfit(value)', 'a setting that is none is taken'],
    ['unfit(value) ?? row.check(value)', 'row.check(value)', 'a setting holds what no path does'],
    [
      '!isLoopback(listenOf(window)) && values.JUXTA_WINDOW_CERTIFICATE === undefined',
      "values.JUXTA_WINDOW_CERTIFICATE === ''",
      'API keys cross the network in clear',
    ],
    ['/^127\\./.test(host)', '/^1/.test(host)', 'API keys cross the network in clear', { tests: ['config/settings'] }],
    [".replace(/\\/\\/[^/?#]*@/, '//***@')", '', 'the password of the store is shown'],
    [".replace(/([?&][^=&#]*=)[^&#]*/g, '$1***')", '', 'a password in the query of an address is shown'],
    [
      '(values.JUXTA_WINDOW_CERTIFICATE === undefined) !== (values.JUXTA_WINDOW_KEY === undefined)',
      'values.JUXTA_WINDOW_KEY === null',
      'a certificate without its key starts a node',
    ],
    [
      '(values.JUXTA_TSA_URL === undefined) !== (values.JUXTA_TSA_CERTIFICATE === undefined)',
      'values.JUXTA_TSA_URL === null',
      'an authority without its certificate is asked in vain',
    ],
    [
      'if (direct !== undefined && byFile !== undefined) faults.push',
      'if (direct === null) faults.push',
      'one of two values is taken, and nobody knows which',
    ],
    [
      "[environment, 'environment'],\n      [fromFile, SETTINGS_FILE],",
      "[fromFile, SETTINGS_FILE],\n      [environment, 'environment'],",
      'what the environment says does not count',
    ],
    ['Number(v) >= from && Number(v) <= to', 'Number(v) >= from', 'a number beyond its range is taken'],
    [
      'if (!OPTIONAL.includes(name)) faults.push',
      "if (name === 'JUXTA_NAME') faults.push",
      'a node starts without a country',
    ],
    ['isAbsolute(p) ? p : join(dataDir, p)', 'p', 'the store lies wherever the node was started'],
    [
      '/^https:\\/\\/[^/?#@\\s]+$/.test(v)',
      '/^https?:\\/\\/\\S+$/.test(v)',
      'peers are told an address with a password, a path or no TLS',
    ],
  ],
  'exchange/admission.ts': [
    [
      'if (this.#node.ending.signal.aborted) throw',
      'if (false as boolean) throw',
      'a node that stops takes messages that it loses',
      { tests: ['exchange/admission'] },
    ],
    [
      'if (this.#unsure !== null)\n      throw',
      'if (this.#unsure === undefined)\n      throw',
      'a node that may have lost its log takes messages',
      { tests: ['exchange/admission'] },
    ],
    [
      'if (goOn === null)',
      'if (goOn === undefined)',
      'a restored node goes on in a log that it lost',
      { tests: ['exchange/admission'] },
    ],
  ],
}
