/** `juxta migrate`: brings the schema of an existing store up to this release. */
import { resolve } from 'node:path'
import { SCHEMA } from '../schema.ts'
import { newest } from '../store/migrate.ts'
import { migrateStore } from '../store/store.ts'
import { readSettings } from '../operate/settings.ts'
import { type Command, DIR, required } from './command.ts'
import { recorded } from './recorded.ts'

export const migrate: Command = {
  usage: 'migrate --dir D',
  about:
    'Runs the migrations that the store lacks. Replicas of the release before may keep running where the migration says so.',
  options: DIR,
  example: 'migrate --dir xa',
  async run(io, _positionals, values) {
    const { settings } = readSettings(resolve(required(values, 'dir')), process.env)
    const run = await migrateStore(settings.store, SCHEMA, Date.now())
    if (run > 0) await recorded(settings, 'migrate', `${newest(SCHEMA)}`, () => Promise.resolve())
    io.out(
      io.json
        ? JSON.stringify({ ok: true, run })
        : run === 0
          ? 'The schema is up to date.'
          : `${run} migrations were run.`,
    )
    return 0
  },
}
