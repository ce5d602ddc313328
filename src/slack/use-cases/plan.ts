import type { AccessRequest } from '../../domain/records.ts';
import type { PlannedStep } from '../../domain/step-records.ts';
import type { Refused } from '../../domain/transition.ts';
import { WorkivaError } from '../../workiva/errors.ts';
import { noRequest, requestNamed } from './find.ts';
import type { HandlerParts } from './parts.ts';

/** What will happen in Workiva for a request, or why that could not be seen. */
export type Foreseen = { request: AccessRequest } & ({ steps: PlannedStep[] } | { trouble: string });

/** Looks what will happen in Workiva for a request. Nothing is changed. */
export async function planFor(id: string, { store, foresee }: HandlerParts): Promise<Foreseen | Refused> {
  const request = await requestNamed(id, store);
  if (!request) return noRequest(id);
  try {
    return { request, steps: await foresee(request) };
  } catch (error) {
    if (!(error instanceof WorkivaError)) throw error;
    return { request, trouble: error.sentence };
  }
}
