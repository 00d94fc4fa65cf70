// The schemas of the messages as their YAML files have them: each procedure's in `messages.yaml`; a later version in a file that says what differs.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path) => parse(readFileSync(`${root}${path}`, 'utf8'), { merge: true, maxAliasCount: -1 })
const isObject = (v) => typeof v === 'object' && v !== null && !Array.isArray(v)

/** `patch` applied to `target` (RFC 7396): members replace members, null takes one away, a list is replaced whole. */
function mergePatch(target, patch) {
  if (!isObject(patch)) return patch
  const merged = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  return merged
}

const VERSIONED = /\/messages-([0-9]+(?:\.[0-9]+){0,2})\.yaml$/
const byNumbers = (a, b) => a.localeCompare(b, 'en', { numeric: true })

/** The file of the version before the one that `path` is of. */
function formerOf(path) {
  const folder = path.slice(0, path.lastIndexOf('/'))
  const versions = readdirSync(`${root}${folder}`)
    .flatMap((file) => VERSIONED.exec(`/${file}`)?.[1] ?? [])
    .sort(byNumbers)
  const before = versions[versions.indexOf(VERSIONED.exec(path)[1]) - 1]
  return before === undefined ? `${folder}/messages.yaml` : `${folder}/messages-${before}.yaml`
}

/** A document of YAML, whole: with what the versions before it say, where it is the schema of a later version of a procedure. */
export const documentAt = (path) =>
  VERSIONED.test(path) ? mergePatch(documentAt(formerOf(path)), read(path)) : read(path)

/** The schema files of the procedures, each with the name of its document. */
export const messageFiles = () =>
  readdirSync(`${root}node/procedures`, { withFileTypes: true })
    .filter((f) => f.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(`${root}node/procedures/${name}`)
        .filter((file) => /^messages(-[0-9.]+)?\.yaml$/.test(file))
        .sort(byNumbers)
        .map((file) => ({
          name: name + file.slice('messages'.length, -'.yaml'.length),
          path: `node/procedures/${name}/${file}`,
        })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
