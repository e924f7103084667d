import type {} from 'poligon'

/** So that the types know the API by its name, beside the five. */
declare module 'poligon' {
  interface OwnNames {
    apis: 'leads'
    operations: 'leads leads.create' | 'leads token'
  }
}
