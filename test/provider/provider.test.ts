import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { Provider } from "../../provider/provider.ts";
import { readSettings } from "../../provider/settings/config.ts";
import { known, program } from "./program.ts";

const organizationId = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

describe("a Provider", () => {
  test("registers its arguments as strings, like stack configuration", async () => {
    const { registrations } = await program();
    const acme = new Provider("acme", {
      organizationId: pulumi.output(organizationId),
      adminKeyVariable: "ANTHROPIC_ACME_KEY",
      requestsPerMinute: 40,
      allowEmpty: true,
      emailDomains: ["example.com", pulumi.output("example.org")],
    });
    await known(acme.urn);
    expect(registrations).toEqual([
      {
        type: "pulumi:providers:pulumi-nodejs",
        name: "acme",
        id: "",
        inputs: {
          "anthropic:organizationId": organizationId,
          "anthropic:adminKeyVariable": "ANTHROPIC_ACME_KEY",
          "anthropic:requestsPerMinute": "40",
          "anthropic:allowEmpty": "true",
          "anthropic:emailDomains": '["example.com","example.org"]',
        },
      },
    ]);
    const inputs = registrations[0]?.inputs ?? {};
    const settings = readSettings((key) => {
      const value = inputs[key];
      return typeof value === "string" ? value : undefined;
    }, {});
    expect(settings).toMatchObject({
      organizationId,
      adminKeyVariable: "ANTHROPIC_ACME_KEY",
      requestsPerMinute: 40,
      allowEmpty: true,
      emailDomains: ["example.com", "example.org"],
    });
  });

  test("rejects unknown arguments, a key, and a missing organization ID or key variable", async () => {
    await program();
    const provider = (args: object) => () =>
      new Provider("acme", { organizationId, adminKeyVariable: "ANTHROPIC_ACME_KEY", ...args });
    expect(provider({ maxArchive: 1 })).toThrow(
      "`maxArchive` is not an argument of Provider. Did you mean `maxArchives`?",
    );
    expect(provider({ region: "us" })).toThrow(
      "`region` is not an argument of Provider. The arguments are `adminKeyVariable`, `allowEmpty`,",
    );
    const key = "sk-ant-admin01-not-for-the-state";
    expect(provider({ adminKey: key })).toThrow(
      /^`adminKey` is not an argument of Provider: keys do not belong in programs/,
    );
    expect(provider({ adminKey: key })).not.toThrow(key);
    expect(provider({ adminKeyVariable: undefined })).toThrow("`adminKeyVariable` of Provider is required.");
    expect(provider({ organizationId: "" })).toThrow("`organizationId` of Provider is required.");
  });

  test("does not register an argument that is left out", async () => {
    const { registrations } = await program();
    const acme = new Provider("acme", { organizationId, adminKeyVariable: "ANTHROPIC_ACME_KEY" });
    await known(acme.urn);
    expect(Object.keys(registrations[0]?.inputs ?? {}).toSorted()).toEqual([
      "anthropic:adminKeyVariable",
      "anthropic:organizationId",
    ]);
  });
});
