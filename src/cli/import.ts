import { Command } from 'commander';
import { OPERATOR } from '../codes/enrolments.ts';
import { clientNameClaim } from '../domain/grant.ts';
import { importGrant, repeatFaults } from '../domain/import.ts';
import { type Adopted, checkRow, namedIn, type Remark } from '../domain/import-row.ts';
import type { Grant } from '../domain/records.ts';
import { hasEnded } from '../domain/review-settle.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { transact } from '../store/transact.ts';
import { readGrantsCsv } from './import-csv.ts';
import { type Plan, type Planned, planLines } from './import-table.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { POLICY_OPTION, policyAt } from './policy-option.ts';
import { readText, runWith } from './run-with.ts';
import { refuse, say } from './say.ts';
import { withRedis } from './with-redis.ts';

type Options = { policy?: string; apply?: true };

/** Makes `grantdesk import`: takes over grants that were made by hand. */
export function importCommand(io: AuditIo): Command {
  return new Command('import')
    .description('take over grants that were made in Workiva by hand; without --apply it only says what would happen')
    .argument('<file>', 'the grants, in CSV; docs/import.md says which columns')
    .option(...POLICY_OPTION)
    .option('--apply', 'write them, if no line has a fault')
    .action((file: string, options: Options) => runWith(io, () => importGrants(io, file, options)));
}

async function importGrants(io: AuditIo, file: string, { policy: path, apply }: Options): Promise<ExitCode> {
  const { policy, digest } = policyAt(io, path);
  const { rows, faults } = readGrantsCsv(readText(file), file);
  const now = io.clock.now();
  const checked = rows.map((row) => checkRow(row, policy, now));
  const adopted = checked.flatMap((row) => row.adopted ?? []);
  const found = [...faults, ...checked.flatMap((row) => row.faults), ...repeatFaults(rows.map(namedIn))];
  return withRedis(io, async ({ store }): Promise<ExitCode> => {
    const ended = await endedGrants(store, new Set(adopted.map(({ clientId }) => clientId)));
    const held = await Promise.all(adopted.map((row) => heldAgainst(row, store, ended)));
    const plan: Plan = {
      rows: held.flatMap(({ row }) => row ?? []),
      faults: byLine([...found, ...held.flatMap(({ fault }) => fault ?? [])]),
      warnings: byLine(checked.flatMap(({ warnings }) => warnings)),
    };
    for (const line of planLines(plan)) say(io, line);
    if (plan.faults.length > 0) return refuse(io, 'Nothing was imported. Correct the faults, and run it again.');
    const fresh = plan.rows.filter(({ there }) => !there);
    if (apply) return applyAll(io, store, fresh, digest);
    if (fresh.length > 0) say(io, 'Nothing is changed yet. Add --apply to import.');
    return 0;
  });
}

const byLine = (remarks: readonly Remark[]) => [...remarks].sort((one, other) => one.line - other.line);

/** The grants that had one of these client IDs, and have ended: by that they hold their client ID no more. */
async function endedGrants(store: Store, clientIds: ReadonlySet<string>): Promise<Map<string, Grant>> {
  const ended = new Map<string, Grant>();
  if (clientIds.size === 0) return ended;
  for await (const { kind, grant: id } of store.allRequests()) {
    const grant = kind === 'create' && id !== undefined ? (await store.grant(id))?.record : undefined;
    if (grant?.clientId !== undefined && clientIds.has(grant.clientId) && hasEnded(grant)) {
      ended.set(grant.clientId, grant);
    }
  }
  return ended;
}

/** Looks whether the grant of a line is there already or was once, or its client name is another's. */
async function heldAgainst(
  row: Adopted,
  store: Store,
  ended: ReadonlyMap<string, Grant>,
): Promise<{ row?: Planned; fault?: Remark }> {
  const { line, clientId, terms } = row;
  const holder = await store.claimHolder(`client-id:${clientId}`);
  const there = holder === undefined ? ended.get(clientId) : (await store.grant(holder))?.record;
  if (there) return { row: { ...row, there } };
  const named = await store.claimHolder(clientNameClaim(terms.clientName, '').name);
  if (named === undefined) return { row };
  const sentence = `${named} has this client name already, under another client ID. Look at it with /grant show ${named}, and correct the line or take it out.`;
  return { fault: { line, column: 'client_name', sentence } };
}

async function applyAll(io: AuditIo, store: Store, rows: readonly Planned[], digest: string): Promise<ExitCode> {
  let done = 0;
  for (const row of rows) {
    const id = await store.nextRequestId();
    const importing = { id, by: OPERATOR, place: io.place, digest, now: io.clock.now() };
    const lost = await transact(store, { request: id }, () => importGrant(row, importing)).then(
      () => undefined,
      claimLost,
    );
    if (lost !== undefined) {
      return refuse(
        io,
        `Line ${row.line} could not be imported: ${lost} has taken its name or client ID meanwhile. Imported before it: ${done}. Run it again: what is imported stays, and is not imported twice.`,
      );
    }
    done += 1;
  }
  const sentence =
    done === 0 ? 'There was nothing to import.' : `Imported: ${done}. Their expiry is watched from now on.`;
  say(io, sentence);
  return 0;
}

function claimLost(error: unknown): string {
  if (error instanceof StoreError && error.code === 'claim_held' && error.holder !== undefined) return error.holder;
  throw error;
}
