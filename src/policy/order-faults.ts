import type { Conditions } from './conditions-schema.ts';
import type { Fault, PolicyParts } from './fault.ts';
import { type Proofs, proofsAbout } from './proofs.ts';
import { conditionFaults } from './rule-faults.ts';

/** A rule whose conditions have no fault, and its place. */
type Rule = { at: number; name: string; when: Conditions | undefined };

/** The rules that no request ever comes to, and a last one that leaves requests without a decision. */
export function orderFaults(parts: PolicyParts): Fault[] {
  return [...unreachable(parts), ...lastRuleFaults(parts)];
}

function lastRuleFaults({ given }: PolicyParts): Fault[] {
  const rules = given('rules');
  const last = Array.isArray(rules) ? rules.length - 1 : -1;
  if (last < 0 || given('rules', last, 'when') === undefined) return [];
  const message = 'the last rule must match everything: add a rule without “when” at the end';
  return [{ path: ['rules', last, 'when'], message }];
}

function unreachable(parts: PolicyParts): Fault[] {
  const [groups, scopes] = [parts.whole('groups'), parts.whole('scopes')];
  if (!groups || !scopes) return [];
  const rules = soundRules(parts);
  const proofs = proofsAbout(
    { groups, scopes },
    rules.map(({ when }) => when),
  );
  const possible = rules.filter(({ when }) => !proofs.isImpossible(when));
  return rules.flatMap((rule) => {
    const place = possible.indexOf(rule);
    return place < 0 ? impossible(rule, proofs) : covered(rule, possible.slice(0, place), proofs);
  });
}

/** Nothing is said of rules whose conditions have a fault, nor because of them: they may be meant otherwise. */
function soundRules(parts: PolicyParts): Rule[] {
  return (parts.value.rules ?? []).flatMap(({ name, when }, at) => {
    const path = ['rules', at, 'when'];
    const isSound = parts.isWhole(...path) && conditionFaults(parts, when ?? {}, path).length === 0;
    return isSound ? [{ at, name: name ?? `rule ${at + 1}`, when: when as Conditions | undefined }] : [];
  });
}

function impossible({ at, when = {} }: Rule, proofs: Proofs): Fault[] {
  // Of revocations it is said elsewhere that no rule is asked about them.
  const isOfKind = proofs.isImpossible({ kind: when.kind });
  if (isOfKind) return [];
  const together = leastOf(Object.entries(when), (some) => proofs.isImpossible(Object.fromEntries(some)));
  const names = together.map(([name]) => name);
  const path = ['rules', at, 'when', ...(names.length === 1 ? names : [])];
  const never = names.length === 1 ? 'never holds' : `${listed(names, 'and')} never hold together`;
  return [{ path, message: `${never}, so the rule can never match: change that, or remove the rule` }];
}

function covered({ at, when }: Rule, earlier: readonly Rule[], proofs: Proofs): Fault[] {
  const cover = (rules: readonly Rule[]) =>
    proofs.covers(
      rules.map((rule) => rule.when),
      when,
    );
  const found = (by: readonly Rule[]): Fault => {
    const names = listed(
      by.map(({ name }) => `“${name}”`),
      'and',
    );
    const match = by.length === 1 ? 'before it matches all of this' : 'before it match all of this between them';
    return {
      path: ['rules', at],
      message: `is never reached, because ${names} ${match}: put it further up, or remove it`,
    };
  };
  const one = earlier.find((rule) => cover([rule]));
  if (one) return [found([one])];
  // The last rule has to be there, even where the rules before it leave nothing to it.
  if (when === undefined || !cover(earlier)) return [];
  return [found(leastOf(earlier, cover))];
}

/** As few of the items as still suffice. */
function leastOf<T>(items: readonly T[], suffices: (some: readonly T[]) => boolean): readonly T[] {
  return items.reduce<readonly T[]>((kept, item) => {
    const fewer = kept.filter((one) => one !== item);
    return suffices(fewer) ? fewer : kept;
  }, items);
}

const listed = (words: readonly string[], and: string) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1)}`;
