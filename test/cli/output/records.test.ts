import { describe, expect, it } from "vitest";
import { recordsCsv, recordsJsonLines } from "../../../cli/output/records.ts";

const columns = [
  { key: "name", type: "text" },
  { key: "amount", type: "amount" },
  { key: "old", type: "value" },
];
const records = [
  { name: "=1+1", amount: "-5", old: true, other: "x" },
  { name: undefined, amount: null, old: false },
];

describe("records", () => {
  it("records escape formulas in the text of CSV, but leave amounts unchanged", () => {
    expect(recordsCsv(columns, records)).toBe("name,amount,old\r\n'=1+1,-5,true\r\n,,false\r\n");
  });

  it("records contain `null` for missing values in JSON Lines", () => {
    expect(recordsJsonLines(columns, records)).toBe(
      '{"name":"=1+1","amount":"-5","old":true}\n{"name":null,"amount":null,"old":false}\n',
    );
  });
});
