const { TestEnvironment } = require('jest-environment-node');

/**
 * Skips what comes after the first failure. One failing test is enough to kill a mutant, and jest itself stops only
 * between files.
 */
module.exports = class UntilFirstFailure extends TestEnvironment {
  #failed = false;

  /** @param {import('@jest/types').Circus.Event} event */
  handleTestEvent = (event) => {
    if (event.name === 'test_done' && event.test.errors.length > 0) this.#failed = true;
    if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
  };
};
