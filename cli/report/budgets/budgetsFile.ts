import { logText } from "../../../provider/api/foreignText.ts";
import { type BudgetProblem, InvalidBudgets, validBudgets } from "../../../provider/budgets/problems.ts";
import { BudgetsFile } from "../../../provider/budgets/schema.ts";
import { UserError } from "../../../provider/errors.ts";
import { readInput } from "../../output/files.ts";
import type { Io } from "../../output/io.ts";
import { type Position, yamlText } from "../../yaml/yamlText.ts";

/** A valid budgets file. */
export interface LocatedBudgets extends BudgetsFile {
  /** Runs an operation, and adds the lines and columns of the file to its errors about budgets. */
  located<T>(operation: () => Promise<T>): Promise<T>;
}

/** Reads and validates a budgets file. Sends no request. */
export async function readBudgetsFile(io: Io, file: string): Promise<LocatedBudgets> {
  const { value, problems, position } = yamlText(await readInput(io, file, `the budgets ${file}`), [
    "amount",
  ]);
  if (problems.length > 0) throw invalidFile(file, problems);
  const relocated = (error: unknown) => {
    if (!(error instanceof InvalidBudgets)) return error;
    const located = ({ path, isKey, message }: BudgetProblem) => ({ ...position(path, isKey), message });
    return invalidFile(file, error.problems.map(located));
  };
  const located = async <T>(operation: () => T | Promise<T>): Promise<T> => {
    try {
      return await operation();
    } catch (error) {
      throw relocated(error);
    }
  };
  return { ...(await located(() => validBudgets(BudgetsFile, value))), located };
}

function invalidFile(
  file: string,
  problems: readonly (Position & { readonly message: string })[],
): UserError {
  const sorted = problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
  const lines = sorted.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const [only = ""] = lines;
  if (lines.length === 1) return new UserError(logText(`cannot check the budgets: ${only}`));
  return new UserError(
    logText([`cannot check the budgets: ${file} has ${lines.length} errors:`, ...lines].join("\n  ")),
  );
}
