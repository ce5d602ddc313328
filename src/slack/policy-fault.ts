import type { PolicyFault } from '../policy/reload.ts';
import type { AdminNotice } from './alerts.ts';
import { clip, code } from './views/text.ts';

const MOST_LINES = 20;
const LONGEST_LINE = 300;

/**
 * Tells the admin channel once what is wrong with the changed policy file, and that the earlier policy stays in force.
 * Answers whether it is told by now.
 */
export function noticePolicyFault(notice: AdminNotice, { digest, faults }: PolicyFault): Promise<boolean> {
  const lines = faults.slice(0, MOST_LINES).map((fault) => `• ${code(clip(fault, LONGEST_LINE))}`);
  const more = faults.length - lines.length;
  const text = [
    'The policy file has changed and cannot be used, so the policy from before stays in force. Correct the file; Grantdesk takes it up by itself.',
    ...lines,
    ...(more > 0 ? [`The log has ${more} more.`] : []),
  ].join('\n');
  return notice(`policy-fault:${digest}`, text);
}
