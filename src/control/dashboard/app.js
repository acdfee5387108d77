import { h, render } from "/vendor/preact.js";
import htm from "/vendor/htm.js";
import { ask, forgetToken, hasToken, saveToken, takeTokenFromAddress, TokenRefused } from "./api.js";
import { jobs } from "./jobs.js";
import { log } from "./log.js";
import { network, overview, requests } from "./sections.js";

const html = htm.bind(h);
const pollMs = 2000;
const mostLines = 200;
const mostRuns = 12;

const state = {
  status: undefined,
  lines: [],
  runs: [],
  distributions: new Map(),
  /** Whose requests are drawn; undefined until the person chooses. */
  ofEveryone: undefined,
  problem: "",
  needsToken: false,
};

takeTokenFromAddress();
addEventListener("hashchange", () => {
  takeTokenFromAddress();
  void poll();
});
void pollForever();

async function pollForever() {
  for (;;) {
    if (!document.hidden) await poll();
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

async function poll() {
  state.needsToken = !hasToken();
  if (!state.needsToken) await update();
  show();
}

async function update() {
  try {
    const after = state.lines.at(-1)?.sequence ?? 0;
    const [status, added] = await Promise.all([ask("/status"), ask(`/logs?after=${after}`)]);
    const isNew = state.status !== undefined && state.status.facts.startedAtMs !== status.facts.startedAtMs;
    state.status = status;
    // A neuron that was started anew counts its lines anew: they are asked for the next time.
    state.lines = isNew ? [] : [...state.lines, ...added.lines].slice(-mostLines);
    state.problem = "";
    await Promise.all([updateRuns(status.facts), ...status.facts.networks.map(updateDistribution)]);
  } catch (error) {
    if (error instanceof TokenRefused) {
      forgetToken();
      state.needsToken = true;
    }
    state.problem =
      error instanceof TypeError ? "The neuron does not answer; this is what it said last." : error.message;
  }
}

async function updateRuns({ jobs: list }) {
  state.runs = list.length === 0 ? [] : (await ask(`/jobs/history?limit=${mostRuns}`)).runs;
}

async function updateDistribution({ network: name, publications }) {
  const newest = publications[0]?.publicationId;
  if (state.distributions.get(name)?.newest === newest) return;
  const found = newest && (await ask(`/networks/${encodeURIComponent(name)}/score-distribution`));
  state.distributions.set(name, { newest, found });
}

async function runJob({ job, scope }) {
  try {
    await ask("/jobs/run", { method: "POST", body: { job, scope } });
    state.problem = "";
  } catch (error) {
    state.problem = error.message;
  }
  await poll();
}

function choose(ofEveryone) {
  state.ofEveryone = ofEveryone;
  show();
}

function logIn(event) {
  event.preventDefault();
  saveToken(new FormData(event.target).get("token"));
  void poll();
}

function show() {
  render(
    html`<main>${problem()}${state.needsToken ? login() : content()}</main>`,
    document.getElementById("app"),
  );
}

function problem() {
  return state.problem === "" ? null : html`<p class="trouble fail" role="alert">${state.problem}</p>`;
}

function login() {
  return html`<form onSubmit=${logIn}>
    <h1>Neuron</h1>
    <label for="token">Token</label>
    <input id="token" name="token" type="password" autocomplete="off" required />
    <button type="submit">Open</button>
    <p class="quiet">
      It is in the file control/token of the data directory; neuron status prints an address with it.
    </p>
  </form>`;
}

function content() {
  if (state.status === undefined) return html`<p class="quiet">Reading …</p>`;
  const { facts, health } = state.status;
  // Told by the tab as well: the page may be one of many.
  document.title = `${health.status} – Neuron`;
  const ofEveryone = state.ofEveryone ?? facts.requests.validators.length === 0;
  return html`<h1>Neuron</h1>
    ${overview({ facts, health })} ${requests(facts, { ofEveryone, choose })}
    ${jobs(facts.jobs, state.runs, { atMs: facts.atMs, run: runJob })}
    ${facts.networks.map((one) => network(one, state.distributions.get(one.network)?.found, facts.atMs))}
    ${log(state.lines)}`;
}
