import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks whoever sits at the terminal. Each answers undefined when nothing more can be typed. */
export type Prompt = {
  /** What is typed is not shown. */
  hidden(question: string): Promise<string | undefined>;
  line(question: string): Promise<string | undefined>;
};

type Terminal = {
  input: NodeJS.ReadableStream;
  /** Where questions go; not where results go. */
  output: NodeJS.WritableStream;
};

/** Asks at a real terminal. While something hidden is typed, the terminal echoes nothing, and nothing is kept of it. */
export function terminalPrompt({ input, output }: Terminal): Prompt {
  const ask = (question: string, shown: NodeJS.WritableStream): Promise<string | undefined> =>
    new Promise((resolve) => {
      output.write(question);
      const reader = createInterface({ input, output: shown, terminal: true, historySize: 0 });
      let answer: string | undefined;
      reader.once('line', (line) => {
        answer = line;
        reader.close();
      });
      reader.once('close', () => resolve(answer));
    });
  return {
    async hidden(question) {
      const answer = await ask(question, nowhere());
      output.write('\n');
      return answer;
    },
    line: (question) => ask(question, output),
  };
}

/** Swallows what readline would draw. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** Takes the answers, line by line, from what is piped in: nothing is echoed there. */
export function pipedPrompt(lines: AsyncIterable<string>): Prompt {
  const given = lines[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await given.next();
    return done ? undefined : value;
  };
  return { hidden: next, line: next };
}
