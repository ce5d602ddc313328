import { describe, expect, test } from '@jest/globals';
import { finishTask, refuseTask } from '../../src/domain/admin-task.ts';
import type { Case } from '../../src/domain/records.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import { adminTaskMessage } from '../../src/slack/views/admin-task.ts';
import { ADMIN, ANA, awaitingAdmin, caseAfter, NOW } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { copyableValues, headerOf, labelsOf, textOf } from '../support/journey.ts';

const shown = ({ request, grant }: Case) =>
  adminTaskMessage(
    { request, grant, policy: policy(), workivaUrl: 'https://app.wdesk.com' },
    'grant',
    1,
  ) as PostedMessage;
const SUBJECT = `GRANT-7 of <@${ANA}>: Sandbox | nightly export in Sandbox, as \`svc.export\`.`;
const move = { by: ADMIN, admins: [ADMIN], now: NOW };

describe('the message of an admin task', () => {
  test('has every value while it is open', () => {
    const open = shown(awaitingAdmin());
    expect(copyableValues(open)).toMatchObject({ 'Client Name': 'Sandbox | nightly export' });
    expect(labelsOf(open)).toEqual(['Done', 'Cannot do it']);
  });

  test('once done still says what was done, for which grant, by whom and when', () => {
    const current = awaitingAdmin();
    const done = shown(caseAfter(current, finishTask(current, 'grant', { ...move, clientId: 'client-7' })));
    expect(headerOf(done)).toBe('REQ-7 · Create the API grant');
    expect(textOf(done)).toContain(`Done by <@${ADMIN}>, <!date^${NOW.getTime() / 1_000}^`);
    expect(textOf(done)).toContain(SUBJECT);
    expect(done.text).toContain(`REQ-7 · Create the API grant. :white_check_mark: Done by <@${ADMIN}>`);
    expect(labelsOf(done)).toEqual([]);
  });

  test('that could not be done says who said so, and where it goes on', () => {
    const current = awaitingAdmin();
    const refused = shown(caseAfter(current, refuseTask(current, 'grant', { ...move, reason: 'No licence is left.' })));
    expect(textOf(refused)).toContain(`<@${ADMIN}> could not do it`);
    expect(textOf(refused)).toContain('“REQ-7 needs an admin”');
    expect(textOf(refused)).toContain(SUBJECT);
  });
});
