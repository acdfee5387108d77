import { performance } from "node:perf_hooks";
import type { Dendrite } from "../../src/dendrite/dendrite.ts";
import type { Outcome } from "../../src/dendrite/outcome.ts";
import type { Target } from "../../src/dendrite/target.ts";
import type { Chance } from "./chance.ts";
import type { Diary } from "./diary.ts";
import { chooseQuestion, type Question } from "./questions.ts";

/** How a request went. */
export interface Asked {
  readonly question: Question;
  readonly outcome: Outcome;
  /** Seconds of the run. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

export interface LoadOptions {
  readonly dendrite: Dendrite;
  readonly target: Target;
  readonly perSecond: number;
  readonly chance: Chance;
  readonly diary: Diary;
  /** The dates to ask for. */
  readonly dates: () => readonly string[];
  readonly onAsked: (asked: Asked) => void;
}

const timeoutMs = 8_000;
const turnMs = 10;

/** Asks so many times a second, whether the answers come or not. */
export class Load {
  readonly #options: LoadOptions;
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  sent = 0;
  /** Seconds of the run. */
  endedAt = Infinity;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  start(): void {
    const startedAt = performance.now();
    this.#timer = setInterval(() => {
      const due = ((performance.now() - startedAt) / 1_000) * this.#options.perSecond;
      while (this.sent < due) this.#send();
    }, turnMs);
  }

  /** Resolves when every request has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.endedAt = Math.min(this.endedAt, this.#options.diary.seconds);
    await Promise.all(this.#underWay);
  }

  #send(): void {
    this.sent += 1;
    const asking = this.#ask().finally(() => this.#underWay.delete(asking));
    this.#underWay.add(asking);
  }

  async #ask(): Promise<void> {
    const { dendrite, target, chance, diary, dates, onAsked } = this.#options;
    const question = chooseQuestion(chance, dates());
    const askedAt = diary.seconds;
    const outcome = await dendrite.request({ target, method: "GET", path: question.path, timeoutMs });
    onAsked({ question, outcome, askedAt, answeredAt: diary.seconds });
  }
}
