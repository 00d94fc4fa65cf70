/** Keeps what the node answers as a file, whatever it is. */
import { fetchRaw } from '../../api.ts'

export async function keep(path: string, name: string): Promise<void> {
  const blob = await (await fetchRaw(path)).blob()
  const href = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}
