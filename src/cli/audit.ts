import { Command, InvalidArgumentError, Option } from 'commander';
import { exportAudit, FORMATS } from './audit-export.ts';
import { showAudit } from './audit-show.ts';
import { trimAuditTrail } from './audit-trim.ts';
import { readHead, verifyAuditTrail } from './audit-verify.ts';
import type { AuditIo } from './io.ts';
import { POLICY_OPTION } from './policy-option.ts';
import { runWith } from './run-with.ts';

/** Makes `grantdesk audit`: reads, verifies and trims the trail of everything that happened. */
export function auditCommand(io: AuditIo): Command {
  const command = new Command('audit').description('show, export, verify and trim the audit trail');
  addShow(command, io);
  addExport(command, io);
  addVerify(command, io);
  addTrim(command, io);
  return command;
}

function addShow(command: Command, io: AuditIo): void {
  command
    .command('show')
    .description('the history of a request, a grant or a person; ends with 1 if there is none')
    .argument('<subject>', 'GRANT-57, REQ-12, or a Slack user ID')
    .option('--tz <zone>', 'the time zone, as Europe/Berlin (default: that of this machine)')
    .option('--last <count>', 'how many events, the newest', count, 100)
    .action((subject: string, options: Parameters<typeof showAudit>[2]) =>
      runWith(io, () => showAudit(io, subject, options)),
    );
}

function addExport(command: Command, io: AuditIo): void {
  command
    .command('export')
    .description('write the events of a period, oldest first')
    .option('--from <moment>', 'from this day (UTC) or moment on (default: from the first)')
    .option('--to <moment>', 'up to the end of this day (UTC), or before this moment (default: to the last)')
    .addOption(new Option('--format <format>', 'jsonl can be verified').choices(FORMATS).default('jsonl'))
    .option('--out <file>', 'a new file (default: standard output)')
    .action((options: Parameters<typeof exportAudit>[1]) => runWith(io, () => exportAudit(io, options)));
}

function addVerify(command: Command, io: AuditIo): void {
  command
    .command('verify')
    .description('find what is changed, missing, inserted or reordered; ends with 1 if there is something')
    .option('--file <file>', 'an export in jsonl (default: what is stored)')
    .option('--head <seq:hash>', 'a head from the audit channel, which the trail must hold; may be repeated', readHead)
    .option('--json', 'answer in JSON')
    .action((options: Parameters<typeof verifyAuditTrail>[1]) => runWith(io, () => verifyAuditTrail(io, options)));
}

function addTrim(command: Command, io: AuditIo): void {
  command
    .command('trim')
    .description('export old events, verify the file, and only then take them away')
    .option('--before <moment>', 'what is older than this day or moment (default: what is older than audit.keep)')
    .requiredOption('--export <file>', 'a new file, which will be the only place that has them')
    .option(...POLICY_OPTION)
    .action((options: Parameters<typeof trimAuditTrail>[1]) => runWith(io, () => trimAuditTrail(io, options)));
}

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a number of events. Give a whole number, as 100.');
}
