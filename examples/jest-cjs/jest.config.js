module.exports = {
  globalSetup: 'poligon/jest/global-setup',
  globalTeardown: 'poligon/jest/global-teardown',
}
