import { noteLateOperation } from '../domain/provisioning.ts';
import { stepNamed } from '../domain/provisioning-steps.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import { followBegun } from '../workiva/begun-operation.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import type { ProvisionJob } from './queues.ts';

/** Keeps an operation that Workiva has begun for a request that has ended in that moment. */
export async function keepLateOperation(job: ProvisionJob, operation: string, store: Store): Promise<void> {
  await transact(store, { request: job.request }, ({ request, grant }) =>
    request ? noteLateOperation({ request, grant }, job.step, operation) : missing(job.request),
  );
}

/** Waits for what Workiva still does for a request that has ended. */
export async function outlastOperation(job: ProvisionJob, store: Store, workiva: WorkivaClient | undefined) {
  const request = (await store.request(job.request))?.record;
  const url = request?.outcome && stepNamed(request, job.step)?.operation;
  if (url === undefined || !workiva) return;
  await followBegun(url, workiva);
}
