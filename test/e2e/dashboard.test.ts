import { expect } from "chai";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { startControl, type TestControl } from "../support/control.ts";
import { createFacts, factsAtMs } from "../support/facts.ts";
import { validator } from "../support/finished-request.ts";

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
    control.facts = createFacts({ requests: busyRequests, jobs: [idleJob] });
    control.lines.push({ sequence: 1, atMs: factsAtMs, level: "info", sentence: "Axon listens", fields: {} });
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
      "val_auc 0.910",
      "bad_signature",
      "ingest torus",
    ]) {
      expect(text, shown).to.include(shown);
    }
    expect(await page.locator("canvas").count()).to.equal(2);
    expect(page.url()).to.equal(`${control.url}/`);
    expect(problems).to.deep.equal([]);
  });

  it("follows the neuron without being loaded again", async () => {
    const page = await openPage();
    await page.getByText("Axon listens").waitFor({ timeout: waitMs });
    control.facts = createFacts({ disk: { freeBytes: 1e6, totalBytes: 1e9 } });
    control.lines.push({
      sequence: 2,
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
    await page.getByRole("button", { name: "Run" }).click({ timeout: waitMs });
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

const idleJob = { job: "ingest", scope: "torus", schedule: "30 0 * * *", timeZone: "UTC" };

const busyRequests = {
  total: 1_240,
  outcomes: { answered: 1_200, refused: 30, invalid: 10 },
  validators: [
    {
      hotkey: validator,
      requests: 40,
      answered: 39,
      lastAtMs: factsAtMs - 60_000,
      lastRoute: "/scores/alerts/{date}",
    },
  ],
  refusals: [
    {
      id: "1",
      atMs: factsAtMs - 1_000,
      route: "/scores/alerts/latest",
      reason: "bad_signature",
      hotkey: validator,
    },
  ],
  spans: Array.from({ length: 40 }, (_, at) => ({
    startsAtMs: factsAtMs - (40 - at) * 600_000,
    outcomes: { answered: 20 + ((at * 7) % 23), refused: at % 5, invalid: at % 3 },
  })),
};

async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (screenshotDirectory === undefined) return;
  await mkdir(screenshotDirectory, { recursive: true });
  await page.screenshot({ path: join(screenshotDirectory, name), fullPage: true });
}
