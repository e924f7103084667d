import { useSignal } from '@preact/signals'
import { Dialog } from '../parts/dialog.tsx'
import { FormField } from '../parts/form-field.tsx'
import { problemAt } from '../parts/problem-at.ts'
import { go } from '../state/address.ts'
import { listOpen } from '../state/list-open.ts'
import { useLoaded } from '../state/loaded.ts'
import type { Problem } from '../state/model.ts'
import { tell } from '../state/notices.ts'
import { readSandboxesNow } from '../state/sandboxes.ts'
import { ask, type Refused } from '../state/server.ts'
import { apis } from '../state/session.ts'
import { say } from '../words/say.ts'

export function NewSandbox({ onClose }: { readonly onClose: () => void }) {
  const problem = useSignal<Problem | null>(null)
  const scenarios = useLoaded<{ scenarios: { name: string; description: string }[] }>('scenarios').data?.scenarios ?? []
  const withProfiles = (apis.value ?? []).filter(({ profiles }) => profiles.length > 1)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const start = startOf(new FormData(event.currentTarget as HTMLFormElement))
    ask<{ id: string }>('POST sandboxes', start).then(
      async ({ id }) => {
        await readSandboxesNow()
        onClose()
        listOpen.value = false
        go({ sandbox: id, id: [], filter: '' })
        tell(say('Made'))
      },
      (error: Error & Partial<Refused>) => {
        problem.value = error.problem ?? { status: 0, title: '', detail: error.message }
      },
    )
  }
  return (
    <Dialog title={say('New sandbox')} onClose={onClose}>
      <form onSubmit={submit} class="form">
        <FormField label={say('Name')} error={problemAt(problem.value, 'id')}>
          {control => <input {...control} name="id" placeholder={say('may stay empty')} autocomplete="off" />}
        </FormField>
        <FormField label={say('Scenario')} error={problemAt(problem.value, 'scenario')}>
          {control => (
            <select {...control} name="scenario">
              <option value="">{say('as the server starts')}</option>
              {scenarios.map(({ name, description }) => (
                <option key={name} value={name} title={description}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <FormField label={say('Seed')} error={problemAt(problem.value, 'seed')}>
          {control => <input {...control} name="seed" inputMode="numeric" />}
        </FormField>
        <FormField label={say('Now')} error={problemAt(problem.value, 'now')}>
          {control => <input {...control} name="now" placeholder="2024-03-01T09:00:00+03:00" />}
        </FormField>
        {withProfiles.map(api => (
          <FormField key={api.name} label={say('Profile of {api}', { api: api.name })}>
            {control => (
              <select {...control} name={`profile.${api.name}`}>
                <option value="">{say('as the server starts')}</option>
                {api.profiles.map(name => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            )}
          </FormField>
        ))}
        {problem.value && (
          <p role="alert" class="bad">
            <bdi>{problem.value.detail}</bdi>
          </p>
        )}
        <div class="actions">
          <button type="button" onClick={onClose}>
            {say('Cancel')}
          </button>
          <button type="submit" class="primary">
            {say('Create')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function startOf(form: FormData): object {
  const given = [...form].filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1].trim() !== '',
  )
  const profiles = given.filter(([name]) => name.startsWith('profile.')).map(([name, value]) => [name.slice(8), value])
  const plain = given.filter(([name]) => !name.startsWith('profile.')).map(([name, value]) => [name, value.trim()])
  const { seed, ...rest } = Object.fromEntries(plain) as { seed?: string }
  return {
    ...rest,
    ...(seed !== undefined && { seed: /^-?\d+$/.test(seed) ? Number(seed) : seed }),
    ...(profiles.length > 0 && { profiles: Object.fromEntries(profiles) }),
  }
}
