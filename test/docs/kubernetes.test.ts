import { Deployment } from 'kubernetes-models/apps/v1'
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { Service } from 'kubernetes-models/v1'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { snippetsOf } from './snippets.ts'

const KINDS = { Deployment, Ingress, PodDisruptionBudget, Service }

const manifests = snippetsOf('docs/shared.md')
  .filter(({ language, text }) => language === 'yaml' && text.startsWith('apiVersion'))
  .flatMap(({ text }) => parseAllDocuments(text).map(document => document.toJS() as { kind: keyof typeof KINDS }))

test('the manifests are for one server and for several', () => {
  expect(manifests.map(({ kind }) => kind).sort()).toEqual([
    'Deployment',
    'Deployment',
    'Ingress',
    'PodDisruptionBudget',
    'Service',
  ])
})

test.each(manifests)('$kind fits the schema of Kubernetes', manifest => {
  const Kind = KINDS[manifest.kind] as new (data: object) => { validate(): void }
  expect(() => new Kind(manifest).validate()).not.toThrow()
  expect(() => new Kind({ ...manifest, spec: 'wrong' }).validate()).toThrow()
})
