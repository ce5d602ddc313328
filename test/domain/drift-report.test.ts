import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/domain/drift.ts';
import { Drift, findingRef, isDriftId, type Reported, readFindingRef } from '../../src/domain/drift-record.ts';
import { notAdopted, report } from '../../src/domain/drift-report.ts';
import {
  adopt,
  askRevert,
  noteRevert,
  notReverted,
  resumeReverts,
  reverted,
  revertedByOperator,
  revertTriedByOperator,
  toRevert,
} from '../../src/domain/drift-settle.ts';
import { MINUTE } from '../../src/domain/duration.ts';
import type { OutsideChange } from '../../src/domain/outside.ts';
import type { Transition } from '../../src/domain/transition.ts';
import { ADMIN, BEN, inWords, later, moved, NOW, refusalOf, STRANGER } from '../support/domain-cases.ts';

const finding = (changes: Partial<Finding> = {}): Finding => ({
  ...{ id: 'role_missing|svc|sandbox|viewer', kind: 'role_missing', username: 'svc', grants: ['GRANT-7'] },
  ...{ workspace: 'Sandbox', role: 'Viewer' },
  ...changes,
});
const SUSPENDED = finding({ id: 'user_suspended|svc', kind: 'user_suspended' });
const RENAMED = finding({ id: 'user_renamed|svc', kind: 'user_renamed', was: 'svc', is: 'svc.two' });

const look = (drift: Drift | undefined, findings: Finding[], changes: OutsideChange[] = [], now = NOW) =>
  moved(report(drift, { username: 'svc', findings, changes, now }));
const driftAfter = (transition: Transition): Drift => Drift.parse(JSON.parse(JSON.stringify(moved(transition).drift)));
const found = (...findings: Finding[]) => driftAfter(look(undefined, findings));
const states = (drift: Drift) =>
  drift.findings.map(({ kind, round, settled }) => `${kind} ${round} ${settled?.how ?? 'open'}`);
const actions = (transition: Transition) => moved(transition).events.map(({ action }) => action);

const move = { by: ADMIN, admins: [ADMIN, BEN], owners: [STRANGER], now: NOW };
const role = finding().id;

describe('a look at a user', () => {
  test('that shows nothing new writes nothing', () => {
    expect(look(undefined, [])).toEqual({ ok: true, drift: undefined, events: [], effects: [] });
    const drift = found(SUSPENDED);
    expect(look(drift, [SUSPENDED])).toEqual({ ok: true, drift, events: [], effects: [] });
  });

  test('tells what it has found in one message, each finding with an event about its grants', () => {
    const first = look(undefined, [finding(), SUSPENDED]);
    expect(inWords(first.effects)).toEqual(['notify drift DRIFT-svc 1']);
    expect(first.events).toMatchObject([
      { action: 'drift.found', actor: 'grantdesk', subjects: ['DRIFT-svc', 'GRANT-7'] },
      { action: 'drift.found' },
    ]);
    expect(states(found(finding(), SUSPENDED))).toEqual(['role_missing 1 open', 'user_suspended 1 open']);
  });

  test('tells what is new later in a message of its own, and leaves the first as it is', () => {
    const second = look(found(finding()), [finding(), SUSPENDED]);
    expect(inWords(second.effects)).toEqual(['notify drift DRIFT-svc 2']);
    expect(states(driftAfter(second))).toEqual(['role_missing 1 open', 'user_suspended 2 open']);
  });

  test('settles what is not there any more, and reports it anew when it comes back', () => {
    const gone = look(found(finding()), []);
    expect([actions(gone), inWords(gone.effects)]).toEqual([['drift.gone'], ['notify drift DRIFT-svc 1']]);
    expect(driftAfter(gone).state).toBe('settled');
    expect(states(driftAfter(look(driftAfter(gone), [finding()])))).toEqual([
      'role_missing 1 gone',
      'role_missing 2 open',
    ]);
  });

  test('takes what has changed once more for something new', () => {
    const again = look(found(RENAMED), [{ ...RENAMED, is: 'svc.three' }]);
    expect(actions(again)).toEqual(['drift.gone', 'drift.found']);
  });

  test('keeps the messages of long ago no longer than they count', () => {
    let drift = found(SUSPENDED);
    for (let turn = 0; turn < 25; turn++) {
      drift = driftAfter(look(drift, [SUSPENDED, finding()]));
      drift = driftAfter(look(drift, [SUSPENDED]));
    }
    expect(drift.findings.length).toBeLessThan(25);
    expect(drift.findings[0]).toMatchObject({ kind: 'user_suspended', round: 1 });
  });
});

describe('Adopt', () => {
  test('accepts a finding as it is, so that it is not reported again', () => {
    const adopted = adopt(found(RENAMED), RENAMED.id, move);
    expect(actions(adopted)).toEqual(['drift.adopted']);
    expect(inWords(moved(adopted).effects)).toEqual(['notify drift DRIFT-svc 1']);
    const drift = driftAfter(adopted);
    expect(drift).toMatchObject({ state: 'settled', findings: [{ settled: { how: 'adopted', by: ADMIN } }] });
    expect(look(drift, [RENAMED]).effects).toEqual([]);
    expect(notAdopted([RENAMED, SUSPENDED], drift)).toEqual([SUSPENDED]);
  });

  test('holds no longer than the finding is as it was', () => {
    const drift = driftAfter(adopt(found(RENAMED), RENAMED.id, move));
    expect(actions(look(drift, [{ ...RENAMED, is: 'svc.three' }]))).toEqual(['drift.gone', 'drift.found']);
    const over = driftAfter(look(drift, []));
    expect(actions(look(over, [RENAMED]))).toEqual(['drift.found']);
  });

  test('is for admins, and for what is open', () => {
    const drift = found(finding());
    expect(refusalOf(adopt(drift, role, { ...move, by: STRANGER }))).toMatchObject({ code: 'not_an_admin' });
    expect(refusalOf(adopt(drift, 'another', move))).toMatchObject({ code: 'not_found' });
    const second = refusalOf(adopt(driftAfter(adopt(drift, role, move)), role, { ...move, by: BEN }));
    expect(second).toEqual({ code: 'not_open', sentence: `<@${ADMIN}> has adopted it already. Nothing was changed.` });
    expect(refusalOf(adopt(driftAfter(look(drift, [])), role, move)).sentence).toContain('not there any more');
  });
});

test('Adopt is not for an admin who owns a grant of the user, and Revert is', () => {
  const own = { ...move, owners: [ADMIN] };
  expect(refusalOf(adopt(found(finding()), role, own))).toMatchObject({ code: 'own_grant' });
  expect(adopt(found(finding()), role, { ...own, by: BEN }).ok).toBe(true);
  expect(askRevert(found(finding()), role, own).ok).toBe(true);
});

describe('Revert', () => {
  const asked = driftAfter(askRevert(found(finding()), role, move));

  /** What the job of a run is to revert. */
  function jobOf(drift: Drift, run = 1): Reported {
    const due = toRevert(drift, role, run);
    if (!due) throw new Error('There is nothing to revert.');
    return due;
  }

  test('is carried out by a job, once however often it is pressed', () => {
    const press = moved(askRevert(found(finding()), role, move));
    expect(inWords(press.effects)).toEqual([`revert ${role} run 1`, 'notify drift DRIFT-svc 1']);
    expect(refusalOf(askRevert(asked, role, { ...move, by: BEN })).sentence).toContain(`<@${ADMIN}> asked`);
    expect(refusalOf(adopt(asked, role, move)).sentence).toContain('being reverted');
  });

  test('is done with who asked for it', () => {
    const done = reverted(asked, jobOf(asked), 'Gave svc the role Viewer', later(1_000));
    expect(moved(done).events).toMatchObject([
      { action: 'drift.reverted', actor: ADMIN, detail: { note: 'Gave svc the role Viewer' } },
    ]);
    expect(states(driftAfter(done))).toEqual(['role_missing 1 reverted']);
    expect(toRevert(driftAfter(done), role, 1)).toBeUndefined();
    expect(toRevert(asked, role, 2)).toBeUndefined();
  });

  test('that fails can be pressed again, and says why', () => {
    const failed = driftAfter(notReverted(asked, jobOf(asked), 'Workiva said no.', NOW));
    expect(failed.findings).toMatchObject([{ trouble: 'Workiva said no.' }]);
    const again = moved(askRevert(failed, role, move));
    expect(inWords(again.effects)[0]).toBe(`revert ${role} run 2`);
    expect(again.drift?.findings[0]?.trouble).toBeUndefined();
  });

  test('keeps that its job has begun, for the next try, until it has ended', () => {
    const begun = driftAfter(noteRevert(asked, jobOf(asked), { begun: true }, NOW));
    expect(begun.findings[0]?.reverting).toMatchObject({ by: ADMIN, run: 1, begun: true });
    expect(reverted(begun, jobOf(begun), 'Done', NOW).drift?.findings[0]?.reverting).toBeUndefined();
  });

  test('has its job begun again once nothing was heard of it for 15 minutes, and the lost one counts no more', () => {
    expect(asked.dueAt).toBe(later(15 * MINUTE).toISOString());
    const heard = driftAfter(noteRevert(asked, jobOf(asked), { begun: true }, later(10 * MINUTE)));
    expect(heard.dueAt).toBe(later(25 * MINUTE).toISOString());
    expect(resumeReverts(heard, later(24 * MINUTE))).toMatchObject({ drift: heard, events: [], effects: [] });

    const moment = later(25 * MINUTE);
    const resumed = resumeReverts(heard, moment);
    expect(inWords(resumed.effects)).toEqual([`revert ${role} run 2`]);
    expect(actions(resumed)).toEqual(['drift.revert_resumed']);
    const again = driftAfter(resumed);
    expect(again.dueAt).toBe(later(40 * MINUTE).toISOString());
    expect(toRevert(again, role, 1)).toBeUndefined();
    expect(toRevert(again, role, 2)?.reverting).toMatchObject({ by: ADMIN, at: NOW.toISOString(), begun: true });
    expect(driftAfter(reverted(again, jobOf(again, 2), 'Done', moment)).dueAt).toBeUndefined();
  });

  test('that was asked of an earlier version is watched from the next look on', () => {
    const { dueAt, ...unwatched } = asked;
    expect(look(unwatched, [finding()])).toEqual({ ok: true, drift: { ...unwatched, dueAt }, events: [], effects: [] });
    expect(look(asked, [finding()]).drift).toBe(asked);
  });

  test('is settled by its job, not by a look meanwhile', () => {
    expect(states(driftAfter(look(asked, [])))).toEqual(['role_missing 1 open']);
  });

  test('is refused where the API can do nothing', () => {
    expect(refusalOf(askRevert(found(RENAMED), RENAMED.id, move)).sentence).toContain('what a person can do');
  });
});

describe('what the operator has undone', () => {
  const done = { by: 'operator', now: NOW, detail: { note: 'Gave it', host: 'desk-1' } };

  test('settles the finding that the admins were told of', () => {
    const settled = revertedByOperator(found(finding()), finding(), done);
    expect(states(driftAfter(settled))).toEqual(['role_missing 1 reverted']);
    expect(settled.events).toMatchObject([{ action: 'drift.reverted', actor: 'operator', detail: { host: 'desk-1' } }]);
  });

  test('is not set out upon where an admin has adopted it meanwhile', () => {
    const adopted = driftAfter(adopt(found(finding()), role, move));
    expect(refusalOf(revertTriedByOperator(adopted, finding(), 'revert_asked', done)).sentence).toBe(
      `<@${ADMIN}> has adopted it already.`,
    );
    for (const drift of [undefined, found(finding()), driftAfter(look(adopted, []))]) {
      expect(actions(revertTriedByOperator(drift, finding(), 'revert_asked', done))).toEqual(['drift.revert_asked']);
    }
  });

  test('is in the audit trail where nobody was told of it', () => {
    expect(revertedByOperator(undefined, finding(), done)).toMatchObject({ drift: undefined, effects: [] });
    expect(actions(revertedByOperator(undefined, finding(), done))).toEqual(['drift.reverted']);
  });
});

describe('what the activity log tells', () => {
  const change = (changes: Partial<OutsideChange> = {}): OutsideChange => ({
    ...{ alias: 'user.suspend', at: NOW.toISOString(), what: 'Suspend user' },
    ...{ performer: { id: 'p-1', name: 'Ada Admin' }, about: { username: 'svc' } },
    ...changes,
  });

  test('explains what a look has found, in the same message', () => {
    const told = driftAfter(look(undefined, [SUSPENDED], [change()]));
    expect(states(told)).toEqual(['user_suspended 1 open']);
    expect(told.heard).toMatchObject([{ round: 1, who: 'Ada Admin', what: 'Suspend user' }]);
    expect(look(told, [SUSPENDED], [change()]).effects).toEqual([]);
  });

  test('of two roles at the same moment is two things', () => {
    const given = (role: string) => change({ alias: 'role.assign', what: 'Give roles', targets: ['svc', role] });
    const told = driftAfter(look(undefined, [SUSPENDED], [given('viewer'), given('manager'), given('viewer')]));
    expect(told.heard).toHaveLength(2);
  });

  test('that comes after the look is added to its message', () => {
    const told = look(found(SUSPENDED), [SUSPENDED], [change()]);
    expect(inWords(told.effects)).toEqual(['notify drift DRIFT-svc 1']);
    expect(told.events).toEqual([]);
  });

  test('explains why a finding has gone, too', () => {
    const undone = change({ alias: 'user.activate', what: 'Activate user' });
    const told = driftAfter(look(found(SUSPENDED), [], [undone]));
    expect(states(told)).toEqual(['user_suspended 1 gone']);
    expect(told.heard).toMatchObject([{ round: 1, what: 'Activate user' }]);
  });

  test('about a grant is a finding of its own, once, that only a person can undo', () => {
    const edited = change({
      alias: 'apiGrant.update',
      what: 'Edit API grant',
      about: { username: 'svc', grant: 'GRANT-7' },
    });
    const told = look(undefined, [], [edited]);
    expect(told.events).toMatchObject([
      {
        action: 'drift.found',
        subjects: ['DRIFT-svc', 'GRANT-7'],
        detail: { what: expect.stringContaining('Ada Admin did “Edit API grant” in Workiva, about GRANT-7') },
      },
    ]);
    const drift = driftAfter(told);
    expect(look(drift, [], [edited]).events).toEqual([]);
    const id = drift.findings[0]?.id ?? '';
    expect(refusalOf(askRevert(drift, id, move)).code).toBe('not_open');
    expect(driftAfter(adopt(drift, id, move)).state).toBe('settled');
  });

  test('that was undone before anybody looked is told all the same', () => {
    expect(states(driftAfter(look(undefined, [], [change()])))).toEqual(['outside 1 open']);
    const told = report(undefined, {
      username: 'svc',
      findings: [],
      changes: [change()],
      grants: ['GRANT-7'],
      now: NOW,
    });
    expect(moved(told).events).toMatchObject([{ action: 'drift.found', subjects: ['DRIFT-svc', 'GRANT-7'] }]);
  });
});

test('what a button carries is read as it was written, and anything else is read as nothing', () => {
  const ref = { drift: 'DRIFT-svc', finding: 'role_missing|svc|finance close|viewer' };
  expect(readFindingRef(findingRef(ref))).toEqual(ref);
  expect(readFindingRef('anything')).toEqual({ drift: 'anything', finding: '' });
  expect(['DRIFT-svc', 'DRIFT-', 'GRANT-7'].map(isDriftId)).toEqual([true, false, false]);
});
