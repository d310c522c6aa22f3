// Monthly spend limits of the organization and of its workspaces, from one table. Amounts are in the organization's currency.
//
// A Console organization needs early access to the Spend Limits API. The organization's limit stays when the stack is destroyed,
// unless it has `onDelete: "remove"`.

import * as anthropic from "pulumi-anthropic";

const workspaces = {
  production: { name: "Checkout", limit: "1500" },
  staging: { name: "Checkout Staging", limit: "250" },
  research: { name: "Prompt Research", limit: "499.50" },
};

const total = new anthropic.SpendLimit("total", { scope: "organization", amount: "2000" });

for (const [key, { name, limit }] of Object.entries(workspaces)) {
  const workspace = new anthropic.Workspace(key, { name });
  new anthropic.SpendLimit(key, { scope: "workspace", workspace, amount: limit });
}

export const monthlyLimit = { amount: total.amount, currency: total.currency };
