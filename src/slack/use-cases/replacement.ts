import { checkUrgency } from '../../domain/check-terms.ts';
import { clientNameClaim } from '../../domain/grant.ts';
import { runsOnNew } from '../../domain/pair.ts';
import type { Grant } from '../../domain/records.ts';
import { checkReplacement, fileReplacement, isPast, mayNotReplace, nextName } from '../../domain/replacement.ts';
import type { Filing } from '../../domain/request.ts';
import type { TermsForm } from '../../domain/terms.ts';
import type { Refused, Transition } from '../../domain/transition.ts';
import { namesRoute } from '../../policy/names-route.ts';
import type { Store } from '../../store/store.ts';
import { transact } from '../../store/transact.ts';
import { type Filed, faultsOf, file, isFiled, nameFaults, routedFor, type Sender, told } from './filing.ts';
import { inTurn, turnToFile, waitsInVain } from './filing-limit.ts';
import { grantNamed, noGrant, requestNamed } from './find.ts';
import type { FilingParts, UseCaseParts } from './parts.ts';

/** A grant that can be replaced, and the grant that was to take its place before, where nothing came of that. */
type Replaceable = { grant: Grant; past: string | undefined };

/** The grant that somebody wants to replace, when it is theirs and can be replaced. */
export async function replaceable(
  id: string,
  by: string,
  { store }: Pick<UseCaseParts, 'store'>,
): Promise<Replaceable | Refused> {
  const grant = await grantNamed(id, store);
  if (!grant) return noGrant(id);
  const past = await pastReplacement(grant, store);
  return mayNotReplace(grant, by, past) ?? { grant, past };
}

async function pastReplacement({ replacedBy }: Grant, store: Store): Promise<string | undefined> {
  if (!replacedBy) return undefined;
  const request = await requestNamed(replacedBy.grant.replace('GRANT', 'REQ'), store);
  const replacement = await grantNamed(replacedBy.grant, store);
  return request && isPast(request, replacement) ? replacedBy.grant : undefined;
}

/** How many client names are tried before the last of them is proposed all the same. */
const MOST_NAMES = 20;

/** A client name for the second grant that no live grant and no open request has. */
export async function freeName(clientName: string, store: Store): Promise<string> {
  let name = clientName;
  for (let number = 2; number < MOST_NAMES; number++) {
    name = nextName(clientName, number);
    if ((await store.claimHolder(clientNameClaim(name, '').name)) === undefined) return name;
  }
  return name;
}

/** Files what the form to replace a grant holds. */
export function fileReplacementRequest(
  form: TermsForm,
  grantId: string,
  sender: Sender,
  parts: FilingParts,
): Promise<Filed> {
  return inTurn(() => fileReplacementOnce(form, grantId, sender, parts));
}

async function fileReplacementOnce(
  form: TermsForm,
  grantId: string,
  sender: Sender,
  parts: FilingParts,
): Promise<Filed> {
  const { store, clock } = parts;
  const now = clock.now();
  if (await isFiled(sender, store)) return { ok: true };
  const found = await replaceable(grantId, sender.by, parts);
  if ('ok' in found) return found;
  const turn = await turnToFile(sender.by, parts);
  if (!turn.ok) return turn;

  const { grant, past } = found;
  const { policy } = parts.policy();
  const checked = checkReplacement(form, grant.terms, policy, now, namesRoute(policy));
  const urgency = checkUrgency(form);
  const faults = [...faultsOf(checked), ...faultsOf(urgency), ...(await nameFaults(form, undefined, store))];
  if (!checked.ok || !urgency.ok || faults.length > 0) return { ok: false, faults };

  const asked = { kind: 'renew' as const, terms: checked.value };
  const routed = await routedFor(asked, { requester: sender.by, owner: grant.owner }, now, parts);
  if (!routed.ok) return routed;
  const full = await waitsInVain(routed.filing, parts);
  if (full) return full;
  const id = await store.nextRequestId();
  const filing: Filing = { ...routed.filing, id, terms: checked.value, urgency: urgency.value };
  return file(
    { ...sender, turn },
    id,
    { request: id, others: [grantId] },
    ({ others: [old] }) => (old ? told(fileReplacement(filing, old, past), routed.escalated) : noGrant(grantId)),
    parts,
  );
}

/** The owner says that the integration runs on the second grant: the first is revoked. */
export async function confirmRunsOnNew(grantId: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const { store, policy, clock } = parts;
  const grant = await grantNamed(grantId, store);
  if (!grant) return noGrant(grantId);
  const replacement = grant.replacedBy?.grant;
  const id = await store.nextRequestId();
  const filing = { id, by, digest: policy().digest, now: clock.now() };
  const others = replacement === undefined ? [] : [replacement];
  return transact(store, { request: id, grant: grantId, others }, (found) =>
    found.grant ? runsOnNew(found.grant, found.others[0], filing) : noGrant(grantId),
  );
}
