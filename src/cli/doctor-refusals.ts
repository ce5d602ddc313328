import { currentStep } from '../domain/provisioning-steps.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { Step } from '../domain/step-records.ts';
import { taskSheet } from '../domain/task-sheet.ts';
import type { Store } from '../store/store.ts';
import { type Finding, findings } from './doctor-findings.ts';

const PAGE = 100;

const steps = findings('Steps');

type Refused = { request: AccessRequest; step: Step; at: string };

/**
 * What Workiva has refused although the scopes were enough, as far as admins are still asked for it: of each kind of step
 * the latest. A role that Grantdesk's own user lacks shows nowhere else.
 */
export async function examineRefusals(store: Pick<Store, 'lists'>): Promise<Finding[]> {
  const latest = new Map<string, Refused>();
  for await (const refused of refusedIn(store)) {
    const before = latest.get(refused.step.name);
    if (!before || before.at < refused.at) latest.set(refused.step.name, refused);
  }
  return [...latest.values()].map(({ request, step, at }) => {
    const { title } = taskSheet(request, undefined, step.name);
    const when = at.slice(0, 16).replace('T', ' ');
    return steps.warning(`${title}: refused last on ${when} UTC, for ${request.id}. ${step.lack?.why ?? ''}`.trimEnd());
  });
}

async function* refusedIn({ lists }: Pick<Store, 'lists'>): AsyncGenerator<Refused> {
  for (let number = 0; ; number += 1) {
    const page = await lists.requestsIn('awaiting_admin', { number, size: PAGE });
    for (const request of page.number === number ? page.items : []) {
      const step = currentStep(request);
      if (step?.lack?.unseen && step.lack.at !== undefined) yield { request, step, at: step.lack.at };
    }
    if ((number + 1) * PAGE >= page.total) return;
  }
}
