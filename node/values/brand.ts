/** How a value that has passed the door is told from a plain string: by a name that only the compiler sees. */
declare const brand: unique symbol

export type Brand<T, B extends string> = T & { readonly [brand]: B }
