import { readdirSync } from 'node:fs';

/** The tests of the pure core as one file: a mutant then loads zod and the core once, not once for each of thirty files. */
const TESTS = ['../domain', '../policy'];
/** The random walks cover everything at once, in ten seconds: too slow to be played for every mutant. */
const TOO_SLOW = ['model.test.ts'];

for (const folder of TESTS) {
  for (const file of readdirSync(new URL(folder, import.meta.url)).sort()) {
    if (file.endsWith('.test.ts') && !TOO_SLOW.includes(file)) await import(`${folder}/${file}`);
  }
}
