import { expect } from "chai";
import fc from "fast-check";
import {
  AdmissionPolicy,
  admissionRules,
  judge,
  type AdmissionSettings,
  type Applicant,
  type KnownApplicant,
} from "../../../../src/axon/admission/admission-policy.ts";
import type { CallerDirectory, CallerEntry } from "../../../../src/axon/admission/caller-directory.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import type { Metagraph } from "../../../../src/chain/metagraph/metagraph.ts";
import { resolveSources } from "../../config/resolve-sources.ts";
import { alice, bob, miner } from "../auth/signed-requests.ts";

const accesses = ["open", "registered", "validators"] as const;
const staleMs = 1_200_001;

describe(AdmissionPolicy.name, () => {
  it("admits with the settings' defaults who has a permit where validators are asked for, anybody registered elsewhere", () => {
    const permits = {
      [alice.address]: createEntry(),
      [bob.address]: createEntry({ validatorPermit: false }),
    };
    const policy = new AdmissionPolicy(createDirectory(permits), resolveSources().settings.admission);
    const verdicts = [alice, bob, miner].map(({ address: hotkey }) =>
      accesses.map((access) => policy.findRefusal({ access, hotkey, address: "192.0.2.1" })?.message),
    );
    expect(verdicts).to.deep.equal([
      [undefined, undefined, undefined],
      [undefined, undefined, "Non-validator hotkey"],
      [undefined, "Unrecognized hotkey", "Unrecognized hotkey"],
    ]);
  });

  it("takes a metagraph for its directory", () => {
    // Compiles, or the two have drifted apart.
    const asDirectory = (metagraph: Metagraph): CallerDirectory => metagraph;
    expect(asDirectory).to.be.a("function");
  });

  it("refuses a list with a mistyped key", () => {
    const mistyped = `${alice.address.slice(0, -1)}R`;
    for (const list of ["allowHotkeys", "allowColdkeys", "denyHotkeys", "denyColdkeys"]) {
      expect(() => new AdmissionPolicy(createDirectory({}), createSettings({ [list]: [mistyped] })))
        .to.throw(NeuronError)
        .with.property("code", "CONFIG_INVALID");
    }
  });
});

describe(judge.name, () => {
  it("asks a hotkey of every route that is not open", () => {
    expect(verdict({ access: "open", hotkey: undefined })).to.equal(undefined);
    for (const access of ["registered", "validators"] as const) {
      expect(verdict({ access, hotkey: undefined })).to.equal("unsigned");
    }
  });

  it("asks for no permit when that is switched off", () => {
    const entry = createEntry({ validatorPermit: false });
    expect(verdict({ entry })).to.equal("forbidden");
    expect(verdict({ entry }, { forceValidatorPermit: false })).to.equal(undefined);
  });

  it("admits the unregistered where that is allowed, but not as validators", () => {
    const settings = { allowNonRegistered: true };
    expect(verdict({ access: "registered", entry: undefined }, settings)).to.equal(undefined);
    expect(verdict({ entry: undefined }, settings)).to.equal("forbidden");
    expect(verdict({ entry: undefined }, { ...settings, forceValidatorPermit: false })).to.equal(undefined);
    expect(verdict({ access: "registered", entry: undefined }, { ...settings, minStake: 1 })).to.equal(
      "forbidden",
    );
  });

  it("asks for the least stake to the rao", () => {
    for (const access of ["registered", "validators"] as const) {
      for (const [stakeRao, reason] of [
        [1_500_000_000n, undefined],
        [1_499_999_999n, "forbidden"],
      ] as const) {
        expect(verdict({ access, entry: createEntry({ stakeRao }) }, { minStake: 1.5 })).to.equal(reason);
      }
    }
  });

  it("admits nobody when the subnet was not read for too long or never, but those allowed by hotkey", () => {
    expect(verdict({ ageMs: staleMs - 1 })).to.equal(undefined);
    for (const ageMs of [staleMs, undefined]) {
      expect(verdict({ ageMs })).to.equal("metagraph_stale");
      expect(verdict({ ageMs }, { allowColdkeys: [miner.address] })).to.equal("metagraph_stale");
      expect(verdict({ ageMs }, { allowHotkeys: [alice.address] })).to.equal(undefined);
      expect(verdict({ ageMs, access: "open" })).to.equal(undefined);
    }
  });

  it("admits allowed hotkeys from anywhere, and neurons of allowed coldkeys and addresses without permit and stake", () => {
    const entry = createEntry({ validatorPermit: false, stakeRao: 0n });
    const settings = { minStake: 1_000 };
    expect(verdict({ entry: undefined }, { ...settings, allowHotkeys: [alice.address] })).to.equal(undefined);
    for (const allowed of [{ allowColdkeys: [miner.address] }, { allowAddresses: ["192.0.2.0/24"] }]) {
      expect(verdict({ entry }, { ...settings, ...allowed })).to.equal(undefined);
      expect(verdict({ entry: undefined }, { ...settings, ...allowed })).to.equal("unregistered");
    }
  });

  it("turns away whoever is denied, whatever allows them", () => {
    const denials = [
      { denyHotkeys: [alice.address] },
      { denyColdkeys: [miner.address] },
      { denyAddresses: ["192.0.2.1"] },
    ];
    const anyGrant = fc.record({
      allowHotkeys: fc.subarray([alice.address]),
      allowColdkeys: fc.subarray([miner.address]),
      allowAddresses: fc.subarray(["192.0.2.0/24"]),
      allowNonRegistered: fc.boolean(),
      forceValidatorPermit: fc.boolean(),
    });
    const anyAge = fc.constantFrom(0, staleMs, undefined);
    fc.assert(
      fc.property(
        fc.constantFrom(...denials),
        anyGrant,
        fc.constantFrom(...accesses),
        anyAge,
        (denial, grant, access, ageMs) => {
          expect(verdict({ access, ageMs }, { ...grant, ...denial })).to.equal("forbidden");
        },
      ),
    );
  });
});

function verdict(
  applicant: Partial<KnownApplicant>,
  settings: Partial<AdmissionSettings> = {},
): string | undefined {
  const known: KnownApplicant = { ...createApplicant(), entry: createEntry(), ageMs: 0, ...applicant };
  return judge(known, admissionRules(createSettings(settings)))?.reason;
}

function createApplicant(): Applicant {
  return { access: "validators", hotkey: alice.address, address: "192.0.2.1" };
}

function createEntry(overrides: Partial<CallerEntry> = {}): CallerEntry {
  return { coldkey: miner.address, validatorPermit: true, stakeRao: 5_000_000_000n, ...overrides };
}

function createDirectory(entries: Readonly<Record<string, CallerEntry>>): CallerDirectory {
  return { find: (hotkey) => entries[hotkey], ageMs: () => 0 };
}

function createSettings(overrides: Partial<AdmissionSettings> = {}): AdmissionSettings {
  return { ...resolveSources().settings.admission, ...overrides };
}
