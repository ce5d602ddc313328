import { MINUTE } from './duration.ts';
import type { AuditEvent, StepName } from './effects.ts';
import type { ChangedKind, Doing } from './outside.ts';
import type { AccessRequest, Grant } from './records.ts';
import type { Step } from './step-records.ts';

const KINDS: Record<StepName, readonly ChangedKind[]> = {
  user: ['user'],
  membership: ['membership'],
  roles: ['role'],
  grant: ['grant'],
  roles_removal: ['role'],
  // Workiva suspends whoever leaves the last workspace, and an undo activates such a user again.
  membership_removal: ['membership', 'user'],
  user_suspension: ['user'],
  user_removal: ['user'],
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

/** How far, in ms, the clocks of Grantdesk and Workiva may be apart. */
const CLOCKS_APART_MS = 2 * MINUTE;

const REVERTED_KINDS: readonly ChangedKind[] = ['user', 'membership', 'role'];

/**
 * What Grantdesk has done, or is doing, to make a user as recorded again: by Revert, and at the command line. `events`:
 * what the audit trail says of it, the oldest first.
 */
export function revertsOf(username: string, events: readonly AuditEvent[]): Doing[] {
  const doing = (from: string, until?: string): Doing[] =>
    REVERTED_KINDS.map((kind) => ({ kind, username, grant: '', from, until, marginMs: CLOCKS_APART_MS }));
  const begun = new Map<string, string>();
  const over = events.flatMap(({ action, at, detail }) => {
    const what = String(detail.what);
    if (action === 'drift.revert_asked') begun.set(what, at);
    if (action !== 'drift.reverted' && action !== 'drift.revert_failed') return [];
    const from = begun.get(what) ?? at;
    begun.delete(what);
    return doing(from, at);
  });
  return [...over, ...[...begun.values()].flatMap((from) => doing(from))];
}

function stepsOf(request: AccessRequest): Doing[] {
  const { grant = '', terms, previous, decidedAt, filedAt, outcome } = request;
  const usernames = new Set([terms, ...(previous ? [previous] : [])].map(({ user }) => user.username));
  return (request.provisioning?.steps ?? []).flatMap((step) => {
    if (step.state === 'waiting') return [];
    const from = step.startedAt ?? step.at ?? decidedAt ?? filedAt;
    const until = endOf(step) ?? outcome?.at;
    const { clientName } = terms;
    return [...usernames].flatMap((username) =>
      KINDS[step.name].map((kind) => ({ kind, username, grant, clientName, from, until })),
    );
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
