/** The parameters that a route names: `{ id: string }` of `GET /orders/:id`. Of several routes each may be absent. */
export type RouteParams<Route> = Route extends string
  ? string extends Route
    ? Readonly<Record<string, string>>
    : { readonly [Name in NamesIn<Route>]: string }
  : Route extends readonly string[]
    ? { readonly [Name in NamesIn<Route[number]>]?: string }
    : never

type NamesIn<Route> = Route extends `${string}:${infer After}`
  ? NameOf<After> | NamesIn<After>
  : Route extends `${string}{*${infer Rest}}${string}`
    ? Rest
    : never

/** What of a text comes before the first sign that no name has. */
type NameOf<Text> = Text extends `${infer Before}${'/' | '?' | '.' | '-' | '~'}${string}` ? NameOf<Before> : Text
