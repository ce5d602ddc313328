import { approveIfAutomatic } from './approval.ts';
import { checkRenewal } from './check-renewal.ts';
import { clientNameKey } from './client-name.ts';
import type { AuditEvent } from './effects.ts';
import { dateAfter } from './expiry.ts';
import { underReview } from './grant.ts';
import { isPaired } from './pair.ts';
import type { AccessRequest, Grant } from './records.ts';
import { type Filing, fileCreate } from './request.ts';
import { canAskAgain } from './request-end.ts';
import { grantStands } from './state-words.ts';
import { type Checked, type Fault, LIMITS, type Terms, type TermsForm } from './terms.ts';
import { type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleLine } from './typed-text.ts';

/**
 * What the rules of the policy take a request for. A second grant that takes the place of one gives nothing new, so it is
 * decided on like a renewal.
 */
export const kindAsked = ({ kind, replaces }: Pick<AccessRequest, 'kind' | 'replaces'>): AccessRequest['kind'] =>
  replaces === undefined ? kind : 'renew';

/** The client name to propose for a second grant: the same with the next number, cut where it would be too long. */
export function nextName(clientName: string, number: number): string {
  const suffix = ` (${number})`;
  const base = clientName.replace(/ \(\d+\)$/, '');
  return `${base.slice(0, LIMITS.clientName - suffix.length).trimEnd()}${suffix}`;
}

/**
 * Checks what the form asks for. All but the name, the day and the reason stays as it is; the user is there already. Where
 * `namesRoute`, another name may lead to another rule of the policy, so only its number may differ.
 */
export function checkReplacement(
  form: Pick<TermsForm, 'clientName' | 'expires' | 'purpose'>,
  current: Terms,
  policy: Parameters<typeof checkRenewal>[2],
  now: Date,
  namesRoute = false,
): Checked<Terms> {
  const clientName = visibleLine(form.clientName ?? '');
  const sentence =
    textFault(clientName, 'a client name, another than the grant has that it replaces', LIMITS.clientName) ??
    (namesRoute ? numberFault(clientName, current) : undefined);
  const named: Fault[] = sentence === undefined ? [] : [{ field: 'clientName', sentence }];
  // A renewal must end later than the grant does; a second grant only has to end later than today.
  const checked = checkRenewal(form, { ...current, expires: dateAfter(now, 0) }, policy, now);
  if (!checked.ok) return { ok: false, faults: [...named, ...checked.faults] };
  if (named.length > 0) return { ok: false, faults: named };
  const user = { kind: 'existing' as const, username: current.user.username };
  return { ok: true, value: { ...checked.value, clientName, user } };
}

function numberFault(name: string, current: Terms): string | undefined {
  const number = Number(/ \((\d+)\)$/.exec(name)?.[1] ?? 2);
  const numbered = nextName(current.clientName, number);
  if (clientNameKey(name) === clientNameKey(numbered)) return undefined;
  return `The policy has a rule about client names, so only the number may differ: write “${numbered}”. Change the name later.`;
}

/** Whether the request for a second grant came to nothing, or what came of it has ended: another can be asked for. */
export function isPast(request: AccessRequest, replacement: Grant | undefined): boolean {
  const { state } = replacement ?? {};
  return canAskAgain(request) || state === 'revoked' || state === 'expired';
}

/**
 * Refuses who may not ask for a second grant now. Answers nothing when they may. `past` is the grant that was to take its
 * place before, where nothing came of that.
 */
export function mayNotReplace(grant: Grant, by: string, past?: string): Refused | undefined {
  const { id, state, replacedBy } = grant;
  if (by !== grant.owner) return refused('not_yours', `Only its owner, <@${grant.owner}>, can replace ${id}.`);
  if (state !== 'active')
    return refused('not_live', `${id} ${grantStands(grant)}, so it cannot be replaced. ${NEXT[state]}`);
  if (grant.revocation !== undefined) {
    return refused('not_live', `${id} is being revoked (${grant.revocation}), so it cannot be replaced any more.`);
  }
  const review = underReview(grant, 'replaced');
  if (review) return review;
  if (isPaired(grant) || (replacedBy !== undefined && replacedBy.grant !== past)) {
    return refused('replacement_open', `${id} is being replaced already: ${replacedBy?.grant} is to take its place.`);
  }
  if (grant.replaces !== undefined) {
    return refused(
      'replacement_open',
      `${id} itself takes the place of ${grant.replaces}. Say first that the integration runs on it, or revoke one of the two.`,
    );
  }
  const open = grant.narrowing ?? grant.change;
  if (open === undefined) return undefined;
  return refused(
    'change_open',
    `${open} asks to change ${id}. Wait for it, or withdraw it; then replace what it is by then.`,
  );
}

const NEXT = {
  provisioning: 'Wait until it is live.',
  suspended: 'It has to be reinstated first.',
  expired: 'Request a new grant with `/grant`.',
  revoked: 'Request a new grant with `/grant`.',
  active: '',
} as const satisfies Record<Grant['state'], string>;

/** Files the request for a second grant, and notes at the first that one is asked for. */
export function fileReplacement(filing: Filing, grant: Grant, past?: string): Transition {
  const no = mayNotReplace(grant, filing.requester, past);
  if (no) return no;
  const filed = fileCreate(filing);
  const request = filed.request && { ...filed.request, replaces: grant.id };
  const begun = approveIfAutomatic({ ...filed, request }, filing.now);
  if (!begun.ok || request?.grant === undefined) return begun;
  const asked: AuditEvent = {
    at: filing.now.toISOString(),
    actor: filing.requester,
    action: 'grant.replacement_asked',
    subjects: [grant.id, request.id, request.grant],
    detail: { by: request.grant },
  };
  return {
    ...begun,
    others: [{ ...grant, replacedBy: { grant: request.grant, told: [] } }],
    events: [...begun.events, asked],
  };
}
