import type { Conditions } from './conditions-schema.ts';
import type { Policy } from './schema.ts';

/** Whether any rule asks for the client name, so that another name may lead to another rule. */
export function namesRoute({ rules }: Pick<Policy, 'rules'>): boolean {
  return rules.some(({ when }) => when !== undefined && asksForName(when));
}

const asksForName = ({ client_name: patterns, not }: Conditions): boolean =>
  patterns !== undefined || (not !== undefined && asksForName(not));
