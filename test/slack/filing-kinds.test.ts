import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ENOUGH_NEWEST, FILING_LIMITS } from '../../src/domain/filing-limit.ts';
import { formOf, type TermsForm } from '../../src/domain/terms.ts';
import { type FiledChange, fileChangeRequest } from '../../src/slack/use-cases/change.ts';
import { fileRenewalRequest, fileRequest } from '../../src/slack/use-cases/file-request.ts';
import type { Filed } from '../../src/slack/use-cases/filing.ts';
import { fileReplacementRequest } from '../../src/slack/use-cases/replacement.ts';
import type { Store } from '../../src/store/store.ts';
import { ANA, form } from '../support/domain-cases.ts';
import { AUTOMATIC, filingParts, importFor, WAITING } from '../support/filing-bench.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

const { filed: MOST_FILED, waiting: MOST_WAITING } = FILING_LIMITS;

let bench: StoreBench;
let store: Store;
let sent = 0;

beforeAll(async () => {
  bench = await startBench();
  store = bench.open().store;
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

const parts = () => filingParts(store);
const sender = () => ({ by: ANA, viewId: `V${++sent}` });

async function ask(changes: TermsForm): Promise<string> {
  const names = { clientName: `Sandbox | export ${sent}`, username: `svc.${sent}` };
  return saidBy(await fileRequest(form({ ...names, ...changes }), sender(), false, parts()));
}

async function askOften(count: number, changes: TermsForm): Promise<void> {
  for (let one = 0; one < count; one += 1) expect(await ask(changes)).toBe('filed');
}

async function change(id: string, changes: TermsForm): Promise<string> {
  const grant = (await store.grant(id))?.record;
  const typed: TermsForm = { ...(grant && formOf(grant.terms)), ...changes };
  return saidBy(await fileChangeRequest(typed, id, sender(), parts()));
}

/** What came of a form, in one text. */
function saidBy(outcome: Filed | FiledChange | undefined): string {
  if (outcome === undefined || outcome.ok) return 'filed';
  return 'refusal' in outcome ? outcome.refusal.sentence : JSON.stringify(outcome.faults);
}

const NARROWER = { expires: '2026-12-01' };
const WIDER = { scopes: ['Spreadsheets (Read)', 'Documents (Read)'] };
const TOO_MANY = `You have filed ${MOST_FILED} requests within an hour`;
const TOO_MANY_WAIT = `You have ${MOST_WAITING} requests that wait for approval. Withdraw some of them first.`;

describe('who has filed as much as one person may in an hour', () => {
  test('takes away all the same, says why a grant is needed, and is told so when more is wanted', async () => {
    const [first = '', second = '', third = ''] = await importFor(store, 3);
    await askOften(MOST_FILED, AUTOMATIC);
    expect(await ask(AUTOMATIC)).toContain(TOO_MANY);
    expect(await change(first, NARROWER)).toBe('filed');
    expect(await change(second, { purpose: 'Copies the close sheets, which the auditors read.' })).toBe('filed');
    const both = await change(third, { ...NARROWER, ...WIDER });
    expect(both).toContain(TOO_MANY);
    expect(both).toContain('What only takes away is done at once all the same');
    expect((await store.grant(first))?.record.narrowing).toBeDefined();
  });
});

describe('what one person may file is not used up', () => {
  test('by grants of theirs that were imported, however many', async () => {
    await importFor(store, MOST_FILED);
    await askOften(MOST_FILED - 1, AUTOMATIC);
    await importFor(store, ENOUGH_NEWEST);
    expect(await ask(AUTOMATIC)).toBe('filed');
    expect(await ask(AUTOMATIC)).toContain(TOO_MANY);
  });

  test('by what takes away', async () => {
    const grants = await importFor(store, 5);
    await askOften(MOST_FILED - 1, AUTOMATIC);
    for (const grant of grants) expect(await change(grant, NARROWER)).toBe('filed');
    expect(await ask(AUTOMATIC)).toBe('filed');
  });
});

describe('who has as many requests waiting as one person may', () => {
  test('has no more of any kind wait, but gets what nobody has to approve', async () => {
    const [first = '', second = '', third = '', fourth = ''] = await importFor(store, 4);
    await askOften(MOST_WAITING, WAITING);
    const later = { expires: '2027-02-01', purpose: 'The close still reads it.' };
    expect(await ask(WAITING)).toBe(TOO_MANY_WAIT);
    expect(await ask({ ...AUTOMATIC, owner: 'U0BEN' })).toBe(TOO_MANY_WAIT);
    expect(saidBy(await fileRenewalRequest(later, first, sender(), parts()))).toBe(TOO_MANY_WAIT);
    expect(await change(second, { expires: '2027-02-01' })).toContain(TOO_MANY_WAIT);
    const beside = { ...later, clientName: 'Sandbox | feed beside' };
    expect(saidBy(await fileReplacementRequest(beside, third, sender(), parts()))).toBe(TOO_MANY_WAIT);

    expect(await ask(AUTOMATIC)).toBe('filed');
    expect(await change(fourth, NARROWER)).toBe('filed');
    const all = await store.requestsOf(ANA, 100);
    expect(all.filter(({ state }) => state === 'pending')).toHaveLength(MOST_WAITING);
  });
});
