/** The JSON Schema of the page that specifies bundles: what a bundle breaks of it. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'

const schema = JSON.parse(readFileSync(new URL('../../../docs/proof/evidence.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ strict: true, allErrors: true, strictRequired: false }).compile(schema)

/** Empty where the form is the specified one. */
export const faultsOfForm = (bundle: string): string[] =>
  validate(JSON.parse(bundle)) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`)
