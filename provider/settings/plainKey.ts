import * as pulumi from "@pulumi/pulumi";

/** Refuses a key that stands in the stack's configuration for everybody to read. */
export function refusePlainKey(): void {
  const secret = "anthropic:adminKey";
  const secrets = process.env["PULUMI_CONFIG_SECRET_KEYS"];
  const plain = secrets !== undefined && !secrets.includes(JSON.stringify(secret));
  if (plain && pulumi.runtime.getConfig(secret) !== undefined) {
    throw new pulumi.RunError(
      `\`${secret}\` stands in the stack's configuration as plain text. Take it out (pulumi config rm ${secret}), revoke that key, ` +
        `and set a new one as a secret (pulumi config set --secret ${secret}), or better in the environment variable ANTHROPIC_ADMIN_KEY.`,
    );
  }
}
