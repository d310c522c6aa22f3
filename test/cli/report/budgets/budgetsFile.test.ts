import { expect, test } from "vitest";
import { readBudgetsFile } from "../../../../cli/report/budgets/budgetsFile.ts";
import { InvalidBudgets } from "../../../../provider/budgets/problems.ts";
import { newWorkdir } from "../../workdir.ts";

async function read(text: string) {
  const { io, write } = await newWorkdir();
  await write("b.yaml", text);
  return await readBudgetsFile(io, "b.yaml");
}

test("amounts are exact, and the currency is USD unless the file says otherwise", async () => {
  const text =
    "budgets:\n  - organization: true\n    amount: 1234567890.10\n  - otherWorkspaces: true\n    amount: '5'\n";
  expect(await read(text)).toMatchObject({
    currency: "USD",
    budgets: [
      { organization: true, amount: "1234567890.10" },
      { otherWorkspaces: true, amount: "5" },
    ],
  });
  expect(await read(`currency: EUR\n${text}`)).toMatchObject({ currency: "EUR" });
});

test.each([
  ["", "b.yaml:1:1: the file must be an object with the property `budgets`."],
  ["- a\n", "b.yaml:1:1: the file must be an object with the property `budgets`."],
  ["budgets: []\n", "b.yaml:1:10: there must be at least one budget."],
  ["budgets:\n", "b.yaml:1:9: `budgets` must be a list of budgets."],
  ["budgets: [3]\n", "b.yaml:1:11: a budget must be an object."],
  ["budget: []\n", "b.yaml:1:1: the property `budget` does not exist. Did you mean `budgets`?"],
  ["<<: { a: 1 }\n", "the property `<<` does not exist."],
  [
    "budgets:\n  - organization: yes\n    amount: 1\n",
    "b.yaml:2:19: `organization` must be `true`. Otherwise omit it.",
  ],
  [
    "budgets:\n  - tags: { a: 1 }\n    amount: 1\n",
    "b.yaml:2:16: the value of a tag must be a string. Put it in quotes.",
  ],
  [
    "budgets:\n  - tags: { team: ml, __proto__: x }\n    amount: 1\n",
    "b.yaml:2:23: a tag of a budget cannot have the name `__proto__`. Use another tag.",
  ],
  [
    "budgets:\n  - worksapce: a\n    amount: 1\n",
    "b.yaml:2:5: the property `worksapce` does not exist. Did you mean `workspace`?",
  ],
  [
    "budgets:\n  - workspace: a\n    amount: 1,000\n",
    'b.yaml:3:13: the amount must be a number with at most 2 decimals, such as 5000 or 1234.50, not "1,000".',
  ],
  ["budgets:\n  - workspace: 2026\n    amount: 1\n", "b.yaml:2:16: the workspace must be a string."],
  ["budgets:\n  - workspace: a\n", "b.yaml:2:5: the amount is missing."],
  [
    "budgets:\n  - amount: 1\n    amount: 2\n",
    "b.yaml:3:5: the property is already set. Remove one of the two.",
  ],
  [
    "currency: dollars\nbudgets: [{ organization: true, amount: 1 }]\n",
    "b.yaml:1:11: the currency must be a code such as USD.",
  ],
])("%j is rejected with its position", async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});

test("all errors are listed in the order of the file, without control characters", async () => {
  const text = 'budgets:\n  - organisation: true\n    amount: 1.000\n  - "a\\u001b[2Jb": 1\n    amount: 1\n';
  await expect(read(text)).rejects.toMatchObject({
    message: [
      "cannot check the budgets: b.yaml has 3 errors:",
      "  b.yaml:2:5: the property `organisation` does not exist. Did you mean `organization`?",
      '  b.yaml:3:13: the amount must be a number with at most 2 decimals, such as 5000 or 1234.50, not "1.000".',
      "  b.yaml:4:5: the property `a [2Jb` does not exist. The properties are name, workspace, tags, organization, otherWorkspaces, amount.",
    ].join("\n"),
  });
});

test("errors that are found after parsing also have a position", async () => {
  const { located } = await read("budgets:\n  - tags:\n      team: ml\n    amount: 1\n");
  const problem = (isKey: boolean) => ({ path: ["budgets", 0, "tags", "team"], isKey, message: "no." });
  const failing = (isKey: boolean) => located(() => Promise.reject(new InvalidBudgets([problem(isKey)])));
  await expect(failing(true)).rejects.toThrow("cannot check the budgets: b.yaml:3:7: no.");
  await expect(failing(false)).rejects.toThrow("cannot check the budgets: b.yaml:3:13: no.");
  await expect(located(() => Promise.reject(new TypeError("bug")))).rejects.toThrow(TypeError);
});

test("a file that does not exist is an error", async () => {
  const { io } = await newWorkdir();
  await expect(readBudgetsFile(io, "none.yaml")).rejects.toThrow(
    "cannot read the budgets none.yaml: the file does not exist.",
  );
});
