import { h } from "/vendor/preact.js";
import htm from "/vendor/htm.js";
import { distributionChart, outcomeColours, requestChart } from "./charts.js";
import { breakable, fact, table } from "./elements.js";
import { number, share, shortName, span, timeOfDay } from "./format.js";
import { calibrationHistory, gradeHistory } from "./record.js";

const html = htm.bind(h);
const mostPublications = 14;

export function overview({ facts, health }) {
  const { chain, axon } = facts;
  const of = (wanted) => health.parts.filter(({ status }) => status === wanted);
  const troubles = [...of("fail"), ...of("warn")];
  return html`<section aria-label="Overview">
    <p class="state ${health.status}" data-test="health">
      <strong>${health.status}</strong>, running for ${span(facts.atMs - facts.startedAtMs)}
    </p>
    ${troubles.map(
      ({ name, status, detail, fix }) =>
        html`<p class="trouble ${status}">
          <strong>${name}</strong> ${detail}${fix === "" ? null : html`<br /><span class="fix">${fix}</span>`}
        </p>`,
    )}
    <dl>
      ${chain === undefined ? fact("Chain", "none: validators do not find this neuron") : chainFacts(chain)}
      ${fact("Axon", `${axon.url}, for ${axon.access}${announced(chain)}`)}
      ${
        facts.engine?.residentBytes === undefined
          ? null
          : fact("Engine", `${number(Math.round(facts.engine.residentBytes / 1e6))} MB`)
      }
      ${fact("Disk", `${(facts.disk.freeBytes / 1e9).toFixed(1)} GB free`)} ${fact("Version", facts.version)}
    </dl>
  </section>`;
}

function chainFacts(chain) {
  const { netuid, uid, registration, headAgeMs, metagraphAgeMs, stakeTao, emissionAlpha, incentive } = chain;
  return [
    fact("Hotkey", html`<code>${chain.hotkey}</code>`),
    fact("Subnet", `${netuid}, ${uid === undefined ? registration : `uid ${uid}`}`),
    fact("Node", `${chain.connected ? "" : "lost: "}${chain.endpoint ?? "none"}`),
    fact("Last block", headAgeMs === undefined ? "unknown" : `${span(headAgeMs)} ago`),
    fact("Metagraph", metagraphAgeMs === undefined ? "unknown" : `${span(metagraphAgeMs)} old`),
    fact("Neurons", number(chain.neurons)),
    fact("Validators", number(chain.validators)),
    fact("Stake", stakeTao === undefined ? "unknown" : `${number(stakeTao)} TAO`),
    fact("Last epoch gave", emissionAlpha === undefined ? "unknown" : `${number(emissionAlpha)} alpha`),
    fact("Incentive", incentive === undefined ? "unknown" : share(incentive)),
  ];
}

function announced(chain) {
  if (chain === undefined) return "";
  return chain.axonAnnounced ? ", announced" : ", not announced";
}

/** Requests over time: of validators, who matter, or of everyone, as the person chose. */
export function requests({ requests: asked, guard, atMs }, { ofEveryone, choose }) {
  const spans = asked.spans.map(({ startsAtMs, outcomes, ofValidators }) => ({
    startsAtMs,
    outcomes: ofEveryone ? outcomes : ofValidators,
  }));
  return html`<section>
    <h2>Requests</h2>
    <p class="legends" data-test="requests">
      <span>${number(asked.total)} of everyone since the start:</span>
      ${outcomeColours.map(
        ([name, colour]) =>
          html`<span class="legend">
            <i style="background: var(${colour})"></i>${number(asked.outcomes[name] ?? 0)} ${name}
          </span>`,
      )}
    </p>
    <div class="choice" role="group" aria-label="Whose requests">
      ${[
        ["Of validators", false],
        ["Of everyone", true],
      ].map(
        ([label, value]) =>
          html`<button type="button" aria-pressed=${ofEveryone === value} onClick=${() => choose(value)}>
            ${label}
          </button>`,
      )}
    </div>
    ${
      spans.length === 0
        ? html`<p class="quiet">Nobody has asked yet.</p>`
        : html`${requestChart(spans)}
            <p class="quiet">Requests in ten minutes each, by when they came (UTC).</p>`
    }
    <h3>Validators</h3>
    ${table(
      ["Hotkey", "Last request", "Route", "Answered"],
      asked.validators
        .slice(0, 10)
        .map(({ hotkey, lastAtMs, lastRoute, requests: count, answered }) => [
          html`<code title=${hotkey}>${shortName(hotkey)}</code>`,
          `${span(atMs - lastAtMs)} ago`,
          breakable(lastRoute),
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
      ["Time (UTC)", "Reason", "Route", "Claims to be"],
      asked.refusals
        .slice(0, 10)
        .map(({ atMs: refusedAtMs, reason, route, hotkey }) => [
          timeOfDay(refusedAtMs),
          breakable(reason),
          route === "" ? "none" : breakable(route),
          hotkey === "" ? "nobody" : html`<code title=${hotkey}>${shortName(hotkey)}</code>`,
        ]),
      "Nobody was refused since the start.",
    )}
  </section>`;
}

export function network({ network: name, isReachable, record, ...facts }, distribution, atMs) {
  return html`<section class="whole" data-test="network-${name}">
    <h2>${name}</h2>
    ${isReachable ? null : html`<p class="trouble fail">The database does not answer.</p>`}
    <div class="columns">
      ${publications(facts.publications, atMs)}
      <div>
        ${scores(distribution)}
        <h3>Models</h3>
        ${
          facts.models.length === 0
            ? html`<p class="quiet">None was trained.</p>`
            : facts.models.map((one) => model(one, atMs))
        }
      </div>
      ${gradeHistory(record)} ${calibrationHistory(record, atMs)}
    </div>
  </section>`;
}

function publications(list, atMs) {
  const more = list.length - mostPublications;
  return html`<div>
    <h3>Publications</h3>
    ${table(
      ["Date", "Scores", "Ranks", "Clusters", "Published"],
      list
        .slice(0, mostPublications)
        .map((one) => [
          one.processingDate,
          number(one.scores),
          number(one.rankings),
          number(one.clusters),
          `${span(atMs - one.publishedAtMs)} ago`,
        ]),
      "Nothing is published.",
    )}
    ${more > 0 ? html`<p class="quiet">And ${more} earlier ${more === 1 ? "date" : "dates"}.</p>` : null}
  </div>`;
}

function scores(distribution) {
  if (distribution === undefined) return null;
  return html`<h3>Scores of ${distribution.processingDate}</h3>
    ${distributionChart(distribution.steps)}
    <p class="quiet">
      Alerts by score, in steps of 0.05. Large counts are drawn closer together: few are high.
    </p>`;
}

const measureNames = [
  ["val_auc", "AUC"],
  ["val_grade", "grade"],
  ["val_ndcg", "NDCG"],
  ["val_logloss", "log loss"],
];

function model({ type, version, trainedAtMs, samples, measures, importance, baselineReason }, atMs) {
  const shown = measureNames.filter(([name]) => measures[name] !== undefined);
  const most = importance[0]?.share ?? 1;
  return html`<details>
    <summary>
      <strong>${type}</strong>
      ${shown.map(([name, label]) => `${label} ${measures[name].toFixed(3)}`).join(", ")}
      ${baselineReason === undefined ? null : html`<span class="quiet"> a formula stands in: ${baselineReason}</span>`}
    </summary>
    <p class="quiet">
      <code>${version}</code>, ${span(atMs - trainedAtMs)} old, ${number(samples)} samples; measured on rows
      held out
    </p>
    <ol class="importance" aria-label="Feature importance">
      ${importance.slice(0, 12).map(
        ({ feature, share: part }) =>
          html`<li>
            <code>${feature}</code>
            <meter min="0" max=${most} value=${part}></meter>
            <span>${(part * 100).toFixed(1)} %</span>
          </li>`,
      )}
    </ol>
  </details>`;
}
