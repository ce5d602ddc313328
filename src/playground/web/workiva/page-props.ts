import type { WorkivaSnapshot } from '../../server/contract.ts';
import type { Go } from './places.ts';
import type { Session } from './session.ts';

/** What every page gets: how Workiva stands, who is signed in, and how to go elsewhere. */
export type PageProps = { snapshot: WorkivaSnapshot; session: Session; go: Go };
