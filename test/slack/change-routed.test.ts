import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PEOPLE } from '../../src/playground/seed.ts';
import { said } from '../support/answers.ts';
import { approvalSaying, modalText, openedByApproval, pressApproval } from '../support/deciding.ts';
import { daysAhead, freshClientId, makeLive, openedBy } from '../support/journey.ts';
import { reasonsFor } from '../support/tasks.ts';
import { startWaitingWorld, type WaitingWorld } from '../support/waiting.ts';

const { engineer, finance: finn, security: sam } = PEOPLE;
const RULES = `
  - name: Short writes
    when: { access: write, lifetime_up_to: 7d }
    approval: { stages: [{ from: [finance] }] }
  - name: Long writes
    when: { access: write }
    approval: { stages: [{ from: [security] }] }
  - name: Renewed reads
    when: { kind: renew, access: read }
    approval: automatic
  - name: Everything else
    approval: { stages: [{ from: [finance] }] }`;

let waiting: WaitingWorld;

beforeAll(async () => {
  waiting = await startWaitingWorld({ rules: RULES });
});
afterAll(() => waiting?.stop());

const person = () => waiting.world.slack.as(engineer);
const live = (days: number) =>
  makeLive(
    waiting.world,
    { userKind: 'existing', username: 'ledger-sync', roles: [], expires: daysAhead(waiting.world, days) },
    engineer,
    freshClientId(),
  );

/** Opens the form to change a grant, types into it, and sends it. */
async function change(grant: string, values: { scopes: string[]; expires?: string }): Promise<void> {
  await openedBy(waiting.world, engineer, () => person().command(`/grant change ${grant}`));
  person().fill({ ...reasonsFor(values.scopes), ...values });
  expect((await person().submit()).errors).toBeUndefined();
}

const READ_AND_WRITE = ['Spreadsheets (Read)', 'Spreadsheets (Write)'];
const newest = async () => (await waiting.store.requestsOf(engineer, 2)).find(({ opened }) => opened);

test('what a form takes away does not count before it is done: the widening is routed on all that may come to be', async () => {
  const mine = await live(300);
  const [expires, since] = [daysAhead(waiting.world, 5), (await waiting.store.grant(mine.grant))?.record.terms.expires];
  await change(mine.grant, { scopes: READ_AND_WRITE, expires });
  const widening = await newest();
  expect(widening).toMatchObject({
    policy: { rule: 'Long writes' },
    terms: { expires },
    routedOn: { expires: since, scopes: READ_AND_WRITE },
  });
  const filed = { request: widening?.id ?? '', by: engineer };
  await openedByApproval(waiting.world, sam, filed, 'why');
  expect(modalText(waiting.world, sam)).toContain('the grant could come to be more than is asked for here');
  await waiting.world.slack.as(sam).close();
  await pressApproval(waiting.world, sam, filed, 'approve');
  await approvalSaying(waiting.world, filed, '*Approved*');
  expect((await waiting.store.request(filed.request))?.record.stricter).toBeUndefined();
});

test('a grant that is being widened cannot be renewed by the rule for what it was before', async () => {
  const mine = await live(6);
  await change(mine.grant, { scopes: READ_AND_WRITE });
  const widening = await newest();
  expect(widening?.policy.rule).toBe('Short writes');
  const no = `${widening?.id} still asks to change ${mine.grant}`;
  await said(waiting.world, engineer, `/grant renew ${mine.grant}`, no);
  const filed = { request: widening?.id ?? '', by: engineer };
  await pressApproval(waiting.world, finn, filed, 'approve');
  await approvalSaying(waiting.world, filed, '*Approved*');
  expect((await waiting.store.grant(mine.grant))?.record.renewal).toBeUndefined();
});
