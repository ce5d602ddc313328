import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import { startWorld, type World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { answerTo } from '../support/answers.ts';
import { openedByApproval } from '../support/deciding.ts';
import { eventually } from '../support/faults-world.ts';
import {
  approvalOf,
  approveFully,
  type Filed,
  failureOf,
  fileRequest,
  finishGrantTask,
  freshClientId,
  headerOf,
  makeLive,
  openedBy,
  openStore,
  reachGrantTask,
  taskOf,
  textOf,
} from '../support/journey.ts';
import { answered, forged, interaction, listenForAnswers, submitPast, type Tap, tapDeliveries } from './tap.ts';

let world: World;
let tap: Tap;
let store: Store;
let closeStore: () => void;

beforeAll(async () => {
  world = await startWorld({ paced: false, workiva: { operationMs: 50, pollMs: 10 } });
  tap = await tapDeliveries(world);
  ({ store, close: closeStore } = openStore(world));
});
afterAll(async () => {
  closeStore?.();
  await tap?.stop();
  await world?.stop();
});

const FINANCE_STAGE = { scopes: ['Spreadsheets (Write)'] };
const OUTSIDER = PEOPLE.newcomer;

const stateOf = async ({ request }: Pick<Filed, 'request'>) => (await store.request(request))?.record.state;
const auditLength = async () => (await store.audit.read(1, 10_000)).length;

/** Does something, and answers what only this person is told of it. */
async function toldAfter(by: string, work: () => Promise<unknown>): Promise<string> {
  return (await answerTo(world, by, work)).text;
}

const press = (by: string, message: PostedMessage, action: string) =>
  toldAfter(by, () => world.slack.as(by).press(message, action));

describe('a request to the app', () => {
  const body = 'command=%2Fgrant&text=list&user_id=U0ENGINEER&team_id=T0GRANTDESK';
  const contentType = 'application/x-www-form-urlencoded';

  test('with a wrong signature, or none, is answered 401', async () => {
    const wrong = `v0=${'0'.repeat(64)}`;
    for (const signature of [wrong, '', 'v0=', 'nonsense']) {
      expect(await world.slack.deliver({ body, contentType, signature })).toMatchObject({ status: 401, body: '' });
    }
  });

  test('signed more than five minutes ago is answered 401, and a moment ago is not', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const at = (timestamp: number) => world.slack.deliver({ body, contentType, timestamp });
    expect((await at(now - 301)).status).toBe(401);
    expect((await at(now - 86_400)).status).toBe(401);
    expect((await at(now - 240)).status).toBe(200);
  });

  test('with the signature of another body is answered 401', async () => {
    const timestamp = Math.floor(Date.now() / 1_000);
    const secret = world.config.slack.signingSecret ?? '';
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const deliver = (sent: string) => world.slack.deliver({ body: sent, contentType, timestamp, signature });
    expect((await deliver(body.replace('U0ENGINEER', 'U0ADMIN'))).status).toBe(401);
    expect((await deliver(body)).status).toBe(200);
  });
});

describe('a signed interaction of another workspace', () => {
  const contentType = 'application/x-www-form-urlencoded';
  const otherTeam = 'T0ELSEWHERE';

  test('is taken, but nothing is done or said', async () => {
    const filed = await fileRequest(world, FINANCE_STAGE);
    const during = await auditLength();
    const pressed = interaction({
      type: 'block_actions',
      user: { id: PEOPLE.finance, team_id: otherTeam },
      team: { id: otherTeam, domain: 'elsewhere' },
      api_app_id: 'A0',
      response_url: 'http://127.0.0.1:1/none',
      actions: [{ type: 'button', action_id: 'grantdesk.request.approve', value: `${filed.request}:1`, block_id: 'b' }],
    });
    expect(await world.slack.deliver(pressed)).toMatchObject({ status: 200, body: '' });
    const command = new URLSearchParams({ command: '/grant', text: 'list', user_id: 'U0ELSE', team_id: otherTeam });
    expect(await world.slack.deliver({ body: command.toString(), contentType })).toMatchObject({
      status: 200,
      body: '',
    });
    // A later press of one's own workspace has been answered by now, so the earlier one would have taken hold.
    await press(OUTSIDER, await approvalOf(world, filed.request), 'grantdesk.request.approve');
    expect((await store.request(filed.request))?.record).toMatchObject({ state: 'pending', approvals: [] });
    expect(await auditLength()).toBe(during);
  });

  test('of one’s own workspace is answered', async () => {
    const body = new URLSearchParams({
      command: '/grant',
      text: 'list',
      user_id: PEOPLE.engineer,
      team_id: 'T0GRANTDESK',
    });
    const answer = await world.slack.deliver({ body: body.toString(), contentType });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toBe('');
  });
});

describe('somebody whom the policy does not name', () => {
  test('cannot approve or deny, and is told who may', async () => {
    const filed = await fileRequest(world, FINANCE_STAGE);
    const message = await approvalOf(world, filed.request);
    for (const action of ['grantdesk.request.approve', 'grantdesk.request.deny']) {
      expect(await press(OUTSIDER, message, action)).toBe(
        `You cannot decide on ${filed.request}: only finance can decide now (<@${PEOPLE.finance}>, <@${PEOPLE.secondFinance}>).`,
      );
    }
    expect(world.slack.as(OUTSIDER).modal).toBeUndefined();
    expect(await stateOf(filed)).toBe('pending');
  });

  test('cannot settle an admin task or a failure, and is told who may', async () => {
    const filed = await fileRequest(world);
    await approveFully(world, filed);
    const task = await reachGrantTask(world, filed);
    const onlyAdmins = `Only an admin named in the policy can do this: <@${PEOPLE.admin}>, <@${PEOPLE.secondAdmin}>.`;
    expect(await press(OUTSIDER, task, 'grantdesk.task.finish')).toBe(onlyAdmins);
    expect(await press(OUTSIDER, task, 'grantdesk.task.refuse')).toBe(onlyAdmins);
    expect(world.slack.as(OUTSIDER).modal).toBeUndefined();
    expect(await stateOf(filed)).toBe('awaiting_admin');

    const admin = world.slack.as(PEOPLE.admin);
    await openedBy(world, PEOPLE.admin, () => admin.press(task, 'grantdesk.task.refuse'));
    await admin.submit({ reason: 'The licence is used up.' });
    const failure = await failureOf(world, filed.request);
    expect(await press(OUTSIDER, failure, 'grantdesk.provisioning.retry')).toBe(onlyAdmins);
    expect(await press(OUTSIDER, failure, 'grantdesk.provisioning.take-over')).toBe(onlyAdmins);
    expect(await stateOf(filed)).toBe('failed');
  });

  test('the requester cannot decide on their own request, though an approver', async () => {
    const filed = await fileRequest(world, {}, PEOPLE.admin);
    const message = await approvalOf(world, filed.request);
    for (const action of ['grantdesk.request.approve', 'grantdesk.request.deny']) {
      expect(await press(PEOPLE.admin, message, action)).toMatch(/^You cannot decide on your own request/);
    }
    expect(await stateOf(filed)).toBe('pending');
  });

  test('a member who was removed from the group loses authority within a minute, also with the modal open', async () => {
    const [one, two] = [await fileRequest(world, FINANCE_STAGE), await fileRequest(world, FINANCE_STAGE)];
    const flora = world.slack.as(PEOPLE.secondFinance);
    await openedByApproval(world, PEOPLE.secondFinance, one, 'deny');

    world.slack.setUserGroup('S0FINANCE', [PEOPLE.finance]);
    world.clock.advance(61_000);
    try {
      await flora.submit({ reason: 'I may no longer say this.' });
      expect(JSON.stringify(flora.modal?.view)).toContain(`You cannot decide on ${one.request}`);
      await flora.close();
      expect(
        await press(PEOPLE.secondFinance, await approvalOf(world, two.request), 'grantdesk.request.approve'),
      ).toContain(`only finance can decide now (<@${PEOPLE.finance}>)`);
      expect([await stateOf(one), await stateOf(two)]).toEqual(['pending', 'pending']);
    } finally {
      world.slack.setUserGroup('S0FINANCE', [PEOPLE.finance, PEOPLE.secondFinance]);
      world.clock.advance(61_000);
    }
  });
});

describe('what a forged button or modal says', () => {
  const NONSENSE = [
    '',
    'REQ-99999',
    'GRANT-1',
    'REQ-1/grant.1',
    '../../x',
    '<!channel>',
    '{"grant":"GRANT-1"}',
    'constructor',
  ];
  const ACTIONS = [
    'request.approve',
    'request.deny',
    'request.withdraw',
    'task.finish',
    'task.refuse',
    'provisioning.retry',
    'provisioning.take-over',
    'grant.collect',
    'grant.renew',
    'grant.let-expire',
  ];

  test('gives no authority over a request of another stage', async () => {
    const [own, other] = [await fileRequest(world, FINANCE_STAGE), await fileRequest(world)];
    const finn = world.slack.as(PEOPLE.finance);
    await openedByApproval(world, PEOPLE.finance, own, 'deny');
    const denyPress = tap.last();

    const { view } = await submitPast(world, PEOPLE.finance, { reason: 'Forged.' }, { metadata: other.request });
    expect(JSON.stringify(view)).toContain(`You cannot decide on ${other.request}: only workiva-admins can decide now`);
    const approveOther = forged(denyPress, ({ actions }) => {
      const [action] = actions as [Record<string, unknown>];
      Object.assign(action, { action_id: 'grantdesk.request.approve', value: other.request });
    });
    expect(await toldAfter(PEOPLE.finance, () => world.slack.deliver(approveOther))).toContain(
      `You cannot decide on ${other.request}`,
    );
    expect(await stateOf(other)).toBe('pending');
    await finn.close();
  });

  test('changes nothing where it names what is not there, and is not said back', async () => {
    const filed = await fileRequest(world);
    await press(OUTSIDER, await approvalOf(world, filed.request), 'grantdesk.request.approve');
    const pressed = tap.last();
    const answers = await listenForAnswers();
    const before = await auditLength();
    for (const action of ACTIONS) {
      for (const value of NONSENSE) {
        const byAdmin = forged(pressed, (payload) => {
          payload.response_url = answers.url;
          payload.user = { id: PEOPLE.admin, team_id: 'T0GRANTDESK' };
          Object.assign((payload.actions as [object])[0], { action_id: `grantdesk.${action}`, value });
        });
        expect((await world.slack.deliver(byAdmin)).status).toBe(200);
        expect(await answers.next()).not.toMatch(/<!channel>|\.\.\/|database/);
      }
    }
    expect(await auditLength()).toBe(before);
    await answers.stop();
  });

  test('of private_metadata changes nothing, whatever it is', async () => {
    const { grant } = await makeLive(world, {}, PEOPLE.engineer, freshClientId());
    const before = await auditLength();
    const submit = async (callback_id: string, private_metadata: string, field: string) =>
      answered(
        await world.slack.deliver(
          interaction({
            type: 'view_submission',
            team: { id: 'T0GRANTDESK', domain: 'grantdesk-demo' },
            user: { id: OUTSIDER, team_id: 'T0GRANTDESK' },
            api_app_id: 'A0GRANTDESK',
            trigger_id: 'none',
            response_urls: [],
            view: {
              id: `V${Math.random()}`,
              type: 'modal',
              callback_id,
              private_metadata,
              hash: 'none',
              state: { values: { [field]: { any: { type: 'plain_text_input', value: 'some-client-id' } } } },
            },
          }),
        ),
      );
    const modals: [callbackId: string, field: string][] = [
      ['grantdesk.request.confirm-denial', 'reason'],
      ['grantdesk.task.confirm-finish', 'clientId'],
      ['grantdesk.task.confirm-refusal', 'reason'],
      ['grantdesk.grant.submit-renewal', 'purpose'],
    ];
    for (const [callbackId, field] of modals) {
      for (const metadata of NONSENSE) {
        const answer = await submit(callbackId, metadata, field);
        expect(answer.status).toBe(200);
        expect(answer.errors ?? answer.view).toBeDefined();
        expect(JSON.stringify(answer)).not.toContain('<!channel>');
      }
    }
    const renewal = await submit('grantdesk.grant.submit-renewal', JSON.stringify({ grant }), 'purpose');
    expect(JSON.stringify(renewal.view)).toContain(`Only its owner, <@${PEOPLE.engineer}>, can renew ${grant}.`);
    expect(await auditLength()).toBe(before);
  });

  test('of a hand-over gives nobody but the owner the right to say that it is collected', async () => {
    const { grant } = await makeLive(world, {}, PEOPLE.engineer, freshClientId());
    await press(OUTSIDER, await approvalOf(world, (await fileRequest(world)).request), 'grantdesk.request.approve');
    const delivery = forged(tap.last(), ({ actions }) => {
      Object.assign((actions as [object])[0], { action_id: 'grantdesk.grant.collect', value: grant });
    });
    expect(await toldAfter(OUTSIDER, () => world.slack.deliver(delivery))).toBe(
      `Only its owner, <@${PEOPLE.engineer}>, can do this with ${grant}.`,
    );
    expect((await store.grant(grant))?.record.collected).toBeUndefined();
  });
});

describe('what people type never comes out as markup', () => {
  const EVIL =
    '<!channel> <@U0AUDITOR> <https://evil.example|Workiva> <!subteam^S0FINANCE> `code` *bold* _slanted_ ~gone~ :tada: @here &lt;!here&gt; \u202Eesrever\u0007';
  const MARKUP =
    /<!channel>|<!here>|<@U0AUDITOR>|<https:\/\/evil|<!subteam\^S0FINANCE> |`code`|\*bold\*|_slanted_|~gone~|:tada:|&lt;!here&gt;/;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  const INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/;

  type Node = Record<string, unknown>;
  const nodesOf = (value: unknown): Node[] =>
    typeof value !== 'object' || value === null
      ? []
      : [...(Array.isArray(value) ? [] : [value as Node]), ...Object.values(value).flatMap((one) => nodesOf(one))];

  /** Texts in which Slack formats: the fallback and every mrkdwn text. */
  const formatted = (message: PostedMessage) => [
    message.text,
    ...nodesOf(message.blocks).flatMap(({ type, text }) => (type === 'mrkdwn' ? [String(text)] : [])),
  ];

  const everything = (): PostedMessage[] => [
    ...Object.values(CHANNELS).flatMap((channel) => [...world.slack.messages(channel)]),
    ...Object.values(PEOPLE).flatMap((id) => [...world.slack.directMessages(id), ...world.slack.as(id).ephemerals]),
  ];

  function expectClean(marker: string): void {
    const messages = everything().filter((message) => JSON.stringify(message.blocks).includes(marker));
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      for (const text of formatted(message)) expect(text).not.toMatch(MARKUP);
      expect(textOf(message)).not.toMatch(INVISIBLE);
      for (const node of nodesOf(message.blocks)) if (node.type === 'mrkdwn') expect(node.verbatim).toBe(true);
    }
  }

  test('in names, purpose and the reason of a denial', async () => {
    const filed = await fileRequest(world, {
      clientName: `Marker1 ${EVIL}`.slice(0, 100),
      givenName: '*bold* `code` :tada:',
      familyName: '<@U0AUDITOR> _slanted_',
      purpose: `Marker1 ${EVIL}\n> quoted\n${EVIL}`,
    });
    const admin = world.slack.as(PEOPLE.admin);
    await openedByApproval(world, PEOPLE.admin, filed, 'deny');
    await admin.submit({ reason: `Marker1 ${EVIL}` });
    await world.slack.until(
      () =>
        world.slack.directMessages(PEOPLE.engineer).some((one) => one.threadTs && one.text.startsWith(filed.request)),
      'the post under the card',
    );
    await world.slack.as(PEOPLE.engineer).command('/grant list');
    expectClean('Marker1');
    expect((await store.request(filed.request))?.record.outcome?.reason).not.toMatch(INVISIBLE);
  });

  test('in the reason of an admin who cannot do it, nor in tasks and the hand-over', async () => {
    const filed = await fileRequest(world, { clientName: 'Marker2 <!channel> *bold* `code` <@U0AUDITOR> :tada:' });
    await approveFully(world, filed);
    const admin = world.slack.as(PEOPLE.admin);
    const first = await reachGrantTask(world, filed);
    await openedBy(world, PEOPLE.admin, () => admin.press(first, 'grantdesk.task.refuse'));
    await admin.submit({ reason: `Marker2 ${EVIL}\n\n${EVIL}` });
    await admin.press(await failureOf(world, filed.request), 'grantdesk.provisioning.take-over');
    const isOther = async () => (await taskOf(world, filed.request)).ts !== first.ts;
    await eventually(isOther, 'the task to be asked anew');
    const errors = await finishGrantTask(world, await taskOf(world, filed.request), freshClientId());
    expect(errors).toBeUndefined();
    await world.slack.until(
      () => world.slack.directMessages(PEOPLE.engineer).some((one) => headerOf(one) === `${filed.grant} is live`),
      'the hand-over',
    );
    expectClean('Marker2');
  });

  test('in words after /grant', async () => {
    const outsider = world.slack.as(OUTSIDER);
    for (const words of ['<!channel>', 'renew <!channel>', 'renew `code`', 'renew <@U0AUDITOR>', '*bold*']) {
      const said = await toldAfter(OUTSIDER, () => outsider.command(`/grant ${words}`));
      expect(said).not.toMatch(/<!channel>|<!CHANNEL>|<@U0AUDITOR>|\*bold\*(?!`)/);
    }
  });
});
