import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sign } from '../../../src/playground/slack/deliveries.ts';
import { type Bench, modal, startBench, startSlack } from './with-bolt.ts';

const command = { contentType: 'application/x-www-form-urlencoded', body: 'command=%2Fgrant&text=' } as const;

describe('A delivery to the app', () => {
  let bench: Bench | undefined;

  afterEach(async () => {
    await bench?.stop();
    bench = undefined;
  });

  it('is refused by Bolt with a wrong signature or an old timestamp', async () => {
    bench = await startBench();
    expect(await bench.slack.deliver({ ...command, signature: 'v0=wrong' })).toMatchObject({ status: 401 });
    const sixMinutesAgo = Math.floor(Date.now() / 1000) - 360;
    expect(await bench.slack.deliver({ ...command, timestamp: sixMinutesAgo })).toMatchObject({ status: 401 });
  });

  it('says when it is a repetition', async () => {
    bench = await startBench();
    let heard: unknown;
    bench.app.event('user_change', async ({ context }) => {
      heard = [context.retryNum, context.retryReason];
    });
    const body = JSON.stringify({
      type: 'event_callback',
      team_id: 'T0GRANTDESK',
      event: { type: 'user_change', user: {} },
    });
    const retry = { number: 2, reason: 'http_timeout' };
    await bench.slack.deliver({ contentType: 'application/json', body, retry });
    expect(heard).toEqual([2, 'http_timeout']);
  });

  it('is a failure for the person when the app does not acknowledge in time', async () => {
    bench = await startBench({ acknowledgeWithinMs: 50 });
    let finish: () => unknown = () => undefined;
    bench.app.command('/grant', ({ ack }) => {
      finish = ack;
      return Promise.resolve();
    });
    await expect(bench.slack.as('U0ADA').command('/grant')).rejects.toMatchObject({ code: 'operation_timeout' });
    await finish();
  });

  it('is a failure for the person when the app answers with an error, or is not there', async () => {
    const slack = await startSlack();
    const broken = createServer((_request, response) => response.writeHead(500).end()).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    slack.connect(`http://127.0.0.1:${(broken.address() as AddressInfo).port}/slack/events`);
    const command = () => slack.as('U0ADA').command('/grant');
    await expect(command()).rejects.toMatchObject({ code: 'dispatch_failed', message: expect.stringContaining('500') });
    broken.close();
    await once(broken, 'close');
    await expect(command()).rejects.toMatchObject({ message: expect.stringContaining('ECONNREFUSED') });
    await slack.stop();
  });
});

describe('An event that the app does not take', () => {
  /** An app that answers events as it is told to, and what it heard of repetitions. */
  async function startApp(answer: () => { status: number; headers?: Record<string, string> }) {
    const heard: string[] = [];
    const server = createServer((request, response) => {
      const { 'x-slack-retry-num': number = 'first', 'x-slack-retry-reason': reason = '' } = request.headers;
      heard.push(`${String(number)} ${String(reason)}`.trim());
      const { status, headers } = answer();
      request.resume().on('end', () => response.writeHead(status, headers).end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    let ahead = 0;
    const now = () => Date.now() + ahead;
    const seen: string[] = [];
    const slack = await startSlack({ now, observe: ({ what, status }) => seen.push(`${what} ${status}`) });
    slack.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
    return {
      slack,
      heard,
      seen,
      advance: (minutes: number) => {
        ahead += minutes * 60_000;
      },
      stop: async () => {
        await slack.stop();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  const event = { type: 'user_change', user: {} };
  /** Waits for the requests of the app to be so many, however long the machine takes. */
  const count = async (list: readonly string[], most: number) => {
    while (list.length < most) await new Promise((resolve) => setImmediate(resolve));
  };

  it('comes again at once, after one minute and after five, by the clock of the workspace, and then no more', async () => {
    const { slack, heard, seen, advance, stop } = await startApp(() => ({ status: 500 }));
    await expect(slack.event(event)).rejects.toMatchObject({ code: 'dispatch_failed' });
    await count(seen, 2);
    expect(heard).toEqual(['first', '1 http_error']);
    advance(1);
    await count(seen, 3);
    advance(5);
    await count(seen, 4);
    advance(60);
    await expect(slack.as('U0ADA').command('/grant')).rejects.toMatchObject({ code: 'dispatch_failed' });
    expect(heard).toEqual(['first', '1 http_error', '2 http_error', '3 http_error', 'first']);
    expect(seen[3]).toBe('event_callback · user_change · retry 3 500');
    await stop();
  });

  it('comes no more once the app has taken it', async () => {
    let status = 500;
    const { slack, heard, seen, stop } = await startApp(() => {
      const answer = { status };
      status = 200;
      return answer;
    });
    await expect(slack.event(event)).rejects.toMatchObject({ code: 'dispatch_failed' });
    await count(seen, 2);
    expect(await slack.event(event)).toMatchObject({ status: 200 });
    expect(heard).toEqual(['first', '1 http_error', 'first']);
    await stop();
  });

  it('does not come again when the app asks for that', async () => {
    const headers = { 'x-slack-no-retry': '1' };
    const { slack, heard, stop } = await startApp(() => ({ status: 500, headers }));
    await expect(slack.event(event)).rejects.toMatchObject({ code: 'dispatch_failed' });
    await expect(slack.event(event)).rejects.toMatchObject({ code: 'dispatch_failed' });
    expect(heard).toEqual(['first', 'first']);
    await stop();
  });
});

describe('Somebody who leaves', () => {
  it('has no hands in Slack any more, and the app hears of it by user_change', async () => {
    const bench = await startBench({ botScopes: ['users:read'] });
    const heard: unknown[] = [];
    bench.app.event(
      'user_change',
      async ({ event: { user } }) => void heard.push([user.id, user.deleted, user.profile]),
    );
    await bench.slack.leave('U0ADA');
    expect(heard).toEqual([['U0ADA', true, expect.not.objectContaining({ email: expect.anything() })]]);
    await expect(async () => bench.slack.as('U0ADA').command('/grant')).rejects.toThrow(
      'not a person of the workspace any more',
    );
    await bench.stop();
  });
});

describe('A signature', () => {
  it('is the one of the documentation', () => {
    // The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const expected = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
    expect(sign('8f742231b10e8888abcd99yyyzzz85a5', 1531420618, body)).toBe(expected);
  });
});

describe('A trigger id', () => {
  let bench: Bench;

  afterEach(() => bench.stop());

  async function openTwice(options: { ageMs?: number; times: number }): Promise<string[]> {
    let now = Date.now();
    bench = await startBench({ now: () => now });
    const answers: string[] = [];
    bench.app.command('/grant', async ({ ack, body, client }) => {
      now += options.ageMs ?? 0;
      for (let time = 0; time < options.times; time += 1) {
        await client.views
          .open({ trigger_id: body.trigger_id, view: modal([]) })
          .then(() => answers.push('opened'))
          .catch((error: { data: { error: string } }) => answers.push(error.data.error));
      }
      await ack();
    });
    await bench.slack.as('U0ADA').command('/grant');
    return answers;
  }

  it('works once', async () => {
    expect(await openTwice({ times: 2 })).toEqual(['opened', 'exchanged_trigger_id']);
  });

  it('works for three seconds', async () => {
    expect(await openTwice({ times: 1, ageMs: 3000 })).toEqual(['opened']);
    await bench.stop();
    expect(await openTwice({ times: 1, ageMs: 3001 })).toEqual(['expired_trigger_id']);
  });

  it('lays views over one another, three at most', async () => {
    bench = await startBench();
    bench.app.command('/grant', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal([]) });
    });
    const refused: string[] = [];
    bench.app.view('form', async ({ ack, body, client }) => {
      await client.views
        .push({ trigger_id: (body as { trigger_id: string }).trigger_id, view: modal([]) })
        .catch((error: { data: { error: string } }) => refused.push(error.data.error));
      await ack({ response_action: 'push', view: modal([]) });
    });
    const ada = bench.slack.as('U0ADA');
    await ada.command('/grant');
    await bench.slack.until(() => ada.modal, 'the modal');
    await ada.submit();
    expect(ada.modals).toHaveLength(3);
    await expect(ada.submit()).rejects.toThrow('push_limit_reached');
    expect(refused).toEqual(['push_limit_reached']);
  });
});
