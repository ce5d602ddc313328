import { afterEach, describe, expect, it } from '@jest/globals';
import { createRates } from '../../../src/playground/slack/rates.ts';
import type { SlackStandIn, SlackStandInOptions } from '../../../src/playground/slack/stand-in.ts';
import { ada, api, startSlack } from './with-bolt.ts';

describe('The Web API', () => {
  let slack: SlackStandIn;

  afterEach(() => slack.stop());

  async function call(method: string, args: Record<string, unknown> = {}, options: Partial<SlackStandInOptions> = {}) {
    slack = await startSlack(options);
    return (await api(slack, method, args)).body;
  }

  it('refuses a call without a token, or with a wrong one', async () => {
    slack = await startSlack();
    expect((await api(slack, 'auth.test', {}, '')).body).toEqual({ ok: false, error: 'not_authed' });
    expect((await api(slack, 'auth.test', {}, 'xoxb-other')).body).toEqual({ ok: false, error: 'invalid_auth' });
  });

  it('names the scope that is missing', async () => {
    const options = { botScopes: ['chat:write', 'users:read'] };
    expect(await call('usergroups.list', {}, options)).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'usergroups:read',
      provided: 'chat:write,users:read',
    });
  });

  it('gives addresses only with the scope for them', async () => {
    const without = await call('users.info', { user: 'U0ADA' }, { botScopes: ['users:read'] });
    expect(without).not.toHaveProperty('user.profile.email');
    await slack.stop();
    expect(await call('users.info', { user: 'U0ADA' })).toHaveProperty('user.profile.email', 'ada@example.com');
  });

  it('gives nobody away without the scope for people', async () => {
    const refused = await call('users.info', { user: 'U0ADA' }, { botScopes: ['chat:write'] });
    expect(refused).toMatchObject({ ok: false, error: 'missing_scope', needed: 'users:read' });
  });

  it.each([
    [{}, { team_id: 'T0GRANTDESK', tz: 'Europe/London', tz_offset: 0, deleted: false, is_bot: false }],
    [{ isBot: true }, { is_bot: true }],
    [{ isRestricted: true }, { is_restricted: true, is_ultra_restricted: false }],
    [{ isUltraRestricted: true }, { is_restricted: false, is_ultra_restricted: true }],
    [
      { isStranger: true, teamId: 'T0OTHER' },
      { is_stranger: true, team_id: 'T0OTHER' },
    ],
  ])('says of a person who is %j what Slack says', async (who, said) => {
    expect(await call('users.info', { user: 'U0WHO' }, { people: [{ ...ada, id: 'U0WHO', ...who }] })).toMatchObject({
      user: said,
    });
  });

  it('keeps no time zone of somebody who has left, and says nothing of strangers where there are none', async () => {
    const { user } = await call('users.info', { user: 'U0ADA' }, { people: [{ ...ada, deleted: true }] });
    expect(user).toMatchObject({ deleted: true });
    for (const field of ['tz', 'tz_label', 'tz_offset', 'is_stranger']) expect(user).not.toHaveProperty(field);
  });

  it.each([
    ['chat.nonsense', {}, 'unknown_method'],
    ['chat.postMessage', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    ['chat.postMessage', { channel: 'C0CLOSED', text: 'x' }, 'not_in_channel'],
    ['chat.postMessage', { channel: 'C0GENERAL' }, 'no_text'],
    ['chat.postMessage', { channel: 'C0GENERAL', text: 'x', blocks: 'x' }, 'invalid_blocks_format'],
    ['chat.update', { channel: 'C0GENERAL', ts: '1.1', text: 'x' }, 'message_not_found'],
    ['users.info', { user: 'U0NOBODY' }, 'user_not_found'],
    ['usergroups.users.list', { usergroup: 'S0NONE' }, 'no_such_subteam'],
    ['views.open', { trigger_id: 'x', view: 'nonsense' }, 'invalid_arguments'],
    ['views.update', { view_id: 'V1', view: {} }, 'not_found'],
    ['conversations.open', { users: '' }, 'users_list_not_supplied'],
    ['apps.connections.open', {}, 'not_allowed_token_type'],
  ])('answers %s with %j by %s', async (method, args, error) => {
    expect(await call(method, args)).toMatchObject({ ok: false, error });
  });

  it('pages through people by a cursor', async () => {
    const first = await call('users.list', { limit: 2 });
    const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
    const second = (await api(slack, 'users.list', { limit: 2, cursor })).body;
    const ids = [first, second].flatMap(({ members }) => (members as { id: string }[]).map(({ id }) => id));
    expect(ids).toEqual(['U0GRANTDESK', 'U0ADA', 'U0BOB']);
    expect(second).toHaveProperty('response_metadata.next_cursor', '');
  });

  it('records every call without its token, and remarks on a missing fallback text', async () => {
    await call('chat.postMessage', { channel: 'C0GENERAL', token: 'xoxb-a-bot', blocks: [{ type: 'divider' }] });
    expect(slack.calls).toMatchObject([
      { method: 'chat.postMessage', answer: { ok: true }, warnings: ['missing_text_in_message'] },
    ]);
    expect(JSON.stringify(slack.calls)).not.toContain('xoxb');
  });

  it('answers 429 to a burst of posts in one channel, and not to another channel', async () => {
    slack = await startSlack();
    const post = (channel: string) => api(slack, 'chat.postMessage', { channel, text: 'x' });
    // All at once, so that they are a burst however long each takes on a busy machine.
    const burst = await Promise.all(Array.from({ length: 4 }, () => post('C0GENERAL')));
    expect(burst.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429]);
    expect(burst.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1');
    expect((await post('U0ADA')).status).toBe(200);
    expect(slack.messages('C0GENERAL')).toHaveLength(3);
  });

  it('answers as planned, before or after the effect, as often as planned', async () => {
    slack = await startSlack();
    const post = () => api(slack, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x' });
    slack.faults.fail('chat.postMessage', { times: 1, status: 503 });
    expect((await post()).status).toBe(503);
    expect(slack.messages('C0GENERAL')).toHaveLength(0);
    slack.faults.fail('chat.postMessage', { times: 1, error: 'fatal_error', afterEffect: true });
    expect((await post()).body).toEqual({ ok: false, error: 'fatal_error' });
    expect(slack.messages('C0GENERAL')).toHaveLength(1);
    slack.faults.rateLimit('chat.postMessage', { channel: 'C0GENERAL', times: 1, retryAfterSeconds: 7 });
    expect((await post()).headers.get('retry-after')).toBe('7');
    expect((await post()).body).toMatchObject({ ok: true });
  });
});

describe('Rates', () => {
  it('let a channel have one post a second after a burst of three', () => {
    let now = 0;
    const rates = createRates(() => now);
    const post = () => rates.waitForPost('C1');
    expect([post(), post(), post(), post()]).toEqual([undefined, undefined, undefined, 1]);
    now = 1000;
    expect([post(), post()]).toEqual([undefined, 1]);
  });

  it('let all channels together have 300 posts a minute, which Slack calls several hundred', () => {
    let now = 0;
    const rates = createRates(() => now);
    const post = (_: unknown, channel: number) => rates.waitForPost(`C${channel}`);
    expect(Array.from({ length: 301 }, post)).toEqual([...Array.from({ length: 300 }, () => undefined), 60]);
    now = 60_000;
    expect(rates.waitForPost('C0')).toBeUndefined();
  });

  it('let a tier 2 method be called 20 times a minute', () => {
    let now = 0;
    const rates = createRates(() => now);
    const list = () => rates.waitForTier('users.list', 'tier2');
    expect(Array.from({ length: 20 }, list)).toEqual(Array.from({ length: 20 }, () => undefined));
    now = 15_000;
    expect(list()).toBe(45);
    now = 60_000;
    expect(list()).toBeUndefined();
  });
});
