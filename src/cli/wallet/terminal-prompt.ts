import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import { NeuronError } from "../../lib/errors.ts";
import type { Prompt } from "../../wallet/passwords.ts";

/** Returns a prompt on a terminal: questions on `output`, answers from `input`, and what is typed is not shown. */
export function terminalPrompt(input: ReadStream, output: WriteStream): Prompt {
  const isInteractive = input.isTTY && output.isTTY;
  return {
    isInteractive,
    askSecret: (question) => {
      if (isInteractive) return askSecret(question, input, output);
      return Promise.reject(
        new NeuronError("USAGE_INVALID", `There is no terminal to ask on: ${question.trim()}`),
      );
    },
  };
}

async function askSecret(question: string, input: ReadStream, output: WriteStream): Promise<string> {
  // The line editor draws what is typed; here it draws into nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  output.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      // In this mode Ctrl-C is a key like others, and no signal.
      lines.once("SIGINT", () => reject(givenUp()));
      lines.once("close", () => reject(givenUp()));
      lines.once("line", resolve);
    });
  } finally {
    lines.close();
    output.write("\n");
  }
}

function givenUp(): NeuronError {
  return new NeuronError("CANCELLED", "Nothing was typed; nothing was done");
}
