import { approveIfAutomatic } from '../../domain/approval.ts';
import { breakingGlass, startIfBreakingGlass } from '../../domain/break-glass.ts';
import { routedOn } from '../../domain/change.ts';
import { checkChange } from '../../domain/check-change.ts';
import { checkRenewal } from '../../domain/check-renewal.ts';
import { checkTerms, checkUrgency } from '../../domain/check-terms.ts';
import { edit, mayNotEdit } from '../../domain/edit.ts';
import { mayNotRenew } from '../../domain/grant.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { checkReplacement, kindAsked } from '../../domain/replacement.ts';
import { type Filing, fileCreate, fileRenewal } from '../../domain/request.ts';
import type { Fault, Terms, TermsForm } from '../../domain/terms.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { namesRoute } from '../../policy/names-route.ts';
import type { Store } from '../../store/store.ts';
import { missing } from '../../store/transact.ts';
import { breakGlassFaults } from './break-glass.ts';
import { type Filed, faultsOf, file, isFiled, nameFaults, routedFor, type Sender, told } from './filing.ts';
import { inTurn, turnToBreakGlass, turnToFile, waitsInVain } from './filing-limit.ts';
import { grantNamed, noGrant, noRequest, requestNamed } from './find.ts';
import { policyFor } from './offered.ts';
import type { FilingParts, UseCaseParts } from './parts.ts';
import { mayAsk } from './taking-part.ts';

/** Files what the request form holds. `breaksGlass` does not wait for the approval, where the policy lets this person. */
export function fileRequest(form: TermsForm, sender: Sender, breaksGlass: boolean, parts: FilingParts): Promise<Filed> {
  return inTurn(() => fileRequestOnce(form, sender, breaksGlass, parts));
}

async function fileRequestOnce(
  form: TermsForm,
  sender: Sender,
  breaksGlass: boolean,
  parts: FilingParts,
): Promise<Filed> {
  const { store, clock } = parts;
  const now = clock.now();
  if (await isFiled(sender, store)) return { ok: true };
  const turn = await (breaksGlass ? turnToBreakGlass : turnToFile)(sender.by, parts);
  if (!turn.ok) return turn;

  const checked = await checkRequest(form, breaksGlass, now, parts);
  if (!checked.ok) return checked;
  const { terms, urgency } = checked;
  const asked = { kind: 'create' as const, terms };
  const owner = breaksGlass ? sender.by : (form.owner ?? sender.by);
  const routed = await routedFor(asked, { requester: sender.by, owner }, now, parts);
  if (!routed.ok) return routed;
  const needsGlass = breaksGlass && routed.filing.routing.stages.length > 0;
  const asking = { ...routed.filing, urgency, breakGlass: needsGlass ? breakingGlass(urgency ?? '', now) : undefined };
  // Where nobody has to approve, nothing breaks glass: it is held to what any other request is held to.
  const full = (needsGlass ? undefined : turn.full) ?? (await waitsInVain(asking, parts));
  if (full) return full;
  const id = await store.nextRequestId();
  const filing: Filing = { ...asking, id, terms };
  const start = (moved: Transition) => startIfBreakingGlass(approveIfAutomatic(moved, now), now);
  return file({ ...sender, turn }, id, { request: id }, () => start(told(fileCreate(filing), routed.escalated)), parts);
}

/** What the request form holds, or every fault of it. */
async function checkRequest(form: TermsForm, breaksGlass: boolean, now: Date, parts: FilingParts) {
  const policy = await policyFor(form.workspace, parts);
  const terms = checkTerms(form, policy, now);
  const urgency = checkUrgency(form);
  const faults = [
    ...faultsOf(terms),
    ...faultsOf(urgency),
    ...(await nameFaults(form, undefined, parts.store)),
    ...(await ownerFaults(form, parts)),
    ...(breaksGlass ? breakGlassFaults(form, policy, now) : []),
  ];
  if (!terms.ok || !urgency.ok || faults.length > 0) return { ok: false as const, faults };
  return { ok: true as const, terms: terms.value, urgency: urgency.value };
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
  const most = await routedOnOf(request, checked.value, store);
  const asked = { kind: kindAsked(request), terms: most ?? checked.value, previous: request.previous };
  const routed = await routedFor(asked, { requester: sender.by, owner }, now, parts);
  if (!routed.ok) return routed;
  const filing: Filing = { ...routed.filing, id, terms: checked.value, routedOn: most, urgency: urgency.value };
  return file(
    sender,
    id,
    { request: id },
    (found) =>
      found.request ? told(edit({ ...found, request: found.request }, filing), routed.escalated) : missing(id),
    parts,
  );
}

/** What the policy is asked about for an edited change, where that is more than its terms. */
async function routedOnOf({ kind, grant: id = '' }: AccessRequest, wanted: Terms, store: Store) {
  const grant = kind === 'change' ? (await store.grant(id))?.record : undefined;
  return grant && routedOn(grant.terms, wanted);
}

/** Refuses to ask anything more of a grant that has been handed over to somebody else meanwhile. */
async function isAnothers({ kind, requester, grant: id = '' }: AccessRequest, store: Store) {
  const grant = kind === 'create' ? undefined : await grantNamed(id, store);
  if (!grant || grant.owner === requester) return undefined;
  return refused('not_yours', `${id} is <@${grant.owner}>’s by now, so you can ask nothing more of it.`);
}

async function checkEdit(form: TermsForm, request: AccessRequest, now: Date, parts: FilingParts) {
  const { store, policy } = parts;
  if (request.kind === 'create') {
    const old = request.replaces === undefined ? undefined : await grantNamed(request.replaces, store);
    const checked = old
      ? checkReplacement(form, old.terms, policy().policy, now, namesRoute(policy().policy))
      : checkTerms(form, await policyFor(form.workspace, parts), now);
    const taken = await nameFaults(form, request.id, store);
    return taken.length === 0 ? checked : { ok: false as const, faults: [...faultsOf(checked), ...taken] };
  }
  if (request.kind === 'change') {
    const before = request.previous ?? request.terms;
    // The form of an edit has no field for the name: what was asked stays.
    const { clientName = request.terms.clientName } = form;
    return checkChange({ ...form, clientName }, before, await policyFor(before.workspace, parts), now);
  }
  const grant = await grantNamed(request.grant ?? '', store);
  return checkRenewal(form, grant?.terms ?? request.terms, policy().policy, now);
}

/** Files what the renewal form holds. */
export function fileRenewalRequest(
  form: TermsForm,
  grantId: string,
  sender: Sender,
  parts: FilingParts,
): Promise<Filed> {
  return inTurn(() => fileRenewalOnce(form, grantId, sender, parts));
}

async function fileRenewalOnce(form: TermsForm, grantId: string, sender: Sender, parts: FilingParts): Promise<Filed> {
  const { store, clock } = parts;
  const { policy } = parts.policy();
  const now = clock.now();
  if (await isFiled(sender, store)) return { ok: true };
  const grant = await grantNamed(grantId, store);
  if (!grant) return noGrant(grantId);
  const turn = await turnToFile(sender.by, parts);
  if (!turn.ok) return turn;
  const no = mayNotRenew(grant, sender.by);
  if (no) return no;
  const checked = checkRenewal(form, grant.terms, policy, now);
  const urgency = checkUrgency(form);
  if (!checked.ok || !urgency.ok) return { ok: false, faults: [...faultsOf(checked), ...faultsOf(urgency)] };

  const asked = { kind: 'renew' as const, terms: checked.value };
  const routed = await routedFor(asked, { requester: sender.by, owner: grant.owner }, now, parts);
  if (!routed.ok) return routed;
  const full = await waitsInVain(routed.filing, parts);
  if (full) return full;
  const id = await store.nextRequestId();
  const filing: Filing = { ...routed.filing, id, terms: checked.value, urgency: urgency.value };
  const decide = (found: Grant) => approveIfAutomatic(told(fileRenewal(filing, found), routed.escalated), now);
  return file(
    { ...sender, turn },
    id,
    { request: id, grant: grantId },
    (found) => (found.grant ? decide(found.grant) : noGrant(grantId)),
    parts,
  );
}

async function ownerFaults({ owner }: TermsForm, { directory, policy }: UseCaseParts): Promise<Fault[]> {
  if (owner === undefined || (await directory.takingPart([owner], policy().policy)).includes(owner)) return [];
  return [{ field: 'owner', sentence: 'This person cannot own a grant: choose a member of this workspace.' }];
}

/** The grant that somebody wants to renew, when it is theirs and can be renewed. */
export async function renewable(grantId: string, by: string, { store }: UseCaseParts): Promise<Grant | Refused> {
  const grant = await grantNamed(grantId, store);
  return grant ? (mayNotRenew(grant, by) ?? grant) : noGrant(grantId);
}
