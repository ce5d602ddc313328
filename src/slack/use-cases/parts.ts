import type { Codes } from '../../codes/codes.ts';
import type { Clock } from '../../domain/clock.ts';
import type { AccessRequest } from '../../domain/records.ts';
import type { PlannedStep } from '../../domain/step-records.ts';
import type { Logger } from '../../observability/log.ts';
import type { LoadedPolicy } from '../../policy/load.ts';
import type { Store } from '../../store/store.ts';
import type { WorkspaceRoles } from '../../workiva/workspace-roles.ts';
import type { AdminNotice } from '../alerts.ts';
import type { Directory } from '../directory.ts';

/** What every use case works with. `policy` answers the one now in force. */
export type UseCaseParts = { store: Store; policy: () => LoadedPolicy; directory: Directory; clock: Clock };

/** What a decision works with: it may have to be proven by a code. */
export type DecisionParts = UseCaseParts & { codes: Codes };

/** What a filing works with. `tellAdmins` posts to the admin channel, once a day for each name. */
export type FilingParts = DecisionParts & { log: Logger; tellAdmins: AdminNotice; workspaceRoles: WorkspaceRoles };

/**
 * Says what will happen in Workiva for a request, as it is there now. Nothing is changed.
 *
 * @throws WorkivaError
 */
export type Foresee = (request: AccessRequest) => Promise<PlannedStep[]>;

/** What every handler works with. */
export type HandlerParts = FilingParts & { foresee: Foresee };
