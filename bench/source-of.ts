/** Which source a place of the bundle (scripts/bundle.mjs) was made from. */
import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath } from 'node:url'

const maps = new Map<string, SourceMap>()

/** The URL of the source of a place in `url`, a file of the bundle, line and column counted from 0; `url` itself where it is none of the bundle. */
export function sourceOf(url: string, line: number, column: number): string {
  if (!url.includes('/dist/juxta/')) return url
  if (!maps.has(url))
    maps.set(url, new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')) as SourceMapPayload))
  const found = maps.get(url)!.findEntry(line, column)
  return 'originalSource' in found ? new URL(found.originalSource, url).href : url
}
