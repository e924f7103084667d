const { useSandbox } = require('poligon/jest')
const { addRomashka } = require('./crm.cjs')

const sandbox = useSandbox()

for (const title of ['adds a client', 'adds the same client']) {
  test(title, async () => {
    expect(await addRomashka(sandbox, title)).toBe(200)
  })
}
