module.exports = {
  testMatch: [`<rootDir>/${process.env.E2E_FILES ?? '*'}.check.js`],
  globalSetup: 'poligon/jest/global-setup',
  globalTeardown: 'poligon/jest/global-teardown',
  maxWorkers: 3,
}
