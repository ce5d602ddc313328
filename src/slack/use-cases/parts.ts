import type { Clock } from '../../domain/clock.ts';
import type { Logger } from '../../observability/log.ts';
import type { LoadedPolicy } from '../../policy/load.ts';
import type { Store } from '../../store/store.ts';
import type { Directory } from '../directory.ts';

/** What every use case works with. `policy` answers the one now in force. */
export type UseCaseParts = { store: Store; policy: () => LoadedPolicy; directory: Directory; clock: Clock };

/** What every handler works with. */
export type HandlerParts = UseCaseParts & { log: Logger };
