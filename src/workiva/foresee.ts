import type { Acting } from '../domain/acting.ts';
import { keepers, keptWords, sparing } from '../domain/needed.ts';
import { planSteps } from '../domain/plan.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { PlannedStep } from '../domain/step-records.ts';
import { isLackOfAccess } from './access.ts';
import type { WorkivaClient } from './client.ts';
import type { GrantGateway } from './grant-gateway.ts';
import { look } from './look.ts';

/** What is needed to see ahead. `ofUser`: the grants that need the integration user of the request. */
export type ForeseeParts = {
  workiva: WorkivaClient | undefined;
  grants: GrantGateway;
  ofUser: readonly Acting[];
};

/**
 * What will happen in Workiva for a request, as it is there now. Nothing is changed.
 *
 * @throws WorkivaError when Workiva cannot be looked at; where Grantdesk may not look, all of it is by hand
 */
export async function foresee(request: AccessRequest, parts: ForeseeParts): Promise<PlannedStep[]> {
  const { workiva, grants, ofUser } = parts;
  const asked = sparing(request, ofUser);
  const state = workiva && (await lookIfAllowed(asked, workiva));
  return planSteps(asked, state, grants.foresee(request)).map((step) => {
    const kept = keepers(request, step.name, ofUser);
    return kept.length === 0 ? step : { ...step, verdict: 'there', words: keptWords(request, kept) };
  });
}

async function lookIfAllowed(request: AccessRequest, workiva: WorkivaClient) {
  if (planSteps(request, undefined, 'api').every(({ name }) => name === 'grant')) return undefined;
  try {
    return await look(request, workiva, 'roles');
  } catch (error) {
    if (isLackOfAccess(error)) return undefined;
    throw error;
  }
}
