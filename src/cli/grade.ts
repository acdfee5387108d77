import type { PublicationGrade } from "../subnets/risk/outcomes/grade-publication.ts";
import { NeuronError } from "../lib/errors.ts";
import { inWorkshop, type Call, type CommandDefinition } from "./command.ts";
import { dateOptions, pickDates, selectedDates } from "./processing-dates.ts";
import { countOf } from "./text.ts";

export const gradeCommand: CommandDefinition = {
  settings: ["window", "api.github-url"],
  options: dateOptions,
  run: (call) => {
    const selection = selectedDates(call);
    return inWorkshop(call, async (workshop) => {
      const { networks, windowDays, grading, api } = call.config.settings;
      const grades = [];
      for (const network of networks) {
        const jobs = await workshop.jobsOf(network);
        const dates = pickDates(selection, await jobs.publishedDates(windowDays));
        if (dates.length === 0) throw nothingPublished(network, windowDays);
        for (const processingDate of dates) {
          const key = { network, processingDate, windowDays };
          const settings = { grading, githubUrl: api.githubUrl };
          const graded = await jobs.grade(key, settings, call.shell.signal);
          describe(call, network, graded);
          grades.push({ network, ...brief(graded) });
        }
      }
      return { grades };
    });
  },
};

function nothingPublished(network: string, windowDays: number): NeuronError {
  return new NeuronError(
    "BATCH_NOT_FOUND",
    `Nothing of ${network} with a window of ${windowDays} days is published in that time. Run: neuron score`,
    { context: { network, windowDays } },
  );
}

function describe({ print }: Call, network: string, graded: PublicationGrade): void {
  const { processingDate, ageDays, alerts, modelVersion, grade, remarks } = graded;
  const { final, tier1, tier2, tier3 } = grade;
  print(
    `${network} ${processingDate}  final ${figure(final.score)} (${final.verdict}), day ${ageDays}, ${countOf(alerts, "alert")}, by ${modelVersion}`,
  );
  print(
    `  tier 1   ${tier1.passed ? "passed" : "failed"}: completeness ${figure(tier1.completeness)}, range ${figure(tier1.range)}, duplicates ${figure(tier1.duplicates)}, metadata ${figure(tier1.metadata)}`,
  );
  print(
    `  tier 2   ${figure(tier2.score)}: entropy ${figure(tier2.entropy)}, rank correlation ${figure(tier2.rankCorrelation)}, over time ${figure(tier2.temporalConsistency)}, by address ${figure(tier2.addressConsistency)}`,
  );
  const { labels, evolution } = tier3;
  if (labels.kind === "graded") {
    print(`  tier 3A  ${figure(labels.score)} AUC against labels, coverage ${figure(labels.coverage)}`);
  }
  if (evolution.kind === "graded") {
    print(
      `  tier 3B  ${figure(evolution.score)}: AUC ${figure(evolution.auc)}, Brier ${figure(evolution.brier)}, in range ${figure(evolution.inRange)}, coverage ${figure(evolution.coverage)}`,
    );
  }
  for (const remark of remarks) print(`  ${remark}`);
}

function figure(value: number): string {
  return Number.isNaN(value) ? "none" : value.toFixed(3);
}

function brief({ grade, ...graded }: PublicationGrade) {
  return {
    processing_date: graded.processingDate,
    window_days: graded.windowDays,
    publication_id: graded.publicationId,
    model_version: graded.modelVersion,
    age_days: graded.ageDays,
    alerts: graded.alerts,
    final: grade.final,
    tier1: grade.tier1,
    tier2: grade.tier2,
    tier3: grade.tier3,
    remarks: graded.remarks,
  };
}
