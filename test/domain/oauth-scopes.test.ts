import { describe, expect, test } from '@jest/globals';
import { compareScopes, oauthScope, scopeToType } from '../../src/domain/oauth-scopes.ts';
import { type CatalogueEntry, DEFAULT_CATALOGUE } from '../../src/domain/scopes.ts';

const compare = (approved: string[], answered: string[], catalogue: readonly CatalogueEntry[] = DEFAULT_CATALOGUE) =>
  compareScopes(approved, answered, catalogue);

const NOTHING = { approved: [], answered: [] };

describe('what the token endpoint calls a scope', () => {
  test.each([
    ['Spreadsheets', 'file:write'],
    ['Documents', 'file:write'],
    ['Presentations', 'file:write'],
    ['Files', 'file:write'],
    ['Milestones', 'file:write'],
    ['Permissions', 'file:write'],
    ['Graph', 'graph:write'],
    ['Tasks', 'task:write'],
    ['Organization (Admin)', 'organization:write'],
  ])('is published for %s: %s', (product, name) => {
    expect(oauthScope({ product }, 'write')).toMatchObject({ name, isKnown: true });
  });

  test('is guessed for workspaces, and not known for Wdata, Chains and what is not in the catalogue', () => {
    expect(oauthScope({ product: 'Workspace' }, 'read')).toEqual({ name: 'organization:read', isKnown: false });
    const unknown = DEFAULT_CATALOGUE.filter((entry) => oauthScope(entry, 'read') === undefined);
    expect(unknown.map(({ product }) => product)).toEqual([
      'Wdata tables',
      'Wdata queries',
      'Wdata connections',
      'Chains',
    ]);
    expect(oauthScope({ product: 'Sustainability' }, 'read')).toBeUndefined();
  });

  test('is what the policy names, wherever it names one', () => {
    expect(oauthScope({ product: 'Files', oauth: 'files' }, 'read')).toEqual({ name: 'files:read', isKnown: true });
    const sheets = { product: 'Spreadsheets', oauth: 'sheet' };
    expect(oauthScope(sheets, 'read')).toEqual({ name: 'sheet:read', isKnown: true });
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

const FILE_PRODUCTS = ['Spreadsheets', 'Documents', 'Presentations', 'Files', 'Milestones', 'Permissions'];

describe('the scopes of a token, held against those approved', () => {
  test('work when they are the same, whatever their order', () => {
    expect(compare(['Tasks (Read)', 'Graph (Write)'], ['graph:write', 'task:read'])).toEqual({
      outcome: 'works',
      lacking: [],
      extra: [],
      unclear: NOTHING,
      shared: [],
    });
  });

  test('are fewer when one is missing, named as in the form', () => {
    expect(compare(['Tasks (Read)', 'Graph (Write)'], ['task:read'])).toMatchObject({
      outcome: 'fewer',
      lacking: ['Graph (Write)'],
    });
  });

  test('are more when there is one that nobody approved, also where another is missing', () => {
    expect(compare(['Tasks (Read)'], ['task:read', 'graph:write'])).toMatchObject({
      outcome: 'more',
      extra: ['Graph (Write)'],
      lacking: [],
    });
    expect(compare(['Tasks (Read)', 'Activities (Read)'], ['task:read', 'graph:write'])).toMatchObject({
      outcome: 'more',
      lacking: ['Activities (Read)'],
    });
  });

  test('may be typed in any capitals, or by their OAuth names', () => {
    expect(compare(['tasks (read)', 'graph:write'], ['task:read', 'graph:write']).outcome).toBe('works');
  });
});

describe('several scopes of the form that are one of the token', () => {
  test('work together by that one, which does not tell which of them are there', () => {
    expect(compare(['Spreadsheets (Read)', 'Documents (Read)'], ['file:read'])).toEqual({
      outcome: 'works',
      lacking: [],
      extra: [],
      unclear: NOTHING,
      shared: [{ name: 'file:read', products: FILE_PRODUCTS }],
    });
  });

  test('are all lacking without it', () => {
    expect(compare(['Spreadsheets (Read)', 'Documents (Read)', 'Files (Write)'], ['file:write'])).toMatchObject({
      outcome: 'fewer',
      lacking: ['Spreadsheets (Read)', 'Documents (Read)'],
    });
  });

  test('are more when it is of another level, and are named each', () => {
    expect(compare(['Spreadsheets (Read)'], ['file:read', 'file:write'])).toMatchObject({
      outcome: 'more',
      extra: ['file:write (Spreadsheets, Documents, Presentations, Files, Milestones or Permissions)'],
      lacking: [],
      shared: [{ name: 'file:read', products: FILE_PRODUCTS }],
    });
  });

  test('may be answered twice over and still count once', () => {
    expect(compare(['Files (Read)', 'file:read'], ['file:read', 'file:read'])).toMatchObject({
      outcome: 'works',
      extra: [],
      unclear: NOTHING,
    });
  });
});

describe('a name that older guides write', () => {
  test('is as good as the new one, for its own product', () => {
    expect(compare(['Spreadsheets (Read)'], ['data_tables|r'])).toMatchObject({ outcome: 'works', shared: [] });
    expect(compare(['data_tables|r'], ['file:read'])).toMatchObject({ outcome: 'works' });
    expect(compare(['Spreadsheets (Read)'], ['data_tables|r', 'data_tables|w'])).toMatchObject({
      outcome: 'more',
      extra: ['Spreadsheets (Write)'],
    });
    expect(compare(['Documents (Read)'], ['data_tables|r'])).toMatchObject({
      outcome: 'more',
      extra: ['Spreadsheets (Read)'],
      lacking: ['Documents (Read)'],
    });
  });
});

describe('a name that is not published', () => {
  test('makes what it may stand for unclear', () => {
    expect(compare(['Wdata tables (Read)'], ['wdata.tables:read'])).toMatchObject({
      outcome: 'unclear',
      unclear: { approved: ['Wdata tables (Read)'], answered: ['wdata.tables:read'] },
    });
    expect(compare(['Workspace (Read)'], ['workspace:read'])).toMatchObject({
      outcome: 'unclear',
      unclear: { approved: ['Workspace (Read)'], answered: ['workspace:read'] },
    });
  });

  test('that was guessed rightly compares like any other', () => {
    expect(compare(['Workspace (Read)'], ['organization:read'])).toMatchObject({ outcome: 'works', unclear: NOTHING });
    expect(compare(['Workspace (Read)'], [])).toMatchObject({ outcome: 'fewer', lacking: ['Workspace (Read)'] });
  });

  test('does not excuse what is missing under a name that is', () => {
    const answered = ['something:else'];
    expect(compare(['organization:read'], answered)).toMatchObject({
      outcome: 'fewer',
      lacking: ['organization:read'],
    });
    expect(compare(['Activities (Read)'], answered)).toMatchObject({ outcome: 'fewer' });
  });

  test('cannot be compared', () => {
    expect(compare(['Sustainability (Read)'], [])).toMatchObject({
      outcome: 'unclear',
      unclear: { approved: ['Sustainability (Read)'], answered: [] },
    });
  });
});
