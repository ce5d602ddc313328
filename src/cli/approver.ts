import { Argument, Command, InvalidArgumentError } from 'commander';
import { createSettle } from '../codes/attempts.ts';
import { type Begun, beginEnrolment } from '../codes/enrol.ts';
import { createEnrolments, type Enrolments } from '../codes/enrolments.ts';
import { isPerson } from '../policy/principals.ts';
import { StoreError } from '../store/errors.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { runWith, UnusableError } from './run-with.ts';
import { refuse, say } from './say.ts';
import { type Opened, withRedis } from './with-redis.ts';

const MOST_TRIES = 3;

/** What the commands need beside the process. `lines` are those of its standard input. */
export type ApproverIo = AuditIo & { lines(): AsyncIterable<string> };

/** What one run works with. */
type Run = Opened & { io: ApproverIo; enrolments: Enrolments };
type Action = (run: Run) => Promise<ExitCode>;

/** Makes `grantdesk approver`: who proves approvals with a code of an authenticator app. */
export function approverCommand(io: ApproverIo): Command {
  const command = new Command('approver').description('enrol approvers for codes of an authenticator app');
  const person = () => new Argument('<person>', 'Slack user ID, as U0FINANCE').argParser(personId);
  command
    .command('enrol')
    .description('show a new secret once, and store it encrypted when a first code proves that it arrived')
    .addArgument(person())
    .option('--replace', 'put it in the place of an enrolment that exists')
    .action((who: string, { replace = false }: { replace?: boolean }) => run(io, enrol(who, replace)));
  command
    .command('list')
    .description('who is enrolled, and since when')
    .action(() => run(io, list));
  command
    .command('remove')
    .description('end an enrolment: the person can no longer approve where a code is needed')
    .addArgument(person())
    .action((who: string) => run(io, remove(who)));
  return command;
}

function personId(text: string): string {
  if (!isPerson(text)) {
    throw new InvalidArgumentError('It is not a Slack user ID. Copy it from the person’s profile: ⋮ → Copy member ID.');
  }
  return text;
}

const NO_KEY =
  'GRANTDESK_CODES_KEY is not set. Give the key that Grantdesk runs with; `openssl rand -base64 32` makes a first one.';

const enrol =
  (person: string, replace: boolean): Action =>
  async ({ io, config, redis, keys, enrolments }) => {
    const { codesKey: key } = config;
    if (key === undefined) {
      throw new UnusableError([NO_KEY]);
    }
    const old = await enrolments.find(person);
    if (old && !replace) {
      return refuse(
        io,
        `${person} is enrolled already, since ${old.since}. To give a new secret and end the present one, add --replace.`,
      );
    }
    const { clock, installation } = io;
    const settle = createSettle(redis, keys);
    const begun = beginEnrolment({ enrolments, settle, installation, key, clock }, person, old);
    io.stdout.write(introduction(person, begun));
    if (await confirmed(io, begun)) {
      return told(
        io,
        `${person} is enrolled. Approvals that need a code are taken with the codes of this app from now on.`,
      );
    }
    return refuse(
      io,
      `${person} is not enrolled: no right code was given. Delete the entry from the app and run the command again.`,
    );
  };

const introduction = (person: string, { uri, secret }: Begun) =>
  [
    `This secret of ${person} is shown once. Put it into an authenticator app; keep it nowhere else.`,
    '',
    `  Address:  ${uri}`,
    `  Secret:   ${secret}`,
    '',
    'Nothing is stored until a code of the app proves that the secret has arrived.',
    '',
  ].join('\n');

async function confirmed(io: ApproverIo, begun: Begun): Promise<boolean> {
  let left = MOST_TRIES;
  io.stdout.write('Code: ');
  for await (const line of io.lines()) {
    if (await begun.confirm(line, io.place)) return true;
    left -= 1;
    if (left === 0) break;
    io.stdout.write(
      'That code is wrong. Check that the clock of the phone is right, and type the newest code.\nCode: ',
    );
  }
  io.stdout.write('\n');
  return false;
}

const list: Action = async ({ io, enrolments }) => {
  const all = await enrolments.list();
  if (all.length === 0) return told(io, 'Nobody is enrolled. Enrol with: npx grantdesk approver enrol U…');
  return told(io, all.map(({ person, since }) => `${person}  since ${since}`).join('\n'));
};

const remove =
  (person: string): Action =>
  async ({ io, enrolments }) => {
    const enrolment = await enrolments.find(person);
    if (!enrolment) return refuse(io, `${person} is not enrolled. Who is: npx grantdesk approver list`);
    await enrolments.remove(enrolment, io.place, io.clock.now());
    return told(io, `${person} is no longer enrolled, and cannot approve where a code is needed.`);
  };

function told(io: ApproverIo, sentence: string): ExitCode {
  say(io, sentence);
  return 0;
}

/** Opens what is stored, and acts. */
function run(io: ApproverIo, act: Action): Promise<void> {
  const work = (opened: Opened) =>
    act({ ...opened, io, enrolments: createEnrolments(opened.redis, io.installation, opened.store) });
  return runWith(io, () => withRedis(io, work).catch((error: unknown) => enrolledMeanwhile(io, error)));
}

function enrolledMeanwhile(io: ApproverIo, error: unknown): ExitCode {
  if (!(error instanceof StoreError && error.code === 'claim_held')) throw error;
  return refuse(
    io,
    'Somebody else has enrolled this person at the same time, and that enrolment counts. Run `approver list`.',
  );
}
