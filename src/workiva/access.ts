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
    const scopes = [...(await workiva.scopes())].sort();
    return describe('api', `scopes ${scopes.join(' ')}`.trimEnd(), scopes);
  } catch (error) {
    if (!hasCode(error, 'token_refused')) throw error;
    return { ...describe('refused', REFUSED_ACCESS, []), refused: error.sentence };
  }
}

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
  const lacking = needs.filter((scope) => !scopes.includes(scope));
  if (lacking.length === 0) return { what, byApi: true, words: `by itself, with ${needs.join(' and ')}` };
  return { what, byApi: false, words: `${otherwise}: its token lacks ${lacking.join(' and ')}` };
}

/** Whether Workiva refused something because Grantdesk has not the right to it: no later try changes that by itself. */
export function isLackOfAccess(error: unknown): error is WorkivaError {
  return hasCode(error, 'forbidden', 'token_refused');
}

/**
 * Why a step is an admin's: Grantdesk has no access, or Workiva has just refused it. What Grantdesk could do at this
 * moment is kept with it, so that it is tried again only once that has changed.
 *
 * @throws WorkivaError when Workiva cannot say at the moment
 */
export async function lackNow(workiva: Pick<WorkivaClient, 'scopes'> | undefined, error?: WorkivaError): Promise<Lack> {
  const { access } = await describeAccess(workiva);
  return error === undefined ? { access } : { access, why: lackSentence(error) };
}

/** Says to an admin why Grantdesk leaves a step to them. */
const lackSentence = ({ sentence }: WorkivaError): string =>
  `Grantdesk may not do this: ${sentence} Once it may, it goes on by itself.`;
