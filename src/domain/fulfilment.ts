import { notify, SYSTEM } from './effects.ts';
import { claimsOf, refreshGrant } from './grant.ts';
import { taskMessage, withStep } from './provisioning.ts';
import type { AccessRequest, Case, Grant } from './records.ts';
import { refreshed, requestEvent } from './request.ts';
import { clientIdFault } from './secret-guard.ts';
import { refused, type Transition } from './transition.ts';

/** Who made the grant, or gave it its later date; and of a new grant the client ID as typed or answered. */
export type Fulfilment = { by: string; now: Date; clientId?: string | undefined };

/**
 * Ends a request whose grant is made: the grant is live from now on. A new grant brings its client ID; a renewed one
 * keeps its own.
 */
export function fulfil({ request, grant }: Case, fulfilment: Fulfilment): Transition {
  if (!grant) return refused('not_found', `${request.grant ?? 'The grant'} is not there any more.`);
  const clientId = (request.kind === 'create' ? fulfilment.clientId?.trim() : grant.clientId) ?? '';
  const fault = clientIdFault(clientId);
  if (fault !== undefined) return refused('client_id_invalid', fault);

  const { by, now } = fulfilment;
  const renewed = request.kind === 'renew';
  const live = liveGrant(grant, request, clientId, now);
  const ended = fulfilledRequest(request, by, now);
  const detail = { clientId, expires: request.terms.expires };
  return {
    ok: true,
    request: ended,
    grant: live,
    events: [requestEvent(request, by, renewed ? 'grant.renewed' : 'grant.created', now, detail)],
    effects: [
      ...refreshed(ended),
      ...(by === SYSTEM ? [] : [taskMessage(request, 'grant')]),
      ...(renewed
        ? [notify('outcome', request.id, 'renewed'), ...refreshGrant(grant)]
        : [notify('hand-over', live.id)]),
    ],
    claims: claimsOf(live),
  };
}

/** The warnings of its earlier life no longer count, and the sweep looks at it anew. A suspended grant stays suspended. */
function liveGrant(grant: Grant, { terms }: AccessRequest, clientId: string, now: Date): Grant {
  const { renewal: _ended, letExpire: _dropped, endedAt: _past, ...rest } = grant;
  const at = now.toISOString();
  const state = grant.state === 'suspended' ? 'suspended' : 'active';
  return { ...rest, state, terms, clientId, liveSince: at, warned: [], warnings: [], dueAt: at };
}

function fulfilledRequest(request: AccessRequest, by: string, now: Date): AccessRequest {
  const at = now.toISOString();
  const byHand = by === SYSTEM ? {} : { by, note: 'Done by hand' };
  const step = { state: 'done' as const, at, trouble: undefined, ...byHand };
  return { ...withStep(request, 'grant', step), state: 'fulfilled', fulfilledAt: at, dueAt: undefined };
}
