import type { StepName } from './effects.ts';
import type { ChangedKind, Doing } from './outside.ts';
import type { AccessRequest, Grant, Step } from './records.ts';

const KINDS: Record<StepName, ChangedKind> = {
  user: 'user',
  membership: 'membership',
  roles: 'role',
  grant: 'grant',
  roles_removal: 'role',
  membership_removal: 'membership',
  user_suspension: 'user',
  user_removal: 'user',
};

/** What was asked of admins, or done by Grantdesk, for these requests and grants: all that it may be the doing of. */
export function doingsOf({
  requests,
  grants,
}: {
  requests: readonly AccessRequest[];
  grants: readonly Grant[];
}): Doing[] {
  return [...requests.flatMap(stepsOf), ...grants.flatMap(stopsOf)];
}

function stepsOf(request: AccessRequest): Doing[] {
  const { grant = '', terms, previous, decidedAt, filedAt } = request;
  const usernames = new Set([terms, ...(previous ? [previous] : [])].map(({ user }) => user.username));
  return (request.provisioning?.steps ?? []).flatMap((step) => {
    if (step.state === 'waiting') return [];
    const from = step.startedAt ?? step.at ?? decidedAt ?? filedAt;
    return [...usernames].map((username) => ({ kind: KINDS[step.name], username, grant, from, until: endOf(step) }));
  });
}

const endOf = ({ state, at }: Step): string | undefined => (state === 'done' ? at : undefined);

/** The integration user of a stopped grant is suspended, and activated again, by Grantdesk or by hand. */
function stopsOf({ id, terms, suspension }: Grant): Doing[] {
  if (!suspension) return [];
  const { at, enforced } = suspension;
  return [{ kind: 'user', username: terms.user.username, grant: id, from: at, until: enforced?.at }];
}
