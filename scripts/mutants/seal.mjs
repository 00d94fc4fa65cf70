export const tests = ['seal/compact']

const identity = { tests: ['seal/identities'] }
const native = { tests: ['seal/native'] }

export const faults = {
  'seal/compact.ts': [
    ['if (segments.length !== wanted)', 'if (segments.length < wanted)', 'a JWS with a fourth segment is read'],
    [
      "if (segment === '' && !(kind === 'JWE' && i === 1))",
      "if (segment === '' && i !== 1)",
      'a JWS without a payload is read',
    ],
    [
      'return strictBase64url(segment)',
      "return Buffer.from(segment, 'base64url')",
      'one signature has many spellings, with spaces inside of it',
    ],
    [
      '{ maxDepth: 8 }',
      '{ maxDepth: 64 }',
      'a header may be nested as deep as a document',
      {
        equal:
          'Every header that is nested at all is refused by its closed list; the limit only ends the reading earlier.',
      },
    ],
    [
      'if (judged.get(header) === typ) return',
      'if (judged.has(header)) return',
      'a receipt that came before is taken for a manifest',
    ],
    ['Object.freeze(header))', 'header)', 'what one reader changes in a header, all that follow read'],
    ["if (header['typ'] !== typ) throw", "if (header['typ'] === undefined) throw", 'a receipt is taken for a manifest'],
    [
      "!algorithms.includes(header['alg']))",
      "header['alg'] === 'none')",
      'HS256 with the public key as its secret verifies',
    ],
    [
      'if (Object.hasOwn(header, name)) throw refused(`the header member ${name} is not accepted`, name, `/${name}`)',
      'if (header[name] === 0) throw refused(`the header member ${name} is not accepted`, name, `/${name}`)',
      'a dangerous member is refused by the general rule only, and nobody sees the attack',
    ],
    [
      '    if (!Object.hasOwn(members, name))',
      '    if (!Object.hasOwn(members, name) && name.length > 99)',
      'a header member that nobody knows is signed and carried along',
    ],
    [
      '    if (!Object.hasOwn(header, name)) throw refused',
      '    if (header[name] === null) throw refused',
      'a manifest without its certificate is read',
    ],
    ["!THUMBPRINT.test(header['kid'])", "header['kid'] === ''", 'kid is any text'],
    [
      "if (header['enc'] !== CONTENT_ENCRYPTION) throw",
      "if (header['enc'] === undefined) throw",
      'content without authentication is decrypted',
    ],
    [
      "if (header['cty'] !== 'juxta-bundle+json') throw",
      "if (header['cty'] === undefined) throw",
      'something else than a bundle is decrypted',
    ],
    [
      "typeof header['iss'] !== 'string' || typeof header['aud'] !== 'string'",
      "typeof header['iss'] !== 'string'",
      'a sealed message is to nobody',
    ],
    ["if (!wanted || epk['kty'] !== kty)", 'if (!wanted)', 'an ephemeral key of the wrong type reaches the library'],
    [
      'names.length !== wanted.length || !wanted.every',
      '!wanted.every',
      'an ephemeral key brings its private half, or anything else',
    ],
    [
      'strictBase64url(value, `/epk/${name}`).length !== 32)',
      'strictBase64url(value, `/epk/${name}`).length > 32)',
      'a point with a short coordinate reaches the library',
    ],
  ],
  'seal/jws.ts': [
    [
      'if (key.kid !== read.kid) throw',
      'if (key.kid.length !== read.kid.length) throw',
      'a signature counts as that of another key',
      {
        equal:
          'Every caller looks the key up by the kid of the header, so the comparison never differs; it guards callers to come.',
      },
    ],
    ['if (key.alg !== read.alg)', "if (read.alg === 'none')", 'the header chooses the algorithm of a key', identity],
    [
      "if (!verifies) throw new JuxtaError('signature-invalid', 'the signature does not verify')",
      'void verifies',
      'no signature is checked at all',
      identity,
    ],
    [
      'if (!key) throw new JuxtaError',
      'if (!key && keys.length > 9) throw new JuxtaError',
      'a key that nobody knows ends in an error of the program',
      identity,
    ],
  ],
  'seal/identity.ts': [
    [
      'if (identity.version <= previous.version)',
      'if (identity.version < previous.version)',
      'another identity of the same version replaces the one that is known',
      identity,
    ],
    [
      'identity.version !== previous.version + 1 ||',
      '',
      'a version is left out, with the keys that it revoked',
      identity,
    ],
    [
      '|| identity.prev !== identityDigest(previous.jws)',
      '',
      'an identity follows one that it does not name',
      identity,
    ],
    [
      'if ((await thumbprint(key.jwk)) !== key.kid)',
      'if ((await thumbprint(key.jwk)).length !== key.kid.length)',
      'a kid names a key that is not its own',
      identity,
    ],
    [
      '/^https:\\/\\/[^/?#@]+$/',
      '/^https?:\\/\\/.+$/',
      'an invitation leads to an address with a password, a path or no TLS',
      identity,
    ],
    [
      '{ kid: fingerprint, alg: algorithmOf(invite.identityKey), jwk: invite.identityKey },\n  ])',
      '{ kid: fingerprint, alg: algorithmOf(invite.identityKey), jwk: invite.identityKey },\n  ]).catch(() => undefined)',
      'an invitation is believed without its signature',
      identity,
    ],
  ],
  'seal/jades.ts': [
    [
      'if (!Number.isSafeInteger(iat))',
      'if (iat === undefined)',
      'a manifest says in words when it was signed',
      identity,
    ],
    [
      'if (parsed.claims.iat !== read.iat)',
      'if (read.iat === undefined)',
      'the time in the header is another than in the claims',
      identity,
    ],
    [
      "typeof x5t !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(x5t)",
      "typeof x5t !== 'string'",
      'the certificate of a manifest is any text',
      identity,
    ],
  ],
  'seal/security-event.ts': [
    ['  expectCertificate(set.x5t, key)\n', '', 'an event names a certificate that is not its key’s', identity],
  ],
  'seal/sealing.ts': [
    ['if (!isCountry(iss) || !isCountry(aud))', 'if (!isCountry(iss))', 'a sealed message is to no country', identity],
    [
      'if (!signer.has(header.kid))',
      'if (header.kid.length === 0)',
      'a message to a key that is not ours is an error of the program',
      { tests: ['exchange/receive'] },
    ],
  ],
  'seal/local-keys.ts': [
    [
      'keyManagementAlgorithms: [...KEY_AGREEMENTS],',
      '',
      'the library decides which key agreements are good',
      { equal: 'checkHeader has refused every other algorithm before; the list is the second lock on one door.' },
    ],
    [
      "throw new JuxtaError('cannot-decrypt', 'the message cannot be decrypted', { cause })",
      'throw cause',
      'a peer learns from the error why its ciphertext failed',
      identity,
    ],
  ],
  'seal/native.ts': [
    [
      'if (signature.length !== SIGNATURE) return false',
      'if (signature.length < SIGNATURE) return false',
      'a signature with something behind it verifies',
      {
        ...native,
        equal: 'OpenSSL refuses what is longer as well; the length is checked here so that no version of it decides.',
      },
    ],
    [
      "jwk.crv !== 'P-256' : alg !== 'Ed25519'",
      "jwk.crv === '' : alg !== 'Ed25519'",
      'a key of another curve gives a verdict in place of an error',
      native,
    ],
    [
      "{ key, dsaEncoding: 'ieee-p1363' }, signature)",
      'key, signature)',
      'signatures are taken in DER, which is another spelling',
      native,
    ],
    [
      'if (!fits) throw new TypeError',
      "if (alg === 'ES256' && !fits) throw new TypeError",
      'a key of another curve is held until it is used',
      native,
    ],
  ],
  'seal/native-sealing.ts': [
    [
      'word(0), word(0), word(KEY * 8)',
      'word(0), word(0), word(KEY)',
      'no other JOSE library opens what is sealed here',
      native,
    ],
    ["otherInfo('ECDH-ES+A256KW')", "otherInfo('A256KW')", 'a message whose key is wrapped cannot be opened', native],
    [
      '&& members === 4',
      '&& members > 3',
      'an ephemeral key brings its private half, or anything else',
      { ...native, equal: 'jose takes such a key as well; the closed list of the header has refused it before.' },
    ],
    [
      'if (!Object.keys(header).every((name) => HEADER.includes(name))) return null',
      'if (Object.keys(header).length > 9) return null',
      'the members apu, apv and zip are passed over in silence',
      native,
    ],
    [
      "(alg === 'ECDH-ES' && encryptedKey.length !== 0)",
      "(alg === 'ECDH-ES' && encryptedKey.length > 99)",
      'a message opens with bytes in it that nothing protects',
      native,
    ],
    [
      'tag.length !== TAG',
      'tag.length > TAG',
      'a tag of four bytes is guessed in a day',
      { ...native, equal: 'OpenSSL is told the length of the tag as well, and takes no other.' },
    ],
    ['.setAAD(ascii(segments[0]!))', '', 'the header of a message can be changed on the way', native],
    ['  decipher.final()\n', '', 'what was changed on the way is opened', native],
    [
      "bytes.toString('base64url') === value ? bytes",
      'bytes.length > 0 ? bytes',
      'one ephemeral key has many spellings',
      {
        ...native,
        equal: 'The check of the header has refused every other spelling before, and the header itself is protected.',
      },
    ],
  ],
  'seal/file-signer.ts': [
    ['(mode & 0o077) !== 0', '(mode & 0o007) !== 0', 'a private key may be read by its group', identity],
    ["{ mode: 0o600, flag: 'wx' }", '{ mode: 0o600 }', 'a key file that is there is written over', identity],
    ["{ mode: 0o600, flag: 'wx' }", "{ flag: 'wx' }", 'a private key is written for all to read', identity],
    ['if (!notes.has(name)) await reload()', '', 'the key of the next shard is not found until a restart', identity],
    [
      'if (found.alg !== header.alg) throw',
      "if (found.alg === 'ES256' && header.alg === 'none') throw",
      'a key signs under an algorithm that is not its own',
      identity,
    ],
  ],
  'seal/words.ts': [
    ['CONSONANTS.charAt(bits & 15)', 'CONSONANTS.charAt(bits & 7)', 'two fingerprints have the same words', identity],
    ['readUInt16BE(i * 2)', 'readUInt16BE(i)', 'the words speak of half of the fingerprint', identity],
    ['{ length: 8 }', '{ length: 4 }', 'a key with the same words is found in a night', identity],
  ],
  'seal/base64.ts': [
    [
      'bytes.length !== Math.floor((bare.length * 3) / 4) ||',
      '',
      'the library reads base64 that is none',
      {
        tests: ['seal/identities', 'seal/wycheproof'],
        equal:
          'With the alphabet checked beside it every length but 1 mod 4, which is refused apart, decodes to its own length.',
      },
    ],
    [
      '|| known.test(bare)',
      '',
      'the library passes over characters that are no base64',
      { tests: ['seal/identities'] },
    ],
  ],
}
