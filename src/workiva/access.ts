import type { ApiStepName } from '../domain/effects.ts';
import { type Lack, NO_ACCESS, REFUSED_ACCESS } from '../domain/regained.ts';
import type { WorkivaClient } from './client.ts';
import { hasCode, type WorkivaError } from './errors.ts';

/** Something that Grantdesk does in Workiva, and the scopes that its token needs for it. docs/operating.md has the same table. */
type Work = {
  /** The steps of a provisioning that it stands for; none for what is no step. */
  steps: readonly ApiStepName[];
  /** What it is, in the middle of a sentence. */
  what: string;
  needs: readonly string[];
  /** What happens where Grantdesk may not do it. */
  otherwise: string;
};

const READ_AND_WRITE = ['organization:read', 'organization:write'] as const;
const TASK = 'becomes an admin task';

const WORKS: readonly Work[] = [
  { steps: ['user'], what: 'create or find the integration user', needs: READ_AND_WRITE, otherwise: TASK },
  { steps: ['membership'], what: 'add it to the workspace', needs: READ_AND_WRITE, otherwise: TASK },
  { steps: ['roles'], what: 'give it its roles', needs: READ_AND_WRITE, otherwise: TASK },
  {
    steps: ['roles_removal', 'membership_removal', 'user_suspension', 'user_removal'],
    what: 'clean up after a grant',
    needs: READ_AND_WRITE,
    otherwise: TASK,
  },
  {
    steps: [],
    what: 'stop a grant in an emergency',
    needs: READ_AND_WRITE,
    otherwise: 'is asked of the admins, who suspend the user by hand',
  },
  { steps: [], what: 'read the activity log', needs: ['activity:read'], otherwise: 'is off' },
];

/** One thing that Grantdesk does in Workiva: by itself, or not, and why. */
export type WorkWay = {
  what: string;
  byApi: boolean;
  words: string;
  /** Set where it is by hand whatever Grantdesk may do. */
  always?: true;
};

/**
 * What Grantdesk may do in Workiva. `access` changes whenever that does; `refused` is why Workiva gives it no token.
 * The grant itself is always an admin's: Workiva has no API for it.
 */
export type Access = {
  kind: 'none' | 'refused' | 'api';
  access: string;
  scopes: readonly string[];
  refused?: string;
  works: WorkWay[];
};

/**
 * Finds out what Grantdesk may do, from the scopes of its token.
 *
 * @throws WorkivaError when Workiva cannot say at the moment
 */
export async function describeAccess(workiva: Pick<WorkivaClient, 'scopes'> | undefined): Promise<Access> {
  if (!workiva) return describe('none', NO_ACCESS, []);
  try {
    const scopes = await workiva.scopes();
    return describe('api', accessWith(scopes), [...scopes].sort());
  } catch (error) {
    if (!hasCode(error, 'token_refused')) throw error;
    return { ...describe('refused', REFUSED_ACCESS, []), refused: error.sentence };
  }
}

/** The access of a Grantdesk whose token has these scopes. */
const accessWith = (scopes: readonly string[]) => `scopes ${[...scopes].sort().join(' ')}`.trimEnd();

/**
 * Which of these scopes a token lacks. Where Workiva names none of a token it may have any: what is tried shows, so it
 * lacks none.
 */
export function lackingScopes(scopes: readonly string[], needs: readonly string[]): string[] {
  return scopes.length === 0 ? [] : needs.filter((scope) => !scopes.includes(scope));
}

/** Which scopes a step needs that a token with these lacks. */
export const lackingFor = (step: ApiStepName, scopes: readonly string[]): string[] =>
  lackingScopes(scopes, WORKS.find(({ steps }) => steps.includes(step))?.needs ?? []);

function describe(kind: Access['kind'], access: string, scopes: readonly string[]): Access {
  return { kind, access, scopes, works: [...WORKS.map((work) => wayOf(work, kind, scopes)), GRANT] };
}

const GRANT: WorkWay = {
  what: 'create, change or delete the grant itself',
  byApi: false,
  words: 'an admin task always, as Workiva has no API for grants',
  always: true,
};

function wayOf({ what, needs, otherwise }: Work, kind: Access['kind'], scopes: readonly string[]): WorkWay {
  if (kind === 'none') return { what, byApi: false, words: `${otherwise}: Grantdesk has no client in Workiva` };
  if (kind === 'refused') return { what, byApi: false, words: `${otherwise}: Workiva refuses Grantdesk’s client` };
  const lacking = lackingScopes(scopes, needs);
  if (scopes.length === 0) return { what, byApi: true, words: `by itself, if its grant has ${needs.join(' and ')}` };
  if (lacking.length === 0) return { what, byApi: true, words: `by itself, with ${needs.join(' and ')}` };
  return { what, byApi: false, words: `${otherwise}: its token lacks ${lacking.join(' and ')}` };
}

/** Whether Workiva refused something because Grantdesk has not the right to it: it is for people, as long as it has not. */
export function isLackOfAccess(error: unknown): error is WorkivaError {
  return hasCode(error, 'forbidden', 'token_refused');
}

/**
 * Why a step is an admin's that Workiva has just refused to Grantdesk. With it is kept what Grantdesk could do with the
 * token that was refused, not with another that it has by now: the step is tried again once that has changed. Where no
 * scope of that token is known to be missing, a role of its user may be, and only another try shows that it has come.
 */
export function lackOf(error: WorkivaError, step: ApiStepName): Lack {
  const { sentence, code, tokenScopes = [] } = error;
  const why = (otherwise: string) => `Grantdesk may not do this: ${sentence} ${otherwise}`;
  if (code === 'token_refused') return { access: REFUSED_ACCESS, why: why(ONCE_IT_MAY) };
  const access = accessWith(tokenScopes);
  if (lackingFor(step, tokenScopes).length > 0) return { access, why: why(ONCE_IT_MAY) };
  const missing = tokenScopes.length === 0 ? UNKNOWN_MISSING : ROLE_MISSING;
  return { access, why: why(`${missing} ${TRIES_AGAIN}`), unseen: true };
}

const ONCE_IT_MAY = 'Once it may, it goes on by itself.';
const ROLE_MISSING = 'The scopes of its token are enough, so its own user lacks a role in Workiva.';
const UNKNOWN_MISSING = 'Its grant lacks a scope, or its own user a role in Workiva.';
const TRIES_AGAIN = 'It tries again by itself after an hour, later once a day.';
