import { describe, expect, test } from '@jest/globals';
import type { StepName } from '../../src/domain/effects.ts';
import type { WorkivaState } from '../../src/domain/judge.ts';
import { planSteps } from '../../src/domain/plan.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { approved, terms } from '../support/domain-cases.ts';

const NAMES = { username: 'svc.new', givenName: 'Nightly', familyName: 'Export', email: 'svc@example.com' };

/** A request for a new user, of which nothing has begun unless the changes say otherwise. */
const request = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  ...approved({ terms: terms({ user: { kind: 'new', ...NAMES } }) }).request,
  provisioning: undefined,
  ...changes,
});

const begunWith = (...names: StepName[]): AccessRequest['provisioning'] => ({
  run: 1,
  steps: names.map((name) => ({ name, state: 'running' })),
});

describe('a plan', () => {
  test('has every step of the request in its order, with what each will do', () => {
    const state: WorkivaState = {
      workspace: { id: 'w1', name: 'Sandbox' },
      offered: [{ id: 'r1', name: 'Viewer' }],
      held: [],
    };
    expect(planSteps(request(), state, 'by_hand')).toEqual([
      { name: 'user', verdict: 'do', words: 'Create the integration user svc.new' },
      { name: 'membership', verdict: 'do', words: 'Add it to Sandbox' },
      { name: 'roles', verdict: 'do', words: 'Give it Viewer in Sandbox' },
      { name: 'grant', verdict: 'by_hand', words: 'An admin creates the API grant in Workiva’s screens' },
    ]);
  });

  test('is of the steps that a request has begun, once it has', () => {
    const begun = request({ provisioning: begunWith('user', 'grant') });
    expect(planSteps(begun, undefined, 'api')).toEqual([
      { name: 'user', verdict: 'by_hand', words: 'An admin makes sure that the integration user is there' },
      { name: 'grant', verdict: 'do', words: 'Create the API grant' },
    ]);
  });

  test.each([
    ['renew', 'Move the Expires date of the API grant', 'An admin moves the Expires date of the API grant'],
    ['revoke', 'Delete the API grant', 'An admin deletes the API grant in Workiva’s screens'],
    ['change', 'Change the API grant', 'An admin changes the API grant in Workiva’s screens'],
  ] as const)('says of a %s what becomes of the grant', (kind, api, byHand) => {
    const asked = request({ kind, provisioning: begunWith('grant') });
    const wordsOf = (how: 'api' | 'by_hand' | 'unchanged') =>
      planSteps(asked, undefined, how).map(({ words }) => words);
    expect(wordsOf('api')).toEqual([api]);
    expect(wordsOf('by_hand')).toEqual([byHand]);
    expect(wordsOf('unchanged')).toEqual(['The API grant itself stays as it is']);
  });
});
