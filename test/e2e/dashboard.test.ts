import { expect } from "chai";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { startControl, type TestControl } from "../support/control.ts";
import type { LoggedLine } from "../../src/ops/logs/recent-lines.ts";
import { createBusyFacts, failedRun } from "../support/busy-facts.ts";
import { createFacts, factsAtMs } from "../support/facts.ts";

/** Debian's; NEURON_TEST_CHROMIUM names another one. */
const executablePath = process.env["NEURON_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
/** Where screenshots are kept; none are without it. */
const screenshotDirectory = process.env["NEURON_TEST_SCREENSHOTS"];

const waitMs = 15_000;

describe("dashboard in a browser", () => {
  const opened: Browser[] = [];
  let browser: Browser;
  let control: TestControl;
  let problems: string[];
  let context: BrowserContext;

  before(async function () {
    // Whoever only wants to know whether the neuron works on his machine need not install a browser.
    if (!existsSync(executablePath)) this.skip();
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    opened.push(browser);
  });

  after(() => Promise.all(opened.map((one) => one.close())));

  beforeEach(async () => {
    control = await startControl();
    control.facts = createBusyFacts();
    control.runs.push(failedRun);
    control.lines.push(...manyLines);
    problems = [];
  });

  afterEach(async () => {
    await context.close();
    await control.stop();
  });

  it("shows the neuron, and takes the token out of the address", async () => {
    const page = await openPage();
    await page
      .getByText("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
      .first()
      .waitFor({ timeout: waitMs });
    const text = await page.locator("main").innerText();
    for (const shown of [
      "healthy",
      "uid 7",
      "2025-08-01",
      "1,353",
      "AUC 0.910",
      "bad_signature",
      "ingest torus",
      "And 6 earlier dates.",
    ]) {
      expect(text, shown).to.include(shown);
    }
    // Requests, scores, grades and calibration; the second network has nothing to draw.
    expect(await page.locator("canvas").count()).to.equal(4);
    expect(page.url()).to.equal(`${control.url}/`);
    expect(problems).to.deep.equal([]);
  });

  it("shows how the scores were graded, their calibration and their drift", async () => {
    const page = await openPage();
    const torus = page.locator('[data-test="network-torus"]');
    await torus.getByText("Calibration").waitFor({ timeout: waitMs });
    const text = await torus.innerText();
    expect(text).to.match(/2025-07-02\s+0\.760\s+0\.940\s+0\.720\s+0\.660/);
    expect(text).to.match(/2025-06-28\s+0\.000 integrity failed/);
    expect(text).to.include("30 newer dates are graded alike for everybody");
    expect(text).to.match(/2025-07-31, 48 h ago\s+0\.030\s+0\.120\s+0\.760/);
    expect(text).to.include("0.083 on 2025-08-01; chance alone makes 0.021.");
    const bitcoin = page.locator('[data-test="network-bitcoin"]');
    expect(await bitcoin.innerText()).to.include("Nothing was graded yet");
    expect(problems).to.deep.equal([]);
  });

  it("shows what became of the jobs' runs, with their errors", async () => {
    const page = await openPage();
    const jobs = page.locator('[data-test="jobs"]');
    await jobs.getByText("The training process was killed").first().waitFor({ timeout: waitMs });
    expect(await jobs.innerText()).to.match(/07-31 22:00\s+train torus\s+6 min\s+failed/);
  });

  it("leaves out what there was none of, and says so of a batch that was there already", async () => {
    const ran = { ...failedRun, outcome: "succeeded" as const, error: undefined };
    const counts = { alerts: 5, money_flows: 1 };
    control.runs.push({ ...ran, id: "run-3", job: "ingest", counts: { ...counts, accepted: 0 } });
    control.runs.push({ ...ran, id: "run-4", job: "score", counts: { ...counts, fallbacks: 0 } });
    const page = await openPage();
    const jobs = page.locator('[data-test="jobs"]');
    await jobs.getByText("nothing new").waitFor({ timeout: waitMs });
    expect(await jobs.innerText()).to.match(/succeeded, 5 alerts, 1 money flow$/m);
  });

  it("draws the requests of validators, and of everyone when asked to", async () => {
    const page = await openPage();
    const ofValidators = page.getByRole("button", { name: "Of validators" });
    const ofEveryone = page.getByRole("button", { name: "Of everyone" });
    await ofValidators.waitFor({ timeout: waitMs });
    expect(await ofValidators.getAttribute("aria-pressed")).to.equal("true");
    await ofEveryone.click();
    await page.locator('[aria-pressed="true"]', { hasText: "Of everyone" }).waitFor({ timeout: waitMs });
    expect(problems).to.deep.equal([]);
  });

  it("keeps the newest line of the log in sight, but not while somebody reads older ones", async () => {
    const page = await openPage();
    const list = `document.querySelector('[data-test="log"]')`;
    await page.getByText("Axon listens").waitFor({ timeout: waitMs });
    control.lines.push(lineAt(manyLines.length + 1, "A line that came later"));
    const later = page.getByText("A line that came later");
    await later.waitFor({ timeout: waitMs });
    expect(
      await page.evaluate(`${list}.scrollHeight - ${list}.clientHeight - ${list}.scrollTop < 2`),
    ).to.equal(true);
    await page.evaluate(`${list}.scrollTop = 0`);
    control.lines.push(lineAt(manyLines.length + 2, "A line that nobody waits for"));
    await page.getByText("A line that nobody waits for").waitFor({ state: "attached", timeout: waitMs });
    expect(await page.evaluate(`${list}.scrollTop`)).to.equal(0);
  });

  it("follows the neuron without being loaded again", async () => {
    const page = await openPage();
    await page.getByText("Axon listens").waitFor({ timeout: waitMs });
    control.facts = createFacts({ disk: { freeBytes: 1e6, totalBytes: 1e9 } });
    control.lines.push({
      sequence: manyLines.length + 1,
      atMs: factsAtMs,
      level: "warn",
      sentence: "Disk is full",
      fields: { a: 1 },
    });
    await page.getByText("unhealthy").waitFor({ timeout: waitMs });
    await page.getByText("Disk is full").waitFor({ timeout: waitMs });
    expect(problems).to.deep.equal([]);
  });

  it("asks for the token, refuses a wrong one and shows nothing until then", async () => {
    const page = await openPage({ hasToken: false });
    const field = page.getByLabel("Token");
    await field.fill("wrong");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("The token is wrong").waitFor({ timeout: waitMs });
    expect(await page.locator("main").innerText()).to.not.include("uid");
    await field.fill(control.token);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("uid 7").waitFor({ timeout: waitMs });
  });

  it("starts a job", async () => {
    const page = await openPage();
    const answered = page.waitForResponse((response) => response.url().endsWith("/jobs/run"));
    await page.getByRole("button", { name: "Run ingest torus" }).click({ timeout: waitMs });
    expect((await answered).status()).to.equal(202);
    expect(control.started).to.deep.equal([{ job: "ingest", scope: "torus" }]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [390, 1_280]) {
      it(`fits ${width} pixels, ${colorScheme}`, async () => {
        const page = await openPage({ width, colorScheme });
        await page.getByText("Axon listens").waitFor({ timeout: waitMs });
        await page.locator("summary").first().click();
        const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        expect(overflow).to.equal(0);
        const cutOff = `[...document.querySelectorAll(".scroll")].filter((one) => one.scrollWidth > one.clientWidth)`;
        expect(await page.evaluate(`${cutOff}.map((one) => one.innerText)`), "cut off").to.deep.equal([]);
        await keepScreenshot(page, `dashboard-${width}-${colorScheme}.png`);
        expect(problems).to.deep.equal([]);
      });
    }
  }

  interface View {
    readonly hasToken?: boolean;
    readonly width?: number;
    readonly colorScheme?: "light" | "dark";
  }

  async function openPage({
    hasToken = true,
    width = 1_280,
    colorScheme = "light",
  }: View = {}): Promise<Page> {
    context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    // Whatever leaves this machine would not be there offline.
    page.on("request", (request) => {
      if (!request.url().startsWith(control.url) && !request.url().startsWith("data:"))
        problems.push(request.url());
    });
    await page.goto(`${control.url}/${hasToken ? `#token=${control.token}` : ""}`);
    return page;
  }
});

const manyLines = Array.from({ length: 60 }, (_, at) =>
  lineAt(at + 1, at === 59 ? "Axon listens" : "Block seen"),
);

function lineAt(sequence: number, sentence: string): LoggedLine {
  return { sequence, atMs: factsAtMs, level: "info", sentence, fields: { block: 100 + sequence } };
}

async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (screenshotDirectory === undefined) return;
  await mkdir(screenshotDirectory, { recursive: true });
  await page.screenshot({ path: join(screenshotDirectory, name), fullPage: true });
}
