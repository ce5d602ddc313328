import type { AccessRequest, Grant, GrantState, RequestState } from './records.ts';

const REQUEST: Record<RequestState, string> = {
  awaiting_owner: 'is waiting for its owner to accept',
  pending: 'is waiting for approval',
  approved: 'is approved',
  provisioning: 'is being provisioned',
  awaiting_admin: 'is waiting for an admin',
  fulfilled: 'is fulfilled',
  failed: 'has been stopped by a failure',
  denied: 'was denied',
  withdrawn: 'was withdrawn',
  lapsed: 'has lapsed',
};

const REVOCATION: Partial<Record<RequestState, string>> = {
  approved: 'has begun',
  provisioning: 'is being carried out',
  fulfilled: 'is done',
};

/** How a request stands, to follow its name in a sentence: "REQ-3 has lapsed". */
export function requestStands({ kind, state }: Pick<AccessRequest, 'kind' | 'state'>): string {
  return kind === 'revoke' ? (REVOCATION[state] ?? REQUEST[state]) : REQUEST[state];
}

const GRANT: Record<GrantState, string> = {
  provisioning: 'is still being made',
  active: 'is active',
  suspended: 'is suspended',
  expired: 'has expired',
  revoked: 'is revoked',
};

/** How a grant stands, to follow its name in a sentence: "GRANT-3 has expired". */
export const grantStands = ({ state }: Pick<Grant, 'state'>): string => GRANT[state];

/** How a grant stands by now, where it stood otherwise before: "GRANT-3 is suspended now". */
export function grantStandsNow({ state }: Pick<Grant, 'state'>): string {
  return state === 'expired' || state === 'provisioning' ? GRANT[state] : `${GRANT[state]} now`;
}
