/** What is in force in a sandbox beside its data; its settings keep what it started with. */
export interface ActiveSettings {
  seed: number
  timezone: string
  profiles: Readonly<Record<string, string>>
  readings: Readonly<Record<string, string>>
  strict: boolean
  /** Whether its records may refer to nothing. */
  unchecked: boolean
}
