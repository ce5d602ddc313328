/** Requests are numbered REQ-142, grants GRANT-57; a grant has the number of the request that created it. */
const REQUEST = /^REQ-\d+$/;
const GRANT = /^GRANT-\d+$/;

/** The id of the request with this number. */
export const requestId = (number: number): string => `REQ-${number}`;

/** The id of the grant that a request creates. */
export const grantIdOf = (request: string): string => `GRANT-${numberOf(request)}`;

/** Whether a text has the form of a request's id. What people type and buttons carry may be anything. */
export const isRequestId = (id: string): boolean => REQUEST.test(id);

/** Whether a text has the form of a grant's id. */
export const isGrantId = (id: string): boolean => GRANT.test(id);

/** The number in an id; ids sort by it. */
export const numberOf = (id: string): number => Number(id.split('-')[1]);
