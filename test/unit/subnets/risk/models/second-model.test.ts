import { expect } from "chai";
import { isRestless, secondModel, secondSay } from "../../../../../src/subnets/risk/models/second-model.ts";
import { patternNumbers } from "../../../../../src/subnets/risk/models/training-rows.ts";
import { createGradingSettings } from "../../../../support/grading.ts";
import { createParameters } from "../../../../support/ml.ts";

const grading = createGradingSettings();

describe(isRestless.name, () => {
  it("holds of what expanded or was ambiguous, not of what stayed quiet or has no pattern", () => {
    const restless = patternNumbers.filter((_, place) => isRestless(place + 1));
    expect(restless).to.deep.equal(["expanding_illicit", "ambiguous"]);
    expect(isRestless(0)).to.equal(false);
  });
});

describe(secondSay.name, () => {
  it("is where an ambiguous address is in range and on the side that calls it illicit", () => {
    expect(secondSay(grading)).to.include({ low: 0.5, high: grading.ambiguous.highestScore });
  });

  it("asks for more than an even chance", () => {
    expect(secondSay(grading)?.from).to.be.within(0.5, 1);
  });

  it("is none where no score is right for an ambiguous address in every part of the grade", () => {
    const ambiguous = { ...grading.ambiguous, highestScore: 0.5 };
    expect(secondSay({ ...grading, ambiguous })).to.equal(undefined);
  });
});

describe(secondModel.name, () => {
  it("learns what is restless, from more features per tree, bound by no constraint of the first", () => {
    const own = createParameters({ colsample_bytree: 0.1 });
    const { parameters, constraints, positivePatterns } = secondModel(own);
    expect(parameters).to.deep.equal({ ...own, colsample_bytree: parameters.colsample_bytree });
    expect(parameters.colsample_bytree).to.be.closeTo(0.15, 1e-12);
    expect(constraints).to.deep.equal({});
    expect(positivePatterns.every(isRestless)).to.equal(true);
  });

  it("takes no more features than there are", () => {
    expect(secondModel(createParameters({ colsample_bytree: 0.9 })).parameters.colsample_bytree).to.equal(1);
  });
});
