/** What a page shows stands in its address: filters, tab and selection, so that it can be sent to a colleague. */
import { useLocation } from 'preact-iso'
import { useCallback } from 'preact/hooks'

const hrefWith = (changes: Readonly<Record<string, string | undefined>>): string => {
  const url = new URL(location.href)
  for (const [name, value] of Object.entries(changes))
    if (value === undefined || value === '') url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  return url.pathname + url.search
}

/** One parameter of the address, and how it is set; with `push` the browser's way back leads to what it was. */
export function useParam(
  name: string,
  fallback = '',
): [value: string, set: (value: string | undefined, push?: 'push') => void] {
  const { query, route } = useLocation()
  const set = useCallback(
    (value: string | undefined, push?: 'push') =>
      route(hrefWith({ [name]: value === fallback ? undefined : value }), push !== 'push'),
    [name, fallback, route],
  )
  return [query[name] ?? fallback, set]
}

/** Sets or removes several at once. */
export function useParams(): (changes: Readonly<Record<string, string | undefined>>) => void {
  const { route } = useLocation()
  return useCallback((changes) => route(hrefWith(changes), true), [route])
}

/** The address of this page with some parameters changed. */
export const here = hrefWith
