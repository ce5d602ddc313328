import { clientNameKey } from '../domain/client-name.ts';
import { inWords } from '../domain/duration.ts';
import type { Condition } from '../domain/routing.ts';
import { type Conditions, type Kind, type ScopeCondition, scopesAsked } from './conditions-schema.ts';
import type { Facts } from './facts.ts';
import { fitsGlob } from './glob.ts';
import { isPerson } from './principals.ts';
import { isRequester } from './requester.ts';

/** What a sentence calls the conditions: those of the rule, or of what it leaves out. */
type Whose = 'the rule' | 'its exception';

type Check<Name extends keyof Conditions> = (
  asked: NonNullable<Conditions[Name]>,
  facts: Facts,
  whose: Whose,
) => Condition;

/** Holds each condition against the facts, in the order in which people read them. */
export function checkConditions(when: Conditions = {}, facts: Facts, whose: Whose = 'the rule'): Condition[] {
  return ORDER.flatMap((name) => checkOne(name, when, facts, whose) ?? []);
}

function checkOne<Name extends keyof Conditions>(name: Name, when: Conditions, facts: Facts, whose: Whose) {
  const asked = when[name];
  return asked === undefined ? undefined : CHECKS[name](asked, facts, whose);
}

/** The fact as a sentence; where the condition does not hold, also what it is for. */
const said = (holds: boolean, fact: string, whose: Whose, wanted: string): Condition => ({
  holds,
  sentence: holds ? `${fact}.` : `${fact}, and ${whose} is for ${wanted}.`,
});

const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const KIND_WORDS: Record<Kind, string> = {
  create: 'a new grant',
  renew: 'a renewal',
  change: 'a change of a grant',
  revoke: 'the end of a grant',
};

const CHECKS: { [Name in keyof Required<Conditions>]: Check<Name> } = {
  kind: (kinds, { kind }, whose) =>
    said(kinds.includes(kind), `This asks for ${KIND_WORDS[kind]}`, whose, either(kinds.map((one) => KIND_WORDS[one]))),
  requester: checkRequester,
  workspaces: (names, { terms: { workspace } }, whose) =>
    said(names.includes(workspace), `The workspace is ${workspace}`, whose, either(names)),
  client_name: (patterns, { terms: { clientName } }, whose) =>
    said(
      patterns.some((pattern) => fitsGlob(clientNameKey(pattern), clientNameKey(clientName))),
      `The client name is “${clientName}”`,
      whose,
      `names like ${either(patterns.map((pattern) => `“${pattern}”`))}`,
    ),
  scopes: checkScopes,
  access: (asked, { access }, whose) =>
    said(
      asked.includes(access),
      access === 'write' ? 'At least one scope can write' : 'Every scope only reads',
      whose,
      access === 'write' ? 'requests that only read' : 'requests that can write',
    ),
  risk: (asked, { risk }, whose) =>
    said(
      asked.includes(risk),
      risk === 'high' ? 'At least one scope is of high risk' : 'Every scope is of low risk',
      whose,
      risk === 'high' ? 'low risk' : 'high risk',
    ),
  roles: (allowed, { terms: { roles } }, whose) =>
    said(
      roles.every((role) => allowed.includes(role)),
      roles.length === 0 ? 'No role is asked for' : `The only roles are ${roles.join(', ')}`,
      whose,
      allowed.length === 0 ? 'requests without roles' : `no other roles than ${allowed.join(', ')}`,
    ),
  new_integration_user: (isNew, { newUser }, whose) =>
    said(
      isNew === newUser,
      newUser ? 'The integration user is to be created' : 'The integration user exists already',
      whose,
      isNew ? 'a new one' : 'one that exists already',
    ),
  has_ip_restrictions: (wanted, { terms: { ipRestrictions } }, whose) =>
    said(
      wanted === ipRestrictions.length > 0,
      ipRestrictions.length > 0 ? 'There are IP restrictions' : 'There are no IP restrictions',
      whose,
      wanted ? 'requests with them' : 'requests without them',
    ),
  more_than_needed: (asked, { more }, whose) =>
    said(
      asked === more.length > 0,
      more.length > 0 ? 'It asks for more than its tasks need' : 'It asks for no more than its tasks need',
      whose,
      asked ? 'requests for more than that' : 'requests for no more than that',
    ),
  lifetime_up_to: (upTo, { lifetime }, whose) =>
    lifetime <= upTo
      ? { holds: true, sentence: `It ends within ${inWords(upTo)}.` }
      : said(false, `It ends only after ${inWords(lifetime)}`, whose, `${inWords(upTo)} at most`),
  not: checkException,
};

const ORDER = [
  'kind',
  'requester',
  'workspaces',
  'client_name',
  'scopes',
  'access',
  'risk',
  'roles',
  'new_integration_user',
  'has_ip_restrictions',
  'more_than_needed',
  'lifetime_up_to',
  'not',
] as const satisfies (keyof Conditions)[];

function checkRequester(words: string[], facts: Facts, whose: Whose): Condition {
  const word = words.find((one) => isRequester(one, facts));
  return word === undefined
    ? said(false, 'The requester is somebody else', whose, either(words))
    : { holds: true, sentence: requesterSentence(word, whose) };
}

function requesterSentence(word: string, whose: Whose): string {
  if (isPerson(word)) return `${whose === 'the rule' ? 'The rule' : 'Its exception'} names the requester.`;
  if (word.startsWith('@')) return `The requester’s email address ends in ${word}.`;
  return `The requester is in ${word}.`;
}

function checkScopes(condition: ScopeCondition, { terms: { scopes } }: Facts, whose: Whose): Condition {
  const { mode, names } = scopesAsked(condition);
  if (mode === 'any') {
    const found = scopes.filter((scope) => names.includes(scope));
    return found.length > 0
      ? { holds: true, sentence: `${found.join(', ')} ${found.length === 1 ? 'is' : 'are'} asked for.` }
      : said(false, 'None of its scopes is asked for', whose, either(names));
  }
  const beyond = scopes.filter((scope) => !names.includes(scope));
  return beyond.length === 0
    ? { holds: true, sentence: `No other scope is asked for than ${either(names)}.` }
    : said(
        false,
        `${beyond.join(', ')} ${beyond.length === 1 ? 'is' : 'are'} asked for`,
        whose,
        `no other scope than ${either(names)}`,
      );
}

/** Holds when what is left out does not hold as a whole. */
function checkException(left: Conditions, facts: Facts, whose: Whose): Condition {
  const inside = checkConditions(left, facts, 'its exception');
  const failing = inside.filter((condition) => !condition.holds);
  const sentences = (conditions: Condition[]) => conditions.map(({ sentence }) => sentence).join(' ');
  if (failing.length > 0) {
    return { holds: true, sentence: `The exception of ${ofWhom(whose)} does not apply: ${sentences(failing)}` };
  }
  return { holds: false, sentence: `The exception of ${ofWhom(whose)} applies: ${sentences(inside)}` };
}

const ofWhom = (whose: Whose) => (whose === 'the rule' ? 'the rule' : 'that exception');
