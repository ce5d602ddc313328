import type { AccessRequest, Grant, GrantState, RequestState } from './records.ts';

/** How something stands: the verb of a sentence about it, and what it is in words. */
type Standing = readonly [verb: string, words: string];

const REQUEST: Record<RequestState, Standing> = {
  awaiting_owner: ['is', 'waiting for its owner to accept'],
  pending: ['is', 'waiting for approval'],
  approved: ['is', 'approved'],
  provisioning: ['is', 'being provisioned'],
  awaiting_admin: ['is', 'waiting for an admin'],
  fulfilled: ['is', 'fulfilled'],
  failed: ['has been', 'stopped by a failure'],
  denied: ['was', 'denied'],
  withdrawn: ['was', 'withdrawn'],
  lapsed: ['has', 'lapsed'],
};

const REVOCATION: Partial<Record<RequestState, Standing>> = {
  approved: ['has', 'begun'],
  provisioning: ['is', 'being carried out'],
  fulfilled: ['is', 'done'],
};

type RequestStanding = Pick<AccessRequest, 'kind' | 'state'>;

const standingOf = ({ kind, state }: RequestStanding): Standing =>
  (kind === 'revoke' ? REVOCATION[state] : undefined) ?? REQUEST[state];

/** How a request stands, to follow its name in a sentence: "REQ-3 has lapsed". */
export const requestStands = (request: RequestStanding): string => standingOf(request).join(' ');

/** How a request stands, in a list or a title: "waiting for approval". */
export const stateInWords = (request: RequestStanding): string => standingOf(request)[1];

/** How a request stands for somebody who comes too late to decide on it: "REQ-3 is already denied". */
export function standsAlready(state: 'approved' | 'denied' | 'withdrawn' | 'lapsed'): string {
  const [verb, words] = REQUEST[state];
  return `${verb === 'was' ? 'is' : verb} already ${words}`;
}

const GRANT: Record<GrantState, Standing> = {
  provisioning: ['is', 'still being made'],
  active: ['is', 'active'],
  suspended: ['is', 'suspended'],
  expired: ['has', 'expired'],
  revoked: ['is', 'revoked'],
};

/** How a grant stands, to follow its name in a sentence: "GRANT-3 has expired". */
export const grantStands = ({ state }: Pick<Grant, 'state'>): string => GRANT[state].join(' ');

/** How a grant stands, in a list: "still being made". */
export const grantInWords = ({ state }: Pick<Grant, 'state'>): string => GRANT[state][1];

/** How a grant stands by now, where it stood otherwise before: "GRANT-3 is suspended now". */
export function grantStandsNow(grant: Pick<Grant, 'state'>): string {
  const isPassing = grant.state === 'expired' || grant.state === 'provisioning';
  return isPassing ? grantStands(grant) : `${grantStands(grant)} now`;
}
