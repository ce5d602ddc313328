import type { App } from '@slack/bolt';
import type { Logger } from '../observability/log.ts';
import type { Policy } from '../policy/schema.ts';

type OwnTeamParts = { teamId: string; policy: () => { policy: Policy }; log: Pick<Logger, 'warn'> };

/**
 * Lets no interaction pass that a person of another workspace has sent, unless the policy lets such people take part.
 * Slack has signed it, but the app answers one workspace only. It is taken and nothing is said, because who sent it
 * need not know what is here.
 */
export function onlyOwnTeam(app: App, { teamId, policy, log }: OwnTeamParts): void {
  app.use(async ({ body, next, ...args }) => {
    const team = teamOf(body);
    const isOurs = team === undefined || team === teamId || policy().policy.people.allow.includes('other_workspaces');
    if (isOurs) return next();
    log.warn({ team }, 'A signed interaction of another workspace was refused');
    if ('ack' in args && args.ack) await args.ack();
  });
}

/** The workspace that a command, a button, a form or a shortcut was sent from. Events are Slack's own. */
function teamOf(body: object): string | undefined {
  if ('event' in body) return undefined;
  if ('team_id' in body && typeof body.team_id === 'string') return body.team_id;
  if (!('team' in body) || typeof body.team !== 'object' || body.team === null) return undefined;
  return 'id' in body.team && typeof body.team.id === 'string' ? body.team.id : undefined;
}
