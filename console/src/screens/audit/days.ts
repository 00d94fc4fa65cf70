/** Days as they stand in the address, and the times between which they lie. */
export const dayOf = (at: number): string => {
  const date = new Date(at)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
/** Midnight of a day where whoever looks is. */
export const since = (day: string): string => new Date(`${day}T00:00`).toISOString()
/** The midnight after it. */
export function until(day: string): string {
  const end = new Date(`${day}T00:00`)
  end.setDate(end.getDate() + 1)
  return end.toISOString()
}
