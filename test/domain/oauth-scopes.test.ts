import { describe, expect, test } from '@jest/globals';
import { compareScopes, oauthScope, scopeToType } from '../../src/domain/oauth-scopes.ts';
import { type CatalogueEntry, DEFAULT_CATALOGUE, scopesOf } from '../../src/domain/scopes.ts';

const compare = (approved: string[], answered: string[], catalogue: readonly CatalogueEntry[] = DEFAULT_CATALOGUE) =>
  compareScopes(approved, answered, catalogue);

const NOTHING = { approved: [], answered: [] };

describe('what the token endpoint calls a scope', () => {
  test('is known or guessed for every product of the catalogue', () => {
    const names = DEFAULT_CATALOGUE.map((entry) => oauthScope(entry, 'read'));
    expect(names.every((name) => name !== undefined)).toBe(true);
    expect(new Set(names.map((name) => name?.name)).size).toBe(DEFAULT_CATALOGUE.length);
    expect(scopesOf(DEFAULT_CATALOGUE).length).toBeGreaterThan(20);
  });

  test('is known where Workiva publishes it or the policy names it', () => {
    expect(oauthScope({ product: 'Organization (Admin)' }, 'write')).toEqual({
      name: 'organization:write',
      isKnown: true,
    });
    expect(oauthScope({ product: 'Files' }, 'read')).toEqual({ name: 'file:read', isKnown: false });
    expect(oauthScope({ product: 'Files', oauth: 'files' }, 'read')).toEqual({ name: 'files:read', isKnown: true });
    expect(oauthScope({ product: 'Sustainability' }, 'read')).toBeUndefined();
  });

  test('is typed by its OAuth name only where the policy names one', () => {
    const catalogue: CatalogueEntry[] = [
      { product: 'Files', access: ['read'], high_risk: [], oauth: 'files' },
      { product: 'Tasks', access: ['read'], high_risk: [] },
    ];
    expect(scopeToType('Files (Read)', catalogue)).toBe('files:read');
    expect(scopeToType('Tasks (Read)', catalogue)).toBe('Tasks (Read)');
    expect(scopeToType('Gone (Read)', catalogue)).toBe('Gone (Read)');
  });
});

describe('the scopes of a token, held against those approved', () => {
  test('work when they are the same, whatever their order', () => {
    expect(compare(['Spreadsheets (Read)', 'Files (Write)'], ['file:write', 'spreadsheet:read'])).toEqual({
      outcome: 'works',
      lacking: [],
      extra: [],
      unclear: NOTHING,
    });
  });

  test('are fewer when one is missing, named as in the form', () => {
    expect(compare(['Spreadsheets (Read)', 'Files (Write)'], ['spreadsheet:read'])).toMatchObject({
      outcome: 'fewer',
      lacking: ['Files (Write)'],
    });
  });

  test('are more when there is one that nobody approved, also where another is missing', () => {
    expect(compare(['Spreadsheets (Read)'], ['spreadsheet:read', 'file:write'])).toMatchObject({
      outcome: 'more',
      extra: ['Files (Write)'],
      lacking: [],
    });
    expect(compare(['Spreadsheets (Read)', 'Tasks (Read)'], ['spreadsheet:read', 'file:write'])).toMatchObject({
      outcome: 'more',
      lacking: ['Tasks (Read)'],
    });
  });

  test('are unclear where a guessed name may stand behind one that nobody knows', () => {
    expect(compare(['Wdata tables (Read)'], ['wdata.tables:read'])).toEqual({
      outcome: 'works',
      lacking: [],
      extra: [],
      unclear: { approved: ['Wdata tables (Read)'], answered: ['wdata.tables:read'] },
    });
  });

  test('are fewer all the same where the name is known', () => {
    const answered = ['something:else'];
    expect(compare(['organization:read'], answered)).toMatchObject({
      outcome: 'fewer',
      lacking: ['organization:read'],
    });
    expect(compare(['Activities (Read)'], answered)).toMatchObject({ outcome: 'fewer' });
  });

  test('cannot be compared for a product of which nobody knows the name', () => {
    expect(compare(['Sustainability (Read)'], [])).toMatchObject({
      outcome: 'works',
      unclear: { approved: ['Sustainability (Read)'], answered: [] },
    });
  });

  test('may be typed in any capitals, or by their OAuth names', () => {
    expect(compare(['spreadsheets (read)', 'file:write'], ['spreadsheet:read', 'file:write']).outcome).toBe('works');
  });
});
