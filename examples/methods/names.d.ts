import type {} from 'poligon'

/** So that the types know the API by its name, beside the five. */
declare module 'poligon' {
  interface OwnNames {
    apis: 'portal'
    operations: 'portal crm.contact.add' | 'portal batch'
  }
}
