/** Lists of values by a key, each made where its first value comes. */

/** Adds `value` to the list of `key`. The list itself grows: one that was copied each time would cost the square of its length. */
export function addTo<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key)
  if (group) group.push(value)
  else groups.set(key, [value])
}
