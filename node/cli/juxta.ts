/** From the words of the command line to a command, in whatever process: the exit code is the answer. */
import { shown } from '../values/text.ts'
import { runCommand, type Command, type Io } from './command.ts'

/** Loaded when asked for, so that a small command starts fast. */
const COMMANDS: Readonly<Record<string, { about: string; load(): Promise<Command> }>> = {
  init: { about: 'make the folder of a node', load: async () => (await import('./init.ts')).init },
  identity: {
    about: 'publish, show, rotate, switch, withdraw keys',
    load: async () => (await import('./identity.ts')).identity,
  },
  migrate: {
    about: 'bring the schema of the store up to this release',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  start: { about: 'run a node', load: async () => (await import('./start.ts')).start },
  peer: {
    about: 'invite, accept, list, show, test, block, unblock',
    load: async () => (await import('./peer.ts')).peer,
  },
  agreement: {
    about: 'draft, propose, accept, list, show, revoke',
    load: async () => (await import('./agreement.ts')).agreement,
  },
  key: { about: 'create, list, revoke API keys', load: async () => (await import('./key.ts')).key },
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
  evidence: {
    about: 'write what proves a message',
    load: async () => (await import('./evidence.ts')).evidence,
  },
  proposals: {
    about: 'what two persons must want: list, confirm',
    load: async () => (await import('./proposals.ts')).proposals,
  },
  alerts: { about: 'what somebody must look at', load: async () => (await import('./alerts.ts')).alerts },
  audit: { about: 'who did and read what', load: async () => (await import('./audit.ts')).audit },
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
  doctor: { about: 'check everything a node needs', load: async () => (await import('./doctor.ts')).doctor },
  backup: {
    about: 'write an encrypted copy of a node to one file',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    about: 'make a node again from a backup',
    load: async () => (await import('./restore.ts')).restore,
  },
  conform: {
    about: 'try a neighbour’s own implementation, clause by clause of the wire format',
    load: async () => (await import('./conform.ts')).conform,
  },
  demo: {
    about: 'neighbouring nodes on this machine, exchanging messages',
    load: async () => (await import('./demo.ts')).demo,
  },
  bench: { about: 'measure two nodes on this machine', load: async () => (await import('../../bench/bench.ts')).bench },
}

/** Runs `juxta` with `words`; what it says goes to `write`, with nothing in it by which a neighbour's words would steer a terminal. */
export async function juxta(
  words: readonly string[],
  to: Pick<Io, 'out' | 'error'> = { out: (line) => console.log(line), error: (line) => console.error(line) },
): Promise<number> {
  const write = { out: (line: string) => to.out(shown(line)), error: (line: string) => to.error(shown(line)) }
  const [name, ...argv] = words
  const found = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (found) return runCommand(name!, await found.load(), argv, write)
  const list = Object.entries(COMMANDS).map(([n, { about }]) => `  ${n.padEnd(10)} ${about}`)
  const text = `usage: juxta <command> [options]\n\n${list.join('\n')}\n\nEvery command has --help and --json; exit 0 done, 1 no or failed, 2 incomplete, 3 wrong usage.`
  const asked = name === undefined || name === '--help' || name === 'help'
  if (asked) write.out(text)
  else write.error(`juxta: there is no command ${name}\n${text}`)
  return asked && name !== undefined ? 0 : 3
}
