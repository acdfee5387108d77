import { expect } from "chai";
import { join } from "node:path";
import { bansDirectoryIn, readBans, removeBan, saveBan } from "../../../../src/axon/guard/ban-files.ts";
import type { FailureKind } from "../../../../src/axon/guard/failure.ts";
import { Guard } from "../../../../src/axon/guard/guard.ts";
import type { GuardReason, GuardRefusal } from "../../../../src/axon/guard/refusal.ts";
import type { Rules } from "../../../../src/axon/guard/rules.ts";
import { resolveConfig } from "../../../../src/config/resolve.ts";
import { silentLogger } from "../../../../src/lib/logger.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

const ip = "203.0.113.9";
const attacker = "198.51.100.66";
const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const second = 1_000;
const hour = 3_600 * second;
const day = 24 * hour;
/** How long a change to the directory may take to count. */
const syncMs = 2_000;

describe(Guard.name, () => {
  let dataDirectory: string;
  let clock: FakeClock;
  let made: Guard[];

  beforeEach(async () => {
    dataDirectory = await makeTempDir();
    clock = new FakeClock();
    made = [];
  });

  afterEach(async () => {
    for (const guard of made) await guard.stop();
    await removeTempDir(dataDirectory);
  });

  describe("limits", () => {
    it("lets an address ask 50 times in any second", () => {
      const guard = createGuard();
      expect(reasonsOf(60, () => guard.checkAddress(ip))).to.deep.equal({
        passed: 50,
        ip_rate_limit_per_second: 10,
      });
    });

    it("lets an address ask 500 times in any minute", async () => {
      const guard = createGuard({ ipFailures: 10_000 });
      const answers = new Map<string, number>();
      for (let turn = 0; turn < 12; turn++) {
        for (const [reason, count] of Object.entries(reasonsOf(50, () => guard.checkAddress(ip)))) {
          answers.set(reason, (answers.get(reason) ?? 0) + count);
        }
        await clock.tick(second);
      }
      expect(Object.fromEntries(answers)).to.deep.equal({ passed: 500, ip_rate_limit_per_minute: 100 });
    });

    it("lets a hotkey ask 10 times in any second, wherever from", () => {
      const guard = createGuard();
      let host = 0;
      expect(reasonsOf(15, () => guard.countHotkey(alice, `203.0.113.${host++}`))).to.deep.equal({
        passed: 10,
        hotkey_rate_limit_per_second: 5,
      });
    });

    it("lets all hotkeys together ask 200 times in any second, and blames none of them for the others", () => {
      const guard = createGuard();
      let place = 0;
      expect(reasonsOf(260, () => guard.countHotkey(`hotkey ${place++ % 26}`, ip))).to.deep.equal({
        passed: 200,
        global_rate_limit_per_second: 60,
      });
      expect(guard.state().cooling.hotkey).to.equal(0);
    });

    it("keeps the limit of all for verified hotkeys: no flood from strangers can use it up", () => {
      const guard = createGuard();
      for (let host = 0; host < 10_000; host++) guard.checkAddress(addressNumber(host));
      expect(guard.countHotkey(alice, ip)).to.equal(undefined);
    });

    it("knows no limit that is 0", () => {
      const guard = createGuard({
        ipPerSecond: 0,
        ipPerMinute: 0,
        hotkeyPerSecond: 0,
        hotkeyPerMinute: 0,
        globalPerSecond: 0,
        globalPerMinute: 0,
      });
      expect(reasonsOf(6_000, () => guard.checkAddress(ip) ?? guard.countHotkey(alice, ip))).to.deep.equal({
        passed: 6_000,
      });
    });

    it("takes all addresses of a /64 for one", () => {
      const guard = createGuard();
      let host = 0;
      const answers = reasonsOf(60, () => guard.checkAddress(`2001:db8::${(++host).toString(16)}`));
      expect(answers).to.deep.equal({ passed: 50, ip_rate_limit_per_second: 10 });
    });

    it("neither counts nor bans an exempt address", () => {
      const guard = createGuard({ exempt: ["203.0.113.0/24"] });
      report(guard, "probe", 100);
      expect(reasonsOf(1_000, () => guard.checkAddress(ip))).to.deep.equal({ passed: 1_000 });
    });
  });

  describe("cooldowns", () => {
    it("begin with the fiftieth failure of an address, count down, and end", async () => {
      const guard = createGuard();
      report(guard, "malformed", 49);
      expect(guard.checkAddress(ip)).to.equal(undefined);
      report(guard, "malformed", 1);
      expect(guard.checkAddress(ip)).to.include({ reason: "ip_cooldown", retryAfterSeconds: 30 });
      await clock.tick(10_500);
      expect(guard.checkAddress(ip)).to.include({ reason: "ip_cooldown", retryAfterSeconds: 20 });
      await clock.tick(19_500);
      expect(guard.checkAddress(ip)).to.equal(undefined);
    });

    it("begin when a hotkey exceeds its limit ten times in a minute", () => {
      const guard = createGuard();
      expect(reasonsOf(22, () => guard.countHotkey(alice, ip))).to.deep.equal({
        passed: 10,
        hotkey_rate_limit_per_second: 10,
        hotkey_cooldown: 2,
      });
    });

    it("turn into a ban of 24 hours for who asks 20 times on", async () => {
      const guard = createGuard();
      report(guard, "unsigned", 50);
      expect(reasonsOf(25, () => guard.checkAddress(ip))).to.deep.equal({
        ip_cooldown: 20,
        ip_blacklisted: 5,
      });
      await clock.tick(day - 1);
      expect(guard.checkAddress(ip)?.reason).to.equal("ip_blacklisted");
      await clock.tick(1);
      expect(guard.checkAddress(ip)).to.equal(undefined);
    });

    it("of a hotkey turn into a ban only by requests that it signed", () => {
      const guard = createGuard();
      for (let count = 0; count < 20; count++) guard.countHotkey(alice, ip);
      expect(reasonsOf(100, () => guard.checkHotkey(alice))).to.deep.equal({ passed: 100 });
      expect(reasonsOf(21, () => guard.countHotkey(alice, ip))).to.deep.equal({
        hotkey_cooldown: 20,
        hotkey_blacklisted: 1,
      });
      expect(guard.checkHotkey(alice)?.reason).to.equal("hotkey_blacklisted");
    });
  });

  describe("critical failures", () => {
    for (const kind of ["bad_signature", "replayed", "probe", "unregistered"] as const) {
      it(`ban an address for good at the tenth in a day: ${kind}`, async () => {
        const guard = createGuard();
        report(guard, kind, 9);
        expect(guard.checkAddress(ip)).to.equal(undefined);
        report(guard, kind, 1);
        await clock.tick(365 * day);
        expect(guard.checkAddress(ip)?.reason).to.equal("ip_blacklisted");
      });
    }

    it("ban for a time only where a hotkey of the subnet was verified within a day", async () => {
      const guard = createGuard();
      guard.countHotkey(alice, ip);
      report(guard, "bad_signature", 10);
      expect(guard.checkAddress(ip)?.reason).to.equal("ip_blacklisted");
      await clock.tick(day);
      expect(guard.checkAddress(ip)).to.equal(undefined);
    });

    it("count nothing against the hotkey that a request claims, verified or not", () => {
      const guard = createGuard();
      const kinds = [
        "bad_signature",
        "replayed",
        "stale",
        "future",
        "wrong_receiver",
        "body_mismatch",
      ] as const;
      for (const kind of kinds) {
        for (let count = 0; count < 100; count++) guard.report({ kind, ip: attacker, verifiedHotkey: alice });
      }
      expect(guard.checkHotkey(alice)).to.equal(undefined);
      expect(guard.countHotkey(alice, ip)).to.equal(undefined);
      expect(guard.checkAddress(ip)).to.equal(undefined);
      expect(guard.checkAddress(attacker)?.reason).to.equal("ip_blacklisted");
    });

    it("are none of the caller's while our own view of the subnet is too old", () => {
      const guard = createGuard();
      report(guard, "metagraph_stale", 1_000);
      expect(guard.checkAddress(ip)).to.equal(undefined);
    });
  });

  it("leaves a validator alone whose neighbour behind the same address breaks every rule with its own hotkey", () => {
    const guard = createGuard();
    for (let count = 0; count < 100; count++) {
      guard.countHotkey(bob, ip);
      guard.report({ kind: "forbidden", ip, verifiedHotkey: bob });
    }
    expect(guard.checkHotkey(bob)?.reason).to.equal("hotkey_blacklisted");
    expect(guard.checkAddress(ip)).to.equal(undefined);
    expect(guard.countHotkey(alice, ip)).to.equal(undefined);
  });

  it("charges the address where no hotkey signed what is wrong", () => {
    const guard = createGuard();
    for (let count = 0; count < 50; count++) guard.report({ kind: "forbidden", ip });
    expect(guard.checkAddress(ip)?.reason).to.equal("ip_cooldown");
  });

  it("still bans after a restart", async () => {
    const guard = await startGuard();
    report(guard, "probe", 10);
    await guard.stop();
    const restarted = await startGuard();
    expect(restarted.checkAddress(ip)?.reason).to.equal("ip_blacklisted");
    expect((await readBans(bansDirectory())).bans).to.have.length(1);
  });

  it("lets in again whose ban another process lifts while it runs, with a clean sheet", async () => {
    const guard = await startGuard();
    report(guard, "probe", 10);
    await guard.settle();
    await removeBan(bansDirectory(), { kind: "ip", name: ip });
    await clock.tick(syncMs);
    await guard.settle();
    expect(guard.checkAddress(ip)).to.equal(undefined);
    report(guard, "probe", 9);
    expect(guard.checkAddress(ip)).to.equal(undefined);
  });

  it("turns away whom another process bans while it runs", async () => {
    const guard = await startGuard();
    const bannedAtMs = clock.now();
    await saveBan(bansDirectory(), { kind: "hotkey", name: alice, reason: "", by: "operator", bannedAtMs });
    await clock.tick(syncMs);
    await guard.settle();
    expect(guard.checkHotkey(alice)?.reason).to.equal("hotkey_blacklisted");
    expect(guard.countHotkey(alice, ip)?.reason).to.equal("hotkey_blacklisted");
  });

  it("remembers a bounded number of a million addresses, and the cooldown of the one before them", () => {
    const guard = createGuard();
    report(guard, "unsigned", 50);
    for (let number = 0; number < 1_000_000; number++) guard.checkAddress(addressNumber(number));
    expect(guard.state().tracked.ip).to.equal(100_000);
    expect(guard.checkAddress(ip)?.reason).to.equal("ip_cooldown");
  });

  it("tells how many it tracks, cools, bans and has turned away", () => {
    const guard = createGuard();
    report(guard, "unsigned", 50);
    guard.checkAddress(ip);
    for (let count = 0; count < 10; count++) guard.report({ kind: "probe", ip: attacker });
    guard.checkAddress(attacker);
    guard.countHotkey(alice, ip);
    const { refusals, ...state } = guard.state();
    expect(state).to.deep.equal({
      tracked: { ip: 1, hotkey: 1 },
      cooling: { ip: 1, hotkey: 0 },
      banned: { ip: 1, hotkey: 0 },
    });
    expect(Object.fromEntries(refusals)).to.deep.equal({ ip_cooldown: 1, ip_blacklisted: 1 });
  });

  it("stops twice", async () => {
    const guard = await startGuard();
    await guard.stop();
    await guard.stop();
  });

  function createGuard(overrides: Partial<Rules> = {}): Guard {
    const { settings } = resolveConfig([]);
    const rules = { ...settings.guard, ...overrides };
    const guard = new Guard({ clock, logger: silentLogger() }, { rules, bansDirectory: bansDirectory() });
    made.push(guard);
    return guard;
  }

  async function startGuard(): Promise<Guard> {
    const guard = createGuard();
    await guard.start(new AbortController().signal);
    return guard;
  }

  function bansDirectory(): string {
    return bansDirectoryIn(join(dataDirectory, "data"));
  }
});

function report(guard: Guard, kind: FailureKind, times: number): void {
  for (let count = 0; count < times; count++) guard.report({ kind, ip });
}

/** Asks so many times and counts the answers. */
function reasonsOf(
  times: number,
  ask: () => GuardRefusal | undefined,
): Partial<Record<GuardReason | "passed", number>> {
  const answers: Partial<Record<GuardReason | "passed", number>> = {};
  for (let count = 0; count < times; count++) {
    const reason = ask()?.reason ?? "passed";
    answers[reason] = (answers[reason] ?? 0) + 1;
  }
  return answers;
}

function addressNumber(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}
