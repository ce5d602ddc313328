import { Command, InvalidArgumentError } from 'commander';
import { findingWords, revertWords } from '../domain/drift-words.ts';
import { StoreError } from '../store/errors.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import { WorkivaError } from '../workiva/errors.ts';
import type { AuditIo, ExitCode } from './io.ts';
import type { Prompt } from './prompt.ts';
import { fixAll, type Wanted } from './reconcile-fix.ts';
import { type Difference, partsOf, planReconcile, type ReconcilePlan, reconcileLines } from './reconcile-plan.ts';
import { runWith, UnusableError } from './run-with.ts';
import { refuse, say } from './say.ts';
import { type Opened, withRedis } from './with-redis.ts';
import { workivaOf } from './workiva.ts';

/** What the command needs beside the process. Without `prompt` nobody can be asked. */
export type ReconcileIo = AuditIo & { prompt?: Pick<Prompt, 'line'> | undefined };

/**
 * How many changes are made without a question. So many at once are rather a fault of this installation, such as a
 * restored backup or lost rights, than of the users, and nobody would look on.
 */
const MOST_UNASKED = 20;

type Options = { fix?: true; yes?: true; also: readonly string[]; atMost: number };

/** Makes `grantdesk reconcile`: how Workiva differs from what is recorded, and what can be reverted of it. */
export function reconcileCommand(io: ReconcileIo): Command {
  return new Command('reconcile')
    .description(
      'show how integration users differ in Workiva from what is recorded; ends with 1 if one does; changes nothing without --fix',
    )
    .option('--fix', 'make Workiva as recorded, where its API can; asks before')
    .option('--yes', 'with --fix: do not ask; what gives back what no step of Grantdesk’s has given, is left')
    .option('--also <username>', 'with --fix: give back to this user as well; may be repeated', gather, [])
    .option('--at-most <count>', 'with --yes: change nothing if there is more to change', count, MOST_UNASKED)
    .action((options: Options) => runWith(io, () => reconcile(io, options)));
}

const gather = (text: string, before: readonly string[]): string[] => [...before, text.toLowerCase()];

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a number of changes. Give a whole number, as 20.');
}

async function reconcile(io: ReconcileIo, options: Options): Promise<ExitCode> {
  const { fix, yes, also } = options;
  if (!fix && (yes || also.length > 0)) throw new UnusableError(['--yes and --also change nothing without --fix.']);
  return withRedis(io, async (opened) => {
    const workiva = await workivaOf(io, opened);
    if (!workiva) throw new UnusableError([NO_ACCESS]);
    const plan = await look(io, opened, workiva);
    for (const line of reconcileLines(plan)) say(io, line);
    if (plan.differences.length === 0) return 0;
    if (!fix) return 1;
    const wanted = await wantedOf(io, plan, options);
    if (wanted.length === 0) return refuse(io, 'Nothing was changed.');
    const done = await fixAll(io, wanted, { store: opened.store, workiva });
    return done === plan.differences.length ? 0 : 1;
  });
}

const NO_ACCESS =
  'Grantdesk has no access to Workiva’s API: set WORKIVA_CLIENT_ID, WORKIVA_CLIENT_SECRET and WORKIVA_ORGANIZATION_ID.';

async function look(io: ReconcileIo, { store }: Pick<Opened, 'store'>, workiva: WorkivaClient): Promise<ReconcilePlan> {
  const progress = (looked: number) => void io.stderr.write(`Users looked at: ${looked}\n`);
  try {
    const plan = await planReconcile(store, workiva, progress);
    progress(plan.looked);
    return plan;
  } catch (error) {
    if (error instanceof WorkivaError) throw new UnusableError([error.sentence], { cause: error });
    if (error instanceof StoreError) {
      throw new UnusableError([`What is stored cannot be read: ${error.message}`], { cause: error });
    }
    throw error;
  }
}

/** What is to be done, in the order of the plan: all that is sure after one yes, and the rest after one yes each. */
async function wantedOf(io: ReconcileIo, plan: ReconcilePlan, options: Options): Promise<Wanted[]> {
  const { sure, asking } = partsOf(plan);
  for (const name of options.also.filter(
    (one) => !asking.some(({ finding }) => finding.username.toLowerCase() === one),
  )) {
    io.stderr.write(`--also ${name}: nothing about this user needs a person.\n`);
  }
  const agreed = new Set<Difference>();
  if (sure.length > 0 && (await isWanted(io, sure.length, options))) for (const one of sure) agreed.add(one);
  for (const one of asking) if (await isAgreed(io, one, options)) agreed.add(one);
  const left = asking.filter((one) => !agreed.has(one)).length;
  if (left > 0) io.stderr.write(`Left to a person: ${left}. Run it at a terminal, or name them with --also.\n`);
  return plan.differences
    .filter((one) => agreed.has(one))
    .map((one) => ({ finding: one.finding, agreed: asking.includes(one) }));
}

async function isWanted(io: ReconcileIo, changes: number, { yes, atMost }: Options): Promise<boolean> {
  const { prompt, stderr } = io;
  if (yes) {
    if (changes <= atMost) return true;
    refuse(io, tooMany(changes, atMost));
    return false;
  }
  if (prompt) return isYes(await prompt.line(`Change this in Workiva (${changes})? Type yes: `));
  stderr.write('Nobody can be asked here. Add --yes to do it without a question.\n');
  return false;
}

const tooMany = (changes: number, atMost: number) =>
  `There are ${changes} changes to make, and without a question at most ${atMost} are made: none of them was. Find out why there are so many, then run it without --yes, or with --at-most ${changes}.`;

async function isAgreed({ prompt }: ReconcileIo, { finding, ask }: Difference, { yes, also }: Options) {
  if (also.includes(finding.username.toLowerCase())) return true;
  if (yes || !prompt) return false;
  const question = `${findingWords(finding)} ${ask} --fix ${revertWords(finding)} Type yes: `;
  return isYes(await prompt.line(question));
}

const isYes = (answer: string | undefined): boolean => answer?.trim().toLowerCase() === 'yes';
