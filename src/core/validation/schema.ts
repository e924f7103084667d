/**
 * A JSON Schema 2020-12 and the type of what fits it: a file under `schemas/`, or the schema itself.
 */
export interface Schema<T = unknown> {
  readonly file?: string
  readonly inline?: object
  /** Never set: carries the type. */
  readonly type?: T
}

/**
 * Names the schema that a part of a request, a reply or a record must fit.
 *
 * @param source a file below `schemas/`, such as `salesman/client.add.json`, or a schema object
 * @example
 * body: schema<AddClient>('salesman/client.add.json')
 */
export function schema<T>(source: string | object): Schema<T> {
  return typeof source === 'string' ? { file: source } : { inline: source }
}
