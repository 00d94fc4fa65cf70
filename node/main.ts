/** The process of the command line. */
import { juxta } from './cli/juxta.ts'

process.exitCode = await juxta(process.argv.slice(2))
// What a command has left open, on the way to a server that keeps silent, does not keep its process.
setTimeout(() => process.exit(), 1000).unref()
