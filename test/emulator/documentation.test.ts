import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { control, emulate } from "./setup.ts";

const page = new URL("../../docs/emulator.md", import.meta.url);

test("the seed in docs/emulator.md is accepted and has usage", async () => {
  const seed = /```json\n([\s\S]*?)```/.exec(await readFile(page, "utf8"))?.[1] ?? "";
  const now = new Date("2026-10-01T00:00:00Z");
  const emulator = await emulate({ now });
  const response = await control(emulator, "POST /_emulator/seed", JSON.parse(seed));
  expect(response).toMatchObject({ status: 200, body: { name: "Example" } });
  const cost = emulator.organization().cost(new Date("2026-09-01T00:00:00Z"), now);
  expect(Number(cost)).toBeGreaterThan(0);
});
