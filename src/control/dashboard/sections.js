import { h } from "/vendor/preact.js";
import htm from "/vendor/htm.js";
import { distributionChart, outcomeColours, requestChart } from "./charts.js";
import { number, shortName, span, timeOfDay } from "./format.js";

const html = htm.bind(h);

export function overview({ facts, health }) {
  const { chain, axon } = facts;
  const troubles = health.parts.filter(({ status }) => status !== "pass");
  return html`<section aria-label="Overview">
    <p class="state ${health.status}" data-test="health">
      <strong>${health.status}</strong> for ${span(facts.atMs - facts.startedAtMs)}, at ${" "}${axon.url}
    </p>
    ${troubles.map(
      ({ name, status, detail, fix }) =>
        html`<p class="trouble ${status}">
          <strong>${name}</strong> ${detail}${fix === "" ? null : html`<br /><span class="fix">${fix}</span>`}
        </p>`,
    )}
    <dl>
      ${
        chain === undefined
          ? fact("Chain", "none: validators do not find this neuron")
          : [
              fact("Hotkey", html`<code>${chain.hotkey}</code>`),
              fact(
                "Subnet",
                `${chain.netuid}, ${chain.uid === undefined ? chain.registration : `uid ${chain.uid}`}`,
              ),
              fact("Node", `${chain.connected ? "" : "lost: "}${chain.endpoint ?? "none"}`),
              fact("Last block", chain.headAgeMs === undefined ? "unknown" : `${span(chain.headAgeMs)} ago`),
              fact(
                "Metagraph",
                chain.metagraphAgeMs === undefined ? "unknown" : `${span(chain.metagraphAgeMs)} old`,
              ),
              fact("Neurons", `${chain.neurons}, ${chain.validators} of them validators`),
              fact("Stake", chain.stakeTao === undefined ? "unknown" : `${chain.stakeTao} TAO`),
              fact("Axon", chain.axonAnnounced ? "announced" : "not announced"),
            ]
      }
      ${
        facts.engine?.residentBytes === undefined
          ? null
          : fact("Engine", `${number(Math.round(facts.engine.residentBytes / 1e6))} MB`)
      }
      ${fact("Disk", `${(facts.disk.freeBytes / 1e9).toFixed(1)} GB free`)}
    </dl>
  </section>`;
}

function fact(name, value) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

export function requests({ requests: asked, guard, atMs }) {
  return html`<section>
    <h2>Requests</h2>
    <p data-test="requests">
      ${number(asked.total)} since the start${" "}
      ${outcomeColours.map(
        ([name]) => html`<span class="legend ${name}">${number(asked.outcomes[name] ?? 0)} ${name}</span> `,
      )}
    </p>
    ${asked.spans.length === 0 ? html`<p class="quiet">Nobody has asked yet.</p>` : requestChart(asked.spans)}
    <h3>Validators</h3>
    ${table(
      ["Hotkey", "Last request", "Route", "Answered"],
      asked.validators
        .slice(0, 10)
        .map(({ hotkey, lastAtMs, lastRoute, requests: count, answered }) => [
          html`<code title=${hotkey}>${shortName(hotkey)}</code>`,
          `${span(atMs - lastAtMs)} ago`,
          lastRoute,
          `${number(answered)} of ${number(count)}`,
        ]),
      "No validator has asked since the start.",
    )}
    <h3>Refused</h3>
    <p class="quiet">
      Banned: ${guard.banned.ip} addresses, ${guard.banned.hotkey} hotkeys. In a cooldown:
      ${" "}${guard.cooling.ip + guard.cooling.hotkey}.
    </p>
    ${table(
      ["Time", "Reason", "Route", "Claims to be"],
      asked.refusals
        .slice(0, 10)
        .map(({ atMs: refusedAtMs, reason, route, hotkey }) => [
          timeOfDay(refusedAtMs),
          reason,
          route,
          html`<code title=${hotkey}>${shortName(hotkey)}</code>`,
        ]),
      "Nobody was refused since the start.",
    )}
  </section>`;
}

export function network({ network: name, isReachable, publications, models }, distribution, atMs) {
  return html`<section data-test="network-${name}">
    <h2>${name}</h2>
    ${isReachable ? null : html`<p class="trouble fail">The database does not answer.</p>`}
    <h3>Publications</h3>
    ${table(
      ["Date", "Scores", "Rankings", "Clusters", "Published"],
      publications
        .slice(0, 14)
        .map((one) => [
          one.processingDate,
          number(one.scores),
          number(one.rankings),
          number(one.clusters),
          `${span(atMs - one.publishedAtMs)} ago`,
        ]),
      "Nothing is published.",
    )}
    ${
      distribution === undefined
        ? null
        : html`<h3>Scores of ${distribution.processingDate}</h3>
            ${distributionChart(distribution.steps)}`
    }
    <h3>Models</h3>
    ${models.length === 0 ? html`<p class="quiet">None was trained.</p>` : models.map((one) => model(one, atMs))}
  </section>`;
}

function model({ type, version, trainedAtMs, samples, measures, importance, baselineReason }, atMs) {
  const shown = ["val_auc", "val_logloss", "val_ndcg"].filter((name) => measures[name] !== undefined);
  const most = importance[0]?.share ?? 1;
  return html`<details>
    <summary>
      <strong>${type}</strong> ${shown.map((name) => `${name} ${measures[name].toFixed(3)}`).join(", ")}
      ${baselineReason === undefined ? null : ` a formula stands in: ${baselineReason}`}
    </summary>
    <p class="quiet"><code>${version}</code>, ${span(atMs - trainedAtMs)} old, ${number(samples)} samples</p>
    <ol class="importance">
      ${importance.slice(0, 12).map(
        ({ feature, share }) =>
          html`<li>
            <code>${feature}</code>
            <meter min="0" max=${most} value=${share}></meter> ${(share * 100).toFixed(1)} %
          </li>`,
      )}
    </ol>
  </details>`;
}

export function jobs(list, atMs, run) {
  return html`<section>
    <h2>Jobs</h2>
    ${table(
      ["Job", "Schedule", "Last run", "Next", ""],
      list.map((job) => [
        `${job.job} ${job.scope}`,
        job.schedule === "" ? "on demand" : `${job.schedule} ${job.timeZone}`,
        lastRun(job, atMs),
        job.nextRunMs === undefined ? "" : `in ${span(job.nextRunMs - atMs)}`,
        html`<button type="button" disabled=${job.current !== undefined} onClick=${() => run(job)}>
          Run
        </button>`,
      ]),
      "This neuron runs no jobs.",
    )}
  </section>`;
}

function lastRun({ current, last }, atMs) {
  if (current !== undefined) return `${current.outcome} for ${span(atMs - current.startedAtMs)}`;
  if (last?.endedAtMs === undefined) return "never";
  const error = last.error === undefined ? null : html`<br /><span class="fail">${last.error.message}</span>`;
  return html`${last.outcome} ${span(atMs - last.endedAtMs)} ago${error}`;
}

export function log(lines) {
  return html`<section>
    <h2>Log</h2>
    <ol class="log" data-test="log">
      ${lines.map(
        ({ sequence, atMs, level, sentence, fields }) =>
          html`<li key=${sequence} class=${level}>
            <time>${timeOfDay(atMs)}</time> <b>${level}</b> ${sentence} <code>${fieldText(fields)}</code>
          </li>`,
      )}
    </ol>
  </section>`;
}

function fieldText(fields) {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}

function table(heads, rows, nothing) {
  if (rows.length === 0) return html`<p class="quiet">${nothing}</p>`;
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
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
