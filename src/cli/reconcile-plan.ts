import type { Finding } from '../domain/drift.ts';
import { driftId } from '../domain/drift-record.ts';
import { notAdopted } from '../domain/drift-report.ts';
import { canRevert, findingWords, remedyWords, revertWords } from '../domain/drift-words.ts';
import type { Store } from '../store/store.ts';
import { inspect, type Looking, observeOneByOne, observerFor } from '../workiva/observe.ts';
import { tableLines } from './table.ts';

/** What differs, and how many users were looked at. `adopted`: differences that an admin has accepted. */
export type ReconcilePlan = { looked: number; findings: Finding[]; adopted: number };

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
  const plan: ReconcilePlan = { looked: 0, findings: [], adopted: 0 };
  for await (const username of store.drifts.users()) {
    let { findings } = await inspect(username, store.drifts.known, glance);
    if (findings.length > 0) ({ findings } = await inspect(username, store.drifts.known, surely));
    const open = notAdopted(findings, (await store.drift(driftId(username)))?.record);
    plan.findings.push(...open);
    plan.adopted += findings.length - open.length;
    plan.looked += 1;
    if (plan.looked % PROGRESS_EVERY === 0) onProgress(plan.looked);
  }
  return plan;
}

const HEADER = ['User', 'What differs', 'What --fix does'];

/** The plan as people read it: a table, then what only a person can do. */
export function reconcileLines({ findings, adopted }: ReconcilePlan): string[] {
  const byHand = findings.filter((finding) => !canRevert(finding));
  const fixed = findings.length - byHand.length;
  return [
    ...(findings.length === 0 ? [] : tableLines([HEADER, ...findings.map(cellsOf)])),
    ...(byHand.length === 0
      ? []
      : ['', 'What a person has to do:', ...byHand.map((one) => `  ${one.username}: ${remedyWords(one)}`)]),
    ...(findings.length === 0 ? [] : ['']),
    `Differences: ${findings.length}. Of these --fix can revert: ${fixed}. Adopted, and so not counted: ${adopted}.`,
  ];
}

const cellsOf = (finding: Finding): string[] => [
  finding.username,
  findingWords(finding),
  revertWords(finding)?.replace(/\.$/, '') ?? 'nothing: a person has to',
];
