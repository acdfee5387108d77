import type { BatchTable } from "../source/layout.ts";
import { addressLabelsContract } from "./address-labels-contract.ts";
import { alertsContract } from "./alerts-contract.ts";
import { clustersContract } from "./clusters-contract.ts";
import { featuresContract } from "./features-contract.ts";
import { moneyFlowsContract } from "./money-flows-contract.ts";
import type { TableContract } from "./table-contract.ts";

/** What each table's file must hold. */
export const contracts: Readonly<Record<BatchTable, TableContract>> = {
  alerts: alertsContract,
  features: featuresContract,
  clusters: clustersContract,
  money_flows: moneyFlowsContract,
  address_labels: addressLabelsContract,
};
