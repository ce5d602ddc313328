import type { UserStatus } from '../../../workiva/types.ts';
import { Badge } from './badge.tsx';

/** Whether a user can sign in. */
export function StatusBadge({ status }: { status: UserStatus }) {
  return status === 'active' ? <Badge tone="good">Active</Badge> : <Badge tone="bad">Suspended</Badge>;
}
