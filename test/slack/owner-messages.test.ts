import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Preferences } from '../../src/domain/preferences.ts';
import { defaultPreferences } from '../../src/domain/preferences.ts';
import type { Grant } from '../../src/domain/records.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import { render } from '../../src/slack/render.ts';
import type { Message } from '../../src/slack/views/blocks.ts';
import { expiredAdminMessage, expiredMessage, warningMessage } from '../../src/slack/views/expiry-messages.ts';
import { wisherOf } from '../../src/slack/wishes.ts';
import { ANA, BEN, grant, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { labelsOf, textOf } from '../support/journey.ts';

const words = (message: Message) => textOf(message as PostedMessage);
const DAYS = (...days: number[]) => days.map((each) => each * DAY);
const EXPIRES = '2026-12-08';

describe('a warning', () => {
  const ending = (changes: Partial<Grant> = {}): Grant =>
    grant({
      terms: terms({ expires: EXPIRES }),
      warnings: [`${EXPIRES}.${14 * DAY}`, `${EXPIRES}.${DAY}`],
      ...changes,
    });
  const warned = (lead: number, changes: Partial<Grant> = {}) =>
    words(warningMessage(ending(changes), `${EXPIRES}.${lead * DAY}`, DAYS(30, 14, 3, 1)));

  test('says why it comes now, and when the next one does', () => {
    expect(warned(14)).toContain('This warning comes 14 days or less before it ends, where nobody has renewed it.');
    expect(warned(14)).toContain('You are warned again 3 days before it ends.');
    expect(warned(1)).toContain('This is the last warning.');
  });

  test('names the day and the moment, in words that hold however late they are read', () => {
    expect(warned(14)).toContain(
      'loses its access on *8 Dec 2026*. It counts as over from <!date^1796688000^{date_short_pretty} at {time}|2026-12-08 00:00 UTC> on.',
    );
    expect(warned(14)).not.toMatch(/in \d+ days\)|tomorrow|today/);
  });

  test('gives no such reason once its owner has acted on it', () => {
    for (const changes of [
      { renewal: 'REQ-9' },
      { revocation: 'REQ-9' },
      { letExpire: { by: ANA, at: NOW.toISOString() } },
      { state: 'suspended' },
    ] satisfies Partial<Grant>[])
      expect(warned(14, changes)).not.toContain('This warning comes');
  });
});

describe('the message that a grant has expired', () => {
  const over = grant({ state: 'expired', terms: terms({ expires: EXPIRES }) });
  const back = grant({ state: 'active', terms: terms({ expires: '2027-03-08' }) });

  test('says what was lost, and offers to request it again', () => {
    expect(words(expiredMessage(over, EXPIRES))).toContain('expired on 8 Dec 2026: `svc.export` has lost its access');
    expect(labelsOf(expiredMessage(over, EXPIRES) as PostedMessage)).toEqual(['Request it again']);
    expect(words(expiredAdminMessage(over, EXPIRES))).toContain('asks you to delete its entry in Workiva');
  });

  test('says that a late renewal has brought it back, to owner and admins, and asks nothing any more', () => {
    for (const message of [expiredMessage(back, EXPIRES), expiredAdminMessage(back, EXPIRES)]) {
      expect(words(message)).toContain('expired on 8 Dec 2026');
      expect(words(message)).toContain('*It has been renewed since*, until 8 Mar 2027, with the same client ID');
      expect(words(message)).not.toMatch(/lost its access|delete its entry/);
      expect(labelsOf(message as PostedMessage)).toEqual([]);
    }
  });

  test('of an earlier expiry stays about that day when it expires again', () => {
    const again = grant({ state: 'expired', terms: terms({ expires: '2027-03-08' }) });
    expect(words(expiredMessage(again, EXPIRES))).toContain('*It has been renewed since*, until 8 Mar 2027');
    expect(words(expiredMessage(again, EXPIRES))).toContain('it has expired');
    expect(labelsOf(expiredMessage(again, EXPIRES) as PostedMessage)).toEqual([]);
  });
});

describe('where somebody is warned and reminded', () => {
  const inChannel: Preferences = { ...defaultPreferences(ANA), warnings: 'channel' };
  const facts = (preferences?: Preferences) => ({
    ...{ request: undefined, grant: grant(), policy: policy(), now: NOW, preferences },
    ...{ workivaUrl: 'https://app.wdesk.com', tokenUrl: 'https://api.app.wdesk.com/token' },
  });
  const secret = `collect.${NOW.getTime()}.${ANA}`;

  test.each([
    ['warning', `${EXPIRES}.${DAY}`],
    ['expired', EXPIRES],
    ['secret', secret],
    ['replacement', `GRANT-9.start.${ANA}`],
  ] as const)('a message of the kind %s goes where its reader wants it', (message, detail) => {
    const subject = { message, about: 'GRANT-7', detail };
    expect(wisherOf(subject, grant())).toBe(ANA);
    expect(render(subject, facts())?.to).toEqual({ person: ANA });
    const rendered = render(subject, facts(inChannel));
    expect(rendered?.to).toEqual({ channel: policy().channels.requests });
    expect(rendered && words(rendered.message)).toContain(`<@${ANA}>, this is for you:`);
  });

  test('a reminder about a secret follows whoever it was sent to, not who owns the grant by now', () => {
    expect(wisherOf({ message: 'secret', about: 'GRANT-7', detail: secret }, grant({ owner: BEN }))).toBe(ANA);
  });

  test('a reminder of a review follows its reviewer, and other messages ask nobody', () => {
    expect(wisherOf({ message: 'review-reminder', about: 'REVIEW-1', detail: `${BEN}.2026` }, undefined)).toBe(BEN);
    expect(wisherOf({ message: 'hand-over', about: 'GRANT-7' }, grant())).toBeUndefined();
    expect(wisherOf({ message: 'review', about: 'REVIEW-1', detail: BEN }, undefined)).toBeUndefined();
  });
});
