import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Asking, startAsking } from './asking.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const OPEN_FORM = { do: 'slack.command', as: 'U0ENGINEER', text: '/grant', channel: 'C0REQUESTS' } as const;

let asking: Asking;
beforeAll(async () => {
  asking = await startAsking();
});
afterAll(() => asking.stop());

const channelsOf = (as: string) =>
  asking
    .slack(as)
    .until(({ conversations }) => conversations.map(({ kind, name }) => (kind === 'channel' ? name : kind)), as);

describe('each person sees what they may', () => {
  test.each([
    ['U0ENGINEER', ['workiva-requests', 'direct']],
    ['U0FINANCE', ['workiva-requests', 'direct']],
    ['U0ADMIN', ['workiva-requests', 'workiva-admins', 'workiva-audit', 'direct']],
    ['U0AUDITOR', ['workiva-audit', 'direct']],
    ['U0NEWCOMER', ['direct']],
  ])('%s is in %j', async (as, conversations) => {
    expect(await channelsOf(as)).toEqual(conversations);
  });

  test('a modal and an answer to a command are seen by nobody else', async () => {
    const ana = asking.slack('U0ENGINEER');
    expect(await asking.act({ ...OPEN_FORM, text: '/grant help' })).toMatchObject({ ok: true });
    expect(await asking.act(OPEN_FORM)).toMatchObject({ ok: true });
    const seen = await ana.until(
      (snapshot) => snapshot.modals.length === 1 && snapshot.conversations[0]?.messages.length !== 0 && snapshot,
      'the form and the answer',
    );
    expect(seen.conversations[0]?.messages).toEqual([
      expect.objectContaining({ ephemeral: true, channel: 'C0REQUESTS' }),
    ]);
    // Opened only now, so that what it shows first is no older than that.
    const others = await asking.slack('U0FINANCE').until((snapshot) => snapshot, 'what Finn sees');
    expect(others.modals).toEqual([]);
    expect(others.conversations[0]?.messages).toEqual([]);
    expect(await asking.act({ do: 'slack.close', as: 'U0ENGINEER' })).toEqual({ ok: true });
    await ana.until(({ modals }) => modals.length === 0, 'the form to close');
  });

  test('commands and shortcuts are those of the manifest', async () => {
    const { commands, shortcuts, me } = await asking.slack('U0ADMIN').until((snapshot) => snapshot, 'a snapshot');
    expect(commands).toEqual([expect.objectContaining({ command: '/grant' })]);
    expect(shortcuts).toEqual([expect.objectContaining({ callbackId: 'grantdesk.request.open', type: 'global' })]);
    expect(me).toMatchObject({ name: 'Ada Admin', role: 'Org Security Admin', workivaUsername: 'ada.admin' });
  });

  test('Workiva shows its users, workspaces, scopes and admins', async () => {
    const shown = await asking.workiva().until((snapshot) => snapshot, 'a snapshot');
    expect(shown.workspaces.map(({ name }) => name)).toEqual(['Finance Close', 'Sandbox']);
    expect(shown.admins).toEqual(['ada.admin', 'amir.admin']);
    expect(shown.scopes).toEqual(expect.arrayContaining(['Spreadsheets (Read)', 'Activities (Read)']));
    expect(shown.scopes).not.toContain('Activities (Write)');
  });
});

describe('the stream', () => {
  test('brings every topic that is asked for over one connection', async () => {
    const topics = ['slack.U0ENGINEER', 'slack.U0ADMIN', 'workiva', 'backstage'];
    const found = await asking.firstEvents('slack=U0ENGINEER,U0ADMIN&workiva&backstage', topics.length);
    expect(found).toEqual(topics);
  });
});

describe('what cannot be done is answered with a sentence', () => {
  const refusal = async (act: Parameters<Asking['act']>[0]) => {
    const answered = await asking.act(act);
    return answered.ok ? 'done' : answered.sentence;
  };

  test('a submission with empty fields', async () => {
    await asking.act(OPEN_FORM);
    await asking.slack('U0ENGINEER').until(({ modals }) => modals.length === 1, 'the form');
    expect(await refusal({ do: 'slack.submit', as: 'U0ENGINEER' })).toContain('"Client Name" is required');
  });

  test('a command in a channel that one is not in', async () => {
    expect(await refusal({ ...OPEN_FORM, channel: 'C0ADMINS' })).toBe('You are not in that channel.');
  });

  test('a button of a message that one does not see', async () => {
    const press = { do: 'slack.press', as: 'U0NEWCOMER', channel: 'C0REQUESTS', ts: '1.1', actionId: 'a' } as const;
    expect(await refusal(press)).toBe('That message is not there any more.');
  });

  test('closing a modal where none is open', async () => {
    expect(await refusal({ do: 'slack.close', as: 'U0FINANCE' })).toContain('not on the screen any more');
  });

  test('a screen of Workiva for somebody who is no admin', async () => {
    const act = { do: 'workiva.deleteGrant', as: 'ledger-sync', clientId: 'none' } as const;
    expect(await refusal(act)).toContain('It takes an Org Security Administrator');
  });

  test('the next event where nothing is due', async () => {
    expect(await refusal({ do: 'world.toNextEvent' })).toContain('Nothing is due');
  });
});

describe('what does not come from this very page is not taken', () => {
  const close = { method: 'POST', body: JSON.stringify({ do: 'slack.close', as: 'U0ADMIN' }) };
  const post = (headers: Record<string, string>, body = close.body) =>
    asking.ask('POST', '/api/act', { headers, body });
  const port = () => new URL(asking.server.url).port;

  test.each([
    ['another host, as DNS rebinding brings it', { host: 'grantdesk.example:4000' }],
    ['the right host at another port', { host: 'localhost:1' }],
    ['another origin', { origin: 'https://example.com' }],
    ['a page opened from a file', { origin: 'null' }],
    ['a browser that says it comes from elsewhere', { 'sec-fetch-site': 'cross-site' }],
  ])('%s', async (_, headers) => {
    expect(await post({ ...JSON_TYPE, ...headers })).toMatchObject({ status: 403, body: { ok: false } });
    expect(await asking.ask('GET', '/api/stream?workiva', { headers })).toMatchObject({ status: 403 });
  });

  test('its own origin is taken', async () => {
    const own = { origin: asking.server.url, 'sec-fetch-site': 'same-origin' };
    expect(await post({ ...JSON_TYPE, ...own })).toMatchObject({ status: 200 });
    expect(await post({ ...JSON_TYPE, host: `127.0.0.1:${port()}` })).toMatchObject({ status: 200 });
  });

  test('a form, which any site may send without asking', async () => {
    expect(await post({ 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
  });
});

describe('a bad request is answered with what is wrong', () => {
  test.each([
    ['no JSON', '{', 'The body is not JSON.'],
    ['an unknown act', '{"do":"slack.dance","as":"U0ADMIN"}', 'do'],
    ['a missing field', '{"do":"slack.command","as":"U0ADMIN","text":"/grant"}', 'channel'],
    ['a field too many', '{"do":"slack.close","as":"U0ADMIN","now":true}', 'now'],
    ['time that goes back', '{"do":"world.advance","ms":-5}', 'ms'],
    ['an unknown fault', '{"do":"world.fault","fault":"fire","on":true}', 'fault'],
    ['somebody unknown', '{"do":"slack.close","as":"U0STRANGER"}', 'U0STRANGER'],
  ])('%s', async (_, body, words) => {
    const reply = await asking.ask('POST', '/api/act', { headers: JSON_TYPE, body });
    expect(reply).toEqual({ status: 400, body: { ok: false, sentence: expect.stringContaining(words) } });
  });

  test('a body that is too large', async () => {
    const reply = await asking.ask('POST', '/api/act', { headers: JSON_TYPE, body: 'x'.repeat(300_000) });
    expect(reply.status).toBe(413);
  });

  test('a stream of nobody, and a path that does not exist', async () => {
    expect(await asking.ask('GET', '/api/stream?slack=U0STRANGER')).toMatchObject({ status: 400 });
    expect(await asking.ask('GET', '/api/stream?slack=')).toMatchObject({ status: 400 });
    expect(await asking.ask('GET', '/api/stream')).toMatchObject({ status: 400 });
    expect(await asking.ask('GET', '/api/nothing')).toMatchObject({ status: 404 });
  });
});
