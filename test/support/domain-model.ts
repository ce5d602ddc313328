import fc from 'fast-check';
import { finishTask, giveUp, refuseTask, retry, takeOver } from '../../src/domain/admin-task.ts';
import { approve, approveIfAutomatic, approveLess, deny } from '../../src/domain/approval.ts';
import type { Stage } from '../../src/domain/approval-records.ts';
import { breakingGlass, lapseReview, startIfBreakingGlass } from '../../src/domain/break-glass.ts';
import { mayNotChange } from '../../src/domain/change.ts';
import { delegate, endDelegation, holds } from '../../src/domain/delegation.ts';
import type { Delegation } from '../../src/domain/delegation-record.ts';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { edit } from '../../src/domain/edit.ts';
import { type AuditEvent, type StepName, SYSTEM } from '../../src/domain/effects.ts';
import { fileChange } from '../../src/domain/file-change.ts';
import { collect, endedByRevocation, letExpire, needsCleanUp, sweepGrant } from '../../src/domain/grant.ts';
import type { Decider } from '../../src/domain/may-decide.ts';
import { keepers } from '../../src/domain/needed.ts';
import { acceptOwnership, declineOwnership } from '../../src/domain/owner-acceptance.ts';
import { beginStep, completeStep, failStep, needAdmin, noteStep, resume } from '../../src/domain/provisioning.ts';
import { currentStep, isDueNow } from '../../src/domain/provisioning-steps.ts';
import { answer, ask } from '../../src/domain/question.ts';
import { recheck, withoutPerson } from '../../src/domain/recheck.ts';
import type { AccessRequest, Case, Grant } from '../../src/domain/records.ts';
import { reinstate } from '../../src/domain/reinstatement.ts';
import { type Filing, fileCreate, fileRenewal } from '../../src/domain/request.ts';
import { withdraw } from '../../src/domain/request-end.ts';
import { cleanUp, endByRevocation, inherit, revoke } from '../../src/domain/revocation.ts';
import { type Authority, deciders } from '../../src/domain/stages.ts';
import {
  enforceByHand,
  enforced,
  isStopped,
  isToEnforce,
  notEnforced,
  stop,
  suspendWith,
} from '../../src/domain/suspension.ts';
import type { Transition } from '../../src/domain/transition.ts';
import { sweepWaiting } from '../../src/domain/waiting.ts';
import { ADMIN, ANA, BEN, CLEO, DIGEST, filing, later, NOW, STRANGER, terms } from './domain-cases.ts';

export const DAN = 'U0DAN';
const PEOPLE = [ANA, BEN, CLEO, DAN, ADMIN, STRANGER];

/** Who is in which group. ANA, who asks for most, is an approver too. */
export const GROUPS: Record<string, readonly string[]> = {
  team: [ANA, BEN, CLEO],
  leads: [DAN, BEN],
  'workiva-admins': [ADMIN, DAN],
};
export const ESCALATE_TO = ['workiva-admins'];
const LEADS = [30 * DAY, 7 * DAY, DAY];
const TIMING = { remindAfter: [4 * HOUR, DAY], escalateAfter: 2 * DAY, escalateTo: ESCALATE_TO, lapseAfter: 7 * DAY };

/** What exists at one moment. */
export type World = {
  now: Date;
  requests: Map<string, AccessRequest>;
  grants: Map<string, Grant>;
  delegations: Map<string, Delegation>;
  events: AuditEvent[];
  /** Workiva's integration users, as far as the steps have made, found, suspended or activated them. */
  users: Map<string, 'active' | 'suspended'>;
  /** The users that a grant that was made has acted as. */
  acted: Set<string>;
};
/** What the policy has demanded of each request, kept apart from the records: the oracle. */
export type Demands = Map<string, { stages: Stage[]; breaksGlass: boolean; asked: AccessRequest['terms'] }>;
export type Model = { demands: Demands };

/** One command and what came of it; `before` are the records that it was about. */
export type Played = { command: string; by: string; before: Partial<Case>; outcome: Transition; world: World };

/** What chance decides about one command. */
type Chance = { by: string; wait: number; dice: number };
type Turn = Chance & { world: World; model: Model; current: Case };

/** A choice out of some, which the same number always makes in the same way. */
const pick = <T>(dice: number, from: readonly T[]): T => from[dice % from.length] as T;

const STAGES: readonly Stage[][] = [
  [],
  [{ from: ['team'], count: 1, distinct: true }],
  [{ from: ['team'], count: 2, distinct: true }],
  [
    { from: ['team'], count: 1, distinct: true },
    { from: ['leads', 'workiva-admins'], count: 1, distinct: true },
  ],
  [
    { from: ['leads'], count: 1, distinct: true },
    { from: ['leads'], count: 1, distinct: false },
  ],
];

function authorityAt({ delegations, now }: World): Authority {
  const holding = [...delegations.values()].filter((one) => holds(one, now));
  return { groups: GROUPS, delegations: holding.map(({ from, to }) => ({ from, to })) };
}

/** Somebody, and every other time somebody who may decide, so that things go on. */
const decider = ({ by, dice, world, current }: Turn): Decider => ({
  by: (dice % 2 === 0 ? deciders(current.request, authorityAt(world))[0]?.person : undefined) ?? by,
  authority: authorityAt(world),
  digest: DIGEST,
  now: world.now,
});
const admin = ({ by, dice, world }: Turn) => ({ by: dice % 2 === 0 ? ADMIN : by, admins: [ADMIN], now: world.now });
const stepOf = ({ current }: Turn) => currentStep(current.request)?.name ?? 'grant';

/** What the usernames of users begin with that are made for a request. Any other was there before. */
export const MADE = 'svc-';

/** The integration user that many grants share. It was there before. */
const SHARED = 'svc.shared';

/** An integration user of its own, or the one that many grants share. */
const userFor = (id: string, dice: number): AccessRequest['terms']['user'] =>
  dice % 2 === 0
    ? { kind: 'existing', username: SHARED }
    : {
        kind: 'new',
        username: `${MADE}${id}`.toLowerCase(),
        givenName: 'Ex',
        familyName: 'Port',
        email: 'ex@example.com',
      };

/** The grants that act as an integration user, or are about to. */
export function liveGrantsOf(username: string, { grants }: World): Grant[] {
  const ended = ['revoked', 'expired'];
  return [...grants.values()].filter((one) => one.terms.user.username === username && !ended.includes(one.state));
}

/** What a job of a step does in Workiva, and how it says so; nothing where Workiva refuses. */
function inWorkiva({ current: { request }, world }: Turn, step: StepName): string | undefined {
  const { username } = request.terms.user;
  if (step === 'user') {
    if (world.users.get(username) === 'suspended') return undefined;
    world.users.set(username, 'active');
  }
  const kept = keepers(request, step, liveGrantsOf(username, world));
  if (kept.length > 0) {
    if (kept.every(({ state }) => state === 'provisioning')) for (const one of kept) apply(world, inherit(one));
    return 'Left as it is';
  }
  endUser(step, username, world);
  return 'done';
}

/** What an admin does in Workiva who finishes a task. */
function byHandInWorkiva({ current: { request }, world }: Turn, step: StepName): void {
  const { username } = request.terms.user;
  if (step === 'user' && !world.users.has(username)) world.users.set(username, 'active');
  endUser(step, username, world);
}

function endUser(step: StepName, username: string, { users }: World): void {
  if (step === 'user_suspension') users.set(username, 'suspended');
  if (step === 'user_removal') users.delete(username);
}

/** The job that carries a suspension, or its end, over into Workiva. */
function carryOver({ current: { grant }, world, dice }: Turn): Transition | undefined {
  if (!grant || !isToEnforce(grant, grant.suspension?.run ?? 0)) return undefined;
  const { username } = grant.terms.user;
  if (isStopped(grant)) {
    const others = liveGrantsOf(username, world).filter(({ id }) => id !== grant.id);
    for (const one of others) apply(world, suspendWith(one, grant, world.now));
  }
  if (dice % 3 === 0) return notEnforced(grant, 'Workiva is away.', world.now);
  const live = liveGrantsOf(username, world);
  const isStopping = live.length === 0 || [...live, grant].some(isStopped);
  world.users.set(username, isStopping ? 'suspended' : 'active');
  return enforced(grant, SYSTEM, world.now);
}

/** The sweep of a grant that is due. */
function sweepDueGrant({ current, world }: Turn): Transition | undefined {
  const { grant, request } = current;
  if (!grant) return undefined;
  if (grant.reviewBy !== undefined && world.now >= new Date(grant.reviewBy) && grant.createdBy === request.id) {
    return lapseReview(current, DIGEST, world.now);
  }
  const [open] = endedByRevocation(grant).flatMap((id) => world.requests.get(id) ?? []);
  if (open) return endByRevocation({ request: open, grant }, DIGEST, world.now);
  return needsCleanUp(grant)
    ? cleanUp(grant, { id: nextId(world), digest: DIGEST, now: world.now })
    : sweepGrant(grant, LEADS, world.now);
}

/** The rule of a policy that has become stricter. */
const IN_FORCE = { rule: 'By now', why: 'It can write.', digest: DIGEST, explanation: [] };

const nextId = ({ requests }: World) => `REQ-${requests.size + 100}`;

/** Lets a job of the current step, or of a run before, do something, as its worker does: only while it counts. */
const job = (act: (turn: Turn, step: StepName) => Transition | undefined) => (turn: Turn) => {
  const { request } = turn.current;
  const run = (request.provisioning?.run ?? 1) - (turn.dice % 10 === 0 ? 1 : 0);
  return isDueNow(request, stepOf(turn), run) ? act(turn, stepOf(turn)) : undefined;
};

function filed(turn: Turn, make: (asked: Filing) => Transition, changes: Partial<Filing>): Transition {
  const { world, model, dice, by } = turn;
  const stages = pick(dice, STAGES);
  const { routing, ...rest } = filing({ now: world.now, requester: by, stages, ...changes });
  const asked = { ...rest, routing };
  const outcome = startIfBreakingGlass(approveIfAutomatic(make(asked), world.now), world.now);
  if (outcome.ok && outcome.request) {
    const { id, breakGlass } = outcome.request;
    model.demands.set(id, { stages, breaksGlass: breakGlass !== undefined, asked: asked.terms });
  }
  return outcome;
}

function completed(turn: Turn, step: StepName): Transition | undefined {
  const { current, world } = turn;
  // A worker always notes first that the step has begun.
  if (current.request.state === 'approved') return undefined;
  if (step === 'grant') return needAdmin(current, step, world.now);
  const note = inWorkiva(turn, step);
  if (note === undefined) return failStep(current, step, 'The user is suspended.', world.now);
  // A grant that shares the user may have been left something in between.
  const grant = world.grants.get(current.request.grant ?? '');
  return completeStep({ ...current, grant }, step, { note }, world.now);
}

function finished(turn: Turn, by: string): Transition {
  const step = stepOf(turn);
  const clientId = `client-${turn.current.request.id}`;
  const done = finishTask(turn.current, step, { by, admins: [ADMIN], clientId, now: turn.world.now });
  if (done.ok) byHandInWorkiva(turn, step);
  return done;
}

/** Workers and admins do what is next of a request, so that it comes to its end now and then. */
function work(turn: Turn): Transition | undefined {
  const { request } = turn.current;
  if (request.state === 'awaiting_admin') return finished(turn, ADMIN);
  const run = request.provisioning?.run ?? 1;
  if (!isDueNow(request, stepOf(turn), run)) return undefined;
  return request.state === 'approved'
    ? beginStep(turn.current, stepOf(turn), turn.world.now)
    : completed(turn, stepOf(turn));
}

const COMMANDS: Record<string, (turn: Turn) => Transition | undefined> = {
  file: (turn) => {
    const { world, dice, by } = turn;
    const breakGlass = dice % 3 === 1 ? breakingGlass('The close is tonight.', world.now) : undefined;
    const owner = breakGlass === undefined && dice % 5 === 2 ? pick(dice, PEOPLE) : by;
    const scopes = ['Spreadsheets (Read)', 'Files (Read)'];
    const id = nextId(world);
    const user = userFor(id, breakGlass ? 1 : dice);
    const asked = terms({ clientName: `Export ${id}`, user, expires: dayAfter(world, breakGlass ? 2 : 40), scopes });
    return filed(turn, fileCreate, { id, terms: asked, owner, breakGlass });
  },
  renew: (turn) => {
    const { world, current } = turn;
    const { grant } = current;
    if (!grant) return undefined;
    const asked = { ...grant.terms, expires: dayAfter(world, 100) };
    return filed(turn, (one) => fileRenewal(one, grant), { id: nextId(world), terms: asked });
  },
  rename: (turn) => {
    const { world, current, by, dice } = turn;
    const { grant } = current;
    if (!grant || dice % 3 !== 0 || mayNotChange(grant, by)) return undefined;
    const id = nextId(world);
    const asked = { ...grant.terms, user: userFor(id, dice) };
    if (asked.user.username === grant.terms.user.username) return undefined;
    return filed(
      turn,
      (one) => fileChange(grant, { by, from: grant.terms, narrowing: undefined, widening: one, now: world.now }),
      { id, terms: asked },
    );
  },
  edit: (turn) => {
    const { world, current, dice } = turn;
    const owner = current.request.kind === 'create' && dice % 4 === 1 ? pick(dice, PEOPLE) : undefined;
    const asked = { ...current.request.terms, expires: dayAfter(world, 50) };
    return filed(turn, (one) => edit(current, one), { id: current.request.id, terms: asked, owner });
  },
  accept: ({ current, by, world }) => acceptOwnership(current, { by, digest: DIGEST, now: world.now }),
  decline: ({ current, by, world, dice }) =>
    dice % 5 === 0 ? declineOwnership(current, { by, digest: DIGEST, now: world.now }) : undefined,
  approve: (turn) => approve(turn.current, decider(turn)),
  approveLess: (turn) => {
    const { terms: asked } = turn.current.request;
    const scopes = pick(turn.dice, [asked.scopes.slice(1), asked.scopes, [...asked.scopes, 'Graph (Write)']]);
    const expires = pick(turn.dice, [dayAfter(turn.world, 20), dayAfter(turn.world, 400), asked.expires]);
    const ipRestrictions = pick(turn.dice, ['203.0.113.7', '203.0.113.0/24', '']);
    const outcome = approveLess(turn.current, { scopes, expires, ipRestrictions }, decider(turn));
    return 'faults' in outcome ? undefined : outcome;
  },
  deny: (turn) => (turn.dice % 6 < 2 ? deny(turn.current, { ...decider(turn), reason: 'No need.' }) : undefined),
  withdraw: ({ current, by, world, dice }) => (dice % 5 === 0 ? withdraw(current, by, world.now) : undefined),
  ask: (turn) => ask(turn.current, { ...decider(turn), text: 'Which sheets?' }),
  answer: ({ current, by, world }) =>
    answer(current, { by, text: 'The close sheets.', number: current.request.questions.length - 1, now: world.now }),
  stricter: ({ current, world, model, dice }) => {
    const demand = model.demands.get(current.request.id);
    const waits = current.request.state === 'pending' || current.request.state === 'awaiting_owner';
    if (!demand || !waits || dice % 6 !== 0) return undefined;
    if (dice % 4 === 0) {
      return recheck(current, { stages: [], forbidden: 'Not any more.', changed: true, by: IN_FORCE }, world.now);
    }
    const added: Stage = { from: ['leads'], count: 1, distinct: true };
    demand.stages = [...demand.stages, added];
    return recheck(current, { stages: [...current.request.stages, added], changed: true, by: IN_FORCE }, world.now);
  },
  leave: ({ current, by, world, dice }) => (dice % 8 === 0 ? withoutPerson(current, by, world.now) : undefined),
  sweepRequest: ({ current, world }) => {
    const { request } = current;
    if (request.dueAt === undefined || new Date(request.dueAt) > world.now) return undefined;
    if (request.state !== 'pending' && request.state !== 'awaiting_owner') return resume(current, world.now);
    const authority = authorityAt(world);
    const colleagues = (found: AccessRequest) => deciders(found, authority).map(({ person }) => ({ id: person }));
    return sweepWaiting(current, { now: world.now, timing: TIMING, digest: DIGEST, colleagues });
  },
  begin: job(({ current, world }, step) => beginStep(current, step, world.now)),
  note: job(({ current, world }, step) => noteStep(current, step, { trouble: 'Workiva is busy.' }, world.now)),
  complete: job(completed),
  needAdmin: job(({ current, world }, step) => needAdmin(current, step, world.now)),
  fail: job(({ current, world }, step) => failStep(current, step, 'Workiva said no.', world.now)),
  finish: (turn) => finished(turn, admin(turn).by),
  work,
  refuse: (turn) =>
    turn.dice % 4 === 0
      ? refuseTask(turn.current, stepOf(turn), { ...admin(turn), reason: 'It is archived.' })
      : undefined,
  retry: (turn) => retry(turn.current, admin(turn)),
  byHand: (turn) => takeOver(turn.current, admin(turn)),
  giveUp: (turn) => (turn.dice % 3 === 0 ? giveUp(turn.current, admin(turn)) : undefined),
  sweepGrant: sweepDueGrant,
  revoke: (turn) => {
    const { current, world } = turn;
    const filing = { id: nextId(world), reason: 'Not needed.', digest: DIGEST, now: world.now };
    return current.grant && revoke(current.grant, [ADMIN], { ...filing, by: admin(turn).by });
  },
  suspend: (turn) => turn.current.grant && stop(turn.current.grant, { ...admin(turn), reason: 'It leaks.' }),
  reinstate: (turn) => {
    const { current, world } = turn;
    const { grant } = current;
    if (!grant) return undefined;
    const others = liveGrantsOf(grant.terms.user.username, world).filter(({ id }) => id !== grant.id);
    return reinstate(grant, { ...admin(turn), admins: [ADMIN, DAN], others, reason: 'All is well.' });
  },
  suspendJob: carryOver,
  suspendByHand: (turn) => {
    const { grant } = turn.current;
    if (!grant) return undefined;
    const settled = enforceByHand(grant, { ...admin(turn), run: grant.suspension?.run ?? 0 });
    if (settled.ok) turn.world.users.set(grant.terms.user.username, isStopped(grant) ? 'suspended' : 'active');
    return settled;
  },
  letExpire: ({ current, by, world }) => current.grant && letExpire(current.grant, by, world.now),
  collect: ({ current, by, world }) => current.grant && collect(current.grant, by, world.now),
};

const dayAfter = (world: World, days: number) =>
  later(days * DAY, world.now)
    .toISOString()
    .slice(0, 10);

/** Hands over, or takes back: not about a request, so it has a place of its own. */
function handOver({ world, by, dice }: Pick<Turn, 'world' | 'by' | 'dice'>): void {
  const current = world.delegations.get(by);
  const groups = Object.keys(GROUPS).filter((name) => GROUPS[name]?.includes(by));
  const to = pick(dice, PEOPLE);
  const handed = { from: by, to, until: dayAfter(world, 3), groups, takesPart: true, now: world.now };
  const moved = current && dice % 3 === 0 ? endDelegation(current, by, world.now) : delegate(current, handed);
  if (!moved.ok) return;
  world.delegations.set(by, moved.delegation);
  world.events.push(...moved.events);
}

function apply(world: World, outcome: Transition): void {
  if (!outcome.ok) return;
  if (outcome.request) world.requests.set(outcome.request.id, outcome.request);
  for (const grant of [...(outcome.grant ? [outcome.grant] : []), ...(outcome.others ?? [])]) {
    world.grants.set(grant.id, grant);
    if (grant.clientId !== undefined) world.acted.add(grant.terms.user.username);
  }
  world.events.push(...outcome.events);
}

export type Real = { world: World; onPlayed: (played: Played, model: Model) => void };

/** A command of somebody, as fast-check plays, shrinks and prints it. */
class Move implements fc.Command<Model, Real> {
  readonly name: string;
  readonly chance: Chance;

  constructor(name: string, chance: Chance) {
    this.name = name;
    this.chance = chance;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, { world, onPlayed }: Real): void {
    const { by, wait, dice } = this.chance;
    world.now = later(wait, world.now);
    if (this.name === 'handOver') {
      handOver({ world, by, dice });
      return;
    }
    const request = pick(dice, [...world.requests.values()].slice(-3));
    const before: Case = { request, grant: world.grants.get(request.grant ?? '') };
    const outcome = COMMANDS[this.name]?.({ ...this.chance, world, model, current: before });
    if (!outcome) return;
    apply(world, outcome);
    const made = outcome.ok && outcome.request !== undefined && outcome.request.id !== request.id;
    onPlayed({ command: this.name, by, before: made ? { grant: before.grant } : before, outcome, world }, model);
  }

  toString(): string {
    return `${this.name}(${this.chance.by}, +${this.chance.wait} ms, ${this.chance.dice})`;
  }
}

const chance = fc.record({
  by: fc.constantFrom(...PEOPLE),
  wait: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1_000, 20 * 60_000, 5 * HOUR, DAY, 3 * DAY, 20 * DAY),
  dice: fc.nat(5_039),
});

const times = (name: string, count: number) => Array.from({ length: count }, () => name);

/** What moves a request on. */
const OFTEN = ['handOver', 'renew', ...times('approve', 2), ...times('work', 8), 'sweepGrant', 'revoke', 'suspendJob'];

/** Random sequences of commands by random people. Those that move a request on come more often. */
export const commands = fc.commands(
  [...Object.keys(COMMANDS), ...OFTEN].map((name) => chance.map((one) => new Move(name, one))),
  { maxCommands: 200, size: 'max' },
);

/** A world with one request that waits for an approval. */
export function firstWorld(): { model: Model; world: World } {
  const world: World = {
    now: NOW,
    requests: new Map(),
    grants: new Map(),
    delegations: new Map(),
    events: [],
    users: new Map(),
    acted: new Set(),
  };
  const model: Model = { demands: new Map() };
  const asked = filing({ terms: terms({ expires: '2026-12-20' }), stages: pick(3, STAGES) });
  apply(world, fileCreate(asked));
  model.demands.set(asked.id, { stages: pick(3, STAGES), breaksGlass: false, asked: asked.terms });
  return { model, world };
}
