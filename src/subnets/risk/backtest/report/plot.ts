import { escaped } from "./markup.ts";

/** What a plot shows on each axis, in the units of its values. */
export interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Where a line and a number stand. */
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Turns values into places on the drawing. */
export interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** In units of the drawing, which is as wide as its column. */
const width = 480;
const height = 300;
const margin = { left: 60, right: 14, top: 12, bottom: 50 };

/** Returns a drawing with axes, and what `draw` puts between them; `label` tells it to who cannot see it. */
export function plot(axes: Axes, label: string, draw: (scale: Scale) => string): string {
  const scale = scaleOf(axes);
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">${grid(axes, scale)}${draw(scale)}</svg>`;
}

/** Returns a line through points, broken nowhere. */
export function line(
  points: readonly (readonly [number, number])[],
  scale: Scale,
  className: string,
): string {
  const path = points
    .map(([x, y], place) => `${place === 0 ? "M" : "L"}${fixed(scale.x(x))} ${fixed(scale.y(y))}`)
    .join("");
  return `<path class="line ${className}" d="${path}"/>`;
}

/** Returns a point; `title` is read out and shown beside it. */
export function dot(
  [x, y]: readonly [number, number],
  scale: Scale,
  { className, title, radius = 3.5 }: { className: string; title: string; radius?: number },
): string {
  return `<circle class="dot ${className}" cx="${fixed(scale.x(x))}" cy="${fixed(scale.y(y))}" r="${fixed(radius)}"><title>${escaped(title)}</title></circle>`;
}

/** Returns a filled rectangle between two corners. */
export function bar(
  from: readonly [number, number],
  to: readonly [number, number],
  { scale, className, title }: { scale: Scale; className: string; title: string },
): string {
  const [left, right] = [scale.x(from[0]), scale.x(to[0])];
  const [bottom, top] = [scale.y(from[1]), scale.y(to[1])];
  return `<rect class="bar ${className}" x="${fixed(left)}" y="${fixed(top)}" width="${fixed(right - left)}" height="${fixed(bottom - top)}"><title>${escaped(title)}</title></rect>`;
}

/** Returns a vertical line from a low to a high value with short ends. */
export function whisker(
  x: number,
  [low, high]: readonly [number, number],
  { scale, className }: { scale: Scale; className: string },
): string {
  const [place, bottom, top] = [fixed(scale.x(x)), fixed(scale.y(low)), fixed(scale.y(high))];
  return `<path class="whisker ${className}" d="M${place} ${bottom}L${place} ${top}"/>`;
}

/** Returns ticks at even steps over an axis, with so many places after the point. */
export function evenTicks(from: number, to: number, steps: number, places = 1): Tick[] {
  return Array.from({ length: steps + 1 }, (_, step) => {
    const at = from + ((to - from) * step) / steps;
    return { at, text: at.toFixed(places) };
  });
}

/** An axis from 0 to 1. */
export function unitAxis(label: string): Axis {
  return { label, from: 0, to: 1, ticks: evenTicks(0, 1, 5) };
}

function scaleOf({ x, y }: Axes): Scale {
  const [innerWidth, innerHeight] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
  return {
    x: (value) => margin.left + ((value - x.from) / (x.to - x.from)) * innerWidth,
    y: (value) => height - margin.bottom - ((value - y.from) / (y.to - y.from)) * innerHeight,
  };
}

function grid({ x, y }: Axes, scale: Scale): string {
  const [left, right, bottom] = [margin.left, width - margin.right, height - margin.bottom];
  const rows = y.ticks.map(({ at, text }) => {
    const place = fixed(scale.y(at));
    return `<path class="grid" d="M${left} ${place}L${right} ${place}"/><text class="tick" x="${left - 7}" y="${place}" dy="0.35em" text-anchor="end">${escaped(text)}</text>`;
  });
  const columns = x.ticks.map(
    ({ at, text }) =>
      `<text class="tick" x="${fixed(scale.x(at))}" y="${bottom + 17}" text-anchor="middle">${escaped(text)}</text>`,
  );
  const middle = (margin.top + bottom) / 2;
  const labels = `<text class="axis" x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">${escaped(x.label)}</text><text class="axis" x="13" y="${middle}" transform="rotate(-90 13 ${middle})" text-anchor="middle">${escaped(y.label)}</text>`;
  return [...rows, ...columns, labels].join("");
}

function fixed(value: number): string {
  return value.toFixed(1);
}
