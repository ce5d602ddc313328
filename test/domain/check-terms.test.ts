import { describe, expect, test } from '@jest/globals';
import { checkRenewal } from '../../src/domain/check-renewal.ts';
import { checkTerms } from '../../src/domain/check-terms.ts';
import { clientNameKey } from '../../src/domain/client-name.ts';
import { SECRET_ADVICE } from '../../src/domain/secret-guard.ts';
import { type Checked, type Fault, LIMITS, type Terms, type TermsForm } from '../../src/domain/terms.ts';
import { form, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const POLICY = policy();
const check = (changes: TermsForm = {}) => checkTerms(form(changes), POLICY, NOW);

function faultsOf(checked: Checked<Terms>): Fault[] {
  if (checked.ok) throw new Error('The form has no fault.');
  return checked.faults;
}
function termsOf(checked: Checked<Terms>): Terms {
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
}
/** The sentence, where the form has that one fault and no other. */
function onlyFault(field: string, changes: TermsForm): string {
  const [fault, ...others] = faultsOf(check(changes));
  expect(others).toEqual([]);
  expect(fault?.field).toBe(field);
  return fault?.sentence ?? '';
}

const SECRET = 'client_secret=abcd1234efgh';
const NEW_USER: TermsForm = {
  userKind: 'new',
  givenName: 'Nightly',
  familyName: 'Export',
  email: 'export@example.com',
};

describe('a form that is well filled in', () => {
  test('becomes the terms', () => {
    expect(termsOf(check())).toEqual(terms());
  });

  test('may ask for a new user', () => {
    expect(termsOf(check(NEW_USER)).user).toEqual({
      kind: 'new',
      username: 'svc.export',
      givenName: 'Nightly',
      familyName: 'Export',
      email: 'export@example.com',
    });
  });

  test('drops what belongs to a new user when the user exists', () => {
    expect(termsOf(check({ ...NEW_USER, userKind: 'existing', email: 'nonsense' })).user).toEqual({
      kind: 'existing',
      username: 'svc.export',
    });
  });

  test('is normalised: spaces trimmed and joined, addresses by network, scopes and roles in the order of the policy', () => {
    const value = termsOf(
      check({
        clientName: '  Sandbox |\t nightly \n export ',
        username: ' svc.export ',
        purpose: '\n Why it is needed.\n\nAnd more. ',
        ipRestrictions: ' 203.0.113.9/24,203.0.113.1/24 ',
        scopes: ['Documents (Read)', 'Spreadsheets (Read)'],
        roles: ['Creator', 'Viewer'],
      }),
    );
    expect(value).toMatchObject({
      clientName: 'Sandbox | nightly export',
      user: { username: 'svc.export' },
      purpose: 'Why it is needed.\n\nAnd more.',
      ipRestrictions: ['203.0.113.0/24'],
      scopes: ['Spreadsheets (Read)', 'Documents (Read)'],
      roles: ['Viewer', 'Creator'],
    });
  });

  test('may leave out roles, and addresses where every scope only reads', () => {
    expect(termsOf(check({ roles: undefined, ipRestrictions: undefined }))).toMatchObject({
      roles: [],
      ipRestrictions: [],
    });
  });

  test('keeps letters of every script', () => {
    const purpose = 'Prüft den Abschluß — 毎晩 🌙 “zitiert”';
    expect(termsOf(check({ purpose })).purpose).toBe(purpose);
  });

  test('takes texts up to their limits', () => {
    const longest = { clientName: 'n'.repeat(LIMITS.clientName), purpose: 'p'.repeat(LIMITS.purpose) };
    expect(termsOf(check(longest))).toMatchObject(longest);
  });
});

describe('each field has a fault of its own', () => {
  test.each<[string, TermsForm, RegExp]>([
    ['clientName', { clientName: '  ' }, /^Write a client name/],
    ['clientName', { clientName: undefined }, /^Write a client name/],
    ['clientName', { clientName: 'n'.repeat(101) }, /^Shorten this to 100 characters; it has 101\.$/],
    ['workspace', { workspace: undefined }, /^Choose a workspace from the list/],
    ['workspace', { workspace: 'Treasury' }, /^Choose a workspace from the list/],
    ['workspace', { workspace: 'sandbox' }, /^Choose a workspace from the list/],
    ['userKind', { userKind: undefined }, /^Choose whether the integration user exists/],
    ['username', { username: '' }, /^Write the username/],
    ['username', { username: 'svc export' }, /no spaces/],
    ['username', { username: 'Svc.Export' }, /no capitals: write “svc\.export”/],
    ['username', { username: 'svc/export' }, /^Use small letters, digits/],
    ['username', { username: '.svc' }, /^Use small letters, digits/],
    ['username', { username: 'u'.repeat(101) }, /^Shorten this to 100/],
    ['givenName', { ...NEW_USER, givenName: '' }, /^Write a given name/],
    ['givenName', { ...NEW_USER, givenName: 'g'.repeat(61) }, /^Shorten this to 60/],
    ['familyName', { ...NEW_USER, familyName: undefined }, /^Write a family name/],
    ['email', { ...NEW_USER, email: '' }, /^Write an email address/],
    ['email', { ...NEW_USER, email: 'export@' }, /^Write an email address/],
    ['email', { ...NEW_USER, email: `${'e'.repeat(250)}@example.com` }, /^Write an email address/],
    ['expires', { expires: undefined }, /^Choose the day/],
    ['expires', { expires: '2026-11-24' }, /is past/],
    ['expires', { expires: '2030-01-01' }, /365 days at most/],
    ['scopes', { scopes: undefined }, /^Choose at least one scope/],
    ['scopes', { scopes: [] }, /^Choose at least one scope/],
    ['scopes', { scopes: ['Spreadsheets (Read)', 'Payroll (Write)'] }, /^Choose at least one scope from the list/],
    ['ipRestrictions', { ipRestrictions: '10.0.0.1' }, /private range/],
    ['ipRestrictions', { ipRestrictions: 'nonsense' }, /not an IP address/],
    [
      'ipRestrictions',
      { ipRestrictions: '', scopes: ['Spreadsheets (Write)'] },
      /asks for IP restrictions where a scope can write/,
    ],
    ['roles', { roles: ['Viewer', 'Emperor'] }, /^Choose roles from the list/],
    ['purpose', { purpose: ' \n ' }, /^Write what the integration does/],
    ['purpose', { purpose: 'p'.repeat(1_001) }, /^Shorten this to 1000 characters; it has 1001\.$/],
  ])('%s: %j', (field, changes, sentence) => {
    expect(onlyFault(field, changes)).toMatch(sentence);
  });

  test.each<[string, TermsForm]>([
    ['clientName', { clientName: SECRET }],
    ['purpose', { purpose: `It runs each night.\n${SECRET}` }],
    ['username', { username: SECRET }],
    ['givenName', { ...NEW_USER, givenName: SECRET }],
    ['familyName', { ...NEW_USER, familyName: SECRET }],
  ])('%s takes no secret, and does not repeat it', (field, changes) => {
    expect(onlyFault(field, changes)).toBe(SECRET_ADVICE);
  });

  test('text that nobody could see is not there', () => {
    expect(onlyFault('purpose', { purpose: '\u200b\ufeff\u202e' })).toMatch(/^Write what the integration does/);
    expect(termsOf(check({ clientName: 'Sand\u200bbox\u202e' })).clientName).toBe('Sandbox');
  });

  test('every faulty address is told at the one field', () => {
    const sentence = onlyFault('ipRestrictions', { ipRestrictions: '10.0.0.1, nonsense' });
    expect(sentence).toContain('“10.0.0.1”');
    expect(sentence).toContain('“nonsense”');
  });
});

test('an empty form has every fault at once, one for each field', () => {
  const faults = faultsOf(checkTerms({}, POLICY, NOW));
  expect(faults.map(({ field }) => field)).toEqual([
    'clientName',
    'workspace',
    'userKind',
    'username',
    'expires',
    'scopes',
    'purpose',
  ]);
  expect(new Set(faults.map(({ sentence }) => sentence)).size).toBe(faults.length);
});

test('a new user adds the faults of the new user', () => {
  const fields = faultsOf(checkTerms({ userKind: 'new' }, POLICY, NOW)).map(({ field }) => field);
  expect(fields).toEqual(expect.arrayContaining(['username', 'givenName', 'familyName', 'email']));
  expect(fields).not.toContain('userKind');
});

describe('a client name', () => {
  test('is the same whatever its case and spacing', () => {
    expect(clientNameKey(' Finance  CLOSE | Export\n')).toBe(clientNameKey('finance close | export'));
    expect(clientNameKey('Finance Close|Export')).not.toBe(clientNameKey('Finance Close | Export'));
  });
});

describe('a renewal', () => {
  const current = terms({ expires: '2026-12-24' });
  const renew = (expires?: string, purpose?: string) => checkRenewal({ expires, purpose }, current, POLICY, NOW);

  test('changes the date and the reason, and nothing else', () => {
    expect(renew('2027-02-22', ' Still needed. ')).toEqual({
      ok: true,
      value: { ...current, expires: '2027-02-22', purpose: 'Still needed.' },
    });
  });

  test('says both faults at once', () => {
    expect(faultsOf(renew())).toEqual([
      { field: 'expires', sentence: 'Choose the day on which the grant ends.' },
      { field: 'purpose', sentence: 'Write why the grant is still needed.' },
    ]);
  });

  test.each<[string | undefined, string, string, RegExp]>([
    ['2026-12-24', 'Why.', 'expires', /already lasts until 2026-12-24/],
    ['2026-12-01', 'Why.', 'expires', /already lasts until/],
    ['2026-11-01', 'Why.', 'expires', /is past/],
    ['2027-11-25', 'Why.', 'expires', /365 days at most/],
    ['2027-02-22', ' ', 'purpose', /^Write why/],
    ['2027-02-22', 'p'.repeat(1_001), 'purpose', /^Shorten/],
    ['2027-02-22', SECRET, 'purpose', /looks like a secret/],
  ])('until %s because of %.20s has its one fault', (expires, purpose, field, sentence) => {
    expect(faultsOf(renew(expires, purpose))).toEqual([{ field, sentence: expect.stringMatching(sentence) }]);
  });
});

describe('a renewal of what the policy does not offer any more', () => {
  const renew = (current: Parameters<typeof terms>[0], ...changes: [string, string][]) =>
    checkRenewal({ expires: '2027-05-01', purpose: 'Still needed' }, terms(current), policy(...changes), NOW);

  test.each<[string, Parameters<typeof terms>[0], [string, string]]>([
    [
      'scope',
      { scopes: ['Documents (Write)'] },
      ['limits:', 'scopes: [{ product: Documents, access: [read] }]\nlimits:'],
    ],
    ['role', { roles: ['Workspace Owner'] }, ['limits:', 'workspace_roles: [Viewer]\nlimits:']],
  ])('is refused for a %s, which is named', (_what, current, change) => {
    const checked = renew(current, change);
    expect(checked).toMatchObject({ ok: false, faults: [{ field: 'expires' }] });
    expect(JSON.stringify(checked)).toContain('does not offer this any more');
  });

  test('is refused without the IP restrictions that it now asks for', () => {
    const checked = renew({ scopes: ['Documents (Write)'], ipRestrictions: [] });
    expect(JSON.stringify(checked)).toContain('asks for IP restrictions by now');
  });
});

test.each([
  ['a name that cannot be seen', '\u3164\u2800', 'clientName'],
  ['a purpose of dots alone', '…', 'purpose'],
])('%s is no text', (_what, text, field) => {
  expect(JSON.stringify(checkTerms(form({ [field]: text }), policy(), NOW))).toContain(`"field":"${field}"`);
});

test('a line break in a name of one line is a space, so that nothing can be forged below it', () => {
  const checked = checkTerms(form({ clientName: 'Sandbox |\nnightly\u200d export' }), policy(), NOW);
  expect(checked).toMatchObject({ ok: true, value: { clientName: 'Sandbox | nightly export' } });
});

test('more addresses than an approver can read are refused', () => {
  const many = Array.from({ length: 51 }, (_, last) => `203.0.113.${last}`).join(', ');
  expect(JSON.stringify(checkTerms(form({ ipRestrictions: many }), policy(), NOW))).toContain(
    'Name 50 addresses at most',
  );
});
