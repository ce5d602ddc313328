import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportDigest } from '../../src/store/review-report.ts';
import { change } from '../support/store-redis.ts';
import { type ReviewRun, startReviewRun } from './review-run.ts';
import type { Ran } from './stored-run.ts';

type Json = Record<string, unknown>;
type Report = Json & { rows: Json[]; review: Json; seal: Json; signature: Record<string, string> };

/** A pair as somebody else would make it, without Grantdesk. */
function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return {
    privateKey,
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    base64: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    publicBase64: spki.toString('base64'),
    fingerprint: createHash('sha256').update(spki).digest('hex'),
  };
}

const OURS = keyPair();
const OTHERS = keyPair();
/** An auditor has neither Redis nor the private key. */
const AUDITOR = { REDIS_URL: 'redis://127.0.0.1:1', GRANTDESK_REPORT_KEY: '' };

let run: ReviewRun;
let publicKey: string;
let othersKey: string;

beforeAll(async () => {
  run = await startReviewRun();
  publicKey = write('ours.pub', OURS.publicPem);
  othersKey = write('others.pub', OTHERS.publicPem);
  await run.closedReview();
});
afterAll(() => run.close());

function write(name: string, text: string): string {
  writeFileSync(run.path(name), text);
  return run.path(name);
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Report;
const report = (args: readonly string[], key = OURS.base64) =>
  run.review(['report', 'REVIEW-1', ...args], { GRANTDESK_REPORT_KEY: key });
const audit = (file: string, key = publicKey) => run.review(['verify', file, '--public-key', key], AUDITOR);

async function written(format: 'csv' | 'json', key = OURS.base64): Promise<string> {
  const file = run.freshPath(format);
  const { err, code } = await report(['--format', format, '--out', file], key);
  expect({ err, code }).toMatchObject({ code: 0 });
  return file;
}

/** What docs/reviews.md says that is signed, written down anew: names in order, no blanks. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted((value as Json)[name])]));
}
const canonical = (value: unknown) => JSON.stringify(sorted(value));
function signedText({ rows: _rows, signature: { value: _value, ...named }, ...statement }: Report): string {
  return canonical({ ...statement, signature: named });
}

describe('review keygen', () => {
  test('shows a private key for the environment, the public one for auditors, and its fingerprint', async () => {
    const { out, err, code } = await run.review(['keygen'], { REDIS_URL: '' });
    expect({ err, code }).toEqual({ err: '', code: 0 });
    const [, secret = ''] = /^GRANTDESK_REPORT_KEY=(\S+)$/m.exec(out) ?? [];
    const [open = ''] = /-----BEGIN PUBLIC KEY-----[\s\S]+-----END PUBLIC KEY-----\n/.exec(out) ?? [];
    const spki = createPublicKey(open).export({ format: 'der', type: 'spki' });
    expect(out).toContain(`SHA-256 fingerprint: ${sha256(spki)}`);
    expect((await audit(await written('json', secret), write('made.pub', open))).code).toBe(0);
    expect((await run.review(['keygen'])).out).not.toContain(secret);
  });

  test('writes both into new files, the private one for its owner alone, and shows no private key', async () => {
    const file = run.path('pair.pem');
    const { out, err, code } = await run.review(['keygen', '--out', file], { REDIS_URL: '' });
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toContain(`GRANTDESK_REPORT_KEY_FILE=${file}`);
    expect(out).not.toContain('PRIVATE');
    expect(out).not.toContain(readFileSync(file, 'utf8').split('\n')[1]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const env = { GRANTDESK_REPORT_KEY: '', GRANTDESK_REPORT_KEY_FILE: file };
    const again = await run.review(['public-key'], env);
    expect(again.out).toBe(readFileSync(`${file}.pub`, 'utf8'));
    expect(out).toContain(again.err.trim());
    const signed = run.freshPath();
    expect((await run.review(['report', 'REVIEW-1', '--out', signed], env)).code).toBe(0);
    expect((await audit(signed, `${file}.pub`)).code).toBe(0);
  });

  test('writes over no file, and leaves no half of a pair', async () => {
    const file = run.path('half.pem');
    writeFileSync(`${file}.pub`, 'kept');
    const { err, code } = await run.review(['keygen', '--out', file]);
    expect([code, err]).toEqual([2, expect.stringContaining('half.pem.pub: exists already')]);
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}.pub`, 'utf8')).toBe('kept');
  });
});

describe('GRANTDESK_REPORT_KEY', () => {
  test.each([
    ['PEM', () => OURS.pem],
    ['PEM on one line', () => OURS.pem.replaceAll('\n', '\\n')],
    ['base64', () => OURS.base64],
  ])('is taken as %s', async (_, key) => {
    expect((await audit(await written('json', key()))).code).toBe(0);
  });

  const pkcs8 = { format: 'pem', type: 'pkcs8' } as const;
  const locked = { ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x' };
  test.each<[string, Record<string, string>, string]>([
    ['a secret of earlier versions', { GRANTDESK_REPORT_KEY: 'k'.repeat(40) }, 'review keygen'],
    ['one that openssl rand made', { GRANTDESK_REPORT_KEY: Buffer.alloc(32, 7).toString('base64') }, 'signs no longer'],
    ['a public key', { GRANTDESK_REPORT_KEY: OURS.publicPem }, 'is a public key. Give the private one'],
    [
      'a key of another kind',
      { GRANTDESK_REPORT_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pkcs8).toString() },
      'of another kind than Ed25519',
    ],
    [
      'a key with a passphrase',
      { GRANTDESK_REPORT_KEY: OURS.privateKey.export(locked).toString() },
      'without a passphrase',
    ],
    ['a key in the place of its file', { GRANTDESK_REPORT_KEY_FILE: OURS.base64 }, 'GRANTDESK_REPORT_KEY_FILE cannot'],
    [
      'both of its variables',
      { GRANTDESK_REPORT_KEY: OURS.base64, GRANTDESK_REPORT_KEY_FILE: '/x' },
      'Keep one of them',
    ],
  ])('refuses %s, and repeats nothing of it', async (_, env, words) => {
    for (const args of [['report', 'REVIEW-1'], ['public-key']]) {
      const { out, err, code } = await run.review(args, env);
      expect({ out, code }).toEqual({ out: '', code: 2 });
      expect(err).toContain(words);
      for (const value of Object.values(env).filter((text) => text.length > 9)) {
        for (const line of value.split('\n').filter((text) => text.length > 9 && !text.startsWith('-----'))) {
          expect(err).not.toContain(line);
        }
      }
    }
  });

  test('has to be set for its public key to be shown', async () => {
    const { err, code } = await run.review(['public-key']);
    expect([code, err]).toEqual([2, expect.stringContaining('GRANTDESK_REPORT_KEY is not set')]);
  });
});

describe('a report', () => {
  test('in JSON is signed in a way that programs other than Grantdesk can verify', async () => {
    const file = await written('json');
    const signed = read(file);
    const { signature, rows, review, digest } = signed;
    expect(signature).toMatchObject({ algorithm: 'Ed25519', key: OURS.fingerprint });
    const isRight = verify(
      null,
      Buffer.from(signedText(signed)),
      OURS.publicPem,
      Buffer.from(`${signature.value}`, 'base64'),
    );
    expect(isRight).toBe(true);
    expect(sha256([review, ...rows].map((part) => `${canonical(part)}\n`).join(''))).toBe(digest);
  });

  test('in CSV has beside it a signature that covers its very bytes', async () => {
    const file = await written('csv');
    const beside = read(`${file}.sig`);
    const bytes = readFileSync(file);
    expect(beside.csv).toEqual({ sha256: sha256(bytes), rows: 2 });
    const value = Buffer.from(`${beside.signature.value}`, 'base64');
    expect(verify(null, Buffer.from(signedText(beside)), OURS.publicPem, value)).toBe(true);
  });

  test('says which key signed it, and puts that on record with the SHA-256 of the file', async () => {
    for (const format of ['csv', 'json'] as const) {
      const file = run.freshPath(format);
      const { err } = await report(['--format', format, '--out', file]);
      expect(err).toContain(`Signed by the key ${OURS.fingerprint}.`);
      const [event] = (await run.store.audit.history('REVIEW-1', 1)).events;
      expect(event).toMatchObject({ actor: 'operator', action: 'review.reported', subjects: ['REVIEW-1'] });
      const digest = (await run.store.review('REVIEW-1'))?.record.digest;
      const place = { host: 'desk-1', user: 'olga' };
      expect(event?.detail).toEqual({
        ...{ format, digest, sha256: sha256(readFileSync(file)), key: OURS.fingerprint },
        ...place,
      });
    }
    expect(JSON.stringify(await run.store.audit.read())).not.toContain(OURS.base64);
  });

  test.each(['csv', 'json'])('in %s says plainly when it is not signed, and how to sign it', async (format) => {
    const { out, err, code } = await report(['--format', format], '');
    expect(code).toBe(0);
    const words = 'This report is not signed. To sign it, set GRANTDESK_REPORT_KEY';
    expect(err).toContain(words);
    if (format === 'json') expect(JSON.parse(out).signature.unsigned).toContain(words);
    const [event] = (await run.store.audit.history('REVIEW-1', 1)).events;
    expect(event?.detail).not.toHaveProperty('key');
  });

  test('in CSV on standard output is not signed, and says so in spite of the key', async () => {
    const { err, code } = await report(['--format', 'csv']);
    expect([code, err]).toEqual([0, expect.stringContaining('write it again with --out FILE')]);
  });

  test('in CSV is not begun where its signature has no place', async () => {
    const file = run.freshPath('csv');
    writeFileSync(`${file}.sig`, 'kept');
    const { err, code } = await report(['--format', 'csv', '--out', file]);
    expect([code, err]).toEqual([2, expect.stringContaining('csv.sig: exists already')]);
    expect(existsSync(file)).toBe(false);
  });

  test('of what somebody has changed in Redis is neither written nor signed', async () => {
    const id = 'REVIEW-1-U0BEN-1';
    const stored = await run.store.part(id);
    if (!stored) throw new Error('There is no such part.');
    const { record } = stored;
    const items = record.items.map((item) => ({
      ...item,
      settled: item.settled && { ...item.settled, outcome: 'keep' as const },
    }));
    const put = async (part: typeof record) => {
      const version = (await run.store.part(id))?.version ?? 0;
      await run.store.commit(change({ records: [{ record: part, version }] }));
    };
    await put({ ...record, items });
    const file = run.freshPath();
    const { err, code } = await report(['--out', file]);
    await put(record);
    expect([code, err]).toEqual([1, expect.stringContaining('is not what its end has sealed')]);
    expect(existsSync(file)).toBe(false);
    expect((await report(['--out', file])).code).toBe(0);
  });
});

describe('review verify, with the public key alone,', () => {
  const said = ({ out, err, code }: Ran) => ({ code, said: `${out}${err}` });
  const sound = { code: 0, said: expect.stringContaining(`signed by the key ${OURS.fingerprint}`) };

  test('accepts what was not changed, and says which key has signed it', async () => {
    for (const format of ['csv', 'json'] as const) {
      const ran = await audit(await written(format));
      expect(said(ran)).toEqual(sound);
      expect(ran.out).toContain('is sound: the report of REVIEW-1, 2 grants');
    }
  });

  test('accepts JSON that was only laid out otherwise, and a public key in base64', async () => {
    const file = await written('json');
    const text = JSON.stringify(sorted(read(file)), null, 4);
    writeFileSync(file, text.replaceAll('"Sandbox"', '"\\u0053andbox"'));
    expect(said(await audit(file, write('ours.b64', OURS.publicBase64)))).toEqual(sound);
  });

  const forged = (signed: Report, key: ReturnType<typeof keyPair>) => {
    signed.signature.key = OURS.fingerprint;
    signed.signature.value = sign(null, Buffer.from(signedText(signed)), key.privateKey).toString('base64');
  };

  test.each<[string, (signed: Report) => unknown, string]>([
    ['an answer', ({ rows }) => Object.assign(rows[1] ?? {}, { answer: 'keep' }), 'was changed'],
    ['what stands beside an answer', ({ rows }) => Object.assign(rows[1] ?? {}, { note: 'ok' }), 'was changed'],
    ['who was to review', ({ review }) => Object.assign(review, { by: ['security'] }), 'was changed'],
    ['its place in the audit trail', ({ seal }) => Object.assign(seal, { seq: 1 }), 'was changed'],
    ['its signature', ({ signature }) => Object.assign(signature, { value: 'AAAA' }), 'was changed'],
    ['a row less', ({ rows }) => rows.pop(), 'was cut: 1 of its 2 rows are left'],
    [
      'a digest anew that fits what was changed',
      async (signed) => {
        Object.assign(signed.rows[1] ?? {}, { answer: 'keep' });
        const [header, rows] = [signed.review, signed.rows] as unknown as Parameters<typeof reportDigest>;
        signed.digest = await reportDigest(header, rows);
      },
      'was changed, or not signed by the key',
    ],
    [
      'a signature by another key in the name of ours',
      (signed) => forged(signed, OTHERS),
      'the signature does not fit',
    ],
  ])('finds in JSON: %s', async (_, alter, words) => {
    const file = await written('json');
    const signed = read(file);
    await alter(signed);
    writeFileSync(file, JSON.stringify(signed));
    expect(said(await audit(file))).toEqual({ code: 1, said: expect.stringContaining(words) });
  });

  test('finds JSON that says something twice, and JSON whose end is missing', async () => {
    const file = await written('json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"answer":"keep"', '"answer":"revoke","answer":"keep"'));
    expect(said(await audit(file))).toEqual({ code: 1, said: expect.stringContaining('says something twice') });
    writeFileSync(file, text.slice(0, -20));
    expect(said(await audit(file))).toEqual({ code: 1, said: expect.stringContaining('was cut: its end is missing') });
    writeFileSync(file, text.replace('"rows"', 'rows'));
    expect(said(await audit(file))).toEqual({ code: 1, said: expect.stringContaining('no longer JSON') });
  });

  test.each<[string, (file: string, text: string) => unknown, string]>([
    ['another answer', (file, text) => writeFileSync(file, text.replace('"keep"', '"kept"')), 'was changed'],
    ['other ends of lines', (file, text) => writeFileSync(file, text.replaceAll('\r\n', '\n')), 'was changed'],
    ['something after its end', (file) => appendFileSync(file, '\n'), 'was changed'],
    ['an end in the middle of a row', (file, text) => truncateSync(file, text.length - 9), 'was cut: 1 of its 2 rows'],
    ['a row less', (file, text) => truncateSync(file, text.indexOf('"REVIEW-1"')), 'was cut: 0 of its 2 rows'],
    ['nothing at all', (file) => truncateSync(file), 'was cut: 0 of its 2 rows'],
    ['no signature', (file) => unlinkSync(`${file}.sig`), 'is not signed, or'],
    [
      'another SHA-256 in the signature',
      (file, text) => {
        writeFileSync(file, text.replace('"keep"', '"kept"'));
        const beside = read(`${file}.sig`);
        Object.assign(beside.csv as Json, { sha256: sha256(readFileSync(file)) });
        writeFileSync(`${file}.sig`, JSON.stringify(beside));
      },
      'csv.sig was changed, or not signed by the key',
    ],
  ])('finds in CSV: %s', async (_, alter, words) => {
    const file = await written('csv');
    alter(file, readFileSync(file, 'utf8'));
    expect(said(await audit(file))).toEqual({ code: 1, said: expect.stringContaining(words) });
  });

  test('tells a report that another key has signed, and one that none has', async () => {
    for (const format of ['csv', 'json'] as const) {
      const words = `it names ${OURS.fingerprint}, and the public key that you gave is ${OTHERS.fingerprint}`;
      const ran = await audit(await written(format), othersKey);
      expect(said(ran)).toEqual({ code: 1, said: expect.stringContaining(words) });
      const open = run.freshPath(format);
      await report(['--format', format, '--out', open], '');
      expect(said(await audit(open))).toEqual({ code: 1, said: expect.stringContaining('is not signed') });
    }
  });

  test.each<[string, (file: string) => [file: string, key?: string], string]>([
    ['no public key', (file) => [file], `names the key ${OURS.fingerprint}`],
    ['a private key', (file) => [file, write('private', OURS.pem)], 'holds a private key'],
    ['what is no key', (file) => [file, run.path('policy.yml')], 'holds no public key of Ed25519'],
    ['what is no report', () => [run.path('policy.yml'), publicKey], 'is not a report'],
    ['a signature in the place of its CSV', (file) => [`${file}.sig`, publicKey], 'Give the CSV that it stands beside'],
    [
      'a report in the earlier form',
      () => [write('old.json', '{"kind":"grantdesk-review/1","hmac":"00"}'), publicKey],
      'Write the report again',
    ],
  ])('can say nothing with %s', async (_, given, words) => {
    const [file, key] = given(await written('csv'));
    const ran = await run.review(['verify', file, ...(key === undefined ? [] : ['--public-key', key])], AUDITOR);
    expect(said(ran)).toEqual({ code: 2, said: expect.stringContaining(words) });
    expect(ran.err).not.toContain(OURS.pem.split('\n')[1]);
  });
});
