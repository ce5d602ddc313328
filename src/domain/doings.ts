import type { StepName } from './effects.ts';
import type { ChangedKind, Doing } from './outside.ts';
import type { AccessRequest, Grant } from './records.ts';
import type { Step } from './step-records.ts';

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
  const { grant = '', terms, previous, decidedAt, filedAt, outcome } = request;
  const usernames = new Set([terms, ...(previous ? [previous] : [])].map(({ user }) => user.username));
  return (request.provisioning?.steps ?? []).flatMap((step) => {
    if (step.state === 'waiting') return [];
    const from = step.startedAt ?? step.at ?? decidedAt ?? filedAt;
    return [...usernames].map((username) => ({
      kind: KINDS[step.name],
      username,
      grant,
      from,
      until: endOf(step) ?? outcome?.at,
    }));
  });
}

/** A task that was still open when its request came to nothing is not to be done any more. */
const endOf = ({ state, at }: Step): string | undefined => (state === 'done' ? at : undefined);

/** The integration user of a stopped grant is suspended, and activated again, by Grantdesk or by hand. */
function stopsOf({ id, terms, suspension }: Grant): Doing[] {
  if (!suspension) return [];
  const { at, enforced } = suspension;
  return [{ kind: 'user', username: terms.user.username, grant: id, from: at, until: enforced?.at }];
}
