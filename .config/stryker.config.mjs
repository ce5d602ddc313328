/** Mutation testing of the pure core: `npm run mutate`; of some files: `npm run mutate -- --mutate src/domain/less.ts`. */
export default {
  mutate: ['src/domain/**/*.ts', 'src/policy/**/*.ts'],
  mutator: {
    // Most are sentences for people, which are asserted where they matter and not word by word. Of the others, most are
    // states, codes and field names: unions, so that an empty one does not get past the compiler to a test.
    excludedMutations: ['StringLiteral'],
  },
  thresholds: { high: 95, low: 85, break: 85 },

  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  coverageAnalysis: 'perTest',
  // What only runs while a module loads, such as a zod schema, would need every test for each of its mutants, which takes
  // too long. It is not counted in the score, so the score says nothing about it.
  ignoreStatic: true,
  jest: {
    enableFindRelatedTests: false,
    // Nothing here needs Redis, so nothing is set up.
    config: {
      testMatch: ['<rootDir>/test/support/core-at-once.ts'],
      testEnvironment: './test/support/until-first-failure.cjs',
      reporters: [],
      globalSetup: null,
    },
  },
  // A mutant without end is found by counting; only a machine that is busy with other things gets near this limit.
  timeoutMS: 20_000,

  concurrency: 2,
  // Modules that a test run has loaded are not all let go again.
  maxTestRunnerReuse: 60,
  // What came of an earlier run would be believed though tests have changed: they are all reached through one file.
  incremental: false,
  tempDirName: '.grantdesk/mutation/sandbox',
  // swc reads no tsconfig, and Stryker's rewriting of it needs the JavaScript API that TypeScript 7 does not have.
  ignorePatterns: ['/dist', '/.grantdesk', '/tsconfig.json', '/src/playground', '/test/e2e'],
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: '.grantdesk/mutation/index.html' },
  jsonReporter: { fileName: '.grantdesk/mutation/mutation.json' },
};
