/** The thread in which XML documents are judged by their XSD sets. */
import { workerData } from 'node:worker_threads'
import { serve } from '../threads/serve.ts'
import { JuxtaError } from '../values/errors.ts'
import type { XsdGiven, XsdPiece } from './xsd-judge.ts'
import { readXsdSets, type XsdFault } from './xsd.ts'

const { file, digests } = workerData as XsdGiven
const sets = readXsdSets(file)

serve(({ profile, bytes }: XsdPiece): XsdFault[] => {
  const set = sets.get(profile)
  if (set === undefined || set.digest !== digests[profile])
    throw new JuxtaError('store-conflict', `the files of the XSD set ${profile} were changed: start the node again`)
  return set.validate(bytes)
})
