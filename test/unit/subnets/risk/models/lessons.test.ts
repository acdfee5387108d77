import { expect } from "chai";
import { whyNotTrainable } from "../../../../../src/subnets/risk/models/lessons.ts";

describe(whyNotTrainable.name, () => {
  it("finds nothing wrong with enough of both classes", () => {
    expect(whyNotTrainable({ samples: 40, positive: 20 }, 20)).to.equal(undefined);
  });

  it("names the counts when a class is too small", () => {
    expect(whyNotTrainable({ samples: 40, positive: 19 }, 20)).to.match(/19 positive and 21 negative/);
    expect(whyNotTrainable({ samples: 40, positive: 21 }, 20)).to.match(/21 positive and 19 negative/);
  });

  it("refuses a single class and no labels at all", () => {
    expect(whyNotTrainable({ samples: 100, positive: 0 }, 1)).to.be.a("string");
    expect(whyNotTrainable({ samples: 100, positive: 100 }, 1)).to.be.a("string");
    expect(whyNotTrainable({ samples: 0, positive: 0 }, 1)).to.be.a("string");
  });
});
