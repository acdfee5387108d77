import { h } from "/vendor/preact.js";
import htm from "/vendor/htm.js";
import { table } from "./elements.js";
import { countNamed, dayAndTime, span } from "./format.js";

const html = htm.bind(h);

/** The jobs, when they run, and what became of their last runs. */
export function jobs(list, runs, { atMs, run }) {
  const zone = list[0]?.timeZone ?? "UTC";
  return html`<section data-test="jobs">
    <h2>Jobs</h2>
    <div class="schedule">
      ${table(
        ["Job", `Schedule (${zone})`, "Last run", "Next", ""],
        list.map((job) => [
          `${job.job} ${job.scope}`,
          job.schedule === "" ? "on demand" : job.schedule,
          lastRun(job, atMs),
          job.nextRunMs === undefined ? "" : `in ${span(job.nextRunMs - atMs)}`,
          html`<button
            type="button"
            aria-label="Run ${job.job} ${job.scope}"
            disabled=${job.current !== undefined}
            onClick=${() => run(job)}
          >
            Run
          </button>`,
        ]),
        "This neuron runs no jobs.",
      )}
    </div>
    ${list.length === 0 ? null : history(runs)}
  </section>`;
}

function lastRun({ current, last }, atMs) {
  if (current !== undefined)
    return html`${current.outcome} for ${span(atMs - current.startedAtMs)}${reason(current)}`;
  if (last?.endedAtMs === undefined) return "never";
  return html`${outcome(last)} ${span(atMs - last.endedAtMs)} ago${reason(last)}`;
}

function history(runs) {
  return html`<h3>Runs</h3>
    ${table(
      ["Began (UTC)", "Run", "Took", "What came of it"],
      runs.map((one) => [
        dayAndTime(one.startedAtMs),
        html`${one.job} ${one.scope}${" "}<span class="unbroken">${one.target}</span>`,
        one.endedAtMs === undefined ? "" : span(one.endedAtMs - one.startedAtMs),
        html`${outcome(one)}${countText(one.counts)}${reason(one)}`,
      ]),
      "No job has run yet.",
    )}`;
}

function outcome({ outcome: word }) {
  return html`<span class=${word === "failed" ? "fail" : ""}>${word}</span>`;
}

/** Says nothing of what there was none of: a batch that was there already has its counts, and is not accepted again. */
function countText(counts) {
  if (counts.accepted === 0) return ", nothing new";
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `, ${countNamed(count, name)}`)
    .join("");
}

function reason({ error, outcome: word }) {
  if (error === undefined) return null;
  return html`<div class="reason ${word === "failed" ? "fail" : "quiet"}">${error.message}</div>`;
}
