import type { Finding, Recorded } from '../domain/drift.ts';
import { driftId } from '../domain/drift-record.ts';
import type { UserRecords } from '../domain/drift-recorded.ts';
import { notAdopted } from '../domain/drift-report.ts';
import { whyAsk } from '../domain/drift-unasked.ts';
import { canRevert, findingWords, remedyWords, revertWords } from '../domain/drift-words.ts';
import type { Store } from '../store/store.ts';
import { inspect, type Looking, type Observer, observeOneByOne, observerFor } from '../workiva/observe.ts';
import { tableLines } from './table.ts';

/** A difference that nobody has adopted. `ask`: why it is not reverted before a person has said so, if it must not be. */
export type Difference = { finding: Finding; ask?: string | undefined };

/** What differs of one user, and what it was held against. */
type Looked = { recorded: Recorded; differences: Difference[]; adopted: number };

/** What differs, and how many users were looked at. `adopted`: differences that an admin has accepted. */
export type ReconcilePlan = { looked: number; differences: Difference[]; adopted: number };

/** How many users are looked at between two lines of progress. */
const PROGRESS_EVERY = 25;

/** Compares every integration user with Workiva. What differs is looked at once more, because either may have moved. */
export async function planReconcile(
  store: Store,
  workiva: Looking,
  onProgress: (looked: number) => void,
): Promise<ReconcilePlan> {
  const glance = await observerFor(store.drifts.users(), workiva);
  const surely = observeOneByOne(workiva);
  const plan: ReconcilePlan = { looked: 0, differences: [], adopted: 0 };
  for await (const username of store.drifts.users()) {
    let looked = await lookAtUser(username, store, glance);
    if (looked.differences.length + looked.adopted > 0) looked = await lookAtUser(username, store, surely);
    plan.differences.push(...looked.differences);
    plan.adopted += looked.adopted;
    plan.looked += 1;
    if (plan.looked % PROGRESS_EVERY === 0) onProgress(plan.looked);
  }
  return plan;
}

/** Compares one integration user with Workiva. What was adopted still tells whether something may be given back. */
export async function lookAtUser(username: string, store: Store, observe: Observer): Promise<Looked> {
  let records: UserRecords = { requests: [], grants: [] };
  const known = async (name: string) => {
    records = await store.drifts.known(name);
    return records;
  };
  const { recorded, findings } = await inspect(username, known, observe);
  const open = notAdopted(findings, (await store.drift(driftId(username)))?.record);
  return {
    recorded,
    differences: open.map((finding) => ({ finding, ask: whyAsk({ finding, all: findings, recorded, records }) })),
    adopted: findings.length - open.length,
  };
}

/** Those that can be reverted without a question, those that a person has to say yes to, and those that are by hand. */
export function partsOf({ differences }: Pick<ReconcilePlan, 'differences'>) {
  const fixable = differences.filter(({ finding }) => canRevert(finding));
  return {
    sure: fixable.filter(({ ask }) => ask === undefined),
    asking: fixable.filter(({ ask }) => ask !== undefined),
    byHand: differences.filter(({ finding }) => !canRevert(finding)),
  };
}

const HEADER = ['User', 'What differs', 'What --fix does'];

/** The plan as people read it: a table, then what a person has to say yes to, and what only a person can do. */
export function reconcileLines(plan: ReconcilePlan): string[] {
  const { differences, adopted } = plan;
  const { sure, asking, byHand } = partsOf(plan);
  return [
    ...(differences.length === 0 ? [] : tableLines([HEADER, ...differences.map(cellsOf)])),
    ...part(
      'Needs a person (--fix asks about each, --yes leaves it, --also USERNAME says yes):',
      asking.map(({ finding, ask }) => `${findingWords(finding)} ${ask}`),
    ),
    ...part(
      'What a person has to do:',
      byHand.map(({ finding }) => `${finding.username}: ${remedyWords(finding)}`),
    ),
    ...(differences.length === 0 ? [] : ['']),
    `Differences: ${differences.length}. To revert: ${sure.length}. Needs a person: ${asking.length}. By hand: ${byHand.length}. Adopted, and so not counted: ${adopted}.`,
  ];
}

const part = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

function cellsOf({ finding, ask }: Difference): string[] {
  const revert = revertWords(finding)?.replace(/\.$/, '');
  const words = ask === undefined ? revert : `${revert}, once a person says so`;
  return [finding.username, findingWords(finding), revert === undefined ? 'nothing: a person has to' : `${words}`];
}
