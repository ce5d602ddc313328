import { changesBetween, type Difference } from './change.ts';
import { clientNameKey } from './client-name.ts';
import { claimsOf } from './grant.ts';
import { grantIdOf } from './ids.ts';
import type { Adopted, Named, Remark } from './import-row.ts';
import type { AccessRequest, Grant } from './records.ts';
import { filingDetail, requestEvent } from './request.ts';
import type { Moved } from './transition.ts';

/** Says which lines name what an earlier line has named: each grant, and each client name, is there once. */
export function repeatFaults(rows: readonly Named[]): Remark[] {
  const seen = new Map<string, number>();
  return rows.flatMap(({ line, clientName, clientId }) => {
    const named = [
      ['client_id', clientId],
      ['client_name', clientNameKey(clientName)],
    ] as const;
    return named.flatMap(([column, text]) => {
      if (text === '') return [];
      const key = `${column} ${text}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, line);
      return first === undefined
        ? []
        : [{ line, column, sentence: `Line ${first} has it already. Take one of them out.` }];
    });
  });
}

/** How a grant that is there already differs from its line; nothing of it is applied. */
export function differencesFrom(grant: Grant, { terms, owner }: Adopted): Difference[] {
  const owners = grant.owner === owner ? [] : [{ label: 'Owner', from: grant.owner, to: owner }];
  return [...changesBetween(grant.terms, terms), ...owners];
}

/** Who imports, when, on which machine, and the policy that the lines were held against. */
export type Importing = { id: string; by: string; place: Record<string, string>; digest: string; now: Date };

/** Takes over a grant: it is active and in use, and its expiry is watched from now on. */
export function importGrant({ terms, clientId, owner }: Adopted, { id, by, place, digest, now }: Importing): Moved {
  const at = now.toISOString();
  const request: AccessRequest = {
    ...{ id, kind: 'create', state: 'fulfilled', requester: owner, owner, opened: true, terms, revision: 1 },
    grant: grantIdOf(id),
    policy: {
      rule: 'Imported',
      why: 'It was made in Workiva by hand, before Grantdesk looked after it.',
      digest,
      explanation: [],
    },
    ...{ stages: [], approvals: [], questions: [], filedAt: at, decidedAt: at, fulfilledAt: at },
  };
  const grant: Grant = {
    ...{ id: grantIdOf(id), state: 'active', owner, terms, createdBy: id, clientId, liveSince: at, importedAt: at },
    dueAt: at,
    ...{ warned: [], warnings: [], asked: [], leaks: [], collected: { by: owner, at } },
  };
  return {
    ok: true,
    request,
    grant,
    events: [requestEvent(request, by, 'grant.imported', now, { ...filingDetail(request), clientId, ...place })],
    effects: [],
    claims: claimsOf(grant),
  };
}
