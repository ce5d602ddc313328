import { describe, expect, test } from '@jest/globals';
import { checkTerms } from '../../src/domain/check-terms.ts';
import { clientNameKey } from '../../src/domain/client-name.ts';
import { formOf } from '../../src/domain/terms.ts';
import { ANA, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

describe('the name under which a client name is reserved', () => {
  test.each([
    ['capitals', 'SANDBOX | Nightly Export'],
    ['spaces, tabs and line breaks', '  Sandbox |\t nightly \n export '],
    ['encoding', 'Ｓａｎｄｂｏｘ | nightly export'],
  ])('is the same for two that differ only in %s', (_what, name) => {
    expect(clientNameKey(name)).toBe(clientNameKey('Sandbox | nightly export'));
  });

  test('is another one for other words, also where only a space tells them apart', () => {
    const names = ['Sandbox | nightly export', 'Sandbox | nightlyexport', 'Sandbox | nightly export 2', 'Sandbox'];
    expect(new Set(names.map(clientNameKey)).size).toBe(names.length);
  });
});

describe('the form that asks for the same again', () => {
  const NEW = { kind: 'new', username: 'svc.new', givenName: 'N', familyName: 'E', email: 'e@example.com' } as const;
  const TWO = ['203.0.113.7', '198.51.100.0/24'];

  test.each([
    ['a user that exists', terms({ ipRestrictions: TWO })],
    ['a user to create', terms({ user: NEW })],
    ['no addresses and no roles', terms({ ipRestrictions: [], roles: [] })],
  ])('leads to the same terms, with %s', (_what, asked) => {
    expect(checkTerms(formOf(asked), policy(), NOW)).toEqual({ ok: true, value: asked });
  });

  test('names owner and urgency where they are known', () => {
    expect(formOf(terms(), { owner: ANA, urgency: 'Today.' })).toMatchObject({ owner: ANA, urgency: 'Today.' });
    expect(formOf(terms())).not.toHaveProperty('owner');
  });
});
