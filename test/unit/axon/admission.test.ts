import { expect } from "chai";
import { requireAdmission } from "../../../src/axon/admission.ts";
import { NeuronError } from "../../../src/lib/errors.ts";

describe(requireAdmission.name, () => {
  it("lets an open route be served", () => {
    requireAdmission({ path: "/health", access: "open" });
  });

  for (const access of ["registered", "validators"] as const) {
    it(`refuses to serve a route for ${access} only, which it could not guard`, () => {
      expect(() => {
        requireAdmission({ path: "/scores", access });
      })
        .to.throw(NeuronError)
        .with.property("code", "CONFIG_INVALID");
    });
  }
});
