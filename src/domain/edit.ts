import { approveIfAutomatic } from './approval.ts';
import { clientNameKey } from './client-name.ts';
import { type Claim, notify } from './effects.ts';
import { clientNameClaim } from './grant.ts';
import type { AccessRequest, Case } from './records.ts';
import { settledReminders } from './reminders.ts';
import { type Filing, filingDetail, ownerAsked, refreshed, requestEvent, routed, waitingFrom } from './request.ts';
import { requestStands } from './state-words.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';

/** How often a request can be changed: each time, all who may decide are asked to look again. */
const MOST_EDITS = 20;

/** Whether the requester can still change what they asked for. */
export function canEdit(request: AccessRequest): boolean {
  return isEditable(request) && request.revision <= MOST_EDITS;
}

const isEditable = ({ state, breakGlass }: AccessRequest): boolean =>
  breakGlass === undefined && (state === 'pending' || state === 'awaiting_owner');

/** Refuses who may not edit a request now. Answers nothing when they may. */
export function mayNotEdit(request: AccessRequest, by: string): Refused | undefined {
  if (by !== request.requester) {
    return refused('not_yours', `Only <@${request.requester}>, who asked, can edit ${request.id}.`);
  }
  if (canEdit(request)) return undefined;
  if (isEditable(request)) {
    return refused(
      'not_open',
      `${request.id} was changed ${MOST_EDITS} times, which is as often as it can be. Withdraw it, and ask again.`,
    );
  }
  return refused('not_open', `${request.id} ${requestStands(request)}, so it cannot be edited any more.`);
}

/**
 * Changes a request that nobody has decided on: it is routed again from the start, and approvals given so far no longer
 * count, because they were given to something else.
 */
export function edit(current: Case, filing: Filing): Transition {
  const { request, grant } = current;
  const no = mayNotEdit(request, filing.requester);
  if (no) return no;
  const { terms, routedOn, urgency, now, owner = request.requester } = filing;
  // Whoever is to own it agreed to what it was then, if at all.
  const mustAccept = owner !== request.requester;
  const edited: AccessRequest = {
    ...request,
    state: mustAccept ? 'awaiting_owner' : 'pending',
    owner,
    opened: request.opened || !mustAccept,
    terms,
    routedOn,
    urgency,
    asked: undefined,
    ...routed(filing),
    revision: request.revision + 1,
    approvals: [],
    stricter: undefined,
    stricterSince: undefined,
    dropped: undefined,
    edited: { at: now.toISOString(), dropped: request.approvals.map(({ by }) => by) },
    ...waitingFrom(now),
  };
  const { claims, releases } = namesMoved({ request, grant }, { request: edited, grant });
  return approveIfAutomatic({ ...editMoved(request, edited, now), grant, claims, releases }, now);
}

/** The client name that a request reserves: of a new grant, or another for the grant that it changes. */
function nameAsked({ request: { kind, id, terms, previous }, grant }: Case): Claim[] {
  if (kind === 'create') return [clientNameClaim(terms.clientName, id)];
  const own = [previous, grant?.terms].flatMap((had) => (had ? clientNameKey(had.clientName) : []));
  const isOwn = kind !== 'change' || !grant || own.includes(clientNameKey(terms.clientName));
  return isOwn ? [] : [clientNameClaim(terms.clientName, grant.createdBy)];
}

/** What an edit reserves, and what it leaves free again. */
function namesMoved(before: Case, after: Case): Required<Pick<Moved, 'claims' | 'releases'>> {
  const [had, has] = [nameAsked(before), nameAsked(after)];
  const without = (some: Claim[], others: Claim[]) =>
    some.filter(({ name }) => others.every((other) => other.name !== name));
  return { claims: without(has, had), releases: without(had, has) };
}

function editMoved(before: AccessRequest, edited: AccessRequest, now: Date): Moved {
  const look =
    edited.state === 'pending' && before.opened ? [notify('edited', edited.id, String(edited.revision))] : [];
  const asked = [before, edited].filter(({ owner, requester }) => owner !== requester);
  return {
    ok: true,
    request: edited,
    events: [
      requestEvent(edited, edited.requester, 'request.edited', now, {
        ...filingDetail(edited),
        revision: edited.revision,
        dropped: before.approvals.map(({ by }) => by),
      }),
    ],
    effects: [...refreshed(edited), ...asked.map(ownerAsked), ...look, ...settledReminders(before)],
  };
}
