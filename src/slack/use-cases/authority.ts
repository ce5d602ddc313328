import type { Codes } from '../../codes/codes.ts';
import { delegationOf, holds } from '../../domain/delegation.ts';
import { type Authority, peopleIn } from '../../domain/stages.ts';
import { stagesOf } from '../../policy/approval-schema.ts';
import { escalationGroups } from '../../policy/schema.ts';
import type { UseCaseParts } from './parts.ts';

export type AuthorityParts = Pick<UseCaseParts, 'store' | 'policy' | 'directory' | 'clock'>;

/**
 * Looks up who may decide for these groups now: their people as the policy in force and Slack say, without those who
 * have left or may not take part, and who has handed over to whom. Throws when Slack cannot say.
 */
export async function authorityFor(names: readonly string[], parts: AuthorityParts): Promise<Authority> {
  const { directory, policy } = parts;
  const inForce = policy().policy;
  const groups: Record<string, string[]> = {};
  await Promise.all(
    [...new Set(names)].map(async (name) => {
      groups[name] = await directory.takingPart(await directory.peopleIn([name], inForce), inForce);
    }),
  );
  return { groups, delegations: await delegationsOf([...new Set(Object.values(groups).flat())], parts) };
}

/** Of those who may decide, the ones who can prove who they are, where that is asked for. */
export async function whoCanConfirm(
  authority: Authority,
  confirm: 'totp' | undefined,
  codes: Pick<Codes, 'isEnrolled'>,
): Promise<Authority> {
  if (confirm === undefined) return authority;
  const own = peopleIn(Object.keys(authority.groups), authority);
  const people = [...new Set([...own, ...authority.delegations.map(({ to }) => to)])];
  const enrolled = new Set<string>();
  await Promise.all(people.map(async (person) => (await codes.isEnrolled(person)) && enrolled.add(person)));
  return {
    groups: Object.fromEntries(
      Object.entries(authority.groups).map(([name, all]) => [name, all.filter((one) => enrolled.has(one))]),
    ),
    delegations: authority.delegations.filter(({ to }) => enrolled.has(to)),
  };
}

async function delegationsOf(people: readonly string[], parts: AuthorityParts): Promise<Authority['delegations']> {
  const { store, directory, policy, clock } = parts;
  const now = clock.now();
  const stored = await Promise.all(people.map((person) => store.delegation(delegationOf(person))));
  const holding = stored.flatMap((one) => (one && holds(one.record, now) ? [one.record] : []));
  const present = await directory.takingPart(
    holding.map(({ to }) => to),
    policy().policy,
  );
  return holding.filter(({ to }) => present.includes(to)).map(({ from, to }) => ({ from, to }));
}

/** The groups of the policy in which somebody may decide in their own right. */
export async function ownGroups(person: string, parts: AuthorityParts): Promise<string[]> {
  const { groups } = await authorityFor(decidingGroups(parts), parts);
  return Object.keys(groups).filter((name) => groups[name]?.includes(person));
}

/** Every group that the policy lets decide on anything. */
function decidingGroups({ policy }: Pick<AuthorityParts, 'policy'>): string[] {
  const { rules } = policy().policy;
  const staged = rules.flatMap(({ approval }) => stagesOf(approval).flatMap(({ from }) => from));
  return [...new Set([...staged, ...escalationGroups(policy().policy)])];
}
