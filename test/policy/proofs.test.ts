import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY } from '../../src/domain/duration.ts';
import { dateAfter } from '../../src/domain/expiry.ts';
import type { Clause, World } from '../../src/policy/boxes.ts';
import { isCovered } from '../../src/policy/boxes.ts';
import { checkConditions } from '../../src/policy/conditions.ts';
import { type Conditions, KINDS_ASKED } from '../../src/policy/conditions-schema.ts';
import { factsOf, type RequestFacts } from '../../src/policy/facts.ts';
import { proofsAbout } from '../../src/policy/proofs.ts';
import { NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const POLICY = policy(['tasks: []', 'tasks: [{ name: Read, scopes: [Files (Read)] }]']);
const SCOPES = ['Files (Read)', 'Files (Write)', 'Graph (Read)', 'Permissions (Write)'];

const some = <const T>(...values: T[]) => fc.subarray<T>(values, { minLength: 1 });
const plain = fc.record(
  {
    kind: some('create', 'renew', 'change'),
    requester: some('finance', 'U0FIN1', 'U0ANA', 'S0WKADMINS', '@example.com'),
    workspaces: some('Finance Close', 'Sandbox'),
    client_name: some('a*', 'ab*', '*b', 'a?', '*', 'abc'),
    scopes: fc.oneof(some(...SCOPES), fc.record({ any: some(...SCOPES) }), fc.record({ all: some(...SCOPES) })),
    access: some('read', 'write'),
    risk: some('low', 'high'),
    roles: fc.subarray(['Viewer', 'Creator']),
    new_integration_user: fc.boolean(),
    has_ip_restrictions: fc.boolean(),
    more_than_needed: fc.boolean(),
    lifetime_up_to: fc.constantFrom(DAY, 30 * DAY),
  },
  { requiredKeys: [] },
);
/** Of each conditions only some, because of many there is little to prove. */
const few = fc.tuple(plain, fc.nat(), fc.nat()).map(([when, ...places]) => {
  const keys = Object.keys(when) as (keyof Conditions)[];
  const kept = keys.length === 0 ? [] : places.map((place) => keys[place % keys.length]);
  return Object.fromEntries(
    Object.entries(when).filter(([key]) => kept.includes(key as keyof Conditions)),
  ) as Conditions;
});
const conditions = fc
  .tuple(few, fc.option(fc.tuple(few, fc.option(few, { nil: undefined })), { nil: undefined }))
  .map(([when, not]): Conditions => (not ? { ...when, not: not[1] ? { ...not[0], not: not[1] } : not[0] } : when));

const requests = fc
  .record({
    kind: fc.constantFrom(...KINDS_ASKED),
    person: fc.constantFrom('U0FIN1', 'U0FIN2', 'U0ANA', 'U0BEN'),
    userGroups: fc.subarray(['S0WKADMINS', 'S0OTHER']),
    email: fc.constantFrom('ana@example.com', 'ana@other.example.com', undefined),
    workspace: fc.constantFrom('Finance Close', 'Sandbox', 'Gone'),
    clientName: fc.constantFrom('abc', 'Abb', 'ab', 'bb', 'a', 'c'),
    scopes: some(...SCOPES, 'Gone (Read)', 'Tasks (Write)'),
    roles: fc.subarray(['Viewer', 'Creator', 'Manager']),
    isNew: fc.boolean(),
    ipRestrictions: fc.constantFrom<string[]>([], ['203.0.113.7']),
    days: fc.constantFrom(1, 20, 40),
    tasks: fc.constantFrom<string[]>([], ['Read']),
  })
  .map(({ kind, person, userGroups, email, isNew, days, ...asked }): RequestFacts => {
    const names = { username: 'x', givenName: 'X', familyName: 'Y', email: 'x@example.com' };
    const user = isNew ? { kind: 'new' as const, ...names } : { kind: 'existing' as const, username: 'x' };
    const all = terms({ ...asked, user, expires: dateAfter(NOW, days * DAY) });
    return { kind, terms: all, requester: { id: person, userGroups, email } };
  });

const meets = (when: Conditions, request: RequestFacts) =>
  checkConditions(when, factsOf(POLICY, request, NOW)).every(({ holds }) => holds);

describe('whatever the conditions', () => {
  test('of a rule that is called covered no request comes through the rules that cover it', () => {
    let proven = 0;
    const property = fc.property(
      fc.array(conditions, { minLength: 1, maxLength: 4 }),
      conditions,
      fc.array(requests, { minLength: 40, maxLength: 40 }),
      (earlier, later, asked) => {
        const proofs = proofsAbout(POLICY, [...earlier, later]);
        if (!proofs.covers(earlier, later)) return;
        proven += 1;
        const through = asked.filter((one) => meets(later, one) && !earlier.some((when) => meets(when, one)));
        expect(through).toEqual([]);
      },
    );
    fc.assert(property, { numRuns: 500 });
    expect(proven).toBeGreaterThan(20);
  });

  test('a rule that is called impossible matches no request', () => {
    let proven = 0;
    const property = fc.property(
      plain,
      fc.array(requests, { minLength: 40, maxLength: 40 }),
      (when: Conditions, asked) => {
        if (!proofsAbout(POLICY, [when]).isImpossible(when)) return;
        proven += 1;
        expect(asked.filter((one) => meets(when, one))).toEqual([]);
      },
    );
    fc.assert(property, { numRuns: 500 });
    expect(proven).toBeGreaterThan(20);
  });
});

describe('a proof', () => {
  const world: World = { answersTo: () => ['yes', 'no'], isEmpty: () => false };
  const clauses = (count: number): Clause[] =>
    Array.from({ length: count }, (_, at) =>
      ['one', 'other'].map((name) => ({ about: `${name} ${at}`, among: ['yes'] })),
    );

  test('is given up where it takes too long, and then nothing is proven', () => {
    expect(isCovered({ clauses: clauses(5) }, [{ clauses: clauses(5) }], world)).toBe(true);
    expect(isCovered({ clauses: clauses(16) }, [{ clauses: clauses(16) }], world)).toBe(false);
  });

  test('of what holds of nothing needs no other, and of what holds of everything there is none', () => {
    expect(isCovered({ clauses: [[]] }, [], world)).toBe(true);
    expect(isCovered({ clauses: [] }, [], world)).toBe(false);
    expect(isCovered({ clauses: [] }, [], { ...world, isEmpty: () => true })).toBe(true);
  });
});
