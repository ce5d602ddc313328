import { doByHand, finishTask, notTheAdminsTurn, refuseTask, retry } from '../domain/admin-task.ts';
import { approve, approveIfAutomatic, deny, mayNotDecide, openStage } from '../domain/approval.ts';
import type { Clock } from '../domain/clock.ts';
import { StepName } from '../domain/effects.ts';
import { clientNameClaim, collect, letExpire, ownersMove } from '../domain/grant.ts';
import { taskDetail } from '../domain/provisioning.ts';
import type { AccessRequest, Case, Grant } from '../domain/records.ts';
import { fileCreate, fileRenewal, refused, withdraw } from '../domain/request.ts';
import { checkRenewal, checkTerms, type Fault, type TermsForm } from '../domain/terms.ts';
import type { Refused, Transition } from '../domain/transition.ts';
import type { Logger } from '../observability/log.ts';
import { route } from '../policy/evaluate.ts';
import type { LoadedPolicy } from '../policy/load.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import type { Directory } from './directory.ts';

export type UseCaseParts = { store: Store; policy: () => LoadedPolicy; directory: Directory; clock: Clock };
/** What every handler works with. */
export type HandlerParts = UseCaseParts & { log: Logger };
/** What came of a form: it is filed, or every fault at its field, or a refusal that belongs to no field. */
export type Filed = { ok: true } | { ok: false; faults: Fault[] } | Refused;

/** A form's own view id makes it one request, however often Slack delivers it. Slack forgets a view long before. */
const FORM_TTL_MS = 24 * 60 * 60_000;
const formClaim = (viewId: string) => `form:${viewId}`;

/** Files what the request form holds. */
export async function fileRequest(form: TermsForm, by: string, viewId: string, parts: UseCaseParts): Promise<Filed> {
  const { store, clock } = parts;
  const { policy, digest } = parts.policy();
  const now = clock.now();
  const [filedAs, nameHolder] = await Promise.all([
    store.claimHolder(formClaim(viewId)),
    store.claimHolder(clientNameClaim(form.clientName ?? '', '').name),
  ]);
  if (filedAs !== undefined) return { ok: true };

  const checked = checkTerms(form, policy, now);
  const taken = nameHolder === undefined ? [] : [await nameTaken(nameHolder, store)];
  if (!checked.ok) return { ok: false, faults: [...checked.faults, ...taken] };
  if (taken.length > 0) return { ok: false, faults: taken };

  const id = await store.nextRequestId();
  const terms = checked.value;
  const filing = { id, requester: by, terms, routing: route(policy, terms, now), digest, now };
  return file(viewId, id, { request: id }, () => approveIfAutomatic(fileCreate(filing), now), parts);
}

/** Files what the renewal form holds. */
export async function fileRenewalRequest(
  form: TermsForm,
  grantId: string,
  by: string,
  viewId: string,
  parts: UseCaseParts,
): Promise<Filed> {
  const { store, clock } = parts;
  const { policy, digest } = parts.policy();
  const now = clock.now();
  if ((await store.claimHolder(formClaim(viewId))) !== undefined) return { ok: true };
  const grant = await grantNamed(grantId, store);
  if (!grant) return noGrant(grantId);
  const no = ownersMove(grant, by);
  if (no) return no;
  const checked = checkRenewal(form, grant.terms, policy, now);
  if (!checked.ok) return checked;

  const id = await store.nextRequestId();
  const terms = checked.value;
  const filing = { id, requester: by, terms, routing: route(policy, terms, now), digest, now };
  return file(
    viewId,
    id,
    { request: id, grant: grantId },
    (found) => (found ? approveIfAutomatic(fileRenewal(filing, found), now) : missing(grantId)),
    parts,
  );
}

async function file(
  viewId: string,
  id: string,
  subject: { request: string; grant?: string },
  decide: (grant: Grant | undefined) => Transition,
  { store }: UseCaseParts,
): Promise<Filed> {
  const once = { name: formClaim(viewId), holder: id, ttlMs: FORM_TTL_MS };
  // The same form, delivered twice at one moment, may be stopped by the name or the renewal that it has itself taken.
  const isFiled = async () => (await store.claimHolder(formClaim(viewId))) !== undefined;
  try {
    const filed = await transact(store, subject, ({ grant }) => decide(grant), [once]);
    return filed.ok || (await isFiled()) ? { ok: true } : filed;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'claim_held' || error.holder === undefined) throw error;
    return (await isFiled()) ? { ok: true } : { ok: false, faults: [await nameTaken(error.holder, store)] };
  }
}

/** Says who has a client name: the request that asks for it, or the grant that came of it. */
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
  if (!grant) return noGrant(grantId);
  if (grant.renewal !== undefined) return refused('renewal_open', `${grant.renewal} already asks to renew ${grantId}.`);
  return ownersMove(grant, by) ?? grant;
}

/** Gives an approval. Authority is looked up now, never taken from the button. */
export async function approveRequest(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const { digest } = parts.policy();
  const now = parts.clock.now();
  const approversOf = await approversFor(id, parts);
  return onCase(id, parts, (found) => approve(found, { by, approvers: approversOf(found.request), digest, now }));
}

/** Whether somebody may decide on a request now, before they are asked for a reason. */
export async function mayDecide(id: string, by: string, parts: UseCaseParts): Promise<Refused | undefined> {
  const request = await requestNamed(id, parts.store);
  if (!request) return noRequest(id);
  const approversOf = await approversFor(id, parts);
  return mayNotDecide(request, { by, approvers: approversOf(request) });
}

/** Denies a request, with the reason. */
export async function denyRequest(id: string, by: string, reason: string, parts: UseCaseParts): Promise<Transition> {
  const { digest } = parts.policy();
  const now = parts.clock.now();
  const approversOf = await approversFor(id, parts);
  return onCase(id, parts, (found) => deny(found, { by, approvers: approversOf(found.request), reason, digest, now }));
}

/** Looks up the approvers of every stage before the decision, because a decision must not wait for Slack. */
async function approversFor(
  id: string,
  { store, policy, directory }: UseCaseParts,
): Promise<(request: AccessRequest) => string[]> {
  const stages = (await requestNamed(id, store))?.stages ?? [];
  const people = await Promise.all(stages.map((stage) => directory.peopleIn(stage.from, policy().policy)));
  return (request) => people[openStage(request)?.stage ?? -1] ?? [];
}

export function withdrawRequest(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onCase(id, parts, (found) => withdraw(found, by, parts.clock.now()));
}

/** The admin task that a button stands for: request, step and run. */
export type TaskRef = { request: string; step: StepName; detail: string };

/** Reads a button's value such as "REQ-12/grant.1". Of anything else it makes a task that is not open. */
export function readTask(value: string): TaskRef {
  const [request = '', detail = ''] = value.split('/');
  return { request, detail, step: StepName.catch('grant').parse(detail.split('.')[0]) };
}

/** The request of a task that this admin may settle now. */
export async function openTask(task: TaskRef, by: string, parts: UseCaseParts): Promise<AccessRequest | Refused> {
  const request = await requestNamed(task.request, parts.store);
  if (!request) return noRequest(task.request);
  const admins = await adminsNow(parts);
  return notTheAdminsTurn(request, task.step, { by, admins }) ?? staleTask(request, task) ?? request;
}

export async function settleTask(
  task: TaskRef,
  by: string,
  clientId: string | undefined,
  parts: UseCaseParts,
): Promise<Transition> {
  const admins = await adminsNow(parts);
  const move = { by, admins, clientId, now: parts.clock.now() };
  try {
    return await onCase(
      task.request,
      parts,
      (found) => staleTask(found.request, task) ?? finishTask(found, task.step, move),
    );
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'claim_held') throw error;
    return refused(
      'client_id_invalid',
      `${error.holder} already has this client ID or client name. Check that you copied the right one.`,
    );
  }
}

export async function refuseAdminTask(
  task: TaskRef,
  by: string,
  reason: string,
  parts: UseCaseParts,
): Promise<Transition> {
  const admins = await adminsNow(parts);
  const move = { by, admins, reason, now: parts.clock.now() };
  return onCase(task.request, parts, (found) => staleTask(found.request, task) ?? refuseTask(found, task.step, move));
}

export async function retryStep(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onCase(id, parts, (found) => retry(found, { by, admins, now: parts.clock.now() }));
}

export async function takeOverStep(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onCase(id, parts, (found) => doByHand(found, { by, admins, now: parts.clock.now() }));
}

export function markCollected(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onGrant(id, parts, (grant) => collect(grant, by, parts.clock.now()));
}

export function markLetExpire(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onGrant(id, parts, (grant) => letExpire(grant, by, parts.clock.now()));
}

const adminsNow = ({ directory, policy }: UseCaseParts) => directory.peopleIn(policy().policy.admins, policy().policy);

/** Refuses a button of an earlier run, whose message should have been updated by now. */
function staleTask(request: AccessRequest, task: TaskRef): Refused | undefined {
  if (taskDetail(request, task.step) === task.detail) return undefined;
  return refused('not_open', `This task of ${request.id} is not open any more. Nothing was changed.`);
}

/** What a button or a typed word names may be anything: only the form of a number is looked up, or said back. */
const IS_REQUEST = /^REQ-\d+$/;
const IS_GRANT = /^GRANT-\d+$/;

const requestNamed = async (id: string, store: Store): Promise<AccessRequest | undefined> =>
  IS_REQUEST.test(id) ? (await store.request(id))?.record : undefined;

const grantNamed = async (id: string, store: Store): Promise<Grant | undefined> =>
  IS_GRANT.test(id) ? (await store.grant(id))?.record : undefined;

const noRequest = (id: string): Refused =>
  IS_REQUEST.test(id) ? missing(id) : refused('not_found', 'There is no such request.');

const noGrant = (id: string): Refused =>
  IS_GRANT.test(id)
    ? missing(id)
    : refused('not_found', 'Name a grant by its number, such as GRANT-57. Yours are in `/grant list`.');

async function onCase(id: string, { store }: UseCaseParts, move: (found: Case) => Transition): Promise<Transition> {
  if (!IS_REQUEST.test(id)) return noRequest(id);
  return transact(store, { request: id }, ({ request, grant }) => (request ? move({ request, grant }) : missing(id)));
}

async function onGrant(id: string, { store }: UseCaseParts, move: (grant: Grant) => Transition): Promise<Transition> {
  if (!IS_GRANT.test(id)) return noGrant(id);
  return transact(store, { grant: id }, ({ grant }) => (grant ? move(grant) : missing(id)));
}
