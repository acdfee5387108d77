/** What is wrong with one field of a body, in FastAPI's form. */
export interface BodyIssue {
  /** Where it stands: `["body", "processing_date"]`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** Thrown for a body that is not of the declared form: answered with 422 and the issues (facts: bittensor 1.8). */
export class SynapseBodyError extends Error {
  readonly issues: readonly BodyIssue[];

  constructor(issues: readonly BodyIssue[]) {
    super(issues.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; "));
    this.name = "SynapseBodyError";
    this.issues = issues;
  }
}
