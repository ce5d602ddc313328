import { approveIfAutomatic } from '../../domain/approval.ts';
import { breakingGlass, startIfBreakingGlass } from '../../domain/break-glass.ts';
import { checkChange } from '../../domain/check-change.ts';
import { edit, mayNotEdit } from '../../domain/edit.ts';
import { notify } from '../../domain/effects.ts';
import { clientNameClaim, mayNotRenew } from '../../domain/grant.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { checkReplacement, kindAsked } from '../../domain/replacement.ts';
import { type Filing, fileCreate, fileRenewal, type RoutedTo } from '../../domain/request.ts';
import { staffed } from '../../domain/stages.ts';
import { checkRenewal, checkTerms, checkUrgency, type Fault, type Terms, type TermsForm } from '../../domain/terms.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { escalationGroups } from '../../policy/schema.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { type Found, missing, type Subject, transact } from '../../store/transact.ts';
import { escapeText } from '../views/text.ts';
import { authorityFor } from './authority.ts';
import { breakGlassFaults, mayBreakGlass } from './break-glass.ts';
import { grantNamed, noGrant, noRequest, requestNamed } from './find.ts';
import type { FilingParts, UseCaseParts } from './parts.ts';
import { routingOf } from './routing.ts';
import { mayAsk } from './taking-part.ts';

/**
 * What came of a form: it is filed, with what is said about that; or every fault at its field, or a refusal that belongs
 * to no field.
 */
export type Filed = { ok: true; said?: string } | { ok: false; faults: Fault[] } | Refused;

/** A form's own view id makes it one request, however often Slack delivers it. Slack forgets a view long before. */
const FORM_TTL_MS = 24 * 60 * 60_000;
const formClaim = (viewId: string) => `form:${viewId}`;

/** The most requests of one person that may wait for approval. */
const MOST_PENDING = 20;

/** Who sent which form, as Slack signed it. */
export type Sender = { by: string; viewId: string };

/** Files what the request form holds. `breaksGlass` does not wait for the approval, where the policy lets this person. */
export async function fileRequest(
  form: TermsForm,
  sender: Sender,
  breaksGlass: boolean,
  parts: FilingParts,
): Promise<Filed> {
  const { store, clock } = parts;
  const now = clock.now();
  if (await isFiled(sender, store)) return { ok: true };
  const no = (await mayAsk(sender.by, parts)) ?? (breaksGlass ? await mayBreakGlass(sender.by, parts) : undefined);
  if (no) return no;

  const { policy } = parts.policy();
  const checked = checkTerms(form, policy, now);
  const urgency = checkUrgency(form);
  const faults = [
    ...faultsOf(checked),
    ...faultsOf(urgency),
    ...(await nameFaults(form, undefined, store)),
    ...(await ownerFaults(form, parts)),
    ...(breaksGlass ? breakGlassFaults(form, policy, now) : []),
  ];
  if (!checked.ok || !urgency.ok || faults.length > 0) return { ok: false, faults };

  const many = await tooManyOpen(sender.by, store);
  if (many) return many;
  const asked = { kind: 'create' as const, terms: checked.value };
  const owner = breaksGlass ? sender.by : (form.owner ?? sender.by);
  const routed = await routedFor(asked, { requester: sender.by, owner }, now, parts);
  if (!routed.ok) return routed;
  const id = await store.nextRequestId();
  const filing: Filing = {
    ...routed.filing,
    id,
    terms: checked.value,
    urgency: urgency.value,
    breakGlass:
      breaksGlass && routed.filing.routing.stages.length > 0 ? breakingGlass(urgency.value ?? '', now) : undefined,
  };
  const start = (moved: Transition) => startIfBreakingGlass(approveIfAutomatic(moved, now), now);
  return file(sender, id, { request: id }, () => start(told(fileCreate(filing), routed.escalated)), parts);
}

/** Files anew what the request form holds by now: the request is routed again from the start. */
export async function fileEdit(form: TermsForm, id: string, sender: Sender, parts: FilingParts): Promise<Filed> {
  const { store, clock } = parts;
  const now = clock.now();
  if (await isFiled(sender, store)) return { ok: true };
  const request = await requestNamed(id, store);
  if (!request) return noRequest(id);
  const no = (await mayAsk(sender.by, parts)) ?? mayNotEdit(request, sender.by) ?? (await isAnothers(request, store));
  if (no) return no;

  const checked = await checkEdit(form, request, now, parts);
  const urgency = checkUrgency(form);
  const faults = [...faultsOf(checked), ...faultsOf(urgency), ...(await ownerFaults(form, parts))];
  if (!checked.ok || !urgency.ok || faults.length > 0) return { ok: false, faults };
  const owner = request.kind === 'create' ? (form.owner ?? request.owner) : request.owner;
  const asked = { kind: kindAsked(request), terms: checked.value };
  const routed = await routedFor(asked, { requester: sender.by, owner }, now, parts);
  if (!routed.ok) return routed;
  const filing: Filing = { ...routed.filing, id, terms: checked.value, urgency: urgency.value };
  return file(
    sender,
    id,
    { request: id },
    (found) =>
      found.request ? told(edit({ ...found, request: found.request }, filing), routed.escalated) : missing(id),
    parts,
  );
}

/** Refuses to ask anything more of a grant that has been handed over to somebody else meanwhile. */
async function isAnothers({ kind, requester, grant: id = '' }: AccessRequest, store: Store) {
  const grant = kind === 'create' ? undefined : await grantNamed(id, store);
  if (!grant || grant.owner === requester) return undefined;
  return refused('not_yours', `${id} is <@${grant.owner}>’s by now, so you can ask nothing more of it.`);
}

async function checkEdit(form: TermsForm, request: AccessRequest, now: Date, { store, policy }: FilingParts) {
  if (request.kind === 'create') {
    const old = request.replaces === undefined ? undefined : await grantNamed(request.replaces, store);
    const checked = old
      ? checkReplacement(form, old.terms, policy().policy, now)
      : checkTerms(form, policy().policy, now);
    const taken = await nameFaults(form, request.id, store);
    return taken.length === 0 ? checked : { ok: false as const, faults: [...faultsOf(checked), ...taken] };
  }
  if (request.kind === 'change') return checkChange(form, request.previous ?? request.terms, policy().policy, now);
  const grant = await grantNamed(request.grant ?? '', store);
  return checkRenewal(form, grant?.terms ?? request.terms, policy().policy, now);
}

/** Files what the renewal form holds. */
export async function fileRenewalRequest(
  form: TermsForm,
  grantId: string,
  sender: Sender,
  parts: FilingParts,
): Promise<Filed> {
  const { store, clock } = parts;
  const { policy } = parts.policy();
  const now = clock.now();
  if (await isFiled(sender, store)) return { ok: true };
  const grant = await grantNamed(grantId, store);
  if (!grant) return noGrant(grantId);
  const no = (await mayAsk(sender.by, parts)) ?? mayNotRenew(grant, sender.by);
  if (no) return no;
  const checked = checkRenewal(form, grant.terms, policy, now);
  const urgency = checkUrgency(form);
  if (!checked.ok || !urgency.ok) return { ok: false, faults: [...faultsOf(checked), ...faultsOf(urgency)] };

  const asked = { kind: 'renew' as const, terms: checked.value };
  const routed = await routedFor(asked, { requester: sender.by, owner: grant.owner }, now, parts);
  if (!routed.ok) return routed;
  const id = await store.nextRequestId();
  const filing: Filing = { ...routed.filing, id, terms: checked.value, urgency: urgency.value };
  const decide = (found: Grant) => approveIfAutomatic(told(fileRenewal(filing, found), routed.escalated), now);
  return file(
    sender,
    id,
    { request: id, grant: grantId },
    (found) => (found.grant ? decide(found.grant) : noGrant(grantId)),
    parts,
  );
}

/** What is wrong with what was checked. */
export const faultsOf = (checked: { ok: true } | { ok: false; faults: Fault[] }): Fault[] =>
  checked.ok ? [] : checked.faults;

async function ownerFaults({ owner }: TermsForm, { directory, policy }: UseCaseParts): Promise<Fault[]> {
  if (owner === undefined || (await directory.takingPart([owner], policy().policy)).includes(owner)) return [];
  return [{ field: 'owner', sentence: 'This person cannot own a grant: choose a member of this workspace.' }];
}

type Parties = { requester: string; owner: string };
type RoutedFiling =
  | { ok: true; filing: Omit<Filing, 'id' | 'terms'>; escalated: number[] }
  | { ok: false; faults: Fault[] }
  | Refused;

/** Finds the rule for what is asked, and makes sure that there are people who can decide on it. */
export async function routedFor(
  asked: { kind: AccessRequest['kind']; terms: Terms },
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
  const authority = await authorityFor(groups, parts);
  const { stages, escalated, hopeless } = staffed(routing.stages, parties, authority, escalateTo, now);
  if (hopeless.length > 0) return nobodyCanApprove(routing, parties, parts);
  const routed: RoutedTo = { ...routing, stages };
  return { ok: true, filing: { ...parties, routing: routed, digest, now }, escalated };
}

async function nobodyCanApprove({ rule }: RoutedTo, { requester }: Parties, parts: FilingParts): Promise<Refused> {
  parts.log.error({ rule }, 'A request could not be filed: too few people can approve under its rule');
  await parts.tellAdmins(
    `no-approver:${rule}`,
    `A request of <@${requester}> could not be filed: under the rule “${escapeText(rule)}” there are too few people who can approve it, even with those of \`escalate_to\`. Add people to its groups in the policy or in Slack.`,
  );
  return refused(
    'no_approver',
    'Nobody could approve this at present: the groups that the policy names have too few people besides you. The admins have been told. Ask again once they have added somebody.',
  );
}

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

/** Writes what a form files, once, however often Slack delivers it. */
export async function file(
  sender: Sender,
  id: string,
  subject: Subject,
  decide: (found: Found) => Transition,
  { store }: UseCaseParts,
): Promise<Filed> {
  const once = { name: formClaim(sender.viewId), holder: id, ttlMs: FORM_TTL_MS };
  // The same form, delivered twice at one moment, may be stopped by the name or the renewal that it has itself taken.
  try {
    const filed = await transact(store, subject, decide, [once]);
    return filed.ok || (await isFiled(sender, store)) ? { ok: true } : filed;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'claim_held' || error.holder === undefined) throw error;
    return (await isFiled(sender, store))
      ? { ok: true }
      : { ok: false, faults: [await nameTaken(error.holder, store)] };
  }
}

/** Nobody fills the approvers' channel alone, and nobody reserves names without end. */
async function tooManyOpen(by: string, store: Store): Promise<Refused | undefined> {
  const { items } = await store.lists.requestsByStanding(by, { number: 0, size: 5 * MOST_PENDING });
  const pending = items.filter(({ state }) => state === 'pending' || state === 'awaiting_owner');
  if (pending.length < MOST_PENDING) return undefined;
  return refused(
    'too_many_open',
    `You have ${pending.length} requests that wait for approval. Withdraw some of them first.`,
  );
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

/** The grant that somebody wants to renew, when it is theirs and can be renewed. */
export async function renewable(grantId: string, by: string, { store }: UseCaseParts): Promise<Grant | Refused> {
  const grant = await grantNamed(grantId, store);
  return grant ? (mayNotRenew(grant, by) ?? grant) : noGrant(grantId);
}
