import type { Stage } from './approval-records.ts';
import type { AccessRequest } from './records.ts';
import { cameToNothing } from './request-states.ts';

/** Who may decide, as the shell found it just before: by the policy now in force, and by Slack. */
export type Authority = {
  /** Of each group of the policy, the people who may take part. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Who has handed over to whom for now. */
  delegations: readonly { from: string; to: string }[];
};

/** Somebody's right to decide: their own, or that of the person who has handed over to them. */
export type Right = { person: string; for?: string };

/** Where an approval stands: the stage that is open, and how many approvals it still needs. */
export type Standing = { stage: number; missing: number; from: readonly string[]; distinct: boolean };

/** The open stage of a request, or nothing when every stage has its approvals. */
export function openStage({ stages, approvals }: Pick<AccessRequest, 'stages' | 'approvals'>): Standing | undefined {
  for (const [at, stage] of stages.entries()) {
    const given = approvals.filter((approval) => approval.stage === at).length;
    if (given < stage.count) {
      return { stage: at, missing: stage.count - given, from: groupsOf(stage), distinct: stage.distinct };
    }
  }
  return undefined;
}

/** The groups that may decide on a stage: those of the policy, and those that it was escalated to. */
export function groupsOf({ from, escalated }: Stage): string[] {
  return [...new Set([...from, ...(escalated?.to ?? [])])];
}

/** Whether somebody can decide on a request: it waits for approval, or broke glass and is not reviewed yet. */
export function isDecidable(request: AccessRequest): boolean {
  const { state, breakGlass } = request;
  if (breakGlass === undefined) return state === 'pending';
  return breakGlass.verdict === undefined && !cameToNothing(request);
}

/** Everybody who may decide on the open stage now. Nobody decides on their own request, and nobody counts twice. */
export function deciders(request: AccessRequest, authority: Authority): Right[] {
  const standing = openStage(request);
  if (!standing || !isDecidable(request)) return [];
  const spent = spentIn(request, standing);
  const free = peopleIn(standing.from, authority).filter((person) => !isParty(request, person) && !spent.has(person));
  const standIns = authority.delegations.filter(
    ({ from, to }) => free.includes(from) && !free.includes(to) && !isParty(request, to) && !spent.has(to),
  );
  return [...free.map((person) => ({ person })), ...standIns.map(({ from, to }) => ({ person: to, for: from }))];
}

/** The people of these groups who may decide in their own right. */
export function peopleIn(groups: readonly string[], { groups: known }: Authority): string[] {
  return [...new Set(groups.flatMap((name) => known[name] ?? []))];
}

/** Whether it is somebody's own request. */
export function isParty({ requester, owner }: Pick<AccessRequest, 'requester' | 'owner'>, person: string): boolean {
  return person === requester || person === owner;
}

/** Who has no approval left to give in a stage: who gave one, and in whose place. */
export function spentIn({ approvals }: AccessRequest, { stage, distinct }: Pick<Standing, 'stage' | 'distinct'>) {
  const counted = approvals.filter((approval) => distinct || approval.stage === stage);
  return new Set(
    counted.flatMap((approval) => (approval.for === undefined ? approval.by : [approval.by, approval.for])),
  );
}

/** The approvals that still count when some people do not take part any more, in their own right or through another. */
export function withoutApprovalsOf(request: AccessRequest, left: readonly string[]): AccessRequest {
  const approvals = request.approvals.filter(
    (approval) => !left.includes(approval.by) && !left.includes(approval.for ?? approval.by),
  );
  return approvals.length === request.approvals.length ? request : { ...request, approvals };
}

type Parties = Pick<AccessRequest, 'requester' | 'owner'>;

/**
 * Makes sure that a request can be approved: where a stage's groups have too few people who may decide, the groups of
 * `escalateTo` are added to it. Answers which stages that happened to, and which still have too few people even so.
 */
export function staffed(
  stages: readonly Stage[],
  parties: Parties,
  authority: Authority,
  escalateTo: readonly string[],
  now: Date,
): { stages: Stage[]; escalated: number[]; hopeless: number[] } {
  const short = shortOfPeople(stages, parties, authority);
  const widened = stages.map((stage, at) => (short.includes(at) ? escalate(stage, escalateTo, now) : stage));
  return { stages: widened, escalated: short, hopeless: shortOfPeople(widened, parties, authority) };
}

const groupsAt = (stages: readonly Stage[], at: number) => {
  const stage = stages[at];
  return stage ? groupsOf(stage) : [];
};

/** Adds groups to those who may decide on a stage. */
export function escalate(stage: Stage, to: readonly string[], now: Date): Stage {
  return { ...stage, escalated: { at: now.toISOString(), to: [...to] } };
}

/**
 * The stages that cannot get their approvals from the people there are, each of whom fills one place only (Kuhn's
 * algorithm for matching). A stage that is not distinct may take people of earlier stages, so it stands for itself.
 */
function shortOfPeople(stages: readonly Stage[], parties: Parties, authority: Authority): number[] {
  const placeOf = new Map<string, { stage: number }>();
  const mayDecide = (stage: number) =>
    peopleIn(groupsAt(stages, stage), authority).filter((person) => !isParty(parties, person));

  const seat = (place: { stage: number }, tried: Set<string>): boolean => {
    for (const person of mayDecide(place.stage)) {
      if (tried.has(person)) continue;
      tried.add(person);
      const seated = placeOf.get(person);
      if (seated === undefined || seat(seated, tried)) {
        placeOf.set(person, place);
        return true;
      }
    }
    return false;
  };

  return stages.flatMap(({ count, distinct }, stage) => {
    const enough = distinct
      ? Array.from({ length: count }, () => ({ stage })).every((place) => seat(place, new Set()))
      : mayDecide(stage).length >= count;
    return enough ? [] : [stage];
  });
}
