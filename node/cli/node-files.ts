/** The files that make a node, beside its store: gathered from its folder into a backup, and written from one into an empty folder. */
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { folder, SETTINGS_FILE } from '../operate/node-folder.ts'
import { parseEnvFile } from '../operate/settings.ts'
import type { SETTINGS } from '../operate/settings-table.ts'
import { isInside, type FileRecord } from './backup-records.ts'

const slashed = (path: string): string => path.split(sep).join('/')

async function readRecord(path: string, name: string): Promise<FileRecord> {
  return { path: slashed(name), mode: (await stat(path)).mode & 0o777, bytes: await readFile(path) }
}

async function filesBelow(dir: string, name: string): Promise<FileRecord[]> {
  const found: FileRecord[] = []
  const entries = existsSync(join(dir, name)) ? await readdir(join(dir, name), { withFileTypes: true }) : []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(name, entry.name)
    if (entry.isDirectory()) found.push(...(await filesBelow(dir, path)))
    // What a link names may lie outside (secrets that are mounted): its content is what counts.
    else if (entry.isFile() || (await stat(join(dir, path))).isFile())
      found.push(await readRecord(join(dir, path), path))
  }
  return found
}

/** The files that make the node, and what its settings name that lies outside its folder and so is not among them. */
export async function filesOf(dir: string, dataDir: string): Promise<{ files: FileRecord[]; outside: string[] }> {
  const paths = folder(dataDir)
  const files = [
    await readRecord(join(dir, SETTINGS_FILE), SETTINGS_FILE),
    await readRecord(paths.localKey, 'local.key'),
  ]
  if (existsSync(paths.tzdata)) files.push(await readRecord(paths.tzdata, relative(dataDir, paths.tzdata)))
  for (const path of [paths.keys, paths.certificates, paths.developmentAuthority])
    files.push(...(await filesBelow(dataDir, relative(dataDir, path))))
  const outside: string[] = []
  for (const [name, value] of Object.entries(parseEnvFile(files[0]!.bytes.toString('utf8'), SETTINGS_FILE))) {
    const base = name.endsWith('_FILE') ? dir : /^JUXTA_WINDOW_(CERTIFICATE|KEY)$/.test(name) ? dataDir : null
    if (base === null || files.some((f) => join(base, f.path) === resolve(base, value))) continue
    const path = slashed(relative(base, resolve(base, value)))
    if (!isAbsolute(value) && isInside(path) && existsSync(join(base, path)))
      files.push(await readRecord(join(base, path), path))
    else outside.push(`${name} (${value})`)
  }
  return { files, outside }
}

/** `content` of a juxta.env with `name` set to `value`, or to its default with null. */
export function withSetting(content: string, name: keyof typeof SETTINGS, value: string | null): string {
  const kept = content.split('\n').filter((line) => !new RegExp(`^\\s*${name}(_FILE)?\\s*=`).test(line))
  while (kept.at(-1) === '') kept.pop()
  return `${[...kept, ...(value === null ? [] : [`${name}=${value}`])].join('\n')}\n`
}

/** Writes `files` below `dir`, each with its mode, and none over one that is there. */
export async function writeFiles(dir: string, files: readonly FileRecord[]): Promise<void> {
  // The settings last: a folder without them is no node, should this process end half way.
  const order = [...files].sort((a, b) => Number(a.path === SETTINGS_FILE) - Number(b.path === SETTINGS_FILE))
  for (const { path, mode, bytes } of order) {
    const to = join(dir, ...path.split('/'))
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    const handle = await open(to, 'wx', mode & 0o755)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
  await syncFolder(dir)
}

/** Makes the names in a folder last, should the machine lose its power. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
