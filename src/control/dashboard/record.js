import { h } from "/vendor/preact.js";
import htm from "/vendor/htm.js";
import { lineChart } from "./charts.js";
import { table } from "./elements.js";
import { dayOf, share, span } from "./format.js";

const html = htm.bind(h);
const mostGrades = 10;
const mostCalibrations = 6;

const gradeLines = [
  ["final", "--accent"],
  ["evolution", "--warn"],
];
const calibrationLines = [
  ["error", "--accent"],
  ["brier", "--warn"],
];

/** How a network's scores were graded, by date. */
export function gradeHistory({ grades }) {
  const settled = grades.filter(({ verdict }) => verdict !== "flat_period");
  return html`<div>
    <h3>Grades</h3>
    ${gradeChart(settled.toReversed())}
    ${table(
      ["Date", "Final", "Behav\u00adiour", "Accu\u00adracy", "Evo\u00adlution"],
      settled
        .slice(0, mostGrades)
        .map(({ processingDate, verdict, final, tier2, tier3, evolution }) => [
          processingDate,
          html`${share(final)}${verdict === "graded" ? null : html` <span class="fail">${reasons[verdict]}</span>`}`,
          share(tier2),
          share(tier3),
          share(evolution),
        ]),
      grades.length === 0
        ? "Nothing was graded yet: neuron grade grades what is published, as validators would."
        : "No grade counts yet.",
    )}
    ${pendingText(grades.length - settled.length)}
  </div>`;
}

const reasons = { tier1_failed: "integrity failed", tier2_failed: "behaviour failed" };

function gradeChart(oldestFirst) {
  if (oldestFirst.length < 2) return null;
  const times = oldestFirst.map(({ processingDate }) => Date.parse(processingDate) / 1000);
  return html`${legend(gradeLines)}
  ${lineChart({ label: "Grades by processing date", times, lines: linesOf(oldestFirst, gradeLines) })}`;
}

function pendingText(count) {
  if (count === 0) return null;
  return html`<p class="quiet">
    ${count === 1 ? "One newer date is" : `${count} newer dates are`} graded alike for everybody until it is
    known what became of them.
  </p>`;
}

/** How well the trained models' scores mean what they say, and how far the newest scores have drifted. */
export function calibrationHistory({ calibrations, drift }, atMs) {
  return html`<div>
    <h3>Calibration of the trained alert scorers</h3>
    ${calibrationChart(calibrations.filter(({ error }) => error !== undefined).toReversed())}
    ${table(
      ["Trained", "Error", "Brier", "Grade"],
      calibrations
        .slice(0, mostCalibrations)
        .map(({ version, trainedAtMs, error, brier, grade }) => [
          html`<span title=${version}>${dayOf(trainedAtMs)}, ${span(atMs - trainedAtMs)} ago</span>`,
          share(error),
          share(brier),
          share(grade),
        ]),
      "No alert scorer was trained yet; a formula has nothing to calibrate.",
    )}
    ${
      calibrations.length === 0
        ? null
        : html`<p class="quiet">
            On rows held out. Error: how far a score is from the share of addresses that expanded; less is
            better.
          </p>`
    }
    <h3>Drift</h3>
    <p data-test="drift">${driftText(drift)}</p>
  </div>`;
}

function calibrationChart(oldestFirst) {
  if (oldestFirst.length < 2) return null;
  const times = oldestFirst.map(({ trainedAtMs }) => trainedAtMs / 1000);
  return html`${legend(calibrationLines)}
  ${lineChart({ label: "Calibration by training", times, lines: linesOf(oldestFirst, calibrationLines) })}`;
}

function driftText(drift) {
  if (drift === undefined) return html`<span class="quiet">Nothing to compare the newest scores with.</span>`;
  const { stability, byChance, processingDate } = drift;
  return html`<strong>${stability.toFixed(3)}</strong> on ${processingDate}; chance alone makes
    ${" "}${byChance.toFixed(3)}.${" "}
    <span class="quiet">Population stability index against the model's training.</span>`;
}

function linesOf(list, lines) {
  return lines.map(([name, colour]) => ({ name, colour, values: list.map((one) => one[name]) }));
}

function legend(lines) {
  return html`<p class="legends">
    ${lines.map(
      ([name, colour]) => html`<span class="legend"><i style="background: var(${colour})"></i>${name}</span>`,
    )}
  </p>`;
}
