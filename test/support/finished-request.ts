import type { FinishedRequest } from "../../src/axon/request-notes.ts";

export const validator = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

/** Returns a request of nobody in particular that was answered. */
export function createRequest(overrides: Partial<FinishedRequest> = {}): FinishedRequest {
  return {
    id: "0badcafe-1",
    method: "GET",
    route: "/scores/{date}",
    scheme: "synapse",
    hotkey: undefined,
    claimedHotkey: undefined,
    status: 200,
    refusal: undefined,
    durationMs: 5,
    ...overrides,
  };
}
