import { describe, expect, test } from '@jest/globals';
import { keepPlan } from '../../src/domain/provisioning.ts';
import type { PlannedStep } from '../../src/domain/step-records.ts';
import { approved, inWords, later, moved } from '../support/domain-cases.ts';

const THERE: PlannedStep = { name: 'user', verdict: 'there', words: 'svc.export is there already' };
const DO: PlannedStep = { name: 'membership', verdict: 'do', words: 'svc.export becomes a member of Sandbox' };
const BLOCKED: PlannedStep = { name: 'roles', verdict: 'blocked', words: 'Sandbox has no role Viewer.' };
const planned = (...steps: PlannedStep[]) => moved(keepPlan(approved(), steps, later(5)));
const PLANNED = { actor: 'grantdesk', action: 'provisioning.planned', subjects: ['REQ-7', 'GRANT-7'] };

describe('what is about to happen in Workiva', () => {
  test('is kept with its run and its time, shown on the card, and on record in its words', () => {
    const before = approved();
    const { request, grant, effects, events } = planned(THERE, DO);
    const plan = { at: later(5).toISOString(), run: 1, steps: [THERE, DO] };
    expect(request).toEqual({ ...before.request, provisioning: { ...before.request.provisioning, plan } });
    expect(grant).toEqual(before.grant);
    expect(inWords(effects)).toEqual(['notify card REQ-7']);
    expect(events).toMatchObject([{ ...PLANNED, detail: { steps: [THERE.words, DO.words] } }]);
  });

  test('stops the request before anything is done, where a step cannot be done', () => {
    const { request, effects, events } = planned(THERE, DO, BLOCKED);
    expect(request).toMatchObject({
      state: 'failed',
      failure: { step: 'roles', run: 1, sentence: BLOCKED.words },
      provisioning: { plan: { steps: [THERE, DO, BLOCKED] } },
    });
    expect(request?.provisioning?.steps.map(({ state }) => state)).toEqual([
      'waiting',
      'waiting',
      'waiting',
      'waiting',
    ]);
    expect(inWords(effects)).toContain('notify outcome REQ-7 failed.1');
    expect(events).toMatchObject([
      { ...PLANNED, detail: { steps: [THERE.words, DO.words, BLOCKED.words] } },
      { action: 'provisioning.roles_failed', detail: { reason: BLOCKED.words } },
    ]);
  });
});
