/** The process of the command line. */
import { juxta } from './cli/juxta.ts'

process.exitCode = await juxta(process.argv.slice(2))
