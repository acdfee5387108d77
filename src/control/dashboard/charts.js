import { Component, h } from "/vendor/preact.js";
import uPlot from "/vendor/uplot.js";

const height = 180;
const outcomes = [
  ["answered", "--good"],
  ["refused", "--warn"],
  ["invalid", "--muted"],
  ["failed", "--bad"],
  ["cut-off", "--accent"],
];

/** Draws what its options say. */
class Chart extends Component {
  componentDidMount() {
    this.observer = new ResizeObserver(() => this.plot?.setSize({ width: this.width(), height }));
    this.observer.observe(this.place);
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.redraw = () => this.draw();
    this.scheme.addEventListener("change", this.redraw);
    this.draw();
  }

  componentDidUpdate(before) {
    if (JSON.stringify(before.data) === JSON.stringify(this.props.data)) return;
    this.draw();
  }

  componentWillUnmount() {
    this.observer.disconnect();
    this.scheme.removeEventListener("change", this.redraw);
    this.plot?.destroy();
  }

  width() {
    return Math.max(200, this.place.clientWidth);
  }

  draw() {
    this.plot?.destroy();
    const { options, data } = this.props;
    this.plot = new uPlot({ ...options(), width: this.width(), height }, data, this.place);
  }

  // The chart is uPlot's; preact keeps its place alone.
  render({ label }) {
    const ref = (place) => {
      if (place !== null) this.place = place;
    };
    return h("div", { class: "chart", role: "img", "aria-label": label, ref });
  }
}

/** Requests over time, one colour for each outcome. */
export function requestChart(spans) {
  const times = spans.map(({ startsAtMs }) => startsAtMs / 1000);
  const sums = times.map(() => 0);
  const stacked = outcomes.map(([name]) => spans.map((one, at) => (sums[at] += one.outcomes[name] ?? 0)));
  // What is drawn first is covered by what is drawn later: the highest comes first.
  const series = outcomes.map(([name, colour], at) => ({ name, colour, values: stacked[at] })).reverse();
  return h(Chart, {
    label: "Requests in ten minutes each, by what became of them",
    data: [times, ...series.map(({ values }) => values)],
    options: () => ({
      ...timeAxis(common(), times),
      series: [{}, ...series.map(({ name, colour }) => bars(name, colourOf(colour)))],
    }),
  });
}

/** How many scores lie in each step from 0 to 1. */
export function distributionChart(steps) {
  return h(Chart, {
    label: "Alerts by score, in steps of 0.05",
    data: [steps.map((_, step) => (step + 0.5) / steps.length), steps],
    options: () => {
      const { axes, ...options } = common();
      const [x, y] = axes;
      return {
        ...options,
        axes: [x, { ...y, splits: powersOfTen }],
        // Most scores are low, and one that is high must be seen beside hundreds of them.
        scales: { x: { time: false, range: [0, 1] }, y: { range: fromZero, distr: 4, asinh: 1 } },
        series: [{}, bars("scores", colourOf("--accent"))],
      };
    },
  });
}

/** Nothing, and the counts between which the same distance lies. */
function powersOfTen(_plot, _axis, _low, high) {
  const powers = Array.from({ length: 1 + Math.floor(Math.log10(high)) }, (_, power) => 10 ** power);
  return [0, ...powers];
}

/** Values from 0 to 1 over days, a line with points for each name. A value may be missing. */
export function lineChart({ label, times, lines }) {
  return h(Chart, {
    label,
    data: [times, ...lines.map(({ values }) => values.map((value) => value ?? null))],
    options: () => ({
      ...dayAxis(common()),
      series: [{}, ...lines.map(({ name, colour }) => line(name, colourOf(colour)))],
    }),
  });
}

/** The names and colours of the outcomes, for a legend of our own that says what the numbers are. */
export const outcomeColours = outcomes;

function common() {
  const axis = {
    stroke: colourOf("--muted"),
    grid: { stroke: colourOf("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: fromZero } },
    axes: [
      { ...axis, size: 30 },
      { ...axis, size: 44 },
    ],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
  };
}

const leastSpanSeconds = 3 * 3600;
const barSeconds = 600;

/** Hours and minutes of UTC, like the log, over some hours at least. */
function timeAxis({ axes: [x, y], scales, ...options }, times) {
  const values = (_plot, splits) =>
    splits.map((seconds) => new Date(seconds * 1000).toISOString().slice(11, 16));
  // Of a single time the library makes a whole day; these are the times themselves.
  const [first, last] = [times[0], times.at(-1)];
  const range = () => [Math.min(first, last - leastSpanSeconds) - barSeconds, last + barSeconds];
  return { ...options, scales: { ...scales, x: { range } }, axes: [{ ...x, values, space: 64 }, y] };
}

const daySeconds = 86_400;

/** Month and day, with room beside the first and the last. */
function dayAxis({ axes: [x, y], scales, ...options }) {
  const values = (_plot, splits) =>
    splits.map((seconds) => new Date(seconds * 1000).toISOString().slice(5, 10));
  const range = (_plot, first, last) => [first - daySeconds, last + daySeconds];
  const unit = { range: (_plot, _low, high) => [0, Math.max(0.1, high * 1.15)] };
  const days = {
    ...x,
    values,
    space: 56,
    incrs: [1, 2, 7, 14, 30, 60, 90, 180].map((days) => days * daySeconds),
  };
  return { ...options, scales: { ...scales, x: { range }, y: unit }, axes: [days, y] };
}

function line(label, colour) {
  return { label, stroke: colour, width: 2, spanGaps: true, points: { show: true, size: 6, fill: colour } };
}

function fromZero(_plot, _low, high) {
  return [0, Math.max(1, high * 1.1)];
}

function bars(label, colour) {
  return {
    label,
    stroke: colour,
    fill: colour,
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars({ size: [0.8, 24] }),
  };
}

function colourOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
