import { clientNameKey } from '../domain/client-name.ts';
import { scopesOf } from '../domain/scopes.ts';
import { type Box, type Clause, type Formula, isCovered, type Literal, type World } from './boxes.ts';
import { type Conditions, KINDS_ASKED, scopesAsked } from './conditions-schema.ts';
import { fitsGlob } from './glob.ts';
import { isGroupName, isPerson, isUserGroup } from './principals.ts';
import type { Policy } from './shape.ts';

/** What can be proven about conditions, whatever is requested. What these call impossible is. */
export type Proofs = {
  /** Whether no request can ever meet all of the conditions. */
  isImpossible(when: Conditions | undefined): boolean;
  /** Whether each request that meets the later conditions meets all of one of the earlier. */
  covers(earlier: readonly (Conditions | undefined)[], later: Conditions | undefined): boolean;
};

/** Scopes that no condition tells apart, as one. */
type ScopeClass = { about: string; access: 'read' | 'write'; risk: 'low' | 'high' };

/** What the conditions of a policy can ask about a request. */
type Questions = {
  groups: Policy['groups'];
  scopes: readonly ScopeClass[];
  roles: readonly string[];
  patterns: readonly string[];
  lifetimes: readonly string[];
};

/** What is none of those that a condition names. */
const OTHER = '';

const YES = 'yes';
const NO = 'no';
const yes = (about: string): Literal => ({ about, among: [YES] });
const no = (about: string): Literal => ({ about, among: [NO] });
const NEW_USER = 'new user';
const scope = (name: string) => `scope ${name}`;
const role = (name: string) => `role ${name}`;
const named = (pattern: string) => `name ${pattern}`;

/** Makes what can be proven about these conditions, all of which name only scopes and groups that the policy has. */
export function proofsAbout(
  policy: Pick<Policy, 'groups' | 'scopes'>,
  all: readonly (Conditions | undefined)[],
): Proofs {
  const each = all.flatMap(withExceptions);
  const questions = questionsOf(policy, each);
  const world = worldOf(questions, each);
  const formula = (when: Conditions = {}): Formula => ({
    clauses: NAMES.flatMap((name) => clausesFor(name, when, questions)),
    not: when.not && formula(when.not),
  });
  const made = new Map(all.map((when) => [when, formula(when)]));
  const formulaOf = (when: Conditions | undefined) => made.get(when) ?? formula(when);
  return {
    isImpossible: (when) => isCovered(formulaOf(when), [], world),
    covers: (earlier, later) => isCovered(formulaOf(later), earlier.map(formulaOf), world),
  };
}

const withExceptions = (when: Conditions | undefined): Conditions[] =>
  when ? [when, ...withExceptions(when.not)] : [];

function questionsOf({ groups, scopes }: Pick<Policy, 'groups' | 'scopes'>, each: readonly Conditions[]): Questions {
  const told = new Set(each.flatMap((when) => (when.scopes ? scopesAsked(when.scopes).names : [])));
  // A scope that has left the catalogue counts as the worst.
  const left = { about: scope('other write high'), access: 'write', risk: 'high' } as const;
  const classes = scopesOf(scopes).map(({ name, access, risk }) => ({
    ...{ about: told.has(name) ? scope(name) : scope(`other ${access} ${risk}`), access, risk },
  }));
  const lifetimes = each.flatMap(({ lifetime_up_to: upTo }) => upTo ?? []).sort((one, other) => one - other);
  return {
    groups,
    scopes: [...new Map([left, ...classes].map((one) => [one.about, one])).values()],
    roles: unique([...each.flatMap(({ roles = [] }) => roles), OTHER]),
    patterns: unique(each.flatMap(({ client_name: patterns = [] }) => patterns.map(clientNameKey))),
    lifetimes: unique([...lifetimes.map(String), OTHER]),
  };
}

const unique = (values: readonly string[]) => [...new Set(values)];

function worldOf(questions: Questions, each: readonly Conditions[]): World {
  const { groups, lifetimes } = questions;
  const principals = each.flatMap(({ requester = [] }) => principalsOf(requester, groups));
  const answers: Record<string, readonly string[]> = {
    kind: KINDS_ASKED,
    workspace: unique([...each.flatMap(({ workspaces = [] }) => workspaces), OTHER]),
    lifetime: lifetimes,
    person: unique([...principals.filter(isPerson), OTHER]),
    domain: unique([...principals.map((word) => word.toLowerCase()).filter(isDomain), OTHER]),
  };
  return { answersTo: (about) => answers[about] ?? [YES, NO], isEmpty: (box) => isContradictory(box, questions) };
}

/**
 * Nobody asks for no scope at all, the integration user of what is renewed is there, and a name that fits a pattern fits
 * every wider one.
 */
function isContradictory(box: Box, { scopes, patterns }: Questions): boolean {
  const isOnly = (about: string, answer: string) => box.get(about)?.every((one) => one === answer) ?? false;
  if (scopes.every(({ about }) => isOnly(about, NO))) return true;
  if (isOnly('kind', 'renew') && isOnly(NEW_USER, YES)) return true;
  const fitting = patterns.filter((pattern) => isOnly(named(pattern), YES));
  const failing = patterns.filter((pattern) => isOnly(named(pattern), NO));
  return failing.some((wide) => fitting.some((narrow) => fitsWithin(narrow, wide)));
}

/** Whether every name that fits the one pattern provably fits the other. */
const fitsWithin = (narrow: string, wide: string) =>
  (!narrow.includes('*') || !wide.includes('?')) && fitsGlob(wide, narrow);

const isDomain = (word: string) => word.startsWith('@');

const principalsOf = (words: readonly string[], groups: Policy['groups']): string[] =>
  words.flatMap((word) => (isGroupName(word) ? (groups[word] ?? []) : word));

function someOf(principals: readonly string[]): Clause {
  const people = principals.filter(isPerson);
  const domains = principals.filter(isDomain).map((domain) => domain.toLowerCase());
  return [
    ...(people.length > 0 ? [{ about: 'person', among: people }] : []),
    ...(domains.length > 0 ? [{ about: 'domain', among: domains }] : []),
    ...principals.filter(isUserGroup).map((group) => yes(`group ${group}`)),
  ];
}

/** What scopes make of the request as a whole: the worst as soon as one of them is that, or else the better. */
function leveled<Level>(asked: readonly Level[], worst: Level, levels: readonly [string, Level][]): Clause[] {
  const worse = levels.flatMap(([about, level]) => (level === worst ? about : []));
  if (!asked.includes(worst)) return worse.map((about) => [no(about)]);
  return asked.every((level) => level === worst) ? [worse.map(yes)] : [];
}

type Plain = Omit<Conditions, 'not'>;

type Clauses<Name extends keyof Plain> = (asked: NonNullable<Plain[Name]>, questions: Questions) => Clause[];

const CLAUSES: { [Name in keyof Required<Plain>]: Clauses<Name> } = {
  kind: (kinds) => [[{ about: 'kind', among: kinds }]],
  requester: (words, { groups }) => [someOf(principalsOf(words, groups))],
  workspaces: (names) => [[{ about: 'workspace', among: names }]],
  client_name: (patterns) =>
    patterns.some((pattern) => /^\*+$/.test(clientNameKey(pattern)))
      ? []
      : [patterns.map((pattern) => yes(named(clientNameKey(pattern))))],
  scopes: (asked, { scopes }) => {
    const { mode, names } = scopesAsked(asked);
    const these = names.map(scope);
    if (mode === 'any') return [these.map(yes)];
    return scopes.flatMap(({ about }) => (these.includes(about) ? [] : [[no(about)]]));
  },
  access: (asked, { scopes }) =>
    leveled(
      asked,
      'write',
      scopes.map(({ about, access }) => [about, access]),
    ),
  risk: (asked, { scopes }) =>
    leveled(
      asked,
      'high',
      scopes.map(({ about, risk }) => [about, risk]),
    ),
  roles: (allowed, { roles }) => roles.filter((name) => !allowed.includes(name)).map((name) => [no(role(name))]),
  new_integration_user: (isNew) => [[isNew ? yes(NEW_USER) : no(NEW_USER)]],
  has_ip_restrictions: (wanted) => [[wanted ? yes('addresses') : no('addresses')]],
  more_than_needed: (wanted) => [[wanted ? yes('more') : no('more')]],
  lifetime_up_to: (upTo, { lifetimes }) => [
    [{ about: 'lifetime', among: lifetimes.filter((one) => one !== OTHER && Number(one) <= upTo) }],
  ],
};

const NAMES = Object.keys(CLAUSES) as (keyof Plain)[];

function clausesFor<Name extends keyof Plain>(name: Name, when: Plain, questions: Questions): Clause[] {
  const asked = when[name];
  return asked === undefined ? [] : CLAUSES[name](asked, questions);
}
