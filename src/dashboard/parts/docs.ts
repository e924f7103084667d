import type { Why } from '../../client/types.ts'

/** Where the documentation says it. */
export const sayDocs = ({ page, heading }: NonNullable<Why['operation']>['docs']): string =>
  heading === '' ? page : `${page}: ${heading}`
