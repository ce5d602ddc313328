import { approve, approveLess, codeRefused, type Decider, deny, mayNotDecide } from '../../domain/approval.ts';
import type { Less, LessFault } from '../../domain/less.ts';
import { answer, ask, questionToAnswer } from '../../domain/question.ts';
import type { QuestionRef } from '../../domain/question-ref.ts';
import { asDemanded } from '../../domain/recheck.ts';
import type { AccessRequest, Case, Question } from '../../domain/records.ts';
import { withdraw } from '../../domain/request.ts';
import type { RequestRef } from '../../domain/request-ref.ts';
import { groupsOf } from '../../domain/stages.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { authorityFor } from './authority.ts';
import { noRequest, onCase, requestNamed } from './find.ts';
import type { DecisionParts, UseCaseParts } from './parts.ts';
import { demandOn } from './routing.ts';

/** What a decision is made from, looked up before it, because a decision must not wait for Slack. */
type Facts = {
  decider: Decider;
  /** The request as the policy in force and the people who are still there leave it. */
  current: (found: Case) => Case;
};

/** Gives an approval. Authority is looked up now, never taken from the button. */
export async function approveRequest(
  ref: RequestRef,
  by: string,
  code: string | undefined,
  parts: DecisionParts,
): Promise<Transition> {
  return deciding(ref, by, parts, async (found, facts) => {
    const confirmed = await confirmation(found, by, code, facts, parts);
    if (typeof confirmed === 'object') return confirmed;
    return onCase(ref.id, parts, (now) => approve(facts.current(now), { ...facts.decider, confirmed }));
  });
}

/** Approves less than was asked. */
export async function approveWithLess(
  ref: RequestRef,
  by: string,
  less: Less,
  code: string | undefined,
  parts: DecisionParts,
): Promise<Transition | { ok: false; faults: LessFault[] }> {
  let faults: LessFault[] | undefined;
  const outcome = await deciding(ref, by, parts, async (found, facts) => {
    const confirmed = await confirmation(found, by, code, facts, parts);
    if (typeof confirmed === 'object') return confirmed;
    return onCase(ref.id, parts, (now) => {
      const given = approveLess(facts.current(now), less, { ...facts.decider, confirmed });
      if (!('faults' in given)) return given;
      faults = given.faults;
      return refused('not_less', 'This is not less than what was asked.');
    });
  });
  return faults ? { ok: false, faults } : outcome;
}

/** The request that somebody may decide on now, as it has to be satisfied by now; or why they may not. */
export async function decidable(ref: RequestRef, by: string, parts: UseCaseParts): Promise<AccessRequest | Refused> {
  const request = await requestNamed(ref.id, parts.store);
  if (!request) return noRequest(ref.id);
  const { decider, current } = await factsFor(request, ref, by, parts);
  const held = current({ request }).request;
  return mayNotDecide(held, decider) ?? held;
}

/** Denies a request, with the reason. */
export function denyRequest(ref: RequestRef, by: string, reason: string, parts: UseCaseParts): Promise<Transition> {
  return deciding(ref, by, parts, (_found, { decider, current }) =>
    onCase(ref.id, parts, (now) => deny(current(now), { ...decider, reason })),
  );
}

/** Asks the requester something before deciding. */
export function askAbout(ref: RequestRef, by: string, text: string, parts: UseCaseParts): Promise<Transition> {
  return deciding(ref, by, parts, (_found, { decider, current }) =>
    onCase(ref.id, parts, (now) => ask(current(now), { ...decider, text })),
  );
}

/** The question that somebody wants to answer, while it waits; or why they cannot. */
export async function answerable(
  { id, number }: QuestionRef,
  by: string,
  { store }: UseCaseParts,
): Promise<Question | Refused> {
  const request = await requestNamed(id, store);
  return request ? questionToAnswer(request, number, by) : noRequest(id);
}

/** Answers a question about a request. */
export function answerAbout(
  { id, number }: QuestionRef,
  by: string,
  text: string,
  parts: UseCaseParts,
): Promise<Transition> {
  return onCase(id, parts, (found) => answer(found, { by, text, number, now: parts.clock.now() }));
}

/** Takes a request back. */
export function withdrawRequest(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onCase(id, parts, (found) => withdraw(found, by, parts.clock.now()));
}

async function deciding(
  ref: RequestRef,
  by: string,
  parts: UseCaseParts,
  decide: (found: AccessRequest, facts: Facts) => Promise<Transition>,
): Promise<Transition> {
  const request = await requestNamed(ref.id, parts.store);
  if (!request) return noRequest(ref.id);
  return decide(request, await factsFor(request, ref, by, parts));
}

async function factsFor(request: AccessRequest, ref: RequestRef, by: string, parts: UseCaseParts): Promise<Facts> {
  const { policy, digest } = parts.policy();
  const demand = await demandOn(request, parts);
  const approved = request.approvals.flatMap(({ by, for: instead }) => (instead === undefined ? by : [by, instead]));
  const [authority, present] = await Promise.all([
    authorityFor([...request.stages.flatMap(groupsOf), ...demand(request).stages.flatMap(({ from }) => from)], parts),
    parts.directory.takingPart(approved, policy),
  ]);
  const left = approved.filter((person) => !present.includes(person));
  return {
    decider: { by, authority, digest, now: parts.clock.now(), revision: ref.revision },
    current: (found) => ({ ...found, request: asDemanded(found.request, demand(found.request), left) }),
  };
}

/** Checks the code that a request of this kind asks for, once it is known that the person may decide at all. */
async function confirmation(
  request: AccessRequest,
  by: string,
  code: string | undefined,
  { decider, current }: Facts,
  parts: DecisionParts,
): Promise<'totp' | undefined | Refused> {
  const held = current({ request }).request;
  const no = mayNotDecide(held, decider);
  if (no) return no;
  if (held.confirm !== 'totp' || code === undefined) return undefined;
  const checked = await parts.codes.check(by, code);
  if (checked.ok) return 'totp';
  await onCase(request.id, parts, (found) => codeRefused(found, by, checked.code, decider.now));
  return refused(checked.code, checked.sentence);
}
