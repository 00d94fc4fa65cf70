/** Every command of the command line, for whom it is, and where it is loaded from: help and the completion of shells are made from this table. */
import type { CommandRow } from './command.ts'

/** Loaded when asked for, so that a small command starts fast. By who uses it. */
export const GROUPS: Readonly<Record<string, Readonly<Record<string, CommandRow>>>> = {
  'A node': {
    init: { about: 'make the folder of a node', load: async () => (await import('./init.ts')).init },
    migrate: {
      about: 'bring the schema of the store up to this release',
      load: async () => (await import('./migrate.ts')).migrate,
    },
    start: { about: 'run a node', load: async () => (await import('./start.ts')).start },
    doctor: { about: 'check everything a node needs', load: async () => (await import('./doctor.ts')).doctor },
    identity: {
      about: 'publish, show, rotate, switch, withdraw keys',
      load: async () => (await import('./identity.ts')).identity,
    },
    key: { about: 'create, list, revoke API keys', load: async () => (await import('./key.ts')).key },
    backup: {
      about: 'write an encrypted copy of a node to one file',
      load: async () => (await import('./backup.ts')).backup,
    },
    tz: {
      about: 'which tz database hours are computed with; lay down a newer one',
      load: async () => (await import('./tz.ts')).tz,
    },
    restore: { about: 'make a node again from a backup', load: async () => (await import('./restore.ts')).restore },
  },
  Neighbours: {
    peer: {
      about: 'invite, accept, list, show, test, block, unblock',
      load: async () => (await import('./peer.ts')).peer,
    },
    agreement: {
      about: 'what two countries agree: draft, accept, suspend, print, compare',
      load: async () => (await import('./agreement.ts')).agreement,
    },
    hold: {
      about: 'keep data beyond their time, as ordered: set, list, lift',
      load: async () => (await import('./hold.ts')).hold,
    },
    ready: {
      about: 'what is missing before going live with a neighbour',
      load: async () => (await import('./ready.ts')).ready,
    },
    'service-levels': {
      about: 'what was agreed of a neighbour’s service, and what was measured of it',
      load: async () => (await import('./service-levels.ts')).serviceLevels,
    },
    system: {
      about: 'breaches of data, wrong data, and what is interrupted',
      load: async () => (await import('./system.ts')).system,
    },
    conform: {
      about: 'judge a neighbour’s own implementation, clause by clause',
      load: async () => (await import('./conform.ts')).conform,
    },
  },
  'A Single Window': {
    send: { about: 'send a document', load: async () => (await import('./messages.ts')).send },
    inbox: { about: 'what came', load: async () => (await import('./messages.ts')).inbox },
    show: { about: 'one message with its history', load: async () => (await import('./messages.ts')).show },
    retry: { about: 'try messages again now', load: async () => (await import('./messages.ts')).retry },
    cancel: { about: 'withdraw a message', load: async () => (await import('./messages.ts')).cancel },
    cases: {
      about: 'show and try again the cases that were set aside',
      load: async () => (await import('./cases.ts')).cases,
    },
    traders: {
      about: 'send a list of authorised traders, ask for one',
      load: async () => (await import('./traders.ts')).traders,
    },
    'release-times': {
      about: 'how long movements took, on average and at the percentiles',
      load: async () => (await import('./release-times.ts')).releaseTimes,
    },
  },
  Operators: {
    queues: { about: 'what waits for whom', load: async () => (await import('./queues.ts')).queues },
    alerts: { about: 'what somebody must look at', load: async () => (await import('./alerts.ts')).alerts },
    webhooks: {
      about: 'who is told where, every attempt, telling again',
      load: async () => (await import('./webhooks.ts')).webhooks,
    },
    proposals: {
      about: 'what two persons must want: list, confirm',
      load: async () => (await import('./proposals.ts')).proposals,
    },
    changes: {
      about: 'what has changed, and what changes from now on',
      load: async () => (await import('./changes.ts')).changes,
    },
    audit: { about: 'who did and read what', load: async () => (await import('./audit.ts')).audit },
  },
  Auditors: {
    evidence: { about: 'write what proves a message', load: async () => (await import('./evidence.ts')).evidence },
    verify: { about: 'check evidence offline', load: async () => (await import('./verify.ts')).verify },
    inspect: {
      about: 'make and check one package for an inspection',
      load: async () => (await import('./inspect.ts')).inspect,
    },
    log: { about: 'export and check the message log', load: async () => (await import('./log.ts')).log },
    reconcile: {
      about: 'find where two countries’ logs differ',
      load: async () => (await import('./reconcile.ts')).reconcileCommand,
    },
  },
  'To try it': {
    demo: {
      about: 'neighbouring nodes on this machine, exchanging messages',
      load: async () => (await import('./demo.ts')).demo,
    },
    sandbox: {
      about: 'a neighbour for tests, which answers as it is told',
      load: async () => (await import('./sandbox.ts')).sandbox,
    },
    bench: {
      about: 'measure two nodes on this machine',
      load: async () => (await import('../../bench/bench.ts')).bench,
    },
    completion: {
      about: 'have a shell complete all this',
      load: async () => (await import('./completion.ts')).completionOf(COMMANDS),
    },
  },
}

export const COMMANDS: Readonly<Record<string, CommandRow>> = Object.assign({}, ...Object.values(GROUPS)) as Record<
  string,
  CommandRow
>
