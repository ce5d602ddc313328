import type { Routing, StagePlan } from '../domain/routing.ts';

/** What of a routing decides about a request. */
export type Outcome = Pick<Routing, 'stages' | 'forbidden' | 'confirm'>;

/**
 * An outcome in words: the same words for the same outcome, whatever the order in which a stage names its groups.
 * `automatic`; `forbidden: …`; `1 of finance, then 1 of workiva-admins, with a code`.
 */
export function outcomeInWords({ stages, forbidden, confirm }: Outcome): string {
  if (forbidden !== undefined) return `forbidden: ${forbidden}`;
  if (stages.length === 0) return 'automatic';
  return `${stages.map(stageInWords).join(', then ')}${confirm === undefined ? '' : ', with a code'}`;
}

function stageInWords({ from, count, distinct }: StagePlan, at: number): string {
  const same = at > 0 && !distinct ? ' (who may have approved before)' : '';
  return `${count} of ${[...from].sort().join(' or ')}${same}`;
}
