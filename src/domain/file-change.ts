import { approveIfAutomatic } from './approval.ts';
import { changesBetween, mayNotChange } from './change.ts';
import { clientNameKey } from './client-name.ts';
import { eventAbout, notify } from './effects.ts';
import { clientNameClaim, refreshGrant } from './grant.ts';
import type { AccessRequest, Grant } from './records.ts';
import { type Filing, filed, newRequest } from './request.ts';
import type { Terms } from './terms.ts';
import { type Moved, refused, type Transition } from './transition.ts';

/** The parts of a change, each a request of its own; `from` are the terms that it was made out against. */
export type ChangeFiling = {
  by: string;
  from: Terms;
  narrowing: Filing | undefined;
  widening: Filing | undefined;
  now: Date;
};

/** Which of the two parts of a change a request is. */
type ChangePart = 'narrowing' | 'change';

/** Files a change to a live grant: what takes away begins at once, what gives goes the way of a new request. */
export function fileChange(grant: Grant, { by, from, narrowing, widening, now }: ChangeFiling): Transition {
  const no = mayNotChange(grant, by);
  if (no) return no;
  if (changesBetween(from, grant.terms).length > 0) {
    return refused('terms_moved', `${grant.id} was changed since you opened the form. Open it again.`);
  }
  const less = narrowing && begunIfFree(filePart(narrowing, 'narrowing', from, grant), now);
  const more =
    widening && begunIfFree(filePart(widening, 'change', narrowing?.terms ?? from, less?.grant ?? grant), now);
  const parts = [more, less].flatMap((part) => part ?? []);
  return {
    ok: true,
    request: parts[0]?.request,
    also: parts[1]?.request,
    grant: more?.grant ?? less?.grant ?? grant,
    events: parts.flatMap(({ events }) => events),
    effects: [...parts.flatMap(({ effects }) => effects), ...refreshGrant(grant)],
    claims: parts.flatMap(({ claims = [] }) => claims),
  };
}

/** A part that nobody has to approve begins at once. */
function begunIfFree(part: Moved, now: Date): Moved {
  const begun = approveIfAutomatic(part, now);
  return begun.ok ? begun : part;
}

/** `filing.terms` are what the part leads to, `before` what it starts from. Nobody is asked about what takes away. */
function filePart(filing: Filing, part: ChangePart, before: Terms, grant: Grant): Moved {
  const asksNobody = part === 'narrowing';
  const request: AccessRequest = {
    ...newRequest(filing),
    ...(asksNobody ? { opened: false } : {}),
    kind: 'change',
    grant: grant.id,
    previous: before,
  };
  const renamed = clientNameKey(filing.terms.clientName) !== clientNameKey(before.clientName);
  const claims = renamed ? [clientNameClaim(filing.terms.clientName, grant.createdBy)] : [];
  const moved = filed(request, filing.now, claims);
  return {
    ...moved,
    grant: { ...grant, [part]: request.id },
    effects: asksNobody ? [notify('card', request.id)] : moved.effects,
  };
}

/** Changes why a grant is needed, which Workiva does not know: nobody has to act. */
export function restatePurpose(grant: Grant, by: string, purpose: string, now: Date): Transition {
  const no = mayNotChange(grant, by);
  if (no) return no;
  const detail = { from: grant.terms.purpose, to: purpose };
  return {
    ok: true,
    grant: { ...grant, terms: { ...grant.terms, purpose } },
    events: [eventAbout([grant], by, 'grant.purpose_changed', now, detail)],
    effects: refreshGrant(grant),
  };
}
