import { Command } from 'commander';
import { policyJsonSchema } from '../policy/json-schema.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { checkPolicy } from './policy-check.ts';
import { diffPolicies } from './policy-diff.ts';
import { explainPolicy } from './policy-explain.ts';
import { POLICY_OPTION } from './policy-option.ts';
import { testPolicy } from './policy-test.ts';
import { runWith, writeText } from './run-with.ts';

const JSON_OPTION = ['--json', 'answer in JSON'] as const;

/** Makes `grantdesk policy`: looks at a policy file before it counts. */
export function policyCommand(io: StoreIo): Command {
  const command = new Command('policy').description('check, explain, test and compare policy files');
  addCheck(command, io);
  addExplain(command, io);
  addTest(command, io);
  addDiff(command, io);
  addSchema(command, io);
  return command;
}

function addCheck(command: Command, io: StoreIo): void {
  command
    .command('check')
    .description('say every fault with line, column, path and remedy; ends with 1 if there is one')
    .argument('[file]', POLICY_OPTION[1])
    .option(...JSON_OPTION)
    .action((file: string | undefined, options: { json?: true }) => runWith(io, () => checkPolicy(io, file, options)));
}

function addExplain(command: Command, io: StoreIo): void {
  command
    .command('explain')
    .description('say which rule decides on a request, and why the earlier ones do not')
    .requiredOption('--request <file>', 'the request, in YAML or JSON')
    .option(...POLICY_OPTION)
    .option('--at <moment>', 'when it is asked, as 2026-01-31T12:00:00Z (default: now)')
    .option(...JSON_OPTION)
    .action((options: Parameters<typeof explainPolicy>[1]) => runWith(io, () => explainPolicy(io, options)));
}

function addTest(command: Command, io: StoreIo): void {
  command
    .command('test')
    .description('run the cases of a file; ends with 1 if one fails, with 2 if the files cannot be used')
    .argument('<file>', 'the cases, in YAML or JSON')
    .option(...POLICY_OPTION)
    .option(...JSON_OPTION)
    .action((file: string, options: Parameters<typeof testPolicy>[2]) =>
      runWith(io, () => testPolicy(io, file, options)),
    );
}

function addDiff(command: Command, io: StoreIo): void {
  command
    .command('diff')
    .description('say which stored requests two policies decide on differently; ends with 1 if there is one')
    .argument('<old>', 'the policy that holds')
    .argument('<new>', 'the policy that is to hold')
    .option('--requests <source>', 'a file with one request in JSON on each line, or redis://… (default: REDIS_URL)')
    .option(...JSON_OPTION)
    .action((old: string, next: string, options: Parameters<typeof diffPolicies>[3]) =>
      runWith(io, () => diffPolicies(io, old, next, options)),
    );
}

function addSchema(command: Command, io: StoreIo): void {
  command
    .command('schema')
    .description('print the JSON schema of policy files, for editors')
    .option('--write <file>', 'write it to a file instead')
    .action(({ write }: { write?: string }) => runWith(io, () => writeSchema(io, write)));
}

function writeSchema(io: StoreIo, path: string | undefined): ExitCode {
  const text = `${JSON.stringify(policyJsonSchema(), null, 2)}\n`;
  if (path === undefined) io.stdout.write(text);
  else writeText(path, text);
  return 0;
}
