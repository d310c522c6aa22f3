import { expect, it } from "vitest";
import { planUp } from "../../../cli/plan/planUp.ts";
import { newWorkdir } from "../workdir.ts";
import { SmallEngine } from "./engine.ts";
import { options } from "./previewed.ts";

it("redacts secret conditions and a secret issuer URL in the action of a federation rule", async () => {
  const engine = await SmallEngine.over({
    seed: { version: 1, workspaces: [{ id: "wrkspc_lab", name: "Lab" }] },
  });
  const key = "sk-ant-oat01-workload";
  engine.emulator.organization().credentials.add({ secret: key, kind: "oauth" });
  const env = { ...engine.env, ANTHROPIC_ADMIN_KEY: "", ANTHROPIC_AUTH_TOKEN: key };
  const issuerUrl = "https://hidden.example.com";
  const match = { condition: 'claims.ref == "hidden"' };
  const program = (description: string) => [
    { kind: "ServiceAccount", name: "a", args: { name: "a" } },
    { kind: "FederationIssuer", name: "ci", args: { name: "ci", issuerUrl } },
    {
      kind: "FederationRule",
      name: "x",
      args: {
        name: "x",
        match,
        oauthScope: "workspace:developer",
        workspaces: ["wrkspc_lab"],
        description,
      },
      ids: { issuer: "FederationIssuer ci", serviceAccount: "ServiceAccount a" },
    },
  ];
  await engine.up(program("old"), {}, env);
  const { io, write } = await newWorkdir();
  const preview = JSON.stringify(await engine.preview(program("new")));
  const hide = (text: string) =>
    text.replaceAll(JSON.stringify(match), '"[secret]"').replaceAll(JSON.stringify(issuerUrl), '"[secret]"');
  const printed: string[] = [];
  const run = async (text: string) => {
    await write("preview.json", text);
    await planUp({ ...io, env, print: (line) => void printed.push(line) }, options);
    return printed.splice(0).join("\n");
  };
  expect(await run(preview)).toContain(`tokens of ci (${issuerUrl}) that match ${JSON.stringify(match)} for`);
  const hidden = await run(hide(preview));
  expect(hidden).toContain('tokens of ci ([secret]) that match {"condition":"[secret]"} for');
  expect(hidden).not.toContain("hidden");
});
