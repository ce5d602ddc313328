import bolt, { type App, type Logger as SlackLogger } from '@slack/bolt';
import { LogLevel, WebClient } from '@slack/web-api';
import type { HealthRoute } from '../observability/health.ts';
import type { Logger } from '../observability/log.ts';
import { registerGrantCommand } from './commands/grant.ts';
import { registerAdminTasks } from './interactions/admin-task.ts';
import { registerChange } from './interactions/change.ts';
import { registerDecision } from './interactions/decision.ts';
import { registerDelegation } from './interactions/delegation.ts';
import { registerDrift } from './interactions/drift.ts';
import { registerEdit } from './interactions/edit.ts';
import { registerHome } from './interactions/home.ts';
import { registerHomeMenus } from './interactions/home-menu.ts';
import { registerOwner } from './interactions/owner.ts';
import { registerPeople } from './interactions/people.ts';
import { registerPlan } from './interactions/plan.ts';
import { registerQuestion } from './interactions/question.ts';
import { registerGrantLife } from './interactions/renewal.ts';
import { registerReplacement } from './interactions/replacement.ts';
import { registerRequestForm } from './interactions/request-form.ts';
import { registerReview } from './interactions/review.ts';
import { registerRevocation } from './interactions/revocation.ts';
import { registerSecret } from './interactions/secret.ts';
import { registerSuspension } from './interactions/suspension.ts';
import { registerTransfer } from './interactions/transfer.ts';
import { registerUnused } from './interactions/unused.ts';
import { registerVerification } from './interactions/verification.ts';
import { registerWhy } from './interactions/why.ts';
import { type ObserveCall, observedFetch } from './observed-fetch.ts';
import { onlyOwnTeam } from './own-team.ts';
import type { HandlerParts } from './use-cases/parts.ts';
import { dropApprovalsOf } from './use-cases/recheck.ts';
import { keepGrantsOf, orphanGrantsOf } from './use-cases/transfer.ts';

export type SlackAccess = {
  botToken: string;
  /** Needed for HTTP mode. */
  signingSecret: string | undefined;
  /** Socket Mode when there is one. */
  appToken: string | undefined;
  apiUrl: string;
  /** Hears of every call of Slack's Web API. */
  observe?: ObserveCall | undefined;
};

/** Who this app is in Slack; asked once, so that no request waits for it. */
export type Identity = { botId: string; botUserId: string; teamId: string };

/** Asks Slack who the token belongs to. Throws when Slack refuses it. */
export async function identify(client: WebClient): Promise<Identity> {
  const answer = await client.auth.test();
  return { botId: answer.bot_id ?? '', botUserId: answer.user_id ?? '', teamId: answer.team_id ?? '' };
}

/** A client for Slack's Web API that leaves waiting and trying again to who calls. Calls end after 10 s. */
export function createWebClient({ botToken, apiUrl, observe }: SlackAccess, log: Logger): WebClient {
  return new WebClient(botToken, { ...webOptions(apiUrl, observe), logger: slackLogger(log) });
}

const webOptions = (apiUrl: string, observe: ObserveCall | undefined) => ({
  ...(observe ? { fetch: observedFetch(observe) } : {}),
  slackApiUrl: apiUrl,
  timeout: 10_000,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
});

/**
 * Makes the Bolt app with every handler: Socket Mode with an app token, else HTTP, where the routes of `health` are
 * served beside /slack/events.
 */
export function createSlackApp(
  access: SlackAccess,
  identity: Identity,
  health: readonly HealthRoute[],
  parts: HandlerParts,
): App {
  const app = new bolt.App({
    ...transport(access, health),
    authorize: async () => ({ botToken: access.botToken, ...identity }),
    clientOptions: webOptions(access.apiUrl, access.observe),
    logger: slackLogger(parts.log),
  });
  onlyOwnTeam(app, { teamId: identity.teamId, policy: parts.policy, log: parts.log });
  registerGrantCommand(app, parts);
  registerRequestForm(app, parts);
  registerDecision(app, parts);
  registerQuestion(app, parts);
  registerEdit(app, parts);
  registerPlan(app, parts);
  registerWhy(app, parts);
  registerAdminTasks(app, parts);
  registerGrantLife(app, parts);
  registerChange(app, parts);
  registerTransfer(app, parts);
  registerSecret(app, parts);
  registerUnused(app, parts);
  registerVerification(app, parts);
  registerDelegation(app, parts);
  registerOwner(app, parts);
  registerSuspension(app, parts);
  registerRevocation(app, parts);
  registerReplacement(app, parts);
  registerReview(app, parts);
  registerDrift(app, parts);
  registerHome(app, parts);
  registerHomeMenus(app, parts);
  registerPeople(app, {
    directory: parts.directory,
    onPersonLeft: (person) => afterLeaving(person, parts),
    onPersonThere: (person) => keepGrantsOf(person, parts),
  });
  app.error(async (error) => {
    parts.log.error({ err: error }, 'A Slack request could not be handled');
  });
  return app;
}

/** Somebody who has left decides nothing any more, and owns nothing; one does not wait for the other. */
async function afterLeaving(person: string, parts: HandlerParts): Promise<void> {
  const done = await Promise.allSettled([dropApprovalsOf(person, parts), orphanGrantsOf(person, parts)]);
  const faults = done.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (faults.length > 0) throw new AggregateError(faults, 'Not all could be done after somebody has left');
}

function transport({ appToken, signingSecret }: SlackAccess, health: readonly HealthRoute[]) {
  if (appToken !== undefined) return { socketMode: true, appToken };
  return { signingSecret: signingSecret ?? '', customRoutes: health.map((route) => ({ ...route })) };
}

/** Lets Slack's libraries log through ours. Their debug lines show whole payloads, so those are left out. */
function slackLogger(log: Logger): SlackLogger {
  const line = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(line(parts)),
    warn: (...parts) => log.warn(line(parts)),
    error: (...parts) => log.error(line(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
