import { isDeepStrictEqual } from 'node:util';
import type { Routing, StagePlan } from '../domain/routing.ts';
import { isWithin, type Matching, maximumMatching } from './matching.ts';

/** What a request was filed under, and which stages its approvals were given to. A request record is one. */
export type FiledRoute<Stage extends StagePlan = StagePlan> = {
  stages: readonly Stage[];
  approvals: readonly { stage: number; confirmed?: 'totp' | undefined }[];
  confirm?: 'totp' | undefined;
};

/** What a pending request must satisfy now. `changed` says whether that is more than, or other than, it was filed under. */
export type StricterRoute<Stage extends StagePlan = StagePlan> = {
  stages: (Stage | StagePlan)[];
  confirm?: 'totp';
  forbidden?: string;
  changed: boolean;
};

/**
 * What a pending request must satisfy now: what it was filed under, and what the policy now demands. Stages keep their
 * places, because approvals refer to them; what the policy demands more is added to them or comes after them. A stage
 * whose groups the policy does not have any more gives its place to one that the policy now demands; where there is none,
 * it stays, and only escalation can decide it. Approvals that were not proven as the policy now demands do not count.
 * Doing it again changes nothing.
 */
export function stricterOf<Stage extends StagePlan>(
  filed: FiledRoute<Stage>,
  current: Routing,
  knownGroups: readonly string[],
): StricterRoute<Stage> {
  const confirm = filed.confirm ?? current.confirm;
  const approvals = filed.approvals.filter(({ confirmed }) => confirm === undefined || confirmed === confirm);
  const stages = withDemands({ ...filed, approvals }, current.stages, knownGroups);
  const { forbidden } = current;
  return {
    stages,
    ...(confirm === undefined ? {} : { confirm }),
    ...(forbidden === undefined ? {} : { forbidden }),
    changed: forbidden !== undefined || confirm !== filed.confirm || !isDeepStrictEqual(stages, filed.stages),
  };
}

function withDemands<Stage extends StagePlan>(
  { stages: filed, approvals }: FiledRoute<Stage>,
  demands: readonly StagePlan[],
  knownGroups: readonly string[],
): (Stage | StagePlan)[] {
  const givenTo = (at: number) => approvals.filter(({ stage }) => stage === at).length;
  const isGone = (stage: StagePlan) => !stage.from.some((group) => knownGroups.includes(group));
  const stages: (Stage | StagePlan)[] = filed.map((stage, at) =>
    isGone(stage) || givenTo(at) > 0
      ? stage
      : { ...stage, from: stage.from.filter((one) => knownGroups.includes(one)) },
  );
  if (satisfiesInOrder(stages, demands)) return stages;

  const met = maximumMatching(demands, stages, (demand, stage) => implies(stage, demand));
  raise(stages, demands, met);
  replace(stages, demands, met, (stage, at) => isGone(stage) && givenTo(at) < stage.count, givenTo);
  const added = demands.filter((_, at) => !met.has(at));
  const all = [...stages, ...added];
  // Out of their order, stages can only be told apart as strictly as the policy demands by telling all of them apart.
  return demands.slice(1).some(({ distinct }) => distinct) ? all.map((stage) => ({ ...stage, distinct: true })) : all;
}

/** Whether the stages meet the demands one after the other, so that what is demanded of their order holds too. */
function satisfiesInOrder(stages: readonly StagePlan[], demands: readonly StagePlan[]): boolean {
  let met = 0;
  for (const stage of stages) {
    const demand = demands[met];
    if (demand && implies(stage, demand)) met += 1;
  }
  return met === demands.length;
}

/** Whether whoever satisfies a stage has satisfied what is demanded. */
function implies(stage: StagePlan, demand: StagePlan): boolean {
  return isWithin(stage.from, demand.from) && stage.count >= demand.count && (stage.distinct || !demand.distinct);
}

/** Makes stages meet demands that only ask for more people out of the same groups, or for other people than before. */
function raise(stages: StagePlan[], demands: readonly StagePlan[], met: Matching): void {
  meetMore(stages, demands, met, (stage, demand) => {
    const sameGroups = isWithin(demand.from, stage.from) && isWithin(stage.from, demand.from);
    const enough = isWithin(stage.from, demand.from) && stage.count >= demand.count;
    if (!sameGroups && !enough) return undefined;
    return {
      ...stage,
      count: Math.max(stage.count, demand.count),
      distinct: stage.distinct || demand.distinct,
    };
  });
}

/** Gives the places of stages that nobody can decide any more to demands. Approvals given there do not count for them. */
function replace(
  stages: StagePlan[],
  demands: readonly StagePlan[],
  met: Matching,
  isLost: (stage: StagePlan, at: number) => boolean,
  givenTo: (at: number) => number,
): void {
  meetMore(stages, demands, met, (stage, demand, at) => {
    if (!isLost(stage, at)) return undefined;
    return {
      from: demand.from,
      count: Math.max(stage.count, givenTo(at) + demand.count),
      distinct: stage.distinct || demand.distinct,
    };
  });
}

/** Meets each demand that is not met yet by the first unused stage that `meeting` can make it meet. */
function meetMore(
  stages: StagePlan[],
  demands: readonly StagePlan[],
  met: Matching,
  meeting: (stage: StagePlan, demand: StagePlan, at: number) => StagePlan | undefined,
): void {
  for (const [wanted, demand] of demands.entries()) {
    if (met.has(wanted)) continue;
    const used = new Set(met.values());
    for (const [at, stage] of stages.entries()) {
      const better = used.has(at) ? undefined : meeting(stage, demand, at);
      if (better === undefined) continue;
      stages[at] = better;
      met.set(wanted, at);
      break;
    }
  }
}
