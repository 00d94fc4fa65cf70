/** What alerts have found, as the node's source says it: the sentences of their details; what is filled in is `{1}`, `{2}`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** The sentences that an expression can be, with `named` for what it calls by name. */
export function sentencesOf(
  node: ts.Expression | undefined,
  named: (name: string) => readonly ts.Expression[] = () => [],
): string[] {
  if (node === undefined) return []
  const again = (one: ts.Expression): string[] => sentencesOf(one, named)
  if (ts.isParenthesizedExpression(node)) return again(node.expression)
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(again)
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map((span, i) => `{${i + 1}}${span.literal.text}`).join('')]
  // A name that stands for itself is named once.
  if (ts.isIdentifier(node)) return named(node.text).flatMap((one) => (ts.isIdentifier(one) ? [] : again(one)))
  return []
}

/** More than a name, or names side by side. */
export const isSentence = (text: string): boolean => / /.test(text) && (text.match(/[a-z]{3,}/gi) ?? []).length >= 2

/** Who raises an alert, and who has something to say of one that another raises. */
const RAISES = /(^|\.|#)(alert|hold|says|tell|overdue|waits|endOf)$/
const SAYS = /^(detail|said|reserved|what|why|known|means|ended)$/
const ELSEWHERE =
  /^(generated|main|cli|http|peers|store|seal|auditor|inspection|documents|pages|neighbour|window\/(?!contingency-routes)|webhooks\/(?!deliver|webhook-alerts)|adapters|exchange\/(legal-holds|changes|courier)|operate\/(alerts|events|proposals|audit|settings))\b|sheet\.ts$/

/** `root`: the folder of the node's source. */
export function foundByAlerts(root: string): string[] {
  const found = new Set<string>()
  for (const path of readdirSync(root, { recursive: true }).map(String)) {
    const text = path.endsWith('.ts') && !ELSEWHERE.test(path) ? readFileSync(join(root, path), 'utf8') : ''
    if (!/alert|\bhold\(|detail/i.test(text)) continue
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
    const names = new Map<string, ts.Expression[]>()
    const name = (at: ts.Node): void => {
      if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name) && at.initializer)
        names.set(at.name.text, [...(names.get(at.name.text) ?? []), at.initializer])
      ts.forEachChild(at, name)
    }
    name(file)
    const add = (of: ts.Expression | undefined): void =>
      sentencesOf(of, (called) => names.get(called) ?? [])
        .filter(isSentence)
        .forEach((sentence) => found.add(sentence))
    const walk = (at: ts.Node): void => {
      if (ts.isCallExpression(at) && RAISES.test(at.expression.getText())) at.arguments.forEach(add)
      if (ts.isPropertyAssignment(at) && SAYS.test(at.name.getText())) add(at.initializer)
      // Of what something ends: its name, and where it is.
      if (ts.isArrayLiteralExpression(at) && path === 'exchange/watch.ts') add(at.elements[0])
      if (ts.isVariableDeclaration(at) && at.name.getText() === 'SUSPICIONS') ts.forEachChild(at.initializer!, (one) => ts.isPropertyAssignment(one) && add(one.initializer)) // prettier-ignore
      if (ts.isVariableDeclaration(at) && SAYS.test(at.name.getText())) add(at.initializer)
      if (ts.isFunctionDeclaration(at) && at.name?.text === 'endOf') returned(at, add)
      ts.forEachChild(at, walk)
    }
    walk(file)
  }
  return [...found]
}

function returned(at: ts.Node, add: (of: ts.Expression | undefined) => void): void {
  if (ts.isReturnStatement(at)) add(at.expression)
  ts.forEachChild(at, (child) => returned(child, add))
}
