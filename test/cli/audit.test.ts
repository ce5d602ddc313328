import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { csvLine } from '../../src/cli/csv.ts';
import { DAY } from '../../src/domain/duration.ts';
import type { AuditEvent } from '../../src/domain/effects.ts';
import type { SealedEvent } from '../../src/store/audit.ts';
import type { Store } from '../../src/store/store.ts';
import { NOW } from '../support/domain-cases.ts';
import { change, event, type StoreBench, startBench } from '../support/store-redis.ts';
import { runStored } from './stored-run.ts';

let bench: StoreBench;
let store: Store;
let folder: string;
let files = 0;

beforeAll(async () => {
  bench = await startBench();
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-'));
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await bench.raw.flushall();
  ({ store } = bench.open());
});

const audit = (args: string, now?: Date) => runStored(bench, ['audit', ...args.split(' ')], now);
const newFile = () => join(folder, `file-${++files}`);
const write = (...events: Partial<AuditEvent>[]) => store.commit(change({ events: events.map(event) }));
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY).toISOString();
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

/** Five events, a day apart, the last one today. */
const fiveDays = () =>
  write(...[4, 3, 2, 1, 0].map((days) => ({ at: daysAgo(days), action: `day.${days}`, subjects: [`REQ-${days}`] })));

async function policyKeeping(keep: string | undefined): Promise<string> {
  const path = newFile();
  const example = (await readFile('policy.yml', 'utf8')).replace(/^audit:.*$/m, '');
  await writeFile(path, keep === undefined ? example : `${example}\naudit: { keep: ${keep} }\n`);
  return path;
}

describe('audit export', () => {
  test('writes every event as it was sealed, a line each', async () => {
    await fiveDays();
    const { out, err, code } = await audit('export');
    expect(linesOf(out)).toEqual(await bench.raw.lrange(bench.keys.audit, 0, -1));
    expect({ said: err.split('\n')[0], code }).toEqual({ said: '5 events were exported: 1 to 5.', code: 0 });
  });

  test('of some days has the events from the first day to the end of the last', async () => {
    await fiveDays();
    const day = (days: number) => daysAgo(days).slice(0, 10);
    const { out } = await audit(`export --from ${day(3)} --to ${day(1)}`);
    expect(linesOf(out).map((line) => (JSON.parse(line) as SealedEvent).action)).toEqual(['day.3', 'day.2', 'day.1']);
    const moments = await audit(`export --from ${daysAgo(3)} --to ${daysAgo(1)}`);
    expect(linesOf(moments.out)).toHaveLength(2);
  });

  test('keeps what was sealed between, where the clocks of two processes differed, so that it can be verified', async () => {
    await write({ at: daysAgo(3) }, { at: daysAgo(1) }, { at: daysAgo(2) }, { at: daysAgo(0) });
    const file = newFile();
    await audit(`export --from ${daysAgo(3)} --to ${daysAgo(1)} --out ${file}`);
    expect(linesOf(await readFile(file, 'utf8'))).toHaveLength(3);
    expect((await audit(`verify --file ${file}`)).code).toBe(0);
  });

  test('into a file lets only its owner read it, says its SHA-256, and never writes over another', async () => {
    await fiveDays();
    const file = newFile();
    const { out, err } = await audit(`export --out ${file}`);
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    expect(out).toBe('');
    expect(err).toContain(`SHA-256 of ${file}: ${digest}`);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(await audit(`export --out ${file}`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('exists already'),
    });
  });

  test('as CSV has a column for each part, quotes within text, and no cell that a spreadsheet calculates', async () => {
    await write({ actor: '=HYPERLINK("http://x")', detail: { why: 'a "b", c' } });
    const [header, line, ...more] = (await audit('export --format csv')).out.split('\r\n');
    expect(header).toBe('"seq","at","actor","action","subjects","detail","hash","prev"');
    expect(line).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(line).toContain('"{""why"":""a \\""b\\"", c""}"');
    expect(more).toEqual(['']);
  });

  test.each(['=1', '+1', '-1', '@x', '\tx', '\rx'])('guards the cell “%s”', (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`);
  });

  test('of a period without events says so', async () => {
    await fiveDays();
    expect(await audit('export --from 2030-01-01')).toMatchObject({ out: '', err: 'No event lies in this period.\n' });
  });

  test('is used wrongly with a period that ends before it begins', async () => {
    expect(await audit('export --from 2027-01-02 --to 2027-01-01')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('--from is not before --to'),
    });
    expect(await audit('export --from 2027-01-01 --to 2027-01-01')).toMatchObject({ code: 0 });
  });

  test.each(['--from yesterday', '--to 2026-02-30', '--from 2026-01-01T10:00:00', '--format xml'])(
    'with %s is used wrongly',
    async (option) => {
      expect(await audit(`export ${option}`)).toMatchObject({ code: 2, out: '' });
    },
  );
});

describe('audit verify', () => {
  test('says that the stored trail is sound, and its head, which a later run can be given', async () => {
    await fiveDays();
    const { out, code } = await audit('verify');
    expect(code).toBe(0);
    expect(out).toContain('sound from event 1 to event 5.');
    const head = /Head: (\S+)/.exec(out)?.[1] ?? '';
    await write({ action: 'later' });
    expect(await audit(`verify --head ${head}`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('It holds event 5 as you gave it.'),
    });
  });

  test('finds a trail that was written anew as a whole, by a head from before', async () => {
    await fiveDays();
    const { seq, hash } = await store.audit.head();
    await bench.raw.flushall();
    ({ store } = bench.open());
    await write(...[1, 2, 3, 4, 5].map((n) => ({ action: `forged.${n}` })));
    expect((await audit('verify')).code).toBe(0);
    expect(await audit(`verify --head ${seq}:${hash}`)).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ resealed: Event 5 is not the one whose hash you gave'),
    });
    expect(await audit(`verify --head 9:${hash}`)).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ missing: Event 9, whose hash you gave, is not there.'),
    });
  });

  test.each<[string, (lines: string[]) => string[], string]>([
    [
      'changed',
      (all) => all.map((line) => line.replace('day.2', 'day.x')),
      '✗ changed: Event 3 is not what was sealed.',
    ],
    ['missing', (all) => all.filter((_, at) => at !== 2), '✗ missing: Event 3 is missing.'],
    [
      'inserted',
      (all) => [...all.slice(0, 3), all[1] ?? '', ...all.slice(3)],
      '✗ inserted: Event 2 stands there more than once',
    ],
    [
      'reordered',
      ([one, two, three, ...rest]) => [one, three, two, ...rest] as string[],
      '✗ reordered: Event 3 stands too early',
    ],
  ])('finds a %s event, stored or in a file', async (_what, tamper, sentence) => {
    await fiveDays();
    const lines = tamper(await bench.raw.lrange(bench.keys.audit, 0, -1));
    const file = newFile();
    await writeFile(file, `${lines.join('\n')}\n`);
    await bench.raw.del(bench.keys.audit);
    await bench.raw.rpush(bench.keys.audit, ...lines);
    for (const ran of [await audit('verify'), await audit(`verify --file ${file}`)]) {
      expect(ran).toMatchObject({ code: 1, out: expect.stringContaining(sentence) });
      expect(ran.out).toContain('Faults: 1.');
    }
  });

  test('answers programs in JSON', async () => {
    await fiveDays();
    await bench.raw.lset(bench.keys.audit, 1, '{}');
    const { out, code } = await audit('verify --json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, sound: 1, faults: [{ kind: 'changed', seq: 2 }] });
  });

  test('of a file or a Redis that cannot be read ends with 2', async () => {
    expect(await audit('verify --file /nowhere')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be read'),
    });
    expect(await audit('verify --head 5:abc')).toMatchObject({ code: 2 });
  });
});

describe('audit show', () => {
  test('writes the history of a grant in plain lines, oldest first, in the time zone that is asked for', async () => {
    await write(
      { subjects: ['REQ-7', 'GRANT-7'], detail: { clientName: 'Sandbox | export', scopes: ['A', 'B'] } },
      { subjects: ['REQ-8'] },
      { actor: 'U0ADMIN', action: 'grant.secret_collected', subjects: ['GRANT-7'] },
    );
    const { out, code } = await audit('show grant-7 --tz Asia/Kolkata');
    expect(code).toBe(0);
    expect(linesOf(out)).toEqual([
      'GRANT-7: 2 events',
      '2026-11-24 15:30:00 GMT+5:30  #1  U0ANA asked for a new grant (REQ-7) (about GRANT-7)',
      '    Client Name: Sandbox | export',
      '    Scopes: A, B',
      '2026-11-24 15:30:00 GMT+5:30  #3  U0ADMIN has collected the secret of GRANT-7',
    ]);
  });

  test('finds of a person what they did and what was done about them', async () => {
    await write({ actor: 'U0BEN' }, { actor: 'U0ADMIN', subjects: ['U0BEN'] }, { actor: 'U0ADMIN' });
    expect((await audit('show U0BEN')).out).toContain('U0BEN: 2 events');
  });

  test('shows the newest of many, and says how to see all', async () => {
    await write(...Array.from({ length: 450 }, (_, at) => ({ action: `number.${at}` })));
    const few = await audit('show REQ-7 --last 3');
    expect(few.out).toContain('REQ-7: the newest 3 of 450 events; --last 450 shows all');
    expect(few.out).not.toContain('Number 446');
    const all = await audit('show REQ-7 --last 450');
    expect(linesOf(all.out).at(1)).toContain('Number 0, ');
    expect(linesOf(all.out)).toHaveLength(451);
  });

  test('reads of a long trail only what it shows', async () => {
    await write(...Array.from({ length: 3_000 }, () => ({ subjects: ['REQ-1'] })), { subjects: ['REQ-2'] });
    const monitor = await bench.raw.monitor();
    const commands: string[] = [];
    const over = new Promise<void>((resolve) => {
      monitor.on('monitor', (_time: string, args: string[]) => {
        commands.push(args[0] ?? '');
        if (args.includes('all-is-read')) resolve();
      });
    });
    await audit('show REQ-2');
    await bench.raw.echo('all-is-read');
    await over;
    monitor.disconnect();
    expect(commands.filter((name) => /lrange/i.test(name))).toEqual([]);
    expect(commands.filter((name) => /lindex/i.test(name))).toHaveLength(1);
  });

  test('of what nothing is kept about ends with 1, and says what can be named', async () => {
    expect(await audit('show GRANT-99')).toMatchObject({ code: 1, err: expect.stringContaining('REQ-12, GRANT-57') });
    expect(await audit('show GRANT-99 --tz Mars')).toMatchObject({ code: 2 });
  });
});

describe('audit verify of a file', () => {
  /** An export, with the head that was said of it; and the same without its last `lines`. */
  async function exported(lines = 0): Promise<{ file: string; head: string }> {
    const file = newFile();
    const { err } = await audit(`export --out ${file}`);
    const kept = linesOf(await readFile(file, 'utf8'));
    await writeFile(
      file,
      kept
        .slice(0, kept.length - lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
    return { file, head: /^Head: (\S+)$/m.exec(err)?.[1] ?? '' };
  }
  const withoutRedis = (args: string) => runStored(bench, ['audit', ...args.split(' ')], NOW, {});

  test('finds that its end is cut off by the head that the export said', async () => {
    await fiveDays();
    const { file, head } = await exported(2);
    expect(await withoutRedis(`verify --file ${file} --head ${head}`)).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ missing: Event 5, whose hash you gave, is not there.'),
    });
    const whole = await exported();
    const { out, code } = await withoutRedis(`verify --file ${whole.file} --head ${whole.head}`);
    expect({ code, unproven: out.includes('not proven') }).toEqual({ code: 0, unproven: false });
  });

  test('says without a head that what comes after its last event is not proven', async () => {
    await fiveDays();
    const { file } = await exported(2);
    const { out, code } = await withoutRedis(`verify --file ${file}`);
    expect(code).toBe(0);
    expect(out).toContain('sound from event 1 to event 3.');
    expect(out).toContain('What comes after event 3 is not proven: the end of the file may be cut off. Give --head');
    expect(JSON.parse((await withoutRedis(`verify --json --file ${file}`)).out)).toMatchObject({
      ok: true,
      endProven: false,
    });
  });

  test('that is empty is a fault', async () => {
    await fiveDays();
    const { file } = await exported(5);
    expect(await withoutRedis(`verify --file ${file}`)).toMatchObject({
      code: 1,
      out: expect.stringContaining(`✗ missing: ${file} is empty`),
    });
  });

  test('is held against what is stored where Redis is at hand', async () => {
    await fiveDays();
    const whole = await exported();
    expect((await audit(`verify --file ${whole.file}`)).out).toContain(
      'The stored trail has event 5 as this file does, and ends with it.',
    );
    const cut = await audit(`verify --file ${(await exported(2)).file}`);
    expect(cut.out).toContain('goes on to event 5: what is after event 3 is not in it.');
    expect(cut.out).toContain('What comes after event 3 is not proven');

    await bench.raw.flushall();
    ({ store } = bench.open());
    expect((await audit(`verify --file ${whole.file}`)).out).toContain('that Redis has no audit event');
    await write({ action: 'forged.1' });
    expect(await audit(`verify --file ${whole.file}`)).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ missing: Event 5 is not stored: the stored trail ends with event 1.'),
    });
    await write(...[2, 3, 4, 5].map((n) => ({ action: `forged.${n}` })));
    expect(await audit(`verify --file ${whole.file}`)).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ resealed: Event 5 is not the one that is stored under this number.'),
    });
  });

  test('is verified all the same where Redis is away, which is said', async () => {
    await fiveDays();
    const { file } = await exported();
    const env = { REDIS_URL: 'redis://127.0.0.1:1' };
    const { out, code } = await runStored(bench, ['audit', 'verify', '--file', file], NOW, env);
    expect(code).toBe(0);
    expect(out).toContain('It was not compared with what is stored. Redis cannot be reached');
  });
});

describe('audit verify of a file that is no export', () => {
  test.each([
    ['another text', 'version: 1\nadmins: []\n'],
    ['an export in CSV', '"seq","at"\r\n"1","2026"\r\n'],
  ])('says so in one sentence: %s', async (_, text) => {
    const file = newFile();
    await writeFile(file, text);
    expect(await audit(`verify --file ${file}`)).toEqual({
      code: 2,
      out: '',
      err: `${file}: holds no audit event. Give what \`audit export --format jsonl\` has written.\n`,
    });
  });
});

describe('audit trim', () => {
  test('exports what is old, takes it away, and lets the chain be verified from there on', async () => {
    await fiveDays();
    const file = newFile();
    const before = await bench.raw.lrange(bench.keys.audit, 0, -1);
    const { out, code } = await audit(`trim --before ${daysAgo(2)} --export ${file}`);
    expect(code).toBe(0);
    expect(out).toContain('Events 1 to 2 were trimmed.');
    expect(linesOf(await readFile(file, 'utf8'))).toEqual(before.slice(0, 2));
    expect(await bench.raw.lrange(bench.keys.audit, 0, 2)).toEqual(before.slice(2));
    expect(await audit('verify')).toMatchObject({ code: 0, out: expect.stringContaining('from event 3 to event 6') });
    expect(await store.audit.verify()).toEqual({ sound: 6 });
    expect((await audit(`verify --file ${file}`)).code).toBe(0);
  });

  test('writes an event that names the last that went, the file and its SHA-256', async () => {
    await fiveDays();
    const file = newFile();
    const second = (await store.audit.read(2, 1))[0];
    await audit(`trim --before ${daysAgo(2)} --export ${file}`);
    expect((await store.audit.read(6))[0]).toMatchObject({
      actor: 'operator',
      action: 'audit.trimmed',
      detail: {
        seq: 2,
        hash: second?.hash,
        events: 2,
        file: file.split('/').at(-1),
        sha256: createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
        host: 'desk-1',
        user: 'olga',
      },
    });
  });

  test('is told by every history that may have lost its beginning to it, with where that is', async () => {
    await fiveDays();
    const file = newFile();
    await audit(`trim --before ${daysAgo(2)} --export ${file}`);
    const gone = `The trail begins with event 3, 2026-11-22 10:00:00 UTC: what was before is in the files that audit trim has exported, the latest of them ${file.split('/').at(-1)}.`;
    expect(linesOf((await audit('show REQ-2 --tz UTC')).out)[0]).toBe(`REQ-2: 1 event. ${gone}`);
    expect((await audit('show REQ-4 --tz UTC')).err).toContain(gone);
    expect(await store.audit.history('REQ-2', 10)).toMatchObject({
      total: 1,
      begins: { seq: 3, at: daysAgo(2), file: file.split('/').at(-1) },
    });
  });

  test('leaves reading, showing and further trims as they were', async () => {
    await fiveDays();
    await audit(`trim --before ${daysAgo(3)} --export ${newFile()}`);
    expect((await store.audit.read(1, 2)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect((await store.audit.read(4, 1)).map(({ seq }) => seq)).toEqual([4]);
    expect((await audit('show REQ-2')).out).toContain('#3  Day 2');
    expect((await audit('show REQ-4')).code).toBe(1);
    expect((await audit(`trim --before ${daysAgo(1)} --export ${newFile()}`)).out).toContain(
      'Events 2 to 3 were trimmed.',
    );
    expect((await audit('verify')).out).toContain('from event 4 to event 7');
    expect(await bench.raw.exists(bench.keys.auditOf('REQ-4'), bench.keys.auditOf('REQ-3'))).toBe(0);
  });

  test('is found out when nothing tells of it', async () => {
    await fiveDays();
    const second = (await store.audit.read(2, 1))[0];
    await bench.raw.ltrim(bench.keys.audit, 2, -1);
    await bench.raw.hset(bench.keys.auditHead, { trimmedSeq: 2, trimmedHash: second?.hash ?? '' });
    expect(await audit('verify')).toMatchObject({
      code: 1,
      out: expect.stringContaining('Events 1 to 2 are missing. No event tells that they were trimmed.'),
    });
  });

  test('refuses what the policy keeps, and without --before takes what it no longer keeps', async () => {
    await fiveDays();
    const policy = await policyKeeping('3d');
    const refused = await audit(`trim --before ${daysAgo(1)} --export ${newFile()} --policy ${policy}`);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('within the 3 days that the policy keeps') });
    expect(await bench.raw.llen(bench.keys.audit)).toBe(5);
    const { out } = await audit(`trim --export ${newFile()} --policy ${policy}`);
    expect(out).toContain('Events 1 to 1 were trimmed.');
  });

  test('without --before, where the policy sets nothing, asks for it', async () => {
    const policy = await policyKeeping(undefined);
    expect(await audit(`trim --export ${newFile()} --policy ${policy}`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('set audit.keep in the policy'),
    });
  });

  test('trims nothing while the trail is not sound, and writes over no file', async () => {
    await fiveDays();
    const file = newFile();
    await writeFile(file, 'mine');
    expect((await audit(`trim --before ${daysAgo(2)} --export ${file}`)).code).toBe(2);
    expect(await readFile(file, 'utf8')).toBe('mine');
    await bench.raw.lset(bench.keys.audit, 3, '{}');
    expect(await audit(`trim --before ${daysAgo(2)} --export ${newFile()}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('not sound, so nothing is trimmed'),
    });
    expect(await bench.raw.llen(bench.keys.audit)).toBe(5);
  });

  test('with nothing that is old enough writes no file', async () => {
    await fiveDays();
    const file = newFile();
    expect((await audit(`trim --before ${daysAgo(9)} --export ${file}`)).out).toContain('there is nothing to trim');
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});
