import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import { createSettle } from '../../src/codes/attempts.ts';
import { beginEnrolment } from '../../src/codes/enrol.ts';
import { createEnrolments } from '../../src/codes/enrolments.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { connectStore } from '../../src/store/connection.ts';
import { createKeys } from '../../src/store/keys.ts';
import type { Store } from '../../src/store/store.ts';
import { createStore } from '../../src/store/store.ts';
import { approvalSaying, modalText, openedByApproval, pressAndHear } from '../support/deciding.ts';
import { restart } from '../support/faults-world.ts';
import {
  type Filed,
  fieldsOf,
  fileRequest,
  fillForm,
  openForm,
  startStoredWorld,
  textOf,
  wish,
} from '../support/journey.ts';
import { submitPast } from './tap.ts';

const KEY = randomBytes(32);
const OFTEN = 50;

/** The example policy, with a code for what is of high risk, and with many rules before it that match nothing here. */
function strictPolicy(): string {
  const example = readFileSync('policy.yml', 'utf8');
  const elsewhere = Array.from(
    { length: OFTEN },
    (_, at) =>
      `  - name: Elsewhere ${at} ${'with a long name '.repeat(4)}\n    when: { workspaces: [Sandbox], client_name: ["x${at} | *"], kind: renew, new_integration_user: false }\n    approval: { forbidden: Not here. }\n`,
  ).join('');
  const risky =
    '  - name: With a code\n    when: { risk: high, kind: create }\n    approval: { stages: [{ from: [workiva-admins] }], confirm: totp }\n';
  return example.replace('rules:\n', `rules:\n${elsewhere}${risky}`);
}

let folder: string;
let world: World;
let store: Store;
let stop: () => Promise<void>;
let secret: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'grantdesk-codes-'));
  const policyPath = join(folder, 'policy.yml');
  writeFileSync(policyPath, strictPolicy());
  ({ world, store, stop } = await startStoredWorld({ policyPath, workiva: { operationMs: 50, pollMs: 10 } }));
  await restart(world, { codesKey: KEY });
  secret = await enrol(PEOPLE.admin);
});
afterAll(async () => {
  await stop?.();
  rmSync(folder, { recursive: true });
});

/** Enrols somebody as the command does, and answers their secret. The code that proves it is used up. */
async function enrol(person: string): Promise<string> {
  const redis = connectStore(world.redis.url, () => undefined);
  try {
    const enrolments = createEnrolments(redis, 'grantdesk', createStore(redis, 'grantdesk'));
    const settle = createSettle(redis, createKeys('grantdesk'));
    const parts = { enrolments, settle, installation: 'grantdesk', key: KEY, clock: world.clock };
    const begun = beginEnrolment(parts, person);
    expect(await begun.confirm(codeOf(begun.secret), { host: 'desk-1', user: 'olga' })).toBe(true);
    return begun.secret;
  } finally {
    redis.disconnect();
  }
}

const codeOf = (of: string) => generateSync({ secret: of, epoch: Math.floor(world.clock.now().getTime() / 1_000) });

/** A code that has not been used: that of a later time. */
function nextCode(): string {
  world.clock.advance(61_000);
  return codeOf(secret);
}

function wrongCode(): string {
  const now = Math.floor(world.clock.now().getTime() / 1_000);
  const right = [-30, 0, 30].map((off) => generateSync({ secret, epoch: now + off }));
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? '';
}

const RISKY = { scopes: ['Permissions (Write)', 'Spreadsheets (Read)'] };
const admin = () => world.slack.as(PEOPLE.admin);
const stored = async ({ request }: Filed) => (await store.request(request))?.record;
const refusedCodes = async ({ request }: Filed) =>
  (await store.audit.read(1, 10_000))
    .filter(({ action, subjects }) => action === 'request.code_refused' && subjects.includes(request))
    .map(({ detail }) => detail.code);

describe('a request that needs a code', () => {
  test('says so, and Approve asks for it: a right one approves', async () => {
    const filed = await fileRequest(world, RISKY);
    await approvalSaying(world, filed, '*Approve* asks for a code');
    const modal = await openedByApproval(world, PEOPLE.admin, filed, 'approve');
    expect(fieldsOf(modal)).toEqual(['code']);
    expect(JSON.stringify(modal.view)).toContain(`npx grantdesk approver enrol ${PEOPLE.admin}`);
    expect(modalText(world, PEOPLE.admin)).toContain('Spreadsheets (Read), Permissions (Write).');
    expect((await stored(filed))?.approvals).toEqual([]);
    expect((await admin().submit({ code: nextCode() })).errors).toBeUndefined();
    expect(textOf(await approvalSaying(world, filed, '*Approved*'))).toContain(', with a code');
    expect((await stored(filed))?.approvals).toEqual([
      expect.objectContaining({ by: PEOPLE.admin, confirmed: 'totp' }),
    ]);
  });

  test('keeps the modal open at a wrong code and at one that was used, and notes both', async () => {
    const [filed, other] = [await fileRequest(world, RISKY), await fileRequest(world, RISKY)];
    await openedByApproval(world, PEOPLE.admin, filed, 'approve');
    expect((await admin().submit({ code: wrongCode() })).errors).toEqual({
      code: expect.stringMatching(/^That code is wrong.*Wrong codes left: \d/),
    });
    const code = nextCode();
    expect((await admin().submit({ code })).errors).toBeUndefined();
    await openedByApproval(world, PEOPLE.admin, other, 'approve');
    expect((await admin().submit({ code })).errors).toEqual({
      code: expect.stringMatching(/^That code has been used already/),
    });
    expect((await submitPast(world, PEOPLE.admin, { code: undefined })).errors).toEqual({
      code: expect.stringContaining('needs a code of your authenticator app'),
    });
    await admin().close();
    expect([await refusedCodes(filed), await refusedCodes(other)]).toEqual([['code_wrong'], ['code_used']]);
    expect(await stored(other)).toMatchObject({ state: 'pending', approvals: [] });
  });

  test('tells who is not enrolled how to enrol, and who may not decide before any code', async () => {
    const filed = await fileRequest(world, RISKY);
    await openedByApproval(world, PEOPLE.secondAdmin, filed, 'approve');
    expect((await world.slack.as(PEOPLE.secondAdmin).submit({ code: '123456' })).errors).toEqual({
      code: expect.stringContaining(`not enrolled yet`),
    });
    await world.slack.as(PEOPLE.secondAdmin).close();
    const no = await pressAndHear(world, PEOPLE.finance, filed, 'approve', 'only workiva-admins can decide now');
    expect(no).toContain(PEOPLE.admin);
    expect(world.slack.as(PEOPLE.finance).modal).toBeUndefined();
  });

  test('asks for the code in Approve with less too, and tells its faults from the others', async () => {
    const filed = await fileRequest(world, RISKY);
    const modal = await openedByApproval(world, PEOPLE.admin, filed, 'approve-less');
    expect(fieldsOf(modal)).toEqual(['scopes', 'expires', 'ipRestrictions', 'code']);
    const less = { scopes: ['Spreadsheets (Read)'] };
    expect(Object.keys((await admin().submit({ ...less, code: wrongCode() })).errors ?? {})).toEqual(['code']);
    expect((await admin().submit({ ...less, code: nextCode() })).errors).toBeUndefined();
    await approvalSaying(world, filed, '*Scopes*: without Permissions (Write)');
    expect(await stored(filed)).toMatchObject({
      terms: less,
      approvals: [expect.objectContaining({ confirmed: 'totp' })],
    });
  });

  test('leaves a code unused where something else of the modal has to be put right first', async () => {
    const filed = await fileRequest(world, RISKY);
    await openedByApproval(world, PEOPLE.admin, filed, 'approve-less');
    const code = nextCode();
    expect(Object.keys((await admin().submit({ ipRestrictions: '0.0.0.0/0', code })).errors ?? {})).toEqual([
      'ipRestrictions',
    ]);
    const right = { scopes: ['Spreadsheets (Read)'], ipRestrictions: '203.0.113.7', code };
    expect((await admin().submit(right)).errors).toBeUndefined();
    await approvalSaying(world, filed, '*Approved*');
  });

  test('locks after too many wrong codes, and says until when; the admins hear of it though Slack fails once', async () => {
    const filed = await fileRequest(world, RISKY);
    await openedByApproval(world, PEOPLE.admin, filed, 'approve');
    const until = / Try again at \d{4}-\d\d-\d\d \d\d:\d\d UTC/;
    for (;;) {
      const { errors } = await admin().submit({ code: wrongCode() });
      if (until.test(errors?.code ?? '')) break;
      expect(errors?.code).toContain('Wrong codes left');
      if (errors?.code?.endsWith('left: 1.')) world.slack.faults.fail('chat.postMessage', { times: 1 });
    }
    expect((await admin().submit({ code: nextCode() })).errors).toEqual({
      code: expect.stringMatching(/^Too many codes were wrong\. Try again at .*UTC/),
    });
    await admin().close();
    expect(await stored(filed)).toMatchObject({ state: 'pending', approvals: [] });
    const locks = () => world.slack.messages(CHANNELS.admin).filter(({ text }) => text.includes('are locked until'));
    await world.slack.until(() => locks().length > 0, 'the admins to be told of the lock');
    expect(locks().map(({ text }) => text)).toEqual([
      expect.stringContaining(`The codes of <@${PEOPLE.admin}> are locked until <!date^`),
    ]);
  });
});

describe('while nobody can prove who they are', () => {
  const told = (words: string) =>
    world.slack.until(
      () => world.slack.messages(CHANNELS.admin).find(({ text }) => text.includes(words)),
      `the admins to be told "${words}"`,
    );

  test('a request that needs a code is not filed, and the admins hear why, and whom to enrol', async () => {
    await restart(world, { codesKey: undefined });
    await told('Nobody in the group “workiva-admins” of the policy can approve with a code');
    const person = world.slack.as(PEOPLE.engineer);
    await openForm(world);
    await fillForm(world, wish(world, RISKY));
    await person.submit();
    await told('too few people who can approve it with a code of their authenticator app');
    await restart(world, { codesKey: KEY });
    expect((await stored(await fileRequest(world, RISKY)))?.state).toBe('pending');
  });
});

test('Why? shows a policy of fifty rules, each with what did not hold, within what Slack takes', async () => {
  const filed = await fileRequest(world, RISKY);
  const { view } = await openedByApproval(world, PEOPLE.secondAdmin, filed, 'why');
  expect(view.blocks.length).toBeLessThanOrEqual(100);
  const text = modalText(world, PEOPLE.secondAdmin);
  for (let at = 0; at < OFTEN; at += 1) expect(text).toContain(`Elsewhere ${at} `);
  expect(text).toContain('This asks for a new grant, and the rule is for a renewal.');
  expect(JSON.stringify(view)).toContain('An approval needs a code');
});
