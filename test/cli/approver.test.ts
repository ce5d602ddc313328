import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import { type ProgramIo, runCli } from '../../src/cli/program.ts';
import { createCodes } from '../../src/codes/codes.ts';
import type { SealedEvent } from '../../src/store/audit.ts';
import type { Store } from '../../src/store/store.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

const T0 = Date.UTC(2026, 2, 2, 9, 0, 0);
const KEY = randomBytes(32);

let bench: StoreBench;
let store: Store;
let now = T0;
let person: string;
let people = 0;
const clock = { now: () => new Date(now) };

type Ran = { out: string; err: string; code: number; secret: string };
/** What is typed; it may depend on the secret that was shown. */
type Typed = (secret: string) => string[];

/** Runs `grantdesk` with these arguments. */
async function grantdesk(args: string, typed: Typed = () => [], env: Record<string, string> = {}): Promise<Ran> {
  const ran: Ran = { out: '', err: '', code: 0, secret: '' };
  const io: ProgramIo = {
    stdout: { write: (text) => (ran.out += text) },
    stderr: { write: (text) => (ran.err += text) },
    env: { REDIS_URL: bench.server.url, GRANTDESK_CODES_KEY: KEY.toString('base64'), ...env },
    exit(code) {
      ran.code = code;
    },
    async *lines() {
      ran.secret = secretIn(ran.out);
      yield* typed(ran.secret);
    },
    clock,
    installation: bench.installation,
    place: { host: 'desk-1', user: 'olga' },
  };
  await runCli(io, args.split(' '));
  return ran;
}

const secretIn = (out: string) => /Secret: +([A-Z2-7]{32})\n/.exec(out)?.[1] ?? '';
const codeOf = (secret: string) => generateSync({ secret, epoch: Math.floor(now / 1000) });
const rightCode: Typed = (secret) => [codeOf(secret)];
const enrol = (typed: Typed = rightCode, more = '') => grantdesk(`approver enrol ${person}${more}`, typed);

const auditOf = async (who: string): Promise<SealedEvent[]> =>
  (await store.audit.read()).filter(({ subjects }) => subjects.includes(who));

beforeAll(async () => {
  bench = await startBench();
  store = bench.open().store;
});
afterAll(() => bench.close());
beforeEach(() => {
  people += 1;
  person = `U0FINANCE${people}`;
});
afterEach(() => {
  now += 60_000;
});

describe('approver enrol', () => {
  test('shows address and secret once, takes a first code, and from then on codes of that app approve', async () => {
    const { out, err, code, secret } = await enrol();
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toContain(`otpauth://totp/Grantdesk:${person}?secret=${secret}&issuer=Grantdesk`);
    expect(out).toContain(`${person} is enrolled.`);
    now += 60_000;
    const codes = createCodes(bench.open().redis, bench.installation, KEY, clock);
    expect(await codes.check(person, codeOf(secret))).toEqual({ ok: true });
  });

  test('is audited with the operator’s host and name, and no secret', async () => {
    await enrol();
    const [event, ...more] = await auditOf(person);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      at: new Date(now).toISOString(),
      actor: 'operator',
      action: 'approver.enrolled',
      detail: { host: 'desk-1', user: 'olga' },
    });
  });

  test('lets a wrong code be mended', async () => {
    const { out, code } = await enrol((secret) => ['abc', codeOf(secret)]);
    expect(code).toBe(0);
    expect(out).toContain('That code is wrong. Check that the clock of the phone is right');
  });

  test.each<[string, Typed]>([
    ['three codes are wrong', (secret) => ['1', '2', '3', codeOf(secret)]],
    ['nothing is typed', () => []],
  ])('stores nothing when %s', async (_, typed) => {
    const { err, code } = await enrol(typed);
    expect(code).toBe(1);
    expect(err).toContain(`${person} is not enrolled: no right code was given.`);
    expect(await bench.raw.get(bench.keys.codeOf(person))).toBeNull();
    expect(await auditOf(person)).toEqual([]);
  });

  test('refuses who is enrolled already, shows no secret, and advises --replace', async () => {
    await enrol();
    const { out, err, code } = await enrol();
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(err).toMatch(new RegExp(`^${person} is enrolled already, since .*--replace`));
    expect(await auditOf(person)).toHaveLength(1);
  });

  test('with --replace gives a new secret in the place of the old, audited as replaced', async () => {
    const first = await enrol();
    const second = await enrol(rightCode, ' --replace');
    expect(second.code).toBe(0);
    expect(second.secret).not.toBe(first.secret);
    const actions = (await auditOf(person)).map(({ action }) => action);
    expect(actions).toEqual(['approver.enrolled', 'approver.removed', 'approver.replaced']);
  });

  test('with --replace keeps the old secret until a code of the new one is right', async () => {
    const { secret } = await enrol();
    expect((await enrol(() => ['1', '2', '3'], ' --replace')).code).toBe(1);
    now += 60_000;
    const codes = createCodes(bench.open().redis, bench.installation, KEY, clock);
    expect(await codes.check(person, codeOf(secret))).toEqual({ ok: true });
  });

  test('without a key says how to make one; a faulty key is named and not repeated', async () => {
    const without = await grantdesk(`approver enrol ${person}`, rightCode, { GRANTDESK_CODES_KEY: '' });
    expect(without).toMatchObject({ out: '', code: 2, err: expect.stringContaining('openssl rand -base64 32') });
    const faulty = await grantdesk(`approver enrol ${person}`, rightCode, { GRANTDESK_CODES_KEY: 'faulty-key-value' });
    expect(faulty).toMatchObject({
      out: '',
      code: 2,
      err: expect.stringContaining('GRANTDESK_CODES_KEY is not a key'),
    });
    expect(faulty.err).not.toContain('faulty-key-value');
  });
});

describe('approver list and remove', () => {
  test('list says who is enrolled, and since when', async () => {
    await enrol();
    const { out, code } = await grantdesk('approver list');
    expect(code).toBe(0);
    expect(out).toContain(`${person}  since ${new Date(now).toISOString()}\n`);
  });

  test('remove ends an enrolment, is audited, and list no longer shows it', async () => {
    await enrol();
    const { out, code } = await grantdesk(`approver remove ${person}`, undefined, { GRANTDESK_CODES_KEY: '' });
    expect(code).toBe(0);
    expect(out).toContain(`${person} is no longer enrolled`);
    expect((await auditOf(person)).at(-1)).toMatchObject({ action: 'approver.removed', actor: 'operator' });
    expect((await grantdesk('approver list')).out).not.toContain(`${person} `);
  });

  test('remove refuses who is not enrolled, and writes nothing', async () => {
    const { err, code } = await grantdesk(`approver remove ${person}`);
    expect(code).toBe(1);
    expect(err).toContain(`${person} is not enrolled.`);
    expect(await auditOf(person)).toEqual([]);
  });
});

describe('used wrongly', () => {
  test.each([
    ['without a person', 'approver enrol'],
    ['with what is no Slack user ID', 'approver enrol @fay'],
    ['with an unknown option', 'approver list --all'],
    ['with an unknown command', 'approver enroll'],
  ])('%s it ends with 2 and says how it is used', async (_, args) => {
    const { out, err, code } = await grantdesk(args);
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toContain('Add --help to see how it is used.');
  });

  test('the program has help that names its commands, which ends with 0', async () => {
    const { out, err, code } = await grantdesk('--help');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    for (const word of ['approver', 'policy']) expect(out).toContain(word);
  });

  test('it has help for every command, which ends with 0', async () => {
    const { out, err, code } = await grantdesk('approver --help');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    for (const word of ['enrol', 'list', 'remove']) expect(out).toContain(word);
  });
});

test('no secret and no code is sent to Redis, nor printed outside the one showing', async () => {
  const monitor = await bench.raw.monitor();
  const sent: string[] = [];
  const over = new Promise<void>((resolve) => {
    monitor.on('monitor', (_time: string, args: string[]) => {
      sent.push(args.join(' '));
      if (args.includes('all-is-sent')) resolve();
    });
  });
  const { out, err, secret } = await enrol((shown) => ['246813', codeOf(shown)]);
  const typed = ['246813', codeOf(secret)];
  now += 60_000;
  const codes = createCodes(bench.open().redis, bench.installation, KEY, clock);
  const answers: unknown[] = [];
  for (const code of ['135792', codeOf(secret), codeOf(secret)]) {
    typed.push(code);
    answers.push(await codes.check(person, code));
  }
  const later = [await grantdesk('approver list'), await enrol(), await grantdesk(`approver remove ${person}`)];
  await bench.raw.echo('all-is-sent');
  await over;
  monitor.disconnect();

  const everything = [...sent, JSON.stringify(answers), JSON.stringify(later), err, out.slice(out.indexOf('Code: '))];
  expect(sent.join('\n')).toContain(person);
  expect(everything.join('\n')).not.toContain(secret);
  for (const code of typed) expect(everything.join('\n')).not.toMatch(new RegExp(`(?<![\\w-])${code}(?![\\w-])`));
  expect(out.split(secret)).toHaveLength(3);
});
