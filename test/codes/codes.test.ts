import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import { createSettle } from '../../src/codes/attempts.ts';
import { type CodeCheck, type Codes, createCodes } from '../../src/codes/codes.ts';
import { beginEnrolment } from '../../src/codes/enrol.ts';
import { createEnrolments, type Enrolment } from '../../src/codes/enrolments.ts';
import { DAY, MINUTE } from '../../src/domain/duration.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

const T0 = Date.UTC(2026, 2, 2, 9, 0, 0);
const KEY = randomBytes(32);
const PLACE = { host: 'desk-1', user: 'olga' };

let bench: StoreBench;
let here: ReturnType<typeof part>;
let there: ReturnType<typeof part>;
let person: string;
let secret: string;
let now: number;
let people = 0;
const clock = { now: () => new Date(now) };

/** What one process has. */
function part() {
  const { redis, store } = bench.open();
  return {
    store,
    codes: createCodes(redis, bench.installation, KEY, clock),
    enrolments: createEnrolments(redis, bench.installation, store),
    settle: createSettle(redis, bench.keys),
  };
}

async function enrol(who: string, old?: Enrolment, on = here): Promise<string> {
  const { enrolments, settle } = on;
  const parts = { enrolments, settle, installation: bench.installation, key: KEY, clock };
  const begun = beginEnrolment(parts, who, old);
  expect(await begun.confirm(codeAt(now, begun.secret), PLACE)).toBe(true);
  return begun.secret;
}

const codeAt = (ms: number, of = secret) => generateSync({ secret: of, epoch: Math.floor(ms / 1000) });

/** A code that no step around now has. */
function wrongCode(): string {
  const right = [-30_000, 0, 30_000].map((ms) => codeAt(now + ms));
  const wrong = ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code));
  if (wrong === undefined) throw new Error('three codes cannot be four');
  return wrong;
}

async function beWrong(times: number): Promise<CodeCheck[]> {
  const answers: CodeCheck[] = [];
  for (let index = 0; index < times; index += 1) answers.push(await here.codes.check(person, wrongCode()));
  return answers;
}

const codesOf = (answers: readonly CodeCheck[]) => answers.map((answer) => (answer.ok ? 'ok' : answer.code));

beforeAll(async () => {
  bench = await startBench();
  here = part();
  there = part();
});
afterAll(() => bench.close());
beforeEach(async () => {
  people += 1;
  person = `U0FINANCE${people}`;
  now = T0;
  secret = await enrol(person);
  now = T0 + 2 * MINUTE;
});

describe('a right code', () => {
  test('is taken once', async () => {
    const code = codeAt(now);
    expect(await here.codes.check(person, code)).toEqual({ ok: true });
    const again = await there.codes.check(person, code);
    expect(again).toMatchObject({ ok: false, code: 'code_used', sentence: expect.stringContaining('next one') });
  });

  test('is taken by one process when two are given it at the same instant', async () => {
    const code = codeAt(now);
    const sides = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? here : there));
    const answers = await Promise.all(sides.map(({ codes }) => codes.check(person, code)));
    expect(codesOf(answers).sort()).toEqual([...Array(9).fill('code_used'), 'ok']);
  });

  test('is taken a step early or late, and not when a newer one was taken', async () => {
    expect(await here.codes.check(person, codeAt(now - 30_000))).toEqual({ ok: true });
    expect(await here.codes.check(person, codeAt(now + 30_000))).toEqual({ ok: true });
    expect(await here.codes.check(person, codeAt(now))).toMatchObject({ code: 'code_used' });
    expect(await here.codes.check(person, codeAt(now + 60_000))).toMatchObject({ code: 'code_wrong' });
  });

  test('that confirmed the enrolment does not approve', async () => {
    now = T0 + 20_000;
    expect(await here.codes.check(person, codeAt(T0))).toMatchObject({ code: 'code_used' });
  });

  test('of somebody else is wrong', async () => {
    await enrol(`${person}B`);
    expect(await here.codes.check(`${person}B`, codeAt(now))).toMatchObject({ code: 'code_wrong' });
  });
});

describe('wrong codes', () => {
  test('say how many are left, and the fifth locks for 15 minutes', async () => {
    const answers = await beWrong(5);
    expect(answers.map((answer) => 'attemptsLeft' in answer && answer.attemptsLeft)).toEqual([4, 3, 2, 1, 0]);
    const until = new Date(now + 15 * MINUTE);
    expect(answers[4]).toMatchObject({ code: 'code_wrong', until, sentence: expect.stringContaining('09:17 UTC') });
    expect(await there.codes.check(person, codeAt(now))).toMatchObject({ ok: false, code: 'locked', until });
  });

  test('lock until the instant that was told, and no longer', async () => {
    await beWrong(5);
    now += 15 * MINUTE - 1;
    expect(await here.codes.check(person, codeAt(now))).toMatchObject({ code: 'locked' });
    now += 1;
    expect(await here.codes.check(person, codeAt(now))).toEqual({ ok: true });
  });

  test('while locked do not make the lock longer', async () => {
    await beWrong(5);
    now += 10 * MINUTE;
    expect(codesOf(await beWrong(3))).toEqual(['locked', 'locked', 'locked']);
    now += 5 * MINUTE;
    expect(await beWrong(1)).toMatchObject([{ code: 'code_wrong', attemptsLeft: 4 }]);
  });

  test('are forgotten after a right one', async () => {
    await beWrong(4);
    await here.codes.check(person, codeAt(now));
    expect(await beWrong(1)).toMatchObject([{ attemptsLeft: 4 }]);
  });

  test('are not forgotten for a used one, which does not count as wrong either', async () => {
    await here.codes.check(person, codeAt(now));
    await beWrong(2);
    await here.codes.check(person, codeAt(now));
    expect(await beWrong(1)).toMatchObject([{ attemptsLeft: 2 }]);
  });

  test('are each forgotten a day later, so that nobody guesses all day by guessing slowly', async () => {
    await beWrong(1);
    now += DAY - 5 * MINUTE;
    await beWrong(3);
    now += 5 * MINUTE;
    expect(await beWrong(1)).toMatchObject([{ attemptsLeft: 1 }]);
    expect(await beWrong(1)).toMatchObject([{ attemptsLeft: 0 }]);
  });

  test('sent to two processes at once are looked at five times', async () => {
    const sides = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? here : there));
    const answers = await Promise.all(sides.map(({ codes }) => codes.check(person, wrongCode())));
    expect(codesOf(answers).sort()).toEqual([...Array(5).fill('code_wrong'), ...Array(25).fill('locked')]);
  });

  test('of one person lock nobody else', async () => {
    const other = `${person}B`;
    now = T0;
    const secretOfOther = await enrol(other);
    now = T0 + 2 * MINUTE;
    await beWrong(5);
    expect(await here.codes.check(other, codeAt(now, secretOfOther))).toEqual({ ok: true });
  });
});

describe('no code is taken', () => {
  test('from somebody who is not enrolled, who is told what to run', async () => {
    const answer = await here.codes.check('U0STRANGER', '123456');
    expect(answer).toMatchObject({ code: 'not_enrolled', sentence: expect.stringContaining('enrol U0STRANGER') });
    expect(await here.codes.isEnrolled('U0STRANGER')).toBe(false);
    expect(await here.codes.isEnrolled(person)).toBe(true);
  });

  test('without a key, and the sentence names it', async () => {
    const keyless: Codes = createCodes(bench.open().redis, bench.installation, undefined, clock);
    const answer = await keyless.check(person, codeAt(now));
    expect(answer).toMatchObject({ code: 'codes_off', sentence: expect.stringContaining('GRANTDESK_CODES_KEY') });
    expect(await keyless.isEnrolled(person)).toBe(false);
  });

  test('with another key than at the enrolment', async () => {
    const other = createCodes(bench.open().redis, bench.installation, randomBytes(32), clock);
    const answer = await other.check(person, codeAt(now));
    expect(answer).toMatchObject({ code: 'codes_off', sentence: expect.stringContaining('--replace') });
  });

  test('by an enrolment that was moved to somebody else in Redis', async () => {
    const thief = 'U0THIEF';
    await bench.raw.set(bench.keys.codeOf(thief), String(await bench.raw.get(bench.keys.codeOf(person))));
    expect(await here.codes.check(thief, codeAt(now))).toMatchObject({ code: 'codes_off' });
    await bench.raw.del(bench.keys.codeOf(thief));
  });
});

describe('an enrolment', () => {
  test('in the place of another ends the old secret and its lock', async () => {
    await beWrong(5);
    const before = secret;
    secret = await enrol(person, await here.enrolments.find(person));
    now += MINUTE;
    expect(await here.codes.check(person, codeAt(now, before))).toMatchObject({ code: 'code_wrong' });
    expect(await here.codes.check(person, codeAt(now))).toEqual({ ok: true });
  });

  test('that is removed takes no code, and its secret is gone', async () => {
    const enrolment = await here.enrolments.find(person);
    if (!enrolment) throw new Error('enrolled before each test');
    await here.enrolments.remove(enrolment, PLACE, clock.now());
    expect(await there.codes.check(person, codeAt(now))).toMatchObject({ code: 'not_enrolled' });
    expect(await bench.raw.hexists(bench.keys.codes, enrolment.id)).toBe(0);
  });

  test('is made once when two operators make one at the same instant', async () => {
    const who = `${person}C`;
    const outcomes = await Promise.allSettled([enrol(who), enrol(who, undefined, there)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'claim_held' } });
    const ids = await bench.raw.hkeys(bench.keys.codes);
    expect(ids.filter((id) => id.startsWith(`${who}.`))).toHaveLength(1);
    const events = (await here.store.audit.read()).filter(({ subjects }) => subjects.includes(who));
    expect(events.map(({ action }) => action)).toEqual(['approver.enrolled']);
  });

  test('is listed with its beginning; one whose commit never came is not', async () => {
    const left = { id: 'U0HALF.1', person: 'U0HALF', since: new Date(now).toISOString(), sealed: 'v1.x' };
    await bench.raw.hset(bench.keys.codes, left.id, JSON.stringify(left));
    const listed = await there.enrolments.list();
    expect(listed).toContainEqual(expect.objectContaining({ person, since: new Date(T0).toISOString() }));
    expect(listed.map((one) => one.person)).not.toContain('U0HALF');
  });

  test('leaves every change in the audit trail, with who made it and where', async () => {
    const first = await here.enrolments.find(person);
    await enrol(person, first);
    const second = await here.enrolments.find(person);
    if (!second) throw new Error('enrolled just now');
    await there.enrolments.remove(second, PLACE, clock.now());
    const events = (await here.store.audit.read()).filter(({ subjects }) => subjects.includes(person));
    expect(events.map(({ action }) => action)).toEqual([
      'approver.enrolled',
      'approver.removed',
      'approver.replaced',
      'approver.removed',
    ]);
    for (const event of events) expect(event).toMatchObject({ actor: 'operator', detail: PLACE });
    expect(await here.store.audit.verify()).not.toHaveProperty('brokenAt');
  });
});
