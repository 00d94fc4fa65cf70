/** A sentence of the node, in the reader's language where it is known there, else in the node's English and marked as such. */
import { said, type Speech } from '../said.ts'

export function Said({ of, text }: { of: Speech; text: string }) {
  const known = said(of, text)
  return known === undefined ? (
    <span lang="en" dir="auto">
      {text}
    </span>
  ) : (
    <span>{known}</span>
  )
}
