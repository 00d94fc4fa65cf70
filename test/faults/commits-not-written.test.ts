/** Every kind of commit on the way of a message is not written: it can be tried again, it is the end of the process, or the process is killed before it. */
import t from 'tap'
import { everyCommit } from './commits.ts'

t.test('commits that are not written', (t) => everyCommit(t, ['busy', 'io', 'kill-before']))
