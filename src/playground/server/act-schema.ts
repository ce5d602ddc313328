import { z } from 'zod';
import type { Act } from './contract.ts';

const MOST_MS = 10 * 366 * 86_400_000;

const words = z.string().max(10_000);
const id = z.string().min(1).max(255);
const choice = z.union([words, z.array(words).max(200)]);
const values = z.record(id, choice);
const which = { blockId: id.exactOptional(), value: choice.exactOptional() };

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
const message = z.strictObject({ channel: id, ts: id });
const act = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ do: z.literal(name), ...shape });

/** What may be posted to /api/act. */
export const ActSchema: z.ZodType<Act> = z.discriminatedUnion('do', [
  act('slack.command', { as: id, text: words, channel: id }),
  act('slack.shortcut', { as: id, callbackId: id, message: message.exactOptional() }),
  act('slack.press', { as: id, channel: id, ts: id, actionId: id, ...which }),
  act('slack.fill', { as: id, values }),
  act('slack.choose', { as: id, actionId: id, value: choice }),
  act('slack.click', { as: id, actionId: id, blockId: id.exactOptional() }),
  act('slack.suggest', { as: id, actionId: id, query: words }),
  act('slack.submit', { as: id, values: values.exactOptional() }),
  act('slack.close', { as: id }),
  act('slack.openHome', { as: id }),
  act('slack.pressHome', { as: id, actionId: id, ...which }),
  act('workiva.addGrant', { as: id, form: grantForm }),
  act('workiva.editGrant', { as: id, clientId: id, changes: grantChanges }),
  act('workiva.deleteGrant', { as: id, clientId: id }),
  act('workiva.regenerate', { as: id, clientId: id }),
  act('world.advance', { ms: z.int().min(1).max(MOST_MS) }),
  act('world.toNextEvent', {}),
  act('world.fault', {
    fault: z.enum(['slack_slow', 'slack_rate_limited', 'workiva_429', 'workiva_500']),
    on: z.boolean(),
  }),
  act('world.killWorker', {}),
  act('world.startWorker', {}),
  act('world.restartRedis', {}),
  act('world.startOver', {}),
]);
