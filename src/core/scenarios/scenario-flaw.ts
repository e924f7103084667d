/** Where in a document, from the outside in: `['data', 'salesman', 'clients', 0, 'title']`. */
export type Path = readonly (string | number)[]

/** One thing wrong with a document. */
export interface ScenarioFlaw {
  readonly path: Path
  /** What is wrong with what stands there: `must be a string, not 7`. */
  readonly message: string
}

/** `data.salesman.clients[0].title must be a string, not 7` */
export const sayScenarioFlaw = ({ path, message }: ScenarioFlaw): string =>
  `${path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('')} ${message}`.trim()
