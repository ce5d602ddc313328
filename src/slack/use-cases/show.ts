import { isGrantId, isRequestId } from '../../domain/ids.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { groupsOf, peopleIn } from '../../domain/stages.ts';
import { type Refused, refused } from '../../domain/transition.ts';
import type { History } from '../../store/audit-index.ts';
import { authorityFor } from './authority.ts';
import { adminsNow, grantNamed, requestNamed } from './find.ts';
import { type LastUses, lastUsesOf } from './last-use.ts';
import type { UseCaseParts } from './parts.ts';

/** How many events are read; a message has no room for more. */
const MOST_EVENTS = 100;

/** What is known of a grant, with the request that it was made by; or of a request, with its grant. */
export type Known =
  | { about: 'grant'; grant: Grant; request: AccessRequest | undefined }
  | { about: 'request'; request: AccessRequest; grant: Grant | undefined };
/** `history` is newest first. `uses`: what is known of a grant's last use. */
export type Shown = Known & { history: History; uses?: LastUses };

/** Looks up all about a grant or a request, for those whom it concerns. */
export async function everythingAbout(id: string, by: string, parts: UseCaseParts): Promise<Shown | Refused> {
  if (!isGrantId(id) && !isRequestId(id)) return refused('not_found', NAME_ONE);
  const found = await find(id, parts);
  const concerned = found !== undefined && (await isConcerned(by, found, parts));
  if (!concerned) return refused('not_found', notForYou(id));
  const history = await parts.store.audit.history(id, MOST_EVENTS);
  return { ...found, history, ...(found.about === 'grant' && { uses: await lastUsesOf([found.grant], parts.store) }) };
}

const NAME_ONE = 'Name a grant or a request by its number, such as `/grant show GRANT-57`. Yours are in `/grant list`.';

/** The same whether it is there or not: who is not concerned need not know that. */
const notForYou = (id: string) =>
  `There is no ${id} that you may see. A grant or request is shown to who asked, its owner, those who decide on it, admins and auditors. Yours are in \`/grant list\`.`;

async function find(id: string, { store }: UseCaseParts): Promise<Known | undefined> {
  if (isGrantId(id)) {
    const grant = await grantNamed(id, store);
    return grant && { about: 'grant', grant, request: await requestNamed(grant.createdBy, store) };
  }
  const request = await requestNamed(id, store);
  return request && { about: 'request', request, grant: await grantNamed(request.grant ?? '', store) };
}

async function isConcerned(by: string, { request, grant }: Known, parts: UseCaseParts): Promise<boolean> {
  const approvals = request?.approvals.map((approval) => approval.by) ?? [];
  if ([request?.requester, request?.owner, grant?.owner, ...approvals].includes(by)) return true;
  const [admins, auditors] = await Promise.all([adminsNow(parts), auditorsNow(parts)]);
  return admins.includes(by) || auditors.includes(by) || (await mayDecide(by, { request, grant }, parts));
}

/** Auditors are groups of the policy, or people. */
function auditorsNow({ directory, policy }: UseCaseParts): Promise<string[]> {
  const { policy: rules } = policy();
  const auditors = rules.auditors.flatMap((name) => rules.groups[name] ?? [name]);
  return directory.peopleIn(['auditors'], { ...rules, groups: { auditors } });
}

/** Whether somebody may decide on it, or on what is asked of it now; in their own right, or for who has handed over. */
async function mayDecide(by: string, found: Pick<Known, 'request' | 'grant'>, parts: UseCaseParts): Promise<boolean> {
  const { renewal, narrowing, change, revocation } = found.grant ?? {};
  const open = await Promise.all(
    [renewal, narrowing, change, revocation].map((id) =>
      id === undefined ? undefined : requestNamed(id, parts.store),
    ),
  );
  const groups = [found.request, ...open].flatMap((request) => request?.stages.flatMap(groupsOf) ?? []);
  const authority = await authorityFor(groups, parts);
  return peopleIn(groups, authority).includes(by) || authority.delegations.some(({ to }) => to === by);
}
