import type { Activity } from "../activity.ts";
import type { Flow } from "../flows.ts";

/** The addresses of a window and who paid whom; places are those of the list of activities. */
export interface Graph {
  /** How many addresses there are. */
  readonly size: number;
  /** For each address, whom it paid and how much. */
  readonly paid: readonly (readonly Payment[])[];
  /** For each address, whom it has to do with, either way, each once and in ascending order. */
  readonly neighbours: readonly (readonly number[])[];
}

export interface Payment {
  readonly to: number;
  readonly amountUsd: number;
}

/** Returns the graph of the activities of one window. */
export function graphOf(activities: readonly Activity[]): Graph {
  const places = new Map(activities.map(({ index }, place) => [index, place]));
  const placeOf = (index: number) => places.get(index) ?? 0;
  const payment = ({ to, amountUsd }: Flow): Payment => ({ to: placeOf(to), amountUsd });
  return {
    size: activities.length,
    paid: activities.map(({ flowsOut }) => flowsOut.map(payment)),
    neighbours: activities.map(({ volumeByCounterparty }) =>
      [...volumeByCounterparty.keys()].map(placeOf).sort((a, b) => a - b),
    ),
  };
}

/** Adds to one place of a list of numbers. */
export function addTo(numbers: number[], place: number, amount: number): void {
  numbers[place] = (numbers[place] ?? 0) + amount;
}

/** Returns a list of so many equal numbers. */
export function filled(size: number, value: number): number[] {
  return new Array<number>(size).fill(value);
}
