import { approve, approveLess, codeRefused, deny } from '../../domain/approval.ts';
import type { Question } from '../../domain/approval-records.ts';
import type { Less, LessFault } from '../../domain/less.ts';
import { type Decider, mayNotDecide } from '../../domain/may-decide.ts';
import { answer, ask, questionToAnswer } from '../../domain/question.ts';
import type { QuestionRef } from '../../domain/question-ref.ts';
import { asDemanded } from '../../domain/recheck.ts';
import type { AccessRequest, Case } from '../../domain/records.ts';
import { withdraw } from '../../domain/request-end.ts';
import type { RequestRef } from '../../domain/request-ref.ts';
import { groupsOf } from '../../domain/stages.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { authorityFor } from './authority.ts';
import { noRequest, onCase, requestNamed } from './find.ts';
import type { DecisionParts, UseCaseParts } from './parts.ts';
import { holdToPolicy } from './recheck.ts';
import { mayDecideAtAll, mayStillHave } from './taking-part.ts';

/** What a decision is made from, looked up before it, because a decision must not wait for Slack. */
type Facts = {
  decider: Decider;
  /** The request, as stored by then, as the policy in force leaves it. */
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
    const give = (now: Case, confirmed: Decider['confirmed']) => {
      const given = approveLess(facts.current(now), less, { ...facts.decider, confirmed });
      if (!('faults' in given)) return given;
      faults = given.faults;
      return refused('not_less', 'This is not less than what was asked.');
    };
    // To check a code uses it up, so what no code can help is told before.
    const tried = give({ request: found }, 'totp');
    if (!tried.ok) return tried;
    const confirmed = await confirmation(found, by, code, facts, parts);
    if (typeof confirmed === 'object') return confirmed;
    return onCase(ref.id, parts, (now) => give(now, confirmed));
  });
  return faults ? { ok: false, faults } : outcome;
}

/** The request that somebody may decide on now, as it has to be satisfied by now; or why they may not. */
export async function decidable(ref: RequestRef, by: string, parts: DecisionParts): Promise<AccessRequest | Refused> {
  const looked = await factsFor(ref, by, parts);
  if ('ok' in looked) return looked;
  const { decider, current } = looked.facts;
  const held = current(looked).request;
  return mayNotDecide(held, decider) ?? held;
}

/** Denies a request, with the reason. */
export function denyRequest(ref: RequestRef, by: string, reason: string, parts: DecisionParts): Promise<Transition> {
  return deciding(ref, by, parts, (_found, { decider, current }) =>
    onCase(ref.id, parts, (now) => deny(current(now), { ...decider, reason })),
  );
}

/** Asks the requester something before deciding. */
export function askAbout(ref: RequestRef, by: string, text: string, parts: DecisionParts): Promise<Transition> {
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
  parts: DecisionParts,
  decide: (found: AccessRequest, facts: Facts) => Promise<Transition>,
): Promise<Transition> {
  const looked = await factsFor(ref, by, parts);
  return 'ok' in looked ? looked : decide(looked.request, looked.facts);
}

/** The request as it stands by now, and what a decision on it is made from; or why this person may not decide at all. */
async function factsFor(
  ref: RequestRef,
  by: string,
  parts: DecisionParts,
): Promise<{ request: AccessRequest; facts: Facts } | Refused> {
  const found = await requestNamed(ref.id, parts.store);
  if (!found) return noRequest(ref.id);
  const no = await mayDecideAtAll(by, parts);
  if (no) return no;
  const { request, demand, digest } = await holdToPolicy(found, parts);
  const groups = [...request.stages.flatMap(groupsOf), ...demand(request).stages.flatMap(({ from }) => from)];
  const authority = await authorityFor(groups, parts);
  const facts: Facts = {
    decider: { by, authority, digest, now: parts.clock.now(), revision: ref.revision },
    current: (now) => ({ ...now, request: asDemanded(now.request, demand(now.request), []) }),
  };
  return { request, facts };
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
  const no = mayNotDecide(held, decider) ?? (await mayStillHave(held, parts));
  if (no) return no;
  if (held.confirm !== 'totp' || code === undefined) return undefined;
  const checked = await parts.codes.check(by, code);
  if (checked.ok) return 'totp';
  const lockedUntil = 'until' in checked ? checked.until : undefined;
  const wrong = { by, code: checked.code, lockedUntil, now: decider.now };
  await onCase(request.id, parts, (found) => codeRefused(found, wrong));
  return refused(checked.code, checked.sentence);
}
