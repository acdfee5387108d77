import { h } from "/vendor/preact.js";
import htm from "/vendor/htm.js";

const html = htm.bind(h);

/** What may be longer than its column; everything else stays on one line. */
const wrapping = new Set(["Reason", "Route", "Schedule", "Last run", "Run", "Final", "What came of it"]);

/** What takes a whole row. */
const wide = new Set(["Hotkey", "Axon"]);

/** Returns a name with its value, for a list of facts. */
export function fact(name, value) {
  return html`<div class=${wide.has(name) ? "wide" : ""}>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** Returns a route or a reason, which may be broken where one of its words ends. */
export function breakable(text) {
  return text.split(/(?<=[/_])/).map((part) => html`${part}<wbr />`);
}

/** Returns a table, or a sentence where there are no rows. */
export function table(heads, rows, nothing) {
  if (rows.length === 0) return html`<p class="quiet">${nothing}</p>`;
  // A head may say its unit: `Schedule (UTC)`.
  const classOf = (column) => (wrapping.has(heads[column].replace(/ \(.*\)$/, "")) ? "wraps" : "");
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, column) => html`<td class=${classOf(column)}>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
