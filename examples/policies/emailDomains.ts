import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import * as anthropic from "pulumi-anthropic";

/** Checks each resource before it is created or updated. */
export const allowedEmailDomains: ResourceValidationPolicy = {
  name: "allowed-email-domains",
  description: "Users, invitations and workspace members must have an email address in an allowed domain.",
  enforcementLevel: "mandatory",
  configSchema: {
    properties: { domains: { type: "array", items: { type: "string" }, minItems: 1 } },
    required: ["domains"],
  },
  validateResource: (args, reportViolation) => {
    const { domains } = args.getConfig<{ domains: string[] }>();
    const { property, emails } = emailsOf(args);
    for (const domain of new Set(emails.flatMap(domainOf))) {
      if (domains.includes(domain)) continue;
      // Policies see secrets in plain text, and Pulumi prints their messages, so the message does not contain the address.
      reportViolation(
        `\`${property}\` has an address in ${domain}. The allowed domains are ${domains.join(", ")}.`,
      );
    }
  },
};

/** The email addresses that a resource declares. A user who is declared by `userId` has none. */
function emailsOf(args: ResourceValidationArgs): {
  readonly property: string;
  readonly emails: readonly (string | undefined)[];
} {
  const list = args.asType(anthropic.WorkspaceMembers);
  if (list !== undefined) return { property: "members", emails: list.members.map(({ email }) => email) };
  const one =
    args.asType(anthropic.Member) ?? args.asType(anthropic.Invite) ?? args.asType(anthropic.WorkspaceMember);
  return { property: "email", emails: [one?.email] };
}

function domainOf(email: string | undefined): string[] {
  return email === undefined ? [] : email.split("@").slice(-1);
}
