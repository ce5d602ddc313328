import { DAY } from '../../domain/duration.ts';
import { notify } from '../../domain/effects.ts';
import { clientNameClaim } from '../../domain/grant.ts';
import type { AccessRequest } from '../../domain/records.ts';
import type { Filing, RoutedTo } from '../../domain/request.ts';
import { staffed } from '../../domain/stages.ts';
import type { Fault, Terms, TermsForm } from '../../domain/terms.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { escalationGroups } from '../../policy/schema.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { type Found, type Subject, transact } from '../../store/transact.ts';
import { escapeText } from '../views/text.ts';
import { authorityFor, whoCanConfirm } from './authority.ts';
import { Overtaken, type Turn, turnClaim } from './filing-limit.ts';
import { requestNamed } from './find.ts';
import type { FilingParts, UseCaseParts } from './parts.ts';
import { routingOf } from './routing.ts';

/**
 * What came of a form: it is filed, with what is said about that; or every fault at its field, or a refusal that belongs
 * to no field.
 */
export type Filed = { ok: true; said?: string } | { ok: false; faults: Fault[] } | Refused;

/** A form's own view id makes it one request, however often Slack delivers it. Slack forgets a view long before. */
const FORM_TTL_MS = DAY;
const formClaim = (viewId: string) => `form:${viewId}`;

/** Who sent which form, as Slack signed it. */
export type Sender = { by: string; viewId: string };

/** What is wrong with what was checked. */
export const faultsOf = (checked: { ok: true } | { ok: false; faults: Fault[] }): Fault[] =>
  checked.ok ? [] : checked.faults;

type Parties = { requester: string; owner: string };
type RoutedFiling =
  | { ok: true; filing: Omit<Filing, 'id' | 'terms'>; escalated: number[] }
  | { ok: false; faults: Fault[] }
  | Refused;

/** Finds the rule for what is asked, and makes sure that there are people who can decide on it. */
export async function routedFor(
  asked: { kind: AccessRequest['kind']; terms: Terms; previous?: Terms | undefined },
  parties: Parties,
  now: Date,
  parts: FilingParts,
): Promise<RoutedFiling> {
  const { policy, digest } = parts.policy();
  const routing = await routingOf(asked, parties.requester, now, parts);
  if (routing.forbidden !== undefined) {
    const field = asked.kind === 'renew' ? 'expires' : 'scopes';
    return {
      ok: false,
      faults: [{ field, sentence: `The policy does not allow this (“${routing.rule}”): ${routing.forbidden}` }],
    };
  }
  const escalateTo = escalationGroups(policy);
  const groups = [...routing.stages.flatMap(({ from }) => from), ...escalateTo];
  const authority = await whoCanConfirm(await authorityFor(groups, parts), routing.confirm, parts.codes);
  const { stages, escalated, hopeless } = staffed(routing.stages, parties, authority, escalateTo, now);
  if (hopeless.length > 0) return nobodyCanApprove(routing, parties, parts);
  const routed: RoutedTo = { ...routing, stages };
  return { ok: true, filing: { ...parties, routing: routed, digest, now }, escalated };
}

function nobodyCanApprove({ rule, confirm }: RoutedTo, { requester }: Parties, parts: FilingParts): Refused {
  const { who, add } = confirm === undefined ? APPROVERS : APPROVERS_WITH_CODES;
  parts.log.error({ rule, confirm }, 'A request could not be filed: too few people can approve under its rule');
  const word = `A request of <@${requester}> could not be filed: under the rule “${escapeText(rule)}” there are too few ${who}, even with those of \`escalate_to\`. ${add}`;
  // Not waited for: whoever has sent the form must have an answer within three seconds, and Slack may take longer.
  parts
    .tellAdmins(`no-approver:${rule}`, word)
    .catch((err: unknown) => parts.log.error({ err, rule }, 'The admins could not be told that nobody can approve'));
  return refused(
    'no_approver',
    `Nobody could approve this at present: the groups that the policy names have too few ${who} besides you. The admins are being told. Ask again once they have added somebody.`,
  );
}

const APPROVERS = {
  who: 'people who can approve it',
  add: 'Add people to its groups in the policy or in Slack.',
};
const APPROVERS_WITH_CODES = {
  who: 'people who can approve it with a code of their authenticator app',
  add: 'The operator enrols them with `npx grantdesk approver enrol`; codes also need GRANTDESK_CODES_KEY to be set.',
};

/** Tells the operators of stages that went to the people of `escalate_to` at once. */
export function told(filing: Transition, escalated: readonly number[]): Transition {
  const { request } = filing.ok ? filing : {};
  if (!filing.ok || !request || escalated.length === 0) return filing;
  const effects = escalated.map((stage) => notify('unstaffed', request.id, `${request.revision}.${stage}`));
  return { ...filing, effects: [...filing.effects, ...effects] };
}

/** Whether this very form has filed something already. */
export const isFiled = async (sender: Sender, store: Store) => (await filedUnder(sender, store)) !== undefined;

/** Under which number this very form has been filed. */
export const filedUnder = ({ viewId }: Sender, store: Store) => store.claimHolder(formClaim(viewId));

/**
 * Writes what a form files, once, however often Slack delivers it.
 *
 * @throws Overtaken when the turn in which something new is filed has passed to another form of the same person
 */
export async function file(
  sender: Sender & { turn?: Turn },
  id: string,
  subject: Subject,
  decide: (found: Found) => Transition,
  { store }: UseCaseParts,
): Promise<Filed> {
  const once = { name: formClaim(sender.viewId), holder: id, ttlMs: FORM_TTL_MS };
  const claims = sender.turn ? [once, turnClaim(sender.turn, id)] : [once];
  // The same form, delivered twice at one moment, may be stopped by the name or the renewal that it has itself taken.
  try {
    const filed = await transact(store, subject, decide, claims);
    return filed.ok || (await isFiled(sender, store)) ? { ok: true } : filed;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'claim_held' || error.holder === undefined) throw error;
    if (await isFiled(sender, store)) return { ok: true };
    if (sender.turn && error.claim === sender.turn.claim) throw new Overtaken(sender.turn.claim);
    return { ok: false, faults: [await nameTaken(error.holder, store)] };
  }
}

/** Says who has a client name: the request that asks for it, or the grant that came of it. */
export async function nameFaults(
  { clientName = '' }: TermsForm,
  own: string | undefined,
  store: Store,
): Promise<Fault[]> {
  const holder = await store.claimHolder(clientNameClaim(clientName, '').name);
  return holder === undefined || holder === own ? [] : [await nameTaken(holder, store)];
}

async function nameTaken(holder: string, store: Store): Promise<Fault> {
  const request = await requestNamed(holder, store);
  const sentence =
    request?.state === 'fulfilled'
      ? `${request.grant} already has this client name. Choose another, or renew that grant.`
      : `${holder} already asks for this client name. Choose another.`;
  return { field: 'clientName', sentence };
}
