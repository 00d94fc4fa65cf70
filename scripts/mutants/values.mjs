export const tests = ['values/json']

export const faults = {
  'values/text.ts': [
    [
      "'utf-8', { fatal: true,",
      "'utf-8', { fatal: false,",
      'bytes that are not UTF-8 are read as something that nobody signed',
    ],
    ["if (text.includes('\\0')) return", "if (text.includes('\\u0001')) return", 'U+0000 ends a process on PostgreSQL'],
    ['if (!text.isWellFormed()) return', "if (text === '') return", 'half a surrogate pair is stored as another text'],
    ['value.length > 0 && value.length <= max &&', 'value.length <= max &&', 'an empty name is a name'],
    ['value.length > 0 && value.length <= max &&', 'value.length > 0 &&', 'a text of any length becomes a column'],
    [
      'isText(MAX_KEY_BYTES)(value) && Buffer.byteLength(value) <= MAX_KEY_BYTES',
      'isText(MAX_KEY_BYTES)(value)',
      'a key is longer than the index of the store takes',
    ],
    [
      'cut.isWellFormed() ? cut : cut.slice(0, -1)',
      'cut',
      'a text is cut within a character, and the store refuses it',
    ],
  ],
  'values/members.ts': [
    [
      '      if (!this.#seen.has(name))',
      '      if (this.#seen.size === 0)',
      'members that nobody knows are signed and carried along',
    ],
    ['if (!accept(value)) throw', 'if (!accept(value) && value === null) throw', 'a member of the wrong type is taken'],
    ['if (value === undefined) throw', 'if (value === null) throw', 'a member that must be there may be missing'],
    ['Object.hasOwn(this.#value, name) ? this.#value[name]', 'true ? this.#value[name]', 'a member is inherited'],
    ['Number.isSafeInteger(value) && (value as number) >= 0', 'Number.isSafeInteger(value)', 'a size is below nothing'],
    [
      "value !== null && typeof value === 'object' && !Array.isArray(value)",
      "value !== null && typeof value === 'object'",
      'a list is an object without members',
    ],
  ],
  'values/json.ts': [
    [
      "key.replaceAll('~', '~0').replaceAll('/', '~1')",
      "key.replaceAll('/', '~1').replaceAll('~', '~0')",
      'a pointer names another field than the one at fault',
    ],
    [
      'if (this.#levels.length >= this.#maxDepth)',
      'if (this.#levels.length > this.#maxDepth)',
      'nesting is one level deeper than the wire format allows',
    ],
    [
      'while (first - 1 > start && this',
      'while (first - 1 > place && this',
      'an escaped quote ends a string, and what follows is taken for structure',
    ],
    ['if (unit === 0) throw', 'if (unit === 1) throw', 'U+0000 comes in by its escape'],
    [
      'const low = unit < 0xdc00 ? this.#unit(at + 6) : undefined',
      'const low = this.#unit(at + 6)',
      'two halves in the wrong order are a pair',
    ],
    [
      'low === undefined || low < 0xdc00 || low > 0xdfff',
      'low === undefined',
      'half a pair passes beside another escape',
    ],
    ["if (key.includes('\\\\'))", 'if (start < 0)', 'a duplicate key hides behind an escape'],
    [
      "if (key === '__proto__') throw",
      "if (key === '__proto') throw",
      'a message reaches the prototype of what is made from it',
    ],
    [
      'if (level.keys!.has(key))',
      'if (level.keys!.size > 999 && level.keys!.has(key))',
      'two readers of one signed text see two values',
    ],
    ['if (length > MAX_NUMBER)', 'if (length > 1e9)', 'a number of eight million digits blocks the process'],
    [
      'Math.abs(Number(this.#text.slice(start, end))) === Infinity',
      'Number(this.#text.slice(start, end)) === Infinity',
      'a number that no double holds is stored as null',
    ],
    ["if (text.startsWith('\\ufeff'))", "if (text === '')", 'nobody says that a byte order mark is what is wrong'],
    ["if (text.includes('\\0')) throw", "if (text === '') throw", 'nobody says that UTF-16 is what is wrong'],
    ['if (!text.isWellFormed()) throw', "if (text === '') throw", 'half a surrogate pair comes in as it is'],
    ["if (bytes.toString('base64url') === text) return bytes", 'return bytes', 'one signature has many spellings'],
    ["  !text.includes('+') &&\n", '', 'a long ciphertext has a second spelling'],
    [
      'bytes.length === Math.floor((text.length * 3) / 4) &&',
      '',
      'a long ciphertext comes in with spaces and line ends in it',
    ],
    ['Buffer.byteLength(text) === text.length', 'true', 'a long ciphertext is spelled in letters beyond ASCII'],
    [
      'if (rest !== 0) strictBase64url(text.slice(-rest), pointer)',
      '',
      'the last letter of a long ciphertext can be another one',
    ],
  ],
  'values/time.ts': [
    [
      'year < first || year > LAST_YEAR',
      'year < FIRST_YEAR',
      'a time of the year 9999 overflows what is added to it',
      { tests: ['values/time'] },
    ],
    [
      'kept.getUTCMonth() !== month - 1 || kept.getUTCDate() !== day',
      'kept.getUTCDate() < 0',
      '30 February is the second of March',
      { tests: ['values/time'] },
    ],
    [
      'if (second === 60)',
      'if (second === 61)',
      'nobody says that a leap second is what is wrong',
      { tests: ['values/time'] },
    ],
  ],
  'values/media-type.ts': [
    [
      'value.length <= MAX_MEDIA_TYPE && ',
      '',
      'a media type is longer than a header may be',
      { tests: ['message/forms'] },
    ],
    [
      '&& MEDIA_TYPE.test(value)',
      "&& value.includes('/')",
      'a media type with any character in it goes into a header',
      { tests: ['message/forms'] },
    ],
  ],
  'values/country.ts': [['/^[A-Z]{2}$/', '/^[A-Z]{2}/', 'XAB is a country', { tests: ['message/forms'] }]],
  'values/id.ts': [
    [
      '-7[0-9a-f]{3}-',
      '-[0-9a-f]{4}-',
      'an id without a time in it is taken, and the order of messages with it',
      { tests: ['message/forms'] },
    ],
  ],
  'values/digest.ts': [
    ['[AEIMQUYcgkosw048]$/', '[A-Za-z0-9_-]$/', 'one digest has four spellings', { tests: ['message/forms'] }],
    [
      "digest.slice('sha-256:'.length)",
      "digest.slice('sha-256:+'.length)",
      'the bytes of a digest are not its bytes',
      { tests: ['message/forms'] },
    ],
  ],
  'values/errors.ts': [
    [
      "detail: error.fault === 'fatal' ? title : error.message",
      'detail: error.message',
      'what broke inside is told to everybody outside',
      { tests: ['message/forms'] },
    ],
    [
      "retryable: fault === 'retry'",
      "retryable: fault !== 'reject'",
      'a broken node tells its neighbours to go on sending',
      { tests: ['message/forms'] },
    ],
    [
      'stale: reject(\n    422',
      'stale: retry(\n    422',
      'what has expired is sent again for ever',
      { tests: ['message/forms'] },
    ],
    [
      "'parts-missing': retry(409",
      "'parts-missing': reject(409",
      'a message whose parts are on their way is given up',
      { tests: ['message/forms'] },
    ],
  ],
  'values/random.ts': [
    ['  taken += length\n', '', 'two messages have one salt', { tests: ['message/forms'] }],
    [
      'if (taken + length > PAGE) {',
      'if (taken > PAGE) {',
      'a salt is shorter than it must be, or nothing but zeros',
      { tests: ['message/forms'] },
    ],
    ['Buffer.from(drawn)', 'drawn', 'a salt is wiped while it is used', { tests: ['message/forms'] }],
  ],
  'message/bundle.ts': [
    [
      'if (bytes.length !== length)',
      'if (bytes.length > length)',
      'a salt that is too short hides nothing',
      { tests: ['message/forms'] },
    ],
    [
      'if (!isPartId(id))',
      "if (id === '')",
      'a part is named like a path, and so is the file that it becomes',
      { tests: ['message/forms'] },
    ],
    [
      'if ([text, data, key].filter((v) => v !== undefined).length !== 1)',
      'if ([text, data, key].every((v) => v === undefined))',
      'a part holds two documents, and each reader chooses',
      { tests: ['message/forms'] },
    ],
    [
      'if (part.bytes.length !== size) throw',
      'if (part.bytes.length < 0) throw',
      'the size that was signed is not that of the document',
      { tests: ['message/forms'] },
    ],
    [
      'if (partDigest(part.salt, part.bytes) !== digest)',
      'if (partDigest(part.salt, part.bytes).length !== digest.length)',
      'another document stands in place of the one that was signed',
      { tests: ['message/forms'] },
    ],
    [
      'if (parts.size !== stated.length)',
      'if (parts.size < stated.length)',
      'a document comes along that nobody signed',
      { tests: ['message/forms'] },
    ],
    [
      ' && !bytes.includes(0)',
      '',
      'a document with a NUL in it does not arrive as it was sent',
      { tests: ['message/forms'] },
    ],
    [
      "return Buffer.from(json, 'latin1')",
      'return Buffer.from(json)',
      'a document in Chinese arrives as something else',
      { tests: ['message/forms'] },
    ],
    [
      'digestOf(salt, bytes)',
      'digestOf(bytes)',
      'who guesses a document can prove its guess from the digest',
      { tests: ['message/forms'] },
    ],
  ],
  'message/manifest.ts': [
    [
      '/^[a-z][a-z0-9-]{0,63}$/',
      '/^[a-z][a-z0-9-]*$/',
      'the name of a procedure has no end',
      { tests: ['message/forms'] },
    ],
    [
      'parts.length === 0 || parts.length > MAX_PARTS',
      'parts.length > MAX_PARTS',
      'a message without any document is a message',
      { tests: ['message/forms'] },
    ],
    [
      'parts.length === 0 || parts.length > MAX_PARTS',
      'parts.length === 0',
      'a message of a million documents is taken',
      { tests: ['message/forms'] },
    ],
    [
      'if (ids.size !== parts.length)',
      'if (ids.size > parts.length)',
      'two documents have one name, and one of them is lost',
      { tests: ['message/forms'] },
    ],
    [
      '(v as number) >= 0 && (v as number) <= 9',
      '(v as number) <= 9',
      'a peer gives itself a priority before all others',
      { tests: ['message/forms'] },
    ],
    [
      'sha256(signingInput(jws))',
      'sha256(jws)',
      'one manifest has two digests, since its signature can be written in two ways',
      { tests: ['message/forms'] },
    ],
  ],
  'message/security-event.ts': [
    [
      'if (names.length !== 1 || !name!.startsWith(EVENT))',
      'if (!name!.startsWith(EVENT))',
      'a receipt carries a second event that nobody reads',
      { tests: ['message/forms'] },
    ],
    [
      'if (names.length !== 1 || !name!.startsWith(EVENT))',
      'if (names.length !== 1)',
      'an event of another format is read as one of ours',
      { tests: ['message/forms'] },
    ],
    [
      'if (!isObject(body)) throw',
      'if (body === undefined) throw',
      'an event that is no object is read',
      { tests: ['message/forms'] },
    ],
  ],
  'message/identity.ts': [
    [
      'at < key.until',
      'at <= key.until',
      'a key counts one second longer than its country said',
      { tests: ['message/forms'] },
    ],
    ['key.from <= at', 'key.from < at', 'a key does not count from its first second', { tests: ['message/forms'] }],
    [
      'key.revoked_at === undefined || now < key.revoked_at',
      'key.revoked_at === undefined || at < key.revoked_at',
      'with a stolen key messages are dated back to before its revocation',
      { tests: ['message/forms'] },
    ],
    [
      "if ((kty === 'EC') !== (crv === 'P-256') ||",
      'if (',
      'an Ed25519 key is taken as one on P-256',
      { tests: ['message/forms'] },
    ],
    [
      '/^[A-Za-z0-9_-]{43}$/.test(v)',
      '/^[A-Za-z0-9_-]{4,43}$/.test(v)',
      'a key has coordinates of any length',
      { tests: ['message/forms'] },
    ],
    [
      'Number.isSafeInteger(v) && (v as number) > 0',
      'Number.isSafeInteger(v)',
      'an identity has version 0 or less',
      { tests: ['message/forms'] },
    ],
  ],
  'message/lifecycle.ts': [
    [
      "delivered: ['collected', 'accepted', 'rejected', 'queued'],",
      "delivered: ['collected', 'accepted', 'rejected', 'queued', 'refused'],",
      'a message whose receipt is held turns into a refused one',
      { tests: ['message/forms'] },
    ],
    [
      "queued: ['sealed', 'delivered',",
      "queued: ['delivered',",
      'no message is ever tried',
      { tests: ['message/forms'] },
    ],
    [
      "collected: ['answered'],",
      "collected: ['answered', 'received'],",
      'a collected message counts as new again',
      { tests: ['message/forms'] },
    ],
    ["parked: ['queued',", 'parked: [', 'a parked message cannot be tried again', { tests: ['message/forms'] }],
    [
      "new Set<State>(['delivered', 'collected',",
      "new Set<State>(['collected',",
      'a delivered message is sent once more',
      { tests: ['message/forms'] },
    ],
  ],
}
