// What the steps of procedures refuse, as their code says it: every call by which a refusal is made is found by the compiler, and one whose rule cannot be told from the
// sources fails. A rule that a function is given is looked for where the function is called.
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import ts from 'typescript'

const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  types: [],
}

/** `files`: sources with steps. `made`: the file and the name of the function by which every refusal is made, and the type of what it makes. */
export function refusalsIn(files, made, more = {}) {
  const program = ts.createProgram([...files, made.file], { ...OPTIONS, ...more })
  const checker = program.getTypeChecker()
  const sources = files.map((file) => program.getSourceFile(file))
  const place = (at) => {
    const { line } = at.getSourceFile().getLineAndCharacterOfPosition(at.getStart())
    return `${basename(dirname(at.getSourceFile().fileName))}/${basename(at.getSourceFile().fileName)}:${line + 1}`
  }
  const fail = (at, why) => {
    throw new Error(`${place(at)}: ${why}: ${at.getText().slice(0, 80)}`)
  }
  const symbolOf = (name) => {
    const symbol = checker.getSymbolAtLocation(name)
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  }
  /** Every identifier of the sources by what it names. */
  const named = new Map()
  const walk = (at) => {
    if (ts.isIdentifier(at)) {
      const symbol = ts.isShorthandPropertyAssignment(at.parent)
        ? checker.getShorthandAssignmentValueSymbol(at.parent)
        : symbolOf(at)
      if (symbol) named.set(symbol, [...(named.get(symbol) ?? []), at])
    }
    ts.forEachChild(at, walk)
  }
  for (const source of sources) walk(source)

  /** The calls of a function; whoever hands it on as a value could call it with anything. */
  const callsOf = (symbol) =>
    (named.get(symbol) ?? []).flatMap((name) => {
      const { parent } = name
      if (ts.isCallExpression(parent) && parent.expression === name) return [parent]
      const declares = 'name' in parent && parent.name === name && !ts.isPropertyAccessExpression(parent)
      if (declares || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return []
      return fail(parent, `${name.text} is handed on, and what it refuses cannot be told`)
    })

  /** The parameter that an expression is, or a member of it, with the function that has it. */
  function parameterOf(expression) {
    if (!ts.isIdentifier(expression)) return undefined
    const symbol = ts.isShorthandPropertyAssignment(expression.parent)
      ? checker.getShorthandAssignmentValueSymbol(expression.parent)
      : symbolOf(expression)
    const declared = symbol?.valueDeclaration
    if (!declared) return undefined
    if (ts.isParameter(declared)) return { symbol, of: declared.parent, at: declared.parent.parameters.indexOf(declared), member: undefined, fallback: declared.initializer } // prettier-ignore
    if (!ts.isBindingElement(declared) || !ts.isParameter(declared.parent.parent)) return undefined
    const parameter = declared.parent.parent
    const member = (declared.propertyName ?? declared.name).getText()
    return { symbol, of: parameter.parent, at: parameter.parent.parameters.indexOf(parameter), member, fallback: declared.initializer } // prettier-ignore
  }
  const nameOf = (of) =>
    ts.isFunctionDeclaration(of) ? of.name : ts.isVariableDeclaration(of.parent) ? of.parent.name : undefined

  /** What a parameter is given at a call; undefined where that says nothing of it. */
  function given(call, { at, member, fallback }) {
    const argument = call.arguments[at]
    if (argument === undefined || member === undefined) return argument ?? fallback
    if (!ts.isObjectLiteralExpression(argument)) return fail(argument, 'what is refused is not written out')
    const property = argument.properties.find((p) => p.name?.getText() === member)
    if (property === undefined) return fallback
    return ts.isShorthandPropertyAssignment(property) ? property.name : property.initializer
  }

  const literals = (type) =>
    type.isStringLiteral() ? [type.value] : type.isUnion() && type.types.every((one) => one.isStringLiteral()) ? type.types.map(({ value }) => value) : undefined // prettier-ignore

  /** All texts that an expression may be, where parameters are as `known` says; what is made in passing is "…". */
  function texts(expression, known) {
    if (expression === undefined) return ['']
    if (ts.isParenthesizedExpression(expression)) return texts(expression.expression, known)
    if (ts.isStringLiteralLike(expression)) return [expression.text]
    if (ts.isConditionalExpression(expression))
      return [...texts(expression.whenTrue, known), ...texts(expression.whenFalse, known)]
    if (ts.isTemplateExpression(expression))
      return [expression.head.text + expression.templateSpans.map((span) => `…${span.literal.text}`).join('')]
    const parameter = parameterOf(expression)
    if (parameter && known.has(parameter.symbol)) return texts(known.get(parameter.symbol), known)
    return literals(checker.getTypeAtLocation(expression)) ?? ['…']
  }

  /** The parameters on which an expression depends and of which nothing is known yet. */
  function open(expression, known) {
    if (expression === undefined) return []
    if (ts.isParenthesizedExpression(expression)) return open(expression.expression, known)
    if (ts.isConditionalExpression(expression))
      return [...open(expression.whenTrue, known), ...open(expression.whenFalse, known)]
    const parameter = parameterOf(expression)
    if (!parameter) return []
    if (known.has(parameter.symbol)) return open(known.get(parameter.symbol), known)
    return literals(checker.getTypeAtLocation(expression)) ? [] : [parameter]
  }

  /** What a call refuses: once for each way in which the functions around it are called. */
  function* refused([rule, pointer, reason], known, within) {
    const [parameter] = [...open(rule, known), ...open(reason, known), ...open(pointer, known)]
    const name = parameter && nameOf(parameter.of)
    if (name && !within.includes(parameter.of)) {
      const calls = callsOf(symbolOf(name))
      if (calls.length === 0) fail(name, 'it is called from nowhere, and the rule of a refusal is computed')
      for (const call of calls) {
        const more = new Map(known)
        for (const own of parameter.of.parameters)
          for (const one of ts.isIdentifier(own.name) ? [own.name] : own.name.elements.map((element) => element.name)) {
            const bound = ts.isIdentifier(one) ? parameterOf(one) : undefined
            const value = bound && bound.of === parameter.of ? given(call, bound) : undefined
            if (value !== undefined) more.set(bound.symbol, value)
          }
        yield* refused([rule, pointer, reason], more, [...within, parameter.of])
      }
      return
    }
    const isHandedOn = ts.isPropertyAccessExpression(rule) && checker.getTypeAtLocation(rule.expression).getSymbol()?.name === made.type // prettier-ignore
    if (isHandedOn) return
    for (const one of texts(rule, known)) {
      if (!/^[a-z][a-z0-9-]*$/.test(one)) fail(rule, 'the rule of a refusal is computed')
      for (const said of texts(reason, known)) yield { rule: one, at: texts(pointer, known), reason: said }
    }
  }

  const [symbol] = checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(made.file)))
    .filter(({ name }) => name === made.name)
  return sources.map((source, i) => ({
    file: files[i],
    imports: source.imports?.map(({ text }) => text) ?? [],
    refusals: callsOf(symbol)
      .filter((call) => call.getSourceFile() === source)
      .flatMap((call) => [...refused(call.arguments, new Map(), [])]),
  }))
}

const sourcesIn = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))

let all
/** What the steps of a procedure refuse: in its own folder, and in what it takes from beside it. */
export function refusalsOf(name, root) {
  const beside = join(root, 'node/procedures')
  const folders = readdirSync(beside, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  all ??= refusalsIn([...sourcesIn(beside), ...folders.flatMap((folder) => sourcesIn(join(beside, folder.name)))], {
    file: join(root, 'node/cases/case-message.ts'),
    name: 'fault',
    type: 'CaseFault',
  })
  const own = all.filter(({ file }) => dirname(file) === join(beside, name))
  const shared = all.filter(({ file }) => dirname(file) === beside && own.some(({ imports }) => imports.includes(`../${basename(file)}`))) // prettier-ignore
  return [...own, ...shared].flatMap(({ refusals }) => refusals)
}
