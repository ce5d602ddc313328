import { approveIfAutomatic } from '../../domain/approval.ts';
import { clientNameClaim, mayNotRenew } from '../../domain/grant.ts';
import type { Grant } from '../../domain/records.ts';
import { fileCreate, fileRenewal } from '../../domain/request.ts';
import { checkRenewal, checkTerms, type Fault, type TermsForm } from '../../domain/terms.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { route } from '../../policy/evaluate.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { transact } from '../../store/transact.ts';
import { grantNamed, noGrant, requestNamed } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** What came of a form: it is filed, or every fault at its field, or a refusal that belongs to no field. */
export type Filed = { ok: true } | { ok: false; faults: Fault[] } | Refused;

/** A form's own view id makes it one request, however often Slack delivers it. Slack forgets a view long before. */
const FORM_TTL_MS = 24 * 60 * 60_000;
const formClaim = (viewId: string) => `form:${viewId}`;

/** The most requests of one person that may wait for approval. */
const MOST_PENDING = 20;

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

  const many = await tooManyOpen(by, store);
  if (many) return many;
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
  const no = mayNotRenew(grant, by);
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
    (found) => (found ? approveIfAutomatic(fileRenewal(filing, found), now) : noGrant(grantId)),
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

/** Nobody fills the approvers' channel alone, and nobody reserves names without end. */
async function tooManyOpen(by: string, store: Store): Promise<Refused | undefined> {
  const pending = (await store.requestsOf(by, 2 * MOST_PENDING)).filter((request) => request.state === 'pending');
  if (pending.length < MOST_PENDING) return undefined;
  return refused(
    'too_many_open',
    `You have ${pending.length} requests that wait for approval. Withdraw some of them first.`,
  );
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
  return grant ? (mayNotRenew(grant, by) ?? grant) : noGrant(grantId);
}
