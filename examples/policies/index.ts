import { PolicyPack } from "@pulumi/policy";
import { archiveNeedsTag } from "./archive.ts";
import { allowedEmailDomains } from "./emailDomains.ts";
import { spendLimitRequired } from "./spendLimits.ts";
import { workspaceAdmins } from "./workspaceAdmins.ts";

// Rules for an Anthropic organization. A configuration file sets their values and levels, see config.json.
new PolicyPack("anthropic", {
  policies: [allowedEmailDomains, archiveNeedsTag, workspaceAdmins, spendLimitRequired],
});
