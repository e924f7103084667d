/** Values under names that are fixed once; another value under one of them gives another register. */
export class FixedMap<V> {
  readonly #places: ReadonlyMap<string, number>
  readonly #values: readonly V[]

  private constructor(places: ReadonlyMap<string, number>, values: readonly V[]) {
    this.#places = places
    this.#values = values
  }

  static of<V>(values: Readonly<Record<string, V>>): FixedMap<V> {
    return new FixedMap(new Map(Object.keys(values).map((name, place) => [name, place])), Object.values(values))
  }

  get names(): string[] {
    return [...this.#places.keys()]
  }

  get(name: string): V | undefined {
    const place = this.#places.get(name)
    return place === undefined ? undefined : this.#values[place]
  }

  /** @throws {RangeError} where it has no such name */
  with(name: string, value: V): FixedMap<V> {
    const place = this.#places.get(name)
    if (place === undefined) throw new RangeError(`There is no ${name} among ${this.names.join(', ')}`)
    const values = this.#values.slice()
    values[place] = value
    return new FixedMap(this.#places, values)
  }

  map<W>(change: (value: V, name: string) => W): FixedMap<W> {
    const names = this.names
    return new FixedMap(
      this.#places,
      this.#values.map((value, place) => change(value, names[place]!)),
    )
  }

  toJSON(): Record<string, V> {
    return Object.fromEntries(this.names.map((name, place) => [name, this.#values[place]!]))
  }
}
