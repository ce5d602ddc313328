import { finishTask, refuseTask, retry, takeOver } from '../../src/domain/admin-task.ts';
import { approve, approveIfAutomatic, deny } from '../../src/domain/approval.ts';
import type { AuditEvent } from '../../src/domain/effects.ts';
import { collect, letExpire, sweepGrant } from '../../src/domain/grant.ts';
import {
  beginStep,
  completeStep,
  currentStep,
  failStep,
  isDueNow,
  needAdmin,
  noteStep,
  resume,
} from '../../src/domain/provisioning.ts';
import type { AccessRequest, Case, Grant } from '../../src/domain/records.ts';
import { fileCreate, fileRenewal, withdraw } from '../../src/domain/request.ts';
import type { Transition } from '../../src/domain/transition.ts';
import { ADMIN, ANA, BEN, CLEO, DAY, DIGEST, filing, later, NOW, terms } from './domain-cases.ts';

/** What exists at one moment of a walk. */
export type World = {
  now: Date;
  requests: Map<string, AccessRequest>;
  grants: Map<string, Grant>;
  events: AuditEvent[];
};
/** One command and what it was about; `before` are the records that it changed. */
export type WalkStep = { command: string; before: Case; outcome: Transition };

const PEOPLE = [ANA, BEN, CLEO, ADMIN];
const LEADS = [30 * DAY, 7 * DAY, DAY];

/** A small generator of numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Turn = { current: Case; by: string; now: Date; random: () => number };

/** Lets a job of the current step, or of a run before, do something, as its worker does: only while it counts. */
const job = (act: (turn: Turn, step: 'user' | 'membership' | 'roles' | 'grant') => Transition) => (turn: Turn) => {
  const { request } = turn.current;
  const step = currentStep(request)?.name ?? 'grant';
  const run = (request.provisioning?.run ?? 1) - (turn.random() < 0.1 ? 1 : 0);
  return isDueNow(request, step, run) ? act(turn, step) : undefined;
};
const decider = ({ by, now }: Turn) => ({ by, approvers: [ANA, BEN, CLEO], digest: DIGEST, now });
const admin = ({ by, now }: Turn) => ({ by, admins: [ADMIN], now });
const stepOf = ({ current }: Turn) => currentStep(current.request)?.name ?? 'grant';

const COMMANDS: Record<string, (turn: Turn) => Transition | undefined> = {
  approve: (turn) => approve(turn.current, decider(turn)),
  deny: (turn) => (turn.random() < 0.2 ? deny(turn.current, { ...decider(turn), reason: 'No need.' }) : undefined),
  withdraw: (turn) => (turn.random() < 0.2 ? withdraw(turn.current, turn.by, turn.now) : undefined),
  begin: job(({ current, now }, step) => beginStep(current, step, now)),
  note: job(({ current, now }, step) => noteStep(current, step, { trouble: 'Workiva is busy.' }, now)),
  complete: job(({ current, now }, step) =>
    step === 'grant' ? needAdmin(current, step, now) : completeStep(current, step, { note: 'done' }, now),
  ),
  needAdmin: job(({ current, now }, step) => needAdmin(current, step, now)),
  fail: job(({ current, now }, step) => failStep(current, step, 'Workiva said no.', now)),
  finish: (turn) => finishTask(turn.current, stepOf(turn), { ...admin(turn), clientId: 'client-7' }),
  refuse: (turn) => refuseTask(turn.current, stepOf(turn), { ...admin(turn), reason: 'It is archived.' }),
  retry: (turn) => retry(turn.current, admin(turn)),
  byHand: (turn) => takeOver(turn.current, admin(turn)),
  resume: (turn) => resume(turn.current, turn.now),
  sweep: ({ current, now }) => current.grant && sweepGrant(current.grant, LEADS, now),
  letExpire: ({ current, by, now }) => current.grant && letExpire(current.grant, by, now),
  collect: ({ current, by, now }) => current.grant && collect(current.grant, by, now),
  renew: ({ current, by, now, random }) => {
    if (!current.grant) return undefined;
    const id = `REQ-${Math.floor(random() * 1e9)}`;
    const expires = later(100 * DAY, now)
      .toISOString()
      .slice(0, 10);
    const asked = filing({
      id,
      requester: by,
      now,
      terms: { ...current.grant.terms, expires },
      stages: stagesFor(random),
    });
    return approveIfAutomatic(fileRenewal(asked, current.grant), now);
  },
};

const stagesFor = (random: () => number) =>
  Array.from({ length: Math.floor(random() * 3) }, () => ({ from: ['team'], count: 1 }));

/** Plays random commands of random people on one grant and the requests about it. Refused ones change nothing. */
export function* walk(seed: number, length: number): Generator<WalkStep & { world: World }> {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const world: World = { now: NOW, requests: new Map(), grants: new Map(), events: [] };
  const first = filing({ terms: terms({ expires: '2026-12-20' }), stages: stagesFor(random) });
  apply(world, approveIfAutomatic(fileCreate(first), NOW));

  for (let turn = 0; turn < length; turn++) {
    world.now = later(pick([0, 1_000, 20 * 60_000, DAY]), world.now);
    const request = pick([...world.requests.values()].slice(-2));
    const before: Case = { request, grant: world.grants.get(request.grant ?? '') };
    const command = pick(Object.keys(COMMANDS));
    const outcome = COMMANDS[command]?.({ current: before, by: pick(PEOPLE), now: world.now, random });
    if (!outcome) continue;
    apply(world, outcome);
    yield { command, before, outcome, world };
  }
}

function apply(world: World, outcome: Transition): void {
  if (!outcome.ok) return;
  if (outcome.request) world.requests.set(outcome.request.id, outcome.request);
  if (outcome.grant) world.grants.set(outcome.grant.id, outcome.grant);
  world.events.push(...outcome.events);
}
