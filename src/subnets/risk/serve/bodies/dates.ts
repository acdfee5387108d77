import { z } from "zod";

export const datesAvailableBody = z
  .object({ dates: z.array(z.iso.date()).describe("Newest first"), total_count: z.int().min(0) })
  .meta({ id: "DatesAvailable", examples: [{ dates: ["2025-10-30", "2025-10-29"], total_count: 2 }] });

export const latestDateBody = z.object({ latest_date: z.iso.date(), processed_at: z.iso.datetime() }).meta({
  id: "LatestDate",
  examples: [{ latest_date: "2025-10-30", processed_at: "2025-10-30T01:15:00Z" }],
});
