import { Component, h } from "/vendor/preact.js";
import htm from "/vendor/htm.js";
import { timeOfDay } from "./format.js";

const html = htm.bind(h);
/** Whoever is this near to the end, in pixels, wants to see what comes. */
const nearPixels = 24;

/** The last lines of the log. It follows them, unless somebody has scrolled up to read. */
class LogTail extends Component {
  componentDidMount() {
    this.follow();
  }

  getSnapshotBeforeUpdate() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    return scrollHeight - clientHeight - scrollTop < nearPixels;
  }

  componentDidUpdate(_props, _state, wasAtEnd) {
    if (wasAtEnd) this.follow();
  }

  follow() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  render({ lines }) {
    const ref = (list) => {
      if (list !== null) this.list = list;
    };
    return html`<ol class="log" data-test="log" tabindex="0" ref=${ref}>
      ${lines.map(
        ({ sequence, atMs, level, sentence, fields }) =>
          html`<li key=${sequence} class=${level}>
            <time>${timeOfDay(atMs)}</time> <b>${level}</b> ${sentence} <code>${fieldText(fields)}</code>
          </li>`,
      )}
    </ol>`;
  }
}

export function log(lines) {
  return html`<section>
    <h2>Log <span class="quiet">UTC</span></h2>
    ${lines.length === 0 ? html`<p class="quiet">Nothing was logged yet.</p>` : h(LogTail, { lines })}
  </section>`;
}

function fieldText(fields) {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
