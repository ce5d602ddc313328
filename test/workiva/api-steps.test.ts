import { expect, test } from '@jest/globals';
import { planOf } from '../../src/domain/provisioning-steps.ts';
import { API_STEPS } from '../../src/workiva/api-steps.ts';
import { pending, terms } from '../support/domain-cases.ts';

test('what a request has done is taken back by the steps that its own steps name, backwards', () => {
  const { request } = pending({ terms: terms({ roles: ['Viewer'] }) });
  const undoes = { request: request.id, roles: ['Viewer'], membership: true, user: true };
  const named = planOf(request).flatMap((name) => (name === 'grant' ? [] : (API_STEPS[name].undo ?? [])));
  expect(named).toHaveLength(3);
  expect(planOf({ ...request, undoes })).toEqual(named.toReversed());
});
