import type { Codes } from '../codes/codes.ts';
import type { Logger } from '../observability/log.ts';
import { type GroupInUse, groupsInUse, groupsWithCodes } from '../policy/groups-in-use.ts';
import type { Policy } from '../policy/schema.ts';
import type { AdminNotice } from './alerts.ts';
import type { Directory } from './directory.ts';
import { escapeText } from './views/text.ts';

export type EmptyGroupParts = {
  directory: Pick<Directory, 'peopleIn' | 'takingPart'>;
  codes: Pick<Codes, 'isEnrolled'>;
  notice: AdminNotice;
  log: Pick<Logger, 'warn'>;
};

/**
 * Warns of each group that the policy relies on and in which nobody can act: empty in Slack, or everybody has left, or a
 * code is asked for and nobody has enrolled.
 */
export async function warnOfEmptyGroups(policy: Policy, parts: EmptyGroupParts): Promise<void> {
  const { directory, codes, notice, log } = parts;
  const withCodes = groupsWithCodes(policy);
  for (const group of groupsInUse(policy)) {
    try {
      const people = await directory.peopleIn([group.name], policy);
      const present = await directory.takingPart(people, policy);
      if (present.length === 0) {
        log.warn({ group: group.name }, `Nobody in the group can act: ${uses(group)}`);
        await notice(`empty-group:${group.name}`, sentenceFor(group));
      } else if (withCodes.has(group.name) && !(await Promise.all(present.map(codes.isEnrolled))).includes(true)) {
        log.warn({ group: group.name }, 'Nobody in the group can approve with a code');
        await notice(`codeless-group:${group.name}`, sentenceForCodes(group));
      }
    } catch (err) {
      log.warn(
        { err, group: group.name },
        'Whether anybody in a group of the policy can act could not be found out, or not be told',
      );
    }
  }
}

const uses = ({ uses: all }: GroupInUse) => new Intl.ListFormat('en-GB').format(all);

function sentenceForCodes({ name }: GroupInUse): string {
  return `Nobody in the group “${escapeText(name)}” of the policy can approve with a code, which the policy asks for (\`confirm: totp\`): nobody in it has enrolled, or GRANTDESK_CODES_KEY is not set. The operator enrols them with \`npx grantdesk approver enrol\`.`;
}

function sentenceFor(group: GroupInUse): string {
  const name = escapeText(group.name);
  return `Nobody in the group “${name}” of the policy can act: it is empty in Slack, or everybody in it has left. Its members should ${escapeText(uses(group))}. Put somebody into the user group in Slack, or change the group in the policy file.`;
}
