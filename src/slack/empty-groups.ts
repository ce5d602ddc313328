import type { Logger } from '../observability/log.ts';
import { type GroupInUse, groupsInUse } from '../policy/groups-in-use.ts';
import type { Policy } from '../policy/schema.ts';
import type { AdminNotice } from './alerts.ts';
import type { Directory } from './directory.ts';
import { escapeText } from './views/text.ts';

export type EmptyGroupParts = {
  directory: Pick<Directory, 'peopleIn' | 'takingPart'>;
  notice: AdminNotice;
  log: Pick<Logger, 'warn'>;
};

/** Warns of each group that the policy relies on and in which nobody can act: empty in Slack, or everybody has left. */
export async function warnOfEmptyGroups(policy: Policy, { directory, notice, log }: EmptyGroupParts): Promise<void> {
  for (const group of groupsInUse(policy)) {
    try {
      const people = await directory.peopleIn([group.name], policy);
      if ((await directory.takingPart(people, policy)).length > 0) continue;
      log.warn({ group: group.name }, `Nobody in the group can act: ${uses(group)}`);
      await notice(`empty-group:${group.name}`, sentenceFor(group));
    } catch (err) {
      log.warn(
        { err, group: group.name },
        'Whether anybody in a group of the policy can act could not be found out, or not be told',
      );
    }
  }
}

const uses = ({ uses: all }: GroupInUse) => new Intl.ListFormat('en-GB').format(all);

function sentenceFor(group: GroupInUse): string {
  const name = escapeText(group.name);
  return `Nobody in the group “${name}” of the policy can act: it is empty in Slack, or everybody in it has left. Its members should ${escapeText(uses(group))}. Put somebody into the user group in Slack, or change the group in the policy file.`;
}
