import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/domain/drift.ts';
import type { Drift } from '../../src/domain/drift-record.ts';
import { report } from '../../src/domain/drift-report.ts';
import { adopt, askRevert } from '../../src/domain/drift-settle.ts';
import type { OutsideChange } from '../../src/domain/outside.ts';
import type { Transition } from '../../src/domain/transition.ts';
import { driftMessage } from '../../src/slack/views/drift.ts';
import { ADMIN, moved, NOW } from '../support/domain-cases.ts';
import { policy as policyWith } from '../support/domain-policy.ts';
import { headerOf, labelsOf, textOf } from '../support/journey.ts';

const policy = policyWith();

const missing = (role: string): Finding => ({
  ...{ id: `role_missing|svc|sandbox|${role}`, kind: 'role_missing', username: 'svc', workspace: 'Sandbox', role },
  grants: ['GRANT-7'],
});
const SUSPENDED: Finding = { id: 'user_suspended|svc', kind: 'user_suspended', username: 'svc', grants: ['GRANT-7'] };

const driftAfter = (transition: Transition): Drift => moved(transition).drift as Drift;
const look = (drift: Drift | undefined, findings: Finding[], changes: OutsideChange[] = []) =>
  driftAfter(report(drift, { username: 'svc', findings, changes, now: NOW }));
const move = { by: ADMIN, admins: [ADMIN], owners: [], now: NOW };

describe('the message about what differs', () => {
  test('says of whom and how much in its fallback, and of each finding what it is and what Revert does', () => {
    const message = driftMessage(look(undefined, [SUSPENDED, missing('Viewer')]), 1, policy);
    expect(headerOf(message)).toBe('Drift · svc');
    expect(message.text).toBe('Workiva differs in 2 ways from what is recorded about `svc`.');
    expect(textOf(message)).toContain('does not have the role “Viewer” in “Sandbox” any more');
    expect(textOf(message)).toContain('Revert gives it again.');
    expect(labelsOf(message)).toEqual(['Revert', 'Adopt', 'Revert', 'Adopt']);
  });

  test('has only what was new at its time, what is settled after what is open', () => {
    const both = look(look(undefined, [SUSPENDED, missing('Viewer')]), [
      SUSPENDED,
      missing('Viewer'),
      missing('Creator'),
    ]);
    const drift = driftAfter(adopt(both, SUSPENDED.id, move));
    const first = textOf(driftMessage(drift, 1, policy));
    expect(first).not.toContain('Creator');
    expect(first.indexOf('“Viewer”')).toBeLessThan(first.indexOf('Adopted by <@U0ADMIN>'));
    expect(textOf(driftMessage(drift, 2, policy))).toContain('“Creator”');
  });

  test('shows that a revert is under way, with nothing to press', () => {
    const asked = driftAfter(askRevert(look(undefined, [SUSPENDED]), SUSPENDED.id, move));
    const message = driftMessage(asked, 1, policy);
    expect(labelsOf(message)).toEqual([]);
    expect(textOf(message)).toContain('<@U0ADMIN> pressed *Revert*');
  });

  test('says when everything is settled', () => {
    const message = driftMessage(look(look(undefined, [SUSPENDED]), []), 1, policy);
    expect(message.text).toBe('How Workiva differed from what is recorded about `svc`: everything is settled.');
    expect(textOf(message)).toContain('Gone by itself');
  });

  test('keeps within what Slack takes, however much differs, and says that there is more', () => {
    const roles = Array.from({ length: 60 }, (_, number) => missing(`${'role '.repeat(40)}${number}`));
    const changes = Array.from({ length: 40 }, (_, number) => ({
      ...{ alias: `user.update.${number}`, at: NOW.toISOString(), what: 'x'.repeat(500), about: { username: 'svc' } },
      performer: { id: 'p', name: 'y'.repeat(500) },
    }));
    const { blocks } = driftMessage(look(undefined, roles, changes), 1, policy);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(textOf({ blocks, text: '' })).toContain('And 40 more.');
    for (const block of blocks) {
      if (block.type === 'section') expect(block.text?.text.length).toBeLessThan(3_000);
    }
  });

  test('shows what people have named letter by letter', () => {
    const message = driftMessage(look(undefined, [missing('<!channel> *Owner*')]), 1, policy);
    expect(textOf(message)).toContain('&lt;!channel&gt; ∗Owner∗');
  });
});
