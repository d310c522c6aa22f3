import * as anthropic from "pulumi-anthropic";

const alice = new anthropic.Member("alice", { email: "alice@example.com", role: "developer" });

export const status = alice.status;
