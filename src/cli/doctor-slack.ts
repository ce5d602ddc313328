import { ErrorCode, LogLevel, WebClient } from '@slack/web-api';
import type { Config } from '../config.ts';
import { groupsInUse } from '../policy/groups-in-use.ts';
import { isUserGroup, type Policy } from '../policy/schema.ts';
import { BOT_SCOPES } from './bot-scopes.ts';
import { type Finding, findings } from './doctor-findings.ts';

const area = findings('Slack');

/** Looks at Slack with the tokens of the environment, and for everything that the policy names there. */
export async function examineSlack({ slack }: Pick<Config, 'slack'>, policy: Policy | undefined): Promise<Finding[]> {
  const client = clientFor(slack.botToken, slack.apiUrl);
  try {
    const answer = await client.auth.test();
    const scopes = answer.response_metadata?.scopes;
    return [
      area.ok(`The bot token works, in ${answer.team} (${answer.team_id}), as ${answer.user}.`),
      ...scopeFindings(scopes),
      await examineTransport(slack),
      ...(policy ? await examineChannels(client, policy, scopes ?? []) : []),
      ...(policy ? await examinePeople(client, policy) : []),
    ];
  } catch (error) {
    return [area.fault(`${sentenceOf(error)} Check SLACK_BOT_TOKEN, the network, and SLACK_API_URL if it is set.`)];
  }
}

function clientFor(token: string, slackApiUrl: string): WebClient {
  return new WebClient(token, {
    slackApiUrl,
    timeout: 10_000,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logger: SILENT,
  });
}

/** The client's own lines would stand between the findings. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

function scopeFindings(scopes: readonly string[] | undefined): Finding[] {
  if (scopes === undefined) return [area.warning('It does not say which scopes the bot token has.')];
  const missing = BOT_SCOPES.filter((scope) => !scopes.includes(scope));
  const more = scopes.filter((scope) => !BOT_SCOPES.includes(scope));
  return [
    missing.length === 0
      ? area.ok(`The bot token has the ${BOT_SCOPES.length} scopes of manifest.yml.`)
      : area.fault(`The bot token lacks ${missing.join(', ')}: install the app again from manifest.yml.`),
    ...(more.length === 0
      ? []
      : [
          area.warning(
            `The bot token has more than Grantdesk needs: ${more.join(', ')}. Take it out of the app’s scopes.`,
          ),
        ]),
  ];
}

async function examineTransport({ appToken, apiUrl }: Config['slack']): Promise<Finding> {
  if (appToken === undefined) {
    return area.ok(
      'HTTP mode: whether SLACK_SIGNING_SECRET is right shows at the first /grant; nothing else can tell.',
    );
  }
  try {
    await clientFor(appToken, apiUrl).apps.connections.open();
    return area.ok('Socket Mode: the app token works.');
  } catch (error) {
    return area.fault(`Socket Mode: ${sentenceOf(error)} Check SLACK_APP_TOKEN, which needs connections:write.`);
  }
}

async function examineChannels(client: WebClient, { channels }: Policy, scopes: readonly string[]): Promise<Finding[]> {
  const named = Object.entries(channels).flatMap(([use, id]) => (id === undefined ? [] : [{ use, id }]));
  if (!scopes.includes('channels:read') && !scopes.includes('groups:read')) {
    const list = named.map(({ use, id }) => `${use} ${id}`).join(', ');
    return [
      area.warning(
        `Whether Grantdesk is in its channels (${list}) cannot be checked without channels:read, which it does not ask for. Type /invite @Grantdesk in each.`,
      ),
    ];
  }
  return Promise.all(named.map((channel) => examineChannel(client, channel)));
}

async function examineChannel(client: WebClient, { use, id }: { use: string; id: string }): Promise<Finding> {
  try {
    const { channel } = await client.conversations.info({ channel: id });
    if (channel?.is_archived)
      return area.fault(`The channel of ${use}, ${id}, is archived: name another in the policy.`);
    if (!channel?.is_member)
      return area.fault(`Grantdesk is not in the channel of ${use}, ${id}: type /invite @Grantdesk there.`);
    return area.ok(`Grantdesk is in the channel of ${use}, #${channel.name}.`);
  } catch (error) {
    const remedy = 'Check “channels” in the policy, and invite Grantdesk if it is private.';
    return area.fault(`The channel of ${use}, ${id}: ${sentenceOf(error)} ${remedy}`);
  }
}

/** Everybody whom the policy names exists, and every group that it relies on has somebody who can act. */
async function examinePeople(client: WebClient, policy: Policy): Promise<Finding[]> {
  const named = [
    ...new Set([...Object.values(policy.groups).flat(), ...policy.auditors.filter((one) => !(one in policy.groups))]),
  ];
  const active = new Map<string, number>();
  const found: Finding[] = [];
  for (const id of named) {
    const { count, finding } = isUserGroup(id) ? await examineGroup(client, id) : await examinePerson(client, id);
    active.set(id, count);
    if (finding) found.push(finding);
  }
  const empty = groupsInUse(policy).filter(({ name }) =>
    (policy.groups[name] ?? []).every((id) => active.get(id) === 0),
  );
  return [
    ...(found.length === 0 ? [area.ok(`All ${named.length} people and user groups of the policy exist.`)] : found),
    ...empty.map(({ name, uses }) =>
      area.fault(`Nobody in the group “${name}” can act, who should ${uses.join('; ')}.`),
    ),
  ];
}

type Examined = { count: number; finding?: Finding };

async function examinePerson(client: WebClient, id: string): Promise<Examined> {
  try {
    const { user } = await client.users.info({ user: id });
    if (!user?.deleted) return { count: 1 };
    return { count: 0, finding: area.warning(`${id} has left: take them out of the policy’s groups.`) };
  } catch (error) {
    return { count: 0, finding: area.fault(`${id}: ${sentenceOf(error)} Check the ID in the policy’s groups.`) };
  }
}

async function examineGroup(client: WebClient, id: string): Promise<Examined> {
  try {
    const count = (await client.usergroups.users.list({ usergroup: id })).users?.length ?? 0;
    if (count > 0) return { count };
    return { count, finding: area.warning(`The user group ${id} is empty: put somebody into it in Slack.`) };
  } catch (error) {
    return { count: 0, finding: area.fault(`The user group ${id}: ${sentenceOf(error)} Check the ID in the policy.`) };
  }
}

/** Why Slack did not do it, by the name that Slack has for it. Its answers hold no token. */
function sentenceOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) throw error;
  if (error.code === ErrorCode.RateLimitedError) return 'Slack asks to wait; run the doctor again in a minute.';
  if (error.code === ErrorCode.PlatformError && 'data' in error) {
    return `Slack answers ${(error.data as { error: string }).error}.`;
  }
  return 'Slack cannot be reached.';
}
