/**
 * The streets of r_keeper. It answers a GET from a cache for up to a minute: a street that was just made is not in the
 * list yet, and to make it again would make a twin. So what we made is remembered as long as the cache may hide it.
 */
class Streets {
  #baseUrl
  #made = new Map()

  constructor(baseUrl) {
    this.#baseUrl = baseUrl
  }

  /** The id of a street, made where there is none. */
  async ensure(cityId, name) {
    const key = `${cityId}/${name}`
    const known = (await this.list(cityId)).find(street => street.name === name)?.id ?? this.#made.get(key)
    if (known !== undefined) return known
    const { id } = await this.#ask('POST', `/Streets?cityId=${cityId}`, { Name: name })
    this.#made.set(key, id)
    return id
  }

  list(cityId) {
    return this.#ask('GET', `/Streets?cityId=${cityId}`)
  }

  async #ask(method, path, body) {
    const response = await fetch(`${this.#baseUrl}${path}&objectId=7001`, {
      method,
      headers: { sid: 'rkeeper-sid', 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    const { status, data, errors } = await response.json()
    if (status !== 'Ok') throw new Error(`r_keeper ${errors[0].code}: ${errors[0].details ?? errors[0].text}`)
    return data
  }
}

module.exports = { Streets }
