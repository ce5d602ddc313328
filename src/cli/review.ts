import { Command, InvalidArgumentError, Option } from 'commander';
import { isReviewId } from '../domain/review-records.ts';
import { sumOf, totalOf } from '../domain/review-tally.ts';
import { reviewRules } from '../policy/review-rules.ts';
import { beginReview } from '../store/begin-review.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { POLICY_OPTION, policyAt } from './policy-option.ts';
import { makeKeyPair, writePublicKey } from './review-keygen.ts';
import { REPORT_FORMATS, writeReport } from './review-report.ts';
import { verifyReport } from './review-verify.ts';
import { runWith, UnusableError } from './run-with.ts';
import { refuse, say } from './say.ts';
import { withRedis } from './with-redis.ts';

const LISTED = 50;

/** Makes `grantdesk review`: begins access reviews, and gives auditors their reports. */
export function reviewCommand(io: AuditIo): Command {
  const command = new Command('review').description('begin access reviews, and write and verify their reports');
  command
    .command('start')
    .description('begin a review of every live grant now, as the policy says who and how')
    .option(...POLICY_OPTION)
    .action(({ policy }: { policy?: string }) => runWith(io, () => start(io, policy)));
  command
    .command('list')
    .description('the reviews so far, newest first')
    .action(() => runWith(io, () => list(io)));
  command
    .command('report')
    .description('write the report of a review that is over')
    .argument('<review>', 'REVIEW-3', reviewNamed)
    .addOption(new Option('--format <format>', 'the form').choices(REPORT_FORMATS).default('json'))
    .option('--out <file>', 'a new file (default: standard output)')
    .action((id: string, options: Parameters<typeof writeReport>[2]) =>
      runWith(io, () => writeReport(io, id, options)),
    );
  command
    .command('verify')
    .description('hold a report against its signature, or the audit trail; ends with 1 if it was changed')
    .argument('<file>', 'a report in JSON, or in CSV with its signature beside it')
    .option('--public-key <file>', 'the public key of who signs reports; neither Redis nor the private key is needed')
    .action((file: string, options: Parameters<typeof verifyReport>[2]) =>
      runWith(io, () => verifyReport(io, file, options)),
    );
  addKeyCommands(command, io);
  return command;
}

function addKeyCommands(command: Command, io: AuditIo): void {
  command
    .command('keygen')
    .description('make the key pair that reports are signed and verified with')
    .option('--out <file>', 'a new file for the private key, and FILE.pub for the public one (default: shown once)')
    .action((options: Parameters<typeof makeKeyPair>[1]) => runWith(io, () => makeKeyPair(io, options)));
  command
    .command('public-key')
    .description('the public key that belongs to GRANTDESK_REPORT_KEY, for auditors')
    .action(() => runWith(io, () => writePublicKey(io)));
}

function reviewNamed(text: string): string {
  const id = text.toUpperCase();
  if (!isReviewId(id))
    throw new InvalidArgumentError('Name a review by its number, as REVIEW-3. `review list` has them.');
  return id;
}

async function start(io: AuditIo, path: string | undefined): Promise<ExitCode> {
  const { policy, path: file } = policyAt(io, path);
  const rules = reviewRules(policy);
  if (!rules) {
    throw new UnusableError([
      `${file} has no reviews. Write who reviews, as reviews: { by: owner }; docs/reviews.md says more.`,
    ]);
  }
  return withRedis<ExitCode>(io, async ({ store }) => {
    const begun = await beginReview(store, { by: 'operator', rules, now: io.clock.now() });
    if (begun?.ok) {
      say(
        io,
        `${begun.review.id} is begun. Grantdesk asks the reviewers with its next sweep, until ${begun.review.answerBy}.`,
      );
      return 0;
    }
    return refuse(io, `${begun?.refusal.sentence}`);
  });
}

async function list(io: AuditIo): Promise<ExitCode> {
  return withRedis<ExitCode>(io, async ({ store }) => {
    const reviews = await store.reviews.newest(LISTED);
    if (reviews.length === 0) say(io, 'There was no review yet. Begin one with: npx grantdesk review start');
    for (const { id, state, startedAt, closedAt, grants } of reviews) {
      const tally = sumOf(await store.reviews.tally(id));
      const standing = closedAt === undefined ? state : `closed ${closedAt}`;
      say(io, `${id}  begun ${startedAt}  ${standing}  ${totalOf(tally) - tally.waiting} of ${grants} answered`);
    }
    return 0;
  });
}
