/** What the names of a terminal's headers begin with; underscores, which some proxies drop (facts: bittensor 1.2). */
export const terminalPrefix = { axon: "bt_header_axon_", dendrite: "bt_header_dendrite_" } as const;

export const inputPrefix = "bt_header_input_obj_";
