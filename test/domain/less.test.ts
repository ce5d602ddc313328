import { describe, expect, test } from '@jest/globals';
import { type Less, lessTerms, reducible } from '../../src/domain/less.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { NOW, pending, terms } from '../support/domain-cases.ts';

const READ = 'Spreadsheets (Read)';
const WRITE = 'Spreadsheets (Write)';
const ASKED = terms({ scopes: [READ, WRITE], ipRestrictions: ['203.0.113.0/24', '198.51.100.7'] });

const request = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  ...pending({ terms: ASKED }).request,
  ...changes,
});

/** What an approver leaves when they touch nothing. */
const asAsked = (asked: Terms): Less => ({
  scopes: asked.scopes,
  expires: asked.expires,
  ipRestrictions: asked.ipRestrictions.join(', '),
});

const chosen = (changes: Partial<Less> = {}, asked: AccessRequest = request()) =>
  lessTerms(asked, { ...asAsked(asked.terms), ...changes }, NOW);

const faultsOf = (...given: Parameters<typeof chosen>) => {
  const checked = chosen(...given);
  return checked.ok ? [] : checked.faults.map(({ field, sentence }) => `${field}: ${sentence}`);
};

const change = (before: Partial<Terms>, after: Partial<Terms>) =>
  request({ kind: 'change', previous: terms(before), terms: terms(after) });

describe('what an approver can give less of', () => {
  test.each<[string, AccessRequest, string[]]>([
    ['is every part of a new grant', request(), ['scopes', 'expires', 'ipRestrictions']],
    ['is the date of a renewal', request({ kind: 'renew' }), ['expires']],
    ['is nothing of a revocation', request({ kind: 'revoke' }), []],
    [
      'is nothing of what broke glass',
      request({
        breakGlass: { reason: 'The close stands still.', reviewBy: NOW.toISOString() },
      }),
      [],
    ],
    ['is the date where what a change starts from is not known', request({ kind: 'change' }), ['expires']],
    ['is the scopes of a change that adds one', change({ scopes: [READ] }, { scopes: [READ, WRITE] }), ['scopes']],
    ['is not the scopes of a change that drops one', change({ scopes: [READ, WRITE] }, { scopes: [READ] }), []],
    ['is the date of a change to a later one', change({}, { expires: '2027-03-01' }), ['expires']],
    ['is not the date of a change to an earlier one', change({}, { expires: '2027-01-01' }), []],
    [
      'is the addresses of a change that lets another one in',
      change({}, { ipRestrictions: ['203.0.113.7', '198.51.100.7'] }),
      ['ipRestrictions'],
    ],
    ['is the addresses of a change that lets all in', change({}, { ipRestrictions: [] }), ['ipRestrictions']],
    ['is not the addresses of a change that begins to restrict them', change({ ipRestrictions: [] }, {}), []],
    ['is not the addresses where none were restricted', change({ ipRestrictions: [] }, { ipRestrictions: [] }), []],
    [
      'is not the addresses of a change within those it has',
      change({ ipRestrictions: ['203.0.113.0/24'] }, { ipRestrictions: ['203.0.113.7'] }),
      [],
    ],
  ])('%s', (_, asked, parts) => {
    expect(reducible(asked)).toEqual(parts);
  });
});

describe('less than was asked', () => {
  test.each<[string, Partial<Less>, Partial<Terms>, string]>([
    ['is fewer scopes', { scopes: [READ] }, { scopes: [READ] }, `Scopes: ${READ}, ${WRITE} → ${READ}`],
    ['is an earlier expiry', { expires: '2026-12-24' }, { expires: '2026-12-24' }, 'Expires: 2027-02-22 → 2026-12-24'],
    [
      'is tomorrow as the expiry',
      { expires: '2026-11-25' },
      { expires: '2026-11-25' },
      'Expires: 2027-02-22 → 2026-11-25',
    ],
    [
      'is fewer addresses',
      { ipRestrictions: '198.51.100.7' },
      { ipRestrictions: ['198.51.100.7'] },
      'IP Restrictions: 203.0.113.0/24, 198.51.100.7 → 198.51.100.7',
    ],
    [
      'is addresses within a range that was asked for',
      { ipRestrictions: '203.0.113.7' },
      { ipRestrictions: ['203.0.113.7'] },
      'IP Restrictions: 203.0.113.0/24, 198.51.100.7 → 203.0.113.7',
    ],
  ])('%s, and the rest stays', (_, less, value, line) => {
    expect(chosen(less)).toEqual({ ok: true, value: { ...ASKED, ...value }, changes: [line] });
  });

  test('keeps the scopes in the order in which they were asked for', () => {
    const checked = chosen({ scopes: [WRITE, READ], expires: '2026-12-24' });
    expect(checked).toMatchObject({ value: { scopes: [READ, WRITE] }, changes: ['Expires: 2027-02-22 → 2026-12-24'] });
  });

  test('is told for each part', () => {
    const checked = chosen({ scopes: [READ], expires: '2026-12-24', ipRestrictions: '198.51.100.7' });
    expect(checked).toMatchObject({
      changes: [
        'Expires: 2027-02-22 → 2026-12-24',
        `Scopes: ${READ}, ${WRITE} → ${READ}`,
        'IP Restrictions: 203.0.113.0/24, 198.51.100.7 → 198.51.100.7',
      ],
    });
  });

  test('can restrict addresses where no restriction was asked for', () => {
    const open = request({ terms: terms({ ipRestrictions: [] }) });
    expect(chosen({ ipRestrictions: '203.0.113.7' }, open)).toMatchObject({
      value: { ipRestrictions: ['203.0.113.7'] },
      changes: ['IP Restrictions: None → 203.0.113.7'],
    });
  });

  test('can leave open what was asked to be open', () => {
    const open = request({ terms: terms({ ipRestrictions: [] }) });
    expect(chosen({ expires: '2026-12-24' }, open)).toMatchObject({ ok: true, value: { ipRestrictions: [] } });
  });

  test('of a renewal is an earlier date, whatever else is chosen', () => {
    const renewal = request({ kind: 'renew', previousExpires: '2026-12-01' });
    const checked = chosen({ scopes: [], ipRestrictions: 'nonsense', expires: '2026-12-02' }, renewal);
    expect(checked).toEqual({
      ok: true,
      value: { ...ASKED, expires: '2026-12-02' },
      changes: ['Expires: 2027-02-22 → 2026-12-02'],
    });
  });

  test('of a change leaves what it does not give as it was asked', () => {
    const asked = change({ scopes: [READ] }, { scopes: [READ, WRITE], expires: '2027-03-01' });
    const checked = chosen({ expires: '2027-02-23', ipRestrictions: '10.0.0.1' }, asked);
    expect(checked).toMatchObject({ ok: true, value: { expires: '2027-02-23', ipRestrictions: ['203.0.113.7'] } });
  });

  test('of a change may give back the day that the grant has already', () => {
    const asked = change({ scopes: [READ] }, { scopes: [READ, WRITE], expires: '2027-03-01' });
    expect(chosen({ expires: '2027-02-22' }, asked)).toMatchObject({ ok: true, value: { expires: '2027-02-22' } });
  });
});

describe('an approver is told at the field', () => {
  test.each<[string, Partial<Less>, AccessRequest, RegExp[]]>([
    ['that nothing is less', {}, request(), [/^scopes: Nothing is less/]],
    [
      'that the same addresses in another order are no less',
      { ipRestrictions: '198.51.100.7, 203.0.113.0/24' },
      request(),
      [/^scopes: Nothing is less/],
    ],
    ['that nothing of a renewal is less', {}, request({ kind: 'renew' }), [/^expires: Nothing is less/]],
    ['that nothing of a revocation can be less', {}, request({ kind: 'revoke' }), [/^expires: Nothing is less/]],
    ['to leave at least one scope', { scopes: [] }, request(), [/^scopes: Leave at least one scope/]],
    [
      'that a scope was not asked for',
      { scopes: [READ, 'Graph (Write)'] },
      request(),
      [/^scopes: Only scopes that were asked for/],
    ],
    ['to choose a day', { expires: undefined }, request(), [/^expires: Choose the day/]],
    ['to choose a day of the calendar', { expires: '2027-02-30' }, request(), [/^expires: Choose the day/]],
    ['that a day is later than asked', { expires: '2027-02-23' }, request(), [/^expires: 2027-02-22 was asked for/]],
    ['that a day has begun', { expires: '2026-11-24' }, request(), [/^expires: This day has begun/]],
    [
      'that a renewal must lead past the day that the grant has',
      { expires: '2026-12-01' },
      request({ kind: 'renew', previousExpires: '2026-12-01' }),
      [/^expires: The grant lasts until 2026-12-01 already.*deny the renewal/],
    ],
    [
      'that a change to a later day cannot end the grant earlier than it does',
      { expires: '2027-02-21' },
      change({}, { expires: '2027-03-01' }),
      [/^expires: The grant lasts until 2027-02-22 already/],
    ],
    ['that an address cannot be read', { ipRestrictions: '300.1.1.1' }, request(), [/^ipRestrictions: “300.1.1.1”/]],
    [
      'of each address that cannot be read',
      { ipRestrictions: '300.1.1.1, x' },
      request(),
      [/^ipRestrictions: “300.1.1.1”.* “x”/],
    ],
    [
      'that no restriction is not less',
      { ipRestrictions: '' },
      request(),
      [/^ipRestrictions: No IP restrictions would/],
    ],
    [
      'which addresses are more than was asked for',
      { ipRestrictions: '203.0.113.7, 192.0.2.1' },
      request(),
      [/^ipRestrictions: 192.0.2.1 is more than was asked for \(203.0.113.0\/24, 198.51.100.7\)/],
    ],
    [
      'of every field at once',
      { scopes: [], expires: undefined, ipRestrictions: '' },
      request(),
      [/^scopes/, /^expires/, /^ipRestrictions/],
    ],
    [
      'that a scope is the grant’s already, so a change cannot take it',
      { scopes: [WRITE] },
      change({ scopes: [READ] }, { scopes: [READ, WRITE] }),
      [/^scopes: Spreadsheets \(Read\) is what the grant has already/],
    ],
    [
      'that an address is the grant’s already, so a change cannot take it',
      { ipRestrictions: '198.51.100.7' },
      change({}, { ipRestrictions: ['203.0.113.7', '198.51.100.7'] }),
      [/^ipRestrictions: 203.0.113.7 is what the grant has already/],
    ],
    [
      'that nothing of a change would be left',
      { scopes: [READ] },
      change({ scopes: [READ] }, { scopes: [READ, WRITE], purpose: 'Another purpose.' }),
      [/^scopes: Nothing of the change would be left/],
    ],
  ])('%s', (_, less, asked, sentences) => {
    const faults = faultsOf(less, asked);
    expect(faults).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)));
  });
});
