import { describe, expect, test } from '@jest/globals';
import { choiceValue, choose, defaultPreferences, preferencesOf, readChoice } from '../../src/domain/preferences.ts';
import { ANA, NOW } from '../support/domain-cases.ts';

describe('preferences', () => {
  test('are a digest when warnings are many, by direct message, until somebody chooses', () => {
    expect(defaultPreferences(ANA)).toMatchObject({ id: preferencesOf(ANA), digest: 'many', warnings: 'direct' });
  });

  test('change by one choice at a time, which is audited with what holds then', () => {
    const first = choose(undefined, ANA, { digest: 'never' }, NOW);
    const second = choose(first.preferences, ANA, { warnings: 'channel' }, NOW);
    expect(second.preferences).toMatchObject({ digest: 'never', warnings: 'channel' });
    expect(second.events).toEqual([
      {
        at: NOW.toISOString(),
        actor: ANA,
        action: 'preferences.changed',
        subjects: [ANA],
        detail: { digest: 'never', warnings: 'channel' },
      },
    ]);
  });

  test('that are chosen again are no event', () => {
    const { preferences } = choose(undefined, ANA, { digest: 'always' }, NOW);
    expect(choose(preferences, ANA, { digest: 'always' }, NOW)).toEqual({
      ok: true,
      preferences,
      events: [],
      effects: [],
    });
    expect(choose(undefined, ANA, { warnings: 'direct' }, NOW).events).toEqual([]);
  });
});

describe('the value of an option', () => {
  test.each([{ digest: 'always' }, { digest: 'never' }, { warnings: 'direct' }, { warnings: 'channel' }] as const)(
    'is read as it was made: %j',
    (choice) => {
      expect(readChoice(choiceValue(choice))).toEqual(choice);
    },
  );

  test.each(['', 'digest', 'digest.sometimes', 'warnings.many', 'state.set', '__proto__.x'])(
    'that nobody was offered is no choice: %s',
    (value) => {
      expect(readChoice(value)).toBeUndefined();
    },
  );
});
