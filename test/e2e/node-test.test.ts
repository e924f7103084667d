import { expectLine, promises } from './runner.ts'

promises({
  name: 'node-test',
  servers: 3,
  saysTwoFailed: 'fail 2',
  command: (project, names) => ['--test', '--test-concurrency=3', ...project.files(names)],
  // TAP writes a # as \#; a browser takes that for /#, and is led to the same page.
  saysWhereToLook: (outcome, project) =>
    expectLine({ ...outcome, output: outcome.output.replaceAll('\\#', '#') }, project),
})
