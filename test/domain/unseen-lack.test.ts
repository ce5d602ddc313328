import { describe, expect, test } from '@jest/globals';
import { takeOver } from '../../src/domain/admin-task.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/duration.ts';
import { beginStep, failStep } from '../../src/domain/provisioning.ts';
import type { Case } from '../../src/domain/records.ts';
import { handBack, isRegained, isToTry, lackAccess, REFUSED_ACCESS } from '../../src/domain/regained.ts';
import { ADMIN, approved, caseAfter, NOW } from '../support/domain-cases.ts';

const ALL = 'scopes organization:read organization:write';
const LACK = { why: 'Grantdesk may not do this: Workiva refused (403).', access: ALL };

const at = (ms: number) => new Date(NOW.getTime() + ms);
const begun = caseAfter(approved(), beginStep(approved(), 'user', NOW));
const lacking = (unseen = true) =>
  caseAfter(begun, lackAccess(begun, 'user', unseen ? { ...LACK, unseen } : LACK, NOW));
const lackIn = ({ request }: Case) => request.provisioning?.steps[0]?.lack;

/** Handed back after so many ms, and refused again a second later. */
function refusedAgain(current: Case, ms: number): Case {
  const handed = caseAfter(current, handBack(current, ALL, at(ms)));
  expect(handed.request.state).toBe('provisioning');
  const running = caseAfter(handed, beginStep(handed, 'user', at(ms)));
  return caseAfter(running, lackAccess(running, 'user', { ...LACK, unseen: true }, at(ms)));
}

describe('a step whose lack does not show in what Grantdesk may do', () => {
  test('is tried again after an hour, though nothing seems to have changed', () => {
    const { request } = lacking();
    expect(isRegained(request, ALL)).toBe(false);
    expect([HOUR - MINUTE, HOUR].map((ms) => isToTry(request, ALL, at(ms)))).toEqual([false, true]);
  });

  test('is not, when it shows', () => {
    expect(isToTry(lacking(false).request, ALL, at(30 * DAY))).toBe(false);
  });

  test('is tried at once when what Grantdesk may do has changed', () => {
    expect(isToTry(lacking().request, `${ALL} activity:read`, at(MINUTE))).toBe(true);
  });

  test('is left while Workiva refuses Grantdesk’s client', () => {
    expect(isToTry(lacking().request, REFUSED_ACCESS, at(2 * HOUR))).toBe(false);
  });

  test('waits as long again as it has been missed, and a day at the longest', () => {
    const second = refusedAgain(lacking(), HOUR);
    expect(lackIn(second)).toMatchObject({ since: NOW.toISOString(), at: at(HOUR).toISOString(), run: 1 });
    const third = refusedAgain(second, 2 * HOUR);
    expect([3, 4].map((hours) => isToTry(third.request, ALL, at(hours * HOUR)))).toEqual([false, true]);
    const late = refusedAgain(third, 10 * DAY);
    expect([HOUR, DAY - MINUTE, DAY].map((ms) => isToTry(late.request, ALL, at(10 * DAY + ms)))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('is given back only where it is due, and left as it is before', () => {
    expect(handBack(lacking(), ALL, at(MINUTE)).effects).toEqual([]);
    expect(handBack(lacking(), ALL, at(HOUR)).request?.state).toBe('provisioning');
  });

  test('stays an admin’s who has taken it over', () => {
    const failed = caseAfter(lacking(), failStep(lacking(), 'user', 'No.', at(MINUTE)));
    const taken = caseAfter(failed, takeOver(failed, { by: ADMIN, admins: [ADMIN], now: at(MINUTE) }));
    expect(isToTry(taken.request, ALL, at(30 * DAY))).toBe(false);
  });
});
