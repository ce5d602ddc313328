import {
  changesBetween,
  type Difference,
  isPurposeAlone,
  mayNotChange,
  routedOn,
  splitChange,
} from '../../domain/change.ts';
import { checkChange } from '../../domain/check-change.ts';
import { checkUrgency } from '../../domain/check-terms.ts';
import { fileChange, restatePurpose } from '../../domain/file-change.ts';
import type { Grant } from '../../domain/records.ts';
import type { Filing } from '../../domain/request.ts';
import { TAKING_AWAY } from '../../domain/taking-away.ts';
import type { Fault, Terms, TermsForm } from '../../domain/terms.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { namesRoute } from '../../policy/names-route.ts';
import type { Found } from '../../store/transact.ts';
import { type Filed, faultsOf, file, filedUnder, isFiled, nameFaults, routedFor, type Sender, told } from './filing.ts';
import { inTurn, type Turn, turnOf, waitsInVain } from './filing-limit.ts';
import { grantNamed, noGrant } from './find.ts';
import { policyFor } from './offered.ts';
import type { FilingParts, UseCaseParts } from './parts.ts';

/** One part of a change that was filed: its number, what it changes, and whether somebody has to approve it. */
export type FiledPart = { id: string; changes: Difference[]; waits: boolean };

/** What came of the form: what was filed, the narrowing first; none where all that changed is why it is needed. */
export type FiledChange = { ok: true; grant: string; parts: FiledPart[] } | Exclude<Filed, { ok: true }>;

/** The grant that somebody wants to change, when it is theirs and can be changed. */
export async function changeable(grantId: string, by: string, { store }: UseCaseParts): Promise<Grant | Refused> {
  const grant = await grantNamed(grantId, store);
  return grant ? (mayNotChange(grant, by) ?? grant) : noGrant(grantId);
}

/** Files what the form to change a grant holds. Answers nothing about a form that has been filed before. */
export function fileChangeRequest(
  form: TermsForm,
  grantId: string,
  sender: Sender,
  parts: FilingParts,
): Promise<FiledChange | undefined> {
  return inTurn(() => fileChangeOnce(form, grantId, sender, parts));
}

async function fileChangeOnce(
  form: TermsForm,
  grantId: string,
  sender: Sender,
  parts: FilingParts,
): Promise<FiledChange | undefined> {
  const { store, clock } = parts;
  const now = clock.now();
  if (await isFiled(sender, store)) return undefined;
  const grant = await changeable(grantId, sender.by, parts);
  if ('ok' in grant) return grant;
  const turn = await turnOf(sender.by, parts);
  if (!turn.ok) return turn;

  const checked = checkChange(form, grant.terms, await policyFor(grant.terms.workspace, parts), now);
  const urgency = checkUrgency(form);
  const taken = await nameFaults(form, grant.createdBy, store);
  const faults: Fault[] = [...faultsOf(checked), ...faultsOf(urgency), ...taken];
  if (!checked.ok || !urgency.ok || faults.length > 0) return { ok: false, faults };
  const wanted = { terms: checked.value, urgency: urgency.value };
  if (isPurposeAlone(grant.terms, checked.value)) return restate(grant, checked.value, sender, now, parts);
  return fileParts(grant, wanted, { ...sender, turn }, now, parts);
}

async function restate(
  { id, createdBy }: Grant,
  { purpose }: Terms,
  sender: Sender,
  now: Date,
  parts: FilingParts,
): Promise<FiledChange> {
  const decide = (grant: Grant) => restatePurpose(grant, sender.by, purpose, now);
  const filed = await file(sender, createdBy, { grant: id }, onFound(id, decide), parts);
  return filed.ok ? { ok: true, grant: id, parts: [] } : filed;
}

type Wanted = { terms: Terms; urgency: string | undefined };

async function fileParts(
  grant: Grant,
  wanted: Wanted,
  sender: Sender & { turn: Turn },
  now: Date,
  parts: FilingParts,
): Promise<FiledChange | undefined> {
  const { store } = parts;
  const { narrowed, widened } = splitChange(grant.terms, wanted.terms, namesRoute(parts.policy().policy));
  const parties = { requester: sender.by, owner: grant.owner };
  const most = widened && routedOn(grant.terms, widened);
  const asked = widened && { kind: 'change' as const, terms: most ?? widened, previous: grant.terms };
  const routed = asked && (await routedFor(asked, parties, now, parts));
  if (routed && !routed.ok) return routed;
  const full = routed && (sender.turn.full ?? (await waitsInVain(routed.filing, parts)));
  if (full) return withoutGiving(full);
  const narrowing: Filing | undefined = narrowed && {
    ...{ ...parties, now, routing: TAKING_AWAY, digest: parts.policy().digest },
    ...{ id: await store.nextRequestId(), terms: narrowed },
  };
  const widening: Filing | undefined =
    routed && widened
      ? { ...routed.filing, id: await store.nextRequestId(), terms: widened, routedOn: most, urgency: wanted.urgency }
      : undefined;
  const filing = { by: sender.by, from: grant.terms, narrowing, widening, now };
  const decide = (found: Grant) => told(fileChange(found, filing), routed?.escalated ?? []);

  const id = (widening ?? narrowing)?.id ?? '';
  const { turn, ...form } = sender;
  const filedIn = widening ? { ...form, turn } : form;
  const filed = await file(filedIn, id, { request: id, grant: grant.id }, onFound(grant.id, decide), parts);
  if (!filed.ok) return filed;
  const isOurs = (await filedUnder(sender, store)) === id;
  return isOurs ? { ok: true, grant: grant.id, parts: partsOf(grant.terms, narrowing, widening) } : undefined;
}

/** Too much was asked for just before, which stops nothing that takes away. */
const withoutGiving = ({ refusal: { code, sentence } }: Refused): Refused =>
  refused(code, `${sentence} What only takes away is done at once all the same: leave out what gives more.`);

const onFound = (id: string, decide: (grant: Grant) => Transition) => {
  return ({ grant }: Pick<Found, 'grant'>) => (grant ? decide(grant) : noGrant(id));
};

function partsOf(from: Terms, narrowing: Filing | undefined, widening: Filing | undefined): FiledPart[] {
  const part = ({ id, terms, routing }: Filing, before: Terms): FiledPart => ({
    ...{ id, changes: changesBetween(before, terms) },
    waits: routing.stages.length > 0,
  });
  return [
    ...(narrowing ? [part(narrowing, from)] : []),
    ...(widening ? [part(widening, narrowing?.terms ?? from)] : []),
  ];
}
