// Loaded by test.mjs before a test file: asynchronous hooks that hear nothing. tap follows every promise by them, so as to say in which test a stray error came up, which
// costs a fifth of all the time. An error that nobody catches fails the file without them too, and what has failed is run once more with them.
import hooks from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'

const deaf = { enable: () => deaf, disable: () => deaf }
hooks.createHook = () => deaf
syncBuiltinESMExports()
// What the test starts is started as anywhere.
process.execArgv.splice(process.execArgv.indexOf('--import'), 2)
