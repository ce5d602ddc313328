import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { policyJsonSchema } from '../../src/policy/json-schema.ts';

const FILE = fileURLToPath(new URL('../../policy.schema.json', import.meta.url));

test('the JSON schema in the repository is current; if not, run npm run policy:schema', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(policyJsonSchema());
});

test('the JSON schema describes the file as people write it: durations as text, and what may be left out', () => {
  expect(policyJsonSchema()).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['version', 'channels', 'groups', 'admins', 'workspaces', 'rules'],
    properties: { limits: { properties: { max_lifetime: { type: 'string', default: '365d' } } } },
    $defs: { conditions: { properties: { not: { $ref: '#/$defs/conditions' } } } },
  });
});
