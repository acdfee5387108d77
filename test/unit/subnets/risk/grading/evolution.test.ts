import { expect } from "chai";
import { createGradingSettings } from "../../../../support/grading.ts";
import {
  growthOf,
  patternOf,
  type AddressAfter,
  type AddressBefore,
} from "../../../../../src/subnets/risk/grading/evolution.ts";

describe(growthOf.name, () => {
  it("is in percent of what was", () => {
    const growth = growthOf({ degree: 4, volumeUsd: 200 }, { degree: 10, volumeUsd: 50 });
    expect(growth).deep.equal({ degreePercent: 150, volumePercent: -75 });
  });

  it("is 0 where there was nothing", () => {
    const growth = growthOf({ degree: 0, volumeUsd: 0 }, { degree: 7, volumeUsd: 1e6 });
    expect(growth).deep.equal({ degreePercent: 0, volumePercent: 0 });
  });
});

describe(patternOf.name, () => {
  it("calls expanding what grows beyond both limits with any one sign of crime", () => {
    const grown = { degree: 301, volumeUsd: 401 };
    expect(patternAfter({ ...grown, isMixerLike: true })).equal("expanding_illicit");
    expect(patternAfter({ ...grown, behavioralAnomaly: 0.71 })).equal("expanding_illicit");
    expect(patternAfter({ ...grown, velocity: 0.81 })).equal("expanding_illicit");
    expect(patternAfter({ ...grown, behavioralAnomaly: 0.7, velocity: 0.8 })).equal("ambiguous");
  });

  it("asks for more than 200 % of degree and more than 300 % of volume", () => {
    expect(patternAfter({ degree: 300, volumeUsd: 401, isMixerLike: true })).equal("ambiguous");
    expect(patternAfter({ degree: 301, volumeUsd: 400, isMixerLike: true })).equal("ambiguous");
  });

  it("calls benign what grows little, is no anomaly and no mixer", () => {
    expect(patternAfter({ degree: 149, volumeUsd: 199, velocity: 1 })).equal("benign_indicators");
    expect(patternAfter({ degree: 150, volumeUsd: 199 })).equal("ambiguous");
    expect(patternAfter({ degree: 149, volumeUsd: 200 })).equal("ambiguous");
    expect(patternAfter({ degree: 149, behavioralAnomaly: 0.3 })).equal("ambiguous");
  });

  it("calls dormant what hardly moves but is an anomaly or a mixer", () => {
    expect(patternAfter({ isMixerLike: true, velocity: 0.29 })).equal("dormant");
    expect(patternAfter({ behavioralAnomaly: 0.3 })).equal("dormant");
    expect(patternAfter({ isMixerLike: true, velocity: 0.3 })).equal("ambiguous");
    expect(patternAfter({ isMixerLike: true, degree: 120 })).equal("ambiguous");
    expect(patternAfter({ isMixerLike: true, volumeUsd: 130 })).equal("ambiguous");
  });

  it("calls ambiguous what cannot be known", () => {
    expect(patternAfter({ degree: NaN })).equal("ambiguous");
  });

  it("goes by the thresholds that it is given", () => {
    const settings = createGradingSettings({ "grading.benign.degree_percent": "10" });
    expect(patternOf(before, { ...unchanged, degree: 115 }, settings)).equal("dormant");
  });
});

const before: AddressBefore = { degree: 100, volumeUsd: 100 };
const unchanged: AddressAfter = { ...before, isMixerLike: false, behavioralAnomaly: 0, velocity: 0 };

function patternAfter(after: Partial<AddressAfter>) {
  return patternOf(before, { ...unchanged, ...after }, createGradingSettings());
}
