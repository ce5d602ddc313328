import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import type { Output } from './io.ts';
import { UnusableError } from './run-with.ts';

/** How much text, in characters, is gathered before it is written. */
const BATCH = 64 * 1_024;

/** Takes text of any length in little memory. */
export type Sink = {
  write(text: string): Promise<void>;
  /** Ends it once everything is on the disk, and answers the SHA-256 of it all. */
  close(): Promise<string>;
};

/** Writes into a new file, which only its owner can read. A file that exists is never written over. */
export async function fileSink(path: string): Promise<Sink> {
  const file = await open(path, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'EEXIST'
        ? 'exists already. Give the name of a new file.'
        : 'cannot be written. Give a path that this user may write to.';
    throw new UnusableError([`${path}: ${why}`], { cause });
  });
  return gathering(
    (text) => file.appendFile(text),
    () => settled(file),
  );
}

async function settled(file: FileHandle): Promise<void> {
  await file.sync();
  await file.close();
}

/** Writes to a stream such as standard output, no faster than it takes. */
export function outputSink(output: Output): Sink {
  return gathering(
    async (text) => {
      if (output.write(text) === false && output instanceof Writable) await once(output, 'drain');
    },
    async () => undefined,
  );
}

function gathering(write: (text: string) => Promise<void>, end: () => Promise<void>): Sink {
  const hash = createHash('sha256');
  let gathered = '';
  const flush = async () => {
    const text = gathered;
    gathered = '';
    hash.update(text);
    if (text !== '') await write(text);
  };
  return {
    async write(text) {
      gathered += text;
      if (gathered.length >= BATCH) await flush();
    },
    async close() {
      await flush();
      await end();
      return hash.digest('hex');
    },
  };
}
