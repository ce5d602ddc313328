import type { AccessRequest } from '../../domain/records.ts';
import { type Refused, refused } from '../../domain/transition.ts';
import type { Standing } from '../person.ts';
import type { UseCaseParts } from './parts.ts';

type TakingPartParts = Pick<UseCaseParts, 'directory' | 'policy'>;

const WHO: Record<Standing, string> = {
  member: 'You',
  left: 'People whose Slack account is deactivated',
  bot: 'Bots',
  guest: 'Guests of this workspace',
  other_workspace: 'People of another workspace',
};

/** Refuses a request by somebody who may not take part by the policy. Answers nothing when they may. */
export function mayAsk(by: string, parts: TakingPartParts): Promise<Refused | undefined> {
  return mayTakePart(by, 'cannot request grants here. Ask a member of this workspace to request it.', parts);
}

/** Refuses a decision by somebody who may not take part by the policy. Answers nothing when they may. */
export function mayDecideAtAll(by: string, parts: TakingPartParts): Promise<Refused | undefined> {
  return mayTakePart(by, 'cannot decide on requests here. A member of this workspace has to.', parts);
}

/** Refuses to approve what is for somebody who may not take part any more. Answers nothing where all may. */
export async function mayStillHave(
  { id, requester, owner }: Pick<AccessRequest, 'id' | 'requester' | 'owner'>,
  { directory, policy }: TakingPartParts,
): Promise<Refused | undefined> {
  const parties = [...new Set([requester, owner])];
  const present = await directory.takingPart(parties, policy().policy);
  const gone = parties.find((person) => !present.includes(person));
  if (gone === undefined) return undefined;
  return refused(
    'may_not_take_part',
    `<@${gone}> has left Slack, or may not take part any more, so ${id} cannot be approved. Deny it, or let it lapse.`,
  );
}

async function mayTakePart(by: string, cannot: string, { directory, policy }: TakingPartParts) {
  if ((await directory.takingPart([by], policy().policy)).includes(by)) return undefined;
  const { standing } = await directory.person(by);
  return refused('may_not_take_part', `${WHO[standing]} ${cannot}`);
}
