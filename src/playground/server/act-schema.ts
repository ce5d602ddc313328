import { z } from 'zod';
import type { Act } from './contract.ts';

const MOST_MS = 10 * 366 * 86_400_000;

const words = z.string().max(10_000);
const id = z.string().min(1).max(255);
const choice = z.union([words, z.array(words).max(200)]);
const values = z.record(id, choice);
const which = { blockId: id.exactOptional(), value: choice.exactOptional() };
const state = z.record(id, z.record(id, choice)).exactOptional();

const grantForm = z.strictObject({
  clientName: words,
  workspace: words,
  workivaUsername: words,
  expires: words,
  scopes: z.array(words).max(200),
  ipRestrictions: words.exactOptional(),
});
const grantChanges = z.strictObject({
  clientName: words.exactOptional(),
  workspace: words.exactOptional(),
  workivaUsername: words.exactOptional(),
  expires: words.exactOptional(),
  scopes: z.array(words).max(200).exactOptional(),
  ipRestrictions: words.exactOptional(),
});
const userForm = z.strictObject({ username: words, givenName: words, familyName: words, email: words });
const member = { as: id, workspace: words, username: words };
const message = z.strictObject({ channel: id, ts: id });
const act = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ do: z.literal(name), ...shape });

/** What may be posted to /api/act. */
export const ActSchema: z.ZodType<Act> = z.discriminatedUnion('do', [
  act('slack.command', { as: id, text: words, channel: id }),
  act('slack.shortcut', { as: id, callbackId: id, message: message.exactOptional() }),
  act('slack.press', { as: id, channel: id, ts: id, actionId: id, ...which, state }),
  act('slack.fill', { as: id, values }),
  act('slack.choose', { as: id, actionId: id, blockId: id.exactOptional(), value: choice }),
  act('slack.click', { as: id, actionId: id, ...which }),
  act('slack.suggest', {
    ...{ as: id, actionId: id, blockId: id.exactOptional(), query: words },
    on: z.union([z.enum(['modal', 'home']), message]).exactOptional(),
  }),
  act('slack.submit', { as: id, values: values.exactOptional() }),
  act('slack.close', { as: id }),
  act('slack.openHome', { as: id }),
  act('slack.pressHome', { as: id, actionId: id, ...which, state }),
  act('workiva.addGrant', { as: id, form: grantForm }),
  act('workiva.editGrant', { as: id, clientId: id, changes: grantChanges }),
  act('workiva.deleteGrant', { as: id, clientId: id }),
  act('workiva.regenerate', { as: id, clientId: id }),
  act('workiva.useGrant', { as: id, clientId: id, secret: words }),
  act('workiva.addUser', { as: id, form: userForm }),
  act('workiva.renameUser', { as: id, username: id, newUsername: words }),
  act('workiva.suspendUser', { as: id, username: id }),
  act('workiva.reinstateUser', { as: id, username: id }),
  act('workiva.removeUser', { as: id, username: id }),
  act('workiva.addMember', member),
  act('workiva.setRoles', { ...member, roles: z.array(words).max(200) }),
  act('workiva.removeMember', member),
  act('world.advance', { ms: z.int().min(1).max(MOST_MS) }),
  act('world.toNextEvent', {}),
  act('world.fault', {
    fault: z.enum(['slack_slow', 'slack_rate_limited', 'workiva_429', 'workiva_500', 'workiva_no_roles']),
    on: z.boolean(),
  }),
  act('world.killWorker', {}),
  act('world.startWorker', {}),
  act('world.restartRedis', {}),
  act('world.startOver', {}),
]);
