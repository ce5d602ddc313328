import { DAY } from '../../domain/duration.ts';
import type { Grant } from '../../domain/records.ts';
import type { LastUses } from '../use-cases/last-use.ts';
import { code, moment } from './text.ts';

/** How long, in ms, the log may go unread before it is said how old the knowledge is. */
const STALE_MS = DAY;

const momentOf = (ms: number) => moment(new Date(ms).toISOString());

/** Why nothing is known of any use, as the end of a sentence; nothing where something is. */
export function unknownUse({ access, since }: LastUses): string | undefined {
  switch (access) {
    case 'no_access':
      return 'not known: Grantdesk has no access to Workiva’s API.';
    case 'no_scope':
      return `not known: Grantdesk may not read the activity log (scope ${code('activity:read')}).`;
    default:
      return since === undefined ? 'not known yet: the activity log has not been read to its end.' : undefined;
  }
}

/** When a grant was last used, as far as the activity log tells, as the end of a sentence. */
export function lastUseWords(grant: Grant, uses: LastUses, now: Date): string {
  const unknown = unknownUse(uses);
  if (unknown !== undefined) return unknown;
  const { usage, sharedBy } = uses.of(grant);
  if (!usage) return `not known: Workiva shows Grantdesk no user ${code(grant.terms.user.username)}.`;
  const when =
    usage.at === undefined ? `none since ${momentOf(usage.from)}, as far back as is known` : momentOf(usage.at);
  const shared = sharedBy > 1 ? `, of its integration user, as which ${sharedBy} grants act` : '';
  return `${when}${shared}.${staleWords(uses, now)}`;
}

function staleWords({ readAt }: LastUses, now: Date): string {
  if (readAt === undefined || now.getTime() - readAt < STALE_MS) return '';
  return ` The activity log was last read ${momentOf(readAt)}.`;
}
