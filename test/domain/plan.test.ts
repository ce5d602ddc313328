import { describe, expect, test } from '@jest/globals';
import type { StepName } from '../../src/domain/effects.ts';
import type { WorkivaState } from '../../src/domain/judge.ts';
import { type GrantStep, planSteps, type Ways } from '../../src/domain/plan.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { approved, terms } from '../support/domain-cases.ts';

const NAMES = { username: 'svc.new', givenName: 'Nightly', familyName: 'Export', email: 'svc@example.com' };

/** A request for a new user, of which nothing has begun unless the changes say otherwise. */
const request = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  ...approved({ terms: terms({ user: { kind: 'new', ...NAMES } }) }).request,
  provisioning: undefined,
  ...changes,
});

const ways = (grantStep: GrantStep, changes: Partial<Ways> = {}): Ways => ({
  grantStep,
  removeUser: () => false,
  mayDo: () => true,
  ...changes,
});
const BY_HAND = ways('by_hand');
const API = ways('api');

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
    expect(planSteps(request(), state, BY_HAND)).toEqual([
      { name: 'user', verdict: 'do', words: 'Create the integration user svc.new' },
      { name: 'membership', verdict: 'do', words: 'Add it to Sandbox' },
      { name: 'roles', verdict: 'do', words: 'Give it Viewer in Sandbox' },
      { name: 'grant', verdict: 'by_hand', words: 'An admin creates the API grant in Workiva’s screens' },
    ]);
  });

  test('is of the steps that a request has begun, once it has', () => {
    const begun = request({ provisioning: begunWith('user', 'grant') });
    expect(planSteps(begun, undefined, API)).toEqual([
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
    const wordsOf = (how: GrantStep) => planSteps(asked, undefined, ways(how)).map(({ words }) => words);
    expect(wordsOf('api')).toEqual([api]);
    expect(wordsOf('by_hand')).toEqual([byHand]);
    expect(wordsOf('unchanged')).toEqual(['The API grant itself stays as it is']);
  });

  test('says of the end of a user what the policy wants, whoever does it', () => {
    const ending = request({ kind: 'revoke', provisioning: begunWith('user_suspension') });
    const there: WorkivaState = { user: { id: 'u1', status: 'active' }, offered: [], held: [] };
    const wordsOf = (state: WorkivaState | undefined, remove: boolean) =>
      planSteps(ending, state, ways('api', { removeUser: () => remove })).map(({ name, words }) => `${name}: ${words}`);
    expect(wordsOf(there, false)).toEqual(['user_suspension: Suspend the user svc.new']);
    expect(wordsOf(there, true)).toEqual(['user_suspension: Remove the user svc.new']);
    expect(wordsOf(undefined, true)).toEqual(['user_suspension: An admin removes the integration user']);
  });

  test('leaves to admins what Grantdesk may not do, but not what is there already or stands in the way', () => {
    const state: WorkivaState = { workspace: { id: 'w1', name: 'Sandbox' }, offered: [], held: [] };
    const verdicts = (seen: WorkivaState) =>
      planSteps(request(), seen, ways('by_hand', { mayDo: () => false })).map(({ verdict }) => verdict);
    expect(verdicts(state)).toEqual(['by_hand', 'by_hand', 'blocked', 'by_hand']);
    expect(verdicts({ ...state, membership: { id: 'm1' } })).toEqual(['by_hand', 'there', 'blocked', 'by_hand']);
  });
});
