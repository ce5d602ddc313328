import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import { unusedName } from '../../src/domain/unused-ref.ts';
import type { LastUses } from '../../src/slack/use-cases/last-use.ts';
import { lastUseWords } from '../../src/slack/views/last-use.ts';
import { unusedMessage } from '../../src/slack/views/unused.ts';
import { ANA, BEN, grant, later, NOW } from '../support/domain-cases.ts';
import { labelsOf, textOf } from '../support/journey.ts';

const unused = { to: ANA, at: later(60 * DAY).toISOString(), since: NOW.toISOString() };
const shown = (changes: Partial<Grant> = {}) =>
  unusedMessage(grant({ unused, ...changes }), unusedName(unused), 60 * DAY);

describe('the question whether an unused grant is needed', () => {
  test('is open until something settles it', () => {
    expect(labelsOf(shown())).toEqual(['Keep', 'Revoke']);
  });

  test.each<[string, Partial<Grant>, string]>([
    ['somebody else owns it', { owner: BEN }, `It is <@${BEN}>’s now`],
    ['it has ended', { state: 'revoked' }, 'It is revoked now'],
    ['it is being revoked', { revocation: 'REQ-9' }, 'REQ-9 revokes it'],
    ['it is kept', { unused: { ...unused, kept: { by: ANA, at: later(61 * DAY).toISOString() } } }, 'keeps it'],
    ['it is used again', { unused: { ...unused, usedAgain: later(61 * DAY).toISOString() } }, 'has been used again'],
    ['it was renewed', { liveSince: later(61 * DAY).toISOString() }, 'It was renewed since'],
    ['it is suspended', { state: 'suspended' }, 'It is suspended now'],
    ['it is asked again', { unused: { ...unused, at: later(99 * DAY).toISOString() } }, 'A later message asks'],
  ])('has no buttons any more once %s', (_, changes, words) => {
    const message = shown(changes);
    expect(textOf(message as never)).toContain(words);
    expect(labelsOf(message)).toEqual([]);
  });
});

describe('the words for a last use', () => {
  const uses = (changes: Partial<LastUses> = {}): LastUses => ({
    access: 'on',
    readAt: NOW.getTime(),
    since: NOW.getTime() - 90 * DAY,
    of: () => ({ usage: { from: NOW.getTime() - 90 * DAY, at: NOW.getTime() - DAY }, sharedBy: 1 }),
    ...changes,
  });
  const words = (changes: Partial<LastUses>, now = NOW) => lastUseWords(grant(), uses(changes), now);

  test.each<[string, Partial<LastUses>, RegExp]>([
    ['when it was', {}, /^<!date\^1795428000\^[^>]*>\.$/],
    [
      'that it is its user’s, where others share that',
      { of: shared(3) },
      /of its integration user, as which 3 grants act\.$/,
    ],
    [
      'since when there was none',
      { of: () => ({ usage: { from: 0 }, sharedBy: 1 }) },
      /^none since .*, as far back as is known\.$/,
    ],
    ['that its user is not there', { of: () => ({ usage: undefined, sharedBy: 1 }) }, /no user `svc\.export`\.$/],
    ['that there is no access', { access: 'no_access' }, /^not known: Grantdesk has no access/],
    ['that the scope is missing', { access: 'no_scope' }, /\(scope `activity:read`\)\.$/],
    ['that nothing has been read yet', { access: undefined, since: undefined }, /^not known yet/],
  ])('say %s', (_, changes, said) => {
    expect(words(changes)).toMatch(said);
  });

  test('say how old they are once the log has not been read for a day', () => {
    expect(words({}, later(DAY - 1))).not.toContain('last read');
    expect(words({}, later(DAY))).toContain('The activity log was last read <!date');
  });

  function shared(count: number): LastUses['of'] {
    return () => ({ usage: { from: 0, at: NOW.getTime() }, sharedBy: count });
  }
});
