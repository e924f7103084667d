import { expectLine, promises, script } from './runner.ts'

promises({
  name: 'jest',
  servers: 1,
  saysTwoFailed: '2 failed',
  command: () => [script('jest/bin/jest.js')],
  saysWhereToLook: expectLine,
})
