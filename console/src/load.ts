/** What a screen reads from the node: once, page by page, and again when something changed, without emptying what is being read. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ProblemError } from './api.ts'

export type Loaded<T> = {
  /** What was read last; it stands while it is read again. */
  readonly data: T | undefined
  readonly problem: ProblemError | null
  readonly loading: boolean
  again(): void
}
const asProblem = (error: unknown): ProblemError =>
  error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })

/** How long changes are gathered before something is read again. */
const GATHER_MS = 400

/** Reads what `read` asks for, and again whenever `keys` change or `again` is called; calls that follow each other quickly are one. */
export function useLoad<T>(
  read: (signal: AbortSignal) => Promise<{ readonly data?: T }>,
  keys: readonly unknown[],
): Loaded<T> {
  const [state, setState] = useState<{ data: T | undefined; problem: ProblemError | null; loading: boolean }>({
    data: undefined,
    problem: null,
    loading: true,
  })
  const latest = useRef(read)
  latest.current = read
  const under = useRef<AbortController | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const run = useCallback((keep: boolean) => {
    under.current?.abort()
    const mine = (under.current = new AbortController())
    setState((s) => ({ data: keep ? s.data : undefined, problem: keep ? s.problem : null, loading: true }))
    latest.current(mine.signal).then(
      ({ data }) => {
        if (!mine.signal.aborted) setState({ data, problem: null, loading: false })
      },
      (error: unknown) => {
        if (!mine.signal.aborted) setState((s) => ({ data: s.data, problem: asProblem(error), loading: false }))
      },
    )
  }, [])
  useEffect(() => {
    run(false)
    return () => {
      under.current?.abort()
      clearTimeout(timer.current)
    }
  }, keys)
  const again = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => run(true), GATHER_MS)
  }, [])
  return { ...state, again }
}

type Page<Row> = { readonly items: readonly Row[]; readonly next: string | null }
export type Pages<Row> = {
  readonly rows: readonly Row[]
  readonly problem: ProblemError | null
  readonly loading: boolean
  /** Null: there are no more. */
  readonly more: (() => void) | null
  /** How many new rows stand at the top of the list that is not shown yet; `show` shows them. */
  readonly fresh: number
  show(): void
  /** Something changed: rows that are shown are renewed in place, new ones are counted in `fresh`. */
  refresh(): void
  again(): void
}

/**
 * A list by cursor. `read` gets `{}` or `{ after }`, to be spread into its query. `keyOf` names a row (by default its `id`): by it a row is renewed in its place,
 * and a new one is told from one that is shown.
 */
export function usePages<Row>(
  read: (
    after: { after?: string },
    signal: AbortSignal,
  ) => Promise<{ readonly data?: { readonly items: readonly Row[]; readonly next?: string | null } }>,
  keys: readonly unknown[],
  keyOf: (row: Row) => string = (row) => (row as { id: string }).id,
): Pages<Row> {
  const [state, setState] = useState<{
    rows: readonly Row[]
    waiting: readonly Row[]
    next: string | null
    problem: ProblemError | null
    loading: boolean
  }>({ rows: [], waiting: [], next: null, problem: null, loading: true })
  const latest = useRef(read)
  latest.current = read
  const under = useRef<AbortController | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const fetchPage = useCallback((after: { after?: string }, use: (page: Page<Row>) => void) => {
    under.current?.abort()
    const mine = (under.current = new AbortController())
    setState((s) => ({ ...s, loading: true, problem: null }))
    latest.current(after, mine.signal).then(
      ({ data }) => {
        if (!mine.signal.aborted) use({ items: data?.items ?? [], next: data?.next ?? null })
      },
      (error: unknown) => {
        if (!mine.signal.aborted) setState((s) => ({ ...s, problem: asProblem(error), loading: false }))
      },
    )
  }, [])
  const first = useCallback(() => {
    setState({ rows: [], waiting: [], next: null, problem: null, loading: true })
    fetchPage({}, ({ items, next }) => setState({ rows: items, waiting: [], next, problem: null, loading: false }))
  }, [])
  useEffect(() => {
    first()
    return () => {
      under.current?.abort()
      clearTimeout(timer.current)
    }
  }, keys)
  const refresh = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(
      () =>
        fetchPage({}, ({ items, next }) =>
          setState((s) => {
            const found = new Map(items.map((row) => [keyOf(row), row]))
            const shown = new Set(s.rows.map(keyOf))
            const waiting = items.filter((row) => !shown.has(keyOf(row)))
            const rows = s.rows.map((row) => found.get(keyOf(row)) ?? row)
            if (s.rows.length === 0) return { rows: items, waiting: [], next, problem: null, loading: false }
            return { rows, waiting, next: s.next, problem: null, loading: false }
          }),
        ),
      GATHER_MS,
    )
  }, [])
  return {
    rows: state.rows,
    problem: state.problem,
    loading: state.loading,
    more:
      state.next === null
        ? null
        : () =>
            fetchPage({ after: state.next! }, ({ items, next }) =>
              setState((s) => {
                const shown = new Set(s.rows.map(keyOf))
                const rows = [...s.rows, ...items.filter((row) => !shown.has(keyOf(row)))]
                return { ...s, rows, next, problem: null, loading: false }
              }),
            ),
    fresh: state.waiting.length,
    show: () => setState((s) => ({ ...s, rows: [...s.waiting, ...s.rows], waiting: [] })),
    refresh,
    again: first,
  }
}
