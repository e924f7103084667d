import { expectLine, promises } from './runner.ts'

promises({
  name: 'node-test',
  servers: 3,
  saysTwoFailed: 'fail 2',
  command: (project, names) => ['--test', '--test-concurrency=3', ...project.files(names)],
  saysWhereToLook: expectLine,
})
