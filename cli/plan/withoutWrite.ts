import { kept } from "../../provider/kernel/managed.ts";
import { joined } from "../output/phrases.ts";
import type { Action } from "./actions.ts";
import type { Copy } from "./copy.ts";
import { objectName } from "./objectName.ts";
import { isReplacement, type Step } from "./preview.ts";
import { holdsSecret } from "./secrets.ts";
import type { Result } from "./unknowns.ts";
import { pendingStatuses } from "./waiting.ts";

/** The action of a create or update that sent no write. */
export function actionWithoutWrite(
  { op, kind, name: resource, old, new: state, hidden: known }: Step,
  { id, outputs }: Result,
  copy: Copy,
): Action {
  const asker = { kind: kind.kind, resource };
  const shown = objectName(kind.kind, id, outputs, copy);
  const secrets = Object.keys(state?.inputs ?? {}).filter((name) => holdsSecret(state?.inputs[name]));
  const hidden = [...new Set([...(known ?? []), ...secrets])]
    .filter((name) => name !== kept.pointer)
    .map((name) => `\`${name}\``);
  if (op === "update" && hidden.length > 0) {
    return {
      ...asker,
      type: "unknown",
      text: `${shown}: ${joined(hidden)} may change, which Pulumi keeps secret`,
    };
  }
  const made = op === "create" || isReplacement(op);
  if (made && outputs["adopted"] === true) {
    return { ...asker, type: "adopts", text: `${kind.kind} ${shown}` };
  }
  if (outputs["status"] === "implicit") {
    return {
      ...asker,
      type: "recordsState",
      text: `${shown}: the role in the organization gives it already`,
    };
  }
  const [was, is] = [old?.outputs["status"], outputs["status"]];
  const waits = pendingStatuses.has(String(is));
  if (made && !waits) return { ...asker, type: "adopts", text: `${kind.kind} ${shown}` };
  const moved = !made && was !== is ? `: ${String(was)} before, ${String(is)} now` : "";
  const changed = moved === "" && waits ? ": waiting for the user to join" : moved;
  return { ...asker, type: "recordsState", text: `${kind.kind} ${shown}${changed}` };
}
