import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { caseFile, runCase } from '../../src/policy/cases.ts';
import { loadPolicy, parsePolicy } from '../../src/policy/load.ts';
import { requestWords } from '../../src/policy/request-file.ts';
import { checkYaml } from '../../src/policy/yaml-file.ts';
import { NOW } from '../support/domain-cases.ts';

const inRepository = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

const { policy: EXAMPLE } = loadPolicy(inRepository('policy.yml'));
const BLOCKS = readFileSync(inRepository('docs/policy.md'), 'utf8')
  .split('```yaml\n')
  .slice(1)
  .map((rest) => rest.split('```')[0] ?? '');
const blocksWith = (start: string) => BLOCKS.filter((block) => block.startsWith(start));

test('the rules that the documentation offers to copy are sound in the example policy', () => {
  const rules = blocksWith('- name:').join('');
  const text = readFileSync(inRepository('policy.yml'), 'utf8').replace(
    'rules:\n',
    `rules:\n${rules.replace(/^/gm, '  ')}\n`,
  );
  const { policy } = parsePolicy(text, 'policy.yml');
  expect(policy.rules).toHaveLength(EXAMPLE.rules.length + 4);
});

test('the request and the case of the documentation can be used with the example policy', () => {
  const [words = ''] = blocksWith('kind:');
  expect(checkYaml(words, 'request.yml', requestWords(EXAMPLE))).toMatchObject({ ok: true });
  const [cases = ''] = blocksWith('cases:');
  const checked = checkYaml(cases, 'cases.yml', caseFile(EXAMPLE));
  if (!checked.ok) throw new Error(checked.faults.join('\n'));
  expect(checked.value.cases.map((one) => runCase(one, EXAMPLE, NOW).differences)).toEqual([[]]);
});
