import { type CaseResult, caseFile, runCase } from '../policy/cases.ts';
import { checkYaml } from '../policy/yaml-file.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { policyAt } from './policy-option.ts';
import { readText, UnusableError } from './run-with.ts';
import { say, sayJson } from './say.ts';

/** Runs the cases of a file against a policy, and says how each went. */
export function testPolicy(io: StoreIo, file: string, options: { policy?: string; json?: true }): ExitCode {
  const { policy } = policyAt(io, options.policy);
  const checked = checkYaml(readText(file), file, caseFile(policy));
  if (!checked.ok) throw new UnusableError(checked.faults);

  const now = io.clock.now();
  const results = checked.value.cases.map((one) => runCase(one, policy, now));
  const failed = results.filter(({ passed }) => !passed).length;
  if (options.json) {
    const cases = results.map(({ name, passed, differences, routing: { rule } }) => ({
      name,
      passed,
      rule,
      differences,
    }));
    sayJson(io, { passed: results.length - failed, failed, cases });
  } else {
    for (const result of results) say(io, lineOf(result));
    say(io, failed === 0 ? `All ${results.length} cases passed.` : `${failed} of ${results.length} cases failed.`);
  }
  return failed === 0 ? 0 : 1;
}

function lineOf({ name, passed, differences }: CaseResult): string {
  return passed ? `✓ ${name}` : [`✗ ${name}`, ...differences.map((sentence) => `    ${sentence}`)].join('\n');
}
