/** Every kind of commit on the way of a message is written and nobody hears so: the driver says that it failed, or the process is killed after it. */
import t from 'tap'
import { everyCommit } from './commits.ts'

t.test('commits of which nobody hears', (t) => everyCommit(t, ['busy-after', 'io-after', 'kill-after']))
