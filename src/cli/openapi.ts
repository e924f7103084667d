import { join } from 'node:path'
import { Command } from 'commander'
import { packageRoot } from '../core/lib/package-root.ts'
import type { OpenApiDocument } from '../core/openapi/model.ts'
import type { OpenApiOptions } from '../core/openapi/openapi.ts'
import type { Validation } from '../core/validation/validation.ts'
import { texts } from './language.ts'
import { baseUrl } from './values.ts'

export function openapiCommand(): Command {
  return new Command('openapi')
    .description(texts.commands.openapi)
    .argument('<api>', texts.args.openapi)
    .option('--url <url>', texts.options.serverUrl, baseUrl)
    .action(print)
}

async function print(name: string, { url = 'http://127.0.0.1:10400' }: { url?: string }): Promise<void> {
  const [{ Validation }, { version }] = await Promise.all([
    import('../core/validation/validation.ts'),
    import('../server.ts'),
  ])
  const validation = new Validation(join(packageRoot, 'schemas'))
  const document = await documentOf(name, validation, { serverUrl: url, version })
  console.log(JSON.stringify(document, null, 2))
}

async function documentOf(name: string, validation: Validation, options: OpenApiOptions): Promise<OpenApiDocument> {
  if (name === 'admin') {
    const [{ routes }, { adminOpenApi }] = await Promise.all([
      import('../admin/admin.ts'),
      import('../admin/openapi.ts'),
    ])
    return adminOpenApi(routes, validation, options)
  }
  const [{ chosen }, { openApiOf }] = await Promise.all([import('./apis.ts'), import('../core/openapi/openapi.ts')])
  const [api] = await chosen(name)
  return openApiOf(api!, validation, options)
}
