import type { Acting } from '../domain/acting.ts';
import type { ApiStepName } from '../domain/effects.ts';
import type { WorkivaState } from '../domain/judge.ts';
import { keepers, keptWords, sparing } from '../domain/needed.ts';
import { hasApiSteps, planSteps } from '../domain/plan.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { PlannedStep } from '../domain/step-records.ts';
import { isLackOfAccess, lackingFor } from './access.ts';
import type { WorkivaClient } from './client.ts';
import type { GrantGateway } from './grant-gateway.ts';
import { look } from './look.ts';

/**
 * What is needed to see ahead. `ofUser`: the grants that need the integration user of the request. `removeUser`: whether
 * a user that nothing needs any more is removed rather than suspended.
 */
export type ForeseeParts = {
  workiva: WorkivaClient | undefined;
  grants: GrantGateway;
  ofUser: readonly Acting[];
  removeUser(): boolean;
};

/**
 * What will happen in Workiva for a request, as it is there now. Nothing is changed.
 *
 * @throws WorkivaError when Workiva cannot be looked at; what Grantdesk may not look at, or do, is by hand
 */
export async function foresee(request: AccessRequest, parts: ForeseeParts): Promise<PlannedStep[]> {
  const { workiva, grants, ofUser, removeUser } = parts;
  const asked = sparing(request, ofUser);
  const { state, scopes } = await sightOf(asked, workiva);
  const mayDo = (step: ApiStepName) => lackingFor(step, scopes).length === 0;
  return planSteps(asked, state, { grantStep: grants.foresee(request), removeUser, mayDo }).map((step) => {
    const kept = keepers(request, step.name, ofUser);
    return kept.length === 0 ? step : { ...step, verdict: 'there', words: keptWords(request, kept) };
  });
}

/** What is there, and with which scopes it was seen; nothing where there is no need to look, or no right to. */
async function sightOf(request: AccessRequest, workiva: WorkivaClient | undefined): Promise<Sight> {
  if (!workiva || !hasApiSteps(request)) return NO_SIGHT;
  try {
    return { state: await look(request, workiva, 'roles'), scopes: await workiva.scopes() };
  } catch (error) {
    if (isLackOfAccess(error)) return NO_SIGHT;
    throw error;
  }
}

type Sight = { state: WorkivaState | undefined; scopes: readonly string[] };

const NO_SIGHT: Sight = { state: undefined, scopes: [] };
