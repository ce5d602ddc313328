import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Routing, StagePlan } from '../../src/domain/routing.ts';
import { type FiledRoute, stricterOf } from '../../src/policy/strictness.ts';

const KNOWN = ['admins', 'finance', 'security'];

const stage = (from: string, count = 1, more: Partial<StagePlan> = {}): StagePlan => ({
  from: from.split(' '),
  count,
  distinct: true,
  ...more,
});
const SAME = { distinct: false };

const filed = (stages: StagePlan[], more: Partial<FiledRoute> = {}): FiledRoute => ({
  stages,
  approvals: [],
  ...more,
});
const current = (stages: StagePlan[], more: Partial<Routing> = {}): Routing => ({
  ...{ rule: 'Any', why: 'It applies.', stages, explanation: [] },
  ...more,
});
/** Approvals by the positions of their stages. */
const given = (...stages: number[]) => ({ approvals: stages.map((one) => ({ stage: one })) });

describe('what a pending request must satisfy after the policy has changed', () => {
  test.each<[string, StagePlan[], StagePlan[], StagePlan[]]>([
    [
      'stays as it is under the same policy',
      [stage('finance'), stage('admins', 2)],
      [stage('finance'), stage('admins', 2)],
      [stage('finance'), stage('admins', 2)],
    ],
    ['stays as it is when nothing is demanded any more', [stage('admins')], [], [stage('admins')]],
    ['stays as it is when fewer people are enough now', [stage('admins', 2)], [stage('admins')], [stage('admins', 2)]],
    [
      'stays as it is when a stage is gone',
      [stage('finance'), stage('admins')],
      [stage('admins')],
      [stage('finance'), stage('admins')],
    ],
    [
      'stays as it is when more groups may decide now',
      [stage('admins')],
      [stage('admins security')],
      [stage('admins')],
    ],
    [
      'takes more people when more are demanded',
      [stage('finance'), stage('admins')],
      [stage('finance'), stage('admins', 2)],
      [stage('finance'), stage('admins', 2)],
    ],
    [
      'takes more people of the same groups in another order',
      [stage('finance admins')],
      [stage('admins finance', 2)],
      [stage('finance admins', 2)],
    ],
    [
      'gets one more stage for another group',
      [stage('admins')],
      [stage('security'), stage('admins')],
      [stage('admins'), stage('security')],
    ],
    [
      'gets one more stage where fewer groups may decide',
      [stage('admins finance')],
      [stage('finance')],
      [stage('admins finance'), stage('finance')],
    ],
    [
      'gets one more stage where a narrower one has fewer people',
      [stage('finance')],
      [stage('finance admins', 2)],
      [stage('finance'), stage('finance admins', 2)],
    ],
    [
      'counts one stage for one demand only',
      [stage('admins')],
      [stage('admins'), stage('admins')],
      [stage('admins'), stage('admins')],
    ],
    [
      'uses its stages so that as many demands as possible are met',
      [stage('finance'), stage('finance admins')],
      [stage('finance admins'), stage('finance')],
      [stage('finance'), stage('finance admins')],
    ],
    [
      'has a stage told apart from earlier ones when that is demanded',
      [stage('finance'), stage('admins', 1, SAME)],
      [stage('finance'), stage('admins')],
      [stage('finance'), stage('admins')],
    ],
    [
      'keeps a stage told apart when that is not demanded any more',
      [stage('finance'), stage('admins')],
      [stage('finance'), stage('admins', 1, SAME)],
      [stage('finance'), stage('admins')],
    ],
    [
      'keeps that the same person may decide twice where both say so',
      [stage('finance'), stage('admins', 1, SAME), stage('security')],
      [stage('finance'), stage('admins', 1, SAME), stage('security')],
      [stage('finance'), stage('admins', 1, SAME), stage('security')],
    ],
    [
      'has all stages told apart where the demands come in another order',
      [stage('admins'), stage('finance', 1, SAME)],
      [stage('finance', 1, SAME), stage('admins')],
      [stage('admins'), stage('finance')],
    ],
    [
      'loses groups that are gone from a stage that has others',
      [stage('old finance')],
      [stage('finance')],
      [stage('finance')],
    ],
    [
      'gives the place of a stage whose groups are gone to what is demanded',
      [stage('old'), stage('admins')],
      [stage('security'), stage('admins')],
      [stage('security'), stage('admins')],
    ],
    ['keeps the count of a stage whose groups are gone', [stage('old', 2)], [stage('admins')], [stage('admins', 2)]],
    ['takes the larger count where the groups are gone', [stage('old')], [stage('admins', 2)], [stage('admins', 2)]],
    [
      'raises a count before it fills a lost place',
      [stage('old'), stage('admins')],
      [stage('admins', 2), stage('security')],
      [stage('security'), stage('admins', 2)],
    ],
    [
      'keeps a stage whose groups are gone where nothing is demanded for it',
      [stage('old'), stage('admins')],
      [stage('admins')],
      [stage('old'), stage('admins')],
    ],
  ])('%s', (_what, before, demanded, after) => {
    const stricter = stricterOf(filed(before), current(demanded), KNOWN);
    expect(stricter.stages).toEqual(after);
    expect(stricter).not.toHaveProperty('confirm');
    expect(stricter).not.toHaveProperty('forbidden');
    expect(stricter.changed).toBe(JSON.stringify(before) !== JSON.stringify(after));
  });

  test('is forbidden when it is forbidden now', () => {
    const stricter = stricterOf(filed([stage('admins')]), current([], { forbidden: 'Not any more.' }), KNOWN);
    expect(stricter).toEqual({ stages: [stage('admins')], forbidden: 'Not any more.', changed: true });
  });

  test('counts no approval that was given without the code it asks for now', () => {
    const coded = current([stage('security')], { confirm: 'totp' });
    const lost = { ...filed([stage('gone')]), approvals: [{ stage: 0 }] };
    expect(stricterOf(lost, coded, KNOWN).stages).toMatchObject([{ from: ['security'], count: 1 }]);
    const proven = { ...filed([stage('gone')]), approvals: [{ stage: 0, confirmed: 'totp' as const }] };
    expect(stricterOf(proven, coded, KNOWN).stages.length).toBe(2);
  });

  test('is confirmed by a code when either says so', () => {
    const [plain, coded] = [current([stage('admins')]), current([stage('admins')], { confirm: 'totp' })];
    expect(stricterOf(filed([stage('admins')]), coded, KNOWN)).toMatchObject({ confirm: 'totp', changed: true });
    const asked = filed([stage('admins')], { confirm: 'totp' });
    expect(stricterOf(asked, plain, KNOWN)).toMatchObject({ confirm: 'totp', changed: false });
    expect(stricterOf(asked, coded, KNOWN)).toMatchObject({ confirm: 'totp', changed: false });
  });
});

describe('approvals that were given already', () => {
  test('by groups that are gone since do not stand in for people who are demanded now', () => {
    const before = filed([stage('old', 2), stage('admins')], given(0));
    expect(stricterOf(before, current([stage('security', 2), stage('admins')]), KNOWN).stages).toEqual([
      stage('security', 3),
      stage('admins'),
    ]);
  });

  test('leave a stage that is complete as it is, whatever became of its groups', () => {
    const before = filed([stage('old'), stage('admins')], given(0));
    expect(stricterOf(before, current([stage('security'), stage('admins')]), KNOWN).stages).toEqual([
      stage('old'),
      stage('admins'),
      stage('security'),
    ]);
  });

  test('by one of several groups, some of them gone, are not taken for the approvals of the others', () => {
    const before = filed([stage('old finance', 2)], given(0));
    expect(stricterOf(before, current([stage('finance', 2)]), KNOWN).stages).toEqual([
      stage('old finance', 2),
      stage('finance', 2),
    ]);
  });
});

test('what else a stage has, such as that it was escalated, stays with it', () => {
  const escalated = { ...stage('finance'), escalated: { to: ['admins'] } };
  const stricter = stricterOf({ stages: [escalated], approvals: [] }, current([stage('finance', 2)]), KNOWN);
  expect(stricter.stages).toEqual([{ ...escalated, count: 2 }]);
});

describe('whatever was filed, and whatever is demanded now', () => {
  const groups = (names: string[]) => fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 });
  const stages = (names: string[]) =>
    fc.array(plainRecord({ from: groups(names), count: fc.integer({ min: 1, max: 3 }), distinct: fc.boolean() }), {
      maxLength: 4,
    });
  const filedRoute = plainRecord({
    stages: stages([...KNOWN, 'old', 'older']),
    approvals: fc.array(plainRecord({ stage: fc.integer({ min: 0, max: 1 }) }), { maxLength: 4 }),
  });
  const demands = stages(KNOWN);
  const anything = <T>(check: (route: FiledRoute, now: Routing, wanted: StagePlan[]) => T) =>
    fc.assert(
      fc.property(filedRoute, demands, (route, wanted) => {
        check(route, current(wanted), wanted);
      }),
      { numRuns: 1_000 },
    );

  test('doing it twice is doing it once', () => {
    anything((route, now) => {
      const once = stricterOf(route, now, KNOWN);
      const twice = stricterOf({ ...route, stages: once.stages }, now, KNOWN);
      expect(twice).toEqual({ ...once, changed: false });
    });
  });

  test('stages keep their places and never need fewer people', () => {
    anything((route, now) => {
      const { stages: after } = stricterOf(route, now, KNOWN);
      for (const [at, before] of route.stages.entries()) {
        expect(after[at]?.count).toBeGreaterThanOrEqual(before.count);
        if (before.distinct) expect(after[at]?.distinct).toBe(true);
      }
    });
  });

  test('a stage with a group that is there is decided by nobody else than before', () => {
    anything((route, now) => {
      const { stages: after } = stricterOf(route, now, KNOWN);
      for (const [at, before] of route.stages.entries()) {
        if (before.from.some((group) => KNOWN.includes(group)))
          expect(before.from).toEqual(expect.arrayContaining(after[at]?.from ?? []));
      }
    });
  });

  test('each demand is met by a stage of its own', () => {
    anything((route, now, wanted) => {
      const { stages: after } = stricterOf(route, now, KNOWN);
      const orders = assignments(wanted.length, after.length);
      const meets = (demand: StagePlan, one: StagePlan | undefined) =>
        one !== undefined && one.count >= demand.count && one.from.every((group) => demand.from.includes(group));
      expect(orders.some((order) => wanted.every((demand, at) => meets(demand, after[order[at] ?? -1])))).toBe(true);
    });
  });

  test('approvals that satisfy it satisfy what is demanded now, with its people told apart', () => {
    const filedNow = stages(KNOWN);
    const choices = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(filedNow, demands, choices, (before, wanted, picks) => {
        const after = stricterOf(filed(before), current(wanted), KNOWN).stages;
        const approvals = approvedBy(after, picks);
        fc.pre(approvals !== undefined);
        expect(satisfies(approvals, wanted)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a route that was filed under the demands themselves is not changed', () => {
    fc.assert(
      fc.property(demands, (wanted) => {
        expect(stricterOf(filed(wanted), current(wanted), KNOWN)).toEqual({ stages: wanted, changed: false });
      }),
    );
  });
});

/** Eight people; each is in one group or in two. */
const PEOPLE: Record<string, string[]> = {
  admins: ['a', 'b', 'c', 'd'],
  finance: ['c', 'd', 'e', 'f'],
  security: ['a', 'f', 'g', 'h'],
};
const peopleOf = (groups: readonly string[]) => [...new Set(groups.flatMap((group) => PEOPLE[group] ?? []))];

/** Who approved each stage, chosen by `picks`; nothing where too few people were left. */
function approvedBy(stages: readonly StagePlan[], picks: readonly number[]): string[][] | undefined {
  const approvals: string[][] = [];
  let pick = 0;
  for (const { from, count, distinct } of stages) {
    const free = peopleOf(from).filter((person) => !(distinct && approvals.flat().includes(person)));
    if (free.length < count) return undefined;
    const chosen: string[] = [];
    while (chosen.length < count) {
      chosen.push(...free.splice((picks[pick % picks.length] ?? 0) % free.length, 1));
      pick += 1;
    }
    approvals.push(chosen);
  }
  return approvals;
}

/** Whether there is a way to count the approvals of stages so that every demand has its own. */
function satisfies(approvals: readonly string[][], wanted: readonly StagePlan[]): boolean {
  return assignments(wanted.length, approvals.length).some((order) =>
    wanted.every(({ from, count, distinct }, at) => {
      const before = order.slice(0, at).flatMap((stage) => approvals[stage] ?? []);
      const counting = (approvals[order[at] ?? -1] ?? []).filter(
        (person) => peopleOf(from).includes(person) && !(distinct && before.includes(person)),
      );
      return counting.length >= count;
    }),
  );
}

/** A record as JSON gives it; by itself fast-check also makes some without a prototype. */
function plainRecord<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

/** Every way to give `takers` a position of their own among `places`. */
function assignments(takers: number, places: number, taken: number[] = []): number[][] {
  if (taken.length === takers) return [taken];
  const free = Array.from({ length: places }, (_, at) => at).filter((at) => !taken.includes(at));
  return free.flatMap((at) => assignments(takers, places, [...taken, at]));
}
